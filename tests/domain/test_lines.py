"""A line of ours is known again however a mail client wrapped and marked it; a line of the sender's never is ours."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.lines import FRAGMENT, RUN, is_own_line, normalise_line, own_phrases

SENTENCE = "Please confirm that you sent us this request for Siân's two Hwb accounts."
OWN = frozenset(own_phrases(SENTENCE))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("> * **Please**, confirm\u00a0that", "please confirm that"),
        ("‘Siân’s’ `account´", "siân's account"),
        ("__ab_cd__ — …", "ab cd"),
        ("Sia\u0302n ﬁle", "siân file"),
        ("' '", ""),
        ("", ""),
    ],
)
def test_what_is_left_of_a_line(line: str, words: str) -> None:
    assert normalise_line(line) == words


def test_the_whole_line_and_every_run_of_words_is_remembered() -> None:
    assert list(own_phrases("One, two three four five.")) == [
        "one two three four five",
        "… one two three four",
        "… two three four five",
    ]
    assert list(own_phrases("One two three four")) == ["one two three four", "… one two three four"]
    assert list(own_phrases("One two three")) == []
    assert (RUN, FRAGMENT) == (4, 7)


@pytest.mark.parametrize(
    "line",
    [
        SENTENCE,
        f"> {SENTENCE.upper()}",
        "confirm that you sent us this request",
        "us this request for Siân’s two Hwb",
    ],
)
def test_our_own_lines(line: str) -> None:
    assert is_own_line(line, OWN)


def test_a_short_sentence_of_ours_is_known_as_a_whole() -> None:
    assert is_own_line("we merged both accounts", frozenset(own_phrases("We merged both accounts.")))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "confirm",
        "you sent us this",
        "confirm that you sent us this",
        f"{SENTENCE} Yes.",
        "that you sent us this request for another",
        "for request this us sent you that confirm",
    ],
)
def test_lines_of_the_senders(line: str) -> None:
    assert not is_own_line(line, OWN)
