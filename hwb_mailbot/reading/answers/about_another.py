"""Whether a headteacher's answer is about somebody else: ``Gareth left on 31 August``, ``Gareth may keep it``.

Only where the answered letter names the leaver, and only of a name that the letter does not know. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwb_mailbot.domain.names import radicals
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.weighing.signs import AnsweredLetter

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
        rf"{_NAMED} (?:has|has got)(?: certainly| of course| indeed)? (?:my|our)",
        rf"(?i:mae gan) {_NAMED} (?:fy|ein|bob|yr hawl)",
        rf"(?i:caiff|gaiff|geith) {_NAMED} (?:gadw|ddal|barhau)",
        rf"{_NAMED} (?i:wedi|'di) (?i:gadael|gorffen|ymadael)",
    )
)
_AND_FOR = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:same|un fath|un peth|un modd) (?:again )?(?i:for|to|goes for|i|ar gyfer) {_NAMED}",
        rf"(?:^\W*A|(?<!\w)(?i:and|a|ac)) {_NAMED} (?:too|as well|also|hefyd)(?!\w)",
        rf"{_NAMED}['’]s? (?i:accounts?|cyfrif) (?:too|as well|also)(?!\w)",
        rf"^\W*{_NAMED}\s?[-–,:]\s?(?:please|plis|can you|could you|over to you)(?!\w)",
    )
)
"""A yes for somebody more, or one that somebody else is asked to give."""
_BEGINS = 3
_BEGINS_SHORT = 2
"""Letters that a name shares with a longer form of it; of one of three letters, two: Dai is David."""
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
    return _of_strangers(sentence, letter, _TELLING) or for_another_too(sentence, known)


def for_another_too(sentence: str, known: str) -> bool:
    """Whether the sentence asks the same for somebody whom the answered letter does not know, or has them answer."""
    return _of_strangers(sentence, answered_letter(known), _AND_FOR)


def _of_strangers(sentence: str, letter: AnsweredLetter, telling: Sequence[re.Pattern[str]]) -> bool:
    return bool(letter.person) and any(
        not _is_one_of(words[0], letter.person) and not any(radicals(word) & letter.words for word in words)
        for words in _of_whom(sentence, telling)
    )


def _is_one_of(word: str, names: frozenset[str]) -> bool:
    letters = _BEGINS if len(word) > _BEGINS else _BEGINS_SHORT
    return any(word[:letters] == name[:letters] for name in names)


def _of_whom(sentence: str, telling: Sequence[re.Pattern[str]]) -> Iterator[list[str]]:
    """The folded names of those of whom the sentence says so, each without its title."""
    for pattern in telling:
        for found in pattern.finditer(sentence):
            name = without_title(found[1])
            words = re.findall(r"[a-z]+", fold(name))
            if words and (name != found[1] or is_forename(words[0])):
                yield words
