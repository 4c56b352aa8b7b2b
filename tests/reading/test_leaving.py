"""The answer to the leaving-date line: confirmed is only what is said to be so now, by whoever writes."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from hwb_mailbot.reading.leaving.leaving_line import answered
from hwb_mailbot.reading.terms.labels import read_label
from tests.reading.writing import reading, stated

SENT = date(2026, 9, 10)


@pytest.mark.parametrize(
    "value",
    [
        "To do",
        "Yes - tbc",
        "Yes, TBC.",
        "31 August 2026 (to be confirmed by payroll)",
        "Yes, she says",
        "Yes, according to her",
        "Yes, apparently",
        "Yes. Payroll will confirm",
        "Yes, pending",
        "I'w gadarnhau",
        "Ydy, meddai hi",
        "Ydy - i'w roi ar SIMS",
        "31 Awst 2026, mae'n debyg",
    ],
)
def test_a_remark_that_puts_it_off_or_tells_it_of_another(value: str) -> None:
    assert answered(value, SENT, asks_record=True).confirmed is not True


@pytest.mark.parametrize(
    "value",
    [
        "Yes",
        "do",
        "Do, 31 Awst",
        "Ydy",
        "Yes, 31 August 2026",
        "31 August 2026",
        "Yes - entered in SIMS",
        "31.8.26 - on SIMS",
        "Yes, let me know if you need anything else",
        "Ydy, rhowch wybod os gwelwch yn dda os oes angen mwy",
    ],
)
def test_a_plain_answer(value: str) -> None:
    assert answered(value, SENT, asks_record=True).confirmed is True


OF_TWO = """I authorise the merging of these accounts.

Name: Elain Puw
Former Hwb username: puwe12
New school: Coed Mawr

Name: Ifan Rhys
Former Hwb username: rhysi8
New school: Pont y Felin

Former school: Cwm Hafren, 667 4021

%s

Huw Rees
Headteacher, Cwm Hafren"""


@pytest.mark.parametrize(
    "told",
    [
        "Leaving date on SIMS 31 August 2026 for Elain only.",
        "Leaving date on SIMS 31 August 2026, not for Ifan though.",
        "Leaving date on SIMS 31 August 2026 except for Ifan.",
        "Leaving date on SIMS: 31 August 2026. Ifan next week.",
        "The leaving date on SIMS is 31 August 2026, I must still do Ifan.",
        "The leaving date on SIMS is 31 August 2026, unlike Ifan's.",
        "Neither Elain nor Ifan has a leaving date on SIMS.",
        "Mae dyddiad gadael 31 Awst 2026 ar SIMS i bawb ond Ifan.",
        "Mae dyddiad gadael Elain, 31 Awst 2026, ar SIMS ond nid un Ifan.",
    ],
)
def test_one_who_is_set_apart_has_no_date_on_record(told: str) -> None:
    assert "leaving_date_confirmed" not in stated(reading(OF_TWO % told), 1)


FOLDER = Path(__file__).parent
HALF = (
    "I authorise moving Gwenno Pugh's account pughg33 from Ysgol Bro Dulas to Ysgol Bro Hafan. {}\n\nAlun Bevan, Head"
)
FORM = """I authorise this.

MIS record updated with a leaving date: {}
Former staff member's name: Gwenno Pugh
Former school name: Ysgol Bro Dulas
Former school DfES number: 6674021
Former staff member's Hwb username: pughg33
New school name: Ysgol Bro Hafan

