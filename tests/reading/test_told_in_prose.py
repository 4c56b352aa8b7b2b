"""Sentences that busy people write, and what is stated by them: days put right, who writes, codes, wrapped lines."""

from __future__ import annotations

from datetime import date

import pytest

from hwb_mailbot.reading.leaving import leaving
from hwb_mailbot.reading.terms.names import find_names
from tests.reading.writing import reading, stated

SENT_ON = date(2026, 9, 22)
MOVER = "Elin Rees <reese66@hwb.example>"


@pytest.mark.parametrize(
    "sentence",
    [
        "Her leaving date is not 31 August but 4 September 2026, and it is on SIMS.",
        "Her leaving date is not 31 August as I told you yesterday, what SIMS has on her record is 4 September 2026.",
        "Her leaving date on SIMS is 4 September 2026, not 31 August.",
        "Her leaving date on SIMS is 4 September 2026 and not 31 August as I said.",
        "Nid 31 Awst ond 4 Medi 2026 yw ei dyddiad gadael ar SIMS.",
        "Mae ei dyddiad gadael, 4 Medi 2026, nid 31 Awst, ar SIMS.",
    ],
)
def test_a_day_put_in_place_of_another_is_the_leaving_date(sentence: str) -> None:
    found = leaving.said(sentence, SENT_ON)
    assert found is not None
    assert found.day is not None
    assert (found.confirmed, found.day.day) == (True, date(2026, 9, 4))


@pytest.mark.parametrize(
    "sentence", ["Her leaving date is not 31 August.", "Her leaving date, 31 August, is not on SIMS yet."]
)
def test_a_day_that_is_only_denied_is_confirmed_by_nothing(sentence: str) -> None:
    found = leaving.said(sentence, SENT_ON)
    assert found is not None
    assert not found.confirmed


def test_who_has_left_did_so_on_a_day_that_is_past() -> None:
    found = leaving.said(
        "she left us at the end of August the 31st and that is down on SIMS as her leaving date", SENT_ON
    )
    assert found is not None
    assert found.day is not None
    assert found.day.day == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a teacher at Our Lady of the Mountains RC Primary School.", "Our Lady of the Mountains RC Primary School"),
        ("at St Mary of the Angels Primary School", "St Mary of the Angels Primary School"),
    ],
)
def test_a_saint_may_be_of_something(text: str, name: str) -> None:
    assert [found.text for found in find_names(text)] == [name]


def test_a_person_is_not_of_something() -> None:
    assert "Siân Jones" in [found.text for found in find_names("with Siân Jones of the Maths Department")]


@pytest.mark.parametrize(
    "opening",
    [
        "Hi all, Mrs Ashcroft said to write. Elin Rees, new deputy at Coed Mawr Primary School, reese66.",
        "Elin Rees, formerly of Bryn Teg. I now teach at Coed Mawr Primary School.",
        "Helo, Elin Rees, athrawes newydd yn Coed Mawr Primary School.",
    ],
)
def test_who_begins_with_their_own_name_states_it(opening: str) -> None:
    body = f"{opening} Staff code ERE, employee number 4815530.\n"
    assert stated(reading(body, sender=MOVER))["staff_name"] == "Elin Rees"


@pytest.mark.parametrize("closing", ["\n\nElin Rees", "\n\nDiolch,\nElin Rees\nnew deputy"])
def test_a_sign_off_states_no_name(closing: str) -> None:
    body = f"I am at Coed Mawr Primary School, staff code ERE, employee number 4815530, username reese66.{closing}"
    assert "staff_name" not in stated(reading(body, sender=MOVER))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("My staff code is ere and my employee number is 4815530.", "ERE"),
        ("My staff code, in case it matters, is ere, and my employee number is 4815530.", "ERE"),
        ("Fy nghod staff ydi ere a fy rhif gweithiwr ydi 4815530.", "ERE"),
        ("Staff code ERO, sorry no, that's somebody else, mine is ERE. My employee number is 4815530.", "ERE"),
        ("Staff code ERO, oh no, that's somebody else's. My employee number is 4815530.", None),
    ],
)
def test_a_staff_code_in_small_letters_or_put_right(told: str, code: str | None) -> None:
    body = f"Please merge my accounts. I am at Coed Mawr RC Primary School, 661/2111, username reese66. {told}"
    fields = stated(reading(body, sender=MOVER))
    assert fields.get("staff_code") == code
    assert fields["employee_number"] == "4815530"


