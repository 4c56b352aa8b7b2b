"""Signing in and out, enrolling, and the choice of language.

Whoever is wrong hears the same after the same time, whether the username, the password or the code was wrong, the
account locked, disabled or not there (CWE-204, CWE-208). A right sign-in always begins a new session (CWE-384).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import parse_qsl

import pyotp
import segno
from markupsafe import Markup
from starlette.responses import Response

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web import sessions
from hwb_mailbot.web.doors import shows, takes
from hwb_mailbot.web.guard import SESSION_COOKIE, VISIT_COOKIE, offer_token
from hwb_mailbot.web.passwords import FEWEST, MOST
from hwb_mailbot.web.people import Person, Role
from hwb_mailbot.web.security import local_path
from hwb_mailbot.web.visit import LANGUAGE_COOKIE, Visit

WRONG_TAKES_SECONDS = 0.5
"""From the form's arrival to the answer that something was wrong, whatever it was."""
ISSUER = "Hwb Support"


async def ask(visit: Visit) -> Response:
    """The sign-in form."""
    to = local_path(visit.request.query_params.get("to", "/"))
    if visit.person is not None:
        return visit.go(to)
    offer_token(visit)
    return visit.show("sign-in.html.j2", to=to, carried={}, say="", username="")


async def sign_in(visit: Visit) -> Response:
    """Check password and code; begin a session."""
    loop = asyncio.get_running_loop()
    answer_at = loop.time() + WRONG_TAKES_SECONDS
    desk = visit.desk
    now = desk.now()
    to = local_path(visit.form.get("to", "/"))
    carried = dict(parse_qsl(visit.form.get("carried", ""), keep_blank_values=True))
    if desk.attempts.too_many(visit.address, now):
        return visit.show("plain.html.j2", 429, say="too-many-attempts")
    desk.attempts.begun(visit.address, now)
    person = desk.people.find(visit.form.get("username", ""))
    known = person is not None and not person.disabled and not sessions.locked(person, now)
    right = await desk.passwords.right(
        visit.form.get("password", ""), person.password if person is not None and known else None
    )
    step: int | None = 0
    if person is not None and person.totp:
        step = sessions.code_step(person.totp, visit.form.get("code", ""), person.totp_used, now)
    if person is None or not right or step is None:
        if person is not None:
            desk.people.change(person.username, lambda one: sessions.failed(one, now))
            desk.audit.add(person.username, visit.address, "sign-in-failed")
        await asyncio.sleep(max(0.0, answer_at - loop.time()))
        username = visit.form.get("username", "")
        return visit.show("sign-in.html.j2", 401, to=to, carried=carried, say="sign-in-wrong", username=username[:40])
    desk.attempts.succeeded(visit.address)
    used, token = step, sessions.new_token()

    def signed_in(one: Person) -> Person:
        fresh = sessions.begin(one, token, visit.address, now)
        return replace(fresh, totp_used=max(one.totp_used, used))

    visit.person, visit.token = desk.people.change(person.username, signed_in), token
    visit.note("signed-in")
    if carried:
        desk.drafts.keep(sessions.hash_of(token), to, carried)
    visit.cookies = {SESSION_COOKIE: token, VISIT_COOKIE: ""}
    return visit.go(to)


async def sign_out(visit: Visit) -> Response:
    """End this session."""
    ended = sessions.hash_of(visit.token)
    visit.desk.people.change(visit.somebody.username, lambda one: sessions.end(one, ended))
    visit.note("signed-out")
    visit.cookies = {SESSION_COOKIE: ""}
    return visit.go("/sign-in")


async def offer_enrolment(visit: Visit) -> Response:
    """The page on which a new person chooses a password and sets up the second factor."""
    if visit.somebody.enrolled:
        return visit.go("/")
    return _enrolment(visit, "")


async def enrol(visit: Visit) -> Response:
    """Keep the password and the second factor, once a code shows that it works; other sessions end."""
    person, desk = visit.somebody, visit.desk
    now = desk.now()
    if person.enrolled:
        return visit.go("/")
    password = visit.form.get("password", "")
    if not FEWEST <= len(password) <= MOST:
        return _enrolment(visit, "password-length", 422)
    if password != visit.form.get("again", ""):
        return _enrolment(visit, "passwords-differ", 422)
    if password.casefold() == person.username or await desk.passwords.right(password, person.password):
        return _enrolment(visit, "password-known", 422)
    offered = person.totp_offered
    step = sessions.code_step(offered, visit.form.get("code", ""), 0, now) if offered else None
    if step is None:
        return _enrolment(visit, "code-wrong", 422)
    fresh, token, used = await desk.passwords.hash(password), sessions.new_token(), step

    def enrolled(one: Person) -> Person:
        own = replace(one, password=fresh, temporary=False, totp=offered, totp_used=used, totp_offered="", sessions=())
        return sessions.begin(own, token, visit.address, now)

    visit.person, visit.token = desk.people.change(person.username, enrolled), token
    visit.note("enrolled")
    visit.cookies = {SESSION_COOKIE: token}
    return visit.go("/")


def _enrolment(visit: Visit, say: str, status: int = 200) -> Response:
    person = visit.somebody
    if not person.totp_offered:
        secret = pyotp.random_base32()
        person = visit.desk.people.change(person.username, lambda one: replace(one, totp_offered=secret))
    uri = pyotp.TOTP(person.totp_offered).provisioning_uri(name=person.username, issuer_name=ISSUER)
    picture = Markup(segno.make(uri, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff"))
    secret = " ".join(person.totp_offered[i : i + 4] for i in range(0, len(person.totp_offered), 4))
    return visit.show("enrol.html.j2", status, say=say, picture=picture, secret=secret, fewest=FEWEST)


async def choose_language(visit: Visit) -> Response:
    """Keep the chosen language: for the person, else for the browser."""
    language = Language.WELSH if visit.form.get("language") == "cy" else Language.ENGLISH
    if visit.person is not None:
        visit.desk.people.change(visit.person.username, lambda one: replace(one, language=language))
    visit.cookies[LANGUAGE_COOKIE] = str(language)
    return visit.go(local_path(visit.form.get("to", "/")))


DOORS = (
    shows("/sign-in", ask, None),
    takes("/sign-in", sign_in, None),
    takes("/sign-out", sign_out, Role.VIEWER, enrolling=True),
    shows("/enrol", offer_enrolment, Role.VIEWER, enrolling=True),
    takes("/enrol", enrol, Role.VIEWER, enrolling=True),
    takes("/language", choose_language, None),
)
