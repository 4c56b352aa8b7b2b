"""Two accounts at two schools, and clauses behind one that tell of the writer's own work there, or of something else.

``my account at Bryn Teg (ab1), where I used to work, with ab2 at Dol Wen``: what such a clause says is of the school
before it and of nothing behind it. Only the writer's own work tells which school is which; where somebody else works,
or where the writer went to school, tells nothing. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.family import FAMILY
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.words import pattern

_WHERE = re.compile(r"(?<!\w)(?:where|(?:yn )?(?:lle|ble)(?:'r|'m)?)\s+(?P<says>[^,;.!?()]*)")
_CALLED = re.compile(
    r"\s*(?:[,(]|\s[-–])\s*(?P<says>(?:which (?:is|was) )?(?:my|the|fy|yr?)\s(?:(?:hwb)\s)?"
    r"(?:(?:(?P<former>old|former|previous|last|hen)|(?P<new>new|current|present))\s(?:school|\w*ysgol)"
    r"|\w*ysgol\s(?:(?P<cy_former>flaenorol|ddiwethaf)|(?P<cy_new>newydd|[bp]resennol))))"
    r"(?=\s*(?:[,;.!?)]|\s(?:with|and|to|into|gyda|efo|ac?)\s|$))"
)
_JOINS = re.compile(
    r"\s(?:and|with|but|into|gyda|efo|hefo|ac?|ag|ond)\s"
    r"(?=(?:\w+\s){0,3}(?:accounts?|user ?names?|log-?in|\w*yfrif|enw)(?!\w)|[a-z][a-z.'-]+\d{1,4}(?!\w))"
)
"""Before the other account: what follows belongs to the clause no more."""
_SINCE = (
    r"(?:,? (?:there|here|now|currently|at present|at the moment|these days|nowadays|before|previously|formerly|then"
    r"|(?:since|from|until|till|in|up to) (?:the )?(?:last |this )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?[a-z]+(?: \d{4}|(?: of)? [a-z]+)?"
    r"|last (?:year|term)|nawr|rwan|bellach|erbyn hyn|ar hyn o bryd|o'r blaen|gynt|cynt|yno"
    r"|(?:ers|tan|hyd) (?:mis )?(?:y )?\w+(?: (?:\d{4}|o fedi|medi))?))"
)
_FORMER = re.compile(
    r"(?:i (?:(?:used to|no longer) (?:work|teach)|(?:worked|taught)|was(?: (?:working|teaching|employed|based))?|left"
    r"|(?:don't|do not) (?:work|teach)(?: there| here)? (?:any ?more|any longer|now))"
    r"|(?:yr? )?(?:r?oeddwn|r?o'n|bues|fues|b?fum|bum) i(?:(?:'n| yn) (?:gweithio|dysgu))?"
    r"|(?:g?weithiais|d?dysgais) i"
    r"|(?:(?:dydw|dw|ydw|rydw|nad ydw|nad wyf) i|dwi|nad wyf) ddim(?:'n| yn) (?:gweithio|dysgu)"
    r" (?:rhagor|mwyach|bellach|erbyn hyn|nawr|rwan))" + _SINCE + "{0,2}"
)
_NEW = re.compile(
    r"(?:i (?:(?:now |currently )?(?:work|teach|am(?: (?:working|teaching|based|employed))?))"
    r"|i(?:'m| am)(?: (?:now|currently)){0,1}(?: (?:working|teaching|based|employed))?"
    r"|i(?:'ve| have) (?:now )?been(?: (?:working|teaching|based|employed))?"
    r"|i(?:'ve| have)?(?: just| now)? (?:moved|transferred|started)(?: to| work| teaching| working)?"
    r"|(?:(?:dw|rydw|ydw|rwyf|wyf) i|dwi|rwyf|rwy|wi)(?:(?:'n| yn) (?:gweithio|dysgu))?)" + _SINCE + "{0,2}"
)
_ENDED = re.compile(r"until|till|up to|before|previously|formerly|then|last|tan|hyd|o'r blaen|gynt|cynt")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause behind an account or its school, and the side that it tells of that school."""

    start: int
    end: int
    side: Side | None


def clauses_behind(mentions: Sequence[Mention], folded: str, own: Side | None) -> list[Clause]:
    """The clauses behind two accounts or their schools; none where a sentence does not pair two with two."""
    if own is Side.FORMER or not _paired(mentions):
        return []
    found: list[Clause] = []
    starts = [m.start for m in mentions]
    for clause in _WHERE.finditer(folded, mentions[0].end):
        end = min([clause.end(), *(s for s in starts if s >= clause.start())])
        joins = _JOINS.search(folded, clause.start("says"), end)
        end = joins.start() if joins else end
        found.append(Clause(clause.start(), end, _told(folded[clause.start("says") : end].strip(" -–"))))
    ends = [m.end for m in mentions if m.concept in (Concept.SCHOOL, Concept.USERNAME)]
    for place in ends:
        called = _CALLED.match(folded, place + (folded[place : place + 1] == ")"))
        if called is not None:
            side = Side.FORMER if called["former"] or called["cy_former"] else Side.NEW
            next_one = re.compile(r"[\s,]*").match(folded, called.end())
            before_another = next_one is not None and next_one.end() in starts
            found.append(Clause(called.start("says"), called.end(), None if before_another else side))
    return sorted(found, key=lambda clause: clause.start)


