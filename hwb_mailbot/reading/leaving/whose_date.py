"""Whose leaving date a sentence tells, where it names somebody: ``Elin Rees's leaving date is on SIMS``.

In a headteacher's mail about Gwenno that confirms nothing of hers. Named beside a date are also those who entered it
(``Elin put it on SIMS``, ``gan Elin``); they own none. A confirmation missed costs a letter. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwb_mailbot.reading.people.people_named import same_person
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set

_TITLE = r"(?:(?:mr|mrs|miss|ms|mx|dr)\.?\s)?"
_ROLE = r"(?:(?:our|the|my|ein|y)\s[a-z' -]{2,30},\s)?"
_DATE = (
    r"(?:(?:(?:leaving|leavers?|end|finish(?:ing)?|last|exit|departure|final)[ -](?:date|day)s?"
    r"|dates?(?: of leaving)?)(?!\w)|leaving(?= (?:is|was|has|date)))"
)
_OWNED = re.compile(
    rf"(?:'s?\s(?:(?:own|actual|correct|official|recorded|sims|mis|staff|personal|record'?s?|contract|the)\s){{0,3}}"
    rf"(?:{_DATE}|records?|entry|contract|employment|(?:is|was|has)(?!\w)))"
    rf"|(?:,[^,.;]{{1,40}},|\s\([^()]{{1,40}}\))?\s(?:(?:also|now|already)\s)?"
    rf"(?:has|had|has got|was given|has been given|with)\s(?:(?:also|now|already)\s)?"
    rf"(?:an?|(?:her|his|their)(?:\sown)?)\s(?:\w+\s)?{_DATE}"
)
"""After a name: the date, or the record that holds it, is that person's."""
_UNMARKED = re.compile(rf"\s{_DATE}")
"""The same without an apostrophe, as many write it."""
_OWNED_CY = re.compile(r"\s(?:(?:hefyd|nawr|bellach|eisoes)\s)?dd?yddiad(?!\w)")
"""After ``gan`` and a name."""
_OF = re.compile(
    r"(?<!\w)(?:(?:dates?|day|leaving|records?|entry|departure|confirmed|done)\s(?:\w+\s)?of"
    r"|d?dyddiad(?:au)?(?:\s(?:gadael|adael|gorffen|ymadael|olaf))?|diwrnod olaf|(?:[cg]|ngh|ch)?ofnod|ymadawiad)"
    rf"\s{_ROLE}{_TITLE}$"
)
"""Before a name, the same."""
_FOR = re.compile(rf"(?<!thanks )(?<!diolch )(?:^|(?<!\w))(?:for|regarding|i|ar gyfer|ynghylch)\s{_ROLE}{_TITLE}$")
_TO_DO = re.compile(r"\s(?:to\s|(?:ei|eu|wneud|neud|roi|nodi|gael|weld)(?!\w))")
"""After a name behind ``for``: what that person is to do."""
_STANDS_IN = re.compile(
    r"(?<!\w)(?:(?:standing|filling|stepping) in|cover(?:ing)?|acting|deputising|looking|work(?:s|ing)?|ask(?:ed)?"
    rf"|writing)\sfor\s{_TITLE}$"
)
"""Before a name behind ``for``: what the writer does, and not whose date it is."""
_IS = re.compile(
    rf"\s(?:is|was|yw|ydi|ydy|oedd)\s(?P<that>that of\s|(?:the )?one (?:of|for)\s|(?:yr\s)?un\s|eiddo\s)?{_TITLE}$"
)
"""Before a name: ``the leaving date on SIMS is …``."""
_NO_MORE = re.compile(r"'s?(?=\W*$|[.,;])")
_BY = re.compile(rf"(?:^|\s)gan\s{_TITLE}$")
_HAS = re.compile(r"(?<!\w)(?:mae|ma|oes|roedd|bod|fod)(?:\s\w+)?\sdd?yddiad(?!\w)")
_ENTERED = re.compile(
    r"(?<!\w)(?:wedi|di|wedi'i|g?n?g?h?ofnod\w*|cofnod\w*|nod\w+|rhodd\w+|rodd\w+|mewnbyn\w*|ychwaneg\w*)(?!\w)"
)
"""``Mae dyddiad gadael gan Elin`` is hers, ``Rhoddwyd dyddiad gadael gan Elin`` only her work."""
_DOWN = re.compile(
    r"\s(?:(?:is|was|has been|shows?(?: up)?|appears)\s(?:\w+\s)?(?:marked|down|recorded|shown|showing|listed|flagged"
    r"|closed|ended|end-dated|a leaver|as (?:a )?(?:leaver|left|leaving))"
    r"|(?:has\s)?(?:left|finished|departed|retired|resigned)"
    r"(?=\s(?:us|on|in|at|our|the school|last|too|as well|recently|\d)|[.,])"
    r"|(?:wedi|'di|yn)\s(?:gadael|gorffen|ymadael))(?!\w)"
)
"""After a name: somebody is told to have left."""
_SHOWS = re.compile(
    r"(?:(?<!\w)(?:sims|mis|sgr|arbor|bromcom|isams|teacher cent\w+|system)\s(?:(?:now|already)\s)?"
    rf"(?:has|shows?|says|lists?|records?|gives?)|(?:^|\s)(?:gadawodd|adawodd|g?orffennodd))\s(?:that\s)?{_TITLE}$"
)
"""Before a name, the same."""
_ANSWERS = re.compile(
    r"(?:\s?[:,=-]\s?(?:yes|yep|done|ydy|ydi|do|oes|wedi|ok|entered|recorded|nodwyd|\d)|\s(?:yes|yep|ydy|ydi|\d))(?!\w)"
)
"""After the name with which the answer to a label begins: ``Elin: yes``."""
_YES = re.compile(r"(?:yes|yep|done|ydy|ydi|do|oes|ie|iawn)\s?[,.:;-]?\s$")
_DAY = re.compile(r"\s?[,:(-]?\s?\d")
_BEFORE = 70
"""Characters before a name that are looked at."""
_POSSESSIVE = re.compile(r"'s?$")


