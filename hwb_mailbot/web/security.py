"""What every answer and every form must have: headers that let a browser do nothing but show, forms that are ours.

Nothing here knows who is asking.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 128 * 1024
"""Octets of one form."""
_MOST_FIELDS = 100

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Cookie",
}
_KEPT_AN_HOUR = "public, max-age=3600"
_TWO_YEARS = "max-age=63072000"


class TooLong(Exception):
    """The form is longer than any of ours."""


class SecureHeaders:
    """Adds the headers to every answer, also to errors. No script runs and nothing comes from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Cache-Control"] = _KEPT_AN_HOUR if scope["path"].startswith("/static/") else "no-store"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _TWO_YEARS
            await send(message)

        await self._app(scope, receive, with_headers)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a submitted form, the first of each name. Raises ``TooLong``; another kind of body is empty."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLong
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.replace("\r\n", "\n").replace("\x00", ""))
    return fields


def of_this_site(request: Request) -> bool:
    """Whether a form comes from a page of ours, as far as the browser says (Fetch Metadata, RFC 6454 Origin)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def local_path(path: str) -> str:
    """``path`` if it leads to a page of this site, else the first page (no open redirect, CWE-601)."""
    parts = urlsplit(path)
    harmless = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if harmless and not parts.scheme and not parts.netloc and "\\" not in path else "/"
