"""What officers do beside deciding: an answer to their question never acts, what they separate stays so."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding import Decision, MailEnd
from hwb_mailbot.domain.deciding.questioning import askable
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.events import Party, SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.facts import FactNeeded, Facts, Lookup
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    START,
    TRANSFER,
    World,
    amended,
    staff,
    world,
)

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION
WORDS = {"words_cy": "Pa god staff?", "words_en": "Which staff code?"}
WRONG = CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}


@pytest.fixture
def wales() -> World:
    return world()


def act(wales: World, action: SupportAction, about: str = "", **more: object) -> Decision:
    reference = about or wales.case.reference
    return wales.decide(SupportActed(reference, action, "Mair", "rang them", **more))  # type: ignore[arg-type]


def asked(wales: World, party: Party = Party.MOVER) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, WRONG)
    assert not act(wales, SupportAction.ASK, party=party, **WORDS).refused


class TestAsking:
    @pytest.mark.parametrize("sender", [MOVER, FORMER_HEAD, "nobody@post.example"])
    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE, Evidence.FAIL])
    @pytest.mark.parametrize(
        ("kind", "people", "answer"),
        [
            (CONS, [CONSOLIDATION], None),
            (AUTH, [AUTHORISATION | CONSOLIDATION], None),
            (MailKind.TRANSFER_REQUEST, [TRANSFER], None),
            (MailKind.CONFIRMATION, [], Answer.PROCEED),
            (MailKind.CONFIRMATION, [], Answer.CANCEL),
            (MailKind.DECISION, [], Answer.APPROVE),
            (MailKind.DECISION, [], Answer.REJECT),
            (MailKind.ENQUIRY, [], None),
        ],
    )
    def test_whatever_comes_back_nothing_is_taken_from_it(
        self,
        wales: World,
        kind: MailKind,
        people: list[dict[FieldName, str | bool]],
        answer: Answer | None,
        evidence: Evidence,
        sender: str,
    ) -> None:
        asked(wales)
        before, letter = wales.case, wales.letter("sender-question")
        decision = wales.mail(sender, kind, *people, answer=answer, evidence=evidence, reply_to=letter)
        after = wales.case
        if sender == MOVER and evidence is not Evidence.FAIL:
            assert (after.state, after.reasons) == (CaseState.REVIEW, ("support-answered",))
        else:
            assert (after.state, after.reasons, after.due_at) == (before.state, before.reasons, before.due_at)
            assert decision.mail_end is MailEnd.SUPPORT, "a person reads it all the same"
            assert after.asked_by_support == before.asked_by_support, "the answer itself is still awaited"
        assert (after.authorisation, after.consolidation) == (before.authorisation, before.consolidation)
        assert (after.proceeded, after.asked != ()) == (before.proceeded, True)
        assert all(one.answered_at is None for one in after.asked)
        assert after.history[-1].at == wales.now

    def test_an_open_question_of_support_is_no_question_of_ours(self, wales: World) -> None:
        """A word without a token answers what the mailbot has asked, never what an officer has."""
        asked(wales, Party.HEADTEACHER)
        before = wales.case.authorisation
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, about=wales.case.reference)
        assert wales.case.authorisation == before
        assert wales.case.state is CaseState.HELD

    def test_nothing_goes_on_while_the_answer_is_awaited(self, wales: World) -> None:
        asked(wales)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert wales.case.state is CaseState.HELD
        assert wales.case.due_at is not None, "silence is noticed all the same"

    def test_silence_brings_it_back_after_ten_school_days(self, wales: World) -> None:
        asked(wales)
        assert wales.case.due_at is not None
        wales.now = wales.case.due_at
        wales.decide(TimeCame(wales.case.reference))
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("support-unanswered",))
        assert (wales.now.date() - wales.case.opened_at.date()).days == 14

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE, Evidence.FAIL])
    def test_a_second_answer_is_read_and_holds_nothing_up(self, wales: World, evidence: Evidence) -> None:
        """Whoever was asked once could else keep the case in review for ever."""
        asked(wales)
        letter = wales.letter("sender-question")
        wales.mail(MOVER, MailKind.ENQUIRY, reply_to=letter)
        act(wales, SupportAction.RELEASE)
        for _ in range(3):
            decision = wales.mail(MOVER, MailKind.ENQUIRY, reply_to=letter, evidence=evidence)
            assert decision.mail_end is MailEnd.SUPPORT
            assert (wales.case.state, wales.case.history[-1].event) == (
                CaseState.WAITING_CONSOLIDATION,
                "support-answered",
            )

    def test_an_answer_after_its_time_is_read_and_holds_nothing_up(self, wales: World) -> None:
        asked(wales)
        letter = wales.letter("sender-question")
        assert wales.case.due_at is not None
        wales.now = wales.case.due_at
        wales.decide(TimeCame(wales.case.reference))
        act(wales, SupportAction.RELEASE)
        assert wales.mail(MOVER, MailKind.ENQUIRY, reply_to=letter).mail_end is MailEnd.SUPPORT
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
    def test_who_names_anothers_account_is_not_asked_in_their_place(self, wales: World, evidence: Evidence) -> None:
        """What support writes to the mover is not for a colleague elsewhere who says to be them."""
        wales.add(staff("spy1", "Sbio Wr", "6654001"))
        wales.mail("spy1@hwbcymru.example", CONS, CONSOLIDATION, evidence=evidence)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert wales.letter("mover-sender-check").to == MOVER
        assert act(wales, SupportAction.ASK, party=Party.MOVER, **WORDS).refused == "nobody-to-ask"

    def test_who_writes_in_the_headteachers_place_is_not_asked_for_them(self, wales: World) -> None:
        wales.mail("moriond3@hwbcymru.example", AUTH, AUTHORISATION)
        assert act(wales, SupportAction.ASK, party=Party.HEADTEACHER, **WORDS).refused == "nobody-to-ask"

    @pytest.mark.parametrize("younger_asked", [True, False])
    def test_a_case_that_joins_while_the_answer_is_awaited_goes_on_waiting_for_it(
        self, wales: World, younger_asked: bool
    ) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol y Bryn"})
        older = wales.case.reference
        wales.mail(MOVER, CONS, CONSOLIDATION)
        (younger,) = set(wales.cases) - {older}
        party = Party.MOVER if younger_asked else Party.HEADTEACHER
        assert not act(wales, SupportAction.ASK, younger if younger_asked else older, party=party, **WORDS).refused
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert (wales.case.state, wales.case.reasons) == (CaseState.HELD, ("asked-by-support",))
        assert wales.case.due_at == wales.case.asked_by_support[0].expires_at
        wales.mail(MOVER if younger_asked else FORMER_HEAD, MailKind.ENQUIRY, reply_to=wales.letter("sender-question"))
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("support-answered",))

    @pytest.mark.parametrize("younger_asked", [True, False])
    def test_an_officers_own_hold_outlasts_the_wait_for_an_answer(self, wales: World, younger_asked: bool) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol y Bryn"})
        older = wales.case.reference
        wales.mail(MOVER, CONS, CONSOLIDATION)
        (younger,) = set(wales.cases) - {older}
        party = Party.MOVER if younger_asked else Party.HEADTEACHER
        act(wales, SupportAction.ASK, younger if younger_asked else older, party=party, **WORDS)
        act(wales, SupportAction.HOLD, older if younger_asked else younger)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert (wales.case.state, wales.case.reasons) == (CaseState.HELD, ("held-by-support",))

    def test_a_mail_in_the_name_of_another_gets_no_question_to_whom_it_named(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION, evidence=Evidence.NONE)
        assert act(wales, SupportAction.ASK, party=Party.MOVER, **WORDS).refused == "nobody-to-ask"

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
    @pytest.mark.parametrize(
        "mails",
        [
            [(FORMER_HEAD, AUTH, AUTHORISATION)],
            [(MOVER, CONS, WRONG)],
            [(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)],
            [(FORMER_HEAD, AUTH, AUTHORISATION), (MOVER, CONS, WRONG)],
            [("haulw4@hwbcymru.example", CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})],
        ],
        ids=["authorisation", "consolidation", "request", "both", "enquiry"],
    )
    def test_whom_officers_are_shown_can_be_asked_and_nobody_else(
        self, wales: World, mails: list[tuple[str, MailKind, dict[FieldName, str | bool]]], evidence: Evidence
    ) -> None:
        for sender, kind, details in mails:
            wales.mail(sender, kind, details, evidence=evidence)
        answers: dict[Lookup, object] = {}
        while True:
            try:
                shown = askable(wales.case, Facts(answers), wales.policy, wales.now)
                break
            except FactNeeded as needed:
                answers[needed.lookup] = wales.look_up(needed.lookup)
        before = dict(wales.cases)
        for party in Party:
            wales.cases = dict(before)
            refused = act(wales, SupportAction.ASK, party=party, **WORDS).refused
            addresses = [one.address for one in shown if one.party is party]
            assert (refused == "nobody-to-ask") is not bool(addresses), party
            if addresses:
                assert addresses == [wales.letter("sender-question").to]

    def test_long_words_are_cut_nowhere(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        question = "\n".join(["A line of many words. " * 40, "", "<b>bold</b> [link](https://evil.example)"])
        act(wales, SupportAction.ASK, party=Party.HEADTEACHER, words_en=question)
        pieces = wales.letter("sender-question").values["words_en"]
        assert isinstance(pieces, list)
        assert " ".join(str(one["piece"]) for one in pieces) == " ".join(question.split())
        assert sum(one["ends"] for one in pieces) == 2
        assert max(len(one["piece"]) for one in pieces) <= 400


class TestSeparating:
    @pytest.fixture
    def joined(self, wales: World) -> World:
        """Two halves that joined by themselves and wait for a leaving date."""
        wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        return wales

    def test_each_half_has_its_own_case_again(self, joined: World) -> None:
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        one, other = joined.cases[first], next(case for case in joined.cases.values() if case.reference != first)
        assert (one.authorisation is None, one.consolidation is None) == (False, True)
        assert (other.authorisation is None, other.consolidation is None) == (True, False)
        assert (one.state, other.state) == (CaseState.WAITING_CONSOLIDATION, CaseState.WAITING_AUTHORISATION)
        assert (one.apart, other.apart) == ((other.reference,), (first,))
        assert from_body(Case, to_body(other)) == other

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_nothing_joins_them_again_by_itself(self, joined: World, order: tuple[int, int]) -> None:
        act(joined, SupportAction.UNLINK)
        for half in order:
            joined.mail(*((FORMER_HEAD, AUTH, AUTHORISATION), (MOVER, CONS, CONSOLIDATION))[half])
        assert not any(case.joined_to for case in joined.cases.values())
        assert all(case.state is not CaseState.MERGING for case in joined.cases.values())

    def test_the_right_half_still_finds_its_case(self, joined: World) -> None:
        """The separated one was somebody else's; the mover's own joins as ever."""
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        joined.add(staff("aprhyss78", "Siân ap Rhys", "6724022", staff_code="SR2", start_date=START.date()))
        own = CONSOLIDATION | {FieldName.NEW_USERNAME: "aprhyss78", FieldName.STAFF_CODE: "SR2"}
        joined.mail("aprhyss78@hwbcymru.example", CONS, own)
        assert joined.cases[first].consolidation is not None
        assert joined.cases[first].new.username == "aprhyss78"

    @pytest.mark.parametrize("naming", [{}, {FieldName.FORMER_USERNAME: "aprhyss12"}])
    def test_a_namesake_who_takes_theirs_back_and_writes_anew_is_not_joined(
        self, joined: World, naming: dict[FieldName, str | bool]
    ) -> None:
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        (other,) = set(joined.cases) - {first}
        joined.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=other)
        assert joined.cases[other].state is CaseState.WITHDRAWN
        joined.mail(MOVER, CONS, CONSOLIDATION | naming)
        (third,) = set(joined.cases) - {first, other}
        assert "kept-apart-by-support" in joined.cases[third].reasons
        assert joined.cases[third].state is CaseState.REVIEW
        assert joined.cases[first].state is CaseState.WAITING_CONSOLIDATION, "the mover's own may still come"
        act(joined, SupportAction.RELEASE, third)
        joined.mail(MOVER, CONS, CONSOLIDATION | naming)
        assert joined.cases[first].consolidation is None

    def test_a_headteacher_who_takes_theirs_back_and_authorises_anew_is_not_joined(self, joined: World) -> None:
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        (other,) = set(joined.cases) - {first}
        joined.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, about=first)
        assert joined.cases[first].state is CaseState.REJECTED
        joined.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        (third,) = set(joined.cases) - {first, other}
        assert (joined.cases[third].state, joined.cases[third].reasons) == (
            CaseState.REVIEW,
            ("kept-apart-by-support",),
        )
        assert joined.cases[other].state is CaseState.WAITING_AUTHORISATION

    @pytest.mark.parametrize("by_support", [False, True])
    def test_nor_do_both_halves_in_one_case_merge(self, joined: World, by_support: bool) -> None:
        """The namesake asks for a transfer instead; whoever says yes, a person sees what support has said before."""
        joined.add(world().accounts["aprhyss12"])
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        (other,) = set(joined.cases) - {first}
        joined.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=other)
        joined.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, about=first)
        joined.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        (third,) = set(joined.cases) - {first, other}
        if by_support:
            act(joined, SupportAction.APPROVE, third)
        else:
            asked = joined.letter("headteacher-approval-asked")
            joined.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
        assert (joined.cases[third].state, joined.cases[third].reasons) == (CaseState.REVIEW, ("accounts-separated",))

    def test_the_namesake_is_not_invited_again(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
        wales.mail(MOVER, CONS, CONSOLIDATION)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        act(wales, SupportAction.UNLINK)
        assert CaseState.WAITING_CONSOLIDATION in {case.state for case in wales.cases.values()}
        assert "mover-consolidation-invited" not in wales.sent

    def test_once_support_links_them_the_two_accounts_join_again(self, joined: World) -> None:
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        (other,) = set(joined.cases) - {first}
        assert joined.separated == {("aprhyss12", "aprhyss77")}
        act(joined, SupportAction.LINK, first, other_reference=other)
        assert joined.separated == set()
        assert joined.case.state is CaseState.WAITING_DIRECTORY
        joined.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=first)
        joined.mail(MOVER, CONS, CONSOLIDATION)
        joined.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert any(
            case.authorisation and case.consolidation and case.state is CaseState.WAITING_DIRECTORY
            for case in joined.cases.values()
        )

    def test_support_may_join_them_after_all(self, joined: World) -> None:
        first = joined.case.reference
        act(joined, SupportAction.UNLINK)
        (other,) = set(joined.cases) - {first}
        assert not act(joined, SupportAction.LINK, first, other_reference=other).refused
        assert joined.case.reference == first
        assert joined.case.apart == ()


class TestSendingAgain:
    def test_only_while_an_answer_would_count(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        number = wales.number("headteacher-approval-asked")
        assert not act(wales, SupportAction.RESEND, letter_id=number).refused
        again = wales.letters[-1]
        assert (again.to, again.again_of, again.token) == (FORMER_HEAD, number, "")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=wales.letters[int(number) - 1])
        assert act(wales, SupportAction.RESEND, letter_id=number).refused == "letter-out-of-date"

    def test_a_call_back_keeps_its_null_return_path(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
        act(wales, SupportAction.RESEND, letter_id=wales.number("headteacher-sender-check"))
        assert wales.letters[-1].again_of
        assert wales.letters[-1].unverified
