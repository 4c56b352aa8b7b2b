"""DKIM (RFC 6376): does a signature of this domain cover what we read of the mail.

dkimpy computes; what a signature must cover, and which keys and algorithms count, is decided here, and more
strictly than the RFC. A signature that leaves out part of the body (``l=``) or a field that says who writes
and how the body reads lets somebody else's words pass under it. Time is when the mail was received, so that
a verdict can be replayed.

What can fail: nothing is raised; whatever is wrong with a signature or key is its ``reason``.
"""

from __future__ import annotations

import logging
import re
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import dkim
from dkim.crypto import parse_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from hwb_mailbot.domain.addresses import AddressFault, normalised_domain
from hwb_mailbot.trust.headers import HeaderField, values
from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestion, DnsState, RecordType

SIGNATURE_LENGTH = 8192
"""Most bytes of a ``DKIM-Signature`` field that is read; dkimpy takes quadratic time over its blanks."""
KEY_LENGTH = 2048
"""Most octets of a key record that is read."""
KEY_BITS = range(1024, 8193)
"""Sizes of RSA keys that count; larger ones only cost time."""
CLOCK_SKEW = 36_000
"""Seconds that a signature's time may lie ahead of ours, as dkimpy has it."""

_MUST_BE_SIGNED = ("from", "subject", "date", "content-type", "content-transfer-encoding", "mime-version")
"""Wherever they are present: each of them, added later without a signature, changes which text is read, or by its date
which mail it is and how old."""
_AT_MOST_ONCE = frozenset(
    "from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type"
    " content-transfer-encoding".split()
)
_SELECTOR = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,120}[A-Za-z0-9_])?")
_CANONICALISATION = re.compile(rb"(?:simple|relaxed)(?:/(?:simple|relaxed))?")
_BLANKS = re.compile(rb"[\t ]+")
_SILENT = logging.Logger("dkim", logging.CRITICAL + 1)
"""dkimpy logs through whatever it is given, and to the root logger if nothing is."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One ``DKIM-Signature`` field. ``place`` counts such fields from the top; ``fault`` is why it cannot count."""

    place: int
    domain: str
    selector: str
    tags: dict[bytes, bytes]
    fault: str

    @property
    def question(self) -> DnsQuestion:
        """Where its public key is."""
        return DnsQuestion(f"{self.selector}._domainkey.{self.domain}", RecordType.TXT)


@dataclass(frozen=True, slots=True)
class DkimResult:
    """``result`` is ``pass``, ``fail`` or ``temperror`` for the signing ``domain``; ``reason`` says why no pass."""

    result: str
    domain: str
    reason: str = ""


def signatures(fields: tuple[HeaderField, ...], received_at: datetime) -> tuple[Signature, ...]:
    """All signatures in the header, from the top, each with the fault that can be seen without its key."""
    counts = Counter(field.name for field in fields)
    found = values(fields, "dkim-signature")
    return tuple(_signature(place, value, counts, received_at) for place, value in enumerate(found))


