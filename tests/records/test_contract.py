"""What the other rooms rely on, whatever the back end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hwb_mailbot.records import Change, Conflict, Records, StoreFault

from .conftest import Opener, account, case, school

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


def test_a_new_document_is_got_at_version_one(records: Records) -> None:
    assert records.get("letter", "L1") is None
    records.commit([Change("letter", "L1", 0, {"text": "Annwyl Siân", "parts": [1, None, True, {"a": 2.5}]})])
    letter = records.get("letter", "L1")
    assert letter is not None
    assert (letter.kind, letter.id, letter.version) == ("letter", "L1", 1)
    assert letter.body == {"text": "Annwyl Siân", "parts": [1, None, True, {"a": 2.5}]}
    assert records.get("mail", "L1") is None


def test_every_change_counts_one_version(records: Records) -> None:
    for version in range(4):
        records.commit([Change("case", "HWB-0000-0001", version, case("review", attempt=version))])
    found = records.get("case", "HWB-0000-0001")
    assert found is not None
    assert found.version == 4
    assert found.body["attempt"] == 3


@pytest.mark.parametrize("stale", [0, 1, 3])
def test_a_lost_race_keeps_nothing_of_the_whole_commit(records: Records, stale: int) -> None:
    records.commit([Change("letter", "a", 0, {"n": 1})])
    records.commit([Change("letter", "a", 1, {"n": 2})])
    with pytest.raises(Conflict, match="letter a"):
        records.commit([Change("mail", "m", 0, {}), Change("letter", "a", stale, {"n": 3})])
    assert records.get("mail", "m") is None
    letter = records.get("letter", "a")
    assert letter is not None
    assert letter.body == {"n": 2}
    records.commit([Change("mail", "m", 0, {}), Change("letter", "a", 2, {"n": 3})])
    assert records.get("mail", "m") is not None


def test_a_document_twice_in_one_commit_is_refused(records: Records) -> None:
    with pytest.raises(ValueError, match="twice"):
        records.commit([Change("mail", "m", 0, {}), Change("mail", "m", 1, {})])
    assert records.get("mail", "m") is None


def test_an_empty_commit_changes_nothing(records: Records) -> None:
    records.commit([])


def test_nobody_can_change_what_is_stored_through_what_was_given_or_got(records: Records) -> None:
    body = {"list": [1], "inner": {"a": 1}}
    records.commit([Change("mail", "m", 0, body)])
    body["list"].append(2)  # type: ignore[attr-defined]
    got = records.get("mail", "m")
    assert got is not None
    got.body["inner"]["a"] = 2
    again = records.get("mail", "m")
    assert again is not None
    assert again.body == {"list": [1], "inner": {"a": 1}}


@pytest.mark.parametrize(
    "id",
    [
        "a/b", "..", ".", "a b", "ÿ<x>@y", "CON", "x" * 500, "tab\there", "%2e", "a.json", "~", "-",
        "Ab", "aB", "a" * 119 + "é",
    ],
)  # fmt: skip
def test_any_text_is_an_id(opener: Opener, id: str) -> None:
    records = opener()
    records.commit([Change("mail", id, 0, {"id": id}), Change("token", id, 0, {"due_at": NOON.isoformat()})])
    records.close()
    records = opener()
    for kind in ("mail", "token"):
        found = records.get(kind, id)
        assert found is not None
        assert (found.id, found.version) == (id, 1)
        assert [document.id for document in records.all(kind)] == [id]


def test_documents_are_found_under_their_keys_in_the_order_of_their_ids(records: Records) -> None:
    records.commit(
        [
            Change("case", "HWB-2", 0, case("review", "former:owenh1", "new:owenh2")),
            Change("case", "HWB-1", 0, case("held", "former:owenh1")),
        ]
    )
    assert [found.id for found in records.find("case", "former:owenh1")] == ["HWB-1", "HWB-2"]
    assert [found.id for found in records.find("case", "new:owenh2")] == ["HWB-2"]
    assert [found.id for found in records.find("case", "state:held")] == ["HWB-1"]
    assert records.find("case", "former:") == []
    assert records.find("mail", "former:owenh1") == []


def test_a_closed_case_is_got_but_no_longer_found(opener: Opener) -> None:
    records = opener()
    records.commit([Change("case", "HWB-1", 0, case("review", "former:x"))])
    records.commit([Change("case", "HWB-1", 1, case("merged", "former:x"))])
    for _ in range(2):
        assert records.find("case", "former:x") == []
        assert records.find("case", "state:merged") == []
        found = records.get("case", "HWB-1")
        assert found is not None
        assert found.body["state"] == "merged"
        assert [document.id for document in records.all("case")] == ["HWB-1"]
        records.close()
        records = opener()
    records.commit([Change("case", "HWB-1", 2, case("review", "former:x"))])
    assert [document.id for document in records.find("case", "former:x")] == ["HWB-1"]
    assert [document.version for document in records.all("case")] == [3]


def test_a_case_joined_to_an_older_one_is_no_longer_found(records: Records) -> None:
    records.commit([Change("case", "HWB-1", 0, case("review", "former:x", joined_to="HWB-0"))])
    assert records.find("case", "former:x") == []


def test_accounts_are_found_by_all_that_identifies_them(opener: Opener) -> None:
    records = opener()
    sian = account("bowens42", email="Sian.Bowen@bryn.example", aliases=["bowens280"])
    head = account("pughd7", role="headteacher", forename="Deio", surname="Pugh", staff_code="DP")
    champion = account("lloyda3", "6614022", role="digital-champion", staff_code="AL")
    learner = account("rosserm9", kind="learner", role="learner", staff_code="", upn="A660201118001")
    gone = account("ellisb5", role="headteacher", status="inactive", staff_code="BE")
    bodies = [sian, head, champion, learner, gone]
    records.commit([Change("account", body["username"], 0, body) for body in bodies])
    expected = {
        "school:6602011": ["bowens42", "ellisb5", "pughd7", "rosserm9"],
        "school:6614022": ["lloyda3"],
        "school:6699999": [],
        "email:sian.bowen@bryn.example": ["bowens42"],
        "email:bowens42@hwbcymru.example": [],
        "email:pughd7@hwbcymru.example": ["pughd7"],
        "email:pughd7@other.example": [],
        "alias:bowens280": ["bowens42"],
        "upn:A660201118001": ["rosserm9"],
        "staff-name:6602011:bowen sian": ["bowens42", "ellisb5"],
        "staff-name:6614022:bowen sian": ["lloyda3"],
        "staff-code:6602011:DP": ["pughd7"],
        "headteacher:6602011": ["pughd7"],
        "administrator:6614022": ["lloyda3"],
    }
    for _ in range(2):
        found = {key: [document.id for document in records.find("account", key)] for key in expected}
        assert found == expected
        records.close()
        records = opener()


def test_an_account_that_moves_is_found_at_its_new_school_only(opener: Opener) -> None:
    records = opener()
    records.commit([Change("account", "bowens42", 0, account("bowens42"))])
    records.commit([Change("account", "bowens42", 1, account("bowens42", "6614022", staff_code="SBO"))])
    for _ in range(2):
        assert records.find("account", "school:6602011") == []
        assert records.find("account", "staff-code:6602011:SB") == []
        assert [document.id for document in records.find("account", "staff-code:6614022:SBO")] == ["bowens42"]
        assert [document.version for document in records.all("account")] == [2]
        records.close()
        records = opener()


def test_two_accounts_may_bear_one_key(records: Records) -> None:
    records.commit([Change("account", name, 0, account(name, upn="A1", email="x@y.example")) for name in "pqr"])
    records.commit([Change("account", "q", 1, account("q", upn="A2", email="z@y.example"))])
    assert [document.id for document in records.find("account", "upn:A1")] == ["p", "r"]
    assert [document.id for document in records.find("account", "email:x@y.example")] == ["p", "r"]
    records.commit([Change("account", "p", 1, account("p"))])
    assert [document.id for document in records.find("account", "upn:A1")] == ["r"]


def test_schools_are_found_by_address_and_by_either_name(records: Records) -> None:
    records.commit([Change("school", "6622033", 0, school("6622033"))])
    for key in ("email:head@6622033.example", "name:gorsehill", "name:bryneithin"):
        assert [document.id for document in records.find("school", key)] == ["6622033"]
    records.commit([Change("school", "6622033", 1, school("6622033", head_email=""))])
    assert records.find("school", "email:head@6622033.example") == []


def test_a_school_and_its_accounts_are_documents_of_their_own(records: Records) -> None:
    records.commit([Change("school", "6602011", 0, school("6602011")), Change("account", "a1", 0, account("a1"))])
    records.commit([Change("school", "6602011", 1, school("6602011", name_en="Whitebeam"))])
    found = records.get("account", "a1")
    assert found is not None
    assert found.version == 1


def test_due_documents_come_earliest_first_and_no_more_than_asked(opener: Opener) -> None:
    records = opener()
    times = {"b": NOON, "a": NOON, "c": NOON - timedelta(hours=1), "d": NOON + timedelta(microseconds=1)}
    records.commit([Change("letter", id, 0, {"due_at": time.isoformat()}) for id, time in times.items()])
    records.commit([Change("letter", "never", 0, {"due_at": None})])
    for _ in range(2):
        assert [document.id for document in records.due("letter", NOON, 10)] == ["c", "a", "b"]
        assert [document.id for document in records.due("letter", NOON, 2)] == ["c", "a"]
        assert records.due("mail", NOON, 10) == []
        records.close()
        records = opener()
    records.commit([Change("letter", "c", 1, {"due_at": "2026-09-14T12:30:00Z"})])
    records.commit([Change("letter", "a", 1, {})])
    assert [document.id for document in records.due("letter", NOON, 10)] == ["b"]


def test_due_times_of_any_offset_are_the_same_time(records: Records) -> None:
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    records.commit([Change("letter", "a", 0, {"due_at": summer.isoformat()})])
    assert len(records.due("letter", NOON, 1)) == 1
    assert len(records.due("letter", summer, 1)) == 1


@pytest.mark.parametrize("due_at", ["tomorrow", "2026-09-14T12:00:00"])
def test_a_due_time_that_is_none_is_refused_before_anything_is_kept(records: Records, due_at: str) -> None:
    with pytest.raises(ValueError, match=r"due_at|isoformat"):
        records.commit([Change("mail", "m", 0, {}), Change("letter", "a", 0, {"due_at": due_at})])
    assert records.get("mail", "m") is None


def test_everything_is_there_after_opening_again(opener: Opener) -> None:
    records = opener()
    for number in range(300):
        records.commit(
            [
                Change("mail", f"m{number}", 0, {"n": number}),
                Change("letter", f"l{number}", 0, {"due_at": NOON.isoformat() if number % 3 else None}),
                Change("account", f"a{number}", 0, account(f"a{number}", f"66020{number % 20:02d}")),
            ]
        )
    records.commit([Change("account", "a7", 1, account("a7", "6699999"))])
    before = {kind: sorted(map(repr, records.all(kind))) for kind in ("mail", "letter", "account")}
    records.close()
    records = opener()
    assert {kind: sorted(map(repr, records.all(kind))) for kind in before} == before
    assert len(records.due("letter", NOON, 1_000)) == 200


def test_a_commit_of_very_many_documents_is_one_commit(opener: Opener) -> None:
    records = opener()
    changes = [Change("account", f"a{n}", 0, account(f"a{n}", f"6602{n % 30:03d}")) for n in range(2_500)]
    with pytest.raises(Conflict):
        records.commit([*changes, Change("account", "b", 1, account("b"))])
    assert list(records.all("account")) == []
    records.commit([Change("mail", "m", 0, {})])
    records.commit([*changes, Change("account", "b", 0, account("b"))])
    for _ in range(2):
        assert sum(1 for _ in records.all("account")) == 2_501
        assert len(records.find("account", "school:6602003")) == 84
        records.close()
        records = opener()
    records.commit([Change(change.kind, change.id, 1, change.body) for change in changes])
    assert {document.version for document in records.all("account")} == {1, 2}


def test_a_closed_store_refuses(opener: Opener) -> None:
    records = opener()
    records.close()
    with pytest.raises(StoreFault, match="closed"):
        records.get("mail", "m")
    with pytest.raises(StoreFault, match="closed"):
        records.commit([Change("mail", "m", 0, {})])
    records.close()


def test_ids_are_found_by_how_they_begin(opener: Opener) -> None:
    """Live and at rest, written out or not; nothing is read for it."""
    records = opener()
    live = [Change("mail", id, 0, {"keys": ["queue"]}) for id in ("12aa", "12ab", "13aa")]
    records.commit([*live, Change("mail", "12ac", 0, {"keys": []})])
    assert records.ids_beginning("mail", "12") == ["12aa", "12ab", "12ac"]
    records.close()
    records = opener()
    records.commit([Change("mail", "12aa", 1, {"keys": []}), Change("mail", "12ad", 0, {"keys": []})])
    assert records.ids_beginning("mail", "12") == ["12aa", "12ab", "12ac", "12ad"]
    assert records.ids_beginning("mail", "9") == []
    for wrong in ("", "*", "../", "1?", "ŵ"):
        with pytest.raises(ValueError, match="does not begin"):
            records.ids_beginning("mail", wrong)
