"""The labelled mails beside this file: no dangerous error, and every share over its bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.reading.scoring import MAILS, score

BARS = {
    "kind": 0.97, "decision": 0.97, "language": 0.95, "people": 0.95, "recall": 0.95, "precision": 0.99, "whole": 0.90
}  # fmt: skip


FIRST = ("english", "welsh", "replies", "machines")
KNOWN_MISSES = frozenset(
    "ncb-d-04 ncb-d-05 ncb-d-13 nea-auth-19 nea-auth-21 nea-auth-25 nea-auth-28 nea-cons-07 nea-cons-09 nea-cons-19 "
    "nea-dec-03 b7-c b7-d".split()
)
"""Mails that are not read whole yet; none of them states what nobody gave."""
KNOWN_MISSES_OF_SEVENTH = frozenset(
    "a-sa-auth-08 a-sa-auth-09 a-sa-auth-10 a-sa-auth-12 a-sa-auth-13 a-sa-auth-17 a-sa-auth-19 a-sa-cons-04 "
    "a-sa-trans-04".split()
)


@pytest.mark.parametrize(
    "folders",
    [
        FIRST,
        ("second",),
        ("third",),
        ("fourth",),
        ("fifth",),
        ("sixth",),
        ("ninth",),
        ("tenth",),
        ("eleventh",),
        ("twelfth",),
        ("thirteenth",),
        ("fourteenth",),
    ],
    ids=[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
    ],
)
def test_labelled_mails_are_read_over_the_bars(folders: tuple[str, ...]) -> None:
    total = score([MAILS / name for name in folders])
    figures = total.figures()
    assert figures["dangerous"] == 0, total.differences
    assert {name: figures[name] for name, bar in BARS.items() if figures[name] < bar} == {}, total.differences


def test_only_what_is_known_is_missed() -> None:
    assert set(score([MAILS / "third", MAILS / "fourth"]).differences) <= KNOWN_MISSES


def test_of_the_seventh_halves_only_what_is_known_is_missed() -> None:
    total = score([MAILS / "seventh"])
    missed = {name for name in total.differences if name.startswith("a-")}
    assert not [name for name in missed if "DANGEROUS" in str(total.differences[name])], total.differences
    assert missed <= KNOWN_MISSES_OF_SEVENTH


def test_no_answer_of_the_seventh_set_is_turned_round() -> None:
    differences = score([MAILS / "seventh"]).differences
    missed = {name: told for name, told in differences.items() if name.startswith("b-")}
    assert not [name for name, told in missed.items() if "DANGEROUS" in str(told)], missed
    assert len(missed) <= 13, missed


def test_every_half_of_the_eighth_set_is_read_whole() -> None:
    """At first sight, by hands that had not seen the reader: 0.875 whole, recall 0.965, three dangerous errors."""
    differences = score([MAILS / "eighth"]).differences
    assert {name: told for name, told in differences.items() if name.startswith("a-")} == {}


def test_what_the_eighth_set_shows_of_answers_and_of_halves_by_another_hand() -> None:
    """At first sight decision 0.766 and 0.500, halves whole 0.667; no answer is turned round, and no more is missed."""
    differences = score([MAILS / "eighth"]).differences
    assert [name for name, told in differences.items() if "DANGEROUS" in str(told)] == []
    missed = {letter: sum(name.startswith(f"{letter}-") for name in differences) for letter in "bcd"}
    assert missed["b"] <= 2, missed
    assert missed["c"] <= 22, missed
    assert missed["d"] <= 18, missed


def test_of_the_eleventh_halves_only_what_is_known_is_missed() -> None:
    """At first sight, by three hands that had not seen the reader: 0.886, 0.860 and 0.840 whole, four dangerous."""
    differences = score([MAILS / "eleventh"]).differences
    halves = {name for name in differences if name.startswith(("v1-", "h1-", "h2-"))}
    assert halves <= {"v1-14"}, differences


def test_every_answer_of_the_eleventh_set_is_understood() -> None:
    """At first sight 0.875 and 0.986 by two hands; none dangerous."""
    differences = score([MAILS / "eleventh"]).differences
    assert {name: told for name, told in differences.items() if name.startswith(("v3-", "r1-"))} == {}


@dataclass(frozen=True)
class Shown:
    """What is known to be missed of a set by several hands; ``CONTRIBUTING.md`` has its figures at first sight."""

    folder: str
    most_missed: Mapping[str, int]
    known_dangerous: frozenset[str] = frozenset()


SHOWN = (
    Shown(
        "fifteenth",
        {"y1": 8, "y2": 6, "y3": 5, "y4": 13},
        frozenset({"y3-cy-c02", "y3-en-a10", "y4-cy-18"}),
    ),
    Shown(
        "sixteenth",
        {"z1": 0, "z2": 1, "z3": 5, "z4": 3},
    ),
    Shown(
        "seventeenth",
        {"a1": 3, "a2": 6, "a3": 5, "a4": 8},
    ),
    Shown(
        "eighteenth",
        {"b1": 8, "b2": 29, "b3": 26, "b4": 11},
        frozenset({"b3-en-cons-08"}),
    ),
    Shown("nineteenth", {"c2": 1, "c3": 6, "c4": 5}),
    Shown("twentieth", {"d6": 0}),
    Shown("twentyfirst", {"e2": 6}),
)


@pytest.mark.parametrize("shown", SHOWN, ids=[shown.folder for shown in SHOWN])
def test_no_more_is_missed_of_a_set_by_several_hands_than_is_known(shown: Shown) -> None:
    total = score([MAILS / shown.folder])
    differences = total.differences
    assert {name for name, told in differences.items() if "DANGEROUS" in str(told)} <= shown.known_dangerous, (
        differences
    )
    missed = {hand: sum(name.startswith(f"{hand}-") for name in differences) for hand in shown.most_missed}
    assert {hand: n for hand, n in missed.items() if n > shown.most_missed[hand]} == {}, differences
