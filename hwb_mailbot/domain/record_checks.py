"""What the two records must show before any merge: the leaver released, the new account provisioned (R1, R10 to R13).

Checks of the table in ``checks``; most of what they find is put right by a provisioning run, so the case waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hwb_mailbot.domain.accounts import AccountKind, AccountStatus, RunOutcome, School
from hwb_mailbot.domain.agreement import employee_numbers_agree
from hwb_mailbot.domain.employment import may_be_the_day
from hwb_mailbot.domain.findings import Concerns, Finding, Outcome, Pair
from hwb_mailbot.domain.mails import FieldName


def leaving_date(pair: Pair) -> Iterator[Finding]:
    """R1, R10: the date that the headteacher gives may be the record's; while that has none, the case waits for it."""
    half, former = pair.authorisation, pair.former
    stated = half.text(FieldName.LEAVING_DATE) if half is not None else ""
    recorded = former.leaving_date if former is not None else None
    if stated and recorded is not None and not may_be_the_day(date.fromisoformat(stated), recorded, pair.today):
        yield Finding(Outcome.REVIEW, "leaving-date-differs", Concerns.AUTHORISATION, stated, recorded.isoformat())


def released(pair: Pair) -> Iterator[Finding]:
    """R10: the former account has a leaving date that has come, and a successful run has released it."""
    former = pair.former
    if former is None or former.kind is not AccountKind.STAFF or former.status is AccountStatus.MERGED:
        return
    if former.leaving_date is None:
        code = "former-manually-deactivated" if former.status is AccountStatus.INACTIVE else "leaving-date-missing"
        yield Finding(Outcome.WAIT, code, Concerns.FORMER_RECORD, former.username)
    elif former.leaving_date > pair.today:
        yield Finding(
            Outcome.WAIT,
            "leaving-date-future",
            Concerns.FORMER_RECORD,
            former.username,
            former.leaving_date.isoformat(),
        )
    elif former.status is not AccountStatus.INACTIVE:
        failed = _run_failed(pair.former_school)
        code = "former-run-failed" if failed else "former-run-pending"
        yield Finding(Outcome.WAIT, code, Concerns.FORMER_RECORD, former.username)


def staff_record(pair: Pair) -> Iterator[Finding]:
    """R12: staff code and employee number are those of the new record, where it has any."""
    half, new = pair.consolidation, pair.new
    if half is None or new is None:
        return
    code, number = half.text(FieldName.STAFF_CODE), half.text(FieldName.EMPLOYEE_NUMBER)
    if code and new.staff_code and code != new.staff_code.upper():
        yield Finding(Outcome.ASK, "staff-code-differs", Concerns.CONSOLIDATION, code)
    if number and not new.employee_number:
        yield Finding(Outcome.WAIT, "employee-number-missing", Concerns.NEW_RECORD, number)
    elif number and not employee_numbers_agree(number, new.employee_number):
        yield Finding(Outcome.ASK, "employee-number-differs", Concerns.CONSOLIDATION, number)


def provisioned(pair: Pair) -> Iterator[Finding]:
    """R11: the new account is active with a start date and a staff code that nobody else at the school bears."""
    new = pair.new
    if new is None or new.kind is not AccountKind.STAFF or new.status is AccountStatus.MERGED:
        return
    if new.start_date is None:
        yield Finding(Outcome.WAIT, "start-date-missing", Concerns.NEW_RECORD, new.username)
    if not new.staff_code:
        yield Finding(Outcome.WAIT, "staff-code-missing", Concerns.NEW_RECORD, new.username)
    elif len(pair.facts.staff_coded(new.dfes_number, new.staff_code)) > 1:
        yield Finding(Outcome.WAIT, "staff-code-not-unique", Concerns.NEW_RECORD, new.staff_code)
    if new.status is AccountStatus.INACTIVE:
        yield Finding(Outcome.REVIEW, "new-account-inactive", Concerns.NEW_RECORD, new.username)


def _run_failed(school: School | None) -> bool:
    return school is not None and school.run is not None and school.run.outcome is RunOutcome.FAILED
