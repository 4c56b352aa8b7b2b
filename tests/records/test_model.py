"""Any sequence of commits, refusals and openings leaves what a plain dictionary would hold."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hwb_mailbot.records import Change, Conflict, Records
from hwb_mailbot.records.index_keys import due_at, index_keys

from .conftest import BACK_ENDS, account, case, school

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
SCHOOLS = ("6602011", "6614022", "6622033")
NAMES = ("a1", "a2", "a3", "a4")

accounts = st.builds(
    account,
    st.just(""),
    st.sampled_from(SCHOOLS),
    kind=st.sampled_from(["staff", "learner", "governor"]),
    role=st.sampled_from(["headteacher", "digital-champion", "staff"]),
    email=st.sampled_from([*(f"{name}@x.example" for name in NAMES), "Head@x.example"]),
    surname=st.sampled_from(["Bowen", "ap Rhisiart", "Ап"]),
    upn=st.sampled_from(["", "U1", "U2"]),
    staff_code=st.sampled_from(["", "SB"]),
    status=st.sampled_from(["active", "inactive", "merged"]),
    aliases=st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
)
schools = st.builds(school, st.sampled_from(SCHOOLS), name_en=st.sampled_from(["Gorse Hill", "Whitebeam School"]))
times = st.none() | st.integers(-3, 3).map(lambda hours: (NOON + timedelta(hours=hours)).isoformat())
cases = st.builds(
    case,
    st.sampled_from(["review", "held", "merged"]),
    st.sampled_from(["former:a1", "former:a2"]),
    due_at=times,
)
others = st.fixed_dictionaries({"due_at": times, "keys": st.lists(st.sampled_from(["k1", "k2"]), max_size=2)})
BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "account": accounts,
    "school": schools,
    "case": cases,
    "letter": others,
    "token": others,
}
IDS = {"school": SCHOOLS}
writes = st.sampled_from(sorted(BODIES)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.sampled_from(IDS.get(kind, NAMES)), BODIES[kind])
)


class AgainstDictionary(RuleBasedStateMachine):
    """``Records`` beside a dictionary of kind and id to version and body."""

    @initialize(back_end=st.sampled_from(sorted(BACK_ENDS)))
    def open(self, back_end: str) -> None:
        self.directory = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.back_end = BACK_ENDS[back_end]
        self.records: Records = self.back_end(self.directory)
        self.model: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}

    @rule(changes=st.lists(writes, min_size=1, max_size=5, unique_by=lambda change: change[:2]))
    def commit(self, changes: list[tuple[str, str, dict[str, Any]]]) -> None:
        self.records.commit(
            [Change(kind, id, self.model.get((kind, id), (0, {}))[0], body) for kind, id, body in changes]
        )
        for kind, id, body in changes:
            self.model[kind, id] = (self.model.get((kind, id), (0, {}))[0] + 1, body)

    @precondition(lambda self: self.model)
    @rule(change=writes, off=st.sampled_from([-1, 1]))
    def lose_a_race(self, change: tuple[str, str, dict[str, Any]], off: int) -> None:
        kind, id, body = change
        stale = self.model.get((kind, id), (0, {}))[0] + off
        try:
            self.records.commit([Change("mail", "never", 0, {}), Change(kind, id, stale, body)])
        except Conflict:
            return
        raise AssertionError("a stale version was taken")

    @rule()
    def open_again(self) -> None:
        self.records.close()
        self.records = self.back_end(self.directory)

    @rule()
    def write_out(self) -> None:
        getattr(self.records, "checkpoint", lambda: None)()

    @invariant()
    def holds_what_the_dictionary_holds(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.records.get("mail", "never") is None
        for kind in BODIES:
            wanted = {id: entry for (its_kind, id), entry in self.model.items() if its_kind == kind}
            found = {document.id: (document.version, document.body) for document in self.records.all(kind)}
            assert found == wanted
            keys = {id: index_keys(kind, id, body) for id, (_, body) in wanted.items()}
            for key in {"email:a1@y.example", "name:none", *(key for some in keys.values() for key in some)}:
                bearing = sorted(id for id, its_keys in keys.items() if key in its_keys)
                assert [document.id for document in self.records.find(kind, key)] == bearing
        for kind in ("case", "letter", "token"):
            due = sorted(
                (time, id)
                for (its_kind, id), (_, body) in self.model.items()
                if its_kind == kind and (time := due_at(body)) and time <= NOON
            )
            assert [document.id for document in self.records.due(kind, NOON, 9)] == [id for _, id in due]

    def teardown(self) -> None:
        if hasattr(self, "records"):
            self.records.close()
            shutil.rmtree(self.directory)


AgainstDictionary.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestAgainstDictionary = AgainstDictionary.TestCase
