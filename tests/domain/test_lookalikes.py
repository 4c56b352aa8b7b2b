"""Letters that only look alike make another name, username, number or address (Unicode TR 36 and 39)."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.addresses import AddressFault, mailboxes, same_address
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.mails import Evidence, FieldName, MailKind
from hwb_mailbot.domain.names import same_name, school_names_agree
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, world

CYRILLIC = str.maketrans("aeopcyxiBHKMTE", "аеорсухіВНКМТЕ")
NAME = "Siân ap Rhys"


@pytest.mark.parametrize(
    "name",
    [
        "Siân аp Rhys",
        "Siân ap Rһys",
        "Siân ap Ꭱhys",
        "Siân ap Rh\u200bys",
        "Si\u200dân ap Rhys",
        "S1ân ap Rhys",
        "Ꮪiân ap Rhys",
    ],
)
def test_a_lookalike_is_another_persons_name(name: str) -> None:
    assert not same_name(name, NAME)


@pytest.mark.parametrize("school", ["Brуn Eithin", "Βryn Eithin", "Bryn Eithіn"])
def test_a_lookalike_is_no_school_of_that_name(school: str) -> None:
    assert not school_names_agree(school, "Ysgol Gynradd Bryn Eithin")


@pytest.mark.parametrize("username", ["аprhyss12", "aprhyss1２", "aprhyss12\u200b", "ſaprhyss12", "aprһyss12"])
def test_a_lookalike_is_no_username(username: str) -> None:
    assert identifiers.username(username) is None


@pytest.mark.parametrize("number", ["６６１４０１１", "٦٦١٤٠١١", "661²401", "66I4O11", "661\u200b4011"])
def test_digits_of_other_scripts_are_no_dfes_number(number: str) -> None:
    assert identifiers.dfes_number(number) is None


def test_a_lookalike_is_another_address() -> None:
    for address in (
        FORMER_HEAD.translate(CYRILLIC),
        "head@bryneithin.exаmple",
        "head@xn--bryneithn-n5a.example",
        "head@bryneithin.example.evil.example",
        "head@bryneithln.example",
    ):
        assert not same_address(address, FORMER_HEAD)
    with pytest.raises(AddressFault):
        mailboxes(FORMER_HEAD.translate(CYRILLIC))


@pytest.mark.parametrize("field", [FieldName.STAFF_NAME, FieldName.NEW_SCHOOL_NAME])
def test_a_half_with_a_lookalike_in_it_merges_nothing(field: FieldName) -> None:
    wales = world()
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    stated = AUTHORISATION | {field: str(AUTHORISATION[field]).translate(CYRILLIC)}
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, stated)
    assert not {one.state for one in wales.cases.values()} & {CaseState.MERGING, CaseState.MERGED}
    wales.mail(FORMER_HEAD.translate(CYRILLIC), MailKind.AUTHORISATION, AUTHORISATION, evidence=Evidence.PASS)
    assert not {one.state for one in wales.cases.values()} & {CaseState.MERGING, CaseState.MERGED}
