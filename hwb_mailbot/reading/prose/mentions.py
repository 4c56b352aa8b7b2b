"""What a sentence of prose names: DfES numbers, accounts and schools, with their places.

What is somebody else's (a colleague's account, a pupil's, the school that a leaver had come from years ago) is left
out; whose the rest is, ``sides`` tells. Nothing here fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.prose.staff_details import employee_spans, staff_details
from hwb_mailbot.reading.sides.lower_case import end_of_name, lower_case_schools
from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.terms.clubs import is_club
from hwb_mailbot.reading.terms.cut_short import find_cut_short, lacks_authority
from hwb_mailbot.reading.terms.introductions import introduces
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.name_words import is_generic, without_kinds_of_school
from hwb_mailbot.reading.terms.names import NameFound, NameKind, find_names
from hwb_mailbot.reading.terms.no_school import stands_for_no_school
from hwb_mailbot.reading.terms.placed_names import placed
from hwb_mailbot.reading.terms.usernames import CYFRIF, makes_username
from hwb_mailbot.reading.terms.values import (
    find_dfes_numbers,
    find_mistyped_dfes_numbers,
    find_upns,
    find_usernames,
    is_other_number,
)
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set


def mentions_in(
    sentence: str, folded: str, writer: Writer, usernames: Sequence[str], no_capitals: bool
) -> list[Mention]:
    """The numbers, accounts and schools of a sentence, in order.

    ``usernames`` are those of the whole mail, of which a name may be made; ``no_capitals`` says that it has none, so
    that schools may be written without them too.
    """
    own = writer.own_side
    found: list[Mention] = []
    pupils = [(u.start, u.end) for u in find_upns(sentence)]
    taken, other_numbers = Spans(pupils), Spans(employee_spans(folded) + pupils)
    for number in find_dfes_numbers(sentence):
        if other_numbers.meet(number.start, number.end):
            continue
        if is_other_number(folded[max(0, number.start - 40) : number.start]):
            continue
        found.append(Mention(Concept.DFES, number.value, number.start, number.end))
    mistyped = Spans()
    cut_short = [one for one in find_cut_short(sentence) if not lacks_authority(one)]
    for figures in (*find_mistyped_dfes_numbers(sentence), *cut_short):
        if not other_numbers.meet(figures.start, figures.end) and not mistyped.meet(figures.start, figures.end):
            mistyped.add(figures.start, figures.end)
            found.append(Mention(Concept.DFES, figures.value, figures.start, figures.end))
    for username in find_usernames(sentence):
        if not taken.meet(username.start, username.end):
            before = folded[max(0, username.start - 60) : username.start]
            if pattern("values", "pupil").search(without_kinds_of_school(before)):
                continue
            if writer is Writer.STAFF and _SOMEBODY_ELSE.search(before):
                continue
            if writer in (Writer.COLLEAGUE, Writer.HEAD) and _is_writers(folded, username.start, username.end):
                continue
            found.append(Mention(Concept.USERNAME, username.value, username.start, username.end))
    numbers = sorted((m.start, m.end) for m in found if m.concept is Concept.DFES)
    last: NameFound | None = None
    for name in find_names(sentence):
        one_before, last = last, name
        if stands_for_no_school(name, folded, one_before):
            continue
        if not name.generic and any(makes_username(name.text, u) for u in usernames):
            continue
        if name.kind is NameKind.UNKNOWN and _OF_A_PERSON.search(folded[name.start : name.end + 40]):
            continue
        if name.kind is not NameKind.SCHOOL and _GREETED.search(folded[max(0, name.start - 80) : name.start]):
            continue
        if is_club(fold(name.text), folded, name.start, name.end):
            continue
        if own is Side.FORMER and _BEFORE_US.search(folded[max(0, name.start - 60) : name.start]):
            continue
        here = own is not None and introduces(folded, name.start, name.end, own)
        if name.kind is NameKind.SCHOOL or here or placed(name, folded) or _numbered(name, numbers, folded, usernames):
            firm = name.kind is NameKind.SCHOOL
            found.append(Mention(Concept.SCHOOL, name.text, name.start, name.end, firm))
    named_already = Spans((m.start, m.end) for m in found)
    searched = 0
    while (lower := _LOWER_SCHOOL.search(folded, searched)) is not None:
        start, end = lower.span(1)
        searched = end = start + end_of_name(folded[start:end])
        written = _PARTICLE_AFTER.sub("", sentence[start:end]).rstrip()
        named = not all(map(is_generic, fold(written).split()))
        if _begins_no_name(folded[start:end]):
            continue
        if named and written == written.lower() and not named_already.meet(start, end):
            found.append(Mention(Concept.SCHOOL, written, start, start + len(written), False))
            named_already.add(start, start + len(written))
    if not has_capitals(sentence) and (no_capitals or sentence.islower()):
        found += [
            Mention(Concept.SCHOOL, sentence[a:b], a, b)
            for a, b in lower_case_schools(folded, own, only_numbered=not no_capitals)
            if not named_already.meet(a, b)
        ]  # fmt: skip
    return sorted(found, key=lambda m: m.start)


def _numbered(
    name: NameFound, numbers: Sequence[tuple[int, int]], folded: str, usernames: Sequence[str]
) -> bool:  # fmt: skip
    """Whether a name of no known kind has a DfES number beside it: ``Tegfryn, our number is …``."""
    if name.kind is not NameKind.UNKNOWN or not usernames or not _TWO_WORDS.search(name.text):
        return False
    place = bisect_left(numbers, (name.end, 0))  # words alone stand between: only the nearest numbers can be its own
    behind, before = numbers[place : place + 1], numbers[max(0, place - 1) : place]
    return any(_ITS_NUMBER.fullmatch(folded, name.end, start) for start, _ in behind) or any(
        end <= name.start and _NUMBER_OF.fullmatch(folded, end, name.start) for _, end in before
    )


def without_codes(mentions: list[Mention], sentence: str, folded: str) -> list[Mention]:
    """The mentions without accounts that are called a staff code, in capitals, and look like an account."""
    if not any(m.concept is Concept.USERNAME and sentence[m.start : m.end].isupper() for m in mentions):
        return mentions
    codes = {(d.start, d.end) for d in staff_details(sentence, folded) if d.concept is Concept.CODE}
    return [m for m in mentions if m.concept is not Concept.USERNAME or (m.start, m.end) not in codes]


def school_beside(mentions: Sequence[Mention], number: int, folded: str) -> str:
    """The school just before a number: ``Bryn Teg = 661 2345``, ``Bryn Teg (661 2345)``."""
    mention = mentions[number]
    if mention.concept is not Concept.DFES or number == 0:
        return ""
    school = mentions[number - 1]
    gap = folded[school.end : mention.start]
    near = len(gap) <= 28 and not re.search(r"[.;?!]\s", gap)
    return school.value if school.concept is Concept.SCHOOL and near else ""


def account_before(mentions: Sequence[Mention], number: int, folded: str) -> str:
    """The account right behind which a bracket holds the mention: ``ab1 (Bryn Teg, 661 2345)``."""
    for earlier in reversed(mentions[:number]):
        between = folded[earlier.end : mentions[number].start]
        if earlier.concept is Concept.USERNAME:
            return earlier.value if _OPENED.match(between) and ")" not in between else ""
    return ""


_OPENED = re.compile(r"\s?\((?!old|new|hen|newydd)")


_OF_A_PERSON = re.compile(
    r"^(?:[\w-]+ )?[\w-]+'s?\s(?:(?:own|old|new|existing|former|hwb|sims|staff|leaving|user)\s){0,2}"
    r"(?:accounts?|logins?|usernames?|names?|details|rows?|lines?|entry|records?|dates?|e-?mails?|mailbox|files?)(?!\w)"
)
"""Whoever has an account is no school: ``Please leave Guto's account as it is``."""
_GREETED = re.compile(
    r"(?<!\w)(?:(?:all|everything|everyone|everybody|things|life|you(?: all| both)?)(?:'s| is| are)?"
    r" (?:still |going |keeping |very )*(?:well|ok|okay|good|fine) (?:with|at|in|over at)"
    r"|how (?:is|are|'s)(?: \w+){1,3} (?:at|in|with)"
    r"|(?:love|regards|hello|wishes|cofion(?: \w+)?|helo) (?:to|at|i)"
    r"|(?:pawb|popeth|pethau|pob dim)(?: \w+){0,3}?(?:'n| yn) (?:iawn|dda|hwylus|mynd(?: \w+)?) (?:yn|yng|ym|efo|gyda))"
    r"(?: (?:all|everyone|everybody|bawb))?\s(?:the |all the |y |yr |criw |tim )*$"
)
"""Before a name of no known kind: those who are greeted, and no school that anybody left or joined."""
_TWO_WORDS = re.compile(r"\w{2,} .*\w{2,}")
"""A name of two words at least; spelled letters are none."""
_ITS_NUMBER = re.compile(
    r"\s?[,(=:;-]?\s?(?:(?:our|the|its|ein|y|yr|dfes|school|ysgol|number|no\.?|rhif|code|is|yw|ydi|ydy|di|'di|ni)[\s:=]{1,2}){0,6}"
)
_NUMBER_OF = re.compile(
    r"\s?(?:(?:is|yw|ydi|ydy|di|'di|the|our|dfes|school|number|no\.?|rhif|of|for|at|ysgol|code)\s){1,6}|\s?[(=]\s?"
)
_BEFORE_US = re.compile(
    r"(?<!\w)(?:joined us|came to us|came here|joined the school|ymunodd a ni|daeth ato[mn](?: ni)?|daeth yma)"
    r"[^.;]{0,40}?(?:from|o)\s(?:the\s)?$"
)
"""Where a leaver had come from years ago is neither of the two schools."""
_SOMEBODY_ELSE = re.compile(
    r"(?<!\w)(?:(?:mr|mrs|miss|ms|dr)\.? [\w'-]+(?: [\w'-]+)?|(?:my|our|fy|ein) (?:\w+ )?(?:head|headteacher|colleague"
    r"|friend|husband|wife|sister|brother|manager|deputy|m?h?p?ennaeth|n?gh?ydweithi\w+|ffrind))"
    r" (?:was|is|had|has|used|oedd|yw|ydi|ydy)\s(?:\w+\s)?$"
)
"""Before a username in a mover's mail: it is another's."""
_MY_ACCOUNT = re.compile(
    rf"(?<!\w)(?:my|fy|'y)\s(?:own\s)?(?:hwb\s)?(?:account|username|user name|login|{CYFRIF}f?|enw(?: defnyddiwr)?)"
    r"(?: (?:fy hun|i|hwb)){0,2}"
)


