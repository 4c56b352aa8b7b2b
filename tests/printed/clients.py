"""A letter of ours as people's mail programs send it back: what they wrote, and what the program makes of the letter.

Each client takes the rendered letter, the words that somebody writes, and the letter's two parts as they stand in the
quotation: as they came, or with a form filled in.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count

from hwb_mailbot.letters import RenderedLetter
from tests.letters.conftest import html_of, parsed, text_of

_SENT = {"en": "Monday, 14 September 2026 09:30", "cy": "14 Medi 2026 09:30"}
_numbers = count(1)


@dataclass(frozen=True)
class Returned:
    """A letter that goes back: what is written to it, and its parts as they are quoted."""

    letter: RenderedLetter
    words: str
    text: str
    html: str
    sender: str = "evansn87@hwbcymru.example"
    tongue: str = "en"

    @property
    def subject(self) -> str:
        return f"Re: {self.letter.subject}"

    @property
    def inbox(self) -> str:
        return str(parsed(self.letter)["From"].addresses[0].addr_spec)


def reply_address(letter: RenderedLetter) -> str:
    """Where a reply goes: Reply-To, else From."""
    message = parsed(letter)
    return str((message["Reply-To"] or message["From"]).addresses[0].addr_spec)


def returned(letter: RenderedLetter, words: str, **how: str) -> Returned:
    """The letter quoted as it came, ``words`` above it."""
    return Returned(letter, words, text_of(letter), html_of(letter), **how)


def outlook_desktop(back: Returned) -> bytes:
    """A header block instead of an attribution; every paragraph is ``MsoNormal``."""
    block = _header_block(back)
    own = "".join(f'<p class="MsoNormal">{entities.escape(line) or "<o:p>&nbsp;</o:p>"}</p>' for line in _lines(back))
    header = "<br>".join(f"<b>{name}:</b> {entities.escape(value)}" for name, value in block.items())
    rule = f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">{header}</p></div>'
    page = f'<html><body lang="EN-GB"><div class="WordSection1">{own}{rule}{_inner(back.html)}</div></body></html>'
    plain = "\n".join([*_lines(back), "", *(f"{name}: {value}" for name, value in block.items()), "", back.text])
    return _mail(back, plain, page)


def outlook_mobile(back: Returned) -> bytes:
    """The same with its own signature and a rule of underscores."""
    block = _header_block(back)
    signature = "Get Outlook for iOS" if back.tongue == "en" else "Cael Outlook ar gyfer iOS"
    header = "<br>".join(f"<b>{name}:</b> {entities.escape(value)}" for name, value in block.items())
    page = (
        f'<html><body><div dir="ltr">{"<br>".join(map(entities.escape, _lines(back)))}</div>'
        f'<div id="ms-outlook-mobile-signature"><br>{signature}</div><hr>'
        f'<div id="divRplyFwdMsg" dir="ltr">{header}</div>{_inner(back.html)}</body></html>'
    )
    told = [*_lines(back), "", f"{signature}<https://aka.example/o0ukef>", "_" * 32]
    plain = "\n".join([*told, *(f"{name}: {value}" for name, value in block.items()), "", back.text])
    return _mail(back, plain, page)


def gmail(back: Returned) -> bytes:
    """An attribution, quotation marks, and ``gmail_quote``."""
    attribution = _attribution(back)
    own = "".join(f"<div>{entities.escape(line) or '<br>'}</div>" for line in _lines(back))
    page = (
        f'<div dir="ltr">{own}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"{entities.escape(attribution)}<br></div>"
        f'<blockquote class="gmail_quote">{_inner(back.html)}</blockquote></div>'
    )
    return _mail(back, "\n".join([*_lines(back), "", attribution, "", _marked(back.text)]), page)


def apple_iphone(back: Returned) -> bytes:
    """Plain text with the telephone's signature, and a cited block."""
    signature = "Sent from my iPhone" if back.tongue == "en" else "Anfonwyd o fy iPhone"
    attribution = _attribution(back)
    own = "<br>".join(map(entities.escape, [*_lines(back), "", signature]))
    page = (
        f'<html><body dir="auto">{own}<div dir="ltr"><br>'
        f'<blockquote type="cite">{entities.escape(attribution)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{_inner(back.html)}</div></blockquote></body></html>'
    )
    return _mail(back, "\n".join([*_lines(back), "", signature, "", f"> {attribution}", ">", _marked(back.text)]), page)


def thunderbird(back: Returned) -> bytes:
    """Plain text; the words stand below the quoted line that asks for them, not above the letter."""
    lines = _marked(back.text).split("\n")
    place = max((at for at, line in enumerate(lines) if _asking(line, back.words)), default=len(lines) - 1)
    between = [*lines[: place + 1], "", *_lines(back), "", *lines[place + 1 :]]
    return _mail(back, "\n".join([_attribution(back), *(between if back.words else lines)]))


def nothing_quoted(back: Returned) -> bytes:
    """The words alone."""
    return _mail(back, "\n".join(_lines(back)))


CLIENTS: Mapping[str, Callable[[Returned], bytes]] = {
    one.__name__: one for one in (outlook_desktop, outlook_mobile, gmail, apple_iphone, thunderbird, nothing_quoted)
}


def tapped(letter: RenderedLetter, subject: str, body: str, tongue: str = "en", *, to: str = "", **how: str) -> bytes:
    """What a ``mailto:`` link opens on a telephone, sent as it is: a new mail that answers nothing."""
    signature = "Sent from my iPhone" if tongue == "en" else "Anfonwyd o fy iPhone"
    back = Returned(letter, body, "", "", tongue=tongue, **how)
    return _mail(back, f"{body}\n\n{signature}\n", subject=subject, threaded=False, to=to)


def _mail(
    back: Returned, text: str, html: str = "", *, subject: str = "", threaded: bool = True, to: str = ""
) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Nia Evans <{back.sender}>"
    mail["To"] = to or reply_address(back.letter)
    mail["Subject"] = subject or back.subject
    mail["Date"] = "Mon, 14 Sep 2026 11:15:00 +0100"
    mail["Message-ID"] = f"<{next(_numbers)}@mail.example>"
    if threaded:
        mail["In-Reply-To"] = mail["References"] = back.letter.message_id
    mail.set_content(re.sub(r"\n{3,}", "\n\n", text), cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _lines(back: Returned) -> list[str]:
    return back.words.split("\n") if back.words else []


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _asking(line: str, words: str) -> bool:
    asked = words.split("\n")[0].strip()
    return bool(asked) and line.lstrip("> ").startswith((f"- {asked}", f"{asked.partition(':')[0]}:"))


def _attribution(back: Returned) -> str:
    if back.tongue == "cy":
        return f"Ar 14 Medi 2026 am 09:30, ysgrifennodd Cymorth Hwb <{back.inbox}>:"
    return f"On Mon, 14 Sept 2026 at 09:30, Hwb Support <{back.inbox}> wrote:"


def _header_block(back: Returned) -> dict[str, str]:
    names = ("From", "Sent", "To", "Subject") if back.tongue == "en" else ("Oddi wrth", "Anfonwyd", "At", "Pwnc")
    values = (f"Hwb Support <{back.inbox}>", _SENT[back.tongue], f"Nia Evans <{back.sender}>", back.letter.subject)
    return dict(zip(names, values, strict=True))


def _inner(page: str) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    return found.group(1) if found else page
