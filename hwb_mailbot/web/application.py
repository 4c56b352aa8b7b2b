"""The pages put together: every door with the guard before it, the style sheets, and the headers around all.

``/health`` says to monitors that the service runs; it, the style sheets and signing in are open to anybody, all else
to the support team alone.
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from hwb_mailbot.web.desk import Desk
from hwb_mailbot.web.doors import Door
from hwb_mailbot.web.guard import Guard
from hwb_mailbot.web.pages import (
    account,
    acting,
    case,
    messages,
    overview,
    password,
    queue,
    returned,
    schools,
    signing,
    trail,
)
from hwb_mailbot.web.rendering import Pages
from hwb_mailbot.web.security import SecureHeaders
from hwb_mailbot.web.visit import Visit

DOORS: tuple[Door, ...] = (
    *signing.DOORS,
    *queue.DOORS,
    *case.DOORS,
    *acting.DOORS,
    *messages.DOORS,
    *overview.DOORS,
    *schools.DOORS,
    *returned.DOORS,
    *account.DOORS,
    *password.DOORS,
    *trail.DOORS,
)


def application(desk: Desk) -> Starlette:
    """The web application."""
    pages = Pages(desk.settings.mailbot.timezone)
    shown = {door.path for door in DOORS if door.method == "GET"}
    forms = frozenset(door.path for door in DOORS if door.method == "POST" and door.path in shown)
    guard = Guard(desk, pages, forms)

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "running"})

    def unknown(request: Request, status: int) -> Response:
        visit = Visit(request, desk, pages)
        guard.recognise(visit)
        return HTMLResponse(pages.render("plain.html.j2", visit, {"say": "page-unknown"}), status)

    async def not_found(request: Request, fault: Exception) -> Response:
        return unknown(request, 404)

    async def wrong_method(request: Request, fault: Exception) -> Response:
        return unknown(request, 405)

    return Starlette(
        routes=[
            *(Route(door.path, guard.before(door), methods=[door.method]) for door in DOORS),
            Route("/health", health),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(SecureHeaders)],
        exception_handlers={404: not_found, 405: wrong_method},
    )
