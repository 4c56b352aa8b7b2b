"""What is known of one mail: its envelope, what it says (``Reading``) and who sent it (``Verdict``).

Values only, handed from the reading and trust rooms to the deciding ones. They are stored beside the mail's record,
so each must survive a round trip through JSON (``hwb_mailbot.domain.documents``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the SMTP dialogue said, kept apart from the message's bytes (RFC 5321 section 2.3.1).

    ``mail_from`` is empty for the null reverse-path. ``recipients`` are as given in RCPT TO. ``received_at`` is UTC.
    """

    peer: str
    helo: str
    tls: bool
    mail_from: str
    recipients: tuple[str, ...]
    received_at: datetime


PERHAPS_BY_A_PERSON = "perhaps-by-a-person"
"""The defect of a mail that only its words make a robot's, where they may decide something or take it back."""


class MailKind(StrEnum):
    """What a mail is, as ``read`` prints it (CONTRACT)."""

    AUTHORISATION = "authorisation"
    CONSOLIDATION = "consolidation"
    TRANSFER_REQUEST = "transfer-request"
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    ENQUIRY = "enquiry"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"


CLASSIFIABLE = (
    MailKind.AUTHORISATION,
    MailKind.CONSOLIDATION,
    MailKind.TRANSFER_REQUEST,
    MailKind.ENQUIRY,
    MailKind.AUTO_REPLY,
)
"""What a person may say that a mail is. An answer to a letter is none: who decides for somebody does so by name."""


class Answer(StrEnum):
    """An answer to one of our letters; ``UNCLEAR`` wherever a careful officer would ask back."""

    APPROVE = "approve"
    REJECT = "reject"
    PROCEED = "proceed"
    CANCEL = "cancel"
    UNCLEAR = "unclear"


class Language(StrEnum):
    """The language of what the person wrote (R23)."""

    ENGLISH = "en"
    WELSH = "cy"
    BOTH = "both"


class FieldName(StrEnum):
    """The details that authorisations, consolidations and transfer requests carry (R1, R2, R6)."""

    LEAVING_DATE_CONFIRMED = "leaving_date_confirmed"
    LEAVING_DATE = "leaving_date"
    STAFF_NAME = "staff_name"
    FORMER_SCHOOL_NAME = "former_school_name"
    FORMER_DFES_NUMBER = "former_dfes_number"
    FORMER_USERNAME = "former_username"
    NEW_SCHOOL_NAME = "new_school_name"
    NEW_DFES_NUMBER = "new_dfes_number"
    NEW_USERNAME = "new_username"
    STAFF_CODE = "staff_code"
    EMPLOYEE_NUMBER = "employee_number"


AUTHORISATION_FIELDS: tuple[FieldName, ...] = (
    FieldName.LEAVING_DATE_CONFIRMED,
    FieldName.STAFF_NAME,
    FieldName.FORMER_SCHOOL_NAME,
    FieldName.FORMER_DFES_NUMBER,
    FieldName.FORMER_USERNAME,
    FieldName.NEW_SCHOOL_NAME,
)
"""The six things of an authorisation (R1)."""
AUTHORISATION_DETAILS = frozenset({*AUTHORISATION_FIELDS, FieldName.LEAVING_DATE})
"""The same with the leaving date itself, which a mail may tell beside its confirmation."""

CONSOLIDATION_FIELDS: tuple[FieldName, ...] = (
    FieldName.NEW_SCHOOL_NAME,
    FieldName.NEW_DFES_NUMBER,
    FieldName.NEW_USERNAME,
    FieldName.STAFF_CODE,
    FieldName.EMPLOYEE_NUMBER,
)
"""The five things of a consolidation (R2)."""

TRANSFER_FIELDS: tuple[FieldName, ...] = (FieldName.FORMER_DFES_NUMBER, FieldName.FORMER_USERNAME)
"""The two things of a transfer request (R6)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One stated detail: its normalised value, the verbatim text it was read from, and where that stood.

    ``value`` is a bool for ``leaving_date_confirmed``, an ISO date string for ``leaving_date``, else text.
    ``where`` is one of ``subject``, ``body``, ``html``, ``from``, ``attachment NAME``, ``quoted form``, ``quote``.
    """

    value: str | bool
    evidence: str
    where: str


