"""What waits for the directory, and what time brings. Siân moves from Bryn Eithin to Coed Llwyd."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, ProvisioningRun, RunOutcome
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.moves.playing import Script
from tests.domain.moves.steps import (
    AUTH,
    approved,
    authorised,
    consolidated,
    requested,
)
from tests.domain.world import AUTHORISATION, FORMER_HEAD, TRANSFER, staff

# Waiting for the directory.


def _pair_with(play: Script, **record: object) -> None:
    play.record(username="aprhyss12", **record)
    authorised(play)


def leaving_date_missing(play: Script) -> None:
    _pair_with(play, leaving_date=None, status=AccountStatus.ACTIVE)
    consolidated(play, event="both halves are here; the former record has no leaving date")
    play.run("a run at the former school that changes nothing for this account")
    play.run("the run that releases the former account", username="aprhyss12",
             leaving_date=date(2026, 8, 31), status=AccountStatus.INACTIVE)  # fmt: skip


def leaving_date_to_come(play: Script) -> None:
    _pair_with(play, leaving_date=date(2026, 9, 30), status=AccountStatus.ACTIVE)
    consolidated(play, event="both halves are here; the leaving date is to come")
    play.time_comes("the day comes, the run has not")
    play.time_comes("three school days later it has not either")
    play.run("the run that releases the former account", username="aprhyss12", status=AccountStatus.INACTIVE)


def run_failed(play: Script) -> None:
    failed = ProvisioningRun(datetime(2026, 9, 9, 2, tzinfo=UTC), RunOutcome.FAILED)
    play.record(dfes_number="6614011", run=failed)
    _pair_with(play, status=AccountStatus.ACTIVE)
    consolidated(play, event="both halves are here; the former school's last run failed")


def new_record_incomplete(play: Script) -> None:
    play.wales.add(staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="EP"))
    play.record(username="aprhyss77", staff_code="", employee_number="")
    authorised(play)
    consolidated(play, event="both halves are here; the new record has no staff code and no employee number")
    play.run("the run that brings both", username="aprhyss77", staff_code="SAR", employee_number="55012")


def proceeds_then_waits(play: Script) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    requested(play)
    play.answer(
        "the headteacher replies APPROVE; the former account is not released", "headteacher-approval-asked",
        Answer.APPROVE,
    )  # fmt: skip
    play.run("the run that releases the former account", username="aprhyss12", status=AccountStatus.INACTIVE)


# Time.


def approval_never_comes(play: Script) -> None:
    requested(play)
    play.time_comes("the headteacher has not answered for 3 school days")
    play.time_comes("… for 7")
    play.time_comes("… for 14: the last reminder")
    play.time_comes("half-way between the last reminder and the end")
    play.time_comes("nobody has answered for 28 school days")


def two_wait_for_one_headteacher(play: Script) -> None:
    leaver = {"staff_code": "TG", "leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    play.wales.add(
        staff("gwynnt5", "Tomos Gwynn", "6614011", **leaver),
        staff("gwynnt9", "Tomos Gwynn", "6724022", staff_code="TG", start_date=date(2026, 9, 1)),
    )
    theirs = TRANSFER | {FieldName.FORMER_USERNAME: "gwynnt5"}
    play.wales.mail("gwynnt9@hwbcymru.example", MailKind.TRANSFER_REQUEST, theirs)
    requested(play, event="the mover asks for a transfer; a colleague waits for the same headteacher")
    play.time_comes("the headteacher has not answered either for 3 school days")
    play.time_comes("… for 7")
    play.time_comes("… for 14: the last reminder")
    play.time_comes("half-way between the last reminder and the end")


def proceed_never_comes(play: Script) -> None:
    approved(play)
    play.time_comes("the mover has not answered for 3 school days")
    play.until(CaseState.EXPIRED, "nobody has answered for 28 school days")


def invitation_never_answered(play: Script) -> None:
    authorised(play)
    play.time_comes("the mover has not answered for 3 school days")
    play.until(CaseState.EXPIRED, "nobody has answered for 28 school days")


def headteacher_never_writes(play: Script) -> None:
    consolidated(play)
    play.time_comes("the headteacher, whom the mover was to ask, has not written for 3 school days")
    play.until(CaseState.EXPIRED, "nobody has answered for 28 school days")


def call_back_never_answered(play: Script) -> None:
    event = "an authorisation from the headteacher's address that nothing vouches for"
    play.mail(event, FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    play.time_comes("the call-back is not answered for 3 school days")
    play.until(CaseState.EXPIRED, "nobody has answered for 28 school days")


def records_never_mended(play: Script) -> None:
    _pair_with(play, leaving_date=None, status=AccountStatus.ACTIVE)
    consolidated(play, event="both halves are here; the former record has no leaving date")
    play.time_comes("the directory is as before long after")
    play.until(CaseState.EXPIRED, "the last day of October has come")


def away(play: Script) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.mail(
        "an automatic reply: away until 1 October", FORMER_HEAD, MailKind.AUTO_REPLY, reply_to=letter,
        returns_on=date(2026, 10, 1),
    )  # fmt: skip
    play.time_comes("the headteacher is back")


CHAPTERS: Mapping[str, Sequence[Callable[[Script], None]]] = {
    "Waiting for the directory (R10 to R13)": (
        leaving_date_missing,
        leaving_date_to_come,
        run_failed,
        new_record_incomplete,
        proceeds_then_waits,
    ),
    "Time": (
        approval_never_comes,
        two_wait_for_one_headteacher,
        proceed_never_comes,
        invitation_never_answered,
        headteacher_never_writes,
        call_back_never_answered,
        records_never_mended,
        away,
    ),
}
