"""Nobody is flooded, and no dead address is written to: the case goes to support instead (N4, invariant 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import LetterFailed, SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, World, staff, world

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION


@pytest.fixture
def wales() -> World:
    return world()


def release(wales: World) -> None:
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "the address is right again"))


def leavers(wales: World, count: int) -> list[dict[FieldName, str | bool]]:
    for number in range(count):
        wales.add(staff(f"puwm{number}", f"Mali Puw {number}", "6614011", status=AccountStatus.INACTIVE))
    return [AUTHORISATION | {FieldName.FORMER_USERNAME: f"puwm{number}"} for number in range(count)]


def test_nothing_is_written_to_an_address_that_letters_come_back_from(wales: World) -> None:
    wales.came_back = {MOVER}
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert {letter.to for letter in wales.letters} == {FORMER_HEAD}
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("address-came-back",))
    assert any(entry.event == "letter-withheld" for entry in wales.case.history)


def test_a_case_released_while_its_address_is_dead_comes_back_to_review(wales: World) -> None:
    wales.came_back = {MOVER}
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    for _ in range(3):
        release(wales)
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("address-came-back",))
    assert MOVER not in {letter.to for letter in wales.letters}


def test_once_the_address_is_cleared_the_letter_goes(wales: World) -> None:
    wales.came_back = {MOVER}
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.came_back = set()
    release(wales)
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
    assert wales.letter("mover-consolidation-invited").to == MOVER


def test_a_call_back_to_a_dead_address_is_not_made(wales: World) -> None:
    wales.came_back = {FORMER_HEAD}
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    assert (wales.letters, wales.case.state) == ([], CaseState.REVIEW)


def test_a_merge_goes_on_though_its_letters_cannot_be_told(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.came_back = {FORMER_HEAD}
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert wales.case.state is CaseState.MERGING


def test_a_fixed_letter_does_not_go_to_a_dead_address_either(wales: World) -> None:
    wales.came_back = {"somebody@mail.example"}
    unknown = CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody1", FieldName.NEW_DFES_NUMBER: "6729999"}
    assert wales.mail("somebody@mail.example", CONS, unknown).mail_end is MailEnd.SUPPORT
    assert wales.letters == []


def test_a_letter_without_a_case_may_fail(wales: World) -> None:
    decision = wales.decide(LetterFailed("", "0" * 24, "sender-blank-form"))
    assert (decision.cases, decision.letters, decision.refused) == ((), (), "")


def test_an_address_gets_so_many_letters_a_day_and_no_more(wales: World) -> None:
    wales.policy = replace(wales.policy, letters_an_address_a_day=5)
    for leaver in leavers(wales, 12):
        wales.mail(FORMER_HEAD, AUTH, leaver)
    assert sum(letter.to == FORMER_HEAD for letter in wales.letters) == 5
    held_back = [case for case in wales.cases.values() if case.reasons == ("too-many-letters",)]
    assert len(held_back) == 7
    assert {case.state for case in held_back} == {CaseState.REVIEW}


def test_the_next_day_there_is_room_again(wales: World) -> None:
    wales.policy = replace(wales.policy, letters_an_address_a_day=0)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert wales.letters == []
    wales.policy = replace(wales.policy, letters_an_address_a_day=5)
    wales.now += timedelta(days=1, minutes=1)
    release(wales)
    assert "headteacher-authorisation-received" in wales.sent or "mover-consolidation-invited" in wales.sent


def test_call_backs_are_counted_over_all_addresses(wales: World) -> None:
    """A stranger who writes in the name of a thousand headteachers has a thousand addresses written to: no more."""
    wales.policy = replace(wales.policy, call_backs_a_day=3, letters_a_day=100)
    for leaver in leavers(wales, 10):
        wales.mail("stranger@mail.example", AUTH, leaver)
    assert len(wales.letters) == 3
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert "headteacher-authorisation-received" in wales.sent or "mover-consolidation-invited" in wales.sent


def test_one_case_writes_so_many_letters_a_day_and_no_more(wales: World) -> None:
    wales.policy = replace(wales.policy, letters_a_case_a_day=4, asks_before_review=100, letters_a_day=100)
    for number in range(12):
        stated = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: f"Nowhere {number}"}
        wales.mail(FORMER_HEAD, AUTH, stated, evidence=Evidence.NONE)
        release(wales)
    assert len(wales.letters) == 4
    assert wales.case.reasons == ("too-many-letters",)


def test_of_so_many_withdrawals_a_day_a_headteacher_hears_and_no_more(wales: World) -> None:
    for _ in range(8):
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        case = next(one for one in wales.cases.values() if one.open)
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=case.reference)
    assert not [one for one in wales.cases.values() if one.open]
    assert wales.sent.count("headteacher-withdrawn") == wales.policy.withdrawals_a_day


def test_an_honest_journey_is_far_from_every_limit(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=wales.letter("headteacher-sender-check"))
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.decide(TimeCame(wales.case.reference))
    assert len(wales.letters) * 3 < wales.policy.letters_a_case_a_day
    assert not any(entry.event == "letter-withheld" for entry in wales.case.history)
