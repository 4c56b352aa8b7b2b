"""What a value beside a label states, each kind of detail by its own shape.

A value that is unsure, an example, or of the wrong shape becomes a problem or nothing, never a field. Nothing here
fails.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.leaving import leaving_line
from hwb_mailbot.reading.terms.both_sides import halves_of
from hwb_mailbot.reading.terms.cut_short import find_cut_short, lacks_authority
from hwb_mailbot.reading.terms.labels import Concept, Label, Side
from hwb_mailbot.reading.terms.names import NameKind, find_names, person_in, school_in
from hwb_mailbot.reading.terms.put_right import begins_putting_right
from hwb_mailbot.reading.terms.statements import (
    PROSE,
    Statement,
    is_empty,
    is_same_as,
    unsure,
    unsure_after,
    withdrawn_after,
)
from hwb_mailbot.reading.terms.values import (
    Found,
    employee_number_in,
    find_dfes_numbers,
    find_usernames,
    staff_code_in,
    username_in,
)
from hwb_mailbot.reading.text import fold, tidy
from hwb_mailbot.reading.words import pattern, word_set


def labelled(label: Label, value: str, where: str, sent_on: date | None) -> list[Statement]:
    """What ``value`` beside ``label`` states: mostly one statement, two where a school's number stands by its name."""
    text = tidy(re.sub(r"<(?:mailto|https?):[^<>]{0,300}>", " ", value))
    if not text or label.concept in (Concept.IGNORED, Concept.NONE):
        return []
    if label.concept in _OF_BOTH_SIDES:
        text = _WITHDRAWN.sub("", text)
    repeated = _AS_ABOVE.match(fold(text))
    if repeated is not None:
        text = text[repeated.end() :].rstrip(" )" if "(" in repeated.group() else " ")
    of_account = label.concept is Concept.USERNAME
    if (label.side is None and label.concept in _OF_BOTH_SIDES) or (label.side is Side.NEW and of_account):
        halves = halves_of(text, of_account=of_account)
        if halves and label.side is not None and not all(find_usernames(half) for half in halves):
            halves = None
        if halves:
            return [
                statement
                for side, half in zip((Side.FORMER, Side.NEW), halves, strict=True)
                for statement in labelled(replace(label, side=side), half, where, sent_on)
            ]
    if label.school:
        named = Statement(Concept.SCHOOL, None, label.school, label.school, where, PROSE, certain_side=False)
        told = labelled(replace(label, school=""), value, where, sent_on)
        return [*(replace(one, beside=label.school) for one in told), named]
    base = Statement(label.concept, label.side, "", text[:300], where, own=label.own, of_today=label.of_today)
    example = pattern("values", "example").search(fold(text))
    if example and label.concept is Concept.CODE and example.group() == fold(text):
        example = None  # Elin Griffiths's initials are no "e.g."
    if example and example.start() < 3:
        return []
    if example:
        text = text[: example.start()].rstrip(" (,;")
        if not text:
            return []
    if label.concept is Concept.LEAVING:
        answer = leaving_line.answered(text, sent_on, label.asks_record, label.asks_entry)
        if label.puts_off:
            answer = replace(answer, confirmed=None)
        if label.questions_record:
            answer = leaving_line.answered_question(text, sent_on)
        if answer.confirmed is None and answer.day is None:
            return []
        day = answer.day.day.isoformat() if answer.day else ""
        return [replace(base, value=day, confirmed=answer.confirmed)]
    if label.concept is Concept.STAFF_NUMBER:
        number = employee_number_in(text)
        label = Label(Concept.EMPLOYEE if number else Concept.CODE, label.side)
        base = replace(base, concept=label.concept)
    if label.concept is Concept.CODE:
        numbers = find_dfes_numbers(text)
        if numbers and not staff_code_in(text[: numbers[0].start]):
            return [replace(base, concept=Concept.DFES, value=numbers[0].value)]
    stated = _READERS[label.concept](base, text)
    if label.instead:
        stated = [replace(one, corrects=True) for one in stated if one.value and " " in one.value]
    if _NOT_IT.match(fold(text)):
        return [replace(one, value="", problem="unsure") if one.value else one for one in stated]
    return stated


