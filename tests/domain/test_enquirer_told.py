"""What the new school that wrote for a member of its staff hears in the end, and when it asks: no more than it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountRole
from hwb_mailbot.domain.cases import AccountName, CaseState
from hwb_mailbot.domain.deciding.enquirer_told import end_of
from hwb_mailbot.domain.events import MergeCarriedOut, MergeUndone
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Enquiry, Evidence, MailKind, Topic
from hwb_mailbot.domain.merging import merged_accounts
from tests.domain.test_enquired import CHAMPION, approve, consolidate, enquire, school_world
from tests.domain.test_patience import in_wales, pass_days
from tests.domain.world import CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, World


@pytest.fixture
def wales() -> World:
    return school_world()


def told_at_the_end(wales: World) -> list[tuple[str, bool, bool]]:
    return [
        (letter.to, bool(letter.values["merged"]), bool(letter.values["undone"]))
        for letter in wales.letters
        if letter.template == "sender-case-closed"
    ]


def merge(wales: World) -> None:
    wales.decide(MergeCarriedOut(wales.case.reference))
    wales.add(*merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]))


def test_the_school_hears_of_the_merge_and_of_its_undoing(wales: World) -> None:
    enquire(wales)
    approve(wales)
    consolidate(wales)
    before = wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]
    merge(wales)
    assert told_at_the_end(wales) == [(CHAMPION, True, False)]
    assert "aprhyss77" not in str(wales.letter("sender-case-closed").values), "only what the school itself wrote"
    wales.add(*before)
    wales.decide(MergeUndone(wales.case.reference, "Mair", "asked for"))
    assert told_at_the_end(wales)[1:] == [(CHAMPION, False, True)]


def test_the_school_hears_the_same_whoever_said_no_and_whether_there_is_such_an_account(wales: World) -> None:
    told = []
    for end in ("rejected", "withdrawn", "expired", "unknown"):
        one = in_wales()
        one.add(*wales.accounts.values(), *wales.schools.values())
        one.policy = replace(one.policy, support="")
        enquire(one, **({"former_username": "nobody99"} if end == "unknown" else {}))
        if end == "rejected":
            letter = one.letter("headteacher-approval-asked")
            one.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
        elif end == "withdrawn":
            letter = one.letter("mover-consolidation-invited")
            one.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=letter)
        else:
            pass_days(one, 60)
        assert not one.case.open
        assert told_at_the_end(one) == [(CHAMPION, False, False)], end
        values = dict(one.letter("sender-case-closed").values)
        told.append({name: value for name, value in values.items() if name != "stated"})
    assert all(one == told[0] for one in told)


def test_who_leads_the_school_no_longer_hears_nothing(wales: World) -> None:
    enquire(wales)
    wales.add(replace(wales.accounts["champion4"], role=AccountRole.STAFF))
    approve(wales)
    consolidate(wales)
    merge(wales)
    assert told_at_the_end(wales) == []


def test_a_merge_into_another_school_is_not_the_enquirers(wales: World) -> None:
    enquire(wales)
    case = replace(wales.case, new=AccountName("aprhyss99", "6654001"))
    assert end_of(replace(case, state=CaseState.MERGED)) is None
    assert end_of(replace(wales.case, state=CaseState.MERGED)) is not None


class TestStatus:
    def asked(self, wales: World, sender: str = CHAMPION) -> LetterOrder | None:
        before = len(wales.letters)
        question = Enquiry(Topic.CASE_STATUS)
        wales.mail(sender, MailKind.ENQUIRY, enquiry=question, about=wales.case.reference)
        return wales.letters[-1] if len(wales.letters) > before else None

    def test_whose_turn_it_is_is_not_told(self, wales: World) -> None:
        enquire(wales)
        texts = []
        for step in (approve, lambda wales: None):
            letter = self.asked(wales)
            assert letter is not None
            assert letter.template == "sender-case-status"
            texts.append(letter.values)
            step(wales)
            wales.now += timedelta(days=2)
        assert texts[0]["reasons"] == texts[1]["reasons"] == [{"code": "waits-for-others"}]

    def test_the_end_is_told_again(self, wales: World) -> None:
        enquire(wales)
        approve(wales)
        consolidate(wales)
        merge(wales)
        wales.now += timedelta(days=2)
        letter = self.asked(wales)
        assert letter is not None
        assert (letter.template, letter.values["merged"]) == ("sender-case-closed", True)

    @pytest.mark.parametrize("sender", ["officeg8@hwbcymru.example", "head@maesynant.example", NEW_HEAD])
    def test_nobody_else_of_the_school_is_told(self, wales: World, sender: str) -> None:
        enquire(wales)
        letter = self.asked(wales, sender)
        assert letter is None or letter.template == "sender-with-support"


def test_a_false_half_denied_leaves_the_schools_request(wales: World) -> None:
    enquire(wales)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION, evidence=Evidence.NONE)
    letter = wales.letter("mover-sender-check")
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=letter)
    assert wales.case.state is CaseState.WAITING_AUTHORISATION
    assert wales.case.consolidation is None
