"""The classes and ids by which mail clients mark what is theirs in HTML: quotes, attributions, signatures.

Which client uses which is in ``vocabulary/clients.toml``. Outlook and Yahoo put prefixes before those of the mail that
is answered, which are taken off. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from lxml import etree

from hwb_mailbot.reading.vocabulary import vocabulary

_FOREIGN_PREFIX = re.compile(r"^(?:x_)+|^m_-?\d+|^ydp[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class ClientMarks:
    """Classes and ids by which clients mark what is theirs, in lower case."""

    quotes: frozenset[str]
    beginnings: frozenset[str]
    attributions: frozenset[str]
    signatures: frozenset[str]
    containers: frozenset[str]


def without_prefix(name: str) -> str:
    """The class or id without what Outlook and Yahoo put before others': ``x_``, ``ydp…``."""
    return _FOREIGN_PREFIX.sub("", name[:200]) if name[:1] in ("x", "m", "y") else name[:200]


@cache
def client_marks() -> ClientMarks:
    """Those of all clients that are known."""
    words = vocabulary("clients")["html"]
    keys = ("quotes", "beginnings", "attributions", "signatures", "containers")
    return ClientMarks(*(frozenset(words[key]) for key in keys))


def holds_quotes(element: etree._Element, tag: str, names: Set[str], marks: ClientMarks) -> bool:
    """Whether the quote stands in blockquotes right inside: then what stands between and below them is no quote.

    So Gmail writes it when somebody answers within the quote, or below it. Where anything but the attribution stands
    before the first blockquote the element holds a forwarded mail, and all of it is somebody else's.
    """
    if tag == "blockquote" or marks.containers.isdisjoint(names) or (element.text or "").strip():
        return False
    for child in element:
        if child.tag == "blockquote":
            return True
        classes = (child.get("class") or "").lower().split()
        if child.tag != "br" and marks.attributions.isdisjoint(map(without_prefix, classes)):
            return False
        if (child.tail or "").strip():
            return False
    return False
