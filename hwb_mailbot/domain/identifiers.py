"""The shapes of the identifiers people write: usernames, DfES numbers, staff codes, case references.

Each function gives the normalised identifier or None; none guesses, none raises.
"""

from __future__ import annotations

import re

_USERNAME = re.compile(r"[a-z][a-z0-9]{1,40}(?:[._-][a-z0-9]{1,40})*")
_DFES_NUMBER = re.compile(r"(6[678]\d)[\s/.\-–]*(\d{4})")
_STAFF_CODE = re.compile(r"[A-Z0-9][A-Z0-9/.\-]{0,9}")
_REFERENCE = re.compile(r"HWB-[0-9A-Z]{4}-[0-9A-Z]{4}")
LOCAL_AUTHORITIES = range(660, 682)


def username(text: str) -> str | None:
    """A username in lower case without domain (``OwenH132@hwbcymru.example`` -> ``owenh132``), or None."""
    local = text.strip().lower().partition("@")[0]
    return local if local.isascii() and _USERNAME.fullmatch(local) else None


def dfes_number(text: str) -> str | None:
    """Seven digits whose first three are a Welsh local authority (660 to 681), or None."""
    found = _DFES_NUMBER.fullmatch(text.strip())
    if not found or int(found[1]) not in LOCAL_AUTHORITIES:
        return None
    return found[1] + found[2]


def staff_code(text: str) -> str | None:
    """A staff code in upper case, at most ten characters, or None."""
    code = text.strip().upper()
    return code if _STAFF_CODE.fullmatch(code) else None


def employee_number(text: str) -> str | None:
    """An employee number with blanks left out, at most twenty letters, digits, ``/`` and ``-``, or None."""
    number = re.sub(r"\s+", "", text).upper()
    return number if re.fullmatch(r"[0-9A-Z][0-9A-Z/\-]{0,19}", number) else None


def reference(text: str) -> str | None:
    """The first ``HWB-XXXX-XXXX`` in a text, upper-case, or None."""
    found = _REFERENCE.search(text.upper())
    return found[0] if found else None
