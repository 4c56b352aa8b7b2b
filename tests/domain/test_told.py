"""What the letters of an ordinary journey say, whom they answer, and what its history keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hwb_mailbot.domain.accounts import SchoolStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import MergeCarriedOut, SupportActed, SupportAction
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from hwb_mailbot.domain.tokens import from_tag
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

FORMER = {
    "email": "aprhyss12@hwbcymru.example",
    "former_dfes_number": "6614011",
    "former_school": "Bryn Eithin Primary School",
    "former_school_cy": "Ysgol Gynradd Bryn Eithin",
    "former_username": "aprhyss12",
}
NEW = {
    "new_dfes_number": "6724022",
    "new_school": "Coed Llwyd High School",
    "new_school_cy": "Ysgol Uwchradd Coed Llwyd",
    "new_username": "aprhyss77",
}
PERSON = {"person": "Siân ap Rhys", "undo_days": 30}
STATED_SCHOOL = {"new_school": "Ysgol Uwchradd Coed Llwyd", "new_school_cy": "Ysgol Uwchradd Coed Llwyd"}


@pytest.fixture
def wales() -> World:
    return world()


def events(wales: World) -> list[tuple[str, str, str]]:
    return [(one.actor, one.event, " ".join(one.details)) for one in wales.case.history]


def test_a_journey_by_two_mails(wales: World) -> None:
    first = wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    assert first.mail_end is MailEnd.DONE
    received, invited = wales.letters
    assert (received.to, received.language) == (FORMER_HEAD, Language.ENGLISH)
    assert (received.answers, received.references) == ("<1@mail.example>", ("<1@mail.example>",))
    assert (received.answered_subject, received.token, received.unverified) == ("Hwb accounts", "", False)
    assert received.values == FORMER | PERSON | STATED_SCHOOL | {"expires": "2026-10-20", "pass_on": False}
    assert (invited.to, invited.language, invited.answers) == (MOVER, Language.BOTH, "")
    asked_for = [{"field": str(name)} for name in CONSOLIDATION]
    assert invited.values == FORMER | PERSON | STATED_SCHOOL | {"expires": "2026-10-20", "form": asked_for}
    tag = from_tag(invited.token)
    assert tag is not None
    assert tag[0] == wales.case.reference

    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    wales.decide(MergeCarriedOut(wales.case.reference))
    for letter, template, to, answers in zip(
        wales.letters[2:],
        ("mover-merged", "headteacher-merged"),
        ("aprhyss12@hwbcymru.example", FORMER_HEAD),
        ("<2@mail.example>", "<1@mail.example>"),
        strict=True,
    ):
        assert (letter.template, letter.to, letter.answers) == (template, to, answers)
        assert letter.values == FORMER | NEW | PERSON
    case = wales.case
    assert (case.state, case.merged_at, case.keys, case.due_at) == (CaseState.MERGED, wales.now, (), None)
    assert (case.former.username, case.former.dfes_number) == ("aprhyss12", "6614011")
    assert (case.new.username, case.new.dfes_number) == ("aprhyss77", "6724022")
    assert len(case.compared) == 9
    assert events(wales) == [
        ("headteacher", "authorisation-received", ""),
        ("mailbot", "waiting-consolidation", "waiting-consolidation"),
        ("mailbot", "letter-sent", "headteacher-authorisation-received"),
        ("mailbot", "letter-sent", "mover-consolidation-invited"),
        ("mover", "consolidation-received", ""),
        ("mailbot", "cases-joined", ""),
        ("mailbot", "merging", ""),
        ("mailbot", "merged", ""),
        ("mailbot", "letter-sent", "mover-merged"),
        ("mailbot", "letter-sent", "headteacher-merged"),
    ]
    arrived = case.history[0]
    assert (arrived.message_id, arrived.mail_id) == ("<1@mail.example>", "mail-1")


def test_a_stranger_is_told_only_what_they_said(wales: World) -> None:
    wales.mail("stranger@mail.example", MailKind.AUTHORISATION, AUTHORISATION)
    check = wales.letter("headteacher-sender-check")
    assert (check.to, check.unverified) == (FORMER_HEAD, True)
    assert check.values["stated"] == [
        {"field": str(name), "value": value} for name, value in AUTHORISATION.items() if value
    ]
    assert [one.to for one in wales.letters] == [FORMER_HEAD]


def test_what_is_missing_and_what_differs_is_told_in_codes(wales: World) -> None:
    stated = AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6614012"}
    del stated[FieldName.NEW_SCHOOL_NAME]
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, stated)
    values = wales.letter("headteacher-authorisation-incomplete").values
    assert values["missing"] == [{"field": "new_school_name"}]
    assert values["differs"] == [{"code": "former-dfes-differs", "stated": "6614012"}]
    understood = {name: value for name, value in AUTHORISATION.items() if name in stated and value == stated[name]}
    assert values["form"] == [
        {"field": str(name), **({"value": understood[name]} if name in understood else {})} for name in AUTHORISATION
    ]


def test_a_journey_by_a_transfer_request(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER, language=Language.WELSH)
    asked = wales.letter("headteacher-approval-asked")
    assert asked.to == FORMER_HEAD
    assert FORMER.items() <= asked.values.items()
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
    proceed = wales.letters[-1]
    assert (proceed.to, proceed.language) == (MOVER, Language.WELSH)
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=proceed)
    assert wales.case.state is CaseState.MERGING
    assert wales.case.before_merge
    assert [one.answered_at for one in wales.case.asked if one.question in ("approve", "proceed")] == [
        wales.case.history[-1].at.replace(minute=10),
        wales.case.history[-1].at,
    ]


def test_a_rejection_is_told_to_the_mover_and_ends_the_case(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    before = len(wales.letters)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=asked)
    assert wales.case.state is CaseState.REJECTED
    assert MOVER in [letter.to for letter in wales.letters[before:]]
    assert (wales.case.keys, wales.case.due_at, wales.case.awaited) == ((), None, ())


def test_an_unvouched_answer_is_no_answer(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    forged = replace(asked, token="")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=forged)
    assert wales.case.state is CaseState.WAITING_AUTHORISATION


class TestRefusedBySupport:
    """Everybody who wrote or was written to hears it; the team's own words stay with the team."""

    NOTE = "Looks like a prank, see ticket 4711."

    def refuse(self, wales: World) -> list[LetterOrder]:
        before = len(wales.letters)
        reference = wales.case.reference
        wales.decide(SupportActed(reference, SupportAction.REJECT, "Mair", self.NOTE))
        assert wales.case.state is CaseState.REJECTED
        told = wales.letters[before:]
        assert self.NOTE not in str(told)
        return told

    def test_the_headteacher_who_wrote_and_the_mover_who_was_invited(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION, language=Language.WELSH)
        head, mover = self.refuse(wales)
        assert (head.template, head.to, head.language) == ("headteacher-refused", FORMER_HEAD, Language.WELSH)
        assert head.answers == "<1@mail.example>"
        assert (mover.template, mover.to, mover.language) == ("mover-refused", MOVER, Language.BOTH)
        assert mover.values["former_username"] == "aprhyss12"

    def test_the_mover_who_wrote_and_the_headteacher_who_was_asked(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        told = self.refuse(wales)
        assert [(one.template, one.to, one.language) for one in told] == [
            ("mover-refused", MOVER, Language.ENGLISH),
            ("headteacher-refused", FORMER_HEAD, Language.BOTH),
        ]

    def test_a_mover_alone(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
        assert [(one.template, one.to) for one in self.refuse(wales)] == [("mover-refused", MOVER)]

    def test_what_was_asked_of_them_is_the_reason(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6614012"})
        (head,) = self.refuse(wales)
        assert head.values["reasons"] == [{"code": "former-dfes-differs", "stated": "6614012"}]

    def test_nobody_is_told_of_a_namesake(self, wales: World) -> None:
        wales.add(staff("aprhyss3", "Siân ap Rhys", "6614011", staff_code="SR2"))
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        (head,) = self.refuse(wales)
        assert head.values["reasons"] == []

    def test_whoever_was_called_back_in_vain_is_told_no_details(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION, evidence=Evidence.NONE)
        (head,) = self.refuse(wales)
        assert (head.to, head.language, head.values, head.unverified) == (FORMER_HEAD, Language.BOTH, {}, True)

    def test_a_stranger_is_not_written_to(self, wales: World) -> None:
        wales.mail("stranger@mail.example", MailKind.AUTHORISATION, AUTHORISATION)
        assert [one.to for one in self.refuse(wales)] == [FORMER_HEAD]

    def test_a_colleague_whose_half_was_not_theirs_hears_no_more(self, wales: World) -> None:
        """Why it was refused, and that anybody looked, would tell what there is on record (N3)."""
        wales.mail(NEW_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        assert self.refuse(wales) == []


class TestAYesToAForm:
    """Whoever was asked for details was not asked whether they agree, and a word gives none of them."""

    def test_the_mover_hears_that_details_are_missing_still(self, wales: World) -> None:
        uncoded = {name: one for name, one in CONSOLIDATION.items() if name is not FieldName.STAFF_CODE}
        wales.mail(MOVER, MailKind.CONSOLIDATION, uncoded)
        for _ in range(2):
            wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=wales.letters[-1])
            told = wales.letter("mover-answer-unclear")
            assert told is wales.letters[-1]
            assert told.values["details_asked"] is True

    def test_not_where_the_school_alone_was_asked_about(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Coed Llwyd"})
        asked = wales.letter("mover-transfer-school-check")
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.UNCLEAR, reply_to=asked)
        unclear = wales.letter("mover-answer-unclear")
        assert "details_asked" not in unclear.values
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=unclear)
        assert wales.letter("headteacher-approval-asked").to == FORMER_HEAD


class TestAPersonLooks:
    """R22: a known sender hears that a person looks at it, once; nobody else hears anything (N3, N4)."""

    def test_a_half_that_may_not_act(self, wales: World) -> None:
        for _ in range(3):
            wales.mail(NEW_HEAD, MailKind.AUTHORISATION, AUTHORISATION, language=Language.WELSH)
        assert wales.case.state is CaseState.REVIEW
        assert len(wales.letters) == wales.policy.same_letters_a_day
        for told in wales.letters:
            assert (told.template, told.to, told.language) == ("sender-own-account", NEW_HEAD, Language.WELSH)
            assert told.values == {}

    @pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
    def test_not_where_nobody_vouches_for_the_sender(self, wales: World, evidence: Evidence) -> None:
        wales.schools["6614011"] = replace(wales.schools["6614011"], status=SchoolStatus.CLOSED)
        wales.mail("robertsj1@hwbcymru.example", MailKind.AUTHORISATION, AUTHORISATION, evidence=evidence)
        assert wales.case.state is CaseState.REVIEW
        assert wales.letters == []

    def test_not_where_the_sender_is_unknown(self, wales: World) -> None:
        wales.schools["6614011"] = replace(wales.schools["6614011"], status=SchoolStatus.CLOSED)
        wales.mail("stranger@mail.example", MailKind.AUTHORISATION, AUTHORISATION)
        assert wales.case.state is CaseState.REVIEW
        assert wales.letters == []

    def test_a_headteacher_of_a_school_that_has_closed(self, wales: World) -> None:
        wales.schools["6614011"] = replace(wales.schools["6614011"], status=SchoolStatus.CLOSED)
        wales.mail("robertsj1@hwbcymru.example", MailKind.AUTHORISATION, AUTHORISATION)
        assert [(one.template, one.to) for one in wales.letters] == [
            ("sender-with-support", "robertsj1@hwbcymru.example")
        ]

    def test_a_second_authorisation_from_a_known_colleague(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        other = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Bryn Eithin"}
        wales.mail(NEW_HEAD, MailKind.AUTHORISATION, other, about=wales.case.reference)
        assert wales.case.state is CaseState.REVIEW
        assert [one.to for one in wales.letters if one.template == "sender-case-with-support"] == [FORMER_HEAD]
        assert "sender-with-support" not in wales.sent, "the former headteacher has sent no message now"
        assert wales.letter("sender-own-account").to == NEW_HEAD

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
    def test_an_answer_with_the_token_is_their_message_whatever_the_checks_say(
        self, wales: World, evidence: Evidence
    ) -> None:
        undated = {name: one for name, one in AUTHORISATION.items() if name is not FieldName.LEAVING_DATE_CONFIRMED}
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, undated)
        for _ in range(3):
            letter = next(one for one in reversed(wales.letters) if one.to == FORMER_HEAD)
            wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.UNCLEAR, reply_to=letter, evidence=evidence)
        assert wales.case.state is CaseState.REVIEW
        with_support = [
            one.template for one in wales.letters if one.to == FORMER_HEAD and "with-support" in one.template
        ]
        assert with_support == ["sender-with-support"]

    def test_a_signature_that_is_too_old_is_not_their_message(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        wales.mail(
            FORMER_HEAD,
            MailKind.DECISION,
            answer=Answer.APPROVE,
            reply_to=wales.letters[-1],
            vouched_by="dkim",
            written=timedelta(days=60),
        )
        assert wales.case.state is CaseState.REVIEW
        assert [one.to for one in wales.letters if one.template == "sender-case-with-support"] == [FORMER_HEAD]

    def test_a_decision_that_comes_with_somebody_elses_token(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        asked = wales.letter("headteacher-approval-asked")
        deputy = "moriond3@hwbcymru.example"
        wales.mail(deputy, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
        assert wales.case.state is CaseState.REVIEW
        assert deputy in [one.to for one in wales.letters if one.template == "sender-with-support"]

    def test_what_comes_to_a_case_on_hold(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        wales.decide(SupportActed(wales.case.reference, SupportAction.HOLD, "Mair", "Waiting for the LA."))
        wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
        assert wales.case.state is CaseState.HELD
        assert (wales.letters[-1].template, wales.letters[-1].to) == ("sender-with-support", MOVER)

    @pytest.mark.parametrize("evidence", list(Evidence))
    def test_a_mail_that_says_two_things(self, wales: World, evidence: Evidence) -> None:
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION, defects=("parts-disagree",), evidence=evidence)
        assert wales.sent == (["sender-with-support"] if evidence is Evidence.PASS else [])
