"""Mere thanks, words that may take something back, and whom a mail names."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.answers.objections import only_thanks, people_named, takes_back, usernames_named
from hwb_mailbot.reading.reader import read

THANKS = [
    "Thanks",
    "Thank you very much, that is great.",
    "Great, thanks. I will tell her.",
    "Thank you for letting me know.\n\nElin Mai (maie99)",
    "Received, thanks Nia.",
    "Diolch yn fawr iawn",
    "Gwych, diolch o galon.",
    "Diolch am roi gwybod.",
]
TAKING_BACK = [
    "Stop!",
    "Please hold.",
    "Please ignore what I sent you.",
    "Oops. Not her.",
    "Wait - wrong person, it should have been Mari Puw.",
    "HR say no.",
    "I have not moved my files yet.",
    "I gave you the wrong old account, that one is my sister's.",
    "I authorised this by mistake.",
    "Peidiwch.",
    "Camgymeriad oedd hyn.",
    "Nid hi yw hi.",
    "Arhoswch os gwelwch yn dda.",
    "Rwy'n tynnu fy awdurdodiad yn ôl.",
]
NEITHER = ["She left in July.", "There are two of them here.", "Hmm", "I spoke to the office.", "Can you ring me?", "?"]


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_thanks(text: str) -> None:
    lines = text.split("\n")
    assert only_thanks(lines, "Elin Mai", "maie99")
    assert not takes_back(lines)


@pytest.mark.parametrize("text", TAKING_BACK)
def test_words_that_may_take_something_back(text: str) -> None:
    assert takes_back([text])
    assert takes_back([], text)
    assert not only_thanks([text])


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither(text: str) -> None:
    assert not takes_back([text])
    assert not only_thanks([text])


def test_a_long_mail_may_say_anything() -> None:
    assert takes_back(["Thanks. "] * 5_000)
    assert not only_thanks(["Thanks. "] * 5_000)


def test_whom_the_words_name() -> None:
    text = "I approve the transfer of Mr Gwynn and of Siân ap Rhys (aprhyss12). Elin Mai"
    assert people_named(text, "Elin Mai") == ("Mr Gwynn", "Siân ap Rhys")
    assert usernames_named(text) == ("aprhyss12",)


def test_a_reading_says_so() -> None:
    head = "From: Elin Mai <head@school.example>\r\nTo: hwb@support.example\r\nSubject: Siân ap Rhys\r\n\r\n"
    read_so = read((head + "Oops. Not her, but maie99.\r\n").encode())
    assert (read_so.takes_back, read_so.only_thanks) == (True, False)
    assert (read_so.people_named, read_so.usernames_named) == (("Siân ap Rhys",), ("maie99",))
    assert read((head + "Many thanks\r\n").encode()).only_thanks
