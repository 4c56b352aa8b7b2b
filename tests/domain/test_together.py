"""One letter for several cases that wait for the same headteacher: each named, each once, each answered by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.events import LetterFailed, SentLetter, TimeCame
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.test_patience import in_wales, pass_days, pass_time
from tests.domain.world import AUTHORISATION, FORMER_HEAD, MOVER, TRANSFER, World, staff

ASKED, TOGETHER = "headteacher-approval-asked", "headteacher-reminder-of-several"
TEAM = "team@support.example"


@pytest.fixture
def wales() -> World:
    return in_wales()


def mover(wales: World, number: int, name: str) -> str:
    """Somebody else who has moved from Bryn Eithin to Coed Llwyd; gives the new account's address."""
    wales.add(
        staff(
            f"mover{number}a",
            name,
            "6614011",
            staff_code=f"A{number}",
            leaving_date=date(2026, 8, 31),
            status=AccountStatus.INACTIVE,
        ),
        new := staff(f"mover{number}b", name, "6724022", staff_code=f"B{number}", start_date=date(2026, 9, 1)),
    )
    return new.email


def ask(wales: World, address: str = MOVER, former: str = "aprhyss12") -> Case:
    """A transfer request; gives its case."""
    details = TRANSFER | {FieldName.FORMER_USERNAME: former}
    return wales.mail(address, MailKind.TRANSFER_REQUEST, details).cases[0]


def ask_for(wales: World, number: int, name: str) -> Case:
    return ask(wales, mover(wales, number, name), f"mover{number}a")


def reminders(wales: World) -> list[tuple[date, LetterOrder]]:
    """Every reminder to a headteacher, with its day."""
    written = zip(wales.letters, wales.written_at, strict=True)
    return [
        (wales.policy.today(at), letter)
        for letter, at in written
        if letter.to == FORMER_HEAD and (letter.template == TOGETHER or letter.values.get("reminder"))
    ]


def named(letter: LetterOrder) -> list[dict[str, Any]]:
    cases = letter.values["cases"]
    assert isinstance(cases, list)
    return cases


def references(letter: LetterOrder) -> set[str]:
    return {letter.reference, *letter.others}


def test_cases_that_fall_due_on_the_same_day_are_one_letter(wales: World) -> None:
    first, second = ask(wales), ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 60)
    assert [day for day, _ in reminders(wales)] == [date(2026, 9, day) for day in (15, 21, 30)]
    for _, letter in reminders(wales):
        assert letter.template == TOGETHER
        assert references(letter) == {first.reference, second.reference}
        assert [one["person"] for one in named(letter)] == ["Siân ap Rhys", "Ifan Llwyd"]
        assert all(one["approve"] and one["expires"] == "2026-10-20" for one in named(letter))
    for case in wales.cases.values():
        assert [one.event for one in case.history].count("reminded") == 3
        assert case.state is CaseState.EXPIRED


def test_the_reminder_of_one_names_those_that_wait_as_well_and_counts_for_them(wales: World) -> None:
    ask(wales)
    pass_days(wales, 1)
    ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 60)
    # Ifan's own days would be the 16th and 22nd of September and the 1st of October.
    assert [day for day, _ in reminders(wales)] == [date(2026, 9, day) for day in (15, 21, 30)]
    assert {len(references(letter)) for _, letter in reminders(wales)} == {2}


def test_who_was_asked_only_today_is_not_reminded_today(wales: World) -> None:
    ask(wales)
    pass_time(wales, datetime(2026, 9, 15, 7, 0, tzinfo=wales.now.tzinfo))
    late = ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 1)
    ((_, letter),) = reminders(wales)
    assert letter.template == ASKED
    assert letter.reference != late.reference
    pass_days(wales, 60)
    assert [one.event for one in wales.cases[late.reference].history].count("reminded") >= 3


def test_no_day_brings_two_letters_however_the_cases_lie(wales: World) -> None:
    for number in range(8):
        ask_for(wales, number, f"Ifan Llwyd{'abcdefgh'[number]}")
        pass_days(wales, 1)
    pass_days(wales, 60)
    days = [day for day, _ in reminders(wales)]
    assert len(days) == len(set(days))
    assert len(days) < 8
    for case in wales.cases.values():
        assert [one.event for one in case.history].count("reminded") >= 3
    count = wales.letters.__len__()
    for case in wales.cases.values():
        wales.decide(TimeCame(case.reference))
    assert len(wales.letters) == count


def test_so_many_as_one_letter_may_name_and_the_rest_in_the_next(wales: World) -> None:
    wales.policy = replace(wales.policy, people_a_mail=3, letters_a_day=20)
    asked = [ask_for(wales, number, f"Ifan Llwyd{'abcdefgh'[number]}").reference for number in range(5)]
    pass_days(wales, 5)
    (_, first), (_, second) = reminders(wales)
    assert (len(references(first)), len(references(second))) == (3, 2)
    assert references(first) | references(second) == set(asked)


def test_each_is_answered_by_the_token_that_its_own_letter_had(wales: World) -> None:
    first, second = ask(wales), ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 5)
    letter = wales.letter(TOGETHER)
    assert not letter.token
    own = {one.reference: one.token for one in wales.letters if one.template == ASKED}
    assert {one["reference"]: one["tag"] for one in named(letter)} == own
    answered = replace(letter, token=str(named(letter)[1]["tag"]), reference=second.reference)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=answered, evidence=Evidence.NONE)
    assert wales.cases[second.reference].state is CaseState.WAITING_PROCEED
    assert wales.cases[first.reference].state is CaseState.WAITING_AUTHORISATION


