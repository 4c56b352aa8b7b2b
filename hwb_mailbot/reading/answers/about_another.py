"""Whether a headteacher's answer is about somebody else: ``Gareth left on 31 August``, ``Gareth may keep it``.

Only where the answered letter names the leaver, and only of a name that the letter does not know. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwb_mailbot.domain.names import radicals
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.text import fold

_NAMED = r"((?:(?:Mr|Mrs|Miss|Ms|Dr)\.? )?[A-ZÂÊÎÔÛŴŶ][\w-]+(?: (?:ap |ab |ferch )?[A-ZÂÊÎÔÛŴŶ][\w-]+){0,2})"
_WHEN = r"(?: us| here| the school| our school| this school)?(?:,? (?:on|at|in|last) |\W*$|,)"
_TELLING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NAMED}['’]s? (?i:leaving|last|final|finishing|end) (?i:date|day)",
        rf"{_NAMED}(?: has| had)? (?i:left|finished|resigned|retired){_WHEN}",
        rf"(?i:dyddiad|ddyddiad|diwrnod|ddiwrnod) (?i:gadael|olaf|ymadael) {_NAMED}",
        rf"(?i:gadawodd|adawodd|gorffennodd|orffennodd|ymadawodd) {_NAMED}(?! (?:ei|eu|neges|nodyn))",
        rf"{_NAMED} (?:may|can|should|shall|is (?:free|welcome) to)(?: certainly| of course| indeed)? (?:keep|have)",
        rf"(?i:caiff|gaiff|geith) {_NAMED} (?:gadw|ddal|barhau)",
        rf"{_NAMED} (?i:wedi|'di) (?i:gadael|gorffen|ymadael)",
    )
)
_BEGINS = 2
_LEFT_WHERE = re.compile(
    r"(?<!\w)(?:left|leaving|resigned from|retired from|gadael|adael|gadawodd|adawodd) (?:ysgol )?([a-z]+)(?!\w)"
)


def about_another(sentence: str, known: str) -> bool:
    """Whether the sentence says that somebody left, or may keep an account, whom the answered letter does not know.

    Or that it was the new school that the leaver left.
    """
    letter = answered_letter(known)
    if not letter.person:
        return False
    if any(radicals(found[1]) & letter.joined for found in _LEFT_WHERE.finditer(fold(sentence))):
        return True  # the school that they joined is not the one they left
    begun = {word[:_BEGINS] for word in letter.person}  # Dai is David's
    return any(
        words[0][:_BEGINS] not in begun and not any(radicals(word) & letter.words for word in words)
        for words in _of_whom(sentence)
    )


def _of_whom(sentence: str) -> Iterator[list[str]]:
    """The folded names of those of whom the sentence says so, each without its title."""
    for pattern in _TELLING:
        for found in pattern.finditer(sentence):
            name = without_title(found[1])
            words = re.findall(r"[a-z]+", fold(name))
            if words and (name != found[1] or is_forename(words[0])):
                yield words