_WITHDRAWN = re.compile(
    r"(?i)(?<=\w)\s*\((?:i|they|we|my|the|an?|in|cefais|ces|ges|roeddwn|rhoddwyd|r?o'n|mi|fe|yn)\s[^()]{0,50}?"
    r"\b(?:first|originally|previously|before|earlier|gyntaf|wreiddiol|i ddechrau|cynt|yn gynharach|at the start)\b"
    r"[^()]{0,40}\d[^()]{0,60}?"
    r"\b(?:slip|mistake|wrong|error|typo|incorrect|anghywir|wall|gwall|gamgymeriad|camgymeriad)\b[^()]*\)"
)
"""Behind a value, in brackets: what somebody was told before, and was wrong."""
_AS_ABOVE = re.compile(
    r"\W*(?:as (?:above|before|i said|mentioned)|same as (?:above|before)|the same(?: school)?|same(?: school)?"
    r"|see above|ditto|fel (?:yr )?uchod|fel o'r blaen|fel y dywedais|yr un(?: ysgol| fath| peth)?|gweler uchod|uchod)"
    r"\s?[,:;(–-]+\s?(?=[a-z\d])(?!the same|yr un|as above|fel uchod)"
)
"""``As above, Bryn Teg Primary School``: the value stands behind it all the same."""
_NOT_IT = re.compile(r"\W*(?:not|nid|nage|ddim|dim(?! ond))\s(?![^.;]*?(?<!\w)(?:but|ond|only|yn unig|yes|ie)(?!\w))")
"""``Username: not ab1``, with nothing put in its place."""
_OF_BOTH_SIDES = frozenset({Concept.SCHOOL, Concept.DFES, Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE})


def _dfes(base: Statement, text: str) -> list[Statement]:
    found = find_dfes_numbers(text)
    corrected = _corrected(text, [(f.start, f.end, f.value) for f in found])
    if corrected is not None:
        return [replace(base, value=corrected)]
    if found:
        before = text[max(0, found[0].start - 40) : found[0].start]
        if unsure(before) or unsure(text[found[0].end : found[0].end + 30]):
            return [replace(base, problem="unsure")]
        return [replace(base, value=found[0].value), *_school_beside(base, text, found[0])]
    digits = re.findall(r"\d[\d /.-]*\d", text)
    if digits:
        return [replace(base, problem="dfes-number-shape", evidence=digits[0])]
    return []


def _school_beside(base: Statement, text: str, number: Found) -> list[Statement]:
    """The school in brackets or behind a comma beside its number: ``678 2304 (Blackthorn Lane)``."""
    beside = re.fullmatch(r"\s*[(,–-]\s*([^\W\d_][^()\d]{2,60}?)\)?[\s.]*", text[number.end :])
    before = re.fullmatch(r"\s*([^\W\d_][^()\d]{2,60}?)\s*[(,/–-]\s*", text[: number.start])
    inner = beside or before
    if inner is None:
        return []
    names = find_names(inner.group(1))
    if len(names) != 1 or names[0].text != inner.group(1).strip() or names[0].kind is NameKind.PERSON:
        return []
    if names[0].kind is not NameKind.SCHOOL and " " not in names[0].text:
        return []
    return [replace(base, concept=Concept.SCHOOL, value=names[0].text)]


def _username(base: Statement, text: str) -> list[Statement]:
    several = find_usernames(text)
    corrected = _corrected(text, [(f.start, f.end, f.value) for f in several])
    if corrected is not None:
        return [replace(base, value=corrected)]
    found = username_in(text)
    if found is None:
        if is_empty(text) or len(text.split()) > 3:
            return []
        return [replace(base, problem="username-shape")] if re.search(r"\w", text) and not is_same_as(text) else []
    before = text[: found.start]
    if begins_putting_right(fold(before)):
        before = _SHOULD_BE.sub("", before)  # what it puts right has been struck out
    if unsure(before) or unsure(text[found.end : found.end + 40]) or re.match(r"\s*\?", text[found.end :]):
        return [replace(base, problem="unsure")]
    beside = _school_beside(base, text, found) if base.side is not None else []
    return [replace(base, value=found.value), *beside]


