"""What the field and answer readers work on: the mail's text as lines, each with where it stood and whose it is.

``mime``, ``html``, ``quoting`` and ``attachments`` make it from the bytes; ``fields``, ``answers``, ``language`` and
``kinds`` read it. Keeping this one value between the two halves means that clients and languages can change apart.
Values only; nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Voice(StrEnum):
    """Whose words a line is."""

    OWN = "own"
    """The sender's own new words: the only lines that state fields or answer a letter."""
    QUOTED_FORM = "quoted form"
    """The sender's words filled into a form of ours that they quoted: a value after our label."""
    QUOTE = "quote"
    """Somebody's earlier words (ours too): states nothing, unless the sender expressly adopts it."""
    FORWARDED = "forwarded"
    """A forwarded mail's words: a second-hand statement."""
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    """Also scanner footers, "Sent from my …" lines and external-sender banners."""


class Line(NamedTuple):
    """One line of text, blank ones too. ``cells`` holds the cells where the line is a table row (two or more).

    ``where`` is ``subject``, ``body``, ``html`` or ``attachment NAME`` as in ``Field.where``. ``coloured`` marks
    words that the sender set in another colour inside a quote (how people answer "in red below").
    """

    text: str
    voice: Voice
    where: str
    cells: tuple[str, ...] = ()
    coloured: bool = False


Numbered = tuple[int, Line]
"""A line and its number in the mail."""

_YEARS = range(1990, 2101)
"""Years in which a mail may have been written."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the sender laid it out: rows of cells, first row maybe a heading, in ``where``."""

    rows: tuple[tuple[str, ...], ...]
    where: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class Material:
    """One mail, decoded and divided, before its meaning is read.

    ``lines`` are those of the better of the text and HTML parts (whichever carries more structure), in the order the
    sender sees them; ``attachment_lines`` those of attached letters. ``defects`` and the header values are as in
    ``hwb_mailbot.domain.mails.Reading``. ``headers`` holds the lower-cased names and unfolded, decoded values of the
    header fields that classification needs (``auto-submitted``, ``precedence``, ``x-auto-response-suppress`` …).
    ``machine`` is empty for a person, else ``bounce``, ``auto-reply``, ``read-receipt``, ``calendar-reply``,
    ``mailing-list``, ``ticket-desk`` or ``notification``; ``machine_by_words`` where nothing but the words says so.
    ``bounce`` is ``failed`` or ``delayed`` where it is a bounce,
    ``returned_text`` the subject, reference and first words of the mail that came back, ``returned_id`` its Message-ID.
    """

    subject: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    attachment_lines: tuple[Line, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    from_address: str = ""
    from_name: str = ""
    to_addresses: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    sent_at: datetime | None = None
    null_sender: bool = False
    content_type: str = "text/plain"
    bounce: str | None = None
    failed_recipients: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    machine: str = ""
    machine_by_words: bool = False
    attached: bool = False
    """Whether a file came with it that is no part of its text."""
    returned_text: str = ""
    returned_id: str = ""

    def own(self) -> tuple[Line, ...]:
        """The sender's own lines, without blank ones."""
        return tuple(line for line in self.lines if line.voice is Voice.OWN and line.text.strip())

    def own_text(self) -> str:
        """The sender's own words as one text, lines kept."""
        return "\n".join(line.text for line in self.lines if line.voice is Voice.OWN).strip()

    def signed(self) -> list[str]:
        """The sender's lines with those of the sign-off, which may say who signs."""
        return [line.text for line in self.lines if line.voice in (Voice.OWN, Voice.SIGNATURE)]

    def quoted(self) -> list[str]:
        """The letter that came back: its lines, and those of a form in it that the sender filled in."""
        return [line.text for line in self.lines if line.voice in (Voice.QUOTE, Voice.QUOTED_FORM)]

    def sent_on(self) -> date | None:
        """The day in the Date header, against which dates without a year are read; None for one out of all time."""
        return self.sent_at.date() if self.sent_at is not None and self.sent_at.year in _YEARS else None
