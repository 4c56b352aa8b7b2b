"""What is learnt about remarks beside a yes: most chatty yeses stand, and few that are turned by plain words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answers import answer_of, remarks
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.weighing.misgivings import _learnt, misgiving
from hwb_mailbot.reading.weighing.notions import notions
from hwb_mailbot.reading.weighing.signs import AnsweredLetter, Remark, signs
from tests.reading.answered import YES, answered, plain, sets
from tests.reading.work import grows_in_proportion

UNDERSTOOD, ACTED = 0.66, 0.08
"""At least so many of the yeses never learnt from are understood; at most so many of those that are turned count."""


def test_answers_never_learnt_from_are_mostly_understood_and_seldom_acted_on_in_vain() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for one in (one for name in sets(examined=True) for one in answered(name)):
        answer = answer_of(one.text.split("\n"), to_head=one.to_head, known=one.letter)
        kind = "yes" if one.decision in YES else "turned" if one.decision is Answer.UNCLEAR else "no"
        assert answer in (one.decision, Answer.UNCLEAR) or kind == "turned", (one, answer)
        assert answer not in (Answer.REJECT, Answer.CANCEL) or kind == "no", (one, answer)
        counts[kind, answer is one.decision] += 1
    assert counts["yes", True] >= UNDERSTOOD * (counts["yes", True] + counts["yes", False]), counts
    assert counts["turned", False] <= ACTED * (counts["turned", True] + counts["turned", False]), counts


@pytest.mark.parametrize("name", [*sets(examined=True), *sets(examined=False)])
def test_what_turns_an_answer_stands_in_it(name: str) -> None:
    for one in answered(name):
        assert all(plain(turn) in plain(one.text) for turn in one.turns), one
        assert one.remark or not one.turns or one.decision is Answer.UNCLEAR, one


@pytest.mark.parametrize(
    ("harmless", "turning"),
    [
        ("He worked in our office for nine years.", "He works in our office most days."),
        ("He left us in August, the date is in SIMS.", "He is back with us as a cover supervisor."),
        ("The boiler has packed in again and we have had no heating since Monday.", "I have not checked anything yet."),
        ("Roedd hi'n athrawes arbennig a'r plant yn ei charu.", "Mae hi'n dal i ddysgu Blwyddyn 2 i ni."),
        ("Sori am yr oedi, roedd Estyn yma drwy'r wythnos.", "Dydw i ddim yn cofio neb o'r enw hwnnw yma."),
    ],
)
def test_nearly_the_same_words_may_stand_or_turn(harmless: str, turning: str) -> None:
    assert answer_of(["APPROVE", "", harmless], to_head=True) is Answer.APPROVE
    assert answer_of(["APPROVE", "", turning], to_head=True) is Answer.UNCLEAR


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("Mae'i ddyddiad gadael o ar SIMS yn barod.", Answer.APPROVE),
        ("His leaving date went onto our MIS in July.", Answer.APPROVE),
        ("Her leaving date of 31 August 2026 is entered in Arbor.", Answer.APPROVE),
        ("His leaving date, 31 August, went onto our MIS in July.", Answer.APPROVE),
        ("SIMS has her leaving on 31 December.", Answer.UNCLEAR),
        ("The leaving date in SIMS is 30 April 2026.", Answer.UNCLEAR),
        ("Mae'i ddyddiad gadael o heb ei roi ar SIMS yn iawn.", Answer.UNCLEAR),
    ],
)
def test_a_head_may_repeat_that_the_date_is_on_record(remark: str, expected: Answer) -> None:
    letter = (
        "On 5 January 2026 Hwb Support wrote:\nNia Evans has asked to keep her account.\n"
        "Leaving date we hold: 31/08/2026\nReply APPROVE or REJECT by 31 December 2026."
    )
    assert answer_of(["Iawn, cymeradwyo.", "", remark], to_head=True, known=letter) is expected


def test_a_name_stands_for_every_name() -> None:
    letter = AnsweredLetter(words=frozenset({"nia", "evans"}))

    def of(text: str) -> set[str]:
        return signs(Remark(text, True, True, False, True), letter)

    assert of("We all miss Nia very much.") == of("We all miss Evans very much.")
    assert of("We all miss Nia very much.") != of("We all miss Gareth very much.")


def test_a_welsh_word_is_known_by_its_mutated_forms() -> None:
    assert notions("chaws") == notions("gaws") == notions("caws") != frozenset()
    assert notions("doesn't") >= {"denies"}
    assert not notions("qwxyz")


def test_every_word_of_a_notion_is_folded_and_every_notion_weighed_is_listed() -> None:
    listed = vocabulary("notions")
    for words in listed.values():
        assert all(word == fold(word) and word.replace("'", "").isalpha() for word in words.split())
    weighed = {sign[2:] for sign in _learnt()[1] if sign.startswith("c=")}
    assert {notion for notion in weighed if notion[0] not in "<>-"} <= set(listed)


@given(st.text(max_size=300), st.booleans(), st.booleans())
def test_any_text_has_a_misgiving_between_nought_and_one(text: str, to_head: bool, follows: bool) -> None:
    for one in remarks(text.split("\n"), to_head=to_head):
        assert 0 <= misgiving(one, AnsweredLetter()) <= 1
    assert 0 <= misgiving(Remark(text, to_head, follows, True, True), AnsweredLetter(words=frozenset({"nia"}))) <= 1


def test_a_long_remark_takes_no_more_than_its_length() -> None:
    def judge(text: str) -> object:
        return misgiving(Remark(text, True, True, False, True), AnsweredLetter())

    assert grows_in_proportion(judge, "Nia has left us and " * 1_000)
