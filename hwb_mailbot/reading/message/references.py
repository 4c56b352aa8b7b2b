"""Our case reference: from the subject, else from the mails it answers, else from its text. Nothing here fails.

In a subject our own mark, ``[HWB-…]``, goes before what somebody has typed beside it.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.message.material import Material

_REFERENCE = re.compile(r"(?<![0-9A-Za-z-])(HWB-[0-9A-Z]{4}-[0-9A-Z]{4})(?![0-9A-Za-z]|-[0-9A-Za-z])", re.IGNORECASE)
_MARK = re.compile(r"\[(HWB-[0-9A-Z]{4}-[0-9A-Z]{4})\]", re.IGNORECASE)
_IN_ID = re.compile(r"(HWB-[0-9A-Z]{4}-[0-9A-Z]{4})(?![0-9A-Za-z])", re.IGNORECASE)
MOST_CHARACTERS = 200_000


def references_in(text: str) -> list[str]:
    """All references in ``text``, upper-case, in order, without repeats."""
    if not _may_hold_one(text):
        return []
    return list(dict.fromkeys(found.upper() for found in _REFERENCE.findall(text[:MOST_CHARACTERS])))


def _may_hold_one(text: str) -> bool:
    return "hwb-" in text.lower()


def reference_of(material: Material) -> str | None:
    """The reference the mail is about: subject, In-Reply-To and References, own text, quoted text, returned mail.

    A robot's mail may bear it only in a letter of ours that it attaches; what a person attaches is no answer to it.
    """
    for text in (material.subject, *material.in_reply_to):
        found = _MARK.findall(text)[-1:] or _REFERENCE.findall(text) or _IN_ID.findall(text)
        if found:
            return str(found[0]).upper()
    own = references_in(material.own_text())
    if own:
        return own[0]
    attached = "\n".join(line.text for line in material.attachment_lines) if material.machine else ""
    quoted = "\n".join(line.text for line in material.lines)
    for text in filter(_may_hold_one, (quoted, material.returned_text, material.returned_id, attached)):
        found = _REFERENCE.findall(text[:MOST_CHARACTERS]) or _IN_ID.findall(text[:2000])
        if found:
            return str(found[0]).upper()
    for name, value in material.headers:
        if name == "x-hwb-reference" and _REFERENCE.search(value):
            return str(_REFERENCE.findall(value)[0]).upper()
    return None
