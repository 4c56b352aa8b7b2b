"""The queue: what needs a person first and why; choosing, searching, exporting, and taking the next case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web import assignments
from hwb_mailbot.web.case_index import SHELVES
from hwb_mailbot.web.case_search import OPEN, Wanted
from hwb_mailbot.web.doors import shows, takes
from hwb_mailbot.web.exporting import csv_file
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.security import local_path
from hwb_mailbot.web.visit import Visit

AGES = (3, 7, 14, 28)
"""Days since a case was opened, to choose from."""
_EXPORTED = (
    "reference",
    "state",
    "reasons",
    "person",
    "journey",
    "language",
    "former_username",
    "former_school",
    "former_authority",
    "new_username",
    "new_school",
    "new_authority",
    "opened_at",
    "updated_at",
    "assignee",
)
_FILTERS = ("words", "state", "reason", "school", "authority", "older_than", "assignee", "language")


async def queue(visit: Visit) -> Response:
    """One page of the cases that were asked for; by default what waits for a person."""
    asked, now, desk = visit.request.query_params, visit.desk.now(), visit.desk
    reference = identifiers.reference(asked.get("words", ""))
    if reference and find_case(desk.records, reference) is not None:
        return visit.go(f"/cases/{reference}")
    wanted = _wanted(asked)
    found = desk.search.find(wanted, _number(asked.get("page", "1")), now)
    visit.note("queue-seen", why=urlencode(_chosen(wanted)))
    names = {one.username: one.name for one in desk.people.all()}
    answered = _perhaps_answered(visit, found.rows)
    return visit.show(
        "queue.html.j2",
        rows=[_shown(row, names, visit, now) | {"answered": row["number"] in answered} for row in found.rows],
        found=found,
        wanted=wanted,
        mine=wanted == Wanted(shelf=OPEN, assignee=visit.somebody.username),
        own_count=desk.search.count_of(visit.somebody.username),
        narrowed=any(getattr(wanted, name) for name in _FILTERS if name != "words"),
        counts=desk.search.counts(now),
        complete=desk.search.complete,
        shelves=SHELVES,
        states=list(CaseState),
        ages=AGES,
        people=desk.people.all(),
        languages=list(Language),
        page_link=lambda page: "/?" + urlencode({**_chosen(wanted), "page": page}),
        export_link="/cases.csv?" + urlencode(_chosen(wanted)),
    )


def _perhaps_answered(visit: Visit, rows: list[Row]) -> set[int]:
    """The cases on hold for an answer, from whose receiver a message has come that names no case."""
    held = {row["number"]: datetime.fromisoformat(row["opened_at"]) for row in rows if row["shelf"] == "held"}
    waits = visit.desk.search.asked_by_support(list(held)) if held else []
    return {number for number, address in waits if visit.desk.mails.unplaced_from((address,), held[number])}


async def export(visit: Visit) -> Response:
    """The cases that were asked for, as CSV; no cell can be a formula."""
    wanted = _wanted(visit.request.query_params)
    rows = visit.desk.search.every(wanted, visit.desk.now())
    visit.note("queue-exported", why=urlencode(_chosen(wanted)))
    return csv_file("cases", _EXPORTED, ([row[name] for name in _EXPORTED] for row in rows))


async def take_next(visit: Visit) -> Response:
    """Give this person the case that needs somebody most, and show it."""
    person = visit.somebody
    reference = visit.desk.search.next_for(person.username, visit.form.get("after", ""))
    if not reference:
        return visit.show("plain.html.j2", say="queue-empty")
    assignments.assign(visit.desk.records, reference, person.username, visit.desk.now())
    visit.note("case-taken", reference)
    return visit.go(f"/cases/{reference}")


async def assign(visit: Visit) -> Response:
    """Take a case, or give it back."""
    reference = identifiers.reference(visit.request.path_params["reference"]) or ""
    found = find_case(visit.desk.records, reference) if reference else None
    if found is None:
        return visit.show("plain.html.j2", 404, say="case-unknown")
    case = found[1]
    username = visit.somebody.username if visit.form.get("to_whom") == "me" else ""
    assignments.assign(visit.desk.records, case.reference, username, visit.desk.now())
    visit.note("case-taken" if username else "case-given-back", case.reference)
    return visit.go(local_path(visit.form.get("to", f"/cases/{case.reference}")))


def _wanted(asked: Mapping[str, str]) -> Wanted:
    words = asked.get("words", "").strip()[:200]
    shelf = asked.get("shelf", "" if words else "review")
    return Wanted(
        shelf=shelf if shelf in (*SHELVES, OPEN) else "",
        words=words,
        state=asked.get("state", "") if asked.get("state") in set(CaseState) else "",
        reason=asked.get("reason", "")[:60],
        school=identifiers.dfes_number(asked.get("school", "")) or "",
        authority=asked.get("authority", "")[:60],
        older_than=_number(asked.get("older_than", "0")),
        assignee=asked.get("assignee", "")[:40],
        language=asked.get("language", "") if asked.get("language") in set(Language) else "",
    )


def _chosen(wanted: Wanted) -> dict[str, str]:
    chosen = {name: str(getattr(wanted, name)) for name in _FILTERS if getattr(wanted, name)}
    return {"shelf": wanted.shelf} | chosen


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _shown(row: Row, names: Mapping[str, str], visit: Visit, now: datetime) -> dict[str, Any]:
    """A row of the index as the page shows it."""
    shown: dict[str, Any] = dict(row)
    shown["reasons"] = row["reasons"].split()
    shown["age"] = (now - datetime.fromisoformat(row["opened_at"])).days
    shown["closes_at"] = None if row["closes_at"] == "9999" else row["closes_at"]
    shown["assignee"] = names.get(row["assignee"], row["assignee"])
    for side in ("former", "new"):
        school = visit.desk.directory.school(row[f"{side}_school"]) if row[f"{side}_school"] else None
        welsh = visit.language is Language.WELSH
        shown[f"{side}_name"] = (school.name_cy if welsh else school.name_en) if school else ""
    return shown


DOORS = (
    shows("/", queue),
    shows("/cases.csv", export, Role.SUPERVISOR),
    takes("/next", take_next),
    takes("/cases/{reference}/assignment", assign),
)
