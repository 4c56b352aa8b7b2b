"""Stories of what officers do beside deciding: asking in their own words, sending again, separating, withdrawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.events import DirectoryChanged, LetterFailed, Party, SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.steps import AUTH, CONS, NAMING_FORMER, authorised, consolidated, requested
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, staff

ASK, RESEND, UNLINK, WITHDRAW = (
    SupportAction.ASK,
    SupportAction.RESEND,
    SupportAction.UNLINK,
    SupportAction.WITHDRAW,
)
BOTH = {"words_cy": "Pa god staff?", "words_en": "Which staff code?\n\nThe record has two."}
ENQUIRY = MailKind.ENQUIRY


def _wrong_code(play: Told) -> None:
    authorised(play)
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "the staff code does not fit")


def asked_and_answered(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.happens("a run while the answer is awaited", DirectoryChanged(play.reference))
    play.mail("an answer with details, that are taken from nobody's quote", MOVER, CONS, CONSOLIDATION, reply_to=letter)
    play.support("the officer amends", SupportAction.AMEND, field=FieldName.STAFF_CODE, value="SAR")
    play.support("… and releases", SupportAction.RELEASE)


def answered_with_a_cancel(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    play.answer("the mover writes CANCEL", "sender-question", Answer.CANCEL)
    play.support("support withdraws it for them", WITHDRAW, party=Party.MOVER)


def answered_by_somebody_else(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the headteacher", ASK, party=Party.HEADTEACHER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.mail("a stranger has the token", "nobody@post.example", ENQUIRY, reply_to=letter, evidence=Evidence.NONE)
    play.mail("the headteacher answers too", FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)


def asked_twice(play: Told) -> None:
    authorised(play)
    play.support("support asks the headteacher", ASK, party=Party.HEADTEACHER, **BOTH)
    play.support("… and once more", ASK, party=Party.HEADTEACHER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.mail("the second is answered", FORMER_HEAD, ENQUIRY, reply_to=letter)
    play.support("support asks a third time", ASK, party=Party.HEADTEACHER, **BOTH)
    play.time_comes("nobody answers that")


def asked_in_welsh(play: Told) -> None:
    play.mail("an authorisation in Welsh", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    english = {"words_en": "Which staff code?"}
    play.support("in English alone", ASK, party=Party.HEADTEACHER, **english)
    play.support("too long", ASK, party=Party.HEADTEACHER, words_cy="a" * 2001)
    play.support("the invited mover, in one language", ASK, party=Party.MOVER, **english)
    play.support("the invited mover, in both", ASK, party=Party.MOVER, **BOTH)
    play.support("the headteacher, in Welsh", ASK, party=Party.HEADTEACHER, words_cy="Pa ysgol?\n" + "gair " * 100)


def nobody_can_be_asked(play: Told) -> None:
    play.mail(
        "a stranger in the headteacher's name", "nobody@post.example", AUTH, AUTHORISATION, evidence=Evidence.NONE
    )
    for party in Party:
        play.support(f"support asks the {party}", ASK, party=party, **BOTH)


def the_asked_headteacher_has_gone(play: Told) -> None:
    authorised(play)
    play.record(dfes_number="6614011", head_email="newhead@bryneithin.example")
    play.support("support asks who is on record no longer", ASK, party=Party.HEADTEACHER, **BOTH)


def asked_of_an_invited_mover_who_cannot_be_written_to(play: Told) -> None:
    authorised(play)
    play.wales.came_back.add(MOVER)
    play.support("letters come back from there", ASK, party=Party.MOVER, **BOTH)


def a_question_comes_back(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    play.happens("the letter comes back", LetterFailed(play.reference, "letter-1", "sender-question"))


def answered_after_the_end(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.support("support rejects it meanwhile", SupportAction.REJECT)
    play.mail("the answer comes too late", MOVER, ENQUIRY, reply_to=letter)


def answered_while_merging(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.support("the officer has rung them, and amends", SupportAction.AMEND, field=FieldName.STAFF_CODE, value="SAR")
    play.support("… and releases", SupportAction.RELEASE)
    play.mail("the answer crosses with it", MOVER, ENQUIRY, reply_to=letter)


def an_answer_in_an_odd_form(play: Told) -> None:
    _wrong_code(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.mail("an answer whose form is odd", MOVER, ENQUIRY, reply_to=letter, defects=("duplicate-subject",))


def joined_while_a_question_is_out(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol y Bryn"}, "to a school that is not the mover's")
    consolidated(play)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)
    letter = play.wales.letter("sender-question")
    authorised(play, AUTHORISATION, "the headteacher names the right school")
    play.mail("the mover answers", MOVER, ENQUIRY, reply_to=letter)
    play.mail("… and writes once more", MOVER, ENQUIRY, reply_to=letter)


def who_says_to_be_the_mover_is_not_asked(play: Told) -> None:
    play.wales.add(staff("spy1", "Sbio Wr", "6654001"))
    play.mail("a colleague elsewhere names Siân's account", "spy1@hwbcymru.example", CONS, CONSOLIDATION)
    play.support("support asks the mover", ASK, party=Party.MOVER, **BOTH)


def sent_again(play: Told) -> None:
    authorised(play)
    letter = play.wales.number("mover-consolidation-invited")
    play.support("the invitation again", RESEND, letter_id=letter)
    play.support("… and again", RESEND, letter_id=letter)
    play.support("… and once too often", RESEND, letter_id=letter)
    play.support("a letter that is not there", RESEND, letter_id="999")
    consolidated(play)
    play.merged()
    play.support("the invitation after the merge", RESEND, letter_id=letter)
    play.support("the news of the merge", RESEND, letter_id=play.wales.number("mover-merged"))
    play.support("… and for the headteacher", RESEND, letter_id=play.wales.number("headteacher-merged"))


def not_sent_again(play: Told) -> None:
    requested(play)
    asked = play.wales.number("headteacher-approval-asked")
    receipt = play.wales.number("mover-transfer-received")
    play.record(dfes_number="6614011", head_email="newhead@bryneithin.example")
    play.support("whoever was asked is headteacher no longer", RESEND, letter_id=asked)
    play.record(username="aprhyss77", status=AccountStatus.INACTIVE)
    play.support("the mover's account is active no longer", RESEND, letter_id=receipt)
    play.record(username="aprhyss77", status=AccountStatus.ACTIVE)
    play.wales.came_back.add(MOVER)
    play.support("letters come back from the mover", RESEND, letter_id=receipt)


def another_cases_letter_is_not_sent(play: Told) -> None:
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ"))
    authorised(play)
    letter = play.wales.number("mover-consolidation-invited")
    authorised(play, AUTHORISATION | {FieldName.STAFF_NAME: "Mari Jones", FieldName.FORMER_USERNAME: "jonesm3"},
               "another leaver")  # fmt: skip
    play.support("a letter of the first case", RESEND, letter_id=letter)


def separated(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play)
    first = play.reference
    play.wales.now += play.wales.policy.reminders[0]
    consolidated(play)
    second = play.reference
    play.support("support links them", SupportAction.LINK, first, other_reference=second)
    play.support("… amends a detail", SupportAction.AMEND, first, field=FieldName.STAFF_CODE, value="SAR")
    play.support("… and separates them again", UNLINK, first)
    play.support("… which cannot be done twice", UNLINK, first)
    play.mail("the mover answers the letter of before", MOVER, CONS, CONSOLIDATION, about=second)
    play.support("support links them after all", SupportAction.LINK, first, other_reference=second)


def separated_after_joining_by_itself(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    first = play.reference
    consolidated(play)
    play.support("support separates them", UNLINK, first)
    consolidated(play, CONSOLIDATION, "the mover writes the same again: nothing is joined")
    authorised(play, AUTHORISATION, "the headteacher too")


def separated_and_sent_anew(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    first = play.reference
    consolidated(play)
    play.support("support separates them: a namesake", UNLINK, first)
    (other,) = set(play.wales.cases) - {first}
    play.mail("the namesake takes theirs back", MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=other)
    consolidated(play, CONSOLIDATION, "… and sends it anew")
    play.mail("the headteacher too", FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, about=first)
    authorised(play, AUTHORISATION, "… authorises anew")


def separated_while_held(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    first = play.reference
    consolidated(play)
    play.support("support holds it", SupportAction.HOLD, first)
    play.support("… and separates them", UNLINK, first)


def separated_while_a_question_is_out(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, answer_awaited=3)
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    first = play.reference
    consolidated(play)
    play.support("support asks the headteacher", ASK, first, party=Party.HEADTEACHER, **BOTH)
    letter = play.wales.letter("sender-question")
    play.support("… and separates the halves", UNLINK, first)
    play.mail("the headteacher answers", FORMER_HEAD, ENQUIRY, reply_to=letter)


def nothing_to_separate(play: Told) -> None:
    authorised(play)
    play.support("there is one half", UNLINK)


def separated_after_a_half_was_taken_back(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play)
    first = play.reference
    consolidated(play)
    play.support("support links them", SupportAction.LINK, first, other_reference=play.reference)
    play.support("the mover takes theirs back by telephone", WITHDRAW, first, party=Party.MOVER)
    play.support("support separates them", UNLINK, first)


def withdrawn_by_telephone(play: Told) -> None:
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.support("the headteacher was only asked", WITHDRAW, party=Party.HEADTEACHER)


def nobodys_withdrawal(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    for party in Party:
        play.support(f"for the {party}", WITHDRAW, party=party)
    play.support("support authorises by name", SupportAction.APPROVE)
    play.support("for the headteacher, who has not", WITHDRAW, party=Party.HEADTEACHER)


STORIES: Sequence[Callable[[Told], None]] = (
    asked_and_answered,
    answered_with_a_cancel,
    answered_by_somebody_else,
    asked_twice,
    asked_in_welsh,
    nobody_can_be_asked,
    the_asked_headteacher_has_gone,
    asked_of_an_invited_mover_who_cannot_be_written_to,
    a_question_comes_back,
    answered_after_the_end,
    answered_while_merging,
    an_answer_in_an_odd_form,
    joined_while_a_question_is_out,
    who_says_to_be_the_mover_is_not_asked,
    sent_again,
    not_sent_again,
    another_cases_letter_is_not_sent,
    separated,
    separated_after_joining_by_itself,
    separated_and_sent_anew,
    separated_while_held,
    separated_while_a_question_is_out,
    nothing_to_separate,
    separated_after_a_half_was_taken_back,
    withdrawn_by_telephone,
    nobodys_withdrawal,
)
