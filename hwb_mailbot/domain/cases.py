"""A case: one staff member's consolidation, from its first half to its end (R3, R27, CONTRACT "A case").

``MOVES`` is the one table of states: which may follow which. A case is a value; a changed case is a new one. What a
case waits for is decided in ``hwb_mailbot.domain.deciding``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hwb_mailbot.domain.mails import Field, FieldName, Language, Problem


class Journey(StrEnum):
    """By two e-mails (R1 to R5) or by a transfer request that the headteacher approves (R6 to R9)."""

    EMAIL = "email"
    TRANSFER = "transfer"


class CaseState(StrEnum):
    """What a case waits for, or how it ended (CONTRACT)."""

    WAITING_AUTHORISATION = "waiting-authorisation"
    WAITING_CONSOLIDATION = "waiting-consolidation"
    WAITING_SENDER_CHECK = "waiting-sender-check"
    WAITING_DIRECTORY = "waiting-directory"
    WAITING_PROCEED = "waiting-proceed"
    REVIEW = "review"
    HELD = "held"
    MERGING = "merging"
    MERGED = "merged"
    UNDONE = "undone"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


_UNDECIDED = frozenset(
    {
        CaseState.WAITING_AUTHORISATION,
        CaseState.WAITING_CONSOLIDATION,
        CaseState.WAITING_SENDER_CHECK,
        CaseState.WAITING_DIRECTORY,
        CaseState.WAITING_PROCEED,
        CaseState.REVIEW,
    }
)
_ENDS = frozenset({CaseState.REJECTED, CaseState.EXPIRED, CaseState.WITHDRAWN})

MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    **{state: _UNDECIDED | _ENDS | {CaseState.HELD, CaseState.MERGING} for state in _UNDECIDED},
    CaseState.HELD: _UNDECIDED | {CaseState.HELD, CaseState.MERGING, CaseState.REJECTED, CaseState.WITHDRAWN},
    CaseState.MERGING: frozenset({CaseState.MERGING, CaseState.MERGED, CaseState.REVIEW}),
    CaseState.MERGED: frozenset({CaseState.MERGED, CaseState.UNDONE}),
    CaseState.UNDONE: frozenset({CaseState.UNDONE}),
    **{state: frozenset({state}) for state in _ENDS},
}
"""State -> states that may follow. Nothing leads out of an end, but that a merge may be undone."""

CLOSED = _ENDS | {CaseState.MERGED, CaseState.UNDONE}
"""The states of ended cases: found by reference, no longer joined, reminded or changed by mails."""


class Standing(StrEnum):
    """Why a half counts as its sender's: DMARC-aligned, called back at the address on record, or by support."""

    UNCONFIRMED = "unconfirmed"
    ACTS = "acts"
    CALLED_BACK = "called-back"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Half:
    """An authorisation or a consolidation as far as it is known; later mails complete it (R4).

    ``version`` grows when a stated value changes. ``mail_id`` and ``message_id`` are those of the latest mail.
    """

    fields: Mapping[FieldName, Field]
    sender: str
    standing: Standing
    version: int
    language: Language
    at: datetime
    mail_id: str = ""
    message_id: str = ""
    subject: str = ""
    address: str = ""
    """The address on record to which letters about this half go; empty where there is none."""
    note: str = ""
    """The mover's own words to the former school's headteacher (R6), passed on and read for nothing."""
    speaks_for: str = ""
    """What the sender was entitled to speak for: a school's DfES number (authorisation), a username (consolidation)."""
    approved_by: str = ""
    """Who of the support team authorised in the headteacher's place, by name (N1); empty where the headteacher did."""
    vouched: bool = False
    """Whether the address that the latest mail came from was vouched for, whatever that entitles it to."""
    misshapen: tuple[Problem, ...] = ()
    """What the latest mail stated that cannot be such a value: a DfES number with a digit too many."""

    def text(self, name: FieldName) -> str:
        """The stated value as text, empty where it was not stated."""
        stated = self.fields.get(name)
        return stated.value if stated is not None and isinstance(stated.value, str) else ""

    @property
    def stands(self) -> bool:
        """Whether the sender is known to be who they should be."""
        return self.standing is not Standing.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Correction:
    """What a mail from somebody's own address, that nobody vouches for, would change in a half that stands.

    Nothing merges while ``half`` (the mail's own words) is there; from ``until`` on a person decides. Settled: None.
    ``takes_back``: the mail says no to what stands, and ``half`` is that.
    """

    until: datetime
    half: Half | None = None
    takes_back: bool = False


