"""Who is signed in: tokens, how long they last, and the second factor.

A session's token is a random number in a cookie; the person's document has its hash. What a form's CSRF token is made
from is the session's token and the store's secret, so that nothing more is kept. Pure but for the random number.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp

from hwb_mailbot.web.people import Person, Session

IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
_MOST_SESSIONS = 10
_STEP_SECONDS = 30
_BESIDE = 1
"""Time steps before and after the present one whose code counts too (RFC 6238 section 5.2)."""

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(secret: bytes, token: str) -> str:
    """What every form of the session with that token carries."""
    return hmac.new(secret, b"form " + token.encode(), hashlib.sha256).hexdigest()


def begin(person: Person, token: str, address: str, now: datetime) -> Person:
    """The person with a new session, ended ones taken out, and no failures any more."""
    alive = [session for session in person.sessions if lasts(session, now)][-(_MOST_SESSIONS - 1) :]
    fresh = Session(hash_of(token), now, now, address)
    return replace(person, sessions=(*alive, fresh), failures=0, locked_until=None)


def end(person: Person, *token_hashes: str) -> Person:
    """The person without those sessions."""
    return replace(person, sessions=tuple(one for one in person.sessions if one.token_hash not in token_hashes))


def of(person: Person, token: str, now: datetime) -> Session | None:
    """The session of that token, if it still lasts and the person may still sign in."""
    for session in person.sessions:
        if session.token_hash == hash_of(token) and lasts(session, now) and not person.disabled:
            return session
    return None


def lasts(session: Session, now: datetime) -> bool:
    """Whether it was used lately and is not too old altogether."""
    return now - session.seen_at < IDLE and now - session.begun_at < LONGEST


def seen(person: Person, token: str, now: datetime) -> Person:
    """The person with the session marked as used now."""
    return replace(
        person,
        sessions=tuple(
            replace(one, seen_at=now) if one.token_hash == hash_of(token) else one for one in person.sessions
        ),
    )


def failed(person: Person, now: datetime) -> Person:
    """The person after a wrong password or code: five in a row lock the account for a while."""
    failures = person.failures + 1
    if failures < MOST_FAILURES:
        return replace(person, failures=failures)
    return replace(person, failures=0, locked_until=now + LOCKED_FOR)


def locked(person: Person, now: datetime) -> bool:
    """Whether signing in is stopped for now."""
    return person.locked_until is not None and now < person.locked_until


def code_step(secret: str, code: str, used: int, now: datetime) -> int | None:
    """The time step of a right and unused code (RFC 6238 section 5.2: a code counts once), else None."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // _STEP_SECONDS
    for step in range(present - _BESIDE, present + _BESIDE + 1):
        right = pyotp.TOTP(secret).generate_otp(step)
        if step > used and hmac.compare_digest(right.encode(), digits.encode()):
            return step
    return None