_SHOULD_BE = re.compile(r"(?i)(?:it )?should (?:be|read|say)\W*$|(?:fe |mi )?d?dylai (?:fod|ddarllen)(?:'n| yn)?\W*$")


_NO_BETWEEN = re.compile(
    r"\W*(?<!\w)(?:no|nope|nay|na|nage|naci|nace)(?:[ ,]+(?:no|na|nage|sorry|sori))*\s?[,.;:!–—-]+\s*"
)
"""Between two values of one kind: the second stands for the first."""


def _corrected(text: str, values: list[tuple[int, int, str]]) -> str | None:
    """The value that remains of ``not A but B``, ``B, not A`` and ``A, sorry, B``."""
    if len(values) < 2:
        return None
    folded = fold(text)
    between = folded[values[0][1] : values[1][0]]
    if _NO_BETWEEN.fullmatch(between):
        return values[1][2]  # ``A, nage, B``; ``B, nage A`` is the other way
    denied = []
    for start, _end, value in values:
        before = folded[max(0, start - 14) : start]
        if pattern("values", "new_correction").search(before):
            denied.append(value)
    left = [value for _, _, value in values if value not in denied]
    if denied and len(set(left)) == 1:
        return left[0]
    if pattern("values", "correction").search(between):
        return values[1][2]
    return None


def _code(base: Statement, text: str) -> list[Statement]:
    if is_empty(text):
        return []
    replaced = replaced_code(text)
    if replaced is not None and _SAYS_ANOTHER.search(fold(text)):
        return [replace(base, problem="unsure")]
    found = replaced or staff_code_in(text)
    if found is None:
        return []
    if unsure(text[: found.start]) or unsure_after(text[found.end :]) or re.match(r"\s*\?", text[found.end :]):
        return [replace(base, problem="unsure")]
    if _TAKEN_BACK.match(text[found.end :]) and staff_code_in(text[found.end :]):
        return [replace(base, problem="unsure")]
    return [replace(base, value=found.value)]


_SAYS_ANOTHER = re.compile(
    r"(?<!\w)(?:but|though|while|ond|er)(?:\s(?!now|they)[\w']+?){0,4}?"
    r"(?:\s(?:says?|said|thinks?|reckons?|insists?)|(?:'n|\syn)\s(?:dweud|deud|meddwl|mynnu))(?!\w)"
    r"|(?<!\w)(?:waiting (?:to hear|for)|(?:yn|i) aros (?:i glywed|am)|disputed?)(?!\w)"
)
"""Two codes, of which somebody else gives the second: neither is certain."""
_TAKEN_BACK = re.compile(r"(?i)[\s,;(–-]*(?:but|though|although|however|ond|er bod|fodd bynnag)\b")


_REPLACED = re.compile(
    r"(?<!\w)(?:though|although|but|sorry|now|instead|changed|made|er bod|ond|bellach|newid\w*|sori)(?!\w)"
)


def replaced_code(text: str) -> Found | None:
    """The last code of a value that tells how an earlier one was changed: ``OE - though they have made mine OEL``.

    One named again to say why (``ESA - no, sorry, ESB (there is another ESA)``) takes no place.
    """
    found = re.finditer(r"(?<![\w'@.-])[A-Z]{2,6}\d{0,3}(?![\w'@-]|\.\w)", text)
    codes = [m for m in found if m.group().lower() not in word_set("values", "not_codes")]
    if not codes:
        return None
    last = codes[0]
    for code in codes[1:]:
        if code.group() == last.group():
            continue
        between = fold(text[last.end() : code.start()])
        between = between.rsplit("(", 1)[-1] if ")" not in between else between
        if _REPLACED.search(between) or pattern("values", "correction").search(between):
            last = code
    if last.group() == codes[0].group():
        return None
    return Found(last.group(), last.start(), last.end())