Alun Bevan, Headteacher"""


@cache
def by_a_stranger() -> list[tuple[str, bool | None, str, bool | None]]:
    """Four hundred statements by somebody who knew the program not: form, what they say, text, what is read."""
    told = [json.loads(line) for line in (FOLDER / "leaving_dates.jsonl").read_text("utf-8").splitlines()]
    mails = [(FORM if one["form"] == "label" else HALF).format(one["text"]) for one in told]
    return [
        (one["form"], one["confirmed"], one["text"], stated(reading(mail)).get("leaving_date_confirmed"))  # type: ignore[misc]
        for one, mail in zip(told, mails, strict=True)
    ]


def test_nobody_confirms_in_vain() -> None:
    assert not [text for _, meant, text, read in by_a_stranger() if read is True and not meant]


@pytest.mark.parametrize(("form", "share"), [("label", 0.95), ("prose", 0.6)])
def test_most_who_confirm_are_understood(form: str, share: float) -> None:
    understood = [read is True for one, meant, _, read in by_a_stranger() if one == form and meant]
    assert sum(understood) >= share * len(understood)


@pytest.mark.parametrize(
    "told",
    [
        "Mae dyddiad gadael ar y system reoli.",
        "Mae ei dyddiad gadael ar y system reoli, fel y gwelwch yn y bedwaredd golofn.",
        "Mi fydd angen i chi wybod hefyd bod dyddiad gadael ar SIMS ar ei chyfer - 31 Rhagfyr 2025.",
        "Bydd angen i chi wybod fod ei dyddiad gadael wedi'i nodi ar SIMS.",
        "Dylwn ychwanegu bod y dyddiad gadael ar ei chofnod yn SIMS.",
        "Rhaid i mi ddweud hefyd fod dyddiad gadael ar ein system ar ei chyfer.",
        "Dylech chi wybod bod dyddiad gadael iddi ar y MIS ers mis Gorffennaf.",
        "Byddwch yn falch o glywed fod ei dyddiad gadael ar SIMS.",
        "You will need to know that her leaving date is on SIMS.",
        "You'll also want to know that a leaving date, 31 August 2026, is on her MIS record.",
        "I should add that her leaving date is recorded on SIMS.",
        "I ought to mention that her leaving date is on our MIS.",
        "I must tell you too that SIMS has her leaving date, 31 August 2026.",
        "It may help you to know that her leaving date went on SIMS in July.",
        "I would add that the leaving date is on her record in Arbor.",
        "Her last day was 30 April 2026. Our data manager put that date on her SIMS record before Easter "
        "and I've just looked: it is there.",
        "She left on 30 April 2026. The office entered that date on SIMS the same week.",
        "She finished with us on 30 April 2026. Mrs Dole has recorded that date in our MIS.",
        "Gadawodd ar 30 Ebrill 2026. Mae'r swyddfa wedi rhoi'r dyddiad hwnnw ar SIMS.",
        "Ei diwrnod olaf oedd 30 Ebrill 2026. Rhoddodd y clerc y dyddiad yna ar ei chofnod yn SIMS ac mae yno.",
        "Her last day was 30 April 2026. That same date has been put on SIMS by our clerk.",
        "Her last day was 30 April 2026. I have put that date into Teacher Centre myself.",
        "She left on 31 August 2026 and our business manager has entered that date on her record in SIMS.",
        "Mae hi wedi gadael ers 31 Awst 2026 ac mae'r dyddiad hwnnw ar SIMS.",
        "Her last day was 30 April 2026. Our secretary typed it into SIMS before Easter "
        "and I have checked that it is there.",
    ],
)
def test_a_date_told_just_before_or_announced_is_confirmed(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize("told", (FOLDER / "never_on_record.txt").read_text("utf-8").splitlines())
def test_what_negates_wishes_or_hears_confirms_nothing(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    "gone", ["No, she left on 31 August 2026.", "Sorry, it was 30 August, she left on 31 August 2026."]
)
def test_what_is_taken_back_may_be_taken_back_again(gone: str) -> None:
    result = reading(HALF.format(f"Her leaving date is on SIMS. {gone} Scrap that, it is the wrong one."))
    assert stated(result).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    "told",
    [
        "done for Elin",
        "Done (for Mr Rees)",
        "Entered for Elin Rees",
        "Yes, 31 August 2026, for Elin",
        "Yes - Elin Rees's date is on SIMS",
        "yes, Elin Rees, 31 August 2026",
        "Elin: yes",
        "Wedi'i wneud i Elin",
        "Wedi'i nodi ar gyfer Elin Rees",
        "Ydy, i Elin Rees",
        "yeah right",
        "Ha ha yes",
    ],
)
def test_a_label_answered_for_somebody_else_or_in_jest_confirms_nothing(told: str) -> None:
    assert stated(reading(FORM.format(told))).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    "told",
    [
        "done for Gwenno",
        "Done for Gwenno Pugh",
        "Gwenno: yes",
        "Yes, for Miss Pugh",
        "Yes, done by Elin",
        "Yes - entered by Mrs Rees",
        "Yes, Elin Rees in the office did it",
        "Ydy, gan Elin Rees",
        "Ydy, i Gwenno",
    ],
)
def test_a_label_answered_for_the_leaver_or_with_who_entered_it_confirms(told: str) -> None:
    assert stated(reading(FORM.format(told))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize(
    "told",
    [
        "Gwenno Pugh's leaving date is on SIMS.",
        "gwenno's leaving date is on sims",
        "Gwenno Pugh leaving date is on SIMS.",
        "Ms G Pugh's leaving date is on SIMS.",
        "Gwen's leaving date is on SIMS.",
        "The leaving date for Mrs Pugh is on SIMS.",
        "Her leaving date is on SIMS (Elin did it).",
        "The leaving date is on SIMS, entered by Elin Rees.",
        "Elin's put the leaving date on SIMS.",
        "Elin Rees has put her leaving date on SIMS.",
        "Elin in our office put the leaving date on SIMS for Gwenno.",
        "Elin Rees, our secretary, confirms that the leaving date is on SIMS.",
        "I asked Elin Rees for it and the leaving date is on SIMS.",
        "Thanks to Elin, her leaving date is on SIMS.",
        "End date 31/8/26 entered in MIS.",
        "As you ask, her leaving date is on SIMS.",
        "You asked about the leaving date: it is on SIMS.",
        "Of course her leaving date is on SIMS.",
        "Mae dyddiad gadael Miss Pugh ar SIMS.",
        "Mae'r dyddiad gadael ar SIMS i Gwenno.",
        "Mae Elin Rees wedi rhoi ei dyddiad gadael ar SIMS.",
        "Rhoddwyd ei dyddiad gadael ar SIMS gan Elin Rees.",
        "Diolch i Elin mae'r dyddiad gadael ar SIMS.",
        "Fel y dywedwch, mae ei dyddiad gadael ar SIMS.",
        "I am standing in for Elin Rees; the leaving date is on SIMS.",
        "Gwenno's last day was 30 April 2026. Our data manager put that date on SIMS.",
        "Elin Rees will take her class. Her leaving date is on SIMS.",
        "Diwrnod olaf Gwenno oedd 30 Ebrill 2026. Mae'r dyddiad hwnnw ar SIMS.",
        "Her replacement is Elin Rees and her leaving date is on SIMS.",
        "Gwenno Pugh, who shared a class with Elin Rees, has a leaving date on SIMS.",
        "Cofnodwyd y dyddiad gadael ar SIMS gan Mrs Rees.",
        "Elin Rees roddodd ei dyddiad gadael ar SIMS.",
    ],
)
def test_the_leavers_own_date_is_confirmed_whoever_entered_it(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is True


SHEET = """I authorise the consolidation, she left Ysgol Bro Dulas, 667 4021.

