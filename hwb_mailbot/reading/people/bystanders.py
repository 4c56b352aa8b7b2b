"""People named beside a leaver or a mover who are none: a successor, who covers a class, a line manager, whom to ask.

Their accounts, names and staff codes are nobody's half. Known by what a sentence says they are to the one the mail is
about (``her successor``, ``who is taking her class``); whoever the mail names elsewhere without that is no bystander.
Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hwb_mailbot.reading.people.people_named import is_sender, same_person
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.names import NameFound, NameKind, find_names, without_title
from hwb_mailbot.reading.terms.statements import LABELLED, Statement
from hwb_mailbot.reading.terms.usernames import makes_username, words_of
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold, sentences, unwrapped
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import word_set

_BEFORE, _BEHIND = 90, 80
"""Characters before and behind somebody in which words tell what they are."""
_LONGEST = 8_000
_TITLE = r"(?:(?:mr|mrs|miss|ms|dr|y parch)\.?\s)?"
_WHOSE = r"(?:(?:her|his|their|my|ei|eu|fy|'i|'m|i'w|i'm)|[a-z'-]+'s?)"
_HERS = r"her|his|their|my|ei|eu|fy"
_THE = r"(?:the|our|a|an|this|y|yr|ein|'r|'n)"
_OF = (
    r"(?:(?:\s?[,:;=(]|\s[-–]|'s?)?\s?(?:here|there|now|at|in|our|this|school|year|term|end|is|was|will|be|being|called"
    r"|named|user ?name|account|login|hwb|from|since|for|the|who|whose|yw|ydi|ydy|oedd|fydd|bydd|yma|yno|ni|sef|enw"
    r"|defnyddiwr|cyfrif|newydd|hi|o|e|ef|i|gan|has|with|staff|code|cod)(?!\w))*(?:\s?[,:;=('-])?\s?"
)
"""What may stand between what somebody is and who that is."""
_BETWEEN = re.compile(
    r"\)?\s?[,(:;-]?\s?(?:(?:whose|with|username|user name|hwb|account|login|is|the|gyda|efo|enw|defnyddiwr|cyfrif|yw"
    r"|ydi|ei|h?enw|sef|id)\s){0,5}[(:]?"
)
"""Between somebody's name and their account."""
_LEFT = re.compile(
    r"(?<!\w)(?:left|leaving|leaves|moved|moving|gone|gadael|adael|gadawodd|adawodd|symud|symudodd|aeth|mynd)(?!\w)"
)
_ALSO = re.compile(r"(?<!\w)(?:also|too|as well|likewise|both|hefyd)(?!\w)")
_AND = re.compile(r"(?:(?<!\w)(?:and|ac?)|&)\s$")
_IN_PLACE = re.compile(r"successor|replacement|cover|stand-in|olynydd|cyflenwi|gyflenwi")


_OF_ME = re.compile(
    r"(?<!\w)(?:i am|i'm|im|as|being|this is|fi (?:yw|ydi|ydy)|(?:d?wi|dw i|rwy|rwyf|rydw i)(?:'n| yn)?|fel)\s?$"
)


_AUTHORISED = re.compile(r"(?<!\w)(?:accounts? (?:of|for)|\w*yfri\w+|authori[sz]\w+|h?awdurdod\w+)[^.;]{0,40}$")
"""Before what somebody is: it is they whom the headteacher authorises."""


def is_of_me(before: str) -> bool:
    """Whether the words ``before`` what somebody is say that the writer is: ``I am the digital champion, ab1``."""
    return bool(_OF_ME.search(before))


def _like_them(told: re.Match[str], ahead: str, after: str) -> bool:
    """Whether a leaver's colleague is told to have left too: ``Siân and her mentor Tomos``, ``has also left``."""
    if is_of_me(ahead[: told.start()]):
        return True
    if _IN_PLACE.search(told.group()):
        return False
    return bool(_ALSO.search(after) or _AND.search(ahead[: told.start()]))


@dataclass(frozen=True, slots=True)
class _Shapes:
    """What stands right before or behind a bystander."""

    before: re.Pattern[str]
    to_ask: re.Pattern[str]
    """Before one who is named."""
    mistaken_for: re.Pattern[str]
    """Before one who is named, behind an account or at the beginning: it was theirs."""
    behind: re.Pattern[str]
    behind_alone: re.Pattern[str]
    """Where no school stands behind, which may be the leaver's new one."""
    of_school: re.Pattern[str]
    """Before one who may be the leaver, where words behind tell a leaving."""


def roles(writer: Writer) -> list[str]:
    """What somebody is to the leaver or the mover, as fragments of patterns; a mover has colleagues too."""
    told: Mapping[str, list[str]] = vocabulary("bystanders")
    return told["role"] + (told["of_the_mover"] if writer is Writer.STAFF else [])


