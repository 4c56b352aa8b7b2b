"""Halves told in prose with the same facts each time: what differs is how heads and movers say them.

A case that fails here says which wording was not understood; a value that is wrong is worse than one that is missing.
"""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import MailKind
from tests.reading.writing import reading, stated

HEAD = "Mair Pugh <head@glannaueirin.example>"
MOVER = "Nel Rhodri <n.rhodri@brynteg.example>"
LEFT = {
    "staff_name": "Nel Rhodri",
    "former_username": "rhodrin4",
    "former_dfes_number": "6614031",
    "former_school_name": "Ysgol Glannau Eirin",
    "new_school_name": "Ysgol Bryn Teg",
    "leaving_date": "2026-08-31",
    "leaving_date_confirmed": "True",
}
ACCOUNTS = {"former_username": "rhodrin4", "new_username": "rhodrin22"}


@pytest.mark.parametrize(
    "text",
    [
        "We are Ysgol Glannau Eirin (661/4031). One of our teachers, Nel Rhodri, took a job at Ysgol Bryn Teg from"
        " September. I agree that rhodrin4 goes with her. Last day with us was 31 August 2026 and this is in SIMS.",
        "A teacher of ours, Nel Rhodri, is now working at Ysgol Bryn Teg. Ysgol Glannau Eirin's number is 661 4031 and"
        " hers was the account rhodrin4. SIMS: left 31/8/2026. I approve the transfer.",
        "Bu Nel Rhodri'n gweithio yma yn Ysgol Glannau Eirin tan 31 Awst 2026, a dyna sydd ar SIMS hefyd. Mae hi wedi"
        " mynd i Ysgol Bryn Teg, a chaiff ei chyfrif, rhodrin4. 661 4031 ydyn ni.",
        "Nel Rhodri would like to keep her account rhodrin4 at her new school, Ysgol Bryn Teg, and I authorise this."
        " She left Ysgol Glannau Eirin (6614031) on 31 August 2026, as SIMS shows.",
        "Hi, one of our leavers, Nel Rhodri, would like to hold on to her Hwb account (rhodrin4) at her new school,"
        " Ysgol Bryn Teg, and that is fine by me. She finished on 31/8/26 and we've put that on SIMS. We are Ysgol"
        " Glannau Eirin, 661/4031.",
        "Hoffai Nel Rhodri ddal gafael ar ei chyfrif Hwb rhodrin4 yn ei hysgol newydd, Ysgol Bryn Teg, ac rwy'n cytuno."
        " Gadawodd Ysgol Glannau Eirin (6614031) ar 31 Awst 2026 ac mae hynny ar SIMS.",
        "Rhyddhewch rhodrin4 i Nel Rhodri, gynt o Ysgol Glannau Eirin (6614031) a bellach o Ysgol Bryn Teg, os gwelwch"
        " yn dda. Dyddiad gorffen ar SIMS 31.8.26.",
        "Fel pennaeth Ysgol Glannau Eirin (rhif AdAS 6614031) rhoddaf ganiatâd i uno'r cyfrif rhodrin4, sy'n perthyn i"
        " Nel Rhodri, â'r un a greodd Ysgol Bryn Teg. Daeth ei chytundeb i ben ar 31 Awst 2026 a diweddarwyd SIMS yr un"
        " wythnos.",
        "Nel Rhodri, rhodrin4, left Ysgol Glannau Eirin on 31 August 2026. On SIMS? Yes, I checked this afternoon. Our"
        " number is 661 4031. She's at Ysgol Bryn Teg now. I agree to the move.",
        "Gall Nel Rhodri gadw ei chyfrif, rhodrin4, o'm rhan i. Gadawodd ni yn Ysgol Glannau Eirin (661 4031) ar 31"
        " Awst 2026 ac mae hi bellach yn Ysgol Bryn Teg. Mae'r dyddiad gadael ar SIMS.",
        "Rhoddaf ganiatâd i Nel Rhodri fynd â rhodrin4 gyda hi. Gadawodd ni yn Ysgol Glannau Eirin (661 4031) ar 31"
        " Awst 2026 ac mae hi bellach yn Ysgol Bryn Teg. Mae'r dyddiad gadael ar SIMS.",
        "Mae Nel Rhodri'n dweud eich bod angen gair gen i. Ydw, dwi'n hapus iddi gael rhodrin4. Gadawodd ni yn Ysgol"
        " Glannau Eirin (661 4031) ar 31 Awst 2026. Mae'r dyddiad gadael ar SIMS. Mae hi wedi mynd i Ysgol Bryn Teg.",
    ],
)
def test_what_a_headteacher_tells(text: str) -> None:
    found = reading(f"{text}\n\nMair Pugh", sender=HEAD)
    assert str(found.kind) == "authorisation"
    assert {name: str(value) for name, value in stated(found).items()} == LEFT


