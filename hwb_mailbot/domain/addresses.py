"""The grammar of an e-mail address, ours and exact: what From names, and when two addresses are the same.

An identity hangs on this, so it is narrower than RFC 5322: no comments, groups, routes or obsolete forms,
nothing but ASCII inside an address. Other readers of mail disagree about the forms left out (the standard
library reads ``From: victim@s <a@evil>`` as the victim), and where readers disagree, a person looks. An
internationalised domain is accepted in its ASCII form (``xn--…``) only, so look-alike letters never equal a
domain on record.

What can fail: ``AddressFault`` for a text that is no address in this grammar.
"""

from __future__ import annotations

import binascii
import codecs
import re
import unicodedata
from base64 import b64decode
from dataclasses import dataclass
from quopri import decodestring

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_DOT_ATOM = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_QUOTED = re.compile(r'"((?:[\t !#-\[\]-~]|\\[\t -~])*)"')
_QUOTED_WORD = re.compile(r'"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*)"')
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ENCODED_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^?\s]{0,2000})\?=")
_BETWEEN_ENCODED_WORDS = re.compile(r"(\?=)[ \t]+(?==\?)")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_WORD = re.compile(r'[^ \t()<>\[\]:;,"\\]+')
_BLANKS = re.compile(r"[ \t]*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_CODECS_THAT_ARE_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"}
)

LOCAL_PART_LENGTH = 64
"""Most characters of a local part (RFC 5321 section 4.5.3.1.1)."""
DOMAIN_LENGTH = 253
"""Most characters of a domain name in text form."""
VALUE_LENGTH = 8192
"""Most characters of an address header field that is looked at."""


class AddressFault(ValueError):
    """The text is no address, or no list of mailboxes, in this grammar; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox of an address header field.

    ``address`` is as written, its domain in lower case; a quoted local part keeps its quotes.
    ``display_name`` is decoded (RFC 2047) and without control and direction characters: for people to read,
    never an identity.
    """

    address: str
    display_name: str = ""

    @property
    def domain(self) -> str:
        """The address's domain, lower-case."""
        return self.address.rpartition("@")[2]


def unfolded(value: bytes) -> str:
    """A header field's raw value as one line of text (RFC 5322 section 2.2.3).

    Bytes that are not UTF-8 are taken for Latin-1, as old clients write names; that cannot touch an address,
    which is ASCII.
    """
    line = _FOLD.sub(b"", value).strip(b" \t\r\n")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def normalised(address: str) -> str:
    """The bare address ``address`` with its domain in lower case.

    Raises ``AddressFault`` when it is not exactly one address, local part and domain, in this grammar.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        raise AddressFault("an address has a local part, an @ and a domain")
    if not (_DOT_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)) or len(local) > LOCAL_PART_LENGTH:
        raise AddressFault("the local part is not a dot-atom or quoted string of at most 64 characters")
    if "=?" in local:
        # Legal atom text, but readers that decode it read another address than we do.
        raise AddressFault("the local part holds an encoded word")
    return f"{local}@{normalised_domain(domain)}"


def normalised_domain(domain: str) -> str:
    """``domain`` in lower case.

    Raises ``AddressFault`` for anything but two or more letter-digit-hyphen labels (RFC 1123 section 2.1),
    the last of them not of digits alone; so for address literals and names without a dot too.
    """
    labels = domain.split(".")
    well_formed = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not well_formed or len(domain) > DOMAIN_LENGTH or labels[-1].isdigit():
        raise AddressFault("the domain is not a host name in ASCII")
    return domain.lower()


def same_address(one: str, other: str) -> bool:
    """Whether two addresses name the same mailbox: equal but for the case of ASCII letters.

    False whenever either is no address in this grammar or has a quoted local part: systems disagree whether
    ``"jane"@…`` is ``jane@…``.
    """
    try:
        first, second = normalised(one.strip()), normalised(other.strip())
    except AddressFault:
        return False
    return '"' not in first and '"' not in second and first.lower() == second.lower()


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """All mailboxes of an unfolded address header value (RFC 5322 section 3.4 ``mailbox-list``).

    Raises ``AddressFault`` when anything in the value is outside this grammar; there is no partial answer.
    """
    if len(value) > VALUE_LENGTH:
        raise AddressFault("the field is longer than 8192 characters")
    if _CONTROL.search(value):
        raise AddressFault("the field holds a control character")
    found: list[Mailbox] = []
    position = 0
    while True:
        mailbox, position = _mailbox(value, position)
        found.append(mailbox)
        if position == len(value):
            return tuple(found)
        position += 1  # the comma


def decoded(text: str) -> str:
    """``text`` with its encoded words decoded (RFC 2047), as far as they can be; the rest stays as it is."""
    return _ENCODED_WORD.sub(_decoded_word, _BETWEEN_ENCODED_WORDS.sub(r"\1", text))


def _mailbox(value: str, start: int) -> tuple[Mailbox, int]:
    """The mailbox that begins at ``start``, and where its comma or the value's end is."""
    position = _past_blanks(value, start)
    words: list[str] = []
    bare_from = position
    while position < len(value) and value[position] not in "<,":
        if value[position] == '"':
            quoted = _QUOTED_WORD.match(value, position)
            if quoted is None:
                raise AddressFault("a quoted string does not end")
            position = quoted.end()
            words.append(re.sub(r"\\(.)", r"\1", quoted.group(1)))
        else:
            end = _end_of_word(value, position)
            if end == position:
                raise AddressFault(f"{value[position]!r} stands where a name or address should")
            words.append(value[position:end])
            position = end
        position = _past_blanks(value, position)
    bare = value[bare_from:position].strip()
    if position == len(value) or value[position] == ",":
        return Mailbox(normalised(bare)), position
    close = value.find(">", position)
    if close < 0:
        raise AddressFault("an address in angle brackets does not end")
    address = normalised(value[position + 1 : close].strip(" \t"))
    if "@" in _outside_quotes(bare) and not same_address(bare, address):
        raise AddressFault("one address stands as the name of another")
    position = _past_blanks(value, close + 1)
    if position < len(value) and value[position] != ",":
        raise AddressFault("something follows the address in angle brackets")
    return Mailbox(address, _readable(decoded(" ".join(words)))), position


def _end_of_word(value: str, position: int) -> int:
    """Where the atom, dots and @ among it, that begins at ``position`` ends."""
    word = _WORD.match(value, position)
    return word.end() if word else position


def _past_blanks(value: str, position: int) -> int:
    blanks = _BLANKS.match(value, position)
    return blanks.end() if blanks else position


def _outside_quotes(text: str) -> str:
    return _QUOTED_WORD.sub("", text)


def _readable(text: str) -> str:
    """``text`` without control, direction and invisible characters, blanks collapsed."""
    kept = (c for c in " ".join(text.split()) if unicodedata.category(c)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _decoded_word(word: re.Match[str]) -> str:
    charset, encoding, encoded = word.groups()
    try:
        codec = codecs.lookup(charset)
        if codec.name.replace("_", "-") in _CODECS_THAT_ARE_NO_CHARSETS:
            return word.group()
        if encoding in "Bb":
            content = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        else:
            content = decodestring(encoded.replace("_", " ").encode("ascii"), header=False)
        return content.decode(codec.name)
    except (LookupError, ValueError, binascii.Error):
        return word.group()
