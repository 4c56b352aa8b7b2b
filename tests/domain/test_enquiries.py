"""The FAQ's questions: each with its causes, to those entitled to know, and to nobody else (R21, R22, N3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    ProvisioningRun,
    RunOutcome,
    School,
    SchoolStatus,
    UnfitRecord,
)
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import Decision, MailEnd
from hwb_mailbot.domain.events import MergeCarriedOut
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Enquiry, Evidence, MailKind, Topic
from hwb_mailbot.domain.merging import merged_accounts
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    NEW_HEAD,
    World,
    amended,
    staff,
    world,
)

FORMER, NEW = "6614011", "6724022"
CHAMPION = "moriond3@hwbcymru.example"
COLLEAGUE = "puwm1@hwbcymru.example"
STRANGER = "somebody@mail.example"
UPN = "X672402226001"
SUCCESS, FAILED = RunOutcome.SUCCESS, RunOutcome.FAILED
STAFF, LEARNER = AccountKind.STAFF, AccountKind.LEARNER
FAQ = [one for one in Topic if one not in (Topic.JUST2EASY, Topic.CASE_STATUS, Topic.CANNOT_SIGN_IN)]


def run(*unfit: UnfitRecord, day: int = 2, month: int = 9, outcome: RunOutcome = SUCCESS) -> ProvisioningRun:
    return ProvisioningRun(datetime(2026, month, day, 2, 15, tzinfo=UTC), outcome, unfit)


def learner(username: str, name: str, school: str = NEW, **more: Any) -> Account:
    return staff(username, name, school, kind=LEARNER, role=AccountRole.LEARNER, upn=UPN, **more)


@pytest.fixture
def wales() -> World:
    wales = world()
    wales.add(staff("puwm1", "Mali Puw", NEW), staff("jonesg2", "Gwen Jones", FORMER))
    return wales


def ran(wales: World, of: ProvisioningRun | None, school: str = NEW) -> None:
    wales.add(amended_school(wales.schools[school], run=of))


def amended_school(school: School, **changes: Any) -> School:
    return replace(school, **changes)


def ask(wales: World, sender: str, topic: Topic, evidence: Evidence = Evidence.PASS, **named: Any) -> Decision:
    return wales.mail(sender, MailKind.ENQUIRY, evidence=evidence, enquiry=Enquiry(topic, **named))


def told(decision: Decision) -> LetterOrder:
    (letter,) = decision.letters
    assert decision.mail_end is MailEnd.DONE
    return letter


def causes(letter: LetterOrder) -> list[str]:
    return [str(one["code"]) for one in letter.values["causes"]]  # type: ignore[union-attr,index,call-overload]


# Who may know.


@pytest.mark.parametrize("topic", FAQ)
@pytest.mark.parametrize("sender", [FORMER_HEAD, "robertsj1@hwbcymru.example", CHAMPION])
def test_whoever_leads_a_school_is_answered_about_it(wales: World, sender: str, topic: Topic) -> None:
    letter = told(ask(wales, sender, topic))
    assert (letter.template, letter.to) == (f"sender-{topic}", sender)
    if topic is not Topic.STAFF_TRANSFERRED:
        assert letter.values["school_cy"] == "Ysgol Gynradd Bryn Eithin"


@pytest.mark.parametrize("topic", FAQ)
@pytest.mark.parametrize(
    ("sender", "evidence"),
    [
        (FORMER_HEAD, Evidence.NONE),
        (FORMER_HEAD, Evidence.FAIL),
        (STRANGER, Evidence.PASS),
        ("aprhyss12@hwbcymru.example", Evidence.PASS),
        ("governor@hwbcymru.example", Evidence.PASS),
    ],
)
def test_nobody_else_learns_anything(wales: World, sender: str, evidence: Evidence, topic: Topic) -> None:
    wales.add(staff("governor", "Ifor Huws", FORMER, kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR))
    decision = ask(wales, sender, topic, evidence, names=("Siân ap Rhys",), usernames=("aprhyss12",), upns=(UPN,))
    assert decision.mail_end is MailEnd.SUPPORT
    assert [one.template for one in decision.letters] in ([], ["sender-with-support"])
    assert all(not one.values for one in decision.letters)


def test_staff_learn_how_to_move_an_account_and_nothing_about_their_school(wales: World) -> None:
    for topic in FAQ:
        decision = ask(wales, COLLEAGUE, topic)
        answers = [one.template for one in decision.letters if one.template != "sender-with-support"]
        assert answers == (["sender-staff-transferred"] if topic is Topic.STAFF_TRANSFERRED else [])
        assert (decision.mail_end is MailEnd.DONE) == (topic is Topic.STAFF_TRANSFERRED)


def test_another_school_than_the_senders_own_is_for_a_person(wales: World) -> None:
    topic = Topic.STAFF_NOT_IN_PORTAL
    assert ask(wales, FORMER_HEAD, topic, dfes_numbers=(NEW,)).mail_end is MailEnd.SUPPORT
    assert ask(wales, FORMER_HEAD, topic, school_names=("Coed Llwyd",)).mail_end is MailEnd.SUPPORT
    assert told(ask(wales, FORMER_HEAD, topic, dfes_numbers=(FORMER,), school_names=("Bryn Eithin",)))


def test_of_two_schools_the_one_that_is_numbered(wales: World) -> None:
    wales.add(amended_school(wales.schools[NEW], head_email=FORMER_HEAD))
    assert ask(wales, FORMER_HEAD, Topic.LAST_YEARS_CLASSES).mail_end is MailEnd.SUPPORT
    letter = told(ask(wales, FORMER_HEAD, Topic.LAST_YEARS_CLASSES, dfes_numbers=(NEW,)))
    assert letter.values["school"] == "Coed Llwyd High School"


def test_a_closed_school_is_for_a_person(wales: World) -> None:
    wales.add(amended_school(wales.schools[FORMER], status=SchoolStatus.CLOSED))
    assert ask(wales, FORMER_HEAD, Topic.LAST_YEARS_CLASSES).mail_end is MailEnd.SUPPORT


def test_accounts_elsewhere_are_nobodys_here(wales: World) -> None:
    wales.add(learner("reese4", "Efan Rees", NEW))
    for named in ({"names": ("Mali Puw",)}, {"usernames": ("puwm1",)}, {"usernames": ("reese4",)}, {"upns": (UPN,)}):
        for topic in (Topic.STAFF_NOT_IN_PORTAL, Topic.LEAVERS_STILL_SHOWN, Topic.LEARNER_NOT_IN_PORTAL):
            wales.letters.clear()
            wales.written_at.clear()
            letter = told(ask(wales, FORMER_HEAD, topic, **named))
            assert causes(letter) == ["run-unknown"]
            assert "puwm1" not in repr(letter.values)
            assert "reese4" not in repr(letter.values)
            assert NEW not in repr(letter.values)
    assert ask(wales, FORMER_HEAD, Topic.LEARNER_PASSWORD, usernames=("reese4",)).mail_end is MailEnd.SUPPORT


# The causes.


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("no-staff-code", "no-staff-code"),
        ("no-start-date", "no-start-date"),
        ("staff-code-not-unique", "staff-code-taken"),
    ],
)
def test_the_staff_record_that_the_run_refused_says_why(wales: World, code: str, said: str) -> None:
    ran(wales, run(UnfitRecord(STAFF, "Nia Evans", code), UnfitRecord(STAFF, "Huw Pugh", "no-start-date")))
    letter = told(ask(wales, NEW_HEAD, Topic.STAFF_NOT_IN_PORTAL, names=("EVANS, Nia",)))
    assert letter.values["causes"] == [
        {"code": said, "who": "Nia Evans"},
        {"code": "run-succeeded", "date": "2026-09-02"},
    ]
    assert letter.values["refused"] == []


@pytest.mark.parametrize(
    ("last", "code"),
    [(None, "run-unknown"), (run(outcome=FAILED), "run-failed"), (run(), "run-succeeded")],
)
def test_without_a_refused_record_the_last_run_is_told(wales: World, last: ProvisioningRun | None, code: str) -> None:
    ran(wales, last)
    assert causes(told(ask(wales, NEW_HEAD, Topic.STAFF_NOT_IN_PORTAL, names=("Nia Evans",)))) == [code]


def test_who_names_nobody_is_told_all_records_of_that_kind_that_were_refused(wales: World) -> None:
    ran(wales, run(UnfitRecord(STAFF, "Nia Evans", "no-staff-code"), UnfitRecord(LEARNER, "Efan Rees", "no-upn")))
    letter = told(ask(wales, NEW_HEAD, Topic.STAFF_NOT_IN_PORTAL))
    assert letter.values["refused"] == [{"code": "no-staff-code", "who": "Nia Evans"}]
    letter = told(ask(wales, NEW_HEAD, Topic.LEARNER_NOT_IN_PORTAL))
    assert letter.values["refused"] == [{"code": "no-upn", "who": "Efan Rees"}]


def test_an_account_that_is_there_is_named(wales: World) -> None:
    letter = told(ask(wales, NEW_HEAD, Topic.STAFF_NOT_IN_PORTAL, names=("Mali Puw",)))
    assert letter.values["causes"][0] == {  # type: ignore[index]
        "code": "account-is-there",
        "stated": "puwm1",
        "who": "Mali Puw",
    }
    letter = told(ask(wales, NEW_HEAD, Topic.STAFF_NOT_IN_PORTAL, names=("Mali Puw", "Nia Evans")))
    assert causes(letter) == ["account-is-there", "others-not-found", "run-unknown"]


def test_two_of_one_name_are_for_a_person(wales: World) -> None:
    wales.add(staff("puwm2", "Mali Puw", NEW))
    for topic in (Topic.STAFF_NOT_IN_PORTAL, Topic.LEAVERS_STILL_SHOWN):
        assert ask(wales, NEW_HEAD, topic, names=("Mali Puw",)).mail_end is MailEnd.SUPPORT


@pytest.mark.parametrize(
    ("leaving", "status", "code"),
    [
        (date(2026, 8, 31), AccountStatus.INACTIVE, "account-left"),
        (None, AccountStatus.INACTIVE, "account-deactivated"),
        (None, AccountStatus.ACTIVE, "no-leaving-date"),
        (date(2026, 12, 18), AccountStatus.ACTIVE, "leaving-date-to-come"),
        (date(2026, 9, 5), AccountStatus.ACTIVE, "leaving-date-awaits-run"),
    ],
)
def test_a_leaver_is_marked_or_not_yet(wales: World, leaving: date, status: AccountStatus, code: str) -> None:
    wales.add(amended(wales.accounts["puwm1"], leaving_date=leaving, status=status))
    wales.add(learner("reese4", "Efan Rees", leaving_date=leaving, status=status))
    for named in ({"names": ("Mali Puw",)}, {"usernames": ("puwm1",)}, {"usernames": ("reese4",)}, {"upns": (UPN,)}):
        wales.letters.clear()
        wales.written_at.clear()
        assert causes(told(ask(wales, NEW_HEAD, Topic.LEAVERS_STILL_SHOWN, **named))) == [code, "run-unknown"]


@pytest.mark.parametrize(
    ("leaving", "status", "former_run", "code"),
    [
        (None, AccountStatus.ACTIVE, run(), "former-school-no-leaving-date"),
        (date(2026, 12, 18), AccountStatus.ACTIVE, run(), "former-school-leaving-date-to-come"),
        (date(2026, 9, 5), AccountStatus.ACTIVE, run(outcome=FAILED), "former-school-run-failed"),
        (date(2026, 9, 5), AccountStatus.ACTIVE, run(), "former-school-run-awaited"),
        (date(2026, 8, 31), AccountStatus.INACTIVE, run(), "released-since"),
    ],
)
def test_what_holds_a_learner_up_at_the_former_school(
    wales: World, leaving: date | None, status: AccountStatus, former_run: ProvisioningRun, code: str
) -> None:
    wales.add(learner("reese4", "Efan Rees", FORMER, leaving_date=leaving, status=status))
    ran(wales, former_run, FORMER)
    ran(wales, run(UnfitRecord(LEARNER, "Efan Rees", "not-released", upn=UPN)))
    for named in ({"names": ("Efan Rees",)}, {"upns": (UPN,)}):
        letter = told(ask(wales, NEW_HEAD, Topic.LEARNER_NOT_IN_PORTAL, **named))
        assert causes(letter)[0] == code
        assert FORMER not in repr(letter.values)
        assert "Bryn Eithin" not in repr(letter.values)


@pytest.mark.parametrize("code", ["no-upn", "upn-not-unique", "another-name", "entry-date-in-the-future"])
def test_the_learner_record_that_the_run_refused_says_why(wales: World, code: str) -> None:
    ran(wales, run(UnfitRecord(LEARNER, "Efan Rees", code, upn=UPN)))
    letter = told(ask(wales, NEW_HEAD, Topic.LEARNER_NOT_IN_PORTAL, names=("Efan Rees",), upns=(UPN,)))
    assert causes(letter) == [code, "run-succeeded"]


def test_a_password_is_reset_by_the_digital_champion(wales: World) -> None:
    wales.add(learner("reese4", "Efan Rees", FORMER))
    letter = told(ask(wales, FORMER_HEAD, Topic.LEARNER_PASSWORD, usernames=("reese4",)))
    assert (letter.values["champions"], letter.values["is_champion"]) == ([{"name": "Dilwyn Morion"}], False)
    assert told(ask(wales, CHAMPION, Topic.LEARNER_PASSWORD)).values["is_champion"] is True
    assert ask(wales, FORMER_HEAD, Topic.LEARNER_PASSWORD, usernames=("robertsj1",)).mail_end is MailEnd.SUPPORT


@pytest.mark.parametrize(
    ("today", "last", "code"),
    [
        ((9, 10), run(), "run-succeeded"),
        ((9, 10), run(outcome=FAILED), "run-failed"),
        ((9, 10), run(month=7, day=14), "run-before-school-year"),
        ((9, 10), run(month=7, day=14, outcome=FAILED), "run-before-school-year"),
        ((9, 10), None, "run-unknown"),
        ((8, 25), run(month=7, day=14), "school-year-not-begun"),
        ((3, 3), run(month=2, day=2), "run-succeeded"),
    ],
)
def test_last_years_classes(wales: World, today: tuple[int, int], last: ProvisioningRun | None, code: str) -> None:
    wales.now = datetime(2026, *today, 9, tzinfo=UTC)
    ran(wales, last, FORMER)
    assert causes(told(ask(wales, CHAMPION, Topic.LAST_YEARS_CLASSES))) == [code]


# What goes to a person.


def test_just2easy_is_done_by_hand_and_the_sender_told(wales: World) -> None:
    decision = ask(wales, FORMER_HEAD, Topic.JUST2EASY)
    assert (decision.mail_end, decision.reasons) == (MailEnd.SUPPORT, ("just2easy-by-hand",))
    assert [one.template for one in decision.letters] == ["sender-with-support"]


def test_an_answer_that_did_not_help_goes_to_a_person(wales: World) -> None:
    decision = wales.mail(
        FORMER_HEAD,
        MailKind.ENQUIRY,
        enquiry=Enquiry(Topic.LAST_YEARS_CLASSES),
        in_reply_to=("<letter@support.example>",),
    )
    assert decision.mail_end is MailEnd.SUPPORT


def test_the_same_answer_is_given_twice_a_day_at_most(wales: World) -> None:
    ends = [ask(wales, FORMER_HEAD, Topic.LAST_YEARS_CLASSES) for _ in range(4)]
    assert [one.mail_end for one in ends] == [MailEnd.DONE, MailEnd.DONE, MailEnd.SUPPORT, MailEnd.SUPPORT]
    wales.came_back = {CHAMPION}
    assert not ask(wales, CHAMPION, Topic.LAST_YEARS_CLASSES).letters


# How a case stands.


def ask_status(wales: World, sender: str, **how: Any) -> Decision:
    kind = how.pop("kind", MailKind.ENQUIRY)
    return wales.mail(sender, kind, about=wales.case.reference, enquiry=Enquiry(Topic.CASE_STATUS), **how)


def test_the_cases_own_people_hear_how_it_stands(wales: World) -> None:
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    letter = told(ask_status(wales, MOVER))
    assert letter.template == "sender-case-status"
    assert letter.values["reasons"] == [{"code": "waiting-authorisation", "to": "mover"}]
    assert letter.values["expires"]
    assert wales.case.state is CaseState.WAITING_AUTHORISATION


def test_a_head_who_answers_with_a_question_hears_it_and_nothing_is_decided(wales: World) -> None:
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    before = wales.case.state
    letter = told(ask_status(wales, FORMER_HEAD, kind=MailKind.DECISION, answer=Answer.UNCLEAR))
    assert letter.values["reasons"] == [{"code": "waiting-consolidation", "to": "headteacher"}]
    assert wales.case.state is before


def test_what_the_records_lack_is_told_to_the_staff_member_alone(wales: World) -> None:
    wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    assert wales.case.state is CaseState.WAITING_DIRECTORY
    waiting, lacking = {"code": "waiting-directory", "to": "mover"}, {"code": "leaving-date-missing", "to": "mover"}
    assert told(ask_status(wales, MOVER)).values["reasons"] == [waiting, lacking]
    assert told(ask_status(wales, FORMER_HEAD)).values["reasons"] == [waiting | {"to": "headteacher"}]


def test_why_a_person_looks_at_a_case_is_not_told(wales: World) -> None:
    wales.add(staff("aprhyss13", "Siân ap Rhys", FORMER))
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    assert wales.case.state is CaseState.REVIEW
    assert told(ask_status(wales, MOVER)).values == {"reasons": [{"code": "with-support"}]}


def test_an_ended_case_is_told_with_its_day(wales: World) -> None:
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=wales.case.reference)
    assert told(ask_status(wales, MOVER)).values == {"state": "withdrawn", "closed_on": "2026-09-10"}


@pytest.mark.parametrize(
    ("sender", "evidence"),
    [
        (MOVER, Evidence.NONE),
        (MOVER, Evidence.FAIL),
        (NEW_HEAD, Evidence.PASS),
        (STRANGER, Evidence.PASS),
        (COLLEAGUE, Evidence.PASS),
        (FORMER_HEAD, Evidence.PASS),
        ("jonesg2@hwbcymru.example", Evidence.PASS),
    ],
)
def test_nobody_else_hears_how_a_case_stands(wales: World, sender: str, evidence: Evidence) -> None:
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    decision = ask_status(wales, sender, evidence=evidence)
    assert decision.mail_end is MailEnd.SUPPORT
    assert all(one.template == "sender-with-support" for one in decision.letters)


@pytest.mark.parametrize("status", [AccountStatus.ACTIVE, AccountStatus.INACTIVE])
def test_who_is_head_no_longer_does_not_hear_how_a_case_stands(wales: World, status: AccountStatus) -> None:
    """The role at the time of the mail counts, whoever was asked or authorised (N3)."""
    old = "robertsj1@hwbcymru.example"
    wales.add(replace(wales.schools[FORMER], head_email=""))
    wales.mail(old, MailKind.AUTHORISATION, AUTHORISATION)
    assert told(ask_status(wales, old)).template == "sender-case-status"
    wales.add(amended(wales.accounts["robertsj1"], role=AccountRole.STAFF, status=status))
    wales.add(amended(wales.accounts["jonesg2"], role=AccountRole.HEADTEACHER))
    assert "sender-case-status" not in [one.template for one in ask_status(wales, old).letters]
    assert told(ask_status(wales, "jonesg2@hwbcymru.example")).template == "sender-case-status"


def test_the_new_schools_head_hears_nothing_of_a_case_that_is_merged(wales: World) -> None:
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    wales.add(*merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]))
    wales.decide(MergeCarriedOut(wales.case.reference))
    assert "sender-case-status" not in [one.template for one in ask_status(wales, NEW_HEAD).letters]
    assert told(ask_status(wales, FORMER_HEAD)).values["state"] == "merged"


def test_the_status_is_told_twice_a_day_at_most(wales: World) -> None:
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    letters = [ask_status(wales, MOVER).letters for _ in range(4)]
    assert [[one.template for one in some] for some in letters][:2] == [["sender-case-status"]] * 2
    assert "sender-case-status" not in [one.template for some in letters[2:] for one in some]


@pytest.mark.parametrize("status", [AccountStatus.INACTIVE, AccountStatus.MERGED])
def test_a_head_who_has_moved_on_learns_nothing(wales: World, status: AccountStatus) -> None:
    wales.add(amended(wales.accounts["robertsj1"], status=status, merged_into="puwm1"))
    for topic in FAQ:
        decision = ask(wales, "robertsj1@hwbcymru.example", topic)
        assert decision.mail_end is MailEnd.SUPPORT
        assert all(one.template == "sender-with-support" for one in decision.letters)


# Which username to use after a merge.


@pytest.fixture
def merged(wales: World) -> World:
    wales.add(*merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]))
    return wales


@pytest.mark.parametrize("sender", [MOVER, "aprhyss12@hwbcymru.example"])
@pytest.mark.parametrize("named", [{}, {"usernames": ("aprhyss77",), "names": ("Sian Ap Rhys",)}])
def test_after_a_merge_its_holder_hears_the_username_that_works(
    merged: World, sender: str, named: dict[str, Any]
) -> None:
    letter = told(ask(merged, sender, Topic.CANNOT_SIGN_IN, **named))
    assert (letter.template, letter.to) == ("sender-cannot-sign-in", "aprhyss12@hwbcymru.example")
    assert (letter.values["former_username"], letter.values["new_username"]) == ("aprhyss12", "aprhyss77")


@pytest.mark.parametrize(
    ("sender", "evidence", "named"),
    [
        (MOVER, Evidence.NONE, {}),
        (MOVER, Evidence.FAIL, {}),
        (COLLEAGUE, Evidence.PASS, {"usernames": ("aprhyss77",)}),
        (NEW_HEAD, Evidence.PASS, {"usernames": ("aprhyss77",)}),
        (STRANGER, Evidence.PASS, {"usernames": ("aprhyss77",)}),
        (MOVER, Evidence.PASS, {"usernames": ("puwm1",)}),
        (MOVER, Evidence.PASS, {"names": ("Mali Puw",)}),
    ],
)
def test_nobody_else_hears_the_username_that_works(
    merged: World, sender: str, evidence: Evidence, named: dict[str, Any]
) -> None:
    decision = ask(merged, sender, Topic.CANNOT_SIGN_IN, evidence, **named)
    assert decision.mail_end is MailEnd.SUPPORT
    assert all(not one.values for one in decision.letters)


def test_without_a_merge_or_with_the_account_switched_off_a_person_looks(wales: World) -> None:
    assert ask(wales, MOVER, Topic.CANNOT_SIGN_IN).mail_end is MailEnd.SUPPORT
    former, new = merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"])
    wales.add(amended(former, status=AccountStatus.INACTIVE), new)
    decision = ask(wales, MOVER, Topic.CANNOT_SIGN_IN)
    assert (decision.mail_end, decision.letters) == (MailEnd.SUPPORT, ())