@pytest.mark.parametrize(
    "sentence",
    [
        "Could you join up rhodrin4 and rhodrin22 for me? The first is from my old school.",
        "I have rhodrin22 and rhodrin4. The second is my old one.",
        "Mae gen i rhodrin4 a rhodrin22. Y cyntaf ydi'r hen un.",
        "I'd like to keep rhodrin4 rather than start again with rhodrin22, which I was given here.",
        "Hoffwn gadw rhodrin4 yn hytrach na dechrau eto gyda rhodrin22, a gefais yma.",
        "rhodrin22 is what they gave me here; rhodrin4 is the one with all my work.",
        "rhodrin22 ges i yma; rhodrin4 yw'r un efo fy ngwaith i gyd.",
        "Everything I made is in rhodrin4. Here they've set me up as rhodrin22.",
        "Now I'm rhodrin22 instead of rhodrin4.",
        "Bellach rhodrin22 ydw i yn lle rhodrin4.",
        "I'd be glad to have rhodrin4 back instead of rhodrin22.",
        "My head at the old school has written about rhodrin4. I now have rhodrin22 as well.",
        "I was given rhodrin22 when I came, but I already had rhodrin4 from Ysgol Glannau Eirin.",
        "Ces i rhodrin22 pan ddes i, ond roedd gen i rhodrin4 yn barod o Ysgol Glannau Eirin.",
        "Y cyfrif oedd gen i yno oedd rhodrin4; yma rhodrin22 ydi o.",
        "rhodrin4 is from Ysgol Glannau Eirin and rhodrin22 from Ysgol Bryn Teg, where I've been since 1 September.",
    ],
)
def test_which_of_two_accounts_a_mover_had_before(sentence: str) -> None:
    found = stated(reading(f"I moved to Ysgol Bryn Teg. {sentence} My staff code is NRH.\n\nNel Rhodri", sender=MOVER))
    assert {name: found.get(name) for name in ACCOUNTS} == ACCOUNTS


@pytest.mark.parametrize(
    "sentence",
    [
        "I would like to keep rhodrin4 rather than rhodrin22.",
        "Please use rhodrin4 instead of rhodrin22.",
        "Could you join up rhodrin4 and rhodrin22 for me?",
    ],
)
def test_two_accounts_of_which_nothing_tells_the_old_one_are_not_told_apart(sentence: str) -> None:
    found = stated(reading(f"I moved to Ysgol Bryn Teg. {sentence} My staff code is NRH.\n\nNel Rhodri", sender=MOVER))
    assert not found.keys() & ACCOUNTS.keys()


@pytest.mark.parametrize(
    "sentence", ["My username should be rhodrin22 rather than rhodrin4.", "It's rhodrin22, not rhodrin4."]
)
def test_an_account_put_right_is_no_second_one(sentence: str) -> None:
    found = stated(reading(f"I moved to Ysgol Bryn Teg. {sentence} My staff code is NRH.\n\nNel Rhodri", sender=MOVER))
    assert "rhodrin4" not in found.values()


def test_a_question_that_is_not_answered_confirms_nothing() -> None:
    text = "I authorise Nel Rhodri, rhodrin4, who left on 31 August 2026. On SIMS? I will check."
    assert "leaving_date_confirmed" not in stated(reading(text, sender=HEAD))


