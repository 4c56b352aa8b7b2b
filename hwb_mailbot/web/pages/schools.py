"""The schools: how the provisioning of each stands, what waits for it, and a page for each with its runs (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from hwb_mailbot.directory.run_history import runs_of
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web.case_search import Wanted
from hwb_mailbot.web.doors import shows
from hwb_mailbot.web.exporting import csv_file
from hwb_mailbot.web.paging import Paged, asked_page
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.school_list import PAGE, FoundSchools, RunState, WantedSchools
from hwb_mailbot.web.visit import Visit

_EXPORTED = (
    "dfes_number",
    "name_en",
    "name_cy",
    "local_authority",
    "state",
    "last_run",
    "records_without_account",
    "cases_waiting_for_run",
    "open_cases",
)
_MOST_UNFIT = 100


async def schools(visit: Visit) -> Response:
    """The list, what is wrong first."""
    asked = visit.request.query_params
    wanted = _wanted(asked)
    number = identifiers.dfes_number(wanted.words)
    if number and visit.desk.schools.one(number) is not None:
        return visit.go(f"/schools/{number}")
    found = visit.desk.schools.find(wanted, visit.desk.now())
    chosen = _chosen(wanted)
    return visit.show(
        "schools.html.j2",
        paged=Paged(found.rows, asked_page(asked), PAGE),
        found=found,
        wanted=wanted,
        narrowed=bool(chosen.keys() - {"words"}),
        states=list(RunState),
        welsh=visit.language is Language.WELSH,
        page_link=lambda page: "/schools?" + urlencode({**chosen, "page": page}),
        export_link="/schools.csv?" + urlencode(chosen),
    )


async def export(visit: Visit) -> Response:
    """The schools that were asked for, as CSV; nobody's address is among it."""
    wanted = _wanted(visit.request.query_params)
    found: FoundSchools = visit.desk.schools.find(wanted, visit.desk.now())
    visit.note("schools-exported", why=urlencode(_chosen(wanted)))
    rows = (
        (
            one.dfes_number,
            one.name_en,
            one.name_cy,
            one.authority,
            state,
            one.last_run.isoformat(timespec="minutes") if one.last_run else "",
            one.unfit,
            found.all.awaits.get(one.dfes_number, 0),
            found.all.open.get(one.dfes_number, 0),
        )
        for one, state in found.rows
    )
    return csv_file("schools", _EXPORTED, rows)


async def school(visit: Visit) -> Response:
    """One school: its runs, who answers for it, and its cases."""
    desk, now = visit.desk, visit.desk.now()
    number = identifiers.dfes_number(visit.request.path_params["number"]) or ""
    known = desk.directory.school(number) if number else None
    listed = desk.schools.one(number) if number else None
    if known is None or listed is None:
        return visit.show("plain.html.j2", 404, say="school-unknown")
    visit.note("school-seen", number)
    cases = desk.search.find(Wanted(shelf="", school=number), 1, now)
    unfit = known.run.unfit if known.run is not None else ()
    receivers = desk.casework.receivers
    heads = [{"name": "", "address": known.head_email}] if known.head_email else []
    heads += [{"name": one.full_name, "address": one.email} for one in desk.directory.headteachers(number)]
    champions = [{"name": one.full_name, "address": one.email} for one in desk.directory.administrators(number)]
    people: list[dict[str, Any]] = [*heads, *champions]
    for one in people:
        one["came_back"] = receivers.came_back(one["address"])
    return visit.show(
        "school.html.j2",
        school=known,
        listed=listed,
        awaits=desk.schools.awaits(number),
        state=listed.state(now),
        name=known.name_cy if visit.language is Language.WELSH else known.name_en,
        other_name=known.name_en if visit.language is Language.WELSH else known.name_cy,
        runs=runs_of(desk.records, number),
        unfit=unfit[:_MOST_UNFIT],
        unfit_left_out=max(0, len(unfit) - _MOST_UNFIT),
        heads=heads,
        champions=champions,
        cases=cases,
    )


def _wanted(asked: Mapping[str, str]) -> WantedSchools:
    state = asked.get("state", "")
    return WantedSchools(
        words=asked.get("words", "").strip()[:200],
        state=state if state in set(RunState) else "",
        authority=asked.get("authority", "")[:60],
        awaited=asked.get("awaited") == "yes",
    )


def _chosen(wanted: WantedSchools) -> dict[str, str]:
    chosen = {"words": wanted.words, "state": wanted.state, "authority": wanted.authority}
    chosen |= {"awaited": "yes"} if wanted.awaited else {}
    return {name: value for name, value in chosen.items() if value}


DOORS = (
    shows("/schools", schools),
    shows("/schools.csv", export, Role.VIEWER),
    shows("/schools/{number}", school),
)
