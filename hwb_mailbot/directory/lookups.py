"""Looking up schools and accounts, always by an exact key and never by a scan.

Each answer costs as much as it is long. ``StoreFault`` when the store cannot be read.
"""

from __future__ import annotations

from typing import TypeVar

from hwb_mailbot.directory.merging import MERGES_OF
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.names import school_name_keys
from hwb_mailbot.records import Document, Records, index_keys

Value = TypeVar("Value", Account, School)
_MOST_MERGES = 50


class Directory:
    """The directory as it stands now. Usernames are lower-case without domain, DfES numbers seven digits."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def document(self, kind: str, id: str) -> Document | None:
        """The document behind an account or school, with the version that a commit rests on."""
        return self._records.get(kind, id)

    def account(self, username: str) -> Account | None:
        """The account of exactly that username, a merged one too."""
        document = self._records.get("account", username)
        return from_body(Account, document.body) if document else None

    def resolve(self, username: str) -> Account | None:
        """The account that ``username`` leads to: of a merged account its survivor (R3)."""
        account = self.account(username)
        for _ in range(_MOST_MERGES):
            if account is None or account.merged_into is None:
                break
            account = self.account(account.merged_into)
        return account or next(iter(self._accounts(index_keys.alias_key(username))), None)

    def merges_of(self, username: str) -> tuple[str, ...]:
        """The references of the cases whose merges that account survived, oldest first; of undone ones too."""
        document = self._records.get(MERGES_OF, username)
        return tuple(document.body["references"]) if document else ()

    def school(self, dfes_number: str) -> School | None:
        """The school with that number."""
        document = self._records.get("school", dfes_number)
        return from_body(School, document.body) if document else None

    def by_email(self, address: str) -> tuple[Account, ...]:
        """The accounts whose e-mail address this is, whatever its case; normally one."""
        return self._accounts(index_keys.email_key(address))

    def accounts_of(self, dfes_number: str) -> tuple[Account, ...]:
        """Every account at a school."""
        return self._accounts(index_keys.school_key(dfes_number))

    def staff_named(self, dfes_number: str, full_name: str) -> tuple[Account, ...]:
        """The staff accounts at a school whose names are equal to this one (R12), merged and inactive ones too."""
        key = index_keys.staff_name_key(dfes_number, full_name)
        return self._accounts(key) if key else ()

    def by_staff_code(self, dfes_number: str, code: str) -> tuple[Account, ...]:
        """The staff accounts at a school with that staff code, merged and inactive ones too."""
        return self._accounts(index_keys.staff_code_key(dfes_number, code))

    def by_upn(self, upn: str) -> tuple[Account, ...]:
        """The learner accounts with that Unique Pupil Number; normally one (R17)."""
        return self._accounts(index_keys.upn_key(upn))

    def headteachers(self, dfes_number: str) -> tuple[Account, ...]:
        """The active headteacher accounts of a school (R24)."""
        return self._accounts(index_keys.headteacher_key(dfes_number))

    def administrators(self, dfes_number: str) -> tuple[Account, ...]:
        """The active digital champions of a school."""
        return self._accounts(index_keys.administrator_key(dfes_number))

    def schools_named(self, name: str) -> tuple[School, ...]:
        """Every school whose Welsh or English name agrees with this one (R12)."""
        found: dict[str, Document] = {}
        for key in school_name_keys(name):
            found.update((school.id, school) for school in self._records.find("school", f"name:{key}"))
        return tuple(from_body(School, found[id].body) for id in sorted(found))

    def schools_by_email(self, address: str) -> tuple[School, ...]:
        """The schools that have this address on record for authorisations (R24)."""
        documents = self._records.find("school", index_keys.email_key(address))
        return tuple(from_body(School, document.body) for document in documents)

    def _accounts(self, key: str) -> tuple[Account, ...]:
        return tuple(from_body(Account, document.body) for document in self._records.find("account", key))
