"""The door's replies: each with its enhanced status code (RFC 2034, RFC 3463) and in plain words. Pure.

aiosmtpd gives most of its own replies without one; what it says is kept, but for what a person may have to act on.
The greeting, the answers to HELO and EHLO, and 354 bear none (RFC 2034 section 4).
"""

from __future__ import annotations

import re

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?: |$)")
_CODES = {
    "220": "2.0.0",
    "221": "2.0.0",
    "250": "2.0.0",
    "252": "2.5.0",
    "421": "4.3.0",
    "451": "4.3.0",
    "452": "4.3.1",
    "454": "4.7.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "530": "5.7.0",
    "550": "5.1.1",
    "552": "5.3.4",
    "553": "5.1.3",
    "554": "5.7.0",
    "555": "5.5.4",
}


def too_large(most_bytes: int) -> str:
    """The refusal of a mail larger than ``most_bytes``, before or after it came (RFC 1870)."""
    return f"552 5.3.4 The mail is larger than this mailbox takes ({most_bytes // 2**20} MB)"


def in_plain_words(reply: str, most_bytes: int) -> str:
    """A reply of one line as it goes out."""
    code, text = reply[:3], reply[4:]
    if reply[3:4] == "-" or code not in _CODES:
        return reply
    known = _ENHANCED.match(text)
    if code == "552" and not known:
        return too_large(most_bytes)
    words = (text[known.end() :] if known else text).removeprefix("Error: ")
    enhanced = known[0].strip() if known else "5.5.1" if words.endswith("not recognized") else _CODES[code]
    return f"{code} {enhanced} {words[:1].upper()}{words[1:]}"
