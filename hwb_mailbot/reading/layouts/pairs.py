"""Labels beside their values within one line: ``label: value``, ``label = value``, ``label value``.

Several pairs may stand in one line, and the label may come after (``CKHA (staff code)``). Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hwb_mailbot.reading.layouts.bracketed import each_bracketed
from hwb_mailbot.reading.people.belonging import IN_ORDER
from hwb_mailbot.reading.sides.account_at import label_at
from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.label_of_record import puts_off
from hwb_mailbot.reading.terms.labels import FROM_OLD_TO_NEW, Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, shapes_of
from hwb_mailbot.reading.terms.unseparated import Pair, in_both_languages, linked, prefixed, suffixed
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import ARROW, PICTURED_ARROW, fold, without_bullet
from hwb_mailbot.reading.words import pattern

_SEPARATOR = re.compile(rf"\s*(?:[:=;?]+|\.{{2,}}|…+|\t+|\s{{3,}}|\s?[-–—]+>|{PICTURED_ARROW}|\s?[-–—]\s|\|)\s*")
_MAY_SEPARATE = re.compile(rf"[:=;?…\t|–—-]|\.\.|\s{{3}}|{PICTURED_ARROW}")
_WORD = re.compile(r"\S+")
_INNER = re.compile(r"\s*[:=]\s*")

_OPENING = re.compile(
    r"^\s*(?:(?:P\.?\s?P?\.?\s?S\.?|O\.\s?N\.?|ON|N\.?B\.?)[\s:.,–-]+|(?:Re|RE|Parthed|PARTHED|Ynghylch|YNGHYLCH)\s?:\s*)"
)
"""Before a label: that it is a postscript, or what a letter is about (``Re: Hwb username ab1``)."""


@lru_cache(maxsize=2048)
def pairs_in(text: str) -> tuple[Pair, ...]:
    """The labelled values of a line, in order; a label without a value has an empty one; ``()`` where none is."""
    line = _OPENING.sub("", without_bullet(text))
    if not line or len(line) > 1200:
        return ()
    account = label_at(line)
    if account is not None:
        return (account,)
    beside = _side_by_side(line)
    if beside:
        return beside
    doubled = each_bracketed(line) or _doubled(line)
    if doubled:
        return doubled
    found = in_both_languages(line) or _separated(line) or prefixed(line) or suffixed(line) or linked(line)
    if found is None:
        return _embedded(line) or _composed(line)
    if _of_both_accounts(line, *found):
        return ()
    found = (of_what_it_holds(line[: len(line) - len(found[1])], *found), found[1])
    if (
        found[0].concept is Concept.IGNORED
        and re.search(r"[.!?]\s+\S+\s+\S", found[1])
        and (_speaks(line) or len(line[: len(line) - len(found[1])].split()) > 4)
    ):
        return ()
    if found[0].concept is Concept.IGNORED and found[1]:
        return _composed(line) or (() if _TELLS.search(fold(found[1])) else (found,))
    if found[0].concept in _NO_IDENTIFIERS and shapes_of(found[1])[:1] and shapes_of(found[1])[0] in IDENTIFIERS:
        return _composed(line) or (found,)
    label, value = found
    return tuple(pair for piece in _listed(label, value) for pair in _cut(*piece))


_BETWEEN_PAIRS = re.compile(r"\s*[|;]\s*|\s+/\s+|,\s+")


def _side_by_side(line: str) -> tuple[Pair, ...]:
    """``Code: DMA | Payroll: 4417763``: a pair in every part; ``()`` where there is one part, or a part is none."""
    parts = [part.strip() for part in _BETWEEN_PAIRS.split(line)] if line.count(":") > 1 else []
    if len(parts) < 2 or not all(0 < part.find(":") < len(part) - 1 for part in parts):
        return ()
    found = [pairs_in(part) for part in parts]
    return tuple(pair for one in found for pair in one) if all(found) else ()


_ARROW = re.compile(ARROW)
_TOGETHER = re.compile(r"\s*(?:,|&|,?\s(?:and|a|ac))\s*")
"""``Usernames: idwalf3 a cynfalb10``: of several people, told in words and not beside a label."""


def _of_both_accounts(line: str, label: Label, value: str) -> bool:
    """Whether the words before a value speak of the old account and the new, so that they are no label of either.

    ``from my old account to my new one: X, Y``, or the end of such a sentence on a line of its own: ``now: X > Y``.
    """
    if label.concept in (Concept.SCHOOL, Concept.USERNAME) and IN_ORDER.search(fold(value)):
        return True  # of several people
    if label.concept not in (Concept.NONE, Concept.USERNAME, Concept.NAME):
        return False
    accounts = find_usernames(value)
    if label.concept is Concept.NAME:  # ``Two of our staff left: Nia Rees (reesn4) … and Ben Orr (orrb2) …``
        return len({account.value.rstrip("0123456789") for account in accounts}) > 1
    if len({account.value for account in accounts}) < 2:
        return False
    between = fold(value[accounts[0].end : accounts[1].start])
    stems = {account.value.rstrip("0123456789") for account in accounts}
    if label.concept is Concept.USERNAME and len(stems) > 1 and _TOGETHER.fullmatch(between):
        return True
    if label.side is None:
        return label.concept is Concept.USERNAME and bool(_TOGETHER.fullmatch(between))
    return (
        label.concept is Concept.NONE
        or bool(_ARROW.search(value, accounts[0].end, accounts[-1].start))
        or bool(FROM_OLD_TO_NEW.search(fold(line[: len(line) - len(value)])))
    )


_SAYS_NAME = re.compile(r"(?<!\w)(?:name|enw\w*)(?!\w)")
_CODE_ALONE = re.compile(r"[A-Z]{2,4}\d{0,2}")


def of_what_it_holds(left: str, label: Label, value: str) -> Label:
    """``Staff: ALI`` holds a code and ``Employee: Kieran Parry`` a name, whatever the words (``left``) ask for."""
    words = fold(left)
    if label.concept is Concept.NAME and not _SAYS_NAME.search(words) and _CODE_ALONE.fullmatch(value):
        return replace(label, concept=Concept.CODE)
    if label.concept is Concept.EMPLOYEE and shapes_of(value)[:1] == (Concept.NAME,) and len(words.split()) <= 2:
        return replace(label, concept=Concept.NAME)
    return label


_BOTH = re.compile(r"\s?[/&+,]\s?|\s(?:and|a|ac)\s")


def _doubled(line: str) -> tuple[Pair, ...]:
    """Two labels before two values: ``Code/Emp: OTL / 22101``, ``School & DfES: Bryn Teg, 661 2345``."""
    words, mark, rest = line.partition(":")
    if not mark or len(words) > 60 or len(rest) > 120 or not _BOTH.search(words):
        return ()
    labels = [read_label(part, 0.8) if part else None for part in _BOTH.split(words.strip())]
    known = _of_one_concept([one for one in labels if one is not None], rest)
    if len(labels) != 2 or len(known) != 2 or any(one.concept in (Concept.NONE, Concept.IGNORED) for one in known):
        return ()
    if known[0].concept is known[1].concept and {known[0].side, known[1].side} != {Side.FORMER, Side.NEW}:
        return ()
    for between in (r"\s/\s", r"\s?[,;&+]\s", r"\s(?:and|a|ac)\s", r"/"):
        values = [value for value in re.split(between, rest.strip()) if value]
        shapes = [shapes_of(value) for value in values]
        if len(values) == 2 and all(
            one.concept in shape or (one.concept is Concept.CODE and shape == (Concept.EMPLOYEE,))
            for one, shape in zip(known, shapes, strict=True)
        ):
            return tuple(zip(known, values, strict=True))
    return ()


def _of_one_concept(labels: Sequence[Label], values: str) -> list[Label]:
    """Where one of two labels tells only its side, both ask for one thing: ``Old/new school``."""
    concepts = {one.concept for one in labels} - {Concept.NONE}
    if not concepts and len(find_dfes_numbers(values)) == 2:
        concepts = {Concept.DFES}  # ``Hen rif / rhif newydd``
    if len(concepts) != 1 or {one.side for one in labels} != {Side.FORMER, Side.NEW}:
        return list(labels)
    return [replace(one, concept=next(iter(concepts))) for one in labels]


_VERB = re.compile(r"(?<!\w)(?:is|has|have|are|was|holds|gives|says|contains|mae|ma|yw|ydi|ydy|oedd|sydd|sy'n)(?!\w)")


_AUTHORISES = re.compile(
    r"(?<!\w)(?:(?:i|we)(?: (?:am|are|hereby|do|\w+ly|wish to|would like to))?"
    r" (?:authori[sz]|approv|consent|agree|request|writ)\w*"
    r"|(?:rwy\w*|rydw i|dwi|dw i|hoffwn|hoffem)(?:'n| yn| i)? (?:awdurdodi|cymeradwyo|cytuno|gofyn|ysgrifennu)"
    r"|awdurdodaf|cymeradwyaf|cytunaf|gofynnaf|ysgrifennaf)(?!\w)"
)
"""A sentence that does something is no label: ``As head of the school I authorise the consolidation of:``."""


_TELLS = re.compile(
    r"(?<!\w)(?:our|my|her|his|the|ein|fy|ei|y) [\w ]{0,30}?"
    r"(?:number|username|user name|code|account|rhif|enw defnyddiwr|cod|cyfrif)[\w ]{0,20}?"
    r" (?:is|was|yw|ydi|ydy|oedd) \W?[\w]*\d"
)
"""A clause that tells a detail: what stands before its colon only leads to it (``For your form: our number is …``)."""


def _speaks(line: str) -> bool:
    """Whether the words before the colon are a clause and no label: ``The subject line has it all: …``."""
    return bool(_VERB.search(fold(re.split(r"[:=]", line)[0])))


def _listed(label: Label, value: str) -> list[Pair]:
    """Further labels behind a comma, with nothing between them and their values: ``66 20 41, account joness4``."""
    pairs = [(label, "")]
    for piece in re.split(r"(?<=[,;])\s+", value):
        more = prefixed(piece) if pairs[-1][1] and label.concept not in _PLAIN_TEXT else None
        if more is not None and more[0].concept not in (Concept.NONE, Concept.IGNORED):
            pairs.append(more)
        else:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {piece}".strip())
    return [(label, value.rstrip(" ,;") if len(pairs) > 1 else value) for label, value in pairs]


_PERSONAL = frozenset({Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE, Concept.STAFF_NUMBER})
"""Details of a person, which may be somebody else's: ``My sister's username: …``."""
_NO_IDENTIFIERS = frozenset({Concept.LEAVING, Concept.NAME})
"""Where an identifier stands beside words for these, the words ask for something else."""
_PLAIN_TEXT = frozenset({Concept.NONE, Concept.IGNORED, Concept.LEAVING, Concept.NAME})


_BRACKETED = re.compile(r"\(([^()]{2,40})\)")


def _separated(line: str) -> Pair | None:
    best: Pair | None = None
    if not _MAY_SEPARATE.search(line):
        return None
    for count, separator in enumerate(_SEPARATOR.finditer(line)):
        if count > 8 or separator.start() > 260:
            break
        if separator.start() == 0:
            continue
        left = line[: separator.start()]
        label = None if _AUTHORISES.search(fold(left)) else read_label(left, 0.9 if best else 0.75)
        if label is None:
            if best:
                break
            continue
        if label.concept in _PERSONAL and pattern("labels", "others").search(re.sub(r"\([^()]*\)", " ", fold(left))):
            label = Label(Concept.IGNORED)
        mark = separator.group().strip()
        value = line[separator.end() :].strip()
        if mark in ("-", "–", "—") and label.concept is Concept.NONE:
            continue
        if len(left.split()) > 6 and _holds_details(left):
            continue  # no label but a sentence: ``Could my account (ab1, at X) be moved? Note for the head: …``
        if mark == ";" and _VERB.search(fold(left)) and len(left.split()) > 3:
            continue  # ``her leaving date is not on SIMS yet; …`` is a clause
        if best and not (value or mark == ":"):
            break
        if best and label.concept is not best[0].concept:
            break
        hedge = next((h for h in _BRACKETED.findall(left) if pattern("values", "unsure").search(fold(h))), "")
        best = (label, f"{hedge} {value}".strip())  # ``Staff code (I think): ALI``
    return best


def _holds_details(left: str) -> bool:
    """Whether the words before a mark hold an account or a number that is no example (``7 digits, e.g. 661 2345``)."""
    found = find_usernames(left) or find_dfes_numbers(left)
    return bool(found) and not pattern("values", "example").search(fold(left))


def _embedded(line: str) -> tuple[Pair, ...]:
    """Pairs after a first sentence: ``Please merge my accounts. School: …``; what stands before them has no concept."""
    for inner in _INNER.finditer(line):
        if inner.start() > 600:
            break
        words = list(re.finditer(r"\S+", line[max(0, inner.start() - 80) : inner.start()]))
        shift = max(0, inner.start() - 80)
        for size in range(min(6, len(words)), 0, -1):
            begin = shift + words[-size].start()
            before = line[:begin].rstrip()
            if not before or before[-1] not in ".!?;,":
                continue
            label = read_label(line[begin : inner.start()], 1.0)
            if label and label.concept not in (Concept.NONE, Concept.IGNORED):
                return ((Label(Concept.NONE), before), *_cut(label, line[inner.end() :].strip()))
    return ()


def _composed(line: str) -> tuple[Pair, ...]:
    """A label that nobody listed before a value of a shape that it can ask for."""
    if not _MAY_SEPARATE.search(line):
        return ()
    for count, separator in enumerate(_SEPARATOR.finditer(line)):
        if count > 3 or separator.start() > 80:
            break
        label = composed_label(line[: separator.start()], line[separator.end() :]) if separator.start() else None
        if label is not None:
            return ((label, line[separator.end() :].strip()),)
    return ()


def _cut(label: Label, value: str) -> list[Pair]:
    """Cut further pairs out of a value: ``x, staff code: Y``."""
    for inner in _INNER.finditer(value):
        words = list(_WORD.finditer(value[: inner.start()]))
        for size in range(min(6, len(words)), 0, -1):
            begin = words[-size].start()
            if begin == 0 and label.concept is not Concept.NONE:
                continue
            if re.search(r"(?<!no)(?<!No)[.!?;,]\s", value[begin : inner.start()]):
                continue
            candidate = read_label(value[begin : inner.start()], 1.0)
            if candidate is not None and candidate.concept is Concept.NONE and label.concept is Concept.USERNAME:
                other = find_usernames(value[inner.end() :])
                if candidate.side not in (None, label.side) and other and other[0].start <= 1:
                    candidate = replace(candidate, concept=Concept.USERNAME)  # ``New username: X, old one: Y``
            if candidate is None or candidate.concept is Concept.NONE:
                continue
            if candidate.concept is Concept.IGNORED and size < 1:
                continue
            if label.concept is candidate.concept is Concept.LEAVING and puts_off(f"- {fold(value[: inner.start()])}"):
                return [(label, value)]  # ``DOL - add to SIMS: …``
            before = value[:begin].rstrip(" ,;|/&-–")
            before = re.sub(r"\s(?:and|a|ac)$", "", before)
            return [(label, before), *_cut(candidate, value[inner.end() :].strip())]
    return [(label, value)]