def test_who_thinks_that_this_is_all_is_sure_of_the_number() -> None:
    body = (
        "I started at Coed Mawr Primary School, 661 2111, my employee number is 4815530 I think that's everything bye"
    )
    assert stated(reading(body, sender=MOVER))["employee_number"] == "4815530"


def test_a_line_that_a_comma_left_open_is_no_label() -> None:
    body = """\
I wish to have my two Hwb accounts consolidated. I have been employed
at Coed Mawr Special School, DfES 677 7011, since 1 June 2026, where my
user name is reese66, my staff code ERE and my employee number 6105528.
From 2012 until 29 May 2026 I was employed at Bryn Teg School, DfES 680 4031,
user name reese2.
"""
    assert stated(reading(body, sender=MOVER))["new_username"] == "reese66"


def test_words_that_lead_to_a_detail_are_no_label_of_another() -> None:
    body = "I moved to Coed Mawr Primary School.\nFor your form: our DfES number here is 674 2402, on SIMS I'm ERE.\n"
    assert stated(reading(body, sender=MOVER))["new_dfes_number"] == "6742402"


def test_our_name_below_an_empty_form_fills_in_nothing() -> None:
    body = """\
The school is Coed Mawr Primary School, the number you want is 675 2144 and I'm reese66 here. My code is ERE.

From: Hwb Support <hwb@support.example>
Sent: 24 September 2026 16:40
To: Elin Rees
Subject: Please send us your details

New school name / Enw'r ysgol newydd:
New school employee number / Rhif gweithiwr yn yr ysgol newydd:

Hwb Support / Cymorth Hwb
"""
    fields = stated(reading(body, sender=MOVER, subject="RE: Please send us your details"))
    assert fields["new_school_name"] == "Coed Mawr Primary School"
    assert fields["new_dfes_number"] == "6752144"


@pytest.mark.parametrize("told", ["the one I'm writing from, reese66", "the account I am now writing from, reese66"])
def test_the_account_somebody_writes_from_is_the_new_one(told: str) -> None:
    body = f"New school: it's Coed Mawr Comprehensive. I've got a username there ({told}) and a staff code, ERE."
    fields = stated(reading(body, sender=MOVER))
    assert fields.get("new_username") == "reese66"
    assert "former_username" not in fields


@pytest.mark.parametrize(
    "told",
    ["It's Coed Mawr Primary she has moved to.", "And it is Coed Mawr Primary that she has gone to."],
)
def test_the_school_that_somebody_has_moved_to_may_stand_first(told: str) -> None:
    body = f"I authorise this for Elin Rees. {told} Bryn Teg Primary 660 2111, her username reese5."
    fields = stated(reading(body))
    assert fields["new_school_name"] == "Coed Mawr Primary"
    assert fields.get("former_school_name") in (None, "Bryn Teg Primary")


@pytest.mark.parametrize(
    "told", ["The account that I would like to keep is reese3.", "The one I want to keep is reese3."]
)
def test_the_account_to_be_kept_is_the_old_one(told: str) -> None:
    body = (
        f"I was at Bryn Teg and am now at Coed Mawr School (660 2111), username there reese66. Staff code ERE. {told}"
    )
    fields = stated(reading(body, sender=MOVER))
    assert (fields["former_username"], fields["new_username"]) == ("reese3", "reese66")


@pytest.mark.parametrize(
    "told",
    [
        "I have reese3 and reese66, the one I want to keep is reese66.",
        "Please close reese3. The one I'd like to keep is reese66 as that is the one I have here.",
    ],
)
def test_where_no_other_account_is_the_new_one_neither_is_stated(told: str) -> None:
    body = f"I was at Bryn Teg and am now at Coed Mawr School (660 2111). Staff code ERE. {told}"
    fields = stated(reading(body, sender="Elin Rees <elin@home.example>"))
    assert "former_username" not in fields
    assert "new_username" not in fields


def test_the_account_that_a_leaver_wants_to_keep_is_the_headteachers() -> None:
    body = "I authorise this for Elin Rees, Bryn Teg Primary 660 2111. The account she would like to keep is reese3."
    assert stated(reading(body))["former_username"] == "reese3"


@pytest.mark.parametrize(
    "told",
    [
        "Please can I authorise two of last year's staff from Bryn Teg Primary, DfES 660 2111.",
        "They are on SIMS, so I can authorise both in one go if that's OK with you. We are Bryn Teg Primary, 660 2111.",
    ],
)
def test_a_polite_authorisation_hangs_on_nothing(told: str) -> None:
    body = (
        f"{told} Elin Rees was reese5 and is now at Coed Mawr School. Huw Puw was puwh7 and is now at Dol Wen School."
    )
    assert reading(body).answer is None