Surname\tForename\tHwb username\t{label}\tDestination
Pugh\tGwenno\tpughg33\t31/08/2026\tYsgol Bro Hafan

Alun Bevan
Headteacher"""


@pytest.mark.parametrize(
    ("label", "confirmed"),
    [
        ("DOL to be entered in SIMS", None),
        ("Leaving date to be put on SIMS", None),
        ("DOL needed on SIMS", None),
        ("DOL for SIMS", None),
        ("DOL awaiting SIMS", None),
        ("DOL on HR system", None),
        ("Dyddiad gadael i'w roi ar SIMS", None),
        ("Dyddiad gadael heb ei roi ar SIMS", None),
        ("Dyddiad gadael ar system AD", None),
        ("DOL", None),
        ("DOL in SIMS", True),
        ("Leaving date entered on SIMS", True),
        ("Dyddiad gadael ar SIMS", True),
    ],
)
@pytest.mark.parametrize("as_table", [True, False], ids=["column", "line"])
def test_a_label_that_puts_the_record_off_confirms_nothing(label: str, confirmed: bool | None, as_table: bool) -> None:
    form = FORM.replace("MIS record updated with a leaving date: {}", f"{label}: 31/08/2026")
    found = stated(reading(SHEET.format(label=label) if as_table else form))
    assert found["leaving_date"] == "2026-08-31"
    assert found.get("leaving_date_confirmed") is confirmed


@pytest.mark.parametrize("name", ["Ольга", "Æ83"])
def test_another_person_may_be_called_in_letters_of_another_script(name: str) -> None:
    told = stated(reading(f"I authorise the merge for Nia Parry, parryn4. {name}'s leaving date is on SIMS."))
    assert "leaving_date_confirmed" not in told


@pytest.mark.parametrize(
    "told",
    [
        "Elin Rees left on 30 April 2026.\n\nThat date is on SIMS.",
        "Elin Rees's last day was 30 April 2026. It was sunny. Our clerk put that date on SIMS.",
        "Elin Rees left us on 30 April 2026.\n\nGwenno will miss her.\n\nThat date is on SIMS.",
        "Elin Rees retired. She left on 30 April 2026.\n\nThat date is on SIMS.",
        "Gadawodd Elin Rees ar 30 Ebrill 2026.\n\nMae'r dyddiad hwnnw ar SIMS.",
    ],
)
def test_a_pause_makes_another_persons_date_nobody_elses(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    "told",
    [
        "Gwenno left on 30 April 2026. It was sunny. That date is on SIMS.",
        "Gwenno left on 30 April 2026.\n\nThat date is on SIMS.",
        "Elin Rees left on 30 April 2026.\n\nGwenno left on 30 June 2026.\n\nThat date is on SIMS.",
        "Elin Rees left on 30 April 2026.\n\nGwenno's account is not the only one. Gwenno's leaving date is on SIMS.",
    ],
)
def test_after_a_pause_too_the_leavers_own_date_is_confirmed(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize(
    ("leaver", "called", "confirmed"),
    [
        ("Gwenno Evans", "Evan", None),
        ("Gwenno Bowen", "Owen", None),
        ("Joanna Pugh", "Ann Pugh", None),
        ("Joanna Pugh", "Ann", None),
        ("Gillian Pugh", "Ian", None),
        ("Gwenno Pugh", "Gwenno Rees", None),
        ("Gwenno Pugh", "Gwen", True),
        ("Gwen Pugh", "Gwenno", True),
        ("Gwenllian Pugh", "Llian", True),
        ("Elizabeth Pugh", "Beth Pugh", True),
        ("Gwenno Mair Pugh", "Mair", True),
        ("Mari-Ann Pugh", "Ann", True),
        ("Gwenno Pugh", "Miss Pugh", True),
        ("Gwenno Pugh-Jones", "Mrs Jones", True),
        ("Gwenno Pugh-Jones", "Gwenno Jones", True),
    ],
)
def test_a_name_within_another_is_no_short_form_of_it(leaver: str, called: str, confirmed: bool | None) -> None:
    mail = HALF.replace("Gwenno Pugh", leaver).format(f"{called}'s leaving date is on SIMS.")
    assert stated(reading(mail)).get("leaving_date_confirmed") is confirmed


def test_a_wish_to_say_so_says_so() -> None:
    told = "I wish to confirm that her leaving date is on SIMS."
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize("laugh", ["Ha ha.", "hahaha!", "Ha, ha, ha, ha, ha, ha, ha, ha, ha, ha, ha, ha"])
def test_whoever_laughs_confirms_nothing(laugh: str) -> None:
    told = f"Her leaving date is on SIMS, {laugh}"
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    ("label", "confirmed"),
    [
        ("Required: Leaving date on SIMS", True),
        ("Leaving date on SIMS not Teacher Centre", True),
        ("Leaving date on SIMS, not on the HR system", True),
        ("DOL ON SIMS", True),
        ("DOL In SIMS", True),
        ("DOL Arbor", True),
        ("DOL Entered on SIMS", True),
        ("DOL added to SIMS", True),
        ("DOL - add to SIMS", None),
        ("DOL - enter it in SIMS", None),
        ("DOL to SIMS", None),
        ("DOL required on SIMS", None),
        ("DOL not entered in SIMS", None),
        ("Leaving date not on SIMS", None),
        ("Leaving date on HR not SIMS", None),
    ],
)
@pytest.mark.parametrize("as_table", [True, False], ids=["column", "line"])
def test_a_forms_marks_put_nothing_off_but_an_order_does(label: str, confirmed: bool | None, as_table: bool) -> None:
    test_a_label_that_puts_the_record_off_confirms_nothing(label, confirmed, as_table)


def test_a_place_called_dol_is_no_leaving_date() -> None:
    assert read_label("DOL WEN") is None
    assert read_label("Dol Fawr") is None
