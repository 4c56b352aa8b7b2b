"""What a quoted letter of support says that it has is not what its reader answers, however the letter lays it out."""

from __future__ import annotations

import pytest

from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.reader import read
from tests.reading.writing import mail, stated

ANSWER = "The DfES number is 667 4021 and my employee number is 9120447."
ANSWER_CY = "Rhif DfES yr ysgol yw 667 4021 a fy rhif cyflogai yw 9120447."
LETTER = """{answer}

Mari Tomos

From: Hwb Support / Cymorth Hwb <hwb@support.example>
Sent: 13 October 2026 15:30
To: Mari Tomos <mari.tomos@post.example>
Subject: [HWB-7MJD-R4XA] Details needed / Manylion sydd eu hangen

Diolch am eich neges. / Thank you for your message.

{heading}
{mark}New school name / Enw'r ysgol newydd: Ysgol Bro Dulas
{mark}New Hwb username / Enw defnyddiwr Hwb newydd: tomosm41
{mark}New staff code / Cod staff newydd: MTO

What is missing / Yr hyn sydd ar goll:
New school DfES number / Rhif DfES yr ysgol newydd:
New employee number / Rhif cyflogai newydd:
"""


@pytest.mark.parametrize("mark", ["", "- ", "> "])
@pytest.mark.parametrize(
    ("answer", "heading"),
    [
        (ANSWER, "What we have understood / Yr hyn a ddeallwyd:"),
        (ANSWER, "What we have so far:"),
        (ANSWER, "Details we have already received"),
        (ANSWER, "This is what we understood from your message:"),
        (ANSWER_CY, "Yr hyn a ddeallwyd / What we have understood:"),
        (ANSWER_CY, "Dyma'r hyn a ddeallwyd o'ch neges:"),
        (ANSWER_CY, "Yr hyn sydd gennym eisoes:"),
        (ANSWER_CY, "Y manylion a dderbyniwyd hyd yma:"),
    ],
)
def test_only_the_new_values_of_an_answer_are_stated(answer: str, heading: str, mark: str) -> None:
    result = read(
        mail(LETTER.format(answer=answer, heading=heading, mark=mark), subject="Re: [HWB-7MJD-R4XA] Details needed"),
        collect(templates_folder(), MARKER),
    )
    assert stated(result) == {"new_dfes_number": "6674021", "employee_number": "9120447"}


def test_what_is_filled_in_below_what_is_missing_is_stated() -> None:
    text = LETTER.format(answer="Filled in below.", heading="What we have understood:", mark="")
    text = text.replace("ysgol newydd:\n", "ysgol newydd: 667 4021\n")
    text = text.replace("cyflogai newydd:", "cyflogai newydd: 9120447")
    said = stated(read(mail(text), collect(templates_folder(), MARKER)))
    assert (said["new_dfes_number"], said["employee_number"]) == ("6674021", "9120447")
