"""Who the sender of a mail is to a case, and what that entitles a half of theirs to (R24, R25, design "Trust").

``AUTHORISATION_RULES`` and ``CONSOLIDATION_RULES`` say what a half may do, ``STANDING_RULES`` whose words against what
others have given hold a case. The first row that fits decides. Only the exact From address counts, and only as well as
the verdict vouches for it; a display name, Reply-To or any address in the text is nobody's identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus, SchoolStatus
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import Evidence
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.successors import has_become


class Effect(StrEnum):
    """What a half may do that this sender sent."""

    ACTS = "acts"
    CALL_BACK = "call-back"
    REVIEW = "review"
    NOBODY_ON_RECORD = "nobody-on-record"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The effect, its reason code, and where it calls back (an address on record)."""

    effect: Effect
    reason: str = ""
    call_back_to: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The From address of a mail and how well it is vouched for.

    ``answered_token`` is set where the mail brought back a good token of a letter sent to this very address: then it
    speaks for the address as well as a DMARC pass does.
    """

    address: str
    evidence: Evidence
    answered_token: bool = False

    @property
    def vouched(self) -> bool:
        """Whether the address is known to be the sender's."""
        return bool(self.address) and (self.evidence is Evidence.PASS or self.answered_token)


@dataclass(frozen=True, slots=True)
class _Seat:
    """A sender beside the accounts a half concerns."""

    sender: Sender
    facts: Facts
    school: str
    former: Account | None
    new: Account | None
    on_record: tuple[str, ...]
    new_schools: tuple[str, ...] = ()
    names_new: bool = False

    @property
    def is_on_record(self) -> bool:
        return self.sender.address in self.on_record

    @property
    def is_mover(self) -> bool:
        return any(
            account is not None and account.email.lower() == self.sender.address for account in (self.former, self.new)
        )

    @property
    def mover_heads_the_school(self) -> bool:
        if self.former is None:
            return False
        return self.former.role is AccountRole.HEADTEACHER or any(
            same_name(head.full_name, self.former.full_name)
            for head in self.facts.headteachers(self.former.dfes_number)
        )

    @property
    def heads_the_new_school(self) -> bool:
        return any(self.sender.address in self.facts.headteacher_addresses(one) for one in self.new_schools)

    @property
    def closed(self) -> bool:
        school = self.facts.school(self.school)
        return school is not None and school.status is SchoolStatus.CLOSED


_NOT_STAFF = {AccountKind.LEARNER: "learner-account", AccountKind.GOVERNOR: "governor-account"}


def _kind(account: Account | None) -> AccountKind:
    return account.kind if account is not None else AccountKind.OTHER


_Rule = tuple[str, Callable[[_Seat], bool], Callable[[_Seat], Entitlement]]

AUTHORISATION_RULES: tuple[_Rule, ...] = (
    (
        "the former school is closed: a successor's head may authorise through support",
        lambda seat: seat.closed,
        lambda seat: Entitlement(Effect.REVIEW, "former-school-closed"),
    ),
    (
        "nobody is on record for the school",
        lambda seat: not seat.on_record,
        lambda seat: (
            Entitlement(Effect.REVIEW, "no-headteacher-on-record")
            if seat.school
            else Entitlement(Effect.NOBODY_ON_RECORD, "former-school-unknown")
        ),
    ),
    (
        "the mover is, or was, the headteacher who would authorise",
        lambda seat: seat.mover_heads_the_school or (seat.is_on_record and seat.is_mover),
        lambda seat: Entitlement(Effect.REVIEW, "conflict-mover-is-headteacher"),
    ),
    (
        "the headteacher on record, vouched for",
        lambda seat: seat.is_on_record and seat.sender.vouched,
        lambda seat: Entitlement(Effect.ACTS),
    ),
    (
        "the headteacher's address, not vouched for",
        lambda seat: seat.is_on_record,
        lambda seat: Entitlement(Effect.CALL_BACK, "sender-unauthenticated", seat.sender.address),
    ),
    (
        "the new school's head authorises",
        lambda seat: seat.heads_the_new_school and seat.sender.vouched,
        lambda seat: Entitlement(Effect.REVIEW, "conflict-new-headteacher-authorises"),
    ),
    (
        "the mover sends the authorisation too",
        lambda seat: seat.is_mover and seat.sender.vouched,
        lambda seat: Entitlement(Effect.REVIEW, "conflict-one-sender-both-halves"),
    ),
    (
        "anybody else: a deputy, a secretary, a stranger; or somebody in the name of one of these",
        lambda seat: True,
        lambda seat: Entitlement(Effect.CALL_BACK, "sender-unknown", seat.on_record[0]),
    ),
)
"""What a sender of an authorisation may do; the first row that fits decides."""

