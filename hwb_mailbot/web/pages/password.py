"""Another password of one's own: with the present one and a code, so that an open screen is not enough.

The session is begun anew and all others end (CWE-384, CWE-613). Wrong attempts count as at signing in, and lock alike.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from hwb_mailbot.web import sessions
from hwb_mailbot.web.doors import shows, takes
from hwb_mailbot.web.guard import SESSION_COOKIE
from hwb_mailbot.web.passwords import FEWEST, MOST
from hwb_mailbot.web.people import Person, Role
from hwb_mailbot.web.visit import Visit

PATH = "/account/password"


async def form(visit: Visit) -> Response:
    """The form."""
    return _show(visit, "")


async def change(visit: Visit) -> Response:
    """Keep the new password; end the other sessions and begin this one anew."""
    desk, person = visit.desk, visit.somebody
    now, password = desk.now(), visit.form.get("password", "")
    if not FEWEST <= len(password) <= MOST:
        return _show(visit, "password-length", 422)
    if password != visit.form.get("again", ""):
        return _show(visit, "passwords-differ", 422)
    if desk.attempts.too_many(visit.address, now) or sessions.locked(person, now):
        return _show(visit, "password-not-changed", 422)
    desk.attempts.begun(visit.address, now)
    right = await desk.passwords.right(visit.form.get("current", ""), person.password)
    step = sessions.code_step(person.totp, visit.form.get("code", ""), person.totp_used, now)
    if not right or step is None:
        desk.people.change(person.username, lambda one: sessions.failed(one, now))
        visit.note("password-not-changed")
        return _show(visit, "password-not-changed", 422)
    if password.casefold() == person.username or password == visit.form.get("current"):
        return _show(visit, "password-not-new", 422)
    desk.attempts.succeeded(visit.address)
    fresh, token, used = await desk.passwords.hash(password), sessions.new_token(), step

    def changed(one: Person) -> Person:
        own = replace(one, password=fresh, totp_used=max(one.totp_used, used), sessions=())
        return sessions.begin(own, token, visit.address, now)

    visit.person, visit.token = desk.people.change(person.username, changed), token
    visit.note("password-changed")
    visit.cookies = {SESSION_COOKIE: token}
    return visit.go("/account?done=password")


def _show(visit: Visit, say: str, status: int = 200) -> Response:
    return visit.show("password.html.j2", status, say=say, fewest=FEWEST)


DOORS = (
    shows(PATH, form),
    takes(PATH, change, Role.VIEWER),
)
