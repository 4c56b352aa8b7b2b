"""A mail that answers nothing, from who has given their half: thanks and status questions pass, the rest holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import Decision, MailEnd
from hwb_mailbot.domain.events import SentLetter, SupportActed, SupportAction
from hwb_mailbot.domain.mails import Answer, Enquiry, Evidence, FieldName, MailKind, Topic
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    NEW_HEAD,
    TRANSFER,
    World,
    staff,
    world,
)

AUTH, CONS, ENQUIRY = MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.ENQUIRY
HEADS_OWN = "robertsj1@hwbcymru.example"
REASON = "mail-not-understood"


@pytest.fixture
def wales() -> World:
    return world()


@pytest.fixture
def authorised(wales: World) -> World:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    return wales


@pytest.fixture
def consolidated(wales: World) -> World:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    return wales


def writes(wales: World, sender: str, **how: Any) -> Decision:
    return wales.mail(sender, ENQUIRY, **how)


class TestTheHeadteacher:
    @pytest.mark.parametrize("sender", [FORMER_HEAD, HEADS_OWN])
    @pytest.mark.parametrize(
        "how",
        [
            {"about": "reference"},
            {"usernames_named": ("aprhyss12",)},
            {"usernames_named": ("aprhyss77",)},
            {"people_named": ("Mrs Sian ap Rhys",)},
            {"in_thread_of": "letter"},
            {"takes_back": True},
        ],
        ids=lambda how: next(iter(how)),
    )
    def test_what_is_not_understood_holds_the_case(self, authorised: World, sender: str, how: dict[str, Any]) -> None:
        case = authorised.case
        if "about" in how:
            how = {"about": case.reference}
        if "in_thread_of" in how:
            how = {"in_thread_of": (SentLetter("1", case.reference, FORMER_HEAD),)}
        if how == {"usernames_named": ("aprhyss77",)}:
            authorised.mail(MOVER, CONS, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"})  # which is asked back about
        decision = writes(authorised, sender, **how)
        assert (authorised.case.state, authorised.case.reasons) == (CaseState.REVIEW, (REASON,))
        assert decision.mail_end is MailEnd.SUPPORT
        assert [one.template for one in decision.letters if one.to == sender] == ["sender-with-support"]
        authorised.mail(MOVER, CONS, CONSOLIDATION)
        assert authorised.case.state is CaseState.REVIEW

    @pytest.mark.parametrize(
        "how",
        [
            {"only_thanks": True},
            {"enquiry": Enquiry(Topic.CASE_STATUS)},
            {"enquiry": Enquiry(Topic.LEAVERS_STILL_SHOWN)},
        ],
        ids=["thanks", "status", "faq"],
    )
    def test_the_harmless_passes(self, authorised: World, how: dict[str, Any]) -> None:
        writes(authorised, FORMER_HEAD, about=authorised.case.reference, **how)
        assert authorised.case.state is CaseState.WAITING_CONSOLIDATION
        authorised.mail(MOVER, CONS, CONSOLIDATION)
        assert authorised.case.state is CaseState.MERGING

    @pytest.mark.parametrize("topic", [Topic.CASE_STATUS, Topic.LEAVERS_STILL_SHOWN])
    def test_a_known_question_beside_other_words_does_not(self, authorised: World, topic: Topic) -> None:
        """``Has it been done yet? I authorised this by mistake.``"""
        writes(authorised, FORMER_HEAD, about=authorised.case.reference, enquiry=Enquiry(topic), takes_back=True)
        assert authorised.case.reasons == (REASON,)

    def test_a_mail_about_something_else_does_not(self, authorised: World) -> None:
        for how in ({}, {"people_named": ("Mari Puw",)}, {"usernames_named": ("puwm3",)}):
            writes(authorised, FORMER_HEAD, **how)
        assert authorised.case.state is CaseState.WAITING_CONSOLIDATION

    @pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
    def test_nobody_who_plays_them_can(self, authorised: World, evidence: Evidence) -> None:
        thread = (SentLetter("1", authorised.case.reference, FORMER_HEAD),)
        writes(authorised, FORMER_HEAD, takes_back=True, in_thread_of=thread, evidence=evidence)
        writes(authorised, NEW_HEAD, takes_back=True, about=authorised.case.reference)
        assert authorised.case.state is CaseState.WAITING_CONSOLIDATION

    @pytest.mark.parametrize("reason", ["parts-disagree", "statement-denied"])
    def test_so_does_what_cannot_be_read_with_certainty(self, authorised: World, reason: str) -> None:
        how: dict[str, Any] = {"defects": (reason,)} if reason == "parts-disagree" else {"answer": Answer.REJECT}
        authorised.mail(FORMER_HEAD, AUTH, AUTHORISATION, usernames_named=("aprhyss12",), **how)
        assert authorised.case.reasons == (REASON,)

    def test_every_case_of_one_letter_that_a_reply_may_mean(self, authorised: World) -> None:
        authorised.add(staff("elis3", "Gwen Elis", "6614011", staff_code="GE"))
        other = AUTHORISATION | {FieldName.FORMER_USERNAME: "elis3", FieldName.STAFF_NAME: "Gwen Elis"}
        authorised.mail(FORMER_HEAD, AUTH, other)
        first, second = authorised.cases
        writes(authorised, FORMER_HEAD, in_thread_of=(SentLetter("1", first, FORMER_HEAD, (second,)),))
        assert {one.reasons for one in authorised.cases.values()} == {(REASON,)}

    def test_a_second_mail_holds_what_a_person_has_let_go_on(self, authorised: World) -> None:
        reference = authorised.case.reference
        writes(authorised, FORMER_HEAD, about=reference)
        authorised.decide(SupportActed(reference, SupportAction.RELEASE, "Mair", "she only asked"))
        assert authorised.case.state is CaseState.WAITING_CONSOLIDATION
        writes(authorised, FORMER_HEAD, about=reference)
        assert authorised.case.state is CaseState.REVIEW

    def test_before_they_have_given_anything_it_is_as_ever(self, consolidated: World) -> None:
        writes(consolidated, FORMER_HEAD, about=consolidated.case.reference)
        assert consolidated.case.state is CaseState.WAITING_AUTHORISATION

    def test_an_answer_under_a_used_token_is_heard(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("answer-unconfirmed",))


class TestTheStaffMember:
    @pytest.mark.parametrize("how", [{"about": "reference"}, {"usernames_named": ("aprhyss77",)}, {"takes_back": True}])
    def test_what_is_not_understood_holds_the_case(self, consolidated: World, how: dict[str, Any]) -> None:
        how = {"about": consolidated.case.reference} if "about" in how else how
        writes(consolidated, MOVER, **how)
        assert consolidated.case.reasons == (REASON,)
        consolidated.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert CaseState.MERGING not in {one.state for one in consolidated.cases.values()}

    def test_an_unclear_word_in_the_pause_before_the_merge(self, wales: World) -> None:
        """Silence would merge when the pause ends: nobody is asked back meanwhile (R9)."""
        wales.policy = replace(wales.policy, grace=timedelta(days=2))
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        letter = [one for one in wales.letters if one.token][-1]
        assert wales.case.state is CaseState.WAITING_PROCEED
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.UNCLEAR, reply_to=letter)
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("answer-unclear",))

    def test_a_statement_that_states_nothing_anew_beside_such_words(self, consolidated: World) -> None:
        """``Wait, I have not moved my files yet. Siân ap Rhys (aprhyss77)``"""
        again = {FieldName.NEW_USERNAME: "aprhyss77"}
        consolidated.mail(MOVER, CONS, again)
        assert consolidated.case.state is CaseState.WAITING_AUTHORISATION
        consolidated.mail(MOVER, CONS, again, takes_back=True)
        assert consolidated.case.reasons == (REASON,)

    def test_where_a_yes_of_theirs_is_awaited_a_person_merely_reads_it(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        writes(wales, MOVER, about=wales.case.reference)
        assert wales.case.state is CaseState.WAITING_PROCEED


@pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
@pytest.mark.parametrize("defects", [(), ("statement-denied",)])
@pytest.mark.parametrize(
    ("sender", "half"), [(FORMER_HEAD, (AUTH, AUTHORISATION)), (MOVER, (CONS, CONSOLIDATION))], ids=["head", "mover"]
)
def test_what_takes_back_and_nothing_vouches_for_is_asked_about_and_merges_nothing_meanwhile(
    wales: World,
    sender: str,
    half: tuple[MailKind, dict[FieldName, str | bool]],
    defects: tuple[str, ...],
    evidence: Evidence,
) -> None:
    wales.mail(sender, half[0], half[1])
    decision = wales.mail(
        sender, ENQUIRY, takes_back=True, usernames_named=("aprhyss12", "aprhyss77"), defects=defects, evidence=evidence
    )
    assert decision.mail_end is MailEnd.SUPPORT
    question = wales.letters[-1]
    assert question.template.endswith("sender-check")
    for kind, details, writer in ((AUTH, AUTHORISATION, FORMER_HEAD), (CONS, CONSOLIDATION, MOVER)):
        if writer != sender:
            wales.mail(writer, kind, details)
    assert (wales.case.state, wales.case.reasons) == (CaseState.WAITING_SENDER_CHECK, ("correction-pending",))
    wales.mail(sender, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=question)
    assert wales.case.state is CaseState.MERGING


def test_who_heads_two_schools_takes_back_by_another_of_their_addresses(authorised: World) -> None:
    authorised.add(School("6654002", "Y Dderwen School", "Ysgol y Dderwen", head_email=HEADS_OWN))
    writes(authorised, HEADS_OWN, takes_back=True)
    assert authorised.case.state is CaseState.REVIEW


def test_a_stranger_takes_nothing_back(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(NEW_HEAD, ENQUIRY, takes_back=True, usernames_named=("aprhyss12",), evidence=Evidence.NONE)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert wales.case.state is CaseState.MERGING


@pytest.mark.parametrize("first", [True, False])
def test_what_the_mover_objects_to_merges_by_no_mail_afterwards(wales: World, first: bool) -> None:
    """Neither a half sent again nor any answer lets it go on: only a person does."""
    if first:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.add(replace(wales.accounts["aprhyss77"], staff_code=""))
    wales.mail(MOVER, CONS, CONSOLIDATION)
    writes(wales, MOVER, takes_back=True, usernames_named=("aprhyss77",))
    assert wales.case.state is CaseState.REVIEW
    wales.add(replace(wales.accounts["aprhyss77"], staff_code="SAR"))
    for sender, kind, details in ((FORMER_HEAD, AUTH, AUTHORISATION), (MOVER, CONS, CONSOLIDATION)):
        wales.mail(sender, kind, details)
    for letter in tuple(wales.letters):
        for answer in (Answer.APPROVE, Answer.PROCEED):
            wales.mail(letter.to, MailKind.DECISION, answer=answer, reply_to=letter, about=wales.case.reference)
    assert wales.case.state is CaseState.REVIEW
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "Rang her."))
    assert wales.case.state is CaseState.MERGING


@pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
def test_the_same_details_beside_words_that_take_them_back_are_asked_about(wales: World, evidence: Evidence) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, takes_back=True, evidence=evidence)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert (wales.case.state, wales.case.reasons) == (CaseState.WAITING_SENDER_CHECK, ("correction-pending",))
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=wales.letter("headteacher-sender-check"))
    assert wales.case.state is CaseState.REJECTED