NOT_THEIRS = frozenset({"support", "letter", "directory"})
"""Where a value stands that the sender did not write: the team amended it, our letter laid it out, we looked it up."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that was stated but cannot be one: ``code`` for ``wording``, ``text`` the verbatim words."""

    field: FieldName
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a mail states about one staff member (R5: there may be several)."""

    fields: Mapping[FieldName, Field] = field(default_factory=dict)
    missing: tuple[FieldName, ...] = ()
    problems: tuple[Problem, ...] = ()


class Detail(StrEnum):
    """What a value is by its shape alone, of whichever school or account it may be."""

    DFES_NUMBER = "dfes-number"
    USERNAME = "username"
    STAFF_CODE = "staff-code"
    EMPLOYEE_NUMBER = "employee-number"
    ON_RECORD = "on-record"
    """That something is on the record: ``Yes, it's in now``."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that made an answer unclear: ``code`` for ``wording`` says why, ``text`` is as its writer wrote it."""

    code: str
    text: str


class Topic(StrEnum):
    """What an enquiry asks, where that is certain: the questions of the FAQ (R21), how a case stands, and what to do
    where the new username no longer works."""

    STAFF_NOT_IN_PORTAL = "staff-not-in-portal"
    STAFF_TRANSFERRED = "staff-transferred"
    LEAVERS_STILL_SHOWN = "leavers-still-shown"
    LEARNER_NOT_IN_PORTAL = "learner-not-in-portal"
    LEARNER_PASSWORD = "learner-password"
    LAST_YEARS_CLASSES = "last-years-classes"
    JUST2EASY = "just2easy"
    CASE_STATUS = "case-status"
    CANNOT_SIGN_IN = "cannot-sign-in"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """An enquiry whose topic is certain, and what it names: keys to look up, nothing that was checked.

    ``names`` may hold words that merely look like a person's name, so they find records and are never repeated.
    """

    topic: Topic
    names: tuple[str, ...] = ()
    usernames: tuple[str, ...] = ()
    upns: tuple[str, ...] = ()
    dfes_numbers: tuple[str, ...] = ()
    school_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one mail says (CONTRACT, ``read --json``), with the evidence.

    ``from_address`` is the one exact address of the From header, lower-case in its domain, or empty where From is
    missing, repeated, malformed or names several. ``defects`` are codes of everything about the mail's form for
    which a person must look before anything is decided (``duplicate-from``, ``several-from``, ``malformed-from``,
    ``duplicate-subject``, ``duplicate-content-type``, ``parts-disagree``, ``empty-text``, ``too-many-parts``,
    ``unreadable`` …); empty for an ordinary mail. ``why`` explains the kind in codes for ``wording``.
    ``own_text`` is what the person wrote, without quotes, signature and disclaimer.
    """

    kind: MailKind
    language: Language
    answer: Answer | None = None
    reference: str | None = None
    bounce: str | None = None
    requests: tuple[Request, ...] = ()
    from_address: str = ""
    from_name: str = ""
    to_addresses: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    sent_at: datetime | None = None
    own_text: str = ""
    defects: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    machine: bool = False
    returns_on: date | None = None
    failed_recipients: tuple[str, ...] = ()
    delivery_report: bool = False
    """Whether it is in the form made for delivery reports (``multipart/report``, RFC 6522)."""
    enquiry: Enquiry | None = None
    answers_a_mail: bool = False
    """Whether it answers or passes on a mail, by its fields or its subject: what it quotes may be anybody's."""
    note: str = ""
    """What the mover asks to pass on to the former school's headteacher (R6), on one line."""
    only_thanks: bool = False
    """Whether it says nothing but thanks and greetings."""
    takes_back: bool = False
    """Whether its words may take back, hold up or doubt what they or others said."""
    people_named: tuple[str, ...] = ()
    """Whom the own words and the own subject call by full name, or by title and surname; not the sender."""
    usernames_named: tuple[str, ...] = ()
    """The words of a username's shape in them."""
    doubts: tuple[Doubt, ...] = ()
    """What made an unclear answer unclear, as far as it can be told."""
    few_words: Mapping[Detail, Field] = field(default_factory=dict)
    """What words of hardly more than a value would state, were it what the answered letter asks for (R4)."""
    mere_thanks: bool = False
    """Whether it thanks in so many words, and nothing in it could be taken for a yes."""
    yes_names: tuple[str, ...] = ()
    """Whom the very words of a yes name, where no letter came back with it against which they could be held."""


class Evidence(StrEnum):
    """How well the From address is vouched for (design, "Trust")."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"
    TEMPERROR = "temperror"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether From is vouched for, by what (``relay``, ``spf``, ``dkim`` or nothing), and the single results.

    ``dkim`` means that nothing but a signature does, which whoever kept the mail can send again.
    ``results`` holds readable lines such as ``dmarc=pass header.from=head.example`` for ``case show``.
    """

    evidence: Evidence
    address: str = ""
    vouched_by: str = ""
    results: tuple[str, ...] = ()
