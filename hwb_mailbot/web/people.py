"""The people of the support team: who they are, what they may do, and how they prove it.

One document a person (kind ``person``, the username its id), with the hash of the password, the secret of the second
factor and the hashes of the sessions that are open: to revoke a session is to take it out. The store keeps no token
and no password.

What can fail: ``PeopleRefused`` with a sentence for whoever manages people; ``StoreFault``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.records import Change, Conflict, Document, Records
from hwb_mailbot.web import passwords

KIND = "person"
_EVERYBODY = "person"
_USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")
_MOST_TRIES = 5


class Role(StrEnum):
    """What somebody may do: look; decide; and see who looked and decided."""

    VIEWER = "viewer"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"

    def reaches(self, least: Role) -> bool:
        """Whether this role includes ``least``."""
        order = tuple(Role)
        return order.index(self) >= order.index(least)


class PeopleRefused(Exception):
    """What was asked about a person cannot be done; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser: the SHA-256 of its token, since when, when last seen (UTC), and from which address."""

    token_hash: str
    begun_at: datetime
    seen_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the support team.

    ``temporary`` is set while the password is one that a command made: it opens nothing but enrolling.
    ``totp`` is the second factor's secret (RFC 6238, base32), ``totp_used`` the latest time step that was used, and
    ``totp_offered`` a secret that is shown for enrolling and counts for nothing yet.
    """

    username: str
    name: str
    role: Role
    password: str
    temporary: bool = True
    language: Language = Language.ENGLISH
    disabled: bool = False
    totp: str = ""
    totp_used: int = 0
    totp_offered: str = ""
    failures: int = 0
    locked_until: datetime | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def enrolled(self) -> bool:
        """Whether a password of their own and a second factor are set."""
        return bool(self.totp) and not self.temporary


class People:
    """Everybody who may sign in."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def find(self, username: str) -> Person | None:
        """The person of that username, whatever its case."""
        document = self._records.get(KIND, username.strip().lower())
        return _person(document) if document else None

    def of_session(self, token_hash: str) -> Person | None:
        """Whose session that is."""
        found = self._records.find(KIND, f"session:{token_hash}")
        return _person(found[0]) if found else None

    def all(self) -> list[Person]:
        """Everybody, disabled ones too, by username."""
        return [_person(document) for document in self._records.find(KIND, _EVERYBODY)]

    def change(self, username: str, changed: Callable[[Person], Person]) -> Person:
        """Store what ``changed`` makes of the person as they are now. Raises ``PeopleRefused``, ``StoreFault``."""
        for attempt in range(_MOST_TRIES):
            document = self._records.get(KIND, username.strip().lower())
            if document is None:
                raise PeopleRefused(f"nobody is called {username}: try 'people list'")
            person = changed(_person(document))
            try:
                self._records.commit([_change(person, document.version)])
            except Conflict:
                if attempt + 1 == _MOST_TRIES:
                    raise
                continue
            return person
        raise AssertionError("unreachable")

    def add(self, username: str, name: str, role: str) -> tuple[Person, str]:
        """A new person, and the temporary password to hand them. Raises ``PeopleRefused``."""
        username, name = username.strip().lower(), " ".join(name.split())
        if not _USERNAME.fullmatch(username):
            raise PeopleRefused("a username has 2 to 40 of a-z 0-9 . - and begins with a letter")
        if not name or len(name) > 80 or not name.isprintable():
            raise PeopleRefused("give the person's name with --name: the history shows it")
        if self._records.get(KIND, username) is not None:
            raise PeopleRefused(f"{username} is there already: try 'people reset {username}'")
        password = temporary_password()
        person = Person(username, name, role_named(role), passwords.hashed(password))
        self._records.commit([_change(person, 0)])
        return person, password

    def reset(self, username: str) -> tuple[Person, str]:
        """A new temporary password; second factor, sessions and lock are gone. Raises ``PeopleRefused``."""
        password = temporary_password()
        fresh = passwords.hashed(password)

        def anew(person: Person) -> Person:
            return replace(
                person,
                password=fresh,
                temporary=True,
                disabled=False,
                totp="",
                totp_used=0,
                totp_offered="",
                failures=0,
                locked_until=None,
                sessions=(),
            )

        return self.change(username, anew), password

    def set_role(self, username: str, role: str) -> Person:
        """Another role; open sessions have it at once. Raises ``PeopleRefused``."""
        known = role_named(role)
        return self.change(username, lambda person: replace(person, role=known))

    def disable(self, username: str) -> Person:
        """Let nobody sign in as this person, and end their sessions; ``reset`` lets them in again."""
        return self.change(username, lambda person: replace(person, disabled=True, sessions=()))


def role_named(role: str) -> Role:
    """The role of that name. Raises ``PeopleRefused``."""
    if role not in set(Role):
        raise PeopleRefused(f"there is no role {role}: there are {', '.join(Role)}")
    return Role(role)


def temporary_password() -> str:
    """A password for one use, easy to read out: four groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _person(document: Document) -> Person:
    body = {name: value for name, value in document.body.items() if name != "keys"}
    return from_body(Person, body)


def _change(person: Person, version: int) -> Change:
    keys = [_EVERYBODY, *(f"session:{session.token_hash}" for session in person.sessions)]
    body: dict[str, Any] = to_body(person) | {"keys": keys}
    return Change(KIND, person.username, version, body)
