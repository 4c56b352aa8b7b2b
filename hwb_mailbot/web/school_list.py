"""The schools with their provisioning runs (R20): what is wrong first, found by words, by state and by authority.

Kept at hand and taken up again school by school as runs change them, so 1,600 schools cost a view a few milliseconds.
What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.accounts import RunOutcome, SchoolStatus
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.names import fold
from hwb_mailbot.records import Body, Records
from hwb_mailbot.records.index_keys import EVERY_SCHOOL
from hwb_mailbot.web.figures import Figures
from hwb_mailbot.web.rendering import label

PAGE = 50
LATE = timedelta(days=7)
"""A school whose client has not run for so long is shown as late; they run every night or every week."""


class RunState(StrEnum):
    """How a school's provisioning stands, the worst first."""

    FAILED = "failed"
    NEVER = "never"
    LATE = "late"
    FINE = "fine"
    CLOSED = "closed"


_ORDER = {state: place for place, state in enumerate(RunState)}


@dataclass(frozen=True, slots=True)
class ListedSchool:
    """A school as lists show it; of the records that its last run brought, ``unfit`` have no account."""

    dfes_number: str
    name_en: str
    name_cy: str
    authority: str
    closed: bool
    last_run: datetime | None
    failed: bool
    unfit: int
    words: str

    def state(self, now: datetime) -> RunState:
        """How its provisioning stands."""
        if self.closed:
            return RunState.CLOSED
        if self.last_run is None:
            return RunState.NEVER
        if self.failed:
            return RunState.FAILED
        return RunState.LATE if now - self.last_run > LATE else RunState.FINE


@dataclass(frozen=True, slots=True)
class WantedSchools:
    """What the list shall show; empty texts ask for nothing. ``awaited`` are only those that cases wait for."""

    words: str = ""
    state: str = ""
    authority: str = ""
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """All schools as they stand, what is wrong and what cases wait for first, and how many are in each state.

    ``awaits`` cases wait for a school's run, ``open`` ones are its own; by DfES number, those without any left out.
    """

    ordered: Sequence[tuple[ListedSchool, RunState]]
    states: Mapping[str, int]
    awaits: Mapping[str, int]
    open: Mapping[str, int]
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundSchools:
    """The schools that were asked for with their states, among all."""

    rows: Sequence[tuple[ListedSchool, RunState]]
    all: Standing


class SchoolList:
    """The schools at hand."""

    def __init__(self, records: Records, figures: Figures) -> None:
        """Listens for changes of schools from now on; nothing is read before the first question."""
        self._records = records
        self._figures = figures
        self._schools: dict[str, ListedSchool] | None = None
        self._changed: set[str] = set()
        self._standing: tuple[datetime, int, Standing] | None = None
        records.watch("school", self._changed.add)

    def find(self, wanted: WantedSchools, now: datetime) -> FoundSchools:
        """The wanted schools, what is wrong and what cases wait for first."""
        standing = self._stand(now)
        number = identifiers.dfes_number(wanted.words)
        words = (number or fold(wanted.words[:200])).split()
        rows = standing.ordered
        if wanted.state:
            rows = [one for one in rows if one[1] == wanted.state]
        if wanted.authority:
            rows = [one for one in rows if one[0].authority == wanted.authority]
        if wanted.awaited:
            rows = [one for one in rows if one[0].dfes_number in standing.awaits]
        for word in words:
            rows = [one for one in rows if word in one[0].words]
        return FoundSchools(rows, standing)

    def one(self, dfes_number: str) -> ListedSchool | None:
        """A single school."""
        return self._at_hand().get(dfes_number)

    def awaits(self, dfes_number: str) -> int:
        """How many cases wait for a school's run."""
        return self._figures.now("awaits").get(dfes_number, 0)

    def _stand(self, now: datetime) -> Standing:
        """How all schools stand: put together anew when a school or the cases have changed, and every minute."""
        minute, counted, known = now.replace(second=0, microsecond=0), self._figures.changes, self._standing
        if known is not None and not self._changed and known[:2] == (minute, counted):
            return known[2]
        schools, awaits, opened = self._at_hand(), self._figures.now("awaits"), self._figures.now("open")
        rows = [(one, one.state(now)) for one in schools.values()]
        rows.sort(key=lambda row: (_ORDER[row[1]], -awaits.get(row[0].dfes_number, 0), row[0].name_en))
        authorities = tuple(sorted({school.authority for school in schools.values() if school.authority}))
        standing = Standing(rows, Counter(state for _, state in rows), awaits, opened, authorities)
        self._standing = (minute, counted, standing)
        return standing

    def failed_since(self, since: datetime) -> list[ListedSchool]:
        """The schools whose last run failed, and did so after ``since``."""
        failed = [one for one in self._at_hand().values() if one.failed and not one.closed]
        return sorted(
            (one for one in failed if one.last_run is not None and one.last_run > since), key=lambda one: one.name_en
        )

    def _at_hand(self) -> dict[str, ListedSchool]:
        if self._schools is None:
            self._changed.clear()
            self._schools = {one.id: _listed(one.body) for one in self._records.find("school", EVERY_SCHOOL)}
        while self._changed:
            number = self._changed.pop()
            document = self._records.get("school", number)
            if document is not None:
                self._schools[number] = _listed(document.body)
        return self._schools


def _listed(body: Body) -> ListedSchool:
    run = body["run"]
    authority = body["local_authority"]
    authority_cy = label("authority", authority, Language.WELSH)
    return ListedSchool(
        body["dfes_number"],
        body["name_en"],
        body["name_cy"],
        authority,
        body["status"] == SchoolStatus.CLOSED,
        datetime.fromisoformat(run["last_run"]) if run else None,
        bool(run) and run["outcome"] == RunOutcome.FAILED,
        len(run["unfit"]) if run else 0,
        fold(f"{body['name_en']} {body['name_cy']} {body['dfes_number']} {authority} {authority_cy}"),
    )
