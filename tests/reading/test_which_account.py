"""A mover who takes the account that stays for the one that closes would lose what they never saved (R9)."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answers import answer_of
from hwb_mailbot.reading.answers.which_account import right_way_round, wrong_way_round
from hwb_mailbot.reading.answers.why_unclear import doubts_of

LETTER = """Re: Your Hwb accounts
Dear Elin Mai Prys

- Former Hwb username: prys3
- Former school: Ysgol Gynradd Nant Gwyn (DfES number 6612345)
- New Hwb username: prys45
- New school: Ysgol Bryn Eglwys (DfES number 6623456)

prys45 will be deactivated and everything in it lost; prys3 moves to your new school.
Reply PROCEED or CANCEL."""

WRONG = [
    "I have emptied prys3.",
    "I've copied everything out of my old account.",
    "I understand that my old account will be deleted.",
    "You can close prys3 now.",
    "I don't need the old one any more.",
    "There is nothing left in prys3.",
    "All my worksheets are in the new account now.",
    "I've moved everything into prys45.",
    "I look forward to seeing my old mails in the Bryn Eglwys inbox.",
    "I've told everybody to write to prys45.",
    "I always get the two mixed up.",
    "The Nant Gwyn account can go.",
    "Dw i wedi gwagio prys3.",
    "Dw i wedi symud popeth i'r cyfrif newydd.",
    "Cewch gau'r hen gyfrif.",
    "Does dim angen yr hen un arna i mwyach.",
    "Does dim byd yn yr hen gyfrif.",
    "Deallaf y bydd prys3 yn cau.",
    "Edrychaf ymlaen at gael fy hen e-byst yn y cyfrif newydd.",
    "Everything I use is in the new account now, so I'd rather that one survived.",
    "Rwyf wedi gwagio fy nghyfrif gwreiddiol.",
    "Rwyf wedi gwagio fy hen gyfri.",
    "Dw i wedi symud popeth i fy nghyfrif newydd.",
    "Mae fy ffeiliau yn fy nghyfrif newydd.",
]
RIGHT = [
    "I have emptied prys45.",
    "I've copied everything out of the new account.",
    "I understand that prys45 will be closed.",
    "You can close the new one now.",
    "There is nothing left in the new account.",
    "The new one is empty.",
    "Please merge prys45 into prys3.",
    "Dw i wedi gwagio'r cyfrif newydd.",
    "Does dim byd yn y cyfrif newydd.",
    "Cewch gau'r cyfrif newydd.",
    "Dw i wedi gwagio fy nghyfrif newydd.",
    "Does dim byd yn fy nghyfrif newydd.",
]
NEITHER = [
    "I never put anything in the new one.",
    "Nobody has ever written to prys45.",
    "What I had saved in the new account is on my stick.",
    "I used the new one only until half term.",
    "Mae'r taflenni oedd yn y cyfrif newydd wedi'u hargraffu.",
]


@pytest.mark.parametrize("told", WRONG)
def test_who_has_the_accounts_the_wrong_way_round_is_asked_back(told: str) -> None:
    assert wrong_way_round(told, LETTER)
    assert not right_way_round(told, LETTER)
    for text in (f"PROCEED. {told}", f"Thank you. {told} Please go ahead."):
        assert answer_of([text], to_head=False, known=LETTER) is Answer.UNCLEAR


@pytest.mark.parametrize("told", RIGHT)
def test_who_has_them_the_right_way_round_says_what_our_letter_says(told: str) -> None:
    assert right_way_round(told, LETTER)
    assert not wrong_way_round(told, LETTER)
    assert answer_of([f"PROCEED. {told}"], to_head=False, known=LETTER) is Answer.PROCEED


@pytest.mark.parametrize("told", NEITHER)
def test_what_is_told_of_an_account_and_mistakes_none_is_weighed_as_anything_else(told: str) -> None:
    assert not wrong_way_round(told, LETTER)
    assert not right_way_round(told, LETTER)


def test_a_letter_that_says_itself_that_the_old_account_closes_is_believed() -> None:
    letter = LETTER.replace("prys45 will be deactivated and everything in it lost", "prys3 is then deleted")
    assert not wrong_way_round("I have emptied prys3.", letter)


def test_without_a_letter_the_new_account_is_the_one_that_closes() -> None:
    assert wrong_way_round("I have emptied my old account.", "")
    assert not wrong_way_round("I have emptied prys3.", "")


def test_what_takes_the_yes_away_is_named() -> None:
    (doubt,) = doubts_of(["PROCEED. I have emptied my old account."], to_head=False, known=LETTER)
    assert (doubt.code, doubt.text) == ("fact-against", "I have emptied my old account.")