def test_a_question_that_is_denied_denies() -> None:
    text = "I authorise Nel Rhodri, rhodrin4, who left on 31 August 2026. On SIMS? Not yet, sorry."
    assert stated(reading(text, sender=HEAD))["leaving_date_confirmed"] is False


def test_a_number_put_right_is_not_stated_though_the_right_one_has_a_wrong_shape() -> None:
    text = "I moved to Ysgol Bryn Teg, number 6684019 - correction, 9844019. My username is rhodrin22."
    assert "new_dfes_number" not in stated(reading(text, sender=MOVER))


@pytest.mark.parametrize(
    "text",
    [
        "Please could the account of Nel Rhodri, rhodrin4, be moved to her new post? I as headteacher authorise this.",
        "A ellir symud cyfrif Nel Rhodri, rhodrin4? Rwyf i fel pennaeth yn awdurdodi hyn.",
    ],
)
def test_a_polite_request_of_a_headteacher_is_an_authorisation(text: str) -> None:
    assert str(reading(f"{text} We are Ysgol Glannau Eirin (6614031).", sender=HEAD).kind) == "authorisation"


AUTHORISATION = (
    "I authorise the merging of the Hwb account of Nel Rhodri, rhodrin4, who left us at Ysgol Glannau Eirin (DfES 661"
    " 4031) for Ysgol Bryn Teg. Her leaving date, 31 August 2026, is on SIMS."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Carys Wyn in the office (wync3) put the date on.",
        "Carys Wyn yn y swyddfa (wync3) roddodd y dyddiad i mewn.",
        "Gareth Tudor (tudorg5) left at the same time but is not moving to another Hwb school.",
        "Gadawodd Gareth Tudor (tudorg5) yr un pryd ond nid yw'n symud i ysgol arall.",
        "Our old number was 661 4009 before we merged in 2015.",
        "Ein hen rif oedd 661 4009 cyn inni uno yn 2015.",
        "She was at Ysgol Pant Glas before she came to us.",
        "She taught at Ysgol Pant Glas (661 2201) before coming to us in 2019, but her account is ours.",
        "Bu yn Ysgol Pant Glas cyn dod atom ni.",
        "We also run Ysgol Cae Coch (661 2290) as a federation, but she was never there.",
        "The headteacher of Bryn Teg, Mr Alun Rees, knows about this.",
        "Mae ei gŵr, Dewi, hefyd yn gweithio ym Mryn Teg.",
    ],
)
@pytest.mark.parametrize("order", ["before", "behind"])
def test_what_else_a_headteacher_mentions_changes_nothing(sentence: str, order: str) -> None:
    text = f"{sentence} {AUTHORISATION}" if order == "before" else f"{AUTHORISATION} {sentence}"
    found = reading(f"{text}\n\nMair Pugh", sender=HEAD)
    assert len(found.requests) == 1
    assert {name: str(value) for name, value in stated(found).items()} == LEFT


@pytest.mark.parametrize(
    ("sentence", "confirmed"),
    [
        ("SIMS still has her as a current member of staff, though she left on 31 August 2026.", False),
        ("Mae hi'n dal ar SIMS fel aelod o staff er iddi adael ar 31 Awst 2026.", False),
        ("The MIS doesn't show her leaving date of 31 August 2026.", False),
        ("She left on 31 August 2026. I haven't put it in SIMS yet.", False),
        ("I can't see on SIMS that she left on 31 August 2026.", False),
        ("I can see on SIMS that she left on 31 August 2026.", True),
        ("Gallaf weld ar SIMS iddi adael ar 31 Awst 2026.", True),
        ("Gadawodd ar 31 Awst 2026 ac mae SIMS yn adlewyrchu hynny.", True),
        ("Rydym wedi cau ei chofnod ar SIMS o 31 Awst 2026.", True),
        ("Her leaving date of 31 August 2026 is on SIMS. She has gone to Ysgol Bryn Teg.", True),
        ("Mae ei dyddiad gadael, 31 Awst 2026, ar SIMS. Mae hi wedi mynd i Ysgol Bryn Teg.", True),
    ],
)
def test_what_stands_on_the_record(sentence: str, confirmed: bool) -> None:
    text = f"Nel Rhodri's account is rhodrin4. {sentence} I authorise the move.\n\nMair Pugh"
    assert stated(reading(text, sender=HEAD))["leaving_date_confirmed"] is confirmed


