"""One request and whoever makes it: what every page is given, and how it answers.

What can fail: ``DurableFault`` where the audit trail cannot be kept; then nothing is shown.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web import sessions
from hwb_mailbot.web.desk import Desk
from hwb_mailbot.web.people import Person
from hwb_mailbot.web.rendering import Pages

LANGUAGE_COOKIE = "hwb-language"
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(slots=True)
class Visit:
    """A request. ``person`` is signed in, if anybody; ``form`` are the fields that came."""

    request: Request
    desk: Desk
    pages: Pages
    person: Person | None = None
    token: str = ""
    """The session's token; before signing in a token of the browser's, for nothing but the sign-in form."""
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    """Cookies to set with the answer; an empty value takes a cookie away."""

    @property
    def secure(self) -> bool:
        """Whether the browser speaks TLS, with us or with the proxy in front."""
        return self.request.url.scheme == "https"

    @property
    def address(self) -> str:
        """The network address that the request comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def somebody(self) -> Person:
        """Whoever is signed in; for pages that nobody else reaches."""
        assert self.person is not None
        return self.person

    @property
    def language(self) -> Language:
        """The person's own choice, else the browser's last choice, else what the browser prefers (R23)."""
        if self.person is not None:
            return self.person.language
        chosen = self.request.cookies.get(LANGUAGE_COOKIE)
        if chosen in ("cy", "en"):
            return Language(chosen)
        first = self.request.headers.get("accept-language", "")[:2].lower()
        return Language.WELSH if first == "cy" else Language.ENGLISH

    @property
    def csrf(self) -> str:
        """The token that every form of this session carries."""
        return sessions.csrf_token(self.desk.casework.policy.secret, self.token)

    def form_is_ours(self) -> bool:
        """Whether the form that came carries this session's token."""
        return bool(self.token) and hmac.compare_digest(self.csrf.encode(), self.form.get("csrf", "").encode())

    def words(self, name: str, **values: object) -> str:
        """A phrase of the pages in this visit's language."""
        return self.pages.words(name, self.language, **values)

    def note(self, what: str, about: str = "", why: str = "") -> None:
        """Put into the audit trail what this person sees or does. Raises ``DurableFault``."""
        self.desk.audit.add(self.person.username if self.person else "", self.address, what, about, why)

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page."""
        return self._with_cookies(HTMLResponse(self.pages.render(template, self, values), status))

    def go(self, path: str) -> Response:
        """On to another page, by GET."""
        return self._with_cookies(RedirectResponse(path, 303))

    def draft(self) -> Mapping[str, str]:
        """What was written into this page's form before the session ended."""
        return self.desk.drafts.take(sessions.hash_of(self.token), self.request.url.path)

    def cookie(self, name: str) -> str:
        """A cookie's value, where it was set by us over the same kind of connection."""
        return self.request.cookies.get(self._cookie_name(name), "")

    def _cookie_name(self, name: str) -> str:
        # The prefix makes browsers refuse the cookie from another host or without TLS (RFC 6265bis section 4.1.3.2).
        return f"__Host-{name}" if self.secure else name

    def _with_cookies(self, response: Response) -> Response:
        for name, value in self.cookies.items():
            kept = _YEAR_SECONDS if name == LANGUAGE_COOKIE else None
            full = name if name == LANGUAGE_COOKIE else self._cookie_name(name)
            response.set_cookie(
                full,
                value,
                max_age=kept if value else 0,
                path="/",
                secure=self.secure,
                httponly=True,
                samesite="strict",
            )
        return response
