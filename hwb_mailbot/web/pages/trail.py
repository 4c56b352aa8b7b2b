"""The audit trail, for supervisors: who saw and did what, a day at a time."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import islice

from starlette.responses import Response

from hwb_mailbot.web.doors import shows
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.trail_words import shown
from hwb_mailbot.web.visit import Visit

_MOST_SHOWN = 500
_MOST_DAYS = 60


async def trail(visit: Visit) -> Response:
    """The entries of one day, latest first; ``day``, ``who`` and ``about`` choose."""
    asked = visit.request.query_params
    audit = visit.desk.audit
    day = visit.desk.now().date()
    with suppress(ValueError):
        day = date.fromisoformat(asked.get("day", ""))
    who, about = asked.get("who", "").strip().lower(), asked.get("about", "").strip().upper()
    visit.note("audit-seen", day.isoformat())
    entries = [
        entry
        for entry in audit.of_day(day)
        if (not who or entry.who == who) and (not about or about in entry.about.upper())
    ]
    people = visit.desk.people.all()
    names = {one.username: one.name for one in people}
    return visit.show(
        "trail.html.j2",
        day_shown=day,
        days=list(islice(audit.days(), _MOST_DAYS)),
        who=who,
        about=about,
        people=people,
        entries=[
            shown(one, visit.language, names, lambda date: visit.pages.day(date, visit.language))
            for one in entries[:_MOST_SHOWN]
        ],
        left_out=max(0, len(entries) - _MOST_SHOWN),
    )


DOORS = (shows("/audit", trail, Role.SUPERVISOR),)
