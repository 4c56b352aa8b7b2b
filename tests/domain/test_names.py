"""When two written names are the same name (R12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.names import fold, folded_name, radicals, same_name, school_name_keys, school_names_agree


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
    [("Siân Jones", "Sioned Jones"), ("Nia Evans", "Nia Evans-Rees"), ("", ""), ("Ян", "Ян")],
)
def test_other_names_and_none(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Siân  ap-Rhys", "sian ap rhys"),
        ("O'Brien’s", "obriens"),
        ("O\u02bcBrien", "obrien"),
        ("ŁØĐ ßæœþðı", "lod ssaeoethdi"),
        ("Straße 3", "strasse 3"),
        ("Ян", ""),
    ],
)
def test_letters_in_ascii(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ab Rhys, Siân", "ap rhys sian"),
        ("Catrin O Brien", "catrin obrien"),
        ("O O Brien", "brien oo"),
        ("O", "o"),
        ("Dr Siân Rhys", "rhys sian"),
        ("Parch Puw", "parch puw"),
        ("Mr Dr Puw", "dr mr puw"),
        ("Mrs", "mrs"),
    ],
)
def test_the_key_of_a_name(name: str, key: str) -> None:
    assert folded_name(name) == key


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("nghraig", {"craig", "ghraig", "dghraig"}),
        ("ffynnon", {"bfynnon", "mfynnon"}),
        ("mhant", {"pant", "bhant"}),
        ("lan", {"llan", "glan"}),
        ("allt", {"gallt"}),
        ("wen", {"gwen"}),
        ("ddraig", {"draig", "tdraig"}),
        ("hendre", set()),
    ],
)
def test_the_words_that_a_word_can_come_from(word: str, forms: set[str]) -> None:
    assert radicals(word) == forms | {word}


def test_the_keys_of_a_school() -> None:
    assert school_name_keys("Ysgol Gynradd yr Hendre 3-11") == {"hendre"}
    assert school_name_keys("Hendre, Llanelli") == {"hendre", "hendrellanelli"}
    assert school_name_keys("Hendre, a, b") == {"hendre", "hendreab"}
    assert school_name_keys("Yr") == {"yr", "gyr"}
    assert school_name_keys("Y Primary") == {"y", "gy"}
    assert school_name_keys("Ysgol") == {"ysgol", "gysgol"}
    assert school_name_keys("") == frozenset()


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
    assert not school_names_agree(stated, "", *recorded)


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_its_own(text: str) -> None:
    key = folded_name(text)
    assert folded_name(key) == key or " " in key


@pytest.mark.parametrize(("one", "other"), [("Олена Evans", "Іван Evans"), ("سارة Ahmed", "علي Ahmed")])
def test_letters_that_cannot_be_compared_make_no_name_equal(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other) == ""
    assert not same_name(one, other)
    assert same_name("Siân Łuksza", "sian luksza")
