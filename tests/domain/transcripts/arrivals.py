"""Stories of mails that arrive: machines, odd forms, threads, questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, ProvisioningRun, RunOutcome
from hwb_mailbot.domain.mails import (
    Answer,
    Enquiry,
    Envelope,
    Evidence,
    FieldName,
    Language,
    MailKind,
    Topic,
    Verdict,
)
from tests.domain.moves.steps import (
    AUTH,
    CONS,
    OLD,
    REQUEST,
    STRANGER,
    approved,
    authorised,
    consolidated,
    requested,
    without,
)
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, START, TRANSFER, staff

DECISION, ENQUIRY = MailKind.DECISION, MailKind.ENQUIRY


def machines(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, inbox="hwb@support.example")
    play.mail("an unmarked robot", FORMER_HEAD, AUTH, AUTHORISATION, reads={"machine": True})
    null = Envelope("127.0.0.1", "mx.example", False, "", ("hwb@support.example",), START)
    play.mail("a null return path", FORMER_HEAD, AUTH, AUTHORISATION, arrives={"envelope": null})
    play.mail("our own address", "HWB@support.example", AUTH, AUTHORISATION)
    play.mail("our own address with a tag", "hwb+tag@Support.example", AUTH, AUTHORISATION)
    play.mail("another mailbox there", "hwb2@support.example", AUTH, AUTHORISATION)
    play.mail("an automatic reply about nothing known", FORMER_HEAD, MailKind.AUTO_REPLY)
    play.mail("a bounce about nothing known", "mailer-daemon@mx.example", MailKind.BOUNCE, reads={"bounce": "failed"})


def without_an_inbox(play: Told) -> None:
    play.mail("an address without a local part", "@", AUTH, AUTHORISATION)


def odd_forms(play: Told) -> None:
    odd = ("duplicate-from", "duplicate-subject")
    play.mail("a headteacher's mail of an odd form", FORMER_HEAD, AUTH, AUTHORISATION, defects=odd)
    play.mail("a stranger's mail of an odd form", STRANGER, AUTH, AUTHORISATION, defects=odd)
    none = Evidence.NONE
    play.mail("nobody vouches", FORMER_HEAD, AUTH, AUTHORISATION, defects=odd, evidence=none)
    play.mail("the headteacher denies what they state", FORMER_HEAD, AUTH, AUTHORISATION, answer=Answer.REJECT)


def long_lists(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, people_a_mail=2)
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
    gone = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    play.wales.add(staff("gwynnt5", "Tomos Gwynn", "6614011", **gone))
    play.mail("two leavers in one mail", FORMER_HEAD, AUTH, AUTHORISATION, other)
    play.mail("three", FORMER_HEAD, AUTH, AUTHORISATION, other, other)


def a_list_with_an_unknown_school(play: Told) -> None:
    nowhere = {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
    play.mail("a deputy sends two, one of nowhere", "deputy@bryneithin.example", AUTH, AUTHORISATION, nowhere)
    play.mail("only the one of nowhere", STRANGER, AUTH, nowhere)
    play.mail("twice the one of nowhere, and nobody vouches", STRANGER, AUTH, nowhere, nowhere, evidence=Evidence.NONE)
    play.mail("nothing stated at all", STRANGER, CONS, language=Language.WELSH)
    play.mail("once more, on the same day", STRANGER, CONS)
    play.mail("a third time", STRANGER, CONS)


def one_letter_for_two_leavers(play: Told) -> None:
    authorised(play)
    letter = play.wales.letter("headteacher-authorisation-received")
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
    play.wales.add(staff("gwynnt5", "Tomos Gwynn", "6614011"))
    play.mail("a reply with two leavers", FORMER_HEAD, AUTH, AUTHORISATION, other, about=letter.reference)


def two_completed_by_one_reply(play: Told) -> None:
    half = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME)
    authorised(play, half, "an authorisation without the new school")
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
    play.wales.add(staff("gwynnt5", "Tomos Gwynn", "6614011"))
    letter = play.wales.letter("headteacher-authorisation-incomplete")
    play.mail("the form comes back with two leavers", FORMER_HEAD, AUTH, AUTHORISATION, other, reply_to=letter,
              evidence=Evidence.NONE)  # fmt: skip


def forms_come_back(play: Told) -> None:
    half = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME)
    authorised(play, half, "an authorisation without the new school")
    letter = play.wales.letter("headteacher-authorisation-incomplete")
    more = {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"}
    play.mail("the form comes back as a plain mail, and nobody vouches", FORMER_HEAD, ENQUIRY, more, reply_to=letter,
              evidence=Evidence.NONE)  # fmt: skip
    play.mail("the same form once more", FORMER_HEAD, ENQUIRY, more, reply_to=letter)
    play.mail("details beside a yes", FORMER_HEAD, AUTH, more, reply_to=letter, answer=Answer.APPROVE)


def threads(play: Told) -> None:
    requested(play)
    token = play.wales.letter("headteacher-approval-asked").token
    thread = {"threads": ("no-tag", token)}
    play.mail("an approval in the thread, forged", FORMER_HEAD, DECISION, answer=Answer.APPROVE, arrives=thread,
              evidence=Evidence.FAIL)  # fmt: skip
    play.mail("an approval in the thread, by a mail system that nobody vouches for", FORMER_HEAD, DECISION,
              answer=Answer.APPROVE, arrives=thread, evidence=Evidence.NONE)  # fmt: skip


def tags_of_nothing(play: Told) -> None:
    requested(play)
    token = play.wales.letter("headteacher-approval-asked").token
    play.mail("a token of another case", FORMER_HEAD, DECISION, answer=Answer.APPROVE,
              arrives={"tags": ("zzzz" + token[4:],)})  # fmt: skip
    play.mail("a token that was never given, and the case by name", FORMER_HEAD, DECISION, answer=Answer.APPROVE,
              about=play.reference, arrives={"tags": (token[:-1] + ("0" if token[-1] != "0" else "1"),)})  # fmt: skip
    play.mail("no token, and a reference of nothing", FORMER_HEAD, DECISION, answer=Answer.APPROVE,
              about="HWB-0000-0000")  # fmt: skip
    play.mail("the token in capitals, from the address in capitals", FORMER_HEAD.upper(), DECISION,
              answer=Answer.APPROVE, arrives={"tags": (token.upper(),)})  # fmt: skip


def verdict_on_another_address(play: Told) -> None:
    other = {"verdict": Verdict(Evidence.PASS, NEW_HEAD)}
    play.mail("vouched for is another address", FORMER_HEAD, AUTH, AUTHORISATION, arrives=other)


def tokens_too_old(play: Told) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    requested(play, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin"}, "the mover says more")
    play.mail("the headteacher approves the earlier version", FORMER_HEAD, DECISION, answer=Answer.APPROVE,
              reply_to=letter)  # fmt: skip
    play.mail("nobody vouches for another approval of it", FORMER_HEAD, DECISION, answer=Answer.APPROVE,
              reply_to=letter, evidence=Evidence.NONE)  # fmt: skip
    play.mail("… and refuses the earlier version", FORMER_HEAD, DECISION, answer=Answer.REJECT, reply_to=letter,
              evidence=Evidence.NONE)  # fmt: skip


def details_beside_a_used_token(play: Told) -> None:
    approved(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.mail("the approval's letter comes back with details", FORMER_HEAD, AUTH, AUTHORISATION, reply_to=letter)


def bounces_and_absences(play: Told) -> None:
    requested(play)
    asked = play.sent("headteacher-approval-asked")
    away = {"returns_on": date(2026, 9, 21), "reply_to": play.wales.letter("headteacher-approval-asked")}
    play.mail("an automatic reply of a mail system, with the token", "noreply@mx.example", MailKind.AUTO_REPLY,
              evidence=Evidence.NONE, **away)  # fmt: skip
    play.mail("an automatic reply to the return path", "noreply@mx.example", MailKind.AUTO_REPLY,
              arrives={"to_return_path_of": asked}, returns_on=date(2027, 1, 1), evidence=Evidence.NONE)  # fmt: skip
    play.mail("the headteacher is away, vouched for, and names nothing", FORMER_HEAD, MailKind.AUTO_REPLY,
              returns_on=date(2026, 9, 22), about=play.reference)  # fmt: skip
    play.mail("the headteacher is away, by the thread", FORMER_HEAD, MailKind.AUTO_REPLY, evidence=Evidence.NONE,
              arrives={"in_thread_of": (asked,)}, returns_on=date(2026, 9, 23), about=play.reference)  # fmt: skip
    play.mail("… forged", FORMER_HEAD, MailKind.AUTO_REPLY, arrives={"in_thread_of": (asked,)},
              returns_on=date(2026, 9, 24), about=play.reference, evidence=Evidence.FAIL)  # fmt: skip
    play.mail("a stranger is away", STRANGER, MailKind.AUTO_REPLY, returns_on=date(2026, 9, 25),
              about=play.reference)  # fmt: skip
    play.mail("back already", FORMER_HEAD, MailKind.AUTO_REPLY, returns_on=date(2026, 9, 10), about=play.reference)
    play.mail("a bounce that is not clear", "mailer-daemon@mx.example", MailKind.BOUNCE, about=play.reference,
              reads={"bounce": "failed"}, evidence=Evidence.NONE)  # fmt: skip
    play.mail("a letter is late", "mailer-daemon@mx.example", MailKind.BOUNCE, about=play.reference,
              reads={"bounce": "delayed"}, evidence=Evidence.NONE)  # fmt: skip
    play.mail("a bounce to the return path alone", "mailer-daemon@mx.example", MailKind.BOUNCE,
              reads={"bounce": "delayed"}, arrives={"to_return_path_of": asked}, evidence=Evidence.NONE)  # fmt: skip
    play.time_comes("the headteacher is back")


def an_absence_after_the_end(play: Told) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.answer("the headteacher rejects", "headteacher-approval-asked", Answer.REJECT)
    play.mail("an automatic reply after the end", FORMER_HEAD, MailKind.AUTO_REPLY, reply_to=letter,
              returns_on=date(2026, 9, 21))  # fmt: skip


def questions_about_a_case(play: Told) -> None:
    requested(play)
    play.mail("the mover asks something else about it", MOVER, ENQUIRY, about=play.reference, language=Language.WELSH)
    play.mail("Just2easy work, in the case's thread", MOVER, ENQUIRY, about=play.reference,
              enquiry=Enquiry(Topic.JUST2EASY))  # fmt: skip
    play.mail("the FAQ's question, in the case's thread", MOVER, ENQUIRY, about=play.reference,
              enquiry=Enquiry(Topic.STAFF_TRANSFERRED))  # fmt: skip
    play.mail("a stranger asks about it", STRANGER, ENQUIRY, about=play.reference)
    play.mail("nobody vouches for the mover", MOVER, ENQUIRY, about=play.reference, evidence=Evidence.NONE)


def questions_about_nothing(play: Told) -> None:
    play.mail("the mover asks, in Welsh", MOVER, ENQUIRY, enquiry=Enquiry(Topic.STAFF_TRANSFERRED),
              language=Language.WELSH)  # fmt: skip
    play.mail("… once more, in a conversation", MOVER, ENQUIRY, enquiry=Enquiry(Topic.STAFF_TRANSFERRED),
              in_reply_to=("<x@mail.example>",))  # fmt: skip
    play.mail("a school asks, from its own address", "Head@CoedLlwyd.example", ENQUIRY,
              enquiry=Enquiry(Topic.LAST_YEARS_CLASSES))  # fmt: skip
    play.wales.came_back.add(NEW_HEAD)
    play.mail("letters come back from there", NEW_HEAD, ENQUIRY, enquiry=Enquiry(Topic.LAST_YEARS_CLASSES))
    play.mail("Just2easy", STRANGER, ENQUIRY, enquiry=Enquiry(Topic.JUST2EASY))
    play.mail("a decision about nothing", MOVER, DECISION, answer=Answer.APPROVE)


def a_question_from_a_former_address(play: Told) -> None:
    play.wales.add(replace(play.wales.accounts["aprhyss12"], status=AccountStatus.ACTIVE, aliases=("aprhyss77",)))
    play.wales.add(replace(play.wales.accounts["aprhyss77"], status=AccountStatus.MERGED, merged_into="aprhyss12"))
    play.mail("a question from the merged account's address", MOVER, ENQUIRY)
    play.wales.add(replace(play.wales.accounts["aprhyss12"], status=AccountStatus.INACTIVE))
    play.mail("… and the surviving account is inactive", MOVER, ENQUIRY)


def how_it_stands(play: Told) -> None:
    requested(play)
    play.asks_how_it_stands("the mover asks, in Welsh", "APRhysS77@hwbcymru.example", language=Language.WELSH)
    play.asks_how_it_stands("the headteacher asks", FORMER_HEAD)
    play.asks_how_it_stands("a colleague asks", "haulw4@hwbcymru.example")
    play.asks_how_it_stands("nobody vouches", MOVER, evidence=Evidence.NONE)
    play.asks_how_it_stands("the mover asks once more", MOVER)
    play.asks_how_it_stands("a third time", MOVER)
    play.mail("with the headteacher's token, from elsewhere", STRANGER, ENQUIRY,
              enquiry=Enquiry(Topic.CASE_STATUS), reply_to=play.wales.letter("headteacher-approval-asked"))  # fmt: skip
    play.wales.came_back.add(FORMER_HEAD)
    play.asks_how_it_stands("letters to the headteacher come back", FORMER_HEAD)


def how_it_stands_at_each_turn(play: Told) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    authorised(play)
    play.asks_how_it_stands("the headteacher asks, the mover has not written", FORMER_HEAD)
    consolidated(play)
    play.wales.add(staff("olds5", "Old Head", "6614011", role=AccountRole.HEADTEACHER))
    play.asks_how_it_stands("the mover asks what the records lack", MOVER)
    play.asks_how_it_stands("a second headteacher on record asks", "olds5@hwbcymru.example")
    play.run("the run that releases the former account", username="aprhyss12", status=AccountStatus.INACTIVE)
    play.asks_how_it_stands("while it is being merged", MOVER)
    play.merged()
    play.asks_how_it_stands("after the merge, from the surviving address", OLD)
    play.asks_how_it_stands("after the merge, from the other", MOVER)


def how_it_stands_with_support(play: Told) -> None:
    play.wales.add(staff("aprhyss3", "Sian Ap Rhys", "6724022", staff_code="SR2", start_date=date(2020, 9, 1)))
    consolidated(play, event="another member of staff of that name is at the new school")
    play.asks_how_it_stands("the mover asks", MOVER)
    play.asks_how_it_stands("by the bare token's case, an unconfirmed stranger", STRANGER)


def how_a_refused_one_stands(play: Told) -> None:
    requested(play)
    play.answer("the headteacher rejects", "headteacher-approval-asked", Answer.REJECT)
    play.wales.now = datetime(2026, 9, 14, 9, tzinfo=UTC)
    play.asks_how_it_stands("the mover asks days later", MOVER)


def how_it_stands_for_the_invited(play: Told) -> None:
    authorised(play)
    play.asks_how_it_stands("the mover asks before they have written", MOVER)
    consolidated(play, without(CONSOLIDATION, FieldName.STAFF_CODE), "the mover's half without a staff code")
    play.asks_how_it_stands("the mover asks after it", MOVER)


def how_it_stands_for_a_headteacher_gone(play: Told) -> None:
    requested(play)
    play.record(dfes_number="6614011", head_email="new.head@bryneithin.example")
    play.asks_how_it_stands("who was asked, and is headteacher no longer", FORMER_HEAD)
    play.asks_how_it_stands("who is headteacher now, and was not asked", "new.head@bryneithin.example")


def a_stale_token_and_a_question(play: Told) -> None:
    approved(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.mail("how does it stand, with a used token", FORMER_HEAD, ENQUIRY, enquiry=Enquiry(Topic.CASE_STATUS),
              reply_to=letter)  # fmt: skip


def a_school_asks_day_by_day(play: Told) -> None:
    ran = ProvisioningRun(datetime(2026, 9, 8, 2, tzinfo=UTC), RunOutcome.FAILED)
    play.record(dfes_number="6724022", run=ran)
    classes = Enquiry(Topic.LAST_YEARS_CLASSES)
    play.mail("the digital champion of another school", "moriond3@hwbcymru.example", ENQUIRY, enquiry=classes)
    play.mail("the headteacher's own account", "haulw4@hwbcymru.example", ENQUIRY, enquiry=classes)
    play.mail("an ordinary colleague", MOVER, ENQUIRY, enquiry=classes)
    play.mail("about another school", NEW_HEAD, ENQUIRY,
              enquiry=Enquiry(Topic.LAST_YEARS_CLASSES, dfes_numbers=("6614011",)))  # fmt: skip


def requests_in_welsh(play: Told) -> None:
    play.mail("cais yn Gymraeg", MOVER.title(), REQUEST, TRANSFER, language=Language.WELSH)
    play.answer("the headteacher approves, in Welsh", "headteacher-approval-asked", Answer.APPROVE,
                sender="Head@BrynEithin.example", language=Language.WELSH)  # fmt: skip
    play.answer("the mover proceeds", "mover-transfer-approved", Answer.PROCEED, language=Language.WELSH)
    play.merged()


def capitals_everywhere(play: Told) -> None:
    play.record(dfes_number="6614011", head_email="Head@BrynEithin.example")
    play.record(username="aprhyss77", email="ApRhysS77@hwbcymru.example")
    play.record(username="aprhyss12", email="ApRhysS12@hwbcymru.example")
    play.mail("the headteacher authorises", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    play.mail("nobody vouches for the mover's half", MOVER, CONS, CONSOLIDATION, evidence=Evidence.NONE)
    play.answer("the mover says so", "mover-sender-check", Answer.APPROVE, sender=MOVER, evidence=Evidence.NONE)
    play.merged()


STORIES: Sequence[Callable[[Told], None]] = (
    machines,
    without_an_inbox,
    odd_forms,
    long_lists,
    a_list_with_an_unknown_school,
    one_letter_for_two_leavers,
    two_completed_by_one_reply,
    forms_come_back,
    threads,
    tags_of_nothing,
    verdict_on_another_address,
    tokens_too_old,
    details_beside_a_used_token,
    bounces_and_absences,
    an_absence_after_the_end,
    questions_about_a_case,
    questions_about_nothing,
    a_question_from_a_former_address,
    how_it_stands,
    how_it_stands_at_each_turn,
    how_it_stands_with_support,
    how_a_refused_one_stands,
    how_it_stands_for_the_invited,
    how_it_stands_for_a_headteacher_gone,
    a_stale_token_and_a_question,
    a_school_asks_day_by_day,
    requests_in_welsh,
    capitals_everywhere,
)
