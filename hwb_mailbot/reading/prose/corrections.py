"""Values that a sentence takes back, and those put in their place: ``X, nid Y``, ``told you X; it was Y``.

A value taken back is stated nowhere in the mail; the one in its place is of the same side. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from hwb_mailbot.reading.sides.denied_values import denied_by_verb
from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.family import FAMILY
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.put_right import gives_back, puts_right, without_courtesies
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.values import Found, find_dfes_numbers, find_employee_numbers, find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set

_DENYING = re.compile(
    r"(?:^|\W)(?:(?:isn't|wasn't|isnt|ddim)\s+(?:the\s+|y\s+)?$"
    r"|(?:not|never|nid|dim|erioed yn|instead of|rather than|yn lle|yn hytrach na|nage)"
    r"(?:\s+(?:to be )?(?:confused|mixed up|mistaken) (?:with|for)|\s+i'w (?:ch?ymysgu|gymysgu) (?:a|gyda|efo))?"
    r"\s+(?:(?:the|at|to|from|in|i|o|yn|yng|ym|is|her|his|my|their)\s+){0,2}$)"
)
_DENIED_WITHIN = 45
"""Characters before a value in which a word may deny it."""
_GIVEN_BACK = frozenset({Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE})
_GIVEN_BACK_WITHIN = 90
"""Characters behind a value in which it is said to be somebody else's after all."""
_NO_MORE = re.compile(r"\W*(?:any ?more|any longer|mwyach|bellach|rhagor)(?!\w)")
_OUT_OF_USE = re.compile(
    r"[\s,]*(?:which |that |and |a |ac )?(?:(?:is|was|has been|yw|ydi|oedd)\s)?[^.;]{0,70}?"
    r"(?:(?:no longer|not) (?:to be |being |in )?(?:used?|valid|current)|out of (?:use|date)|defunct"
    r"|(?:nid yw|ddim) (?:i'w|yn cael ei|mewn) d?defnydd\w*)(?!\w)"
)
"""After a value: it is one of former times, not to be used."""
_WRONG = re.compile(
    r"\s?[,)]?\s(?:which |that |sydd |sy |a |ac )?(?:(?:is|was|yn|'n|oedd yn|yw|sy'n|roedd yn)\s)"
    r"(?:(?:the|yr?|un|one|number|rhif|actually|just|in fact)\s)*"
    r"(?:wrong|incorrect|a mistake|a typo|an error|mistaken|anghywir|gamgymeriad|camgymeriad|wall)(?!\w)"
)
"""After a value: it is the wrong one."""
_IGNORED = re.compile(
    r"(?<!\w)(?:ignore|disregard|forget(?: about)?|anwybyddwch|diystyrwch|anghofiwch(?: am)?)"
    r"\s(?:(?:the|my|y|yr|fy|old|hen|other|account|username|cyfrif|number|rhif|code|cod|one|un)\s){0,4}"
    r"(?:(?:what|beth|be) (?:he|she|they|it|[a-z]+|mae (?:o|e|hi|fe)(?:'n| yn))"
    r" (?:says?|said|writes?|wrote|gives?|gave|puts?|dweud|deud|gweud|ysgrifennu|rhoi) (?:about|of|for|as|am)\s)?$"
)
_NOT_MERGED = re.compile(
    r"(?<!\w)(?:(?:not|never|don't|dont|do not)(?: to)? (?:merge|consolidate|combine|include)|peidi\w+ (?:a|ag)"
    r" (?:ch?yfuno|uno))\s(?:(?:the|account|username|y|cyfrif)\s){0,2}$"
)
"""Before an account that is not to be merged."""
_LEFT_ALONE = re.compile(
    r"(?<!\w)(?:(?:not|never|don't|dont|do not)(?: to)? (?:touch|change|alter|use|close|merge|move|delete|confuse"
    r"|mix up|include|disturb)|leave|peidi\w+ (?:a|ag) (?:ch?yffwrdd|newid|defnyddio|symud|chymysgu|uno))"
    r"\s(?:(?:it|this|that|him|her|with|anything (?:in|of)|a|ag|the|account|username|cyfrif|efo|gyda|as|yn|'r|y)\s)"
    r"{0,4}$"
)
"""Before an account: it is somebody else's, or to be left as it is."""
_OUR_OLD = re.compile(
    r"(?<!\w)(?:our|ein|(?:the|this) school's) (?:old|former|previous|earlier|hen) (?:(?:dfes|adas|school) )*"
    r"(?:number|no\.?|code|rh?if|[cg]od)(?: (?:dfes|adas|ni|yr ysgol))*(?: (?:was|used to be|had been|oedd)|,|:)?\s?$"
)
"""Before a number: the school had it once."""
_ANOTHER_NUMBER = re.compile(
    r"\s?[-–—,;(.]{1,2}\s?(?:(?:no|na|oh|o|sorry|sori),? )?(?:correction|cywiriad|sorry|sori|nage|i mean|make that"
    r"|or rather|that should be|yn hytrach|dylwn (?:i )?ddweud)[,:]?\s"
    r"(?:(?:it's|it is|that's|mae'n) )?\d{3}[ /-]?\d{4}(?!\w)"
)
"""After a DfES number: another one, of whatever shape, is put in its place."""
_TOLD_APART = re.compile(
    r"(?<!\w)(?:not|nid) (?:to be|i'w) (?:confused|mistaken|mixed up|[cg]?h?ymysgu|d?drysu)"
    r" (?:with|for|gyda|efo|a|ag)\s$"
)
_THE_OLD_ONE = re.compile(
    r",? (?:which|that|who|sy\w*|sef|my|the|yr|fy)(?:'s| is| was| yw| ydi)?"
    r"(?:(?: the| my| yr| fy)? (?:old|former|previous|hen)"
    r"| (?:the |yr )?(?:one|un) (?:from|at|o|yn|i had))(?!\w)"
)
"""After an account that is not to be confused with another: it is stated, as the old one."""
_NOT_OF = re.compile(
    r"(?<!\w)(?:not|nid|nage|rather than|yn hytrach na)(?: (?:the other|am|for|i))?\s(?:(?:mr|mrs|miss|ms|dr)\.?\s)?"
    r"(?:(?!(?:this|that|the|my|his|her|one|account|username|yr?|fy|ei|un|cyfrif)(?!\w))[a-z'-]+\s){1,3}\($"
)
"""Before an account: its owner is named only to say who is not meant (``not Nia Bevan (bevann3)``)."""
_OF_WHO_STAYS = re.compile(
    r"\)?,?\swho(?:'s| is| are)?\s(?:(?:is|are|has)\s)?(?:still (?:here|with us|teach\w*|work\w*|at (?:our|this) school"
    r"|on (?:our|the) staff)|stay(?:s|ing)|remain(?:s|ing)|not (?:left|leaving|mov\w+)"
    r"|(?:will|to|going to|needs to) be (?:\w+ )?separately)(?!\w)"
    r"|(?:\)|,|\),)\s(?:(?:is|are) (?:still (?:here|with us|teach\w*|work\w*)|staying|remaining)"
    r"|(?:stays|remains)(?! (?:active|on|in|open|there|visible|live|as|at)(?!\w)))(?!\w)"
    r"|\)?,?\s(?:sydd|sy|mae hi|mae o|mae e)(?:'n| yn)? (?:(?:dal|parhau)(?: i fod)? (?:yma|efo ni|gyda ni|'da ni"
    r"|i weithio|i ddysgu|ar (?:ein|y) staff|yn gweithio|yn dysgu)|aros (?:yma|efo ni|gyda ni|'da ni|ymlaen))(?!\w)"
    r"|\)?,?\s?(?:'n| yn) (?:aros|dal|parhau)(?: i (?:fod|weithio|ddysgu))? (?:yma|efo ni|gyda ni|'da ni"
    r"|ar (?:ein|y) staff)(?!\w)"
    r"|\)?,?\s(?:sydd|sy) (?:heb|ddim wedi) (?:adael|gadael)(?!\w)"
)
"""Behind an account: its owner has not left."""
_BUT = re.compile(r"(?:^|\W)(?:not|nid|\w+n't)\s[^.]{2,60}?\s(?:but|ond)\s+(?:\w+\s){0,3}$")


