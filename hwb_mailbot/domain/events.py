"""What can happen to a case. Mail, web, timers and commands build these; only ``casework`` hands them to ``decide``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hwb_mailbot.domain.mails import Envelope, FieldName, Reading, Verdict


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter of ours that a mail brings back."""

    letter_id: str
    reference: str
    to: str
    others: tuple[str, ...] = ()
    """The references of the other cases that it was about."""


@dataclass(frozen=True, slots=True)
class MailArrived:
    """A mail that was read and verified. ``mail_id`` is the keyed hash that makes the same mail the same (N2).

    ``tags`` are the ``+tag`` parts of its inbox recipients, where tokens and the names of bounced letters come back.
    ``threads`` are those in our own Message-IDs that it answers: mail programs pass them on with forwards and copies,
    so they name the case, but prove nothing where the mail fails its own domain's checks. ``to_return_path_of`` is the
    letter to whose return path the mail came, as bounces and automatic replies do (RFC 5321 section 4.5.5, RFC 3834
    section 4); ``in_thread_of`` are those that it answers by their Message-ID, with a token or without.
    """

    mail_id: str
    envelope: Envelope
    reading: Reading
    verdict: Verdict
    tags: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    to_return_path_of: SentLetter | None = None
    in_thread_of: tuple[SentLetter, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryChanged:
    """A provisioning run or an import touched a school for which this case waits (R13)."""

    reference: str


@dataclass(frozen=True, slots=True)
class TimeCame:
    """A due time of this case was reached.

    ``alone``: only this case is decided on, as one that is decided along with it could not be.
    """

    reference: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class MergeCarriedOut:
    """The directory has done every step of the case's merge."""

    reference: str


@dataclass(frozen=True, slots=True)
class MergeBlocked:
    """The directory could not carry the merge out: the accounts are no longer as they were when it was decided."""

    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """The directory has put both accounts back; ``changed`` are fields changed since the merge, with what they said."""

    reference: str
    by: str
    reason: str
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """A letter of this case, and of ``others``, could not be delivered for good."""

    reference: str
    letter_id: str
    template: str
    others: tuple[str, ...] = ()
    """The references of the other cases that it was about."""


class SupportAction(StrEnum):
    """What the support team can do to a case by command or page (CONTRACT)."""

    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    RELEASE = "release"
    AMEND = "amend"
    LINK = "link"
    NOTE = "note"
    ASK = "ask"
    RESEND = "resend"
    UNLINK = "unlink"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    """Who takes part in a case: its staff member, the former school's headteacher, or the new school that enquired."""

    MOVER = "mover"
    HEADTEACHER = "headteacher"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class SupportActed:
    """A named member of the support team did something, with a reason (N1).

    ``party`` is who is asked, or for whom the case is withdrawn; ``words_cy`` and ``words_en`` are the question in the
    officer's own words. ``letter_id`` is the letter to be sent again.
    """

    reference: str
    action: SupportAction
    by: str
    reason: str
    field: FieldName | None = None
    value: str = ""
    other_reference: str = ""
    party: Party | None = None
    words_cy: str = ""
    words_en: str = ""
    letter_id: str = ""


@dataclass(frozen=True, slots=True)
class MailAttached:
    """A named member of the support team put a mail into the case's history, for people to see; it acts for nobody."""

    reference: str
    mail_id: str
    message_id: str
    by: str
    reason: str


Event = (
    MailArrived
    | DirectoryChanged
    | TimeCame
    | MergeCarriedOut
    | MergeBlocked
    | MergeUndone
    | LetterFailed
    | SupportActed
    | MailAttached
)
