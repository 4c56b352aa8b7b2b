"""What the letter that is answered says of the case, and what that makes of the sentences beside a yes."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.answers.answers import answer_of
from hwb_mailbot.reading.weighing.signs import AnsweredLetter

LETTER = """Re: Authorisation needed
Dear Huw Rees

Nia Evans would like to keep the Hwb account from your school.

- Member of staff: Nia Evans
- Former Hwb username: evansn216
- Former school: Ysgol Gynradd Cwm Hafren (DfES number 6612345)
- New Hwb username: evansn87
- New school: Ysgol Coed Mawr (DfES number 6623456)
- Leaving date we hold: 31/08/2026

Reply APPROVE or REJECT."""


def test_a_letter_tells_the_schools_the_usernames_and_the_leaving_date() -> None:
    letter = answered_letter(LETTER)
    assert letter.former == {"cwm", "hafren"}
    assert letter.joined == {"coed", "mawr"}
    assert letter.kept == {"evansn216"}
    assert letter.closed == {"evansn87"}
    assert letter.months == {8}


@pytest.mark.parametrize(
    "table",
    [
        "Ysgol flaenorol\nYsgol Gynradd Cwm Hafren\n\nYsgol newydd\nYsgol Coed Mawr",
        "*Former school / Ysgol flaenorol:* Ysgol Gynradd Cwm Hafren\n*New school / Ysgol newydd:* Ysgol Coed Mawr",
        "> Former: evansn216 (Ysgol Gynradd Cwm Hafren)\n> New: evansn87 (Ysgol Coed Mawr)",
    ],
    ids=["one cell a line", "bold labels", "in brackets"],
)
def test_the_two_schools_are_told_apart_in_every_layout(table: str) -> None:
    letter = answered_letter(table)
    assert (letter.former, letter.joined) == ({"cwm", "hafren"}, {"coed", "mawr"})


def test_a_sentence_of_the_letter_names_no_school() -> None:
    letter = answered_letter(
        "Drwy gymeradwyo, rydych yn cadarnhau hyn i'ch ysgol\nAtebwch GWRTHOD os nad ydych yn cytuno"
    )
    assert not letter.former
    assert not letter.joined


def test_where_no_letter_came_back_nothing_is_known() -> None:
    assert answered_letter("") == AnsweredLetter()


@pytest.mark.parametrize(
    "beside",
    [
        "She is now teaching at Coed Mawr.",
        "Mae hi'n gweithio yng Nghoed Mawr ers mis Medi.",
        "Yng Nghoed Mawr y mae hi bellach.",
        "Mrs Evans has joined Ysgol Coed Mawr.",
        "Nia left us on 31 August and works at Coed Mawr now.",
    ],
)
def test_who_is_at_the_new_school_has_left(beside: str) -> None:
    assert answer_of(["I approve this request.", "", beside], to_head=True, known=LETTER) is Answer.APPROVE


@pytest.mark.parametrize(
    "beside",
    [
        "She is still teaching at Cwm Hafren.",
        "She is teaching here at Cwm Hafren on Mondays.",
        "She works at Cwm Hafren and at Coed Mawr.",
        "She is at Coed Mawr on Mondays and with us on Fridays.",
        "She is not at Coed Mawr.",
        "She works at Bryn Teg.",
        "Mae hi'n gweithio yng Nghwm Hafren o hyd.",
        "She left us on 31 December.",
    ],
)
def test_who_is_at_the_former_school_has_not(beside: str) -> None:
    assert answer_of(["I approve this request.", "", beside], to_head=True, known=LETTER) is Answer.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "I gladly give my consent to the request, given that the county also agrees.",
        "You have my full blessing to merge the accounts from Easter onwards.",
        "You have my full blessing to merge the accounts for what it is worth.",
        "I willingly approve the request on behalf of Mrs Rees.",
        "I approve the request and shall enter the date on Monday.",
        "I approve the request because I was told to.",
        "I give my consent to the merger if the governors have no objection.",
        "It gives me great pleasure to approve the request, the county permitting.",
        "I approve the request, into evansn87.",
        "Megan may keep the account, with my blessing.",
        "Rhoddaf fy nghydsyniad i'r cais o'r Pasg ymlaen.",
        "Mae'n bleser gennyf gymeradwyo'r cais petai'r sir yn fodlon.",
    ],
)
def test_a_yes_that_hangs_on_something_is_none_however_kind_its_letter(text: str) -> None:
    for told in (text, f"Thank you for your letter. {text} With every good wish to you all."):
        assert answer_of([told], to_head=True, known=LETTER) is Answer.UNCLEAR


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Rhoddaf fy nghydsyniad ichi, a hynny heb unrhyw amod, i fwrw ymlaen â'r uno.", Answer.APPROVE),
        ("Rhoddaf fy nghydsyniad ichi ar yr amod fod y clerc yn cytuno.", Answer.UNCLEAR),
        ("I approve, and our clerk has confirmed to me that the date is entered.", Answer.APPROVE),
        ("Our clerk says that the head would approve.", Answer.UNCLEAR),
    ],
)
def test_a_doubting_word_is_outweighed_by_a_sentence_that_doubts_nothing(text: str, answer: Answer) -> None:
    told = f"Thank you for your letter. {text} With every good wish to you all."
    assert answer_of([told], to_head=True, known=LETTER) is answer


@pytest.mark.parametrize(
    ("beside", "answer"),
    [
        ("Nia's leaving date is in our MIS.", Answer.APPROVE),
        ("Gareth's leaving date is in our MIS.", Answer.UNCLEAR),
        ("Gareth left on 31 August.", Answer.UNCLEAR),
        ("Mr Pugh left us at the end of August.", Answer.UNCLEAR),
        ("Mae dyddiad gadael Gareth ar SIMS.", Answer.UNCLEAR),
        ("Gadawodd Gareth ni ddiwedd Awst.", Answer.UNCLEAR),
        ("Mae dyddiad gadael Nia ar SIMS.", Answer.APPROVE),
        ("Gadawodd Nia ni ddiwedd Awst.", Answer.APPROVE),
        ("Nothing agreed here.", Answer.UNCLEAR),
        ("Nigel left on 31 August.", Answer.UNCLEAR),
        ("Nigel's leaving date is in our MIS.", Answer.UNCLEAR),
    ],
)
def test_the_leaver_s_own_date_bears_a_yes_out_and_nobody_else_s(beside: str, answer: Answer) -> None:
    assert answer_of(["I approve this request.", "", beside], to_head=True, known=LETTER) is answer


@pytest.mark.parametrize(
    ("name", "answer"), [("David", Answer.APPROVE), ("Dai", Answer.APPROVE), ("Dilwyn", Answer.UNCLEAR)]
)
def test_a_short_name_is_the_leaver_s_and_another_of_the_same_first_letters_is_not(name: str, answer: Answer) -> None:
    known = LETTER.replace("Nia Evans", "David Evans")
    told = f"{name} left on 31 August."
    assert answer_of(["I approve this request.", "", told], to_head=True, known=known) is answer
