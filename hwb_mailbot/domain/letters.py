"""A letter that a decision wants sent: to whom, about what, in which language. Not yet its words.

The words are the letters room's (``hwb_mailbot.letters``), which renders a ``LetterOrder`` to exact bytes before the
decision is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hwb_mailbot.domain.mails import Language

Scalar = str | bool | int | None
LetterValue = Scalar | Sequence[Mapping[str, Scalar]] | Sequence[str] | Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """One letter to one address on record.

    ``template`` is ``<audience>-<event>`` as in ``templates/letter/``. ``language`` ``BOTH`` puts Welsh and English
    into one letter (R23: people who have not written yet). ``values`` is what the template may use; every text in it
    is data and never markup. ``token`` is set where the letter asks for an answer (``Reply-To: inbox+TOKEN@…``).
    ``answers`` is the mail answered (Message-ID, for In-Reply-To and References), empty when nobody wrote first.
    ``unverified`` letters go out with a null return path (RFC 3834 section 3.3) and say nothing that their receiver
    did not say (N3). ``again_of`` is the id of a letter whose very words are sent once more; nothing is worded anew.
    """

    template: str
    to: str
    language: Language
    reference: str = ""
    values: Mapping[str, LetterValue] = field(default_factory=dict)
    token: str = ""
    answers: str = ""
    references: tuple[str, ...] = ()
    answered_subject: str = ""
    unverified: bool = False
    again_of: str = ""
    others: tuple[str, ...] = ()
    """The references of the other cases that the letter is about; it then names each, and its subject none."""


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter of ours as the store has it. ``token`` is the tag under which its answer comes back, if it asks."""

    id: str
    reference: str
    template: str
    to: str
    state: str
    token: str = ""
    unverified: bool = False
    others: tuple[str, ...] = ()


BLANK_FORM = "sender-blank-form"
"""The one letter that strangers get (R28)."""
OWN_ACCOUNT = "sender-own-account"
"""The one letter for known senders who wrote what is another's to write, whatever is on record (N3, R24)."""
EVERYBODY = "@"
"""Under which blank forms are counted in all, beside those to each address and domain."""


def domain_of(address: str) -> str:
    """Under which blank forms to the addresses of one domain are counted: ``@mail.example``."""
    return f"@{address.rpartition('@')[2].lower()}"


class LetterState:
    """The states of a stored letter document, from waiting to its end."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
