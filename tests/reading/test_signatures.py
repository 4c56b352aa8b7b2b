"""Signatures, disclaimers and what devices and gateways add; but never an answer or a detail."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.voices.divide import material
from hwb_mailbot.reading.voices.signatures import device_line, name_line, sign_off

NAMES = frozenset({"eirlys", "rees"})


def read(body: str) -> Material:
    head = "From: Eirlys Rees <reese@brynonnen.example>\nTo: hwb@support.example\nSubject: Hwb\n"
    return material(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode(), frozenset())


def own(body: str) -> list[str]:
    return [line.text for line in read(body).own()]


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Kind regards,", "strong"),
        ("Cofion gorau / Kind regards", "strong"),
        ("Diolch a chofion gorau", None),
        ("Diolch yn fawr / Many thanks", "weak"),
        ("THANKS, EIRLYS REES", "weak"),
        ("Diolch Eirlys", "weak"),
        ("Diolch am roi gwybod i ni", None),
        ("Yn gywir iawn", "strong"),
        ("Thanks for approving it", None),
        ("Many thanks and best wishes", "strong"),
        ("Regards, the leaving date is in", None),
        ("Mit freundlichen Grüßen", "strong"),
        ("Cofion,", "strong"),
        ("", None),
    ],
)
def test_sign_offs(text: str, strength: str | None) -> None:
    assert sign_off(text, NAMES) == strength


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Eirlys Rees", True),
        ("E. Rees, Headteacher", True),
        ("Mrs E Rees (Pennaeth)", True),
        ("E.R.", True),
        ("Eirlys", True),
        ("Eir", True),
        ("Gwenno Puw", False),
        ("Rees:", False),
        ("I am Eirlys Rees and I approve this", False),
        ("Approve", False),
        ("Eirlys Rees | Pennaeth | Ysgol Bryn Onnen", True),
    ],
)
def test_names(text: str, named: bool) -> None:
    assert name_line(text, NAMES) is named


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("Sent from my iPhone", True),
        ("Anfonwyd o fy iPad", True),
        ("Get Outlook for Android<https://aka.example/x>", True),
        ("Anfonwyd o Outlook ar gyfer iOS", True),
        ("Von meinem iPhone gesendet", True),
        ("Envoyé de mon iPhone", True),
        ("Sent from my desk, which is much easier than a phone, as I said", False),
        ("Sent from my school?", False),
        ("I sent from my new account what you asked for", False),
    ],
)
def test_device_lines(text: str, added: bool) -> None:
    assert device_line(text) is added


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Approve.\n\nKind regards\nEirlys Rees\nHeadteacher\n01286 555 017", ["Approve."]),
        ("Approve.\n\n-- \nEirlys Rees\nReject all waste", ["Approve."]),
        ("Approve.\n\nDiolch\n\nGwrthod", ["Approve.", "Diolch", "Gwrthod"]),
        ("Bore da\n\nKind regards\n\nApprove", ["Bore da", "Kind regards", "Approve"]),
        ("Helo\n\nEirlys Rees\nGwrthod os gwelwch yn dda", ["Helo", "Eirlys Rees", "Gwrthod os gwelwch yn dda"]),
        ("Diolch\n\nCymeradwyo\n\nEirlys", ["Diolch", "Cymeradwyo"]),
        ("Helo\n\nDiolch\nEirlys\n\nEnw defnyddiwr: puwg12", ["Helo", "Diolch", "Eirlys", "Enw defnyddiwr: puwg12"]),
        (
            "Fy manylion:\nEirlys Rees\nYsgol Coed Hir\n6699871\nreese12\nEREE\n4654728\n\nDiolch\nEirlys",
            ["Fy manylion:", "Eirlys Rees", "Ysgol Coed Hir", "6699871", "reese12", "EREE", "4654728"],
        ),
        ("Iawn.\n\nCofion\nEirlys\n\nON: 31 Awst yw'r dyddiad", ["Iawn.", "ON: 31 Awst yw'r dyddiad"]),
        ("Trwy gamgymeriad anfonais y rhif anghywir.\n\nEirlys", ["Trwy gamgymeriad anfonais y rhif anghywir."]),
        ("Eirlys Rees", ["Eirlys Rees"]),
        ("Kind regards", ["Kind regards"]),
    ],
)
def test_own_words_are_left(body: str, expected: list[str]) -> None:
    assert own(body) == expected


def test_disclaimers_in_both_languages_and_what_follows_them() -> None:
    body = (
        "Approve.\n\nEirlys\n\nMae'r e-bost hwn ac unrhyw atodiadau yn gyfrinachol. Os nad chi yw'r derbynnydd, "
        "dilëwch y neges.\n\nThis email and any attachments are confidential. If you have received this in "
        "error please notify "
        "the sender.\n\nA footer of a council that nobody has ever seen before stands here as well."
    )
    found = read(body)
    assert found.own_text() == "Approve."
    assert sum(1 for line in found.lines if line.voice is Voice.DISCLAIMER and line.text) == 3


def test_a_banner_above_the_mail() -> None:
    assert own("CAUTION: This email originated from outside of the organisation.\n\nI approve this.") == [
        "I approve this."
    ]
    assert own("RHYBUDD: E-bost allanol.\n\nGwrthod") == ["Gwrthod"]


def test_an_empty_answer_with_a_signature_has_no_words() -> None:
    body = (
        "Eirlys Rees\nPennaeth, Ysgol Bryn Onnen, 6699871\n\nOn 5 Oct 2026 10:00, Hwb <h@support.example> wrote:\n> A"
    )
    assert read(body).own_text() == ""