@cache
def _shapes(writer: Writer) -> _Shapes:
    told = vocabulary("bystanders")
    in_school = told["of_the_school"] + (told["of_the_mover"] if writer is Writer.STAFF else [])
    role, of_school = "|".join(roles(writer)), "|".join(in_school)
    before, to_ask, mistaken_for, behind = (
        "|".join(told[name]) for name in ("before", "to_ask", "mistaken_for", "behind")
    )
    return _Shapes(
        re.compile(
            rf"(?:(?<!\w)(?:{_WHOSE}\s(?:{role})(?!\w){_OF}|(?:{before})[\s:]{{0,3}})"
            rf"|(?:^|[\n.;])\W*(?:{role})\s?[:=-]\s?){_TITLE}$"
        ),
        re.compile(rf"(?<!\w)(?:{to_ask})\s(?:(?!her|him|me|us|them)[a-z']+,?\s){{0,3}}?{_TITLE}$"),
        re.compile(rf"(?<!\w)(?:{mistaken_for})\s?{_TITLE}$"),
        re.compile(
            rf"[)\s,]{{0,3}}(?:(?:who\s|and\s|a\s)?(?:{behind})"
            rf"|(?:who\s|and\s|a\s)?(?:is|was|will be|being|as|sydd|oedd|yw|ydi|fydd)\s(?:now\s)?(?:{_HERS})"
            rf"\s(?:{role})"
            rf"|(?<=,\s)(?:{_HERS})\s(?:{role})(?:\s(?:here|now|yma|nawr))?(?=\s*[,.;)]|\s*$))(?!\w)"
        ),
        re.compile(rf"[)\s,]{{0,3}}(?:who\s|and\s|a\s)?(?:{'|'.join(told['behind_alone'])})(?!\w)"),
        re.compile(rf"(?<!\w){_THE}\s(?:{of_school})(?!\w){_OF}{_TITLE}$"),
    )


@dataclass(frozen=True, slots=True)
class Bystanders:
    """The names and accounts of those whom a mail names beside the one it is about."""

    names: tuple[str, ...] = ()
    usernames: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Whether somebody so called is one."""
        return any(same_person(name, one) for one in self.names)

    def without(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements without what sentences tell of them."""
        return [
            s
            for s in statements
            if s.weight >= LABELLED
            or not (
                (s.concept is Concept.USERNAME and s.value in self.usernames)
                or (s.concept is Concept.NAME and self.has(s.value))
            )
        ]


def bystanders_in(
    passages: Sequence[Passage], statements: Sequence[Statement], writer: Writer, from_name: str
) -> Bystanders:
    """Those whom the passages name as bystanders, and nowhere otherwise; ``statements`` tell what is labelled."""
    beside: list[tuple[str, str]] = []
    otherwise = [s.value for s in statements if s.concept is Concept.NAME and s.weight >= LABELLED and s.value]
    accounts = {s.value for s in statements if s.concept is Concept.USERNAME and s.weight >= LABELLED}
    for passage in passages:
        text = unwrapped(passage.text[:_LONGEST])
        for start, end in sentences(text):
            for name, username, is_beside in _people(text[start:end], writer):
                if is_beside:
                    beside.append((name, username))
                else:
                    otherwise += [name] if name else []
                    accounts |= {username} if username else set()
    names = tuple(
        dict.fromkeys(
            name
            for name, _ in beside
            if name and not is_sender(name, from_name) and not any(same_person(name, one) for one in otherwise)
        )
    )
    usernames = {
        username
        for name, username in beside
        if username and (name in names or not name) and username not in accounts
        and not any(makes_username(one, username) for one in otherwise)
    }  # fmt: skip
    return Bystanders(names, frozenset(usernames))


def _people(sentence: str, writer: Writer) -> Iterator[tuple[str, str, bool]]:
    """Each whom a sentence names, their account behind the name, and whether they are told to be a bystander."""
    folded = fold(sentence)
    schools = [name.start for name in find_names(sentence) if name.kind is NameKind.SCHOOL]
    spans = [(n.start, n.end, plain_name_of(n.text), "") for n in find_names(sentence) if may_be_person(n)]
    for found in find_usernames(sentence):
        named = [place for place, one in enumerate(spans) if one[1] <= found.start and one[2] and not one[3]]
        owner = spans[named[-1]] if named else None
        if owner is not None and _BETWEEN.fullmatch(folded, owner[1], found.start):
            spans[named[-1]] = (owner[0], found.end, owner[2], found.value)
        else:
            spans.append((found.start, found.end, "", found.value))
    shapes = _shapes(writer)
    for start, end, name, username in sorted(spans):
        ahead, after = folded[max(0, start - _BEFORE) : start], folded[end : end + _BEHIND]
        before = shapes.before.search(ahead) or (shapes.to_ask.search(ahead) if name else None)
        told = (before and not _like_them(before, ahead, after)) or shapes.behind.match(after)
        mistaken = shapes.mistaken_for.search(ahead) if name else None
        if mistaken and (mistaken.start() < 2 or find_usernames(ahead[: mistaken.start()])):
            told = mistaken
        alone = shapes.behind_alone.match(after)
        told = told or (alone if not any(start < place for place in schools) else None)
        ours = writer in (Writer.HEAD, Writer.STAFF)  # a colleague's new teacher is the one who has come
        in_school = shapes.of_school.search(ahead) if ours and not _LEFT.search(after) else None
        known = in_school is not None and (is_of_me(rest := ahead[: in_school.start()]) or _AUTHORISED.search(rest))
        in_school = None if known else in_school
        yield name, username, bool(told or in_school)


def plain_name_of(name: str) -> str:
    """The name without title and possessive ending."""
    return without_title(re.sub(r"['’]s?$", "", name))


def may_be_person(name: NameFound) -> bool:
    """Whether a name found in a text may be a person's."""
    if name.kind in (NameKind.SCHOOL, NameKind.PLACE) or name.generic:
        return False
    words = words_of(plain_name_of(name.text))
    if not words or words[0] in word_set("names", "not_names"):
        return False
    return len(words) > 1 or words[0] in word_set("names", "forenames") or without_title(name.text) != name.text
