"""The name a sender states as their own: ``My name is …``, ``… ydw i``, ``its delyth morris here``.

Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.people.people_named import WRITTEN, is_sender, plain_name
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.names import NameFound, NameKind, find_names, without_title
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_IT_IS = re.compile(
    r"(?:^|[.!]\s)(?:(?:hi|hello|hiya|hey|helo|haia|shwmae|s'mae|su'?mae|good morning|good afternoon"
    r"|good evening|bore da|prynhawn da|all|there|again|support|hwb|team|bawb|gyfeillion)[\s,.!–-]+){0,4}"
    r"(?:it'?s|its only|it is|me,)\s$"
)
"""``Hi its`` before a name at the beginning of a sentence: who writes."""
_AS_SOMEBODY_ELSE = re.compile(r"['’]s|.{2,4}?\s(?:who|that|not|and|i need|we need|whose)(?!\w)")


_SMALL_NAME = re.compile(
    r"(?:^|[\s,.!])(?:(?:it'?s|its|this is|me|fi|hi|hello|hiya|helo|haia|shwmae|s'?mae|yma)[\s,]+)?"
    r"((?:[a-z'-]{2,}\s){1,3}[a-z'-]{2,})"
    r"(?=\s(?:(?:sydd|sy)(?:'n)?\s'?(?:ma|yma|siarad|ysgrifennu)|here|yma|'?ma|dw i|ydw i|ydi'r enw|yw'r enw)(?!\w))"
)
"""How a sender without capitals says who writes: ``delyth ann morris sy ma``."""


def own_name(passages: Sequence[Passage], from_name: str = "") -> Statement | None:
    """The name a sender states as their own: ``My name is …``, ``… ydw i``."""
    for passage in passages:
        folded = fold(passage.text)
        for name in find_names(passage.text[:6000]):
            if name.kind is NameKind.SCHOOL or len(words_of(name.text)) < 2 or name.kind is NameKind.PLACE:
                continue
            before = folded[max(0, name.start - 22) : name.start].rstrip()
            after = folded[name.end : name.end + 24].lstrip(" ,")
            wider = folded[max(0, name.start - 60) : name.start].rstrip()
            if re.search(r"(?<!\w)(?:at|yn|yng|ym|in|o|from)$", before):
                continue
            as_whom = re.search(r"(?:account|cyfrif)[^.]{0,40} (?:as|fel)$", wider) and is_sender(name.text, from_name)
            at_first = _IT_IS.search(folded[: name.start]) and not _AS_SOMEBODY_ELSE.match(folded, name.end - 2)
            introduced = [c for c in pattern("prose", "my_name").finditer(before) if len(before) - c.end() <= 1]
            spelt_out = max(map(len, words_of(name.text))) > 2  # ``Staff code is L M B, employee number …``
            listed = spelt_out and is_sender(name.text, from_name) and _DETAIL_BEHIND.match(folded, name.end)
            opens = spelt_out and is_sender(name.text, from_name) and _opens(folded, name)
            if as_whom or at_first or introduced or listed or opens or pattern("prose", "name_after").match(after):
                evidence, order = passage.text.strip()[:300], passage.order * 10_000 + name.start
                return Statement(Concept.NAME, None, without_title(name.text), evidence, passage.where, PROSE, order)
        small = _small_name(passage.text[:120], folded[:120], from_name)
        if small:
            evidence, order = passage.text.strip()[:300], passage.order * 10_000
            return Statement(Concept.NAME, None, small, evidence, passage.where, PROSE, order)
    return None


_DETAIL_BEHIND = re.compile(
    r"\s?[,:;(|/–-]\s?(?:my |the |hwb |fy |y )?(?:staff code|employee (?:number|no)|payroll|username|user name"
    r"|cod staff|rhif (?:gweithiwr|staff|cyflogai|cyflog)|enw defnyddiwr|nghod staff)(?!\w)"
)
"""Behind the sender's name: a detail of theirs, so that the name is one too: ``Re: Siân Rees, staff code SRE``."""


_OPENING = re.compile(
    r"(?:^|[.!?]\s)(?:(?:hi|hello|hiya|helo|haia|shwmae|s'?mae|su'?mae|bore da|p?'?nawn da|prynhawn da"
    r"|good (?:morning|afternoon)|dear|annwyl)[^.!?,\n]{0,25}[,.!\n]\s?)?$"
)
_WHO_THAT_IS = re.compile(
    r"\s?[,(–-]\s?(?:(?:the |a )?(?:new|former(?:ly)?|now|currently|late of|previously|teach\w*|deputy|head"
    r"|ysgol|athr\w+|cyn|gynt|bellach|nawr|rwan|newydd)(?!\w)|[a-z]{3,}\d)|\.\s(?:i|i'm|i've|my|wy|dw|dwi|rwy\w*|wedi|newydd)(?!\w)"
)


def _opens(folded: str, name: NameFound) -> bool:
    """Whether a sentence begins with the sender's name and says who that is: ``Nia Rees, new deputy at …``."""
    return bool(_OPENING.search(folded, 0, name.start) and _WHO_THAT_IS.match(folded, name.end))


def _small_name(text: str, folded: str, from_name: str) -> str:
    """The sender's own name where they write it without capitals; empty where they do not."""
    found = _SMALL_NAME.search(folded)
    sender = set(words_of(plain_name(from_name)))
    if found is None or not text[found.start(1) : found.end(1)].islower():
        return ""
    known = [word for word in WRITTEN.finditer(folded, *found.span(1)) if word.group() in sender]
    return text[known[0].start() : known[-1].end()] if len({word.group() for word in known}) > 1 else ""
