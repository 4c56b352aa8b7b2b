"""Special people and schools, what support does, and questions. Siân moves from Bryn Eithin to Coed Llwyd."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, ProvisioningRun, RunOutcome
from hwb_mailbot.domain.accounts import SchoolStatus as Status
from hwb_mailbot.domain.events import Party, SupportAction
from hwb_mailbot.domain.mails import Answer, Enquiry, FieldName, MailKind, Topic
from tests.domain.moves.playing import Script
from tests.domain.moves.steps import (
    CONS,
    NAMING_FORMER,
    REQUEST,
    STRANGER,
    Details,
    approved,
    authorised,
    consolidated,
    requested,
)
from tests.domain.world import CONSOLIDATION, MOVER, TRANSFER, staff

# Special people and schools.


def governor(play: Script) -> None:
    play.record(username="aprhyss77", kind=AccountKind.GOVERNOR)
    consolidated(play, event="the new account is a governor's")


def learner(play: Script) -> None:
    play.record(username="aprhyss12", kind=AccountKind.LEARNER)
    authorised(play, event="the former account is a learner's")


def headteacher_moves(play: Script) -> None:
    play.record(username="aprhyss12", role=AccountRole.HEADTEACHER)
    authorised(play, event="the mover was the headteacher who authorises")


def no_headteacher(play: Script) -> None:
    play.record(dfes_number="6614011", head_email="")
    play.record(username="robertsj1", status=AccountStatus.INACTIVE)
    requested(play, event="the mover asks for a transfer; the former school has no headteacher on record")
    play.support("support approves by name", SupportAction.APPROVE)


def closed_school(play: Script) -> None:
    play.record(dfes_number="6614011", status=Status.CLOSED)
    authorised(play, event="the former school has closed; somebody authorises")
    play.support("support approves by name", SupportAction.APPROVE)


def namesake(play: Script) -> None:
    play.wales.add(staff("aprhyss3", "Sian Ap Rhys", "6724022", staff_code="SR2", start_date=date(2020, 9, 1)))
    consolidated(play, event="another member of staff of that name is at the new school")


def new_surname(play: Script) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play)
    first = play.case.reference if play.case else ""
    consolidated(play, NAMING_FORMER, "the new account bears another surname, and names the former account")
    play.support("`case link` joins the two", SupportAction.LINK, other_reference=first)
    play.support("`case release` overrules the difference", SupportAction.RELEASE)


# What support does.


def support_holds(play: Script) -> None:
    authorised(play)
    play.support("`case hold`", SupportAction.HOLD)
    consolidated(play, event="the mover sends their half meanwhile")
    play.support("`case release`", SupportAction.RELEASE)


def support_rejects(play: Script) -> None:
    authorised(play)
    play.support("`case reject`", SupportAction.REJECT)


def support_amends(play: Script) -> None:
    authorised(play)
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "something in the mover's half does not fit")
    play.support("`case amend` puts it right", SupportAction.AMEND, field=FieldName.STAFF_CODE, value="SAR")


def support_notes(play: Script) -> None:
    authorised(play)
    play.support("`case note`", SupportAction.NOTE)


QUESTION = {"words_cy": "Pa god staff sydd gennych?", "words_en": "Which staff code do you have?"}


def support_asks(play: Script) -> None:
    authorised(play)
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "something in the mover's half does not fit")
    play.support("`case ask` puts a question to the mover", SupportAction.ASK, party=Party.MOVER, **QUESTION)
    asked = play.wales.letter("sender-question")
    play.mail("the mover replies to support's question", MOVER, MailKind.ENQUIRY, reply_to=asked)


def support_asks_in_vain(play: Script) -> None:
    authorised(play)
    play.support(
        "`case ask` puts a question to the headteacher", SupportAction.ASK, party=Party.HEADTEACHER, **QUESTION
    )
    play.time_comes("nobody answers support's question")


def support_resends(play: Script) -> None:
    authorised(play)
    letter = play.wales.number("mover-consolidation-invited")
    play.support("`case resend` sends a letter again", SupportAction.RESEND, letter_id=letter)


def support_separates(play: Script) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    consolidated(play, event="the mover's half joins it")
    play.support("`case unlink` makes two cases of it again", SupportAction.UNLINK)


def support_withdraws(play: Script) -> None:
    requested(play)
    play.support("`case withdraw` for the mover", SupportAction.WITHDRAW, party=Party.MOVER)


def support_withdraws_for_the_head(play: Script) -> None:
    authorised(play)
    play.support("`case withdraw` for the headteacher", SupportAction.WITHDRAW, party=Party.HEADTEACHER)


def support_approves(play: Script) -> None:
    requested(play)
    play.support("`case approve`", SupportAction.APPROVE)


# Questions.


def status_asked(play: Script) -> None:
    requested(play)
    play.mail(
        "the mover asks how their case stands", MOVER, MailKind.ENQUIRY,
        about=play.case.reference if play.case else None, enquiry=Enquiry(Topic.CASE_STATUS),
    )  # fmt: skip


def cannot_sign_in(play: Script) -> None:
    approved(play)
    play.answer("the mover replies PROCEED", "mover-transfer-approved", Answer.PROCEED)
    play.merged()
    event = "the mover can no longer sign in with the new username"
    play.mail(event, MOVER, MailKind.ENQUIRY, enquiry=Enquiry(Topic.CANNOT_SIGN_IN))


def faq(play: Script) -> None:
    ran = ProvisioningRun(datetime(2026, 9, 8, 2, tzinfo=UTC), RunOutcome.SUCCESS)
    play.record(dfes_number="6724022", run=ran)
    for topic in Topic:
        if topic is not Topic.CASE_STATUS:
            enquiry = Enquiry(topic)
            play.mail(f"the headteacher asks: {topic}", "head@coedllwyd.example", MailKind.ENQUIRY, enquiry=enquiry)


def faq_of_a_stranger(play: Script) -> None:
    play.mail("a stranger asks", STRANGER, MailKind.ENQUIRY, enquiry=Enquiry(Topic.STAFF_NOT_IN_PORTAL))


# The new school writes.


ENQUIRY: Details = TRANSFER | {FieldName.NEW_DFES_NUMBER: "6724022"}


def _champion(play: Script) -> None:
    play.wales.add(staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="EP"))


def school_enquires(play: Script) -> None:
    _champion(play)
    event = "the new school's champion or headteacher names the username and both numbers"
    play.mail(event, "champion4@hwbcymru.example", REQUEST, ENQUIRY)
    play.answer("the headteacher replies APPROVE", "headteacher-approval-asked", Answer.APPROVE)
    letter = play.wales.letter("mover-consolidation-invited")
    play.mail("the mover fills in the form", MOVER, CONS, CONSOLIDATION, reply_to=letter)
    play.merged()


def school_enquires_early(play: Script) -> None:
    _champion(play)
    arrival = play.wales.accounts.pop("aprhyss77")
    event = "the new school's champion asks for somebody who has no account there yet"
    play.mail(event, "champion4@hwbcymru.example", REQUEST, ENQUIRY)
    play.wales.add(arrival)
    play.run("the run that makes the new account")


def secretary_enquires(play: Script) -> None:
    play.wales.add(staff("officeg8", "Gwen Office", "6724022", staff_code="GO"))
    event = "somebody else at the new school does, or nothing vouches for the sender"
    play.mail(event, "officeg8@hwbcymru.example", REQUEST, ENQUIRY)
    play.answer("the mover replies PROCEED to the call-back", "mover-sender-check", Answer.PROCEED)


def invitation_declined(play: Script) -> None:
    _champion(play)
    event = "the new school's champion or headteacher names the username and both numbers"
    play.mail(event, "champion4@hwbcymru.example", REQUEST, ENQUIRY)
    play.answer("the mover replies CANCEL", "mover-consolidation-invited", Answer.CANCEL)


CHAPTERS: Mapping[str, Sequence[Callable[[Script], None]]] = {
    "Special people and schools (R12, R14, R15, R24)": (
        governor,
        learner,
        headteacher_moves,
        no_headteacher,
        closed_school,
        namesake,
        new_surname,
    ),
    "The new school writes (R2a)": (school_enquires, school_enquires_early, secretary_enquires, invitation_declined),
    "What support does": (
        support_holds,
        support_rejects,
        support_amends,
        support_notes,
        support_approves,
        support_asks,
        support_asks_in_vain,
        support_resends,
        support_separates,
        support_withdraws,
        support_withdraws_for_the_head,
    ),
    "Questions (R21, R22)": (
        status_asked,
        cannot_sign_in,
        faq,
        faq_of_a_stranger,
    ),
}
