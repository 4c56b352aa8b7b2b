"""The queue: what needs a person first."""

from __future__ import annotations

from starlette.responses import Response

from hwb_mailbot.casework.showing import case_row
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.web.doors import shows
from hwb_mailbot.web.visit import Visit


async def queue(visit: Visit) -> Response:
    """The cases for review, oldest first."""
    found = visit.desk.records.find("case", f"state:{CaseState.REVIEW}")
    cases = sorted((from_body(Case, document.body) for document in found), key=lambda case: case.opened_at)
    visit.note("queue-seen")
    return visit.show("queue.html.j2", rows=[case_row(case) for case in cases])


DOORS = (shows("/", queue),)
