"""The service's web face: for now a page that says that it runs and where the queue is, and ``/health`` for monitors.

Neither shows anything about anybody, so neither asks who is looking. starlette and uvicorn run in the service's own
event loop. What can fail: the port is in use (``OSError`` at the start).
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import jinja2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from hwb_mailbot.config import Settings
from hwb_mailbot.letters.rendering import templates_folder

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class WebServer:
    """uvicorn on the configured port, within the running event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Answer from now on; gives the URL. Raises ``OSError`` where the port cannot be had."""
        listening = socket.create_server((self._settings.web.host, self._settings.web.port))
        config = uvicorn.Config(
            application(self._settings), log_config=None, access_log=False, lifespan="off", server_header=False
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]), name="web")
        await self._server.answering.wait()
        host, port = listening.getsockname()[:2]
        return f"http://{host}:{port}/"

    async def stop(self) -> None:
        """Finish the requests under way, then stop."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers, telling when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await self._serve(sockets)


def application(settings: Settings) -> Starlette:
    """The pages."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder().parent / "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )

    async def status(request: Request) -> Response:
        page = environment.get_template("status.html.j2").render(inbox=settings.mailbot.address)
        return HTMLResponse(page, headers=_HEADERS)

    async def health(request: Request) -> Response:
        answer: dict[str, Any] = {"status": "running"}
        return JSONResponse(answer, headers=_HEADERS)

    return Starlette(routes=[Route("/", status), Route("/health", health)])