_AS_THEY_SAID = re.compile(
    r",?\s\(?(?:as (?:i|you|we|she|he|they)(?: (?:had|have|has|first|mistakenly|wrongly))?"
    r" (?:told|said|wrote|gave|put|typed|have|had|thought|stated|say|states)"
    r"(?: (?:to|it|you|us|me|before|earlier)){0,3}"
    r"|fel (?:y |yr )?(?:d?dywed\w*|ysgrifenn\w*|rhoddodd|nod\w*|sy)"
    r"(?: (?:hi|ef|e|o|fo|fe|nhw|i|gennych|gynnoch|chi)){0,2}(?: wrthych(?: chi)?)?)\)?,?\s$"
)
"""``and not, as she told you, ab31``."""


def denies(folded: str, place: int) -> bool:
    """Whether the words right before a value at ``place`` deny it: ``not the``, ``instead of``, ``nage``."""
    return _DENYING.search(folded, max(0, place - _DENIED_WITHIN), place) is not None


def is_denied(folded: str, mention: Mention) -> bool:
    """Whether a value is named only to say that it is wrong: ``not X``; ``not at X any more`` is none."""
    before = _AS_THEY_SAID.sub(" ", _in_its_sentence_before(folded, mention))
    if _TOLD_APART.search(before) and _THE_OLD_ONE.match(folded, mention.end):
        return False
    if denies(before, len(before)) and not _NO_MORE.match(folded[mention.end :]):
        return True
    if mention.concept is Concept.USERNAME and _of_a_relative(folded, mention):
        return True
    if mention.concept is Concept.USERNAME and (
        _NOT_MERGED.search(before) or _NOT_OF.search(before) or _OF_WHO_STAYS.match(folded, mention.end)
    ):
        return True
    if denied_by_verb(folded, mention):
        return True
    if mention.concept is Concept.DFES and (_OUR_OLD.search(before) or _ANOTHER_NUMBER.match(folded, mention.end)):
        return True
    if mention.concept in _GIVEN_BACK and gives_back(folded[mention.end : mention.end + _GIVEN_BACK_WITHIN]):
        return True
    if _OUT_OF_USE.match(folded, mention.end) or called_wrong(folded, mention) or _IGNORED.search(before):
        return True
    retracted = list(pattern("values", "retracted").finditer(before))
    return bool(retracted) and not re.search(r"[;:]", before[retracted[-1].end() :])


