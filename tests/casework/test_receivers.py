"""What each address has had: counted over restarts, forgotten after a day, and no document grows without end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.casework.receivers import CameBack, Receivers
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.records.tiny import TinyRecords

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
SECRET = b"thirty-two bytes of test secret!"
DEAD = CameBack("dead@a.example", NOW.isoformat(), "a-letter")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[TinyRecords]:
    opened = TinyRecords(tmp_path / "store")
    yield opened
    opened.close()


def letter(to: str, template: str = "mover-merged", *, unverified: bool = False) -> LetterOrder:
    return LetterOrder(template, to, Language.WELSH, unverified=unverified)


def test_letters_are_counted_by_address_and_template_whatever_its_case(records: TinyRecords) -> None:
    receivers = Receivers(records, SECRET)
    records.commit(receivers.changes([letter("Nia@a.example"), letter("nia@a.example", "mover-undone")], NOW))
    records.commit(receivers.changes([letter("nia@a.example")], NOW + timedelta(hours=1)))
    later = NOW + timedelta(hours=2)
    assert receivers.letters("NIA@a.example", later) == 3
    assert receivers.letters("nia@a.example", later, "mover-merged") == 2
    assert receivers.letters("sian@a.example", later) == 0
    assert receivers.letters("nia@a.example", NOW + timedelta(hours=24, minutes=30)) == 1
    assert receivers.letters("nia@a.example", NOW + timedelta(days=3)) == 0


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    first = TinyRecords(tmp_path / "store")
    first.commit(Receivers(first, SECRET).changes([letter("nia@a.example", unverified=True)], NOW, DEAD))
    first.close()
    again = TinyRecords(tmp_path / "store")
    receivers = Receivers(again, SECRET)
    assert receivers.letters("nia@a.example", NOW) == 1
    assert receivers.call_backs(NOW) == 1
    assert receivers.came_back("Dead@a.example")
    assert receivers.all_came_back() == [DEAD]
    again.close()


def test_addresses_are_forgotten_and_documents_stay_small(records: TinyRecords) -> None:
    receivers = Receivers(records, SECRET)
    records.commit(receivers.changes([], NOW, DEAD))
    now = NOW
    for day in range(4):
        now = NOW + timedelta(days=2 * day)
        many = [letter(f"{number}.{day}@a.example") for number in range(1500)]
        records.commit(receivers.changes(many, now))
    kept = [body["receivers"] for body in (one.body for one in records.all("receiver")) if "receivers" in body]
    assert len(kept) <= 16**3
    assert sum(len(one) for one in kept) < 4 * 1500
    assert receivers.came_back("dead@a.example")
    change = receivers.clear("dead@a.example", "Mair", "the school rang", now)
    assert change is not None
    records.commit([change])
    assert not receivers.came_back("dead@a.example")
    assert receivers.all_came_back() == []
    assert receivers.clear("dead@a.example", "Mair", "again", now) is None


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("abcdefghij"), st.booleans(), st.integers(0, 40)), max_size=60))
def test_it_counts_like_a_plain_list(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, bool, int]]
) -> None:
    records = TinyRecords(tmp_path_factory.mktemp("store"))
    receivers, now, plain = Receivers(records, SECRET), NOW, []
    for name, unverified, hours in events:
        now += timedelta(hours=hours)
        records.commit(receivers.changes([letter(f"{name}@a.example", unverified=unverified)], now))
        plain.append((name, unverified, now))
    day = timedelta(days=1)
    for name in "abcdefghij":
        wanted = sum(one == name and now - at <= day for one, _, at in plain)
        assert receivers.letters(f"{name}@a.example", now) == wanted
    assert receivers.call_backs(now) == sum(unverified and now - at <= day for _, unverified, at in plain)
    records.close()