CONSOLIDATION_RULES: tuple[_Rule, ...] = (
    (
        "the new account is not known, and neither is the sender",
        lambda seat: seat.new is None and not _has_active_staff_account(seat),
        lambda seat: Entitlement(Effect.NOBODY_ON_RECORD, "new-account-unknown"),
    ),
    (
        "a username that is nobody's: what follows must not tell it from somebody else's (N3)",
        lambda seat: seat.new is None and seat.names_new,
        lambda seat: Entitlement(Effect.NOBODY_ON_RECORD, "new-account-unknown"),
    ),
    (
        "no new account is named, the sender has an account and is vouched for: they can be asked",
        lambda seat: seat.new is None and seat.sender.vouched,
        lambda seat: Entitlement(Effect.ACTS),
    ),
    (
        "no new account is named, the sender has an account",
        lambda seat: seat.new is None,
        lambda seat: Entitlement(Effect.CALL_BACK, "sender-unauthenticated", seat.sender.address),
    ),
    (
        "the staff member by the new or former account, vouched for",
        lambda seat: seat.is_mover and seat.sender.vouched,
        lambda seat: Entitlement(Effect.ACTS),
    ),
    (
        "a learner or governor account: nobody is written to because a stranger named it",
        lambda seat: seat.new is not None and seat.new.kind is not AccountKind.STAFF,
        lambda seat: Entitlement(Effect.REVIEW, _NOT_STAFF.get(_kind(seat.new), "new-account-not-staff")),
    ),
    (
        "nothing is ever sent to an inactive account, so nobody can be called back (R26)",
        lambda seat: seat.new is not None and seat.new.status is not AccountStatus.ACTIVE,
        lambda seat: Entitlement(Effect.REVIEW, "new-account-inactive"),
    ),
    (
        "the staff member's address, not vouched for",
        lambda seat: seat.is_mover,
        lambda seat: Entitlement(Effect.CALL_BACK, "sender-unauthenticated", _address(seat.new)),
    ),
    (
        "anybody else: a digital champion or secretary for a colleague, a stranger",
        lambda seat: True,
        lambda seat: Entitlement(Effect.CALL_BACK, "sender-unknown", _address(seat.new)),
    ),
)
"""What a sender of a consolidation or transfer request may do; the first row that fits decides."""


@dataclass(frozen=True, slots=True)
class Party:
    """A sender beside the people of a case, as it stands without the mail."""

    sender: Sender
    facts: Facts
    accounts: tuple[Account, ...]
    """The mover's accounts."""
    schools: tuple[str, ...]
    """The DfES numbers of the former and the new school."""
    wrote: tuple[str, ...]
    """The addresses that gave a half that stands, or were asked for one, in lower case."""

    def leads(self, *roles: AccountRole) -> bool:
        """Whether an active account of the sender has one of the roles at a school of the case, or what it became."""
        accounts = self.facts.accounts_with_address(self.sender.address)
        return self._of_case(
            one.dfes_number for one in accounts if one.role in roles and one.status is AccountStatus.ACTIVE
        )

    def is_a_schools_mailbox(self) -> bool:
        """Whether the address is on record for a school of the case, or for what it became."""
        return self._of_case(one.dfes_number for one in self.facts.schools_with_address(self.sender.address))

    def _of_case(self, numbers: Iterable[str]) -> bool:
        return any(
            number in self.schools or any(has_become(one, number, self.facts) for one in self.schools)
            for number in numbers
        )


STANDING_RULES: tuple[tuple[str, Callable[[Party], bool], bool], ...] = (
    ("nobody vouches for the address", lambda party: not party.sender.vouched, False),
    (
        "the staff member by the new or former account",
        lambda party: party.sender.address in {account.email.lower() for account in party.accounts},
        True,
    ),
    (
        "the headteacher, former or new, of a school of the case",
        lambda party: party.leads(AccountRole.HEADTEACHER),
        True,
    ),
    ("the mailbox on record for a school of the case", lambda party: party.is_a_schools_mailbox(), True),
    (
        "the digital champion of a school of the case",
        lambda party: party.leads(AccountRole.DIGITAL_CHAMPION),
        True,
    ),
    (
        "whoever gave a half that stands, or was asked by a letter of the case",
        lambda party: party.sender.address in party.wrote,
        True,
    ),
    ("anybody else, on record elsewhere or not", lambda party: True, False),
)
"""Whose words against what stands, or for a person's eyes, hold a case that is under way; the first row decides.

Of anybody else they are an entry of their own for the support team, and the case goes on as if they had not come.
"""


def takes_part(party: Party) -> bool:
    """Whether the sender's words may hold the case: the table above."""
    return next(answer for _, fits, answer in STANDING_RULES if fits(party))


def is_known(sender: Sender, facts: Facts) -> bool:
    """Whether the sender is on record for anything, and vouched for: a domain of one's own vouches for anybody."""
    on_record = facts.accounts_with_address(sender.address) or facts.schools_with_address(sender.address)
    return sender.vouched and bool(on_record)


def _address(account: Account | None) -> str:
    return account.email.lower() if account is not None else ""


def _has_active_staff_account(seat: _Seat) -> bool:
    return any(
        account.kind is AccountKind.STAFF and account.status is AccountStatus.ACTIVE
        for account in seat.facts.accounts_with_address(seat.sender.address)
    )


def may_authorise(
    sender: Sender,
    facts: Facts,
    school: str,
    former: Account | None,
    new: Account | None,
    new_schools: tuple[str, ...] = (),
) -> Entitlement:
    """What an authorisation of this sender may do for a mover from ``school`` (its DfES number, maybe empty).

    ``new_schools`` are the DfES numbers of every school that the authorisation may mean by the new one.
    """
    on_record = facts.headteacher_addresses(school) if school else ()
    return _first(AUTHORISATION_RULES, _Seat(sender, facts, school, former, new, on_record, new_schools))


def may_consolidate(
    sender: Sender, facts: Facts, former: Account | None, new: Account | None, *, names_new: bool = False
) -> Entitlement:
    """What a consolidation or transfer request of this sender may do for the holder of ``new``.

    ``former`` is the account that a standing authorisation names, or None: a former account that only this mail names
    entitles nobody. ``names_new``: the mail gives a new username, whether there is such an account or not.
    """
    return _first(CONSOLIDATION_RULES, _Seat(sender, facts, "", former, new, (), names_new=names_new))


def _first(rules: tuple[_Rule, ...], seat: _Seat) -> Entitlement:
    return next(entitlement(seat) for _, fits, entitlement in rules if fits(seat))