def _of_a_relative(folded: str, mention: Mention) -> bool:
    """Whether a sentence tells an account of the writer's family: ``My daughter is a pupil here, her account is …``."""
    if not _MY_RELATIVE.search(folded, 0, mention.start):
        return False
    return bool(_HERS.search(folded, 0, mention.start) or _IS_HERS.match(folded, mention.end))


_MY_RELATIVE = re.compile(
    rf"(?<!\w)(?:my|our|fy|ein) (?:\w+ )?{FAMILY}"
    r"(?=\W*$|[,'(]|\s(?:is|was|has|also|works?|teaches|goes|attends|who|and|yn|sydd|sy|hefyd)(?!\w))"
)
_CALLED = r"(?:hwb )?(?:account|username|user name|log-?in|one|[cg]?h?yfrif|enw defnyddiwr)"
_HERS = re.compile(
    rf"(?<!\w)(?:her|his|their|ei|eu) {_CALLED}(?: (?:hi|o|e))?(?: (?:is|was|being|yw|ydi|oedd))?[\s:(,]*$"
)
_IS_HERS = re.compile(rf"\s(?:is|was|yw|ydi|ydy|oedd) (?:hers|(?:her|his|their|ei|eu) {_CALLED})(?!\w)")


def left_alone(folded: str, mention: Mention) -> bool:
    """Whether an account is named only to say that nobody should touch it: ``leave ab1 as it is``."""
    return mention.concept is Concept.USERNAME and bool(_LEFT_ALONE.search(_in_its_sentence_before(folded, mention)))


def _in_its_sentence_before(folded: str, mention: Mention) -> str:
    return folded[max(0, mention.start - 70) : mention.start].rsplit(". ", 1)[-1]


def called_wrong(folded: str, mention: Mention) -> bool:
    """Whether the words behind a value say that it is wrong; ``was`` in them tells nothing of whose it is."""
    return bool(_WRONG.match(folded, mention.end))


def corrects(folded: str, mentions: Sequence[Mention], denied: Sequence[bool], number: int) -> bool:
    """Whether a value is put in another's place."""
    mention = mentions[number]
    before = without_courtesies(folded[: mention.start])
    if pattern("values", "correction").search(before) or _BUT.search(before):
        return True
    following = number + 1
    return (
        following < len(mentions)
        and mentions[following].concept is mention.concept
        and denied[following]
        and mentions[following].start - mention.end < 30
    )


