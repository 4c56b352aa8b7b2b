"""Who may sign in, and what somebody who may not finds out: nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from pwdlib import PasswordHash

from hwb_mailbot.web import sessions
from hwb_mailbot.web.attempts import MOST
from hwb_mailbot.web.guard import SESSION_COOKIE
from hwb_mailbot.web.pages.signing import WRONG_TAKES_SECONDS
from tests.journeys.harness import Mailbot
from tests.web.conftest import PASSWORD, Browser, Forms, OpenBrowser


async def test_a_new_person_chooses_a_password_and_a_second_factor_before_anything_else(
    mailbot: Mailbot, anybody: Callable[[], Browser]
) -> None:
    (row,) = await mailbot.command("people change", action="add", username="mair", name="Mair Eleri", role="officer")
    browser = anybody()
    browser.username = "mair"
    await browser.sign_in(row["temporary_password"], "")
    assert (await browser.get("/")).headers["location"] == "/enrol"
    page = await browser.get("/enrol")
    browser.totp = page.text.split('class="secret">')[1].split("<")[0].replace(" ", "")
    fields = Forms(page.text).to("/enrol") | {"password": PASSWORD, "again": PASSWORD}
    assert (await browser.post("/enrol", fields | {"code": "000000"})).status_code == 422
    assert (await browser.post("/enrol", fields | {"again": "another one", "code": browser.code()})).status_code == 422
    too_short = fields | {"password": "glaw", "again": "glaw", "code": browser.code()}
    assert (await browser.post("/enrol", too_short)).status_code == 422
    temporary = {"password": row["temporary_password"], "again": row["temporary_password"], "code": browser.code()}
    assert (await browser.post("/enrol", fields | temporary)).status_code == 422
    assert (await browser.post("/enrol", fields | {"code": browser.code()})).headers["location"] == "/"
    assert (await browser.get("/")).status_code == 200
    assert (await browser.get("/enrol")).headers["location"] == "/"
    again = anybody()
    again.username, again.totp = "mair", browser.totp
    assert (await again.sign_in(row["temporary_password"])).status_code == 401
    assert (await again.sign_in()).headers["location"] == "/"


async def test_a_code_counts_once(somebody: OpenBrowser, anybody: Callable[[], Browser]) -> None:
    mair, other = await somebody(), anybody()
    other.username, other.totp = mair.username, mair.totp
    code = mair.code()
    assert (await other.sign_in(code=code)).status_code == 303
    third = anybody()
    third.username, third.totp = mair.username, mair.totp
    assert (await third.sign_in(code=code)).status_code == 401
    assert (await third.sign_in()).status_code == 303


async def test_whoever_is_wrong_hears_the_same_after_the_same_time(
    mailbot: Mailbot, somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    mair = await somebody("officer", "mair")
    await somebody("officer", "gwen")
    await mailbot.command("people change", action="disable", username="gwen")
    pages, took = set(), []
    for username, password, code in (
        ("mair", "not her password", mair.code()),
        ("mair", PASSWORD, "000000"),
        ("nobody", PASSWORD, "000000"),
        ("gwen", PASSWORD, "000000"),
        ("", "", ""),
    ):
        browser = anybody()
        begun = time.perf_counter()
        browser.username = username
        answer = await browser.sign_in(password, code)
        took.append(time.perf_counter() - begun)
        assert answer.status_code == 401
        csrf = Forms(answer.text).to("/sign-in")["csrf"]
        pages.add(answer.text.replace(csrf, "").replace(f'name="username" value="{username}"', ""))
    assert len(pages) == 1
    assert min(took) >= WRONG_TAKES_SECONDS


def test_passwords_are_hashed_slowly() -> None:
    kept = PasswordHash.recommended().hash(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert int(kept.split("m=")[1].split(",")[0]) >= 19 * 1024, "kibibytes of memory, as OWASP asks for"


async def test_five_wrong_attempts_lock_the_account_for_a_while(
    mailbot: Mailbot, somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    mair, browser = await somebody(), anybody()
    browser.username, browser.totp = mair.username, mair.totp
    for _ in range(sessions.MOST_FAILURES):
        assert (await browser.sign_in("not her password")).status_code == 401
    assert (await browser.sign_in()).status_code == 401
    assert (await mair.get("/")).status_code == 200, "whoever is signed in stays so"
    mailbot.clock.time += sessions.LOCKED_FOR
    assert (await browser.sign_in()).status_code == 303


async def test_many_attempts_from_one_address_have_to_wait(mailbot: Mailbot, anybody: Callable[[], Browser]) -> None:
    browser = anybody()
    for _ in range(MOST):
        mailbot.running.web.desk.attempts.begun("127.0.0.1", mailbot.clock())
    assert (await browser.sign_in("whatever", "")).status_code == 429
    mailbot.clock.time += timedelta(minutes=15)
    assert (await browser.sign_in("whatever", "")).status_code == 401


async def test_a_session_is_always_a_new_one(somebody: OpenBrowser, anybody: Callable[[], Browser]) -> None:
    mair, victim = await somebody(), anybody()
    victim.username, victim.totp = mair.username, mair.totp
    planted = "a-token-that-an-attacker-knows"
    victim.client.cookies.set(SESSION_COOKIE, planted, "127.0.0.1")
    victim.client.cookies.set("hwb-visit", planted, "127.0.0.1")
    assert (await victim.sign_in()).status_code == 303
    assert victim.client.cookies.get(SESSION_COOKIE) not in (None, planted)
    attacker = anybody()
    attacker.client.cookies.set(SESSION_COOKIE, planted, "127.0.0.1")
    assert (await attacker.get("/")).headers["location"].startswith("/sign-in")
    assert (await mair.get("/sign-in?to=/account")).headers["location"] == "/account", "signed in already"


async def test_sessions_end_by_time_by_signing_out_and_by_command(
    mailbot: Mailbot, somebody: OpenBrowser, anybody: Callable[[], Browser]
) -> None:
    mair = await somebody()
    token = mair.client.cookies.get(SESSION_COOKIE)
    for _ in range(11):
        mailbot.clock.time += timedelta(minutes=59)
        assert (await mair.get("/")).status_code == 200
    mailbot.clock.time += timedelta(minutes=59)
    mailbot.clock.time += timedelta(minutes=20)
    assert (await mair.get("/")).status_code == 303, "twelve hours are over"
    await mair.sign_in()
    mailbot.clock.time += sessions.IDLE
    assert (await mair.get("/")).status_code == 303, "nothing happened for an hour"
    await mair.sign_in()
    kept = mair.client.cookies.get(SESSION_COOKIE)
    assert kept != token
    await mair.send("/", "/sign-out")
    assert mair.client.cookies.get(SESSION_COOKIE) is None
    thief = anybody()
    thief.client.cookies.set(SESSION_COOKIE, kept, "127.0.0.1")
    assert (await thief.get("/")).status_code == 303, "a token that was signed out opens nothing"
    await mair.sign_in()
    await mailbot.command("people change", action="disable", username="mair")
    assert (await mair.get("/")).status_code == 303
    assert (await mair.sign_in()).status_code == 401


async def test_one_can_sign_out_everywhere_else(somebody: OpenBrowser, anybody: Callable[[], Browser]) -> None:
    mair, other = await somebody(), anybody()
    other.username, other.totp = mair.username, mair.totp
    await other.sign_in()
    assert (await other.get("/account")).status_code == 200
    assert (await mair.send("/account")).status_code == 303
    assert (await other.get("/account")).status_code == 303
    assert (await mair.get("/account")).status_code == 200


async def test_after_a_reset_one_enrols_anew(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    mair = await somebody()
    (row,) = await mailbot.command("people change", action="reset", username="mair")
    assert (await mair.get("/")).status_code == 303
    assert (await mair.sign_in()).status_code == 401
    assert (await mair.enrol(row["temporary_password"])).headers["location"] == "/"


async def test_a_role_counts_at_once(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    mair = await somebody("officer")
    assert (await mair.get("/audit")).status_code == 403
    await mailbot.command("people change", action="role", username="mair", role="supervisor")
    page = await mair.get("/audit")
    assert page.status_code == 200
    assert "Set up the account" in page.text
    assert "127.0.0.1" in page.text


async def test_the_language_is_kept_with_the_person(somebody: OpenBrowser, anybody: Callable[[], Browser]) -> None:
    mair = await somebody()
    await mair.send("/account", "/language", language="cy")
    assert 'lang="cy"' in (await mair.get("/")).text
    mair.client.cookies.clear()
    assert 'html lang="en"' in (await mair.get("/sign-in")).text
    await mair.sign_in()
    assert 'html lang="cy"' in (await mair.get("/")).text
    stranger = anybody()
    await stranger.send("/sign-in", "/language", language="cy", to="https://elsewhere.example/")
    assert 'html lang="cy"' in (await stranger.get("/sign-in")).text


async def test_signing_in_leads_back_to_the_page_and_nowhere_else(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    mair = await somebody()
    for asked, led in (
        ("/account", "/account"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ):
        mair.client.cookies.clear()
        answer = await mair.sign_in(to=asked)
        assert answer.headers["location"] == led


async def test_another_password_needs_the_present_one_and_a_code(somebody: OpenBrowser) -> None:
    mair = await somebody()
    elsewhere = dict(mair.client.cookies)
    mair.client.cookies.clear()
    await mair.sign_in()
    path, new = "/account/password", "tri gair newydd sbon"
    old_token = mair.client.cookies["hwb-session"]
    given = {"current": PASSWORD, "password": new, "again": new}
    wrong = [
        given | {"code": "000000"},
        given | {"current": "wrong", "code": mair.code()},
        given | {"password": "short", "again": "short", "code": mair.code()},
        given | {"again": "another one entirely", "code": mair.code()},
        given | {"password": PASSWORD, "again": PASSWORD, "code": mair.code()},
    ]
    for fields in wrong:
        refused = await mair.send(path, path, **fields)
        assert refused.status_code == 422
        assert new not in refused.text
    changed = await mair.send(path, path, **given, code=mair.code())
    assert changed.headers["location"] == "/account?done=password"
    assert "Your password is changed." in (await mair.get("/account?done=password")).text
    assert mair.client.cookies["hwb-session"] != old_token, "another session has begun"
    for token in (old_token, elsewhere["hwb-session"]):
        mair.client.cookies.clear()
        assert (await mair.get("/account", headers={"Cookie": f"hwb-session={token}"})).status_code == 303
    assert (await mair.sign_in(PASSWORD)).status_code == 401
    assert (await mair.sign_in(new)).status_code == 303


async def test_guessing_the_present_password_locks_the_account(somebody: OpenBrowser) -> None:
    mair = await somebody()
    path = "/account/password"
    given = {"password": "tri gair newydd sbon", "again": "tri gair newydd sbon"}
    for _ in range(sessions.MOST_FAILURES):
        await mair.send(path, path, **given, current="a guess", code=mair.code())
    refused = await mair.send(path, path, **given, current=PASSWORD, code=mair.code())
    assert refused.status_code == 422
