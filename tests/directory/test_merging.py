"""Merging in the directory: repeatable, blocked when the accounts changed, undone, exported, never reverted."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hwb_mailbot.directory.exporting import export_directory, merges
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.merging import MergeBlocked, changes, undo_changes
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState, Journey
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.records import Change, Records
from hwb_mailbot.records.tiny import TinyRecords
from hwb_mailbot.samples.generate import DIRECTORY

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 9, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def case(directory: Directory) -> Case:
    """A case whose merge has been decided: Siân Bowen's."""
    accounts = [directory.account(username) for username in ("bowens42", "bowens280")]
    return Case(
        reference="HWB-7F3K-2MQD",
        journey=Journey.EMAIL,
        state=CaseState.MERGING,
        person="Siân Bowen",
        opened_at=NOW,
        updated_at=NOW,
        before_merge=tuple(to_body(account) for account in accounts),
    )


def _change(records: Records, username: str, **fields: object) -> None:
    document = records.get("account", username)
    assert document is not None
    records.commit([Change("account", username, document.version, {**document.body, **fields})])


def test_the_accounts_are_merged_and_the_merge_remembered(sample: Records, case: Case) -> None:
    directory = Directory(sample)
    sample.commit(changes(sample, case, NOW))
    survivor, merged = directory.account("bowens42"), directory.account("bowens280")
    assert survivor is not None
    assert merged is not None
    assert (survivor.dfes_number, survivor.status) == ("6614022", AccountStatus.ACTIVE)
    assert (merged.status, merged.merged_into) == (AccountStatus.MERGED, "bowens42")
    assert directory.resolve("bowens280") == survivor
    assert directory.by_email("bowens42@hwbcymru.example") == (survivor,)
    assert survivor not in directory.accounts_of("6602011")
    assert directory.merges_of("bowens42") == (case.reference,)
    assert directory.merges_of("bowens280") == ()
    assert [dict(document.body) for document in merges(sample)] == [
        {
            "reference": "HWB-7F3K-2MQD",
            "former_username": "bowens42",
            "new_username": "bowens280",
            "former_dfes_number": "6602011",
            "new_dfes_number": "6614022",
            "merged_at": "2026-09-14T09:30:00+00:00",
            "undone_at": None,
        }
    ]


def test_each_step_may_be_done_again(sample: Records, case: Case) -> None:
    steps = changes(sample, case, NOW)
    for step, left in zip(steps, (3, 2, 1, 0), strict=True):
        sample.commit([step])
        assert len(changes(sample, case, NOW)) == left
    assert changes(sample, case, LATER) == []
    undo = undo_changes(sample, case, LATER)
    sample.commit(undo)
    assert undo_changes(sample, case, LATER) == []


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_a_merge_stopped_between_its_steps_is_finished(sample: Records, case: Case, done: int) -> None:
    sample.commit(changes(sample, case, NOW)[:done])
    sample.commit(changes(sample, case, LATER))
    assert changes(sample, case, LATER) == []
    directory = Directory(sample)
    assert directory.resolve("bowens280") == directory.account("bowens42")
    assert len(merges(sample)) == 1
    assert directory.merges_of("bowens42") == (case.reference,)


@pytest.mark.parametrize(
    ("username", "field", "value", "code"),
    [
        ("bowens42", "employee_number", "1", "former-account-changed"),
        ("bowens42", "dfes_number", "6622033", "former-account-changed"),
        ("bowens42", "status", "merged", "former-account-already-merged"),
        ("bowens280", "surname", "Pugh", "new-account-changed"),
        ("bowens280", "status", "merged", "new-account-already-merged"),
    ],
)
def test_accounts_that_changed_since_the_decision_block_the_merge(
    sample: Records, case: Case, username: str, field: str, value: str, code: str
) -> None:
    _change(sample, username, **{field: value})
    with pytest.raises(MergeBlocked) as raised:
        changes(sample, case, NOW)
    assert raised.value.code == code


def test_a_case_without_both_accounts_cannot_merge(sample: Records, case: Case) -> None:
    with pytest.raises(MergeBlocked):
        changes(sample, replace(case, before_merge=case.before_merge[:1]), NOW)