_RELATION = (
    r"(?:husband|wife|partner|sister|brother|mother|father|son|daughter|successor|predecessor|replacement"
    r"|n?gwr|n?gwraig|[mp]h?artner|chwaer|m?brawd|mrawd|h?olynydd|rh?agflaenydd)"
)
_OF_A_RELATION = re.compile(
    rf"(?<!\w)(?:her|his|their|my|our|the|ei|eu|fy|ein|y)\s{_RELATION}(?:'s?\s(?:\w+\s)?{_DATE}"
    r"|\s(?:also\s|has\s)?(?:left|finished|retired|resigned|departed)(?!\w))"
    rf"|(?<!\w)(?:d?dyddiad (?:gadael|gorffen|olaf)|gadawodd|g?orffennodd|ymddeolodd)\s(?:ei|eu|fy|ein)"
    rf"\s{_RELATION}(?!\w)"
)
"""Somebody who is called only by what they are to the leaver."""
_OF_THE_HEAD = re.compile(
    r"(?<!\w)(?:my (?:own )?(?:leaving|last|final|finish(?:ing)?|retirement|retiring|end)\s(?:date|day)"
    r"|i(?:'m| am| will be|'ll be)? (?:myself )?(?:leave|leaving|retire|retiring|retired|finish|finishing|finished)"
    r"(?: (?:here|myself|too|the school|this school|as head\w*))*\s(?:on|in|at)\s"
    r"|fy n?nyddiad (?:gadael|olaf|gorffen|ymddeol)"
    r"|(?:rwy|rwyf|rydw i|dw i|byddaf|bydda i)(?:'n| yn) (?:gadael|ymddeol|gorffen))"
)
"""A headteacher's own date."""


