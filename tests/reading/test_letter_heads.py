"""Mails laid out as letters or with pictures: postcodes, ``Re:`` lines, arrows, and labels behind their values."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.terms.values import find_usernames
from tests.reading.writing import reading, stated

LETTER = """\
Bryn Teg Primary School
Chapel Lane
Aberllwyd
{postcode}

Dear Hwb Support,

Re: Miss Elin Rees
Re: Hwb username reese240
Re: Bryn Teg Primary School, DfES 660 2111

I authorise the consolidation of the account of the above. She left on 31 August 2026 and this is on SIMS. She is now at
Coed Mawr Primary School.
"""
STATED = {
    "staff_name": "Elin Rees",
    "former_username": "reese240",
    "former_dfes_number": "6602111",
    "former_school_name": "Bryn Teg Primary School",
    "new_school_name": "Coed Mawr Primary School",
    "leaving_date": "2026-08-31",
    "leaving_date_confirmed": True,
}


@pytest.mark.parametrize("postcode", ["CF10 3NQ", "SA99 4QT", "LL5 2EF", "W1A 1AA", "NP20 4UR"])
def test_a_letter_with_subject_lines_is_read_and_its_postcode_is_no_username(postcode: str) -> None:
    assert stated(reading(LETTER.format(postcode=postcode))) == STATED


@pytest.mark.parametrize("text", ["CF10 3NQ", "Llanhesg\nSA98 7ZZ\n25 Medi", "LL57 2EF.", "sw1a 1aa"])
def test_a_postcode_is_no_username(text: str) -> None:
    assert find_usernames(text) == ()


@pytest.mark.parametrize("re", ["Re:", "RE:", "Parthed:", "Ynghylch:"])
def test_what_a_letter_is_about_may_be_a_label(re: str) -> None:
    body = LETTER.format(postcode="CF10 3NQ").replace("Re: Hwb", f"{re} Hwb")
    assert stated(reading(body))["former_username"] == "reese240"


@pytest.mark.parametrize("arrow", ["->", "→", "➡️", "➜", "⇒", "»"])
def test_an_arrow_of_any_kind_leads_from_the_old_school_to_the_new(arrow: str) -> None:
    body = f"""\
I authorise this merge.

👤 Elin Rees
🏫 Bryn Teg Primary School (660 2111) {arrow} Coed Mawr Primary School
💻 reese240
📅 left 31 August 2026, leaving date on SIMS
"""
    assert stated(reading(body)) == STATED


@pytest.mark.parametrize("arrow", ["→", "➜", "➔", ":"])
def test_what_stands_behind_an_arrow_is_read_as_behind_a_colon(arrow: str) -> None:
    body = f"""\
My details for the consolidation.

• Staff code {arrow} ere
• Employee number {arrow} 481 5530
• Username {arrow} reese66
• New school {arrow} Coed Mawr Primary School 6612111
"""
    assert stated(reading(body, sender="Elin Rees <reese66@hwb.example>")) == {
        "staff_code": "ERE",
        "employee_number": "4815530",
        "new_username": "reese66",
        "new_school_name": "Coed Mawr Primary School",
        "new_dfes_number": "6612111",
    }


@pytest.mark.parametrize(
    ("former", "new"),
    [("former school", "new school"), ("ysgol flaenorol", "ysgol newydd"), ("old school", "new school")],
)
def test_a_school_may_have_its_label_in_brackets_behind_it(former: str, new: str) -> None:
    body = f"""\
I authorise this merge.

Elin Rees (former member of staff)
Bryn Teg Primary School ({former})
6602111 (DfES number)
reese240 (username)
Coed Mawr Primary School ({new})
31/8/26 (leaving date, on the MIS)
"""
    assert stated(reading(body)) == STATED


@pytest.mark.parametrize("verb", ["Authorising", "Releasing", "Confirming", "Merging", "Rhyddhau", "Cymeradwyaf"])
def test_the_word_that_begins_a_sentence_is_no_forename(verb: str) -> None:
    body = f"""\
{verb} Elin Rees, reese240, who left Bryn Teg Primary School (660 2111) for Coed Mawr Primary School on 31 August 2026.
Her leaving date is on SIMS and I authorise the merge.
"""
    assert stated(reading(body))["staff_name"] == "Elin Rees"


def test_a_subject_tells_where_a_leaver_is_now() -> None:
    body = "Authorised by me. Former school / DfES: Bryn Teg Primary School / 660 2111.\n\nLeaving date is on SIMS."
    subject = "Leaver: Elin Rees, reese240, now at Coed Mawr Primary School"
    assert stated(reading(body, subject=subject)) == {n: v for n, v in STATED.items() if n != "leaving_date"}


def test_who_says_what_support_will_probably_want_is_sure_of_it() -> None:
    body = (
        "I authorise the merge for Elin Rees. She left Bryn Teg Primary School (660 2111) on 31 August, on SIMS.\n\n"
        "PS I never gave you her username, which is what you probably want most of all: reese240.\n"
    )
    assert stated(reading(body))["former_username"] == "reese240"
