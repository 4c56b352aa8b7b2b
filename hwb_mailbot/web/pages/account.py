"""One's own account: where one is signed in, and ending those sessions."""

from __future__ import annotations

from starlette.responses import Response

from hwb_mailbot.web import sessions
from hwb_mailbot.web.doors import shows, takes
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.visit import Visit


async def account(visit: Visit) -> Response:
    """The open sessions."""
    now, own = visit.desk.now(), sessions.hash_of(visit.token)
    open_ones = [
        {"begun_at": one.begun_at, "seen_at": one.seen_at, "address": one.address, "own": one.token_hash == own}
        for one in visit.somebody.sessions
        if sessions.lasts(one, now)
    ]
    return visit.show(
        "account.html.j2", open_ones=open_ones, changed=visit.request.query_params.get("done") == "password"
    )


async def end_others(visit: Visit) -> Response:
    """End every session but this one."""
    own = sessions.hash_of(visit.token)
    others = [one.token_hash for one in visit.somebody.sessions if one.token_hash != own]
    visit.desk.people.change(visit.somebody.username, lambda one: sessions.end(one, *others))
    visit.note("sessions-ended")
    return visit.go("/account")


DOORS = (
    shows("/account", account),
    takes("/account", end_others, Role.VIEWER),
)