CONSOLIDATION = (
    "I moved from Ysgol Glannau Eirin to Ysgol Bryn Teg (661 2031) in September. My old account is rhodrin4 and my new"
    " one rhodrin22. My staff code is NRH and my employee number 5519302. Please merge the accounts."
)
MOVED = {
    "former_school_name": "Ysgol Glannau Eirin",
    "new_school_name": "Ysgol Bryn Teg",
    "new_dfes_number": "6612031",
    "former_username": "rhodrin4",
    "new_username": "rhodrin22",
    "staff_code": "NRH",
    "employee_number": "5519302",
}


@pytest.mark.parametrize(
    "sentence",
    [
        "I trained at Ysgol Pant Glas and had an account there, but that is long gone.",
        "My contract runs until 31 August 2027.",
        "Mae fy nghytundeb yn para tan 31 Awst 2027.",
        "My daughter is a pupil here, her account is rhodria15.",
        "Mae fy merch yn ddisgybl yma, rhodria15 yw ei chyfrif.",
        "My husband works at Ysgol Cae Coch.",
        "Mae fy ngŵr yn gweithio yn Ysgol Cae Coch.",
        "I also do a day a week at Ysgol Cae Coch (661 2290).",
        "Dwi hefyd yn gweithio diwrnod yr wythnos yn Ysgol Cae Coch (661 2290).",
        "I used to be head of year at Ysgol Glannau Eirin.",
    ],
)
@pytest.mark.parametrize("order", ["before", "behind"])
def test_what_else_a_mover_mentions_changes_nothing(sentence: str, order: str) -> None:
    text = f"{sentence} {CONSOLIDATION}" if order == "before" else f"{CONSOLIDATION} {sentence}"
    assert stated(reading(f"{text}\n\nNel Rhodri", sender=MOVER)) == MOVED


@pytest.mark.parametrize(
    "text",
    [
        "Rwy'n gwrthwynebu i Nel Rhodri gadw cyfrif rhodrin4 Ysgol Glannau Eirin.",
        "Mae gen i wrthwynebiad i Nel Rhodri gadw cyfrif rhodrin4.",
        "Nel Rhodri, rhodrin4, Ysgol Glannau Eirin (661 4031). Ni chaiff ei chyfrif ei symud.",
    ],
)
def test_an_objection_authorises_nothing(text: str) -> None:
    assert reading(text, sender=HEAD).kind is not MailKind.AUTHORISATION


@pytest.mark.parametrize(
    ("question", "confirmed"),
    [
        ("On SIMS? Yes.", True),
        ("Is SIMS down today? Yes.", None),
        ("Does it need to be on SIMS? Yes.", None),
        ("Will it be on SIMS by Friday? Yes.", None),
        ("Oes angen ei roi ar SIMS? Oes.", None),
        ("Any problem with SIMS? No.", None),
    ],
)
def test_a_question_answered_is_of_the_date_or_tells_nothing(question: str, confirmed: bool | None) -> None:
    text = f"I authorise the move of Nel Rhodri's account, rhodrin4. She left on 31 August 2026. {question}"
    assert stated(reading(text, sender=HEAD)).get("leaving_date_confirmed") is confirmed


@pytest.mark.parametrize(
    "text",
    [
        "Now I want rhodrin4 instead of rhodrin22.",
        "Nawr hoffwn gael rhodrin4 yn lle rhodrin22.",
        "Now that I have moved please give me rhodrin4 instead of rhodrin22.",
    ],
)
def test_who_wants_one_account_instead_of_the_other_does_not_have_it(text: str) -> None:
    fields = stated(reading(f"{text}\n\nNel Rhodri", sender=MOVER))
    assert fields.get("former_username") != "rhodrin22"
