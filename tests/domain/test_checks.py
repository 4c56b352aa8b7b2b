"""Each check of the table finds what it is for, with its values, and nothing in a pair that is in order (R12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import (
    Account,
    AccountKind,
    AccountStatus,
    ProvisioningRun,
    RunOutcome,
    School,
    SchoolStatus,
)
from hwb_mailbot.domain.cases import Case, CaseState, Half, Journey, Standing
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.employment import may_have_moved
from hwb_mailbot.domain.findings import Concerns, Finding, Outcome
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.matching import pair_of
from tests.domain.pairs import CASE, asked, authorised, consolidated, half
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    START,
    TRANSFER,
    amended,
    staff,
    world,
)

TODAY = START.date()
ASK, REVIEW, REFUSE, WAIT = Outcome.ASK, Outcome.REVIEW, Outcome.REFUSE, Outcome.WAIT
AUTH, CONS, BOTH = Concerns.AUTHORISATION, Concerns.CONSOLIDATION, Concerns.BOTH
FORMER_RECORD, NEW_RECORD = Concerns.FORMER_RECORD, Concerns.NEW_RECORD
N = FieldName


def found(case: Case = CASE, *things: Account | School, others: tuple[Case, ...] = ()) -> list[Finding]:
    wales = world()
    wales.add(*things)
    wales.cases = {one.reference: one for one in others}
    return list(asked(wales, lambda facts: findings(pair_of(case, facts, TODAY))))


WALES = world()
FORMER, NEW = WALES.accounts["aprhyss12"], WALES.accounts["aprhyss77"]
FORMER_SCHOOL, NEW_SCHOOL = WALES.schools["6614011"], WALES.schools["6724022"]


@pytest.mark.parametrize("stated", ["2026-12-31", "2027-08-31", "2019-08-31", "2026-06-01"])
def test_a_leaving_date_far_from_the_records_or_still_to_come(stated: str) -> None:
    case = replace(CASE, authorisation=authorised({N.LEAVING_DATE: stated}))
    assert found(case) == [Finding(REVIEW, "leaving-date-differs", AUTH, stated, "2026-08-31")]


@pytest.mark.parametrize("stated", ["2026-08-31", "2026-07-21", "2026-09-01"])
def test_a_leaving_date_near_the_records(stated: str) -> None:
    case = replace(CASE, authorisation=authorised({N.LEAVING_DATE: stated}))
    assert found(case) == []


def test_a_leaving_date_that_is_still_to_come_on_the_record_too() -> None:
    case = replace(CASE, authorisation=authorised({N.LEAVING_DATE: "2026-12-31"}))
    record = amended(FORMER, leaving_date=date(2026, 12, 18), status=AccountStatus.ACTIVE)
    assert [one.code for one in found(case, record)] == ["leaving-date-future"]
    assert [one.code for one in found(case, amended(record, leaving_date=None))] == ["leaving-date-missing"]


def test_a_pair_in_order_may_be_merged() -> None:
    assert found() == []
    assert found(replace(CASE, authorisation=None)) == []
    assert found(replace(CASE, consolidation=None)) == []
    assert found(replace(CASE, authorisation=None, consolidation=None)) == []


@pytest.mark.parametrize("name", list(AUTHORISATION))
def test_every_detail_of_an_authorisation_is_asked_for(name: FieldName) -> None:
    without = {one: value for one, value in AUTHORISATION.items() if one is not name}
    for stated in (without, without | {name: ""}):
        case = replace(CASE, authorisation=half(stated, FORMER_HEAD, "6614011"), consolidation=None)
        assert Finding(ASK, f"missing-{name}", AUTH) in found(case)
    case = replace(CASE, authorisation=authorised({N.LEAVING_DATE_CONFIRMED: False}))
    assert found(case) == [Finding(ASK, "leaving-date-not-confirmed", AUTH)]


@pytest.mark.parametrize("name", list(CONSOLIDATION))
def test_every_detail_of_a_consolidation_is_asked_for(name: FieldName) -> None:
    stated = {one: value for one, value in CONSOLIDATION.items() if one is not name}
    case = replace(CASE, authorisation=None, consolidation=half(stated, MOVER, "aprhyss77"))
    assert Finding(ASK, f"missing-{name}", CONS) in found(case)


@pytest.mark.parametrize("name", list(TRANSFER))
def test_a_transfer_request_has_two_details(name: FieldName) -> None:
    case = replace(CASE, journey=Journey.TRANSFER, authorisation=None)
    assert found(replace(case, consolidation=half(TRANSFER, MOVER, "aprhyss77"))) == []
    stated = {one: value for one, value in TRANSFER.items() if one is not name}
    assert found(replace(case, consolidation=half(stated, MOVER, "aprhyss77"))) == [
        Finding(ASK, f"missing-{name}", CONS)
    ]


HALVES: list[tuple[Half | None, Half | None, list[Finding]]] = [
    (authorised({N.FORMER_USERNAME: "nobody1"}), None, [Finding(ASK, "former-account-unknown", AUTH, "nobody1")]),
    (None, consolidated({N.NEW_USERNAME: "nobody1"}), [Finding(ASK, "new-account-unknown", CONS, "nobody1")]),
    (
        authorised({N.NEW_USERNAME: "nobody1"}),
        consolidated(),
        [Finding(REVIEW, "halves-contradict", AUTH, "nobody1", "aprhyss77")],
    ),
    (
        authorised(),
        consolidated({N.FORMER_USERNAME: "robertsj1"}),
        [Finding(REVIEW, "halves-contradict", CONS, "robertsj1", "aprhyss12")],
    ),
    (
        authorised({N.STAFF_NAME: "Jac Roberts"}),
        consolidated(),
        [Finding(ASK, "former-username-other-person", AUTH, "Jac Roberts", "Siân ap Rhys")],
    ),
    (
        authorised(),
        consolidated({N.STAFF_NAME: "Jac Roberts"}),
        [Finding(ASK, "name-differs", CONS, "Jac Roberts", "Siân ap Rhys")],
    ),
    (
        authorised({N.STAFF_NAME: "Sian Roberts"}),
        consolidated({N.STAFF_NAME: "Rhys Puw"}),
        [
            Finding(REVIEW, "name-differs", AUTH, "Sian Roberts", "Siân ap Rhys"),
            Finding(REVIEW, "name-differs", CONS, "Rhys Puw", "Siân ap Rhys"),
        ],
    ),
    (
        authorised({N.FORMER_DFES_NUMBER: "6614012", N.NEW_DFES_NUMBER: "6724023"}),
        consolidated(),
        [
            Finding(ASK, "former-dfes-differs", AUTH, "6614012", "6614011"),
            Finding(ASK, "new-dfes-differs", AUTH, "6724023", "6724022"),
        ],
    ),
    (
        authorised({N.FORMER_SCHOOL_NAME: "Elsewhere"}),
        consolidated({N.NEW_SCHOOL_NAME: "Elsewhere", N.FORMER_SCHOOL_NAME: "Nowhere"}),
        [
            Finding(ASK, "former-school-name-differs", AUTH, "Elsewhere", "Bryn Eithin Primary School"),
            Finding(ASK, "former-school-name-differs", CONS, "Nowhere", "Bryn Eithin Primary School"),
            Finding(ASK, "new-school-name-differs", CONS, "Elsewhere", "Coed Llwyd High School"),
        ],
    ),
    (authorised(), consolidated({N.STAFF_CODE: "SR"}), [Finding(ASK, "staff-code-differs", CONS, "SR")]),
    (authorised(), consolidated({N.EMPLOYEE_NUMBER: "1"}), [Finding(ASK, "employee-number-differs", CONS, "1")]),
    (authorised(), consolidated({N.EMPLOYEE_NUMBER: "055012"}), []),
    (authorised(sender=MOVER), consolidated(), [Finding(REVIEW, "conflict-one-sender-both-halves", BOTH)]),
    (authorised(sender=""), consolidated(sender=""), []),
    (
        authorised(speaks_for="6724022"),
        consolidated(),
        [Finding(ASK, "former-account-other-school", AUTH, "aprhyss12")],
    ),
    (authorised(speaks_for="", standing=Standing.SUPPORT), consolidated(speaks_for="", standing=Standing.SUPPORT), []),
    (
        authorised(),
        consolidated(speaks_for="robertsj1"),
        [Finding(REVIEW, "halves-contradict", CONS, "aprhyss77")],
    ),
]


@pytest.mark.parametrize(("authorisation", "consolidation", "wanted"), HALVES)
def test_what_the_halves_state(authorisation: Half | None, consolidation: Half | None, wanted: list[Finding]) -> None:
    assert found(replace(CASE, authorisation=authorisation, consolidation=consolidation)) == wanted


def run(outcome: RunOutcome) -> ProvisioningRun:
    return ProvisioningRun(datetime(2026, 9, 9, tzinfo=UTC), outcome)


NAMESAKE = staff("aprhyss3", "Sian Ap-Rhys", "6614011")
GOVERNOR, LEARNER, OTHER = AccountKind.GOVERNOR, AccountKind.LEARNER, AccountKind.OTHER
ACTIVE, INACTIVE, MERGED = AccountStatus.ACTIVE, AccountStatus.INACTIVE, AccountStatus.MERGED

RECORDS: list[tuple[tuple[Account | School, ...], list[Finding]]] = [
    ((amended(FORMER, kind=GOVERNOR),), [Finding(REFUSE, "governor-account", AUTH, "aprhyss12")]),
    ((amended(NEW, kind=GOVERNOR),), [Finding(REFUSE, "governor-account", CONS, "aprhyss77")]),
    ((amended(FORMER, kind=LEARNER),), [Finding(REFUSE, "learner-account", AUTH, "aprhyss12")]),
    ((amended(NEW, kind=LEARNER),), [Finding(REFUSE, "learner-account", CONS, "aprhyss77")]),
    ((amended(FORMER, kind=OTHER),), [Finding(REFUSE, "former-account-not-staff", AUTH, "aprhyss12")]),
    ((amended(NEW, kind=OTHER),), [Finding(REFUSE, "new-account-not-staff", CONS, "aprhyss77")]),
    ((amended(FORMER, status=MERGED),), [Finding(REFUSE, "former-account-already-merged", AUTH, "aprhyss12")]),
    ((amended(NEW, status=MERGED),), [Finding(REFUSE, "new-account-already-merged", CONS, "aprhyss77")]),
    (
        (amended(NEW, forename="Sioned"),),
        [
            Finding(REVIEW, "near-miss", BOTH, "Siân ap Rhys", "Sioned Rhys"),
        ],
    ),
    (
        (School("6654001", "Bryn Eithin", "Ysgol Bryn Eithin"), School("6654002", "Ysgol Coed Llwyd", "x")),
        [
            Finding(REVIEW, "former-school-name-ambiguous", AUTH, "Bryn Eithin"),
            Finding(REVIEW, "new-school-name-ambiguous", AUTH, "Ysgol Uwchradd Coed Llwyd"),
            Finding(REVIEW, "new-school-name-ambiguous", CONS, "Coed Llwyd High"),
        ],
    ),
    ((amended(NEW, staff_code="sar"),), []),
    ((amended(NEW, staff_code=""),), [Finding(WAIT, "staff-code-missing", NEW_RECORD, "aprhyss77")]),
    ((amended(NEW, employee_number=""),), [Finding(WAIT, "employee-number-missing", NEW_RECORD, "55012")]),
    ((amended(NEW, start_date=date(2026, 3, 1)),), []),
    ((amended(NEW, start_date=date(2026, 2, 28)),), [Finding(REVIEW, "new-post-older", BOTH, "2026-02-28")]),
    ((NAMESAKE,), [Finding(REVIEW, "namesake-former-school", AUTH, "Siân ap Rhys")]),
    (
        (amended(NAMESAKE, dfes_number="6724022"),),
        [Finding(REVIEW, "namesake-new-school", CONS, "Siân ap Rhys")],
    ),
    ((amended(NAMESAKE, status=MERGED),), []),
    (
        (replace(FORMER_SCHOOL, status=SchoolStatus.CLOSED),),
        [Finding(REVIEW, "former-school-closed", AUTH, "6614011")],
    ),
    ((replace(NEW_SCHOOL, status=SchoolStatus.CLOSED),), [Finding(REVIEW, "new-school-closed", CONS, "6724022")]),
    (
        (amended(FORMER, leaving_date=None),),
        [Finding(WAIT, "former-manually-deactivated", FORMER_RECORD, "aprhyss12")],
    ),
    (
        (amended(FORMER, leaving_date=None, status=ACTIVE),),
        [Finding(WAIT, "leaving-date-missing", FORMER_RECORD, "aprhyss12")],
    ),
    (
        (amended(FORMER, leaving_date=TODAY + timedelta(days=1), status=ACTIVE),),
        [Finding(WAIT, "leaving-date-future", FORMER_RECORD, "aprhyss12", "2026-09-11")],
    ),
    ((amended(FORMER, leaving_date=TODAY),), []),
    (
        (amended(FORMER, status=ACTIVE),),
        [Finding(WAIT, "former-run-pending", FORMER_RECORD, "aprhyss12")],
    ),
    (
        (amended(FORMER, status=ACTIVE), replace(FORMER_SCHOOL, run=run(RunOutcome.SUCCESS))),
        [Finding(WAIT, "former-run-pending", FORMER_RECORD, "aprhyss12")],
    ),
    (
        (amended(FORMER, status=ACTIVE), replace(FORMER_SCHOOL, run=run(RunOutcome.FAILED))),
        [Finding(WAIT, "former-run-failed", FORMER_RECORD, "aprhyss12")],
    ),
    ((amended(NEW, start_date=None),), [Finding(WAIT, "start-date-missing", NEW_RECORD, "aprhyss77")]),
    (
        (staff("puwm1", "Mali Puw", "6724022", staff_code="SAR"),),
        [Finding(WAIT, "staff-code-not-unique", NEW_RECORD, "SAR")],
    ),
    ((staff("puwm1", "Mali Puw", "6724022", staff_code="SAR", status=INACTIVE),), []),
    ((amended(NEW, status=INACTIVE),), [Finding(REVIEW, "new-account-inactive", NEW_RECORD, "aprhyss77")]),
]


@pytest.mark.parametrize(("things", "wanted"), RECORDS)
def test_what_the_records_say(things: tuple[Account | School, ...], wanted: list[Finding]) -> None:
    assert found(CASE, *things) == wanted


def test_a_school_that_the_directory_does_not_know_is_held_against_nothing() -> None:
    codes = [finding.code for finding in found(CASE, amended(NEW, dfes_number="6729999"))]
    assert codes == ["new-dfes-differs"]


def test_one_account_is_not_two() -> None:
    one = replace(CASE, consolidation=consolidated({N.NEW_USERNAME: "aprhyss12"}, speaks_for="aprhyss12"))
    assert Finding(REFUSE, "same-account", BOTH, "aprhyss12") in found(one)
    assert not any(finding.code == "same-school" for finding in found(one))
    codes = found(CASE, amended(NEW, dfes_number="6614011"))
    assert Finding(REVIEW, "same-school", BOTH, "6614011") in codes


def test_an_account_that_another_case_claims() -> None:
    def other(**changes: Any) -> Case:
        keys = ("former:aprhyss12", "new:aprhyss77")
        return replace(CASE, **{"reference": "HWB-AAAA-BBBB", "keys": keys, **changes})

    former = Finding(REVIEW, "username-claimed-twice", AUTH, "aprhyss12")
    new = Finding(REVIEW, "username-claimed-twice", CONS, "aprhyss77")
    unconfirmed = authorised(standing=Standing.UNCONFIRMED)
    assert found(others=(other(),)) == [former, new]
    assert found(others=(other(authorisation=None),)) == [new]
    assert found(others=(other(consolidation=None),)) == [former]
    assert found(others=(other(authorisation=unconfirmed),)) == [new]
    assert found(others=(other(state=CaseState.MERGED),)) == []
    assert found(others=(other(keys=()),)) == []
    assert found(others=(replace(CASE, keys=other().keys),)) == []


def test_who_may_have_moved() -> None:
    begun = amended(NEW, start_date=date(2026, 3, 1))
    assert may_have_moved(FORMER, begun)
    assert not may_have_moved(FORMER, amended(NEW, start_date=date(2026, 2, 28)))
    assert may_have_moved(amended(FORMER, leaving_date=None), amended(NEW, start_date=date(2000, 9, 1)))
    assert may_have_moved(FORMER, amended(NEW, start_date=None))
