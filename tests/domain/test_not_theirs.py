"""What a known sender hears of a half that is another's to write: the same, whatever is on record (N3, R24, R25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, School
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.mails import Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, TRANSFER, World, staff, world

SPY = "spy1@hwbcymru.example"
OTHER_HEAD = "head@maesynant.example"
OTHER_SCHOOL = "6654001"
STATES = ("nobody1", "aprhyss77", "aprhyss12", "idle1", "child1", "governor1", "gone1")
"""Usernames: none such, an active account, a released one, and others that take no part in moving."""
CONS, AUTH, REQUEST = MailKind.CONSOLIDATION, MailKind.AUTHORISATION, MailKind.TRANSFER_REQUEST
WITHOUT_SCHOOL = {
    name: value
    for name, value in AUTHORISATION.items()
    if name not in (FieldName.FORMER_DFES_NUMBER, FieldName.FORMER_SCHOOL_NAME)
}


SPYS: dict[FieldName, str | bool] = {
    FieldName.NEW_USERNAME: "spy1",
    FieldName.STAFF_CODE: "SW",
    FieldName.EMPLOYEE_NUMBER: "77001",
}


def wide_world() -> World:
    wales = world()
    wales.add(
        School(OTHER_SCHOOL, "Maes y Nant School", "Ysgol Maes y Nant", head_email=OTHER_HEAD),
        staff("spy1", "Sbio Wr", OTHER_SCHOOL, staff_code="SW", employee_number="77001"),
        staff("leaver1", "Elin Gadael", OTHER_SCHOOL, status=AccountStatus.INACTIVE),
        staff("office1", "Mair Office", OTHER_SCHOOL, role=AccountRole.DIGITAL_CHAMPION),
        staff("idle1", "Kim Nobody", "6724022", status=AccountStatus.INACTIVE),
        staff("child1", "Mali Puw", "6724022", kind=AccountKind.LEARNER, role=AccountRole.LEARNER),
        staff("governor1", "Gwen Llyw", "6724022", kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR),
        staff("gone1", "Siân ap Rhys", "6724022", status=AccountStatus.MERGED, merged_into="aprhyss77"),
    )
    return wales


def heard(wales: World, sender: str, username: str) -> list[tuple[str, str, str]]:
    return [
        (one.template, one.reference and "REFERENCE", str(one.values).replace(username, "USERNAME"))
        for one in wales.letters
        if one.to.lower() == sender
    ]


@pytest.mark.parametrize("sender", [SPY, "office1@hwbcymru.example", NEW_HEAD, OTHER_HEAD])
@pytest.mark.parametrize(("kind", "details"), [(CONS, CONSOLIDATION), (REQUEST, TRANSFER)])
@pytest.mark.parametrize("authorised", [False, True])
@pytest.mark.parametrize("after", ["at once", "refused", "closed"])
def test_a_new_username_that_is_not_the_senders(
    sender: str, kind: MailKind, details: dict[FieldName, str | bool], authorised: bool, after: str
) -> None:
    told = []
    for username in STATES:
        wales = wide_world()
        if authorised:
            wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        words = details | {FieldName.NEW_USERNAME: username, FieldName.FORMER_DFES_NUMBER: ""}
        wales.mail(sender, kind, words)
        follow(wales, after)
        told.append(heard(wales, sender, username))
    assert told == [[("sender-own-account", "", "{}")]] * len(STATES)


@pytest.mark.parametrize(("true", "beside"), [("former_username", "new_username"), ("new_username", "former_username")])
@pytest.mark.parametrize("sender", [NEW_HEAD, "champion4@hwbcymru.example"])
def test_a_second_username_beside_a_true_one_in_a_schools_enquiry(sender: str, true: str, beside: str) -> None:
    told = []
    for username in (one for one in (*STATES, "leaver1", "office1", "spy1") if one not in ("aprhyss12", "aprhyss77")):
        wales = wide_world()
        wales.add(staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION))
        theirs = "aprhyss12" if true == "former_username" else "aprhyss77"
        named = {FieldName(true): theirs, FieldName(beside): username}
        schools = {FieldName.FORMER_DFES_NUMBER: "6614011", FieldName.NEW_DFES_NUMBER: "6724022"}
        wales.mail(sender, REQUEST, named | schools)
        assert [one.to for one in wales.letters] == [sender]
        told.append(heard(wales, sender, username))
    assert told == [told[0]] * len(told)


@pytest.mark.parametrize("username", STATES)
def test_nobody_hears_anything_where_nothing_vouches(username: str) -> None:
    wales = wide_world()
    wales.mail(SPY, CONS, CONSOLIDATION | {FieldName.NEW_USERNAME: username}, evidence=Evidence.NONE)
    assert heard(wales, SPY, username) == []


@pytest.mark.parametrize(
    ("sender", "template"),
    [(OTHER_HEAD, "headteacher-authorisation-incomplete"), (SPY, "sender-own-account")],
)
def test_an_authorisation_that_names_no_school(sender: str, template: str) -> None:
    """A head's own school is taken for the missing one; of anybody else it is another's to write."""
    told = []
    for username in STATES:
        wales = wide_world()
        wales.mail(sender, AUTH, WITHOUT_SCHOOL | {FieldName.FORMER_USERNAME: username})
        told.append(heard(wales, sender, username))
        assert [one.to for one in wales.letters if one.template == template] == [sender]
    assert [[one[0] for one in letters] for letters in told] == [[template]] * len(STATES)
    codes = {str(letters).replace("former-account-other-school", "former-account-unknown") for letters in told}
    assert len(codes) == 1


@pytest.mark.parametrize("number", ["6614011", "6724022", "6619999", OTHER_SCHOOL])
@pytest.mark.parametrize("sender", [OTHER_HEAD, SPY])
def test_an_authorisation_that_names_a_school(sender: str, number: str) -> None:
    told = []
    for username in STATES:
        wales = wide_world()
        details = AUTHORISATION | {FieldName.FORMER_USERNAME: username, FieldName.FORMER_DFES_NUMBER: number}
        wales.mail(sender, AUTH, details)
        told.append(str(heard(wales, sender, username)))
    assert told == [told[0]] * len(STATES)


def test_who_heads_two_schools_and_names_neither_is_asked_which() -> None:
    told = []
    for username in STATES:
        wales = wide_world()
        wales.add(School("6654002", "Y Dderwen School", "Ysgol y Dderwen", head_email=OTHER_HEAD))
        wales.mail(OTHER_HEAD, AUTH, WITHOUT_SCHOOL | {FieldName.FORMER_USERNAME: username})
        told.append(heard(wales, OTHER_HEAD, username))
    assert told == [[("sender-own-account", "", "{}")]] * len(STATES)


@pytest.mark.parametrize("after", ["at once", "refused", "closed"])
@pytest.mark.parametrize("number", [OTHER_SCHOOL, "6654002"])
def test_who_heads_two_schools_hears_the_same_of_every_account_elsewhere(number: str, after: str) -> None:
    told = []
    for username in STATES:
        wales = wide_world()
        wales.add(School("6654002", "Y Dderwen School", "Ysgol y Dderwen", head_email=OTHER_HEAD))
        details = AUTHORISATION | {FieldName.FORMER_USERNAME: username, FieldName.FORMER_DFES_NUMBER: number}
        wales.mail(OTHER_HEAD, AUTH, details)
        follow(wales, after)
        told.append(str(heard(wales, OTHER_HEAD, username)))
    assert "headteacher-authorisation-incomplete" in told[0]
    assert told == [told[0]] * len(told)


@pytest.mark.parametrize("number", [OTHER_SCHOOL, "6654002", ""])
def test_who_heads_two_schools_authorises_a_leaver_of_either(number: str) -> None:
    wales = wide_world()
    wales.add(School("6654002", "Y Dderwen School", "Ysgol y Dderwen", head_email=OTHER_HEAD))
    wales.mail(OTHER_HEAD, AUTH, OWN_LEAVER | {FieldName.FORMER_DFES_NUMBER: number})
    assert wales.case.authorisation is not None
    assert (wales.case.authorisation.stands, wales.case.authorisation.speaks_for) == (True, OTHER_SCHOOL)


def test_a_mover_who_mistyped_their_username_sends_it_again() -> None:
    wales = wide_world()
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody1"})
    assert wales.letters[-1].template == "sender-own-account"
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert wales.case.state is CaseState.MERGING


def test_no_more_than_two_a_day() -> None:
    wales = wide_world()
    for username in STATES:
        wales.mail(SPY, CONS, CONSOLIDATION | {FieldName.NEW_USERNAME: username})
    assert len(heard(wales, SPY, "")) == wales.policy.same_letters_a_day


def follow(wales: World, after: str) -> None:
    """What comes later in each case: support refuses it, or time passes until it closes."""
    for reference in tuple(wales.cases):
        case = wales.cases[reference]
        if after == "refused" and case.open:
            wales.decide(SupportActed(reference, SupportAction.REJECT, "Mair", "No such move."))
        while after == "closed" and wales.cases[reference].open and wales.cases[reference].due_at is not None:
            wales.now = max(wales.now, wales.cases[reference].due_at) + timedelta(minutes=1)  # type: ignore[type-var]
            wales.decide(TimeCame(reference))


# The other side's account, named beside one's own.

OWN = CONSOLIDATION | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant", FieldName.NEW_DFES_NUMBER: OTHER_SCHOOL} | SPYS
OWN_LEAVER = AUTHORISATION | {
    FieldName.STAFF_NAME: "Elin Gadael",
    FieldName.FORMER_SCHOOL_NAME: "Maes y Nant",
    FieldName.FORMER_DFES_NUMBER: OTHER_SCHOOL,
    FieldName.FORMER_USERNAME: "leaver1",
}


@pytest.mark.parametrize("after", ["at once", "refused", "closed"])
@pytest.mark.parametrize("number", ["", "6614011", "6724022"])
@pytest.mark.parametrize(("kind", "details"), [(CONS, OWN), (REQUEST, {}), (REQUEST, {FieldName.NEW_USERNAME: "spy1"})])
def test_a_former_username_that_is_not_the_senders(
    kind: MailKind, details: dict[FieldName, str | bool], number: str, after: str
) -> None:
    told = []
    for username in (*STATES, "office1", "robertsj1"):
        wales = wide_world()
        wales.mail(SPY, kind, details | {FieldName.FORMER_USERNAME: username, FieldName.FORMER_DFES_NUMBER: number})
        follow(wales, after)
        told.append(heard(wales, SPY, username))
    assert told[0][0][0] == "mover-consolidation-incomplete"
    assert told == [told[0]] * len(told)


@pytest.mark.parametrize("after", ["at once", "refused", "closed"])
@pytest.mark.parametrize("number", ["", "6614011", "6724022"])
def test_a_new_username_that_is_not_the_leavers(number: str, after: str) -> None:
    told = []
    for username in (*STATES, "office1", "robertsj1"):
        wales = wide_world()
        details = OWN_LEAVER | {FieldName.NEW_USERNAME: username, FieldName.NEW_DFES_NUMBER: number}
        wales.mail(OTHER_HEAD, AUTH, details)
        follow(wales, after)
        told.append(heard(wales, OTHER_HEAD, username))
    assert told[0][0][0] == "headteacher-authorisation-incomplete"
    assert "new-account-unknown" in told[0][0][2], "who mistyped it hears what does not fit"
    assert told == [told[0]] * len(told)


@pytest.mark.parametrize("after", ["at once", "refused", "closed"])
def test_a_leaver_of_another_school(after: str) -> None:
    told = []
    for username in STATES:
        wales = wide_world()
        wales.mail(OTHER_HEAD, AUTH, OWN_LEAVER | {FieldName.FORMER_USERNAME: username})
        follow(wales, after)
        told.append(heard(wales, OTHER_HEAD, username))
    assert told == [told[0]] * len(told)


def test_support_is_shown_whose_account_it_is() -> None:
    """A name may have changed between two schools, which only a person can tell."""
    wales = wide_world()
    decision = wales.mail(SPY, CONS, OWN | {FieldName.FORMER_USERNAME: "aprhyss12"})
    assert (decision.mail_end, decision.reasons) == (MailEnd.SUPPORT, ("former-account-other-person",))
    wales = wide_world()
    decision = wales.mail(OTHER_HEAD, AUTH, OWN_LEAVER | {FieldName.NEW_USERNAME: "aprhyss77"})
    assert (decision.mail_end, decision.reasons) == (MailEnd.SUPPORT, ("new-account-other-person",))
    wales = wide_world()
    decision = wales.mail(SPY, CONS, OWN | {FieldName.FORMER_USERNAME: "nobody1"})
    assert decision.mail_end is MailEnd.DONE


@pytest.mark.parametrize("number", ["", OTHER_SCHOOL])
@pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
def test_no_other_head_takes_over_a_case(number: str, evidence: Evidence) -> None:
    """Not one that waits for the other half, nor one whose writer is being asked: they get a case of their own."""
    wales = wide_world()
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=evidence)
    (before,) = wales.cases.values()
    wales.mail(OTHER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: number})
    assert wales.cases[before.reference] == before
    (other,) = (one for one in wales.cases.values() if one.reference != before.reference)
    assert other.authorisation is not None
    assert other.authorisation.speaks_for == OTHER_SCHOOL
    assert [one.reference for one in wales.letters if one.to == OTHER_HEAD] == [other.reference]