def of_the_leavers(statements: Sequence[Statement], *, by_head: bool) -> list[Statement]:
    """The statements without leaving dates that are told of somebody who is none of the mail's leavers.

    ``by_head`` where a headteacher writes, whose own date is none of the leavers' either.
    """
    names = [(s.person, s.value) for s in statements if s.concept is Concept.NAME and s.value]
    if not names:
        return list(statements)
    return [
        s
        for s in statements
        if s.concept is not Concept.LEAVING
        or s.confirmed is False
        or not is_of_another(
            s.evidence,
            s.before,
            [name for person, name in names if not s.person or person == s.person],
            by_head=by_head,
        )
    ]


def is_of_another(sentence: str, before: str, leavers: Sequence[str], *, by_head: bool) -> bool:
    """Whether a sentence with a date, or else the one ``before`` it, tells of somebody who is none of the leavers."""
    of_date, meant, named = _told_of(sentence)
    folded = fold(sentence)
    others = _OF_A_RELATION.search(folded) or (by_head and _OF_THE_HEAD.search(folded))
    if others and leavers and not _are(named, leavers):
        return True
    if not (of_date or meant or _are(named, leavers)):
        of_date, meant, named = _told_of(before)
    owners = of_date or ([] if _are(named, leavers) else meant)
    return bool(owners and leavers) and not _are(owners, leavers)


def _are(named: Sequence[str], leavers: Sequence[str]) -> bool:
    """Whether one of those named may be one of the leavers."""
    return any(_may_be(name, leaver) for name in named for leaver in leavers)


def _told_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """The names of those whose date ``text`` tells, of those for whom it is done or who left, and all it names."""
    folded = fold(text)
    of_date: list[str] = []
    meant: list[str] = []
    named: list[str] = []
    for start, end in _names(text, folded):
        before, name = folded[max(0, start - _BEFORE) : start], text[start:end]
        titled, full = bool(re.search(rf"{_TITLE}$", before)[0]), " " in without_title(name)  # type: ignore[index]
        foreign = _OTHER_SCRIPT.fullmatch(name) is not None
        person = titled or full or foreign or fold(name) in word_set("names", "forenames")
        named.append(name)
        owned = _OWNED.match(folded, end) or (person and _UNMARKED.match(folded, end)) or _OF.search(before)
        by = _BY.search(before)
        hers = by and (_OWNED_CY.match(folded, end) or (_HAS.search(before) and not _ENTERED.search(before)))
        told = _IS.search(before)
        if owned or hers or (told and (told["that"] or _NO_MORE.match(folded, end))):
            of_date.append(name)
        elif person and (
            (_FOR.search(before) and not _STANDS_IN.search(before) and not _TO_DO.match(folded, end))
            or _DOWN.match(folded, end)
            or _SHOWS.search(before)
            or (not before.strip() and _ANSWERS.match(folded, end))
            or (full and _YES.fullmatch(before) and _DAY.match(folded, end))
        ):
            meant.append(name)
    return of_date, meant, named


