"""A running service with people of the support team, and browsers that fill in its forms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx2
import pyotp
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hwb_mailbot.web import passwords
from tests.journeys.conftest import mailbot, readers, start  # noqa: F401  (fixtures)
from tests.journeys.harness import Mailbot

PASSWORD = "glaw mân ar y bryn"


class Forms(HTMLParser):
    """The forms of a page: where each goes, and the fields that it sends as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._text = ""
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif not self.forms or not (given.get("name") or self._select or tag == "option"):
            return
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._text = given["name"]
            self.forms[-1][1][self._text] = ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.forms[-1][1][self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._text and self.forms:
            self.forms[-1][1][self._text] += data

    def to(self, action: str) -> dict[str, str]:
        """The fields of the form that goes to ``action``."""
        found = [fields for place, fields in self.forms if place == action]
        assert found, f"no form to {action} among {[place for place, _ in self.forms]}"
        return found[0]


@dataclass
class Browser:
    """Somebody's browser: keeps cookies, follows nothing, sends forms as pages show them."""

    client: httpx2.AsyncClient
    mailbot: Mailbot
    username: str = ""
    totp: str = ""

    async def get(self, path: str, **more: Any) -> httpx2.Response:
        return await self.client.get(path, **more)

    async def follow(self, path: str) -> httpx2.Response:
        """The page at ``path``, redirects followed."""
        return await self.client.get(path, follow_redirects=True)

    async def post(self, path: str, fields: dict[str, str], **more: Any) -> httpx2.Response:
        return await self.client.post(path, data=fields, **more)

    async def send(self, page: str, action: str = "", **fields: str) -> httpx2.Response:
        """Fill in the form to ``action`` (default: the page's own path) on ``page`` and send it."""
        shown = await self.follow(page)
        action = action or shown.url.path
        return await self.post(action, Forms(shown.text).to(action) | fields)

    def code(self) -> str:
        """A code that was not used yet: half a minute goes by first."""
        self.mailbot.clock.time += timedelta(seconds=30)
        return pyotp.TOTP(self.totp).at(self.mailbot.clock.time)

    async def sign_in(self, password: str = PASSWORD, code: str | None = None, **more: str) -> httpx2.Response:
        code = self.code() if code is None and self.totp else code or ""
        fields = {"username": self.username, "password": password, "code": code} | more
        return await self.send("/sign-in", "/sign-in", **fields)

    async def enrol(self, temporary: str) -> httpx2.Response:
        """Sign in for the first time and set the account up."""
        await self.sign_in(temporary, "")
        page = await self.get("/enrol")
        self.totp = page.text.split('class="secret">')[1].split("<")[0].replace(" ", "")
        fields = Forms(page.text).to("/enrol")
        return await self.post("/enrol", fields | {"password": PASSWORD, "again": PASSWORD, "code": self.code()})


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take a millisecond: there are hundreds in these tests."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", quick)


OpenBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def anybody(mailbot: Mailbot) -> AsyncIterator[Callable[[], Browser]]:  # noqa: F811
    """Browsers that are signed in nowhere."""
    clients: list[httpx2.AsyncClient] = []

    def opened(**headers: str) -> Browser:
        client = httpx2.AsyncClient(base_url=mailbot.running.web_url.rstrip("/"), headers=headers, timeout=30)
        clients.append(client)
        return Browser(client, mailbot)

    yield opened
    for client in clients:
        await client.aclose()


@pytest.fixture
async def somebody(mailbot: Mailbot, anybody: Callable[[], Browser]) -> OpenBrowser:  # noqa: F811
    """Browsers of people who are signed in: ``await somebody("officer", "mair")``."""

    async def signed_in(role: str = "officer", username: str = "mair", name: str = "Mair Eleri") -> Browser:
        (row,) = await mailbot.command("people change", action="add", username=username, name=name, role=role)
        browser = anybody()
        browser.username = username
        answer = await browser.enrol(row["temporary_password"])
        assert answer.status_code == 303, answer.text
        return browser

    return signed_in