class SignedMail:
    """A mail whose signatures are verified, divided and canonicalised once for all of them."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._dkim: dkim.DKIM | None = None
        self._relaxed: bytes | None = None

    def verify(self, signature: Signature, answers: DnsAnswers) -> DkimResult:
        """Whether the signature holds. Unless it has a ``fault``, its ``question`` must be answered."""
        if signature.fault:
            return DkimResult("fail", signature.domain, signature.fault)
        answer = answers[signature.question.key]
        if answer["state"] in (DnsState.SERVFAIL, DnsState.TIMEOUT):
            return DkimResult("temperror", signature.domain, f"key {answer['state']}")
        if len(answer["records"]) != 1:
            return DkimResult("fail", signature.domain, "several keys" if answer["records"] else "no key")
        key = answer["records"][0]
        fault = _key_fault(key, signature)
        if not fault and not self._holds(signature, key.encode("latin-1")):
            fault = "signature does not hold"
        return DkimResult("fail" if fault else "pass", signature.domain, fault)

    def _holds(self, signature: Signature, key: bytes) -> bool:
        try:
            if self._dkim is None:
                self._dkim = dkim.DKIM(self._raw, logger=_SILENT, minkey=KEY_BITS.start)
            message = self._dkim
            original = message.body
            fields = [field for field in message.headers if field[0].lower() == b"dkim-signature"]
            signed = [name.strip().lower() for name in signature.tags[b"h"].split(b":")]
            try:
                if signature.tags.get(b"c", b"").endswith(b"/relaxed"):
                    message.body = self._relaxed_body(original)
                return bool(
                    message.verify_sig(signature.tags, signed, fields[signature.place], lambda name, timeout=5: key)
                )
            finally:
                message.body = original
        except Exception:
            # Hostile bytes reach dkimpy's own parsers; whatever they trip over, the signature does not hold.
            return False

    def _relaxed_body(self, body: bytes) -> bytes:
        """The body with blanks collapsed, so that dkimpy has little left to do: its own way is quadratic in blanks."""
        if self._relaxed is None:
            self._relaxed = _BLANKS.sub(b" ", body + b"\r\n")  # empty lines at the end do not count
        return self._relaxed


def _signature(place: int, value: bytes, counts: Counter[str], received_at: datetime) -> Signature:
    if len(value) > SIGNATURE_LENGTH:
        return Signature(place, "", "", {}, "signature too long")
    try:
        tags: dict[bytes, bytes] = parse_tag_value(value)
        domain = normalised_domain(tags[b"d"].decode("ascii"))
        selector = tags[b"s"].decode("ascii").lower()
        fault = _fault(tags, domain, selector, counts, int(received_at.timestamp()))
    except (InvalidTagValueList, KeyError, UnicodeDecodeError, AddressFault, ValueError):
        return Signature(place, "", "", {}, "signature malformed")
    return Signature(place, domain, selector, tags, fault)


def _fault(tags: dict[bytes, bytes], domain: str, selector: str, counts: Counter[str], now: int) -> str:
    """Why the signature cannot count whatever its key, empty if it can; KeyError and ValueError: malformed."""
    signed = {name.strip().lower().decode("ascii") for name in tags[b"h"].split(b":")}
    identity = tags.get(b"i", b"@" + domain.encode()).decode("ascii").lower().rpartition("@")[2]
    signed_at = int(tags.get(b"t", b"0"))
    expires_at = int(tags.get(b"x", b"0"))
    unsigned = [name for name in _MUST_BE_SIGNED if name not in signed and (counts[name] or name == "from")]
    doubled = sorted(name for name in _AT_MOST_ONCE if counts[name] > 1)
    well_formed = (
        tags[b"v"] == b"1"
        and tags[b"b"]
        and tags[b"bh"]
        and _SELECTOR.fullmatch(selector)
        and _CANONICALISATION.fullmatch(tags.get(b"c", b"simple"))
        and b"dns/txt" in tags.get(b"q", b"dns/txt").split(b":")
    )
    faults = {
        "signature malformed": not well_formed,
        f"algorithm {tags[b'a'].decode('ascii', 'replace')[:20]}": tags[b"a"] != b"rsa-sha256",
        "part of the body only (l=)": b"l" in tags,
        f"unsigned {', '.join(unsigned)}": unsigned,
        f"field repeated: {', '.join(doubled)}": doubled,
        "i= is not in d=": identity != domain and not identity.endswith(f".{domain}"),
        "signed in the future": signed_at > now + CLOCK_SKEW,
        "expired": b"x" in tags and (expires_at < now or expires_at <= signed_at),
    }
    return next((fault for fault, holds in faults.items() if holds), "")


def _key_fault(key: str, signature: Signature) -> str:
    """Why the key cannot count (section 3.6.1), empty if it can."""
    if len(key) > KEY_LENGTH:
        return "key too long"
    try:
        tags: dict[bytes, bytes] = parse_tag_value(key.encode("latin-1"))
        if not tags[b"p"]:
            return "key revoked"
        numbers = parse_public_key(b64decode(b"".join(tags[b"p"].split()), validate=True))
        bits, exponent = int(numbers["modulus"]).bit_length(), int(numbers["publicExponent"])
    except Exception:  # dkimpy's ASN.1 parser trips over hostile keys in many ways
        return "key malformed"
    flags = _values(tags, b"t")
    identity = signature.tags.get(b"i", b"").lower().rpartition(b"@")[2].decode("ascii")
    faults = {
        "key malformed": tags.get(b"v", b"DKIM1") != b"DKIM1" or tags.get(b"k", b"rsa") != b"rsa",
        "key not for sha256": b"h" in tags and b"sha256" not in _values(tags, b"h"),
        "key not for mail": b"s" in tags and not {b"*", b"email"} & _values(tags, b"s"),
        "key in testing": b"y" in flags,
        "i= is not d=": b"s" in flags and identity not in ("", signature.domain),
        f"key of {bits} bits": bits not in KEY_BITS or not 2 < exponent < 2**33,
    }
    return next((fault for fault, holds in faults.items() if holds), "")


def _values(tags: dict[bytes, bytes], name: bytes) -> set[bytes]:
    return {value.strip() for value in tags.get(name, b"").split(b":")}
