"""Mails as people write them: the two halves and the transfer request, in English, Welsh or both, in several hands.

``half`` gives subject and text; ``compose`` makes the bytes with any header a script wants. Nothing here knows what
the program makes of them.
"""

from __future__ import annotations

import random
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from tests.adversary.wales import Move, Wales

Text = tuple[str, str]
"""Subject and text."""

LABELS = {
    "en": {
        "leaving": ("MIS record updated with a leaving date", "Leaving date entered in MIS", "Leaving date on MIS"),
        "name": ("Former staff member's name", "Name of former member of staff", "Staff member"),
        "former school": ("Former school name", "Former school", "Name of former school"),
        "former number": ("Former school DfES number", "Former DfES number", "DfES number of former school"),
        "former username": ("Former staff member's Hwb username", "Former Hwb username", "Former username"),
        "new school": ("New school name", "New school", "Name of new school"),
        "new number": ("New school DfES number", "New DfES number", "DfES number of new school"),
        "new username": ("New Hwb username", "New username", "Username at the new school"),
        "code": ("New school staff code", "Staff code", "New staff code"),
        "employee": ("New school employee number", "Employee number", "Payroll number"),
    },
    "cy": {
        "leaving": ("Cofnod MIS wedi'i ddiweddaru gyda dyddiad gadael", "Dyddiad gadael wedi'i nodi yn yr MIS"),
        "name": ("Enw'r cyn-aelod o staff", "Enw'r aelod o staff"),
        "former school": ("Enw'r ysgol flaenorol", "Ysgol flaenorol"),
        "former number": ("Rhif AdAS yr ysgol flaenorol", "Rhif DfES yr ysgol flaenorol"),
        "former username": ("Enw defnyddiwr Hwb blaenorol", "Enw defnyddiwr blaenorol"),
        "new school": ("Enw'r ysgol newydd", "Ysgol newydd"),
        "new number": ("Rhif AdAS yr ysgol newydd", "Rhif DfES yr ysgol newydd"),
        "new username": ("Enw defnyddiwr Hwb newydd", "Enw defnyddiwr newydd"),
        "code": ("Cod staff yn yr ysgol newydd", "Cod staff"),
        "employee": ("Rhif gweithiwr yn yr ysgol newydd", "Rhif gweithiwr"),
    },
}
AUTHORISATION = ("leaving", "name", "former school", "former number", "former username", "new school")
CONSOLIDATION = ("new school", "new number", "new username", "code", "employee")
TRANSFER = ("former number", "former username")
_DISCLAIMERS = (
    "",
    "",
    "\n\nThis e-mail and any attachment are confidential and meant for the person to whom they are addressed alone.",
    "\n\nMae'r neges hon yn gyfrinachol. / This message is confidential.",
)


@dataclass(frozen=True)
class Hand:
    """How one person writes: language, layout, and how mistrustful their mail program is of line ends."""

    language: str
    chance: random.Random
    labels: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(chance: random.Random, language: str = "") -> Hand:
        language = language or chance.choice(("en", "en", "cy", "both"))
        own = chance.choice(("en", "cy")) if language == "both" else language
        labels = {name: chance.choice(ways) for name, ways in LABELS[own].items()}
        if language == "both":
            labels = {name: f"{LABELS['cy'][name][0]} / {LABELS['en'][name][0]}" for name in labels}
        return Hand(language, chance, labels)

    @property
    def welsh(self) -> bool:
        return self.language == "cy"

    def list(self, values: dict[str, str]) -> str:
        """Details one a line, as a list, with dots, or with stars."""
        ways = (("", ": "), ("", " - "), ("", " = "), ("- ", ": "), ("* ", ": "))
        # A bullet before a label in both languages is how our letters tell details: such a line counts as quoted.
        before, after = self.chance.choice(ways[:3] if self.language == "both" else ways)
        return "\n".join(f"{before}{self.labels[name]}{after}{value}" for name, value in values.items())

    def sign(self, name: str, role: str = "") -> str:
        thanks = {"en": "Kind regards,", "cy": "Diolch yn fawr,", "both": "Diolch / Thanks,"}[self.language]
        return f"\n\n{thanks}\n{name}{f'{chr(10)}{role}' if role else ''}{self.chance.choice(_DISCLAIMERS)}\n"


def details(wales: Wales, move: Move, welsh: bool, chance: random.Random) -> dict[str, str]:
    """Every detail of a move as people write it."""
    start, end = wales.place(move.former).school, wales.place(move.new).school
    number = chance.choice(("{0}", "{1}/{2}", "{1} {2}"))

    def written(digits: str) -> str:
        return number.format(digits, digits[:3], digits[3:])

    def username(name: str) -> str:
        return chance.choice((name, name, f"{name}@hwbcymru.example", name.upper()))

    return {
        "leaving": "Ydy, 31/08/2026" if welsh else chance.choice(("Yes, 31 August 2026", "Yes - 31/08/2026", "Yes")),
        "name": wales.people[move.person].name,
        "former school": start.name_cy if welsh else start.name_en,
        "former number": written(start.dfes_number),
        "former username": username(move.former.username),
        "new school": end.name_cy if welsh else end.name_en,
        "new number": written(end.dfes_number),
        "new username": username(move.new.username),
        "code": move.new.staff_code,
        "employee": move.new.employee_number,
    }


