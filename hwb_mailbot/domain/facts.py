"""What the directory and the other cases say, as far as a decision has asked.

``decide`` is pure, so it cannot look anything up. It asks ``Facts``; a fact not yet there raises ``FactNeeded``, the
caller looks up exactly that and calls again. So nothing needed is ever forgotten, and nothing is scanned: every
question has an exact key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.letters import WrittenLetter
from hwb_mailbot.domain.separations import Separation, separation

Lookup = tuple[str, ...]
"""A question with an exact key: its kind, then its arguments."""


class FactNeeded(Exception):
    """``decide`` cannot go on without the answer to ``lookup``."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(" ".join(lookup))
        self.lookup = lookup


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers already looked up. Each method raises ``FactNeeded`` where its answer is not among them."""

    answers: Mapping[Lookup, Any]

    def _get(self, *lookup: str) -> Any:
        try:
            return self.answers[lookup]
        except KeyError:
            raise FactNeeded(lookup) from None

    def account(self, username: str) -> Account | None:
        """The account with exactly that username."""
        found: Account | None = self._get("account", username) if username else None
        return found

    def school(self, dfes_number: str) -> School | None:
        """The school with that number."""
        found: School | None = self._get("school", dfes_number) if dfes_number else None
        return found

    def schools_named(self, name: str) -> tuple[School, ...]:
        """Every school whose Welsh or English name agrees with ``name`` (R12)."""
        found: tuple[School, ...] = self._get("schools-named", name) if name else ()
        return found

    def staff_named(self, dfes_number: str, name: str) -> tuple[Account, ...]:
        """The staff accounts of that name at that school, merged ones left out (R12)."""
        found: tuple[Account, ...] = self._get("staff-named", dfes_number, name)
        return tuple(account for account in found if account.status is not AccountStatus.MERGED)

    def staff_coded(self, dfes_number: str, code: str) -> tuple[Account, ...]:
        """The staff accounts that bear a staff code at a school (R11: should be one)."""
        found: tuple[Account, ...] = self._get("staff-coded", dfes_number, code)
        return tuple(account for account in found if account.status is AccountStatus.ACTIVE)

    def learners_with_upn(self, upn: str) -> tuple[Account, ...]:
        """The learner accounts with that Unique Pupil Number, at whatever school (R17)."""
        found: tuple[Account, ...] = self._get("learners-with-upn", upn) if upn else ()
        return tuple(account for account in found if account.kind is AccountKind.LEARNER)

    def accounts_with_address(self, address: str) -> tuple[Account, ...]:
        """The accounts whose e-mail address this is."""
        found: tuple[Account, ...] = self._get("accounts-with-address", address) if address else ()
        return found

    def read_at(self, address: str) -> str:
        """Where the holder of ``address`` reads letters: of a merged account the survivor's address, of any other
        account that is not active nowhere (R26)."""
        accounts = self.accounts_with_address(address)
        if not accounts or any(account.status is AccountStatus.ACTIVE for account in accounts):
            return address
        survivor = self.account(accounts[0].merged_into or "")
        return survivor.email if survivor is not None and survivor.status is AccountStatus.ACTIVE else ""

    def schools_with_address(self, address: str) -> tuple[School, ...]:
        """The schools that have this address on record for authorisations."""
        found: tuple[School, ...] = self._get("schools-with-address", address) if address else ()
        return found

    def headteachers(self, dfes_number: str) -> tuple[Account, ...]:
        """The active headteacher accounts of a school."""
        found: tuple[Account, ...] = self._get("headteachers", dfes_number)
        return found

    def administrators(self, dfes_number: str) -> tuple[Account, ...]:
        """The active digital champions of a school."""
        found: tuple[Account, ...] = self._get("administrators", dfes_number)
        return found

    def case(self, reference: str) -> Case | None:
        """The case of that reference, the older one where it was joined to another (R27)."""
        found: Case | None = self._get("case", reference) if reference else None
        return found

    def merges_of(self, username: str) -> tuple[str, ...]:
        """The references of the cases whose merges that account survived, oldest first; of undone ones too."""
        found: tuple[str, ...] = self._get("merges-of", username) if username else ()
        return found

    def separated(self, one: str, other: str) -> bool:
        """Whether support has separated the accounts of these usernames: they are two people's."""
        found: bool = one != "" != other and self._get("separated", *separation(one, other, apart=True).usernames)
        return found

    def case_itself(self, reference: str) -> Case | None:
        """The case of exactly that reference, also where it was joined to another."""
        found: Case | None = self._get("case-itself", reference)
        return found

    def letter(self, letter_id: str) -> WrittenLetter | None:
        """A letter of ours as it was written, by its id."""
        found: WrittenLetter | None = self._get("letter", letter_id) if letter_id else None
        return found

    def open_cases(self, key: str) -> tuple[Case, ...]:
        """The open cases that bear ``key``, oldest first."""
        found: tuple[Case, ...] = self._get("open-cases", key)
        return tuple(sorted(found, key=lambda case: (case.opened_at, case.reference)))

    def free_reference(self, seed: str) -> str:
        """A reference made from ``seed`` that no case bears."""
        found: str = self._get("free-reference", seed)
        return found

    def letters_lately(self, address: str, template: str) -> int:
        """How many letters of that template went to ``address`` within a day."""
        found: int = self._get("letters-lately", address.lower(), template)
        return found

    def letters_to(self, address: str) -> int:
        """How many letters of any template went to ``address`` within a day."""
        found: int = self._get("letters-to", address.lower())
        return found

    def call_backs_lately(self) -> int:
        """How many letters went, within a day, to people who may never have written to us."""
        found: int = self._get("call-backs-lately")
        return found

    def came_back(self, address: str) -> bool:
        """Whether letters to ``address`` come back, and nobody of the support team has cleared it."""
        found: bool = self._get("came-back", address.lower())
        return found

    def away(self, address: str) -> Absence | None:
        """Until when whoever answers at ``address`` is away, as far as an automatic reply has said."""
        found: Absence | None = self._get("away", address.lower())
        return found

    def headteacher_addresses(self, dfes_number: str) -> tuple[str, ...]:
        """The addresses on record for a school's authorisations, the school's own first (R24); none if it is closed."""
        school = self.school(dfes_number)
        if school is None or school.status is SchoolStatus.CLOSED:
            return ()
        own = (school.head_email.lower(),) if school.head_email else ()
        return own + tuple(
            account.email.lower() for account in self.headteachers(dfes_number) if account.email.lower() not in own
        )


def with_separation(facts: Facts, one: Separation) -> Facts:
    """The same facts as if ``one`` were already stored."""
    return Facts({**facts.answers, ("separated", *one.usernames): one.apart})


def with_cases(facts: Facts, cases: tuple[Case, ...]) -> Facts:
    """The same facts as if ``cases`` were already stored: for the second person in one mail (R5)."""
    if not cases:
        return facts
    fresh = {case.reference: case for case in cases}
    answers = dict(facts.answers)
    for lookup, answer in facts.answers.items():
        if lookup[0] == "open-cases":
            others = tuple(one for one in answer if one.reference not in fresh)
            added = tuple(one for one in cases if one.open and lookup[1] in one.keys)
            answers[lookup] = others + added
        elif lookup[0] == "case" and lookup[1] in fresh:
            answers[lookup] = fresh[lookup[1]]
    return Facts(answers)