def replaced(folded: str, mentions: Sequence[Mention]) -> list[int]:
    """The mentions in whose place the sentence puts the one after them: ``X was hers - no, sorry, Y it is``."""
    return [
        number
        for number, (first, second) in enumerate(pairwise(mentions))
        if first.concept is second.concept
        and first.value != second.value
        and (first.concept is not Concept.SCHOOL or (first.firm and second.firm))
        and puts_right(folded[first.end : second.start])
    ]


_LABELS = (
    (Concept.USERNAME, "username"), (Concept.DFES, "dfes"), (Concept.CODE, "code"), (Concept.EMPLOYEE, "employee"),
)  # fmt: skip
_BARE_CODE = re.compile(r"(?<![\w@'.-])([A-Z]{2,5}\d{0,3})(?![\w@'-])")


def announced_changes(folded: str, mentions: Sequence[Mention]) -> frozenset[Concept]:
    """What a sentence says has changed or was wrong without telling its value, which the next one then tells."""
    if not pattern("values", "changed").search(folded):
        return frozenset()
    told = {mention.concept for mention in mentions}
    return frozenset(
        concept for concept, key in _LABELS if concept not in told and pattern("labels", key).search(folded)
    )


def bare_code(sentence: str) -> Found | None:
    """The first staff code that a sentence tells without a word that announces it: ``MOP2 ydi o rŵan``.

    ``It isn't MQU, it's MQK`` tells the second.
    """
    for found in _BARE_CODE.finditer(sentence):
        before = fold(sentence[max(0, found.start() - _DENIED_WITHIN) : found.start()])
        if found[1].lower() not in word_set("values", "not_codes") and not denies(before, len(before)):
            return Found(found[1], found.start(1), found.end(1))
    return None


_IN_PLACE = re.compile(
    r"(?<![\w@.'/-])(?P<right>[A-Za-z0-9][\w'./-]{1,24}(?: \d{3,5})?),? "
    r"(?:not|nid|dim|instead of|rather than|yn lle|yn hytrach na)(?: the| y)? "
    r"(?P<wrong>[A-Za-z0-9][\w'/-]{1,24}(?: \d{3,5})?)"
)


def put_in_place(text: str, statements: Sequence[Statement]) -> list[Statement]:
    """Corrections that name what they replace, whatever its label: ``I'm NPK, not NAP``, where the code was ``NAP``."""
    found: list[Statement] = []
    given = [s for s in statements if s.concept in _SHAPES and s.value and not s.problem and not s.corrects]
    for pair in _IN_PLACE.finditer(text):
        wrong = _plain(pair["wrong"])
        for stated in given:
            right = _SHAPES[stated.concept](pair["right"]) if _plain(stated.value) == wrong else ""
            both_had = any(s.concept is stated.concept and s.value == right for s in given)
            if right and right != stated.value and not both_had:
                found.append(replace(stated, value=right, evidence=pair.group(), weight=PROSE, corrects=True))
    return found


def _plain(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(value))


def _first(found: Sequence[Found]) -> str:
    return found[0].value if found else ""


def _code(text: str) -> str:
    return text if _BARE_CODE.fullmatch(text) else ""


_SHAPES: Mapping[Concept, Callable[[str], str]] = {
    Concept.CODE: _code,
    Concept.DFES: lambda text: _first(find_dfes_numbers(text)),
    Concept.USERNAME: lambda text: _first(find_usernames(text)),
    Concept.EMPLOYEE: lambda text: _first(find_employee_numbers(text)),
}


def share_sides(
    mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], denied: Sequence[bool]
) -> None:
    """What is put in the place of a denied value is of its side, and the other way round."""
    for number, mention in enumerate(mentions):
        if not denied[number]:
            continue
        others = [n for n, m in enumerate(mentions) if m.concept is mention.concept and not denied[n]]
        if len(others) != 1:
            continue
        other = others[0]
        if sides[number][1] and sides[number][0] is not None and other > number:
            sides[other] = sides[number]
        elif sides[other][1]:
            sides[number] = sides[other]
        elif sides[number][1]:
            sides[other] = sides[number]