def authorisation(
    hand: Hand, *people: dict[str, str], name: str = "", without: Sequence[str] = (), also: Sequence[str] = ()
) -> Text:
    """A headteacher's half about one leaver or several; ``also`` names details of the new account that they add."""
    told = [{one: person[one] for one in (*AUTHORISATION, *also) if one not in without} for person in people]
    body = "\n\n".join(hand.list(one) for one in told)
    if hand.welsh:
        opening = "Annwyl Gymorth Hwb,\n\nRwy'n awdurdodi cyfuno cyfrifon Hwb cyn-aelod o'n staff. Dyma'r manylion:"
        return "Awdurdodiad i gyfuno cyfrifon Hwb", f"{opening}\n\n{body}{hand.sign(name, 'Pennaeth')}"
    opening = (
        "Dear Hwb Support,\n\nI authorise the consolidation of the Hwb accounts of a former member of our staff. "
        "The details are:"
    )
    if hand.language == "both":
        opening = f"Rwy'n awdurdodi cyfuno cyfrifon Hwb cyn-aelod o'n staff.\n\n{opening}"
    return "Authorisation to consolidate Hwb accounts", f"{opening}\n\n{body}{hand.sign(name, 'Headteacher')}"


def consolidation(
    hand: Hand, person: dict[str, str], *, name: str = "", without: Sequence[str] = (), also: Sequence[str] = ()
) -> Text:
    """A staff member's half; ``also`` names details of the former account that they add."""
    body = hand.list({one: person[one] for one in (*CONSOLIDATION, *also) if one not in without})
    if hand.welsh:
        opening = "Helo,\n\nHoffwn gyfuno fy nghyfrifon Hwb, gan fy mod wedi newid ysgol."
        return "Cyfuno fy nghyfrifon Hwb", f"{opening}\n\n{body}{hand.sign(name)}"
    opening = "Hello,\n\nI have moved school and would like to consolidate my Hwb accounts."
    if hand.language == "both":
        opening = f"Hoffwn gyfuno fy nghyfrifon Hwb.\n\n{opening}"
    return "Consolidation of my Hwb accounts", f"{opening}\n\n{body}{hand.sign(name)}"


def transfer(hand: Hand, person: dict[str, str], *, name: str = "") -> Text:
    """A transfer request."""
    body = hand.list({one: person[one] for one in TRANSFER})
    if hand.welsh:
        opening = "Helo,\n\nRwyf wedi symud ysgol ac hoffwn drosglwyddo fy nghyfrif Hwb blaenorol."
        return "Cais i drosglwyddo cyfrif Hwb", f"{opening}\n\n{body}{hand.sign(name)}"
    opening = "Hello,\n\nI have moved school and would like to transfer my former Hwb account."
    if hand.language == "both":
        opening = f"Hoffwn drosglwyddo fy nghyfrif Hwb.\n\n{opening}"
    return "Request to transfer my Hwb account", f"{opening}\n\n{body}{hand.sign(name)}"


def enquiry(hand: Hand, details: dict[str, str], *, name: str = "") -> Text:
    """What the new school writes for a member of its staff: ``details`` are a username or two and both numbers."""
    body = hand.list(details)
    if hand.welsh:
        opening = "Helo,\n\nMae aelod o staff wedi symud i'n hysgol ni ac mae am gadw'r cyfrif Hwb blaenorol."
        return "Trosglwyddo cyfrif Hwb", f"{opening}\n\n{body}{hand.sign(name)}"
    opening = "Hello,\n\nA member of staff has transferred to our school and wants to keep the existing Hwb account."
    return "Member of staff has transferred", f"{opening}\n\n{body}{hand.sign(name)}"


def compose(
    header: Sequence[tuple[str, str]], text: str, *, html: str = "", encoding: str = "8bit", html_only: bool = False
) -> bytes:
    """A mail's bytes: ``header`` as it is, in this order, then the text (and the HTML beside it)."""
    lines = [f"{name}: {_encoded(value)}" for name, value in header]
    lines.append("MIME-Version: 1.0")
    if not html:
        lines += [*_part("plain", text, encoding)]
    elif html_only:
        lines += [*_part("html", html, encoding)]
    else:
        lines += ['Content-Type: multipart/alternative; boundary="=_parts"', "", "--=_parts"]
        lines += [*_part("plain", text, encoding), "--=_parts", *_part("html", html, encoding), "--=_parts--", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def _part(kind: str, text: str, encoding: str) -> list[str]:
    head = [f"Content-Type: text/{kind}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}", ""]
    if encoding == "base64":
        return [*head, *encodebytes(text.encode()).decode("ascii").split("\n")]
    return [*head, *text.split("\n")]


def _encoded(value: str) -> str:
    if value.isascii() or "\r\n" in value:
        return value
    name, sep, address = value.rpartition(" <")
    if sep and address.endswith(">"):
        return f"{Header(name.strip(chr(34)), 'utf-8').encode()} <{address}"
    return Header(value, "utf-8").encode()


def dated(at: datetime) -> str:
    return format_datetime(at)
