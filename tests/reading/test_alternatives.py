"""Phrases put together find what they find one after the other."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hwb_mailbot.reading.alternatives import any_of
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import LANGUAGES, as_spaced, pattern, phrases

PIECES = st.sampled_from(
    ["a", "b", "an", "ab?", "a{1,2}b", "b*", r"\w+", "[ab]c", r"\.", "(?!b)", "|", " ", "c", "-", "(?:a|b)", "(?:an )?",
     "(?:a|bc?)", "(?:b|an?)?"]
)  # fmt: skip
WORDS = st.text(alphabet="abcn .-\n", max_size=40)


def one_after_the_other(fragments: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{'|'.join(fragments)})(?![\w])")


@example(["ac", "(?:a|b)", "a b"], "a b")
@example(["ac", "[ab]", "a b"], "a b")
@example(["(?:a|an) ?b", "(?:an )?(?:a|ac) b"], "an b, ac b")
@example(["(?:a )?(?:a|b)"], "a b")
@given(st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=8), WORDS)
def test_what_is_found_is_the_same_whatever_the_phrases(fragments: list[str], text: str) -> None:
    try:
        plain = one_after_the_other(fragments)
    except re.error:
        return
    assert [m.span() for m in any_of(fragments).finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize("section", ["answers", "perspective", "sides", "leaving", "values", "kinds"])
def test_every_vocabulary_finds_in_its_own_phrases_what_it_found(section: str) -> None:
    keys = {key for language in LANGUAGES for key in vocabulary(language).get(section, {})}
    texts = [re.sub(r"\\w[*+]?|[?*+(){}\[\]\\|:<!=]", "", phrase) for key in keys for phrase in phrases(section, key)]
    for key in keys:
        every = sorted(dict.fromkeys(phrases(section, key)), key=len, reverse=True)
        plain = one_after_the_other([as_spaced(phrase) for phrase in every])
        for text in texts[::5]:
            assert [m.span() for m in pattern(section, key).finditer(text)] == [m.span() for m in plain.finditer(text)]


def test_no_phrases_find_nothing() -> None:
    assert any_of([]).search("anything") is None
