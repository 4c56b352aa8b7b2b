"""Bytes to text, whatever the mail says about its character set.

Mail of Welsh schools comes in UTF-8, windows-1252 (often called iso-8859-1) and iso-8859-14, and some of it is labelled
wrongly. Nothing here fails: what cannot be decoded becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_NEVER = frozenset(
    "base64_codec bz2_codec hex_codec quopri_codec rot_13 uu_codec zlib_codec idna punycode raw_unicode_escape "
    "unicode_escape undefined utf_7 mbcs oem charmap palmos unicode_internal".split()
)
"""Codecs that are no character sets, that let text hide (UTF-7), or that take quadratic time (punycode)."""

_LATIN = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252", "iso8859-14"})
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_C1 = re.compile("[\x80-\x9f]")
_INVISIBLE = re.compile("[\x00\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ODD_ASCII = re.compile("[\x00\r\x0b\x0c]")
_ICELANDIC = re.compile("[ÐÞðþ]")
_WELSH_IN_8859_14 = str.maketrans({"\u00de": "\u0176", "\u00fe": "\u0177", "\u00d0": "\u0174", "\u00f0": "\u0175"})
"""What iso-8859-14 has where windows-1252 has the Icelandic letters thorn and eth: Y and W with circumflex."""


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """Python's name of the codec, or ``None`` where the label names no character set."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'").lower()).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name.replace("-", "_") in _NEVER else name


def decode(octets: bytes, charset: str = "") -> str:
    """The text of ``octets``; ``charset`` is what the mail claims, possibly empty, unknown or wrong.

    Bytes that are valid UTF-8 with at least one longer sequence are UTF-8 whatever a Latin label says; the C1 range of
    the Latin sets is read as windows-1252, which is what every sender means by it.
    """
    name = _codec(charset) if charset else None
    if name is None or name in _LATIN:
        try:
            return octets.decode("utf-8")
        except UnicodeDecodeError:
            return _latin(octets, name or "cp1252")
    try:
        text = octets.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        if name in ("utf-8", "utf-8-sig") and not _UTF8_SEQUENCE.search(octets):
            return _latin(octets, "cp1252")
        try:
            text = octets.decode(name, "replace")
        except (LookupError, ValueError):
            text = _latin(octets, "cp1252")
    return text


def _latin(octets: bytes, name: str) -> str:
    if name in ("ascii", "iso8859-1", "cp1252"):
        # latin-1 first: five octets have no meaning in windows-1252 and must not end the decoding.
        text = octets.decode("latin-1")
        if text.isascii():
            return text
        text = _C1.sub(_as_windows, text)
        return text.translate(_WELSH_IN_8859_14) if _ICELANDIC.search(text) else text
    return _C1.sub(_as_windows, octets.decode(name, "replace"))


def _as_windows(found: re.Match[str]) -> str:
    return bytes([ord(found.group())]).decode("cp1252", "replace")


def visible(text: str) -> str:
    """``text`` without characters that take no room on the screen, with every kind of line end as ``\\n``."""
    if text.isascii() and (text.isprintable() or not _ODD_ASCII.search(text)):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return _INVISIBLE.sub("", text).replace("\xa0", " ").replace("\u202f", " ").replace("\u3000", " ")