def test_what_is_asked_of_each_stands_beside_it_and_call_backs_stay_alone(wales: World) -> None:
    ask(wales)
    lacking = {name: value for name, value in AUTHORISATION.items() if name is not FieldName.LEAVING_DATE_CONFIRMED}
    mover(wales, 1, "Ifan Llwyd")
    mover(wales, 2, "Elin Prys")
    mover(wales, 3, "Efan Rees")
    for number, name in ((1, "Ifan Llwyd"), (2, "Elin Prys")):
        theirs = {FieldName.STAFF_NAME: name, FieldName.FORMER_USERNAME: f"mover{number}a"}
        without = FieldName.LEAVING_DATE_CONFIRMED if number == 1 else FieldName.NEW_SCHOOL_NAME
        stated = {key: value for key, value in (AUTHORISATION | theirs).items() if key is not without}
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, stated, language=Language.WELSH)
    theirs = {FieldName.STAFF_NAME: "Efan Rees", FieldName.FORMER_USERNAME: "mover3a"}
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, lacking | AUTHORISATION | theirs, evidence=Evidence.NONE)
    pass_days(wales, 5)
    letter = wales.letter(TOGETHER)
    assert letter.language is Language.BOTH
    kinds = ("approve", "leaving_date", "complete", "pass_on")
    asked = {one["person"]: [kind for kind in kinds if one[kind]] for one in named(letter)}
    assert asked == {"Siân ap Rhys": ["approve"], "Ifan Llwyd": ["leaving_date"], "Elin Prys": ["complete"]}
    assert [one.template for _, one in reminders(wales)] == [TOGETHER, "headteacher-sender-check"]


def test_an_absence_puts_all_of_them_off(wales: World) -> None:
    ask(wales)
    ask_for(wales, 1, "Ifan Llwyd")
    wales.mail(FORMER_HEAD, MailKind.AUTO_REPLY, returns_on=date(2026, 9, 18), reply_to=wales.letters[0])
    pass_days(wales, 10)
    assert [(day, letter.template) for day, letter in reminders(wales)] == [(date(2026, 9, 18), TOGETHER)]


def test_an_answered_case_is_named_no_longer(wales: World) -> None:
    for number, name in enumerate(("Ifan Llwyd", "Elin Prys", "Efan Rees")):
        ask_for(wales, number, name)
    pass_days(wales, 5)
    assert wales.letter(TOGETHER).values["count"] == 3
    asked = next(one for one in wales.letters if one.template == ASKED)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=asked)
    pass_days(wales, 7)
    assert {one["person"] for one in named(wales.letter(TOGETHER))} == {"Elin Prys", "Efan Rees"}
    assert (
        all("awaits:" not in key for key in wales.cases[asked.reference].keys) or not wales.cases[asked.reference].open
    )


def test_support_hears_of_all_that_wait_for_one_headteacher_in_one_letter(wales: World) -> None:
    first, second = ask(wales), ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 60)
    (letter,) = [one for one in wales.letters if one.to == TEAM]
    assert letter.template == "support-cases-overdue"
    assert references(letter) == {first.reference, second.reference}
    assert {one["address"] for one in named(letter)} == {FORMER_HEAD}
    for case in wales.cases.values():
        assert [one.event for one in case.history].count("escalated") == 1


class TestReplyToTheLetterItself:
    def replied(self, wales: World, *, own_text: str = "") -> tuple[Case, Case]:
        first, second = ask(wales), ask_for(wales, 1, "Ifan Llwyd")
        pass_days(wales, 5)
        letter = wales.letter(TOGETHER)
        thread = SentLetter("id", letter.reference, letter.to, letter.others)
        wales.mail(
            FORMER_HEAD,
            MailKind.DECISION,
            answer=Answer.APPROVE,
            about=first.reference,  # as the thread and the quoted letter name it
            subject="Re: Reminder: requests waiting for your answer (2)",
            in_thread_of=(thread,),
            own_text=own_text or "APPROVE",
        )
        return wales.cases[first.reference], wales.cases[second.reference]

    def test_a_bare_word_approves_nothing_and_a_person_asks(self, wales: World) -> None:
        assert {case.state for case in self.replied(wales)} == {CaseState.WAITING_AUTHORISATION}
        assert wales.sent[-1] == "sender-with-support"

    def test_a_word_with_one_reference_is_about_that_one(self, wales: World) -> None:
        wanted = ask_for(wales, 2, "Elin Prys")
        self.replied(wales, own_text=f"APPROVE {wanted.reference}")
        states = {case.person: case.state for case in wales.cases.values()}
        assert states.pop("Elin Prys") is CaseState.WAITING_PROCEED
        assert set(states.values()) == {CaseState.WAITING_AUTHORISATION}


def test_a_letter_that_nobody_got_is_support_s_in_every_case_of_it(wales: World) -> None:
    ask(wales)
    ask_for(wales, 1, "Ifan Llwyd")
    pass_days(wales, 5)
    letter = wales.letter(TOGETHER)
    wales.decide(LetterFailed(letter.reference, "id", letter.template, letter.others))
    assert {(case.state, case.reasons) for case in wales.cases.values()} == {(CaseState.REVIEW, ("letter-bounced",))}


def test_a_case_that_has_moved_on_meanwhile_is_not_named(wales: World) -> None:
    """Another headteacher is on record by now: the old address is asked no longer."""
    ask(wales)
    ask_for(wales, 1, "Ifan Llwyd")
    wales.add(replace(wales.schools["6614011"], head_email="newhead@bryneithin.example"))
    pass_time(wales, wales.now + timedelta(days=5))
    assert not any(letter.to == FORMER_HEAD for letter in wales.letters if letter.values.get("reminder"))
    assert TOGETHER not in wales.sent
