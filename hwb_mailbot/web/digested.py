"""What the daily letter to the team says: numbers from the index and the schools, references, and nobody's name.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hwb_mailbot.casework.receivers import Receivers
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.records import Records
from hwb_mailbot.web.case_index import CaseIndex
from hwb_mailbot.web.figures import Figures, Span
from hwb_mailbot.web.school_list import SchoolList

_MOST = 5
_MOST_SCHOOLS = 10
_FOR_US = (CaseState.REVIEW, CaseState.HELD)


@dataclass(frozen=True, slots=True)
class Digested:
    """The parts that know; ``zone`` is where days begin."""

    records: Records
    index: CaseIndex
    figures: Figures
    schools: SchoolList
    receivers: Receivers
    zone: ZoneInfo

    @property
    def ready(self) -> bool:
        """Whether the index holds all that the store does, so that nothing would be left out."""
        return self.index.caught_up.is_set()

    def values(self, first: date, last: date, now: datetime) -> Mapping[str, LetterValue]:
        """What the letter of ``now`` may say, of the whole days from ``first`` to ``last`` and of the present."""
        totals, waiting = self.figures.totals(Span(first, last)), self.figures.waiting()
        for_us, held = (waiting.states.get(state, 0) for state in _FOR_US)
        began = datetime.combine(first, time(), self.zone)
        failed = self.schools.failed_since(began)
        marked = self.receivers.all_came_back()
        here = now.astimezone(self.zone)
        return {
            "at": f"{here:%H:%M}",
            "today": here.date().isoformat(),
            "for_us": for_us,
            "held": held,
            "for_others": sum(waiting.states.values()) - for_us - held,
            "messages": len(self.records.find("mail", "queue")),
            "why": [{"code": code, "number": str(number)} for code, number in waiting.reasons.items()],
            "oldest": self._cases("shelf = 'review'", "opened_at"),
            "soonest": self._cases("shelf IN ('review', 'waiting') AND closes_at < '9'", "closes_at"),
            "first": first.isoformat(),
            "last": last.isoformat(),
            **{name: totals.outcomes[name.replace("_", "-")] for name in _TOLD},
            "failed_runs": [{"school": one.name_en, "school_cy": one.name_cy} for one in failed[:_MOST_SCHOOLS]],
            "more_failed_runs": max(0, len(failed) - _MOST_SCHOOLS),
            "returned": self._returned([one.letter_id for one in marked if datetime.fromisoformat(one.since) >= began]),
            "returned_in_all": len(marked),
        }

    def _cases(self, where: str, column: str) -> list[dict[str, str]]:
        rows = self.index.query(
            f"SELECT reference, {column} AS at FROM cases WHERE {where} ORDER BY 2, 1 LIMIT {_MOST}"
        )
        return [{"reference": row["reference"], "day": self._day(row["at"])} for row in rows]

    def _returned(self, letter_ids: list[str]) -> list[dict[str, Any]]:
        letters = (self.records.get("letter", one) for one in letter_ids)
        references = {letter.body["reference"] for letter in letters if letter is not None}
        return [{"reference": one} for one in sorted(references) if one]

    def _day(self, at: str) -> str:
        return datetime.fromisoformat(at).astimezone(self.zone).date().isoformat()


_TOLD = ("received", "merged_alone", "merged_by_person", "expired")