def _employee(base: Statement, text: str) -> list[Statement]:
    empty = pattern("values", "empty").search(fold(text))
    found = employee_number_in(text)
    if found is not None and find_usernames(text):
        return []  # a row of several details, above which the labels stand
    if found is None or (empty and empty.start() < found.start):
        if re.search(r"\d", text) and not empty:
            return [replace(base, problem="employee-number-shape")]
        return []
    if unsure(text[: found.start]) or unsure_after(text[found.end :]):
        return [replace(base, problem="unsure")]
    if withdrawn_after(text[found.end :]) and re.search(r"\d{3}", text[found.end :]):
        instead = employee_number_in(text[found.end :])
        return [replace(base, value=instead.value) if instead else replace(base, problem="unsure")]
    return [replace(base, value=found.value)]


_BRACKET_BEHIND = re.compile(r"^\s*\(([^()]{2,60})\)")


_WORD_FOR_IT = re.compile(r"(?:name|number|details|enw|rhif|manylion)(?!\w)")
"""``As head of the school - name and number as in my signature -`` names none yet."""


_SAYS_NONE = re.compile(
    r"\W*(?:not|no|none|yet|still|to be|heb|ddim|dim|dwn|nid|i'w|t\.?b\.?[ac]"
    r"|i (?:have|don't|haven't)|unknown|await\w*)(?!\w)"
)
"""What an answer begins with that names no school: ``not known yet``, ``heb glywed eto``."""


def _school(base: Statement, text: str) -> list[Statement]:
    stated: list[Statement] = []
    if _SAYS_NONE.match(fold(text)) and is_empty(text) and not any(n.generic for n in find_names(text)):
        return []
    name = school_in(text)
    if name and (find_usernames(name[0]) or _WORD_FOR_IT.match(fold(name[0]))):
        name = None
    if name:
        behind = text[text.find(name[1]) + len(name[1]) :]
        doubt = re.match(r"\s*\?", behind) or unsure("".join(_BRACKET_BEHIND.findall(behind)[:1]))
        if unsure(text[: text.find(name[1])] if name[1] in text else text) or doubt:
            stated.append(replace(base, problem="unsure"))
        else:
            stated.append(replace(base, value=name[0]))
    numbers = find_dfes_numbers(text)
    cut_short = [one.value for one in find_cut_short(text) if not (numbers or lacks_authority(one))]
    if cut_short:
        stated.append(replace(base, concept=Concept.DFES, problem="dfes-number-shape", evidence=cut_short[0]))
    if numbers:
        stated.append(
            replace(
                base, concept=Concept.DFES, value=numbers[0].value, evidence=text[numbers[0].start : numbers[0].end]
            )
        )
    return stated


def _name(base: Statement, text: str) -> list[Statement]:
    if is_empty(text):
        return []
    found = person_in(text)
    usernames = find_usernames(text)
    if found and _is_account(found[0], [username.value for username in usernames]):
        return [replace(base, concept=Concept.USERNAME, value=usernames[0].value)] if len(usernames) == 1 else []
    stated = [replace(base, value=found[0])] if found else []
    if usernames and found:
        stated.append(replace(base, concept=Concept.USERNAME, side=None, value=usernames[0].value))
    return stated


def _is_account(name: str, usernames: list[str]) -> bool:
    """Whether one word is no name but (the beginning of) a username: ``PrysN``, ``prysn`` beside ``prysn77``."""
    if " " in name.strip():
        return False
    plain = fold(name).strip(" .")
    return bool(re.search(r"[a-z][A-Z]$", name)) or any(
        username == plain or (username.rstrip("0123456789") == plain) for username in usernames
    )


def _part_of_name(base: Statement, text: str) -> list[Statement]:
    return [replace(base, value=tidy(text))] if re.search(r"[^\W\d_]", text) and not is_empty(text) else []


def _authority(base: Statement, text: str) -> list[Statement]:
    found = re.search(r"(?<!\d)(6[678]\d)(?!\d)", text)
    return [replace(base, value=found.group(1))] if found else []


_READERS = {
    Concept.DFES: _dfes,
    Concept.USERNAME: _username,
    Concept.CODE: _code,
    Concept.EMPLOYEE: _employee,
    Concept.SCHOOL: _school,
    Concept.NAME: _name,
    Concept.FORENAME: _part_of_name,
    Concept.SURNAME: _part_of_name,
    Concept.AUTHORITY: _authority,
}