def without(clauses: Sequence[Clause], folded: str) -> str:
    """The sentence with blanks where the clauses stand."""
    for clause in clauses:
        folded = folded[: clause.start] + " " * (clause.end - clause.start) + folded[clause.end :]
    return folded


def told_by_clauses(
    clauses: Sequence[Clause], mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]]
) -> None:
    """Put the sides that the clauses tell; where they contradict each other or the other words, none is told."""
    places = [n for n, m in enumerate(mentions) if m.concept in (Concept.SCHOOL, Concept.USERNAME)]
    pairs = places[:2], places[2:]
    former: set[int] = set()
    for clause in clauses:
        before = [n for n in places if mentions[n].end <= clause.start]
        if clause.side is not None and before:
            pair = 0 if before[-1] in pairs[0] else 1
            former.add(pair if clause.side is Side.FORMER else 1 - pair)
    if not former:
        return
    wanted = {n: Side.FORMER if number in former else Side.NEW for number in (0, 1) for n in pairs[number]}
    schools = {sides[n] for n in places if mentions[n].concept is Concept.SCHOOL}
    told_apart = len(schools) == 2  # ``from A … and from B …`` tells of neither which it is
    contradicted = told_apart and any(sides[n][1] and sides[n][0] not in (None, side) for n, side in wanted.items())
    for n, side in wanted.items():
        told = (None, False) if len(former) > 1 or contradicted else (side, True)
        sides[n] = told
        if [m.concept for m in mentions[n : n + 2]] == [Concept.SCHOOL, Concept.DFES]:
            sides[n + 1] = told


def _paired(mentions: Sequence[Mention]) -> bool:
    """Whether the mentions are two accounts and two schools, an account and a school at a time."""
    places = [m for m in mentions if m.concept in (Concept.SCHOOL, Concept.USERNAME)]
    if len(places) != 4 or len({m.value for m in places}) != 4:
        return False
    return all(one.concept is not other.concept for one, other in (places[:2], places[2:]))


def _told(says: str) -> Side | None:
    if _FORMER.fullmatch(says):
        return Side.FORMER
    return Side.NEW if _NEW.fullmatch(says) and not _ENDED.search(says) else None


_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:i|i'(?:m|ve|d|ll)|we|my|mine|me|fy|'?m|dw|dwi|rwy\w?|rydw|ydw|wyf|wi|r?oeddwn|r?o'n|bues|fues|bum"
    r"|gadewais|gadawais|symudais|dechreuais|old|new|former|previous|current|hen|newydd|blaenorol|flaenorol"
    r"|[bp]resennol|account|username|log-?in|\w*yfri\w*)(?!\w)"
)
"""Words of the writer's own affairs, or that tell themselves which school or account is meant."""
_SOMEBODY = re.compile(
    rf"(?<!\w)(?:my|our|fy)\s(?:\w+\s)?(?:{FAMILY}|friend|colleague|predecessor|head|headteacher|ffrind|nghydweithiwr"
    r"|mhennaeth)(?!\w)"
)
_NO_WORK = re.compile(
    r"(?<!\w)(?:pupil|student|disgybl|ddisgybl|myfyri\w+|fyfyri\w+|never|not|didn't|won't|wasn't|haven't|hadn't)(?!\w)"
)


def of_somebody_else(folded: str) -> bool:
    """Whether a sentence that names a school tells nothing of the writer's own move: of another, or what was not."""
    if _NO_WORK.search(folded) is not None or _SOMEBODY.search(folded) is not None:
        return True
    return _FIRST_PERSON.search(folded) is None and _ANYBODY.search(folded) is not None


_ANYBODY = re.compile(
    r"^\W*[a-z'-]+(?: [a-z'-]+)?\s(?:now |also )?(?:left|works?|teaches|taught|worked|moved|joined|is|was)(?!\w)"
)
_TURNED_ROUND = re.compile(
    r"(?<!\w)(?:(?:wrong|opposite) way (?:round|around|about)|other way (?:round|around|about)|(?:no|it's|its|is),?"
    r" (?:in )?(?:the )?reverse|(?:in|the) reverse order|back to front|swapped (?:them|those|these|the two)"
    r"|(?:them|those|these|the two|both) swapped"
    r"|mixed (?:(?:them|those|these|the two) up|up (?:the two|those|these))"
    r"|y? ?ffordd (?:anghywir|arall)|o chwith|tu chwith)(?!\w)"
)


def turned_round(folded: str) -> bool:
    """Whether a mail says that what it calls old and new stand the wrong way round."""
    return _TURNED_ROUND.search(pattern("values", "figures_slipped").sub(" ", folded)) is not None
