"""Stretches that are taken, and what asks about them: work in proportion to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.prose.mentions import mentions_in
from hwb_mailbot.reading.prose.staff_details import staff_details
from hwb_mailbot.reading.sides.lower_case import lower_case_schools
from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_mistyped_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold
from tests.reading.work import grows_in_proportion

STRETCH = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(STRETCH, max_size=20), st.lists(STRETCH, max_size=5), STRETCH)
def test_a_stretch_meets_what_it_shares_a_character_with(
    taken: list[tuple[int, int]], added: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    spans = Spans(taken)
    for one in added:
        spans.add(*one)
    assert spans.meet(*asked) == any(start < asked[1] and asked[0] < end for start, end in taken + added)


LINES = {
    "schools and numbers": "Bryn Teg 661 2345 ",
    "names": "Nia Rees (reesn4) ",
    "numbers": "661 2345 ",
    "mistyped numbers": "DfES 66123 ",
    "addresses": "pughg33 a@a.a ",
    "codes": "cod staff AB ",
    "employee numbers": "employee number 5512345 and ",
    "small letters": "at bryn teg 661 2345 ",
}


@pytest.mark.parametrize("name", LINES)
def test_one_long_line_takes_work_in_proportion(name: str) -> None:
    def read(text: str) -> None:
        folded = fold(text)
        find_dfes_numbers(text)
        find_mistyped_dfes_numbers(text)
        find_usernames(text)
        mentions_in(text, folded, Writer.STAFF, ["pughg33"], text.islower())
        lower_case_schools(folded, None)
        staff_details(text, folded)

    assert grows_in_proportion(read, LINES[name] * 1_000)