def _names(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where people may be named, possessive endings off; forenames without capitals too."""
    spans: list[tuple[int, int]] = []
    for name in find_names(text):
        plain = _POSSESSIVE.sub("", fold(name.text))
        known = plain in word_set("names", "forenames")
        if name.kind in (NameKind.SCHOOL, NameKind.PLACE) or name.generic:
            continue
        if not known and (plain in word_set("language", "words") or plain in word_set("names", "not_names")):
            continue
        if pattern("leaving", "record_kept").fullmatch(plain):
            continue
        end = name.start + len(_POSSESSIVE.sub("", folded[name.start : name.end]))
        spans.append((name.start, end))
    spans += [
        (found.start(), found.end())
        for found in _OTHER_SCRIPT.finditer(text)
        if not any(a < found.end() and found.start() < b for a, b in spans)
    ]
    yield from spans
    for word in _LOWER.finditer(folded):
        start, end = word.span(1)
        if word[1] == "ben" and _CAME_TO_AN_END.search(folded[max(0, start - _BEFORE) : start]):
            continue
        forename = word[1] in word_set("names", "forenames") and word[1] not in word_set("language", "words")
        if forename and not any(a < end and start < b for a, b in spans):
            surname = _SURNAME.match(folded, end)
            known = surname is not None and surname[1] in word_set("names", "surnames")
            yield start, surname.end(1) if surname is not None and known else end


_OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufdff]{2,}(?:[ ·][\u0370-\u1dff\u2c00-\ud7ff]{2,})*")
"""A name in letters that are not ours; no word of a mail in Welsh or English is."""
_LOWER = re.compile(r"(?<![\w'@.])([a-z]{3,})(?![\w@])")
_CAME_TO_AN_END = re.compile(r"(?<!\w)(?:d?daeth|d?dod|daw|deuai)(?:\s[\w'-]+){0,7}\si\s$")
"""Before ``ben`` in small letters, which is then nobody: ``Daeth ei gyfnod yma i ben``."""
_SURNAME = re.compile(r"\s([a-z]{2,}?)(?='|\W|$)")


def _may_be(owner: str, leaver: str) -> bool:
    """Whether somebody so called may be the leaver: the same name, initials, or a shorter form of the forename."""
    if same_person(owner, leaver) or fold(owner) == fold(leaver):
        return True
    called, name = words_of(without_title(owner)), words_of(without_title(leaver))
    if not called or not set(called[1:]) <= set(name[1:]):
        return False  # letters of another script are another name
    return any(_is_short_for(*sorted((called[0], forename), key=len)) for forename in name[:-1] or name)


def _is_short_for(short: str, forename: str) -> bool:
    """Whether somebody is called so for short: ``Gwen`` of Gwenno; ``Ann`` is not of Joanna."""
    return len(short) > 2 and (forename.startswith(short) or short in _SHORT_FORMS.get(forename, ()))


_SHORT_FORMS = {
    "elizabeth": ("beth", "betty", "betsi", "liz", "lisa"),
    "gwenllian": ("llian", "llio"),
    "catherine": ("kate", "katie", "cadi"),
    "katherine": ("kate", "katie", "cadi"),
    "margaret": ("meg", "megan", "maggie", "peggy"),
    "myfanwy": ("fanw", "vanw"),
    "angharad": ("hari",),
    "robert": ("bob", "bobi", "rob"),
    "william": ("wil", "bill"),
    "richard": ("dic", "dick"),
}
"""Short forms with which the forename does not begin."""


def told_after_name(sentence: str, position: int) -> int:
    """Where a leaving date counts as told: after the name it is of (``the leaving date of Nia Parry is …``)."""
    if pattern("prose", "all_of_them").search(fold(sentence[:position])):
        return position  # ``Both left on …, Nia for X and Dai for Y``
    folded = fold(sentence)
    every = pattern("prose", "of_all_told").search(folded, position, position + 90)
    owned = _OWNED_AHEAD.search(folded, 0, position)
    if every and not owned and not _NEXT_CLAUSE.search(folded, position, every.start()):
        return every.end()  # ``Nia's username was …, and leaving dates are on the records of both``
    names = [n for n in find_names(sentence[position : position + 60]) if n.kind is NameKind.PERSON]
    return position + names[0].start + 1 if names else position


_OWNED_AHEAD = re.compile(r"'s?\s(?:\w+\s)?$")
"""Before a leaving date that is one's own: ``Nia's leaving date``."""
_NEXT_CLAUSE = re.compile(r"(?<!\w)(?:his|her|ei)(?!\w)|[,;:.]\s|\s-\s|(?<!\w)(?:and|but|while|ac?|ond|tra)\s(?!'r)")
