"""The counters: whatever happens to cases in whatever order, they hold what counting every case afresh would give."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.domain.cases import CLOSED, CaseState
from hwb_mailbot.web.tallies import NOW, TABLES, TOOK, counts_of, had_a_part, take

ZONE = ZoneInfo("Europe/London")
OPENED = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


def body(state: str = "review", *, hours: float = 2, reasons: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    ended = OPENED + timedelta(hours=hours)
    return {
        "state": state,
        "opened_at": OPENED.isoformat(),
        "updated_at": ended.isoformat(),
        "merged_at": ended.isoformat() if state == "merged" else None,
        "reasons": list(reasons),
        "former": {"username": "a1", "dfes_number": "6614011"},
        "new": {"username": "a2", "dfes_number": "6724022"},
        "history": [],
        **more,
    }


ONE_CASE = st.tuples(
    st.sampled_from("ABCDE"),
    st.sampled_from([str(state) for state in CaseState]),
    st.sampled_from(["", "Powys", "Gwynedd"]),
    st.sampled_from([(), ("former-run-pending",), ("namesake-new-school", "letter-bounced")]),
    st.sampled_from([0.1, 30, 2000]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ONE_CASE, max_size=25))
def test_taking_up_and_back_is_counting_afresh(changes: list[tuple[str, str, str, tuple[str, ...], float]]) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        now: dict[str, set[tuple[str, str, str]]] = {}
        for reference, state, authority, reasons, hours in changes:
            counts = set(counts_of(body(state, hours=hours, reasons=reasons), authority, ZONE))
            take(database, reference, counts)
            now[reference] = counts
        expected = Counter(one for counts in now.values() for one in counts)
        assert {tuple(row[:3]): row[3] for row in database.execute("SELECT * FROM tallies")} == expected
        for reference in list(now):
            take(database, reference, ())
        assert database.execute("SELECT * FROM tallies").fetchall() == []


@pytest.mark.parametrize(
    ("hours", "place"), [(0.5, 0), (1, 1), (23, 1), (24, 2), (71, 2), (100, 3), (24 * 27, 5), (24 * 28, len(TOOK))]
)
def test_how_long_a_merge_took(hours: float, place: int) -> None:
    whats = {what for _, what, _ in counts_of(body("merged", hours=hours), "", ZONE)}
    assert whats == {"received", f"merged-alone:{place}"}


def test_days_are_those_of_the_zone() -> None:
    late = body("review", opened_at="2026-09-10T23:30:00+00:00")
    assert ("2026-09-11", "received", "") in set(counts_of(late, "", ZONE))


def test_an_end_counts_on_its_own_day_whatever_is_noted_later() -> None:
    ended = {"at": "2026-09-12T09:00:00+00:00", "actor": "mailbot", "event": "expired"}
    noted = {"at": "2026-09-20T09:00:00+00:00", "actor": "support: Mair", "event": "note"}
    assert ("2026-09-12", "expired", "") in set(counts_of(body("expired", history=[ended, noted]), "", ZONE))


@pytest.mark.parametrize("state", sorted(CaseState))
def test_only_open_cases_wait(state: CaseState) -> None:
    waits = [what for day, what, _ in counts_of(body(str(state)), "", ZONE) if day == NOW]
    assert bool(waits) == (state not in CLOSED)


@pytest.mark.parametrize(
    ("actor", "event", "part"),
    [
        ("support: Mair", "release", True),
        ("support: Mair", "approve", True),
        ("support: Mair", "note", False),
        ("support: Mair", "mail-attached", False),
        ("mailbot", "merged", False),
        ("headteacher", "approved", False),
    ],
)
def test_who_had_a_part(actor: str, event: str, part: bool) -> None:
    assert had_a_part([{"actor": actor, "event": event}]) is part
