"""A school that has become another: people name the one that they knew, and the account's own school decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwb_mailbot.domain.accounts import School, SchoolStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.mails import Answer, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, World, world

OLDER, OLD, NOW = "6612001", "6612009", "6614011"
REQUEST = MailKind.TRANSFER_REQUEST


@pytest.fixture
def wales() -> World:
    one = world()
    closed = SchoolStatus.CLOSED
    one.add(
        School(OLDER, "Pant Infants School", "Ysgol Fabanod y Pant", status=closed, successor_dfes_number=OLD),
        School(OLD, "Hen Bont School", "Ysgol yr Hen Bont", status=closed, successor_dfes_number=NOW),
        School("6612044", "Cwm Du School", "Ysgol Cwm Du", status=closed, successor_dfes_number="6724022"),
    )
    return one


def request(wales: World, **more: str) -> None:
    wales.mail(MOVER, REQUEST, TRANSFER | {FieldName(name): value for name, value in more.items()})


@pytest.mark.parametrize(
    "named",
    [
        {"former_dfes_number": OLD},
        {"former_dfes_number": OLDER},
        {"former_dfes_number": OLD, "former_school_name": "Ysgol yr Hen Bont"},
        {"former_school_name": "Pant Infants"},
    ],
)
def test_a_mover_who_names_the_predecessor_reaches_the_successors_headteacher(
    wales: World, named: dict[str, str]
) -> None:
    request(wales, **named)
    asked = wales.letter("headteacher-approval-asked")
    assert (asked.to, asked.values["former_dfes_number"]) == (FORMER_HEAD, NOW)
    received = wales.letter("mover-transfer-received")
    assert received.values["former_school"] == "Bryn Eithin Primary School", "the letter says what it is called now"
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
    assert wales.case.state is CaseState.WAITING_PROCEED


@pytest.mark.parametrize("number", ["6612044", "6724022"])
def test_the_predecessor_of_another_school_is_another_school(wales: World, number: str) -> None:
    request(wales, former_dfes_number=number)
    assert wales.sent == ["mover-consolidation-incomplete"]


def test_an_open_school_has_become_no_other(wales: World) -> None:
    wales.add(replace(wales.schools[OLD], status=SchoolStatus.OPEN))
    request(wales, former_dfes_number=OLD)
    assert "headteacher-approval-asked" not in wales.sent


def test_schools_that_follow_each_other_in_a_circle_are_nobodys(wales: World) -> None:
    wales.add(replace(wales.schools[OLD], successor_dfes_number=OLDER))
    request(wales, former_dfes_number=OLD)
    assert wales.sent == ["mover-consolidation-incomplete"]


def test_a_predecessor_of_the_same_name_makes_no_doubt(wales: World) -> None:
    wales.add(replace(wales.schools[OLD], name_en="Bryn Eithin Primary School", name_cy="Ysgol Gynradd Bryn Eithin"))
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    assert wales.case.state is CaseState.MERGING


def test_the_headteacher_of_the_accounts_own_school_may_name_the_predecessor(wales: World) -> None:
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: OLD})
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
    received = wales.letter("headteacher-authorisation-received")
    assert received.values["former_dfes_number"] == NOW, "the letter says what it is now"


def test_an_account_that_stayed_at_the_closed_school_is_supports(wales: World) -> None:
    """R24: its successor's head may authorise through the support team."""
    wales.add(replace(wales.accounts["aprhyss12"], dfes_number=OLD))
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: OLD})
    assert wales.case.state is CaseState.REVIEW
    assert "former-school-closed" in wales.case.reasons
    assert set(wales.sent) == {"sender-with-support"}


def test_the_new_school_is_named_as_it_is(wales: World) -> None:
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    stated = CONSOLIDATION | {FieldName.NEW_DFES_NUMBER: "6612044"}
    wales.mail(MOVER, MailKind.CONSOLIDATION, stated)
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
