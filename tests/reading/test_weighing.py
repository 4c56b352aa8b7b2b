"""What learnt weights add: open fields filled from the words around a value, and nothing the rules read changed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import Field, FieldName, MailKind, Problem
from hwb_mailbot.reading.details.drafts import Draft
from hwb_mailbot.reading.details.fields import details_of
from hwb_mailbot.reading.details.gaps import LIKELY, PARTS, with_gaps_filled
from hwb_mailbot.reading.voices.divide import material as divide
from hwb_mailbot.reading.weighing.weights import Weights, weights
from tests.reading.writing import mail

AUTHORISATION, CONSOLIDATION = MailKind.AUTHORISATION, MailKind.CONSOLIDATION


def filled(body: str, kind: MailKind, draft: Draft | None = None) -> dict[str, str | bool]:
    """The fields that the weights alone give, as if the rules had read only what ``draft`` holds."""
    material = divide(mail(body), frozenset())
    details = details_of(material)
    draft = with_gaps_filled(draft or Draft({}), details, material, kind)
    return {str(name): field.value for name, field in draft.fields.items()}


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (
            "I authorise the merging of the accounts of Olwen Tate.\n\nSchool she has left: Ysgol Cwm Hesgin\n"
            "DfES number: 6631207\nSchool she has joined: Bryn Sidan Primary School\n",
            AUTHORISATION,
            {
                "former_school_name": "Ysgol Cwm Hesgin",
                "former_dfes_number": "6631207",
                "new_school_name": "Bryn Sidan Primary School",
            },
        ),
        (
            "Mae Iwan Tate wedi'n gadael ni yn Ysgol Cwm Hesgin, rhif 663/1207, am Ysgol Bryn Sidan. Rwy'n awdurdodi.",
            AUTHORISATION,
            {"former_dfes_number": "6631207", "new_school_name": "Ysgol Bryn Sidan"},
        ),
        (
            "Please merge my accounts. I teach at Bryn Sidan Primary School now, DfES number 6681915. My staff code is"
            " OTA and my employee number is 4410298.",
            CONSOLIDATION,
            {"new_school_name": "Bryn Sidan Primary School", "new_dfes_number": "6681915"},
        ),
    ],
)
def test_open_fields_are_filled(body: str, kind: MailKind, expected: dict[str, str]) -> None:
    found = filled(body, kind)
    assert {name: found.get(name) for name in expected} == expected


BODY = "I authorise it. Former school: Ysgol Cwm Hesgin\nDfES number: 6631207\nNew school: Bryn Sidan Primary School\n"


def test_what_the_rules_read_stays() -> None:
    read = Field("Ysgol y Glyn", "Ysgol y Glyn", "body")
    found = filled(BODY, AUTHORISATION, Draft({FieldName.FORMER_SCHOOL_NAME: read}))
    assert found["former_school_name"] == "Ysgol y Glyn"
    assert found["new_school_name"] == "Bryn Sidan Primary School"


def test_what_the_rules_took_exception_to_stays_open() -> None:
    doubt = Problem(FieldName.FORMER_DFES_NUMBER, "unsure", "6631207")
    assert "former_dfes_number" in filled(BODY, AUTHORISATION)
    assert "former_dfes_number" not in filled(BODY, AUTHORISATION, Draft({}, (doubt,)))


def test_one_value_plays_one_part() -> None:
    read = Field("6631207", "6631207", "body")
    found = filled(BODY, AUTHORISATION, Draft({FieldName.NEW_DFES_NUMBER: read}))
    assert "former_dfes_number" not in found


@pytest.mark.parametrize(
    "number",
    ["6631207?", "I think 6631207", "6631207 or something like that", "e.g. 6631207", "not 6631207", "nid 6631207"],
)
def test_guesses_questions_examples_and_denials_are_not_taken(number: str) -> None:
    assert "former_dfes_number" not in filled(BODY.replace("6631207", number), AUTHORISATION)


def test_of_several_people_nothing_is_guessed() -> None:
    body = (
        "I authorise both.\n\nName: Olwen Tate\nUsername: tateo12\nNew school: Ysgol Bryn Sidan\n\n"
        "Name: Iwan Parry\nUsername: parryi7\nNew school: Ysgol y Glyn\n\nWe are Ysgol Cwm Hesgin, 6631207.\n"
    )
    assert len(details_of(divide(mail(body), frozenset())).drafts) == 2
    assert filled(body, AUTHORISATION) == {}


def test_evidence_is_verbatim_and_says_where() -> None:
    material = divide(mail(BODY.replace("6631207", "663/1207")), frozenset())
    draft = with_gaps_filled(Draft({}), details_of(material), material, AUTHORISATION)
    assert draft.fields[FieldName.FORMER_DFES_NUMBER] == Field("6631207", "663/1207", "body")


def test_the_weights_know_every_part() -> None:
    assert set(weights()) == set(PARTS) == set(LIKELY)
    for concept, parts in PARTS.items():
        learnt = weights()[concept]
        assert set(learnt.parts) == {*parts, "none"}
        assert all(len(one) == len(learnt.parts) for one in (learnt.biases, *learnt.features.values()))
        assert all(math.isfinite(number) for one in learnt.features.values() for number in one)


@given(
    st.lists(st.sampled_from("abcdef")), st.dictionaries(st.sampled_from("abcd"), st.tuples(*[st.floats(-50, 50)] * 3))
)
def test_likelihoods_are_shares_of_one(features: list[str], learnt: dict[str, tuple[float, ...]]) -> None:
    shares = Weights(("former", "new", "none"), (0.0, 1.0, -1.0), learnt).likelihoods(features)
    assert math.isclose(sum(shares.values()), 1.0)
    assert min(shares.values()) >= 0.0
