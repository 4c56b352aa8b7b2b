"""Every door, tried by those who may not pass: without a session, with too small a role, with a foreign form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hwb_mailbot.web.application import DOORS
from hwb_mailbot.web.doors import Door
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.security import HEADERS, MOST_BYTES
from tests.journeys.harness import Mailbot
from tests.web.conftest import Browser, Forms, OpenBrowser

OPEN = {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/language")}
VALUES = {"reference": "HWB-7F3K-2MQD", "action": "note", "mail": "0123456789abcdef"}


def path_of(door: Door) -> str:
    """The door's path with something in every gap; a new gap needs nothing here."""
    return re.sub(r"{(\w+)}", lambda gap: VALUES.get(gap[1], "0123456789abcdef"), door.path)


def test_only_signing_in_and_the_language_are_open_to_anybody() -> None:
    assert {(door.method, door.path) for door in DOORS if door.least is None} == OPEN


async def test_the_doors_are_all_the_routes_there_are(mailbot: Mailbot) -> None:
    from hwb_mailbot.web.application import application

    routes = {route.path for route in application(mailbot.running.web.desk).routes}  # type: ignore[attr-defined]
    assert routes == {door.path for door in DOORS} | {"/health", "/static"}


async def test_without_a_session_no_door_shows_or_does_anything(
    mailbot: Mailbot, anybody: Callable[[], Browser]
) -> None:
    await mailbot.authorise()
    browser = anybody()
    for door in DOORS:
        if door.least is None:
            continue
        if door.method == "GET":
            answer = await browser.get(path_of(door))
            assert answer.headers["location"].startswith("/sign-in?to="), door
        else:
            answer = await browser.post(path_of(door), {"reason": "because"})
            assert answer.status_code == 401, door
        assert "Rhys" not in answer.text
    for word in ("", "x", "a" * 4000, "../../secret", "%00"):
        wrong = anybody(Cookie=f"hwb-session={word}")
        assert (await wrong.get("/")).status_code == 303


async def test_too_small_a_role_passes_no_door(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    viewer, officer = await somebody("viewer", "gwen"), await somebody("officer", "mair")
    tried = 0
    for door in DOORS:
        for browser, role in ((viewer, Role.VIEWER), (officer, Role.OFFICER)):
            if door.least is None or role.reaches(door.least):
                continue
            tried += 1
            csrf = Forms((await browser.get("/account")).text).to("/language")["csrf"]
            path = path_of(door)
            answer = await (browser.get(path) if door.method == "GET" else browser.post(path, {"csrf": csrf}))
            assert answer.status_code == 403, door
    assert tried


@pytest.mark.parametrize("wrong", ["missing", "another's", "origin", "fetch-site"])
async def test_a_foreign_form_does_nothing(wrong: str, somebody: OpenBrowser) -> None:
    mair, gwen = await somebody("supervisor", "mair"), await somebody("supervisor", "gwen")
    own = Forms((await mair.get("/account")).text).to("/language")["csrf"]
    others = Forms((await gwen.get("/account")).text).to("/language")["csrf"]
    fields = {"csrf": {"missing": "", "another's": others}.get(wrong, own), "language": "cy", "reason": "because"}
    headers = {"origin": {"Origin": "https://evil.example"}, "fetch-site": {"Sec-Fetch-Site": "cross-site"}}
    for door in DOORS:
        if door.method == "POST":
            answer = await mair.post(path_of(door), fields, headers=headers.get(wrong, {}))
            assert answer.status_code == 403, door
    assert 'html lang="en"' in (await mair.get("/account")).text
    assert (await mair.get("/account", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


async def test_nothing_is_changed_by_get(somebody: OpenBrowser) -> None:
    mair = await somebody("supervisor")
    for door in DOORS:
        if door.method == "POST" and ("GET", door.path) not in {(one.method, one.path) for one in DOORS}:
            assert (await mair.get(path_of(door))).status_code == 405
    assert (await mair.get("/account")).status_code == 200


async def test_every_answer_lets_a_browser_do_nothing_but_show(
    somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    mair, nobody = await somebody("supervisor"), anybody()
    answers = [
        await mair.get("/"),
        await mair.get("/account"),
        await mair.get("/no-such-page"),
        await mair.post("/account", {}),
        await nobody.get("/"),
        await nobody.get("/sign-in"),
        await nobody.get("/health"),
        await nobody.get("/static/support.css"),
        await nobody.get("/static/../people.py"),
        await nobody.get("/static/%2e%2e/people.py"),
    ]
    assert answers[-1].status_code == answers[-2].status_code == 404
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.url, name)
        assert "server" not in answer.headers
        kept = answer.headers["Cache-Control"]
        assert kept == ("public, max-age=3600" if answer.url.path.startswith("/static/") else "no-store")
        assert "<script" not in answer.text
        assert "style=" not in answer.text
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy


async def test_cookies_are_kept_from_scripts_other_sites_and_open_lines(
    somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    mair = await somebody()
    mair.client.cookies.clear()
    plain = (await mair.sign_in()).headers.get_list("set-cookie")
    secure = anybody(**{"X-Forwarded-Proto": "https"})
    shown = await secure.get("/sign-in")
    assert "max-age" in shown.headers["Strict-Transport-Security"]
    for cookie in [*plain, *shown.headers.get_list("set-cookie")]:
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    for cookie in shown.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie


async def test_a_form_without_end_is_refused(somebody: OpenBrowser) -> None:
    mair = await somebody()
    assert (await mair.post("/account", {"reason": "x" * (MOST_BYTES + 1)})).status_code == 413
    many = {f"field{number}": "x" for number in range(1000)}
    assert (await mair.post("/account", many)).status_code == 403


async def test_a_text_written_into_a_foreign_form_is_not_carried_through_signing_in(
    somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    stranger = anybody()
    answer = await stranger.post("/account", {"reason": "planted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "planted" not in answer.text
