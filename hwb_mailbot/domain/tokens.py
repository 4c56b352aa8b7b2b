"""Case references, call-back tokens and return paths: keyed hashes under the store's secret, so that a repeat
yields the same.

A token is bound to case, person, action and request version; that it is used once and expires is kept
beside its hash, never the token itself. Letters are Crockford's base 32, which leaves out I, L, O and U.

What can fail: ``ValueError`` for a secret under 16 bytes or a reference that is not one of ours.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_REFERENCE = re.compile(rf"HWB-([{_DIGITS}]{{4}})-([{_DIGITS}]{{4}})", re.IGNORECASE | re.ASCII)
_TAG = re.compile(rf"([{_DIGITS}]{{4}})([{_DIGITS}]{{4}})([{_DIGITS}]{{20}})", re.IGNORECASE | re.ASCII)

TOKEN_LENGTH = 20
"""Characters of a token: 100 bits."""

_RETURN = "b-"
_SEAL_LENGTH = 8


def reference(secret: bytes, seed: str, counter: int) -> str:
    """A case's reference, such as ``HWB-7F3K-2MQD``, from what the case began with (``seed``).

    ``counter`` starts at 0 and grows by one for as long as the reference belongs to another case already.
    """
    letters = _letters(secret, "reference", seed, str(counter), length=8).upper()
    return f"HWB-{letters[:4]}-{letters[4:]}"


def token(secret: bytes, reference: str, person: str, action: str, version: int) -> str:
    """The call-back token (20 lower-case characters) for a person's action on one version of a request."""
    return _letters(secret, "token", reference, person, action, str(version), length=TOKEN_LENGTH)


def hashed(token: str) -> str:
    """What is remembered of a token: SHA-256 in hexadecimal, the same for either case of its letters."""
    return sha256(token.strip().lower().encode()).hexdigest()


def matches(token: str, remembered: str) -> bool:
    """Whether ``token`` is the one whose hash was remembered; takes equally long wherever they differ."""
    return hmac.compare_digest(hashed(token).encode(), remembered.encode())


def tag(reference: str, token: str) -> str:
    """The part after the + in ``inbox+TAG@…`` (28 characters): the reference's eight, then the token."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference!r} is not a reference such as HWB-7F3K-2MQD")
    return f"{found.group(1)}{found.group(2)}{token}".lower()


def from_tag(tag: str) -> tuple[str, str] | None:
    """The reference and token in a tag, in whatever case it came back, or None when it is no tag of ours."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return None
    return f"HWB-{found.group(1)}-{found.group(2)}".upper(), found.group(3).lower()


def return_tag(secret: bytes, letter_id: str) -> str:
    """The tag of a letter's return path: its id, sealed, for the id itself stands in the letter for all to read."""
    return f"{_RETURN}{letter_id}{_letters(secret, 'return-path', letter_id, length=_SEAL_LENGTH)}"


def letter_of_return_tag(secret: bytes, tag: str) -> str:
    """The id of the letter whose return path bears ``tag``, in whatever case it came back; empty for any other tag."""
    letter_id = tag.lower().removeprefix(_RETURN)[:-_SEAL_LENGTH]
    right = return_tag(secret, letter_id).encode()
    return letter_id if letter_id and hmac.compare_digest(tag.lower().encode(), right) else ""


def _letters(secret: bytes, *parts: str, length: int) -> str:
    """The first ``length`` base 32 digits of HMAC-SHA256 over ``parts``, each with its length before it."""
    if len(secret) < 16:
        raise ValueError("the secret has at least 16 bytes")
    message = b"".join(f"{len(part.encode())}:".encode() + part.encode() for part in parts)
    number = int.from_bytes(hmac.digest(secret, message, "sha256"), "big") >> (256 - 5 * length)
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(length)))
