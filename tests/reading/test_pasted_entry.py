"""The leaver's entry in the school's record, pasted beside an answer."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from tests.reading.writing import reading

SUBJECT = "Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of Elan Prys"
LETTER = (
    "\n\nOn Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n"
    "> Dear Alun Bevan\n>\n> Elan Prys has told us that they now work at Maes Elwy High School.\n>\n"
    "> Staff member: Elan Prys\n> Former school: Ysgol Bro Dulas (6674021)\n> Former Hwb username: prysel3\n"
    "> Leaving date we hold: 31/08/2026\n> New school: Maes Elwy High School (6734107)\n>\n"
    "> Reply APPROVE if you agree. Reply REJECT if you do not agree.\n"
)
ENTRY = [
    ("Name", "Elan Prys"),
    ("Post", "Teaching assistant"),
    ("Date of leaving", "31/08/2026"),
    ("Reason", "Resignation - new post in another school"),
    ("Entered by", "O Stubbs, office manager"),
]
YNG_NGHYMRAEG = [
    ("Enw", "Elan Prys"),
    ("Swydd", "Cynorthwyydd dosbarth"),
    ("Dyddiad gadael", "31 Awst 2026"),
    ("Rheswm dros adael", "Ymddiswyddo, swydd newydd"),
    ("Cofnodwyd gan", "O Stubbs"),
]


def answer(yes: str, entry: list[tuple[str, str]], between: str = "\t", letter: str = LETTER) -> Answer | None:
    rows = "\n".join(between.join(row) for row in entry)
    body = f"{yes}\n\n{rows}\n\nKind regards\n\nAlun Bevan, Headteacher{letter}"
    return reading(
        body, subject=SUBJECT, sender="Alun Bevan <head@dulas.example>", date="Mon, 28 Sep 2026 12:30:00 +0000"
    ).answer


def with_row(label: str, value: str) -> list[tuple[str, str]]:
    kept = [row for row in ENTRY if row[0] != label]
    return [*kept[:2], (label, value), *kept[2:]]


@pytest.mark.parametrize("between", ["\t", ": ", "\n"])
@pytest.mark.parametrize(
    ("yes", "entry"),
    [
        ("Approved.", ENTRY),
        ("Approved.\n\nFor your records, this is what her entry in SIMS looks like:", ENTRY),
        ("APPROVE\n\nHer SIMS entry:", ENTRY),
        ("I approve.", with_row("Status", "Leaver")),
        ("I approve.", with_row("Start date", "01/09/2019")),
        ("I approve.", with_row("Hwb username", "prysel3")),
        ("I approve.", with_row("Name", "Prys, Elan")),
        ("I approve.", with_row("Last updated", "04/09/2026")),
        ("Cymeradwyo.", YNG_NGHYMRAEG),
        ("Cymeradwyo.\n\nDyma ei chofnod yn SIMS:", YNG_NGHYMRAEG),
    ],
)
def test_an_entry_that_agrees_leaves_the_yes(yes: str, entry: list[tuple[str, str]], between: str) -> None:
    assert answer(yes, entry, between) is Answer.APPROVE


@pytest.mark.parametrize("between", ["\t", ": ", "\n"])
@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Date of leaving", "31/12/2026"),
        ("Date of leaving", "17/07/2026"),
        ("Date of leaving", "not entered yet"),
        ("Name", "Elin Prys"),
        ("Name", "Alun Bevan"),
        ("Status", "Current"),
        ("Status", "Active"),
        ("Hwb username", "prysel9"),
        ("Reason", "Retirement"),
        ("Reason", "Secondment, returning in January"),
        ("Reason", "Dismissed"),
        ("Post", "Not ours"),
        ("Entered by", "nobody yet"),
        ("Start date", "01/09/2026"),
        ("Destination", "Pont y Felin Primary School"),
    ],
)
def test_an_entry_that_tells_otherwise_takes_the_yes_back(label: str, value: str, between: str) -> None:
    assert answer("Approved.", with_row(label, value), between) is not Answer.APPROVE


def test_whoever_made_the_entry_does_not_sign_the_answer() -> None:
    signed = reading(
        "Approved.\n\n" + "\n".join("\t".join(row) for row in ENTRY) + f"\n\nAlun{LETTER}",
        subject=SUBJECT, sender="Alun Bevan <head@dulas.example>", date="Mon, 28 Sep 2026 12:30:00 +0000",
    )  # fmt: skip
    assert signed.answer is Answer.APPROVE


def test_an_empty_leaving_date_takes_the_yes_back() -> None:
    assert answer("Approved.", with_row("Date of leaving", "-")) is not Answer.APPROVE


def test_an_entry_without_our_letter_agrees_with_nothing() -> None:
    assert answer("Approved.", ENTRY, letter="") is Answer.UNCLEAR


def test_an_entry_alone_is_no_yes() -> None:
    assert answer("Her SIMS entry:", ENTRY) is not Answer.APPROVE


def test_what_refuses_above_an_entry_still_refuses() -> None:
    assert answer("REJECT", ENTRY) is Answer.REJECT
