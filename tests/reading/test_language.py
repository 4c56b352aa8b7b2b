"""Which language the person wrote in."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.reading.terms.language import language_of
from tests.reading.writing import reading


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please merge my accounts, thank you.", "en"),
        ("Bore da,\n\nPlease find the details below.\n\nDiolch yn fawr\nCofion", "en"),
        ("Ysgol Gynradd Bro Dulas is my new school and Ysgol Llwyn Eirin was my old one.", "en"),
        ("Annwyl Hwb, hoffwn uno fy nghyfrifon os gwelwch yn dda.", "cy"),
        ("Hi,\n\nDw i wedi symud ysgol ac angen uno'r cyfrifon.\n\nThanks", "cy"),
        ("Iawn hogia? Isio uno nghyfrifon hwb os ga i", "cy"),
        ("Dw i wedi symud ysgol. I have moved school. Hoffwn uno cyfrifon. Please merge my accounts.", "both"),
        ("Hoffwn uno fy nghyfrifon. / I would like to merge my two accounts.\n\nThank you for your help.", "both"),
        (
            "Alla i ddim cytuno i hyn, mae arna i ofn. Mae popeth yn y cyfrif hwnnw a ni biau nhw. Rydym wedi dweud "
            "wrth yr athrawes ei bod yn gallu defnyddio'r cyfrif newydd sydd ganddi yn ei hysgol.\n\n"
            "Cymeradwywyd y polisi hwn gan y Cyngor. / This policy was approved by the Council.",
            "cy",
        ),
        ("CYMERADWYO", "cy"),
        ("APPROVE", "en"),
        ("CYMERADWYO / APPROVE", "both"),
        ("go ahead pls", "en"),
        ("iawn gen i", "cy"),
        ("Diolch", "cy"),
        ("", "en"),
        ("6612039 joness12", "en"),
    ],
)
def test_language_of_own_words(text: str, language: str) -> None:
    assert language_of([text]).value == language


def test_signature_quote_and_disclaimer_do_not_count() -> None:
    body = (
        "Please merge my accounts, I have moved to Ysgol Bro Dulas.\n\n-- \nGwenno Pugh\nAthrawes Blwyddyn 2\n"
        "Mae'r e-bost hwn yn gyfrinachol ac wedi'i fwriadu ar gyfer y sawl y cyfeiriwyd ef ato yn unig.\n"
    )
    assert reading(body).language is Language.ENGLISH


def test_the_later_text_decides_only_where_the_first_says_nothing() -> None:
    assert language_of(["123", "Hoffwn uno fy nghyfrifon"]) is Language.WELSH
    assert language_of(["123", "456"], Language.WELSH) is Language.WELSH


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Hello, here are my details.", "Thanks for your help with this", Language.ENGLISH),
        ("Helo, dyma fy manylion i.", "Diolch am eich help gyda hyn", Language.WELSH),
    ],
)
def test_the_labels_of_our_form_are_nobodys_language(before: str, after: str, language: Language) -> None:
    form = (
        "Enw'r ysgol newydd / New school name: Ysgol Bro Dulas\n"
        "Rhif DfES yr ysgol newydd / New school DfES number: 667 4021\n"
        "Cod staff / Staff code: GPU\nRhif cyflogai / Employee number: 0042317\n"
    )
    assert reading(f"{before}\n\n{form}\n{after}").language is language


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Manylion newydd / New details", Language.BOTH),
        ("Cyfrifon i'w huno / Accounts to merge", Language.BOTH),
        ("", Language.BOTH),
        ("Rwy'n anfon fy manylion newydd.", Language.WELSH),
        ("I am sending my new details to you.", Language.ENGLISH),
        ("Rwy'n awdurdodi hyn. / I authorise this.", Language.BOTH),
    ],
)
def test_a_form_of_the_writers_own_in_both_languages(heading: str, language: Language) -> None:
    form = (
        "Ysgol / School: Ysgol Gyfun Bro Dulas\nRhif DfES / DfES no: 667/4021\nEnw defnyddiwr / Username: pughg77\n"
        "Cod staff / Staff code: GPU\nRhif gweithiwr / Employee no: 518640\n"
    )
    assert reading(f"{heading}\n\n{form}\nGwenno Pugh").language is language


@pytest.mark.parametrize(
    ("text", "language"),
    [("cymradwyo", "cy"), ("Gwrhtod", "cy"), ("cymeradwwyo", "cy"), ("aprove", "en"), ("rejcet", "en")],
)
def test_a_mistyped_keyword_alone_is_of_its_language(text: str, language: str) -> None:
    assert reading(text, subject="Re: [HWB-FM74-3XHS] Hwb").language == language


@pytest.mark.parametrize(
    "added",
    [
        "Os daeth y neges hon atoch mewn camgymeriad, gwrthodwch hi. / If this has come to you by mistake, reject it.",
        "If this message has reached you in error, please delete it and let the sender know.",
        "If this email has come to you by mistake please delete it.",
    ],
)
def test_a_disclaimer_says_nothing_of_the_writers_language(added: str) -> None:
    written = "Prynhawn da\n\nMae popeth yn iawn o'm rhan i, gallwch fwrw ymlaen.\n\n"
    assert reading(written + added).language == "cy"