def _is_writers(folded: str, start: int, end: int) -> bool:
    """Whether whoever writes for somebody else tells their own account: ``fy nghyfrif i yw ab1``, ``ab1 is mine``."""
    before, after = folded[max(0, start - 50) : start], folded[end : end + 50]
    mine = re.search(rf"(?:{_MY_ACCOUNT.pattern}),?\s(?:(?:is|yw|ydi|ydy|di|'di|being|sef)\s)?\(?$", before)
    linked = r"\s(?:is|yw|ydi|ydy|di|'di|ydw i|dw i)\s"
    return bool(mine or re.match(rf"{linked}(?:mine|me\b|(?:{_MY_ACCOUNT.pattern}))", after))


_CAPITALS = re.compile(r"[a-z,] [A-Z][a-z]")
"""Whoever writes none of these within a sentence may write schools without capitals too."""


def has_capitals(text: str) -> bool:
    """Whether names within a sentence of ``text`` have capitals."""
    return bool(_CAPITALS.search(text))


_PARTICLE_AFTER = re.compile(r"(?:\s(?:yr?|a|oedd|roedd|bu|fu))+\s*$")
_EVERYDAY = (
    r"newydd|hen|ni|yn|is|was|oedd|yw|ydi|ydy|dfes|number|rhif|and|but|ond|in|at|now|nawr|bellach|blaenorol|flaenorol"
    r"|d?diwethaf|c?gyntaf?|nesaf?|wreiddiol|uchod|hon|yma|ers|wedi|from|o|i|fel|with|please|plis|yng|ym"
)
_NO_PART = (
    rf"{_EVERYDAY}|(?:gynradd |uwchradd |fach |fawr |dda |gyfun |arbennig )?(?:arall|eraill|g?wahanol|l?leol)"
    r"|gyfagos|honno|hi|e|fo|fe|nhw|chi|ac?|a'[ir]|eisiau|isio|am|mae|sydd|sy|hoffai|ei|eu"
)
"""What ends a school's name in small letters, or says that ``ysgol`` begins none."""
_LOWER_SCHOOL = re.compile(rf"(?<!\w)(ysgol(?: (?!(?:{_NO_PART})(?![\w'-]))[a-z'-]{{1,20}}(?![\w'-])){{1,6}})")
_LIKE_THOSE = re.compile(rf"ysgol (?P<word>(?:{_EVERYDAY})[\w'-]+)")
"""A school called by a word that begins like an everyday one: ``ysgol hendre``."""
_LEAST_OF_A_NAME = 5


def _begins_no_name(folded: str) -> bool:
    """Whether the word behind ``ysgol`` is an everyday one that begins like those: ``ysgol information``."""
    like = _LIKE_THOSE.match(folded)
    return like is not None and (len(like["word"]) < _LEAST_OF_A_NAME or like["word"] in word_set("language", "words"))
