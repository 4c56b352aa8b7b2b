"""Staff codes and employee numbers told in sentences: ``on the staff list I'm SMAR``, ``5010771 ydi'r rhif cyflog``.

A value stands near words that announce it; what is to follow, a telephone number or a guess is none. Nothing here
fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hwb_mailbot.reading.layouts.labelled import replaced_code
from hwb_mailbot.reading.prose.corrections import denies
from hwb_mailbot.reading.prose.told_wrongly import told_wrongly
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.put_right import gives_back
from hwb_mailbot.reading.terms.statements import unsure, unsure_after, withdrawn_after
from hwb_mailbot.reading.words import pattern, word_set


@dataclass(frozen=True, slots=True)
class Detail:
    """One value of a sentence; ``doubtful`` where its words take it back, ``denied`` where they say it is wrong."""

    concept: Concept
    side: Side
    value: str
    start: int
    end: int
    doubtful: bool
    denied: bool
    corrects: bool


_NUMBER = r"\d(?: \d){3,9}|[a-z]{0,3}\d{4,10}|\d{1,3}-\d{4,8}|\d{3,6}[/-]\d{1,3}|\d{2,4}(?: \d{2,4}){1,3}"
_EMPLOYEE_AFTER = re.compile(rf"(?P<gap>[^.;?\d]{{0,28}}?)(?<![\w/])(?P<value>{_NUMBER})(?![\w/]|[.-]\d| \d)")
_EMPLOYEE_BEFORE = re.compile(rf"(?<![\w/])(?<!\d )(?P<value>{_NUMBER})(?![\w/]| \d)(?P<gap>[^.;?\d]{{0,30}}?)$")
_INSTEAD = re.compile(rf"[^.;?\d]{{0,70}}?(?<![\w/])(?P<value>{_NUMBER})(?![\w/]|[.-]\d| \d)")
"""The number that comes in the place of one taken back."""
_WHICH = r",?\s(?:that|which|sydd|sy|yr?|a)\s[^.;?\d]{3,90}?(?P<gap>,?\s(?:is|yw|ydi|ydy|ydyw)\s)"
_EMPLOYEE_SAID_OF = re.compile(rf"(?:\s(?:number|no\.?))?{_WHICH}(?P<value>{_NUMBER})(?![\w/]|[.-]\d| \d)")
"""``My employee number, which I had to ask for, is 4410973``."""
_CODE_SAID_OF = re.compile(rf"{_WHICH}(?P<value>[a-z]{{2,5}}\d{{0,3}})(?![\w'@])")
_CODE_WAS = re.compile(
    r"(?<!\w)(?:mai|taw) (?P<value>[a-z]{2,5}\d{0,3}) (?:oedd|yw|ydi|ydy|oedd yr?) (?:fy |yr? |ei )?$"
)
"""``dywedais mai AB oedd fy nghod``, which says nothing of an old school."""
_ANOTHER_LABEL = re.compile(r"(?<!\w)(?:code|cod|god|nghod|initials|username|enw defnyddiwr|login|dfes|adas)(?!\w)")
"""Between a number and a cue behind it: something else is told there."""
_LINKED = re.compile(
    r"\s*[(]?|\s+(?:on|in|for|to|ar|yn|i|gan|ar gyfer)(?:\s(?:the|our|your|my|an?|y|yr|fy))?\s*"
    r"|,?\s+(?:my|the|sef|fy|(?:fy|y|yr|dyna) \w+)?\s*"
    r"|.*(?<!\w)(?:is|was|ydi|yw|ydy|'?di|sydd|sy|fel|as|sgin|sgen|s'gen|gen i|have|got)(?!\w).*"
)
"""What may stand between a number and the words that say what it is."""
_CODE = re.compile(r"(?<![\w'@.])([a-z]{2,5}\d{0,3}|[a-z]\d{1,4})(?![\w'@])")
_SPELLED = re.compile(
    r"\W{0,3}(?:(?:is|are|yw|ydi|ydy|'?di|sef|fel|as)\W{1,3})?([A-Z](?:[ .-]{1,2}[A-Z]){1,4})(?![\w'])"
)
"""A code said letter by letter: ``staff code is L M B``."""
_MINE = re.compile(r"(?<!\w)(?:mine(?: is|'s)|(?:f'un|fy un) i (?:yw|ydi|ydy))\s(?P<value>[a-z]{2,5}\d{0,3})(?![\w'])")
"""Behind somebody else's code: ``that's somebody else, mine is HEN``."""
_LOWER_CODE = re.compile(
    r"(?<!\w)(?:staff |my )?(?:code|cod|(?:cod|nghod) staff)(?:,[^,.;\d]{3,60},)?"
    r"(?:[:=]| is|'s| yw| ydi| ydy| di| 'di)? ([a-z]{2,3}\d{0,2})"
    r"(?=\s*(?:[,;.]|$)|\s(?:and|a|ac|employee|emp|payroll|rhif|dfes|school|username|enw|my)(?!\w))"
)
"""A code without capitals in a list of details: ``mossj27, code jmo, employee …``."""
_LOWER_CODE_BEFORE = re.compile(
    r"(?<![\w'])([a-z]{2,4}\d{0,2}) (?:is|yw|ydi|ydy|'?di)(?:'r| my| the| fy) (?:staff code|cod(?: staff)?|code)(?!\w)"
)
"""``opa di'r cod``."""
_CODE_BEFORE = re.compile(
    r"^(?s:.*)(?<![\w'])(?P<value>[a-z]{2,5}\d{0,3})(?![\w'])\s(?:is|ydi|ydyw|yw|ydy|'di|di|are|fel|as|ydw|dw)(?!\w)[^.;?\d]{0,20}?$"
)
_CODE_JUST_BEFORE = re.compile(r"(?:^|[,;:(]\s?|\sand\s|\sa\s)(?P<value>[a-z]{2,5}\d{0,3})\s(?:(?:my|the|for|as)\s)?$")
_CODE_ON = re.compile(
    r"(?<![\w'])(?P<value>[a-z]{2,5}\d{0,3})\s(?:on|in|ar|yn)(?:\s(?:the|our|my|their|y|yr|fy|ein)|'r)?\s$"
)
"""A code on a list: ``GMO on the timetable``."""
_LISTS = frozenset(
    {"timetable", "staff list", "amserlen", "rhestr staff", "restr staff", "register of staff", "staff register"}
)
_LISTED = re.compile(r"[;,/|]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"^\W*$|(?<!\w)(?:no|number|num|nr|rhif|is|yw|ydi|ydy|was|oedd)(?!\w)")
_TELEPHONE = re.compile(r"(?<!\w)(?:ring|phone|call|mobile|tel|text|ffon\w*|symudol|galw\w*)(?!\w)")
_OTHERS = re.compile(rf"{_TELEPHONE.pattern}|(?<!\w)(?:schools?|dfes|ysgol|adas)(?!\w)")
"""Between a cue and a number: it is somebody's telephone number, or the school's."""
_FORMER = re.compile(r"\b(?:old|former|previous|hen|blaenorol)\b")
_NEW = re.compile(r"\b(?:new|newydd|current|now)\b")
_WAS = re.compile(r"[ ,(]*(?:at my old|yn yr hen|was my old|oedd)")
_LOOK_UP = re.compile(
    r"[^.;]{0,30}(?<!\w)(?:(?:have|need) to (?:look|check)|look (?:it|that) up|angen (?:gwirio|tsh?ecio))(?!\w)"
)


_NOT_THIS = re.compile(rf"\W{{1,3}}(?:not|nid|instead of|rather than|yn lle)\s(?P<value>{_NUMBER})(?!\w)")
_CLAUSE = re.compile(r"[,;:.]\s|\s[-–—]\s|(?<!\w)(?:because|as|since|and|but|achos|gan|a|ac|ond)\s")
_BEFORE, _BEHIND = 60, 100
"""Characters before and behind a value in which words may take it back."""
_BUT = re.compile(r"(?<!\w)(?:not|nid|ddim)\s(?:the )?[\w/-]{2,12},?\s(?:but|ond)\s(?:rather )?$")
"""``Not X but`` puts what follows in the place of X."""


def employee_spans(folded: str) -> list[tuple[int, int]]:
    """Where employee numbers stand in a folded sentence, so that they are taken for nothing else."""
    return [(start, end) for _, start, end in _employees(folded)]


def staff_details(sentence: str, folded: str) -> list[Detail]:
    """The staff codes and employee numbers of one sentence, in order."""
    found: list[Detail] = []
    correction = pattern("values", "correction").search(folded)
    for cue, start, end in _employees(folded):
        value = re.sub(r"\s", "", folded[start:end]).upper()
        found.append(_detail(Concept.EMPLOYEE, value, min(cue, start), start, end, folded, correction))
    for cue, start, end in _codes(sentence, folded):
        code = re.sub(r"[ .-]", "", sentence[start:end]).upper()
        found.append(_detail(Concept.CODE, code, min(cue, start), start, end, folded, correction))
    unique: dict[tuple[Concept, int], Detail] = {}
    for detail in found:
        unique.setdefault((detail.concept, detail.start), detail)
    return _put_right(sorted(unique.values(), key=lambda d: d.start), folded)


def _put_right(details: list[Detail], folded: str) -> list[Detail]:
    """The details with those denied that the sentence only says it told before, and what stands for them now."""
    wrong = told_wrongly(folded, [(d.concept, d.value, d.start, d.end) for d in details])
    kinds = {details[place].concept for place in wrong}
    return [
        replace(detail, denied=True, corrects=False)
        if place in wrong
        else replace(detail, corrects=True, side=Side.NEW)
        if detail.concept in kinds
        else detail
        for place, detail in enumerate(details)
    ]


def _employees(folded: str) -> list[tuple[int, int, int]]:
    """(cue, start, end) of the numbers just after their cue, else just before it."""
    found: list[tuple[int, int, int]] = []
    for cue in pattern("prose", "employee_cue").finditer(folded):
        shift = max(0, cue.start() - 46)
        after = _EMPLOYEE_AFTER.match(folded, cue.end()) or _EMPLOYEE_SAID_OF.match(folded, cue.end())
        before = _EMPLOYEE_BEFORE.search(folded[shift : cue.start()])
        before = None if before is not None and _ANOTHER_LABEL.search(before["gap"]) else before
        if after is not None and _within_list(folded, cue.start(), after.group("gap")):
            continue
        if after is not None and _YEAR.fullmatch(after.group("value")) and not _NUMBERED.search(after.group("gap")):
            continue  # ``been through the payroll records back to 2011``
        behind = before is not None and _LINKED.fullmatch(before.group("gap")) and _bracketed(folded, *cue.span())
        behind = behind or (before is not None and after is not None and _is_told_before(before, after, folded))
        if (
            after is not None
            and not behind
            and not _OTHERS.search(after.group("gap"))
            and "(" not in after.group("gap")
        ):
            if pattern("values", "empty").search(after.group("gap")):
                continue
            end = after.end("value")
            if withdrawn_after(folded[end : end + _BEHIND]):
                instead = _INSTEAD.match(folded, end)
                found += [(cue.start(), *instead.span("value"))] if instead else []
                continue
            found.append((cue.start(), *after.span("value")))
            other = _NOT_THIS.match(folded, end)
            if other:
                found.append((cue.start(), *other.span("value")))
        elif (
            before is not None
            and (_LINKED.fullmatch(before.group("gap")) or _it_was(before, folded[shift : cue.start()]))
            and not _TELEPHONE.search(before.group("gap"))
        ):
            found.append((cue.start(), shift + before.start("value"), shift + before.end("value")))
    return list(dict.fromkeys(found))


def _it_was(before: re.Match[str], lead: str) -> bool:
    """Whether a number is told as what was said of it: ``dywedais mai 5118260 oedd fy rhif gweithiwr``."""
    return lead.endswith(("mai ", "taw "), 0, before.start("value")) and before["gap"].startswith(" oedd ")


def _is_told_before(before: re.Match[str], after: re.Match[str], folded: str) -> bool:
    """Whether a cue is of the number before it, and the one behind is told anew: ``1234567 is my number, and … is``."""
    told = bool(_IS_THE.fullmatch(before.group("gap")))
    anew = _ANEW.match(after.group("gap")) or _OF_ITS_OWN.match(folded, after.end("value"))
    return bool(told and anew)


_IS_THE = re.compile(
    r"\s(?:is|are|yw|ydi|ydy|ydyw|'?di)(?:'r|'n)?\s?(?:(?:my|the|our|her|his|their|yr?|fy|ei|eu|new|newydd)\s)*"
)
_ANEW = re.compile(r"(?:\s(?:i|hi|o|e|fo|fe|ni|newydd))*(?:\s?[,;](?:\s(?:and|ac?))?|\s(?:and|ac?))\s")
_OF_ITS_OWN = re.compile(
    r"(?:\s(?:is|yw|ydi|ydy|ydyw|'?di))?(?:'r|'n)?\s(?:(?:my|the|our|her|his|yr?|fy|ei|ein)\s)*(?:(?:number|rhif)\s)?"
    r"(?:dfes|adas|school|ysgol|of (?:the|our|my) school|yr ysgol|ein hysgol)(?!\w)"
)


def _bracketed(folded: str, start: int, end: int) -> bool:
    """Whether a cue is all that a bracket holds, and so of the value before it: ``0042317 (employee number)``."""
    return folded[:start].endswith(("(", "[")) and bool(_CLOSED.match(folded, end))


_CLOSED = re.compile(r"(?:\s(?:number|no\.?|rhif|ref))?\s?[)\]]")


def _within_list(folded: str, cue: int, gap: str) -> bool:
    """Whether a cue stands in a bracket that lists labels, and the value behind it: ``(code; employee number): …``."""
    opening = folded.rfind("(", 0, cue)
    return ")" in gap and opening >= 0 and ")" not in folded[opening:cue] and bool(_LISTED.search(folded, opening, cue))


def _codes(sentence: str, folded: str) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for cue in pattern("prose", "code_cue").finditer(folded):
        instead = replaced_code(sentence[cue.end() : cue.end() + 110])
        if instead is not None:
            found.append((cue.start(), cue.end() + instead.start, cue.end() + instead.end))
            continue
        spelled = _SPELLED.match(sentence, cue.end())
        if spelled is not None:
            found.append((cue.start(), *spelled.span(1)))
            continue
        words = _CODE.finditer(folded, cue.end(), min(len(folded), cue.end() + 40))
        codes = [word for word in words if _is_code(sentence[word.start() : word.end()])]
        if codes and _within_list(folded, cue.start(), folded[cue.end() : codes[0].start()]):
            continue
        for word in codes[:2]:
            if word is codes[0] or denies(folded, word.start()) or denies(folded, codes[0].start()):
                found.append((cue.start(), *word.span(1)))
        mine = _MINE.search(folded, cue.end()) if codes else None
        if mine is not None and _is_code(sentence[mine.start("value") : mine.end("value")]):
            found.append((cue.start(), *mine.span("value")))
        said_of = _CODE_SAID_OF.match(folded, cue.end()) if not codes else None
        if said_of is not None and _is_code(sentence[said_of.start("value") : said_of.end("value")]):
            found.append((cue.start(), *said_of.span("value")))
            continue
        shift = max(0, cue.start() - 40)
        told = _CODE_WAS.search(folded[shift : cue.start()])
        if told is not None:
            found.append((shift + told.start(), shift + told.start("value"), shift + told.end("value")))
            continue
        earlier = _CODE_BEFORE.search(folded[shift : cue.start()])
        if earlier is None and not codes and cue.group().endswith("code"):
            earlier = _CODE_JUST_BEFORE.search(folded[shift : cue.start()])
        if earlier is None and not codes and cue.group() in _LISTS:
            earlier = _CODE_ON.search(folded[shift : cue.start()])
        if earlier:
            found = [f for f in found if f[0] != cue.start() or not _of_another_clause(folded, cue.end(), f[1])]
            found.append((cue.start(), shift + earlier.start("value"), shift + earlier.end("value")))
    found = [f for f in found if _is_code(sentence[f[1] : f[2]]) and not is_post(folded, f[1], f[2])]
    lower = [m for shape in (_LOWER_CODE, _LOWER_CODE_BEFORE) for m in shape.finditer(folded)] if not found else []
    return found or [(m.start(), *m.span(1)) for m in lower if _no_word(m[1])]


def _of_another_clause(folded: str, cue: int, start: int) -> bool:
    """Whether a value begins a clause of its own behind ``X is the code``: ``…, Y was taken``; ``not Y`` is none."""
    return bool(_CLAUSE.search(folded, cue, start)) and not denies(folded, start)


def _just_before(words: re.Pattern[str], folded: str, place: int) -> re.Match[str] | None:
    """What ``words``, which end where they are looked for, find right before ``place``."""
    return words.search(folded, max(0, place - _BEFORE), place)


def _no_word(code: str) -> bool:
    known = (("language", "words"), ("values", "not_values"), ("values", "not_codes"))
    return not any(code in word_set(*key) for key in known)


def _is_code(written: str) -> bool:
    capital = written == written.upper() and bool(re.search(r"[A-Z]", written))
    return capital and written.lower() not in word_set("values", "not_codes")


_CALLED_CODE = r"(?:codes?|[cg]od|nghod|chod|initials|llythrennau)"
_CODE_IS = re.compile(
    rf"(?<!\w){_CALLED_CODE}(?:(?:\s[a-z']+){{0,4}}?(?:\s?[:=(-]|\s(?:is|yw|ydi|ydy|ydyw|'?di|sef)))?\s?[\"'(]?$"
)
_IS_CODE = re.compile(
    rf"[\"')]?(?:\s(?:is|yw|ydi|ydy|ydyw|'?di))?(?:'r)?\s(?:(?:my|the|new|staff|fy|y|ei|sims|timetable)\s)*{_CALLED_CODE}(?!\w)"
)


def is_post(folded: str, start: int, end: int) -> bool:
    """Whether capitals are a post or the like, which no word beside them calls a code: ``down as NQT on SIMS``."""
    if folded[start:end] not in word_set("values", "posts"):
        return False
    return not (_just_before(_CODE_IS, folded, start) or _IS_CODE.match(folded, end))


_SCHOOLS_NUMBER = r"6[678]\d\s?[/ -]\s?\d{4}(?![\w/]|[.-]\d)"
"""A DfES number as it is written, which no employee number looks like."""
_OR_ANOTHER = re.compile(
    rf",?\s(?:(?:and|a|ac)\s(?!(?:also\s|hefyd\s)?{_SCHOOLS_NUMBER})|(?:or|neu)\s)(?:also\s|hefyd\s)?"
    rf"(?:{_NUMBER})(?![\w/]|[.-]\d| \d)"
    r"(?!\s?\(|\s(?:is|was|yw|ydi|ydy|oedd|for|at|from|am|yn|o|ar)(?!\w))"
)
_ONE_OR = re.compile(
    rf"(?<![\w/])(?<!\d )(?:(?!{_SCHOOLS_NUMBER})(?:{_NUMBER}),?\s(?:and|a|ac)|(?:{_NUMBER}),?\s(?:or|neu))\s"
    r"(?:also\s|hefyd\s)?$"
)


def _one_of_two(folded: str, start: int, end: int) -> bool:
    """Whether the number is one of two in one breath that nothing tells apart: ``3390127 a 7014456 sy ar y slip``."""
    return bool(
        _OR_ANOTHER.match(folded, end) or (_just_before(_ONE_OR, folded, start) and not _TOLD.match(folded, end))
    )


_TOLD = re.compile(r"\s?\(|\s(?:is|was|yw|ydi|ydy|oedd|for|at|from|am|yn|o|ar)(?!\w)")


def _corrected_before(folded: str, start: int, first: re.Match[str] | None) -> bool:
    """Whether words that put something right stand before ``start``; ``first`` are the sentence's first ones."""
    if first is None or first.start() >= start:
        return False
    return first.end() <= start or bool(pattern("values", "correction").search(folded, first.start(), start))


def _detail(
    concept: Concept, value: str, begin: int, start: int, end: int, folded: str, correction: re.Match[str] | None
) -> Detail:  # fmt: skip
    around = folded[max(0, begin - 25) : end].rsplit("\n", 1)[-1]
    after = folded[end : end + 22]
    former = list(_FORMER.finditer(around))
    was = (former and not _NEW.search(around[former[-1].end() :])) or (
        _WAS.match(after) and not folded.endswith(("mai ", "taw "), 0, start)
    )
    denied = denies(folded, start) or gives_back(folded[end : end + 70])
    corrects = not denied and bool(
        _corrected_before(folded, start, correction)
        or _just_before(_BUT, folded, start)
        or pattern("values", "correction_after").match(after.lstrip(" ,"))
        or re.match(r"\W{1,3}(?:not|nid|instead of|rather than|yn lle)\s", after)
    )
    doubted = unsure(around.split(",")[-1]) or unsure_after(folded[end : end + 100].split(",")[0], 22)
    doubtful = doubted or bool(_LOOK_UP.match(folded, end))
    doubtful = doubtful or (concept is Concept.EMPLOYEE and _one_of_two(folded, start, end))
    if corrects and re.search(r"should be|ddylai fod|dylai fod", around + after):
        doubtful = False
    return Detail(concept, Side.FORMER if was else Side.NEW, value, start, end, doubtful, denied, corrects)
