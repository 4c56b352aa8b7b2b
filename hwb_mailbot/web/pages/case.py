"""A case on one screen: what it waits for, both halves beside the directory, its messages and everything since."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.records import Document
from hwb_mailbot.web import assignments
from hwb_mailbot.web.candidates import namesakes, other_cases
from hwb_mailbot.web.comparing import compared, is_of_then, sides, sides_then
from hwb_mailbot.web.doors import shows
from hwb_mailbot.web.likely import likely_messages
from hwb_mailbot.web.offers import ACTIONS, offered
from hwb_mailbot.web.shown_mail import DOUBT, Block, Divided, blocks, divided
from hwb_mailbot.web.timeline import timeline
from hwb_mailbot.web.visit import Visit

_MOST_MAILS = 12
_TALLIED = {"agrees": ("agrees", "has-become"), "differs": ("differs",), "missing": ("missing",)}
"""What each count above the comparison counts."""


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail of the case: what its record says, and its text in blocks."""

    id: str
    record: dict[str, Any]
    blocks: list[Block]
    divided: Divided
    whole: bool


async def case_page(visit: Visit) -> Response:
    """The case; a younger case that was joined to another leads there."""
    asked = identifiers.reference(visit.request.path_params["reference"]) or ""
    found = find_case(visit.desk.records, asked) if asked else None
    if found is None:
        return visit.show("plain.html.j2", 404, say="case-unknown")
    document, case = found
    if case.reference != asked:
        return visit.go(f"/cases/{case.reference}")
    visit.note("case-seen", case.reference)
    done = visit.request.query_params.get("done", "")
    said = visit.words(f"done-{done}") if done in ACTIONS else ""
    return visit.show("case.html.j2", said=said, **await everything(visit, document, case))


async def everything(visit: Visit, document: Document, case: Case) -> dict[str, Any]:
    """What the page of a case shows."""
    desk = visit.desk
    former, new = sides(case, desk.directory)
    rows = compared(case, *sides_then(case, desk.directory), desk.directory)
    names = {one.username: one.name for one in desk.people.all()}
    assignee = assignments.assignee_of(desk.records, case.reference)
    undo_until = case.merged_at + desk.casework.policy.undo if case.merged_at else None
    return {
        "case": case,
        "version": document.version,
        "rows": rows,
        "of_then": is_of_then(case),
        "tally": {name: sum(row.verdict in verdicts for row in rows) for name, verdicts in _TALLIED.items()},
        "former": former,
        "new": new,
        "likely": likely_messages(case, desk.mails, desk.records) if case.open else [],
        "mails": await _mails(visit, case),
        "happenings": timeline(desk.records, desk.casework.policy.secret, case),
        "others": other_cases(case, desk.records) if case.open else [],
        "namesakes": namesakes(case, former, new, desk.directory) if case.open else [],
        "assignee": names.get(assignee, assignee),
        "assigned_to_me": assignee == visit.somebody.username,
        "undo_until": undo_until if case.state is CaseState.MERGED else None,
        "offers": offered(case, visit.somebody.role, undo_until, desk.now()),
    }


async def _mails(visit: Visit, case: Case) -> list[ShownMail]:
    ids = dict.fromkeys(entry.mail_id for entry in case.history if entry.mail_id)
    for half in (case.authorisation, case.consolidation):
        if half is not None and half.mail_id:
            ids[half.mail_id] = None
    documents = [visit.desk.records.get("mail", one) for one in list(ids)[-_MOST_MAILS:]]
    return list(await asyncio.gather(*(shown(visit, one) for one in documents if one is not None)))


async def shown(visit: Visit, document: Document) -> ShownMail:
    """One mail with its evidence marked."""
    reading = document.body["reading"] or {}
    path = visit.desk.spool.path(document.body["spool_id"])
    parts, whole = await divided(visit.desk.readers, path, reading)
    evidence = [
        (name, field["evidence"])
        for request in reading.get("requests") or ()
        for name, field in request["fields"].items()
    ]
    evidence += [(DOUBT, one["text"]) for one in reading.get("doubts") or () if one["text"]]
    return ShownMail(document.id, dict(document.body), blocks(parts.lines, evidence), parts, whole)


DOORS = (shows("/cases/{reference}", case_page),)