class Question(StrEnum):
    """What a letter with a token asks its receiver (design, "Trust")."""

    HEADTEACHER_SENT_IT = "headteacher-sent-it"
    MOVER_SENT_IT = "mover-sent-it"
    APPROVE = "approve"
    PROCEED = "proceed"
    COMPLETE_AUTHORISATION = "complete-authorisation"
    COMPLETE_CONSOLIDATION = "complete-consolidation"
    SUPPORT_ASKED = "support-asked"


HEADTEACHER_QUESTIONS = frozenset({Question.HEADTEACHER_SENT_IT, Question.APPROVE, Question.COMPLETE_AUTHORISATION})
"""Questions put to the former school's headteacher; all others are put to the staff member."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is out: to whom, under which token (hashed), about which version of the request, until when."""

    question: Question
    address: str
    token_hash: str
    version: int
    expires_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Time spent waiting: ``days`` school days before ``since``, and all time from then on; None: the clock stands."""

    since: datetime | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Awaited:
    """A letter that waits for its receiver's answer: its key among ``Case.told``, and the reminders of it so far."""

    letter: str
    address: str
    spell: Spell
    reminders: int = 0
    reminded_at: datetime | None = None
    """When the latest reminder of it was written, by itself or in one letter with those of other cases."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a case has waited for what it waits for now. ``subject`` names that; another one starts anew."""

    subject: str
    spell: Spell
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened: ``event`` and ``details`` are codes for ``wording``, ``text`` a person's own reason.

    ``times`` is how often, where the latest of many alike stands for those before it.
    """

    at: datetime
    actor: str
    event: str
    details: tuple[str, ...] = ()
    message_id: str = ""
    mail_id: str = ""
    text: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class AccountName:
    """Which account a half of the case concerns; both texts empty while unknown."""

    username: str = ""
    dfes_number: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One staff member's case. ``reasons`` say why it stands where it stands; ``told`` which letters went out."""

    reference: str
    journey: Journey
    state: CaseState
    person: str
    opened_at: datetime
    updated_at: datetime
    language: Language = Language.BOTH
    reasons: tuple[str, ...] = ()
    former: AccountName = AccountName()
    new: AccountName = AccountName()
    authorisation: Half | None = None
    consolidation: Half | None = None
    enquiry: Half | None = None
    """What the new school asked for a member of its staff (R2a): it finds the case and weighs nothing."""
    corrected_authorisation: Correction | None = None
    corrected_consolidation: Correction | None = None
    proceeded: bool = False
    concerns: tuple[str, ...] = ()
    """Reasons for review that checks cannot find again: conflicts, contradictions, odd senders."""
    overruled: tuple[str, ...] = ()
    """Reasons that support has looked at and overruled, by name (kept in the history)."""
    asked: tuple[Asked, ...] = ()
    asked_by_support: tuple[Asked, ...] = ()
    """Questions in the support team's own words: people read the answers, which by themselves change nothing."""
    told: tuple[str, ...] = ()
    filled_in: tuple[str, ...] = ()
    """The lines of forms that our letters filled in, as ``question.vN:field=value``: quoted back they state nothing."""
    keys: tuple[str, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    due_at: datetime | None = None
    """When the clock has to look at the case next: a reminder, a closing date, the end of a pause, a leaving date."""
    patience: Patience | None = None
    awaited: tuple[Awaited, ...] = ()
    closes_at: datetime | None = None
    """When the case closes if nobody does anything; letters name its day. None while no such clock runs."""
    merged_at: datetime | None = None
    joined_to: str = ""
    """The older case's reference where two cases proved to be one (R27); this one then only finds that one."""
    before_join: tuple[Mapping[str, Any], ...] = field(default=())
    """Both cases, the older first, as they stood before they were joined: what separating them goes by."""
    apart: tuple[str, ...] = ()
    """References of cases that support has separated from this one: they are not joined by themselves again."""
    compared: tuple[Mapping[str, str | bool], ...] = field(default=())
    """Agreement field by field when the case was last decided, for support to see."""
    before_merge: tuple[Mapping[str, Any], ...] = field(default=())
    """Both accounts as they stood when the merge was decided: what undoing restores."""

    @property
    def open(self) -> bool:
        """Whether mails and runs may still move this case."""
        return self.state not in CLOSED and not self.joined_to
