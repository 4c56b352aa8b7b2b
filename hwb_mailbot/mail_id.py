"""What makes a mail the same mail: the id of its record (invariant 3, N2).

Pure. A mail that is delivered twice passes other servers each time, so its trace and result headers differ while the
writer's own do not. The Message-ID counts only where there is no Date: many signatures leave it out, so whoever has an
old signed mail could make it new by another Message-ID, while nobody writes the same words twice within one second.
The id is a keyed hash, so that nobody can find a mail's record by guessing.
"""

from __future__ import annotations

import hashlib
import hmac

SHOWN_DIGITS = 12
"""How many digits of a mail's id people are shown; commands take any beginning that is only one mail's."""
_WRITERS_OWN = (b"from", b"date", b"subject")
_WITHOUT_DATE = (b"from", b"subject", b"message-id")


def mail_id(secret: bytes, raw: bytes) -> str:
    """The id (32 hexadecimal digits) of a mail: keyed hash of From, Date (else Message-ID), Subject and body."""
    header, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    named = [(field.partition(b":")[0].strip().lower(), field) for field in _unfolded(header)]
    counted = _WRITERS_OWN if any(name == b"date" for name, _ in named) else _WITHOUT_DATE
    fields = sorted(field for name, field in named if name in counted)
    digest = hmac.new(secret, b"mail\x00", hashlib.sha256)
    for field in fields:
        name, _, value = field.partition(b":")
        digest.update(name.strip().lower() + b":" + b" ".join(value.split()) + b"\x00")
    # Blanks do not make another mail: a relaxed DKIM signature does not see them, so anybody could add one (RFC 6376).
    digest.update(b"\x00" + b" ".join(body.split()))
    return digest.hexdigest()[:32]


def _unfolded(header: bytes) -> list[bytes]:
    fields: list[bytes] = []
    for line in header.split(b"\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b" " + line.strip()
        else:
            fields.append(line)
    return fields
