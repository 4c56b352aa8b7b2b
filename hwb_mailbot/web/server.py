"""uvicorn on the configured port, within the service's own event loop.

A proxy on this machine that speaks TLS for us is believed when it tells the visitor's address and scheme
(``X-Forwarded-For``, ``X-Forwarded-Proto``); anybody else's word is not. What can fail: the port is in use
(``OSError`` at the start).
"""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from hwb_mailbot.web.application import application
from hwb_mailbot.web.desk import Desk

_BELIEVED_PROXIES = "127.0.0.1"
_LAST_REQUESTS_SECONDS = 5


class WebServer:
    """The support team's pages, served."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Answer from now on; gives the URL. Raises ``OSError`` where the port cannot be had."""
        web = self.desk.settings.web
        listening = socket.create_server((web.host, web.port))
        # Connections inherit it. asyncio sets it itself only where the socket says TCP and not merely "stream", and an
        # answer's second piece would else wait 40 ms for word that the first has come.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(
            application(self.desk),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=_BELIEVED_PROXIES,
            timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
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
