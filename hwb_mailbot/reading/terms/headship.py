"""Whose office a sentence tells that names a school behind ``head of``: the writer's, a leaver's to come, or another's.

Nothing here fails.
"""

from __future__ import annotations

import re

HEAD_OF = re.compile(
    r"(?<!new )(?<!now )(?<!\w)(?:head(?:teacher)?|head teacher|[pb]h?ennaeth)(?: of| at| yn| yng| ym| from)?\s+$"
)
_OTHERS_OFFICE = re.compile(
    r"(?<!\w)(?:deputy|assistant|acting|interim|d?dirprwy|nirprwy)(?:,|\s(?:and acting|a))?\s$"
    r"|(?<!\w)(?:post|job|role|position|appointment|promotion|headship|became|becoming|become|appointed|promoted|made"
    r"|(?:she|he|they|who)(?:'s| is| are|'re)(?: now)?|now|gone|going|went|left|leaving|off|starting|started"
    r"|swydd(?: fel| y)?|ddod|dod|p?h?b?enodi|[pb]h?enodwyd|mynd|gadael|ddechrau|dechrau|bellach|nawr|rwan"
    r"|(?:mae|ma|aeth|daeth|yw|ydi|ydy) ?(?:hi|o|e|fo|fe))"
    r"(?:\s(?:us|ni|of|as|to|be|the|a|an|new|their|its|yn|fel|i|am))*"
    r"(?:'n|\syn)?\s$"
)
"""Before ``head of``: the office is a leaver's, at the school joined, and not the writer's own."""
_MINE = re.compile(
    r"(?<!\w)(?:i|i'm|dw i|dwi|rwy|fi)(?:'n)?(?:\s(?:am|was|became|have|been|now|appointed|made|yw|ydi)){1,3}"
    r"(?:\s(?:the|new|a|as))*\s$"
    r"|(?<!\w)(?:(?:fe|mi|y|a)'m [pb]h?enodwyd|[pb]h?enodwyd fi|fy m?p?henodi)(?:'n|\syn)?\s$"
)
_THIRD_PERSON = re.compile(r"(?:(?:^|[\s,;])(?:the|their|her|his)|(?:^|[.;!?]\s*|mae |gan |gyda |bod ))\s?$")
_SOMEBODY_ELSE = re.compile(
    r"[\w' -]{3,60}?(?:,\s(?:sef\s)?(?:mr|mrs|ms|miss|dr)\.?\s"
    r"|\s(?:knows|is aware|has (?:asked|been told|told)|asked|told|says|said|wrote"
    r"|yn (?:gwybod|ymwybodol|dweud)|wedi (?:gofyn|dweud))(?!\w))"
)
"""``The headteacher of Bryn Teg, Mr Rees, knows``: not the writer."""


def is_writers(window: str, office: int) -> bool:
    """Whether the office that begins at ``office`` in the folded words before a school is the writer's own."""
    before = window[:office]
    return not _OTHERS_OFFICE.search(before) or _MINE.search(before) is not None


def is_somebody_elses(window: str, office: int, folded: str, school: int) -> bool:
    """Whether it is of somebody whom the folded sentence tells of behind the school, which begins at ``school``."""
    return _THIRD_PERSON.search(window[:office]) is not None and _SOMEBODY_ELSE.match(folded, school) is not None