def test_undoing_brings_the_directory_back(sample: Records, case: Case, tmp_path: Path) -> None:
    export_directory(sample, tmp_path / "before")
    sample.commit(changes(sample, case, NOW))
    sample.commit(undo_changes(sample, case, LATER))
    export_directory(sample, tmp_path / "after")
    for name in ("schools.csv", "provisioning.csv"):
        assert (tmp_path / "before" / name).read_bytes() == (tmp_path / "after" / name).read_bytes()
    before, after = (sorted((tmp_path / name / "accounts.csv").open()) for name in ("before", "after"))
    assert before == after
    assert [document.body["undone_at"] for document in merges(sample)] == ["2026-09-20T09:30:00+00:00"]


def test_importing_again_never_reverts_a_merge(sample: Records, case: Case) -> None:
    sample.commit(changes(sample, case, NOW))
    before = {document.id: document.version for document in sample.all("account")}
    result = import_directory(sample, DIRECTORY)
    assert [(one.id, one.code) for one in result.conflicts] == [
        ("bowens42", "moved-by-merge"),
        ("bowens280", "merged-here"),
    ]
    assert {document.id: document.version for document in sample.all("account")} == before


def test_a_merge_within_one_school_is_not_reverted_either(sample: Records, case: Case) -> None:
    former, new = case.before_merge
    _change(sample, "bowens280", dfes_number=former["dfes_number"])
    case = replace(case, before_merge=(former, {**new, "dfes_number": former["dfes_number"]}))
    sample.commit(changes(sample, case, NOW))
    result = import_directory(sample, DIRECTORY)
    assert [(one.id, one.code) for one in result.conflicts] == [
        ("bowens42", "moved-by-merge"),
        ("bowens280", "merged-here"),
    ]


def test_an_export_says_who_was_merged_and_comes_in_again(sample: Records, case: Case, tmp_path: Path) -> None:
    sample.commit(changes(sample, case, NOW))
    exported = export_directory(sample, tmp_path / "export")
    assert (exported.schools, exported.accounts, exported.runs, exported.merges) == (20, 437, 20, 1)
    with (tmp_path / "export" / "merges.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == [
            {
                "former_username": "bowens42",
                "new_username": "bowens280",
                "former_dfes_number": "6602011",
                "new_dfes_number": "6614022",
                "merged_at": "2026-09-14T09:30:00Z",
                "reference": "HWB-7F3K-2MQD",
                "undone_at": "",
            }
        ]
    again = import_directory(sample, tmp_path / "export")
    assert (again.accounts_changed, again.unchanged, again.conflicts) == (0, 457, ())
    elsewhere = TinyRecords(tmp_path / "elsewhere")
    assert import_directory(elsewhere, tmp_path / "export").conflicts == ()
    assert list(map(dict, (one.body for one in elsewhere.all("account")))) == list(
        map(dict, (one.body for one in sample.all("account")))
    )
    elsewhere.close()


def test_a_merge_done_elsewhere_does_not_come_in_by_half(sample: Records, case: Case, tmp_path: Path) -> None:
    elsewhere = TinyRecords(tmp_path / "elsewhere")
    import_directory(elsewhere, DIRECTORY)
    sample.commit(changes(sample, case, NOW))
    export_directory(sample, tmp_path / "export")
    result = import_directory(elsewhere, tmp_path / "export")
    assert [(one.id, one.code) for one in result.conflicts] == [
        ("bowens42", "merged-elsewhere"),
        ("bowens280", "merged-elsewhere"),
    ]
    assert (result.accounts_changed, result.accounts_new) == (0, 0)
    elsewhere.close()


def test_an_export_without_merges_is_what_came_in(sample: Records, tmp_path: Path) -> None:
    export_directory(sample, tmp_path / "export")
    for name in ("schools.csv", "accounts.csv", "provisioning.csv"):
        assert sorted((tmp_path / "export" / name).open()) == sorted((DIRECTORY / name).open())


@pytest.mark.parametrize(("since", "count"), [("2026-09-14", 1), ("2026-09-15", 0), (None, 1)])
def test_merges_since_a_day(sample: Records, case: Case, since: str | None, count: int) -> None:
    sample.commit(changes(sample, case, NOW))
    day = date.fromisoformat(since) if since else None
    assert len(merges(sample, day)) == count
    sample.commit(undo_changes(sample, case, LATER))
    assert len(merges(sample, day)) == 1
