"""Verbs of place and motion: which school a name right after them is, and that it is a school's name at all.

A sentence says where somebody was, is, left and went by a verb of a class (``go``, ``leave``, ``join``, ``begin``,
``was`` …), anything short in between, and a preposition: ``mae o di mynd lawr i'r de i Lwyn Onn``, ``has now landed at
Tegfryn``. The class and the preposition together tell the side; no list of whole phrases is needed. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hwb_mailbot.reading.labels import Side
from hwb_mailbot.reading.name_words import is_forename
from hwb_mailbot.reading.names import NameFound, NameKind
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, phrases, word_set


@dataclass(frozen=True, slots=True)
class Place:
    """What the words before a name tell: its side (``None``: the writer's own school, it is not known which), whether
    a name of no known kind is a school's there (a town may stand after ``in``), and whether any is (``strong``)."""

    side: Side | None
    names: bool
    strong: bool


_CLASSES = ("go", "leave", "come", "join", "begin", "gain", "be", "was", "work", "worked")
_PREPOSITIONS = ("to", "towards_for", "from", "of", "at", "within", "with", "by")
_FURTHEST = 140
"""Characters before a name in which its verb is looked for."""
_MOST_WORDS = 7
"""Words between verb and preposition; more are another statement."""

_SIDES: dict[tuple[str, str], Side] = {
    **{("go", preposition): Side.NEW for preposition in ("to", "towards_for", "at")},
    **{(verb, "from"): Side.FORMER for verb in ("go", "leave", "come", "join", "begin", "be", "was", "work")},
    ("leave", "at"): Side.FORMER, ("leave", ""): Side.FORMER, ("leave", "to"): Side.NEW,
    ("leave", "towards_for"): Side.NEW,
    ("join", ""): Side.NEW, ("join", "with"): Side.NEW, ("join", "at"): Side.NEW, ("join", "to"): Side.NEW,
    **{("begin", preposition): Side.NEW for preposition in ("at", "with", "by", "to", "towards_for")},
    ("gain", "by"): Side.NEW, ("gain", "at"): Side.NEW, ("gain", "with"): Side.NEW,
    **{(verb, preposition): Side.NEW for verb in ("be", "work") for preposition in ("at", "with")},
    **{(verb, preposition): Side.FORMER for verb in ("was", "worked") for preposition in ("at", "with")},
    ("was", "of"): Side.FORMER, ("begin", "of"): Side.NEW, ("work", "towards_for"): Side.NEW,
    ("worked", "towards_for"): Side.FORMER,
}  # fmt: skip


@cache
def _verbs() -> re.Pattern[str]:
    groups = [f"(?P<{name}>{'|'.join(sorted(phrases('motion', name), key=len, reverse=True))})" for name in _CLASSES]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(groups)})(?!\w)".replace(" ", r"\s+"))


@cache
def _preposition() -> re.Pattern[str]:
    groups = [
        f"(?P<{name}>{'|'.join(sorted(phrases('motion', name), key=len, reverse=True))})" for name in _PREPOSITIONS
    ]
    return re.compile(rf"(?:(?<=\s)|(?<=')|^)(?:{'|'.join(groups)})\s+(?:(?:the|yr?)\s+)?$".replace(" ", r"\s+"))


_ASIDE = re.compile(r"\s?\([^()\d]{0,30}\d[^()]{0,30}\)\s?")
"""A number, username or date in brackets: ``left Cwm Hesg (661 2345) for …``, ``left in winter (31/12/25) for …``."""
_NUMBER_ASIDE = re.compile(
    r"((?<!\w)(?:left|leaving|g?adawodd|g?adael)\s[^.,;:]{3,50}),\s(?:dfes |no\.? |number |rhif )?\d{3}[ /-]?\d{4},"
    r"(?=\s(?:for|to|am|i)\s)"
)
"""The same between commas: ``left Cwm Hesg, 661 2345, for …``."""
_CLAUSE = re.compile(r"[.;:!?()]\s*|,\s+|\s[-–]\s|\s(?:and|but|ond|ac)\s")
_OURSELVES = re.compile(r"(?<!\w)(?:us|here|ni|yma|'?ma)(?!\w)")
_STILL = re.compile(r"(?<!\w)(?:still|dal|o hyd|parhau)(?!\w)[^,]{0,40}$")
_WE = re.compile(r"(?:(?<!\w)(?:we|this)|(?:^|(?:and|that|where|as|but|since|when|,)\s)i)\s(?:\w+ly\s|both\s|all\s)?$")
_OFFICE = re.compile(r"(?<!\w)(?:head|headteacher|teacher|[pb]h?ennaeth|secretary|champion|manager|office|clerk)\s*$")
_EVERYBODY = re.compile(
    r"(?<!\w)(?:everyone|everybody|you all|you|all|friends|colleagues|pawb|ffrindiau|cydweithwyr)\s*$"
)
_FIRST_PERSON_VERB = re.compile(r"(?:i'?m|we're|am|dwi|dw|rwy\w?|rydw|rydym|ydw|ydwyf|wyf|wi|ydyn)(?!\w)")
_SELF = re.compile(r"^\W*(?:i|i'?m|we)\s(?!(?:was|had|used|left|moved|went)\b)\w+")
_ARE = re.compile(
    r"(?<!\w)(?:(?:we are|we're|this is|we here are|ni (?:yw|ydi|ydy)|ni sydd)|(?:us|here|ni|yma) (?:at|in|yn|yng|ym))"
    r"\s+$"
)


_HEAD_OF = re.compile(
    r"(?<!new )(?<!now )(?<!\w)(?:head(?:teacher)?|head teacher|[pb]h?ennaeth)(?: of| at| yn| yng| ym| from)?\s+$"
)
_OTHERS_OFFICE = re.compile(
    r"(?<!\w)(?:deputy|assistant|acting|interim|d?dirprwy|nirprwy)(?:,|\s(?:and acting|a))?\s$"
    r"|(?<!\w)(?:post|job|role|position|appointment|promotion|headship|became|becoming|become|appointed|promoted|made"
    r"|(?:she|he|they|who)(?:'s| is| are|'re)(?: now)?|now|gone|going|went|left|leaving|off|starting|started"
    r"|swydd(?: fel| y)?|ddod|dod|p?h?b?enodi|mynd|gadael|ddechrau|dechrau|bellach|nawr|rwan"
    r"|(?:mae|ma|aeth|daeth|yw|ydi|ydy) ?(?:hi|o|e|fo|fe))"
    r"(?:\s(?:us|ni|of|as|to|be|the|a|an|new|their|its|yn|fel|i|am))*"
    r"(?:'n|\syn)?\s$"
)
"""Before ``head of``: the office is a leaver's, at the school joined, and not the writer's own."""
_MINE = re.compile(
    r"(?<!\w)(?:i|i'm|dw i|dwi|rwy|fi)(?:'n)?(?:\s(?:am|was|became|have|been|now|appointed|made|yw|ydi)){1,3}"
    r"(?:\s(?:the|new|a|as))*\s$"
)
_ADJECTIVE_NOUN = (
    r"(?:hwb )?(?:accounts?|login|log-in|username|e-?mail|address|posts?|jobs?|role|position|place|time|days|work)"
)
_PLACED_NOUN = re.compile(
    rf"(?<!\w)(?:(?P<former>old|former|previous|earlier|last|original)|(?P<new>new|current|present|next))"
    rf"\s(?:\w+\s)?{_ADJECTIVE_NOUN}(?:,|\s(?:that|which))?(?:\s(?:i|she|he|they)\s(?:had|have|has|was|were|used))?"
    r"\s(?:at|in|with|from|for)\s(?:the\s)?$"
    r"|(?<!\w)(?:(?P<old_one>old|former|previous|earlier)|(?P<new_one>new|current)) one (?:from|at|in)\s(?:the\s)?$"
    r"|(?<!\w)(?P<hen_un>hen) un (?:o|yn|yng|ym)\s(?:y\s|yr\s)?$"
    r"|(?<!\w)(?:(?P<hen>hen)\s(?:gyfri\w*|swydd|gyfeiriad|enw\s\w+|enw)|(?:cyfri\w*|[cgn]h?yfri\w*|swydd|cyfeiriad)"
    r"\s(?:hwb\s)?(?:(?P<cy_former>blaenorol|flaenorol|gwreiddiol|diwethaf|ddiwethaf)|(?P<cy_new>newydd|b?presennol)))"
    r"\s(?:hwb\s)?(?:yn|yng|ym|o|gyda|efo)\s(?:y\s|yr\s)?$"
)
"""``my previous account at …``, ``yn fy swydd newydd yn …``: the noun's own adjective tells which school."""
_INTRODUCED = re.compile(
    r"(?:^|[.,!]\s|(?:hello|hi|helo|morning|afternoon|da)\s)(?:this is|it'?s|my name is|my name's)"
    r"(?:\s(?!\w+(?:ing|ed)\b)[a-z'-]+){1,3}(?:\shere)?\s(?:from|at|of|in)\s(?:the\s)?$"
    r"|(?:^|[.,!]\s)(?:[a-z'-]+\s){1,3}(?:sydd|sy)(?:'n)? '?(?:yma|ma|siarad|ysgrifennu),?\so\s$"
)
"""``This is Wendy from …``: whoever gives their name and their school is there now."""
_THE_OTHER_FOR = re.compile(
    r"(?:'r llall|(?<!\w)(?:y naill|y llall|yr ail|yr un cyntaf|the one|the other|the first|the second|one|other))"
    r" (?:am|for|to|i|yn|at)\s(?:the\s|yr?\s)?$"
)
"""Of two who left: ``the one for Bryn Teg and the other for …``."""
_OF_SCHOOL = re.compile(
    r"(?<!\w)(?:(?P<former>(?:old|former|previous|last) school|hen \w*ysgol|\w*ysgol (?:flaenorol|ddiwethaf))"
    r"|(?P<new>(?:new|current|present) school|\w*ysgol (?:newydd|b?presennol)))"
    r"(?: i)?(?:,| is| was| called| yw| ydi| ydy| oedd| o'dd| odd| di| 'di)\s+$"
)


_FROM_HERE = re.compile(
    r"(?:^|[.,!]\s|(?:hello|hi|hiya|helo|haia|shwmae|hey|hylo|morning|afternoon|da)\s)(?:it's\s|its\s)?(?:[a-z'-]+\s){1,3}"
    r"(?:from|at|o|yn|yng|ym)\s$"
)
_IS_HERE = re.compile(
    r"(?:,?\s(?:here|writing|speaking|again)(?!\w)|,?\s(?:sydd|sy)(?:'n)?\s'?(?:yma|ma|siarad|ysgrifennu)(?!\w))"
)


_HEAD_HERE = re.compile(
    r"(?:[a-z'-]+\s){0,3}[a-z'-]+,\s(?:the\s|y\s)?(?:head(?:teacher)?|head teacher|[pb]h?ennaeth)"
    r"(?: of| at| yn| yng| ym)?\s$"
)
"""After the writer's name: ``Alun Prys, pennaeth … sy 'ma``."""
_NOTE_FROM = re.compile(
    r"(?:^|[.,!]\s)(?:just )?(?:a )?(?:(?:quick|short|brief|little) (?:one|note|line|word|message|e-?mail|request)"
    r"|(?:nodyn|neges|gair|cais|e-?bost|un) (?:bach |fach )?(?:byr|sydyn|cyflym|clou|gloi|handi|bach|fach))"
    r" (?:from|o)\s$"
)
"""``Quick one from …``: the writer's school, or the writer."""
_TOWN_OR_NUMBER = re.compile(r",\s(?P<town>[a-z' ]{3,25})[.,!:;]|[\s,(]{1,2}(?:dfes |no\.? |rhif )?\d{3}[ /-]?\d{4}")


def introduces(folded: str, start: int, end: int) -> bool:
    """Whether the writer says by a name that they are of it: ``Eirlys o Borth Hesg sy 'ma``, ``Wil from X here``.

    ``Quick one from X`` does so where a town or a DfES number follows, or X is no person (``Bishop's Meadow``).
    """
    before = folded[max(0, start - 60) : start]
    if _IS_HERE.match(folded, end):
        return bool(_FROM_HERE.search(before) or _HEAD_HERE.search(before))
    if not _NOTE_FROM.search(before):
        return False
    beside = _TOWN_OR_NUMBER.match(folded, end)
    if is_forename(folded[start:end].split(" ")[0]):
        return False
    town = beside is not None and (beside["town"] is None or beside["town"].strip() in word_set("values", "places"))
    return town or "'s " in folded[start:end]


def place_before(folded: str, start: int, own: Side | None) -> Place | None:
    """What the words before ``start`` in a folded sentence tell of the school named there; ``None`` where nothing."""
    window = _NUMBER_ASIDE.sub(r"\1", _ASIDE.sub(" ", folded[max(0, start - _FURTHEST) : start]))
    school = _OF_SCHOOL.search(window)
    if school:
        return Place(Side.FORMER if school["former"] else Side.NEW, True, True)
    if own is not None and _INTRODUCED.search(window):
        return Place(own, True, True)
    if own is Side.FORMER and _THE_OTHER_FOR.search(window) and pattern("motion", "leave", "go").search(folded[:start]):
        return Place(Side.NEW, True, True)
    noun = _PLACED_NOUN.search(window)
    if noun:
        former = any(noun[name] for name in ("former", "hen", "cy_former", "old_one", "hen_un"))
        town = window.rstrip().endswith((" in", " in the"))
        return Place(Side.FORMER if former else Side.NEW, not town, not town)
    office = _HEAD_OF.search(window)
    if office and (not _OTHERS_OFFICE.search(window[: office.start()]) or _MINE.search(window[: office.start()])):
        return Place(Side.FORMER, not window.rstrip().endswith(("head", "teacher", "headteacher", "ennaeth")), False)
    if _ARE.search(window):
        return Place(own, True, not window.rstrip().endswith("is"))
    clauses = _CLAUSE.split(window)
    clause = clauses[-1]
    if len(clauses) > 1 and _preposition().fullmatch(clause) and window[: -len(clause)].endswith(", "):
        clause = f"{clauses[-2]} {clause}"  # "… , yn Llwyn Onn" goes with what the clause before it says
    preposition = _preposition().search(clause)
    kind = preposition.lastgroup or "" if preposition else ""
    town = kind == "within"
    kind = "at" if town else kind
    lead = clause[: preposition.start()] if preposition else clause
    found = _last_verb(lead)
    if found is None or found.lastgroup is None:
        if kind == "at" and own is not None and _SELF.match(clause):
            return Place(own, not town, not town)
        return None
    gap = lead[found.end() :]
    if not preposition and gap.strip() not in ("", "the"):
        return None
    if len(gap.split()) > (0 if kind == "of" else _MOST_WORDS):
        return None
    if _EVERYBODY.search(gap):
        return None  # ``I hope all is well with everyone at …``
    if _OFFICE.search(gap) and not (office and found.lastgroup in ("begin", "go", "gain")):
        return None
    verb = found.lastgroup
    if (verb == "work" or found.group() == "employed") and _past(lead[: found.start()]):
        verb = "worked"
    side = _SIDES.get((verb, kind))
    if side is None:
        return None
    if own is not None and kind == "at" and _OURSELVES.search(gap):
        return Place(own, not town, not town)
    if side is not None and own is not None and kind == "at" and _STILL.search(lead):
        return Place(own, not town, not town)
    if side is Side.NEW and verb in ("be", "work") and own is not None:
        first = _WE.search(lead[: found.start()]) or _FIRST_PERSON_VERB.match(found.group())
        side = own if first else side
    strong = kind == "at" or (verb in ("go", "begin", "gain") and kind != "with")
    return Place(side, not town, strong and not town)


def _last_verb(lead: str) -> re.Match[str] | None:
    return max(_verbs().finditer(lead), key=lambda verb: verb.start(), default=None)


def _past(lead: str) -> bool:
    """Whether the auxiliary before a participle is of the past: ``was teaching``, ``used to work``, ``bu'n dysgu``."""
    auxiliary = _last_verb(lead)
    return auxiliary is not None and auxiliary.lastgroup == "was" and len(lead[auxiliary.end() :].split()) <= 4


_FRONTED = re.compile(r"(?:^|[.,;:!?(]\s?|\s(?:and|but|ac?|ond)\s)\W?(?:at|in|yn|yng|ym)\s(?:the\s)?$")
_WHO_IS = re.compile(
    r"[\s,]{1,3}(?:yr?\s)?(?=(?:(?:i|she|he|they|we)(?:'m|'s|'re)?\s(?:now\s)?(?:was|were|am|is|are|used|worked|taught|teach|work)"
    r"|ma|mae|oedd|o'dd|odd|r?o'n|r?oeddwn|roedd|bues|fues|bu|fu|dw|dwi|rwy\w?|rydw|wi|bum|wyf|ydw|ydwyf)(?!\w))"
)
"""Behind a place that a sentence begins with: ``At Pant Derw I was …``, ``Yn Llwyn Onn ma hi rŵan``."""


_OUT_OF = re.compile(r"(?:^|[.,;:!?(]\s?|\s(?:and|but|ac?|ond)\s)\W?o\s(?:yr?\s)?$")
_CAME = re.compile(
    r",?\s(?:yr|y)\s(?:d?daeth|aeth|symud(?:odd|ais)|des|dd?es|mae (?:hi|o|e|fo|fe) wedi (?:dod|symud|mynd))(?!\w)"
)
"""``O Bryn Teg yr aeth hi``: the school that a sentence begins with is the one left."""


def place_after(folded: str, start: int, end: int) -> Side | None:
    """The side that the words after a name tell: ``… , lle dw i'n gweithio nawr``, ``At Pant Derw I was …``."""
    if _OUT_OF.search(folded[max(0, start - 12) : start]) and _CAME.match(folded, end):
        return Side.FORMER
    end += _town(folded, end)
    relative = pattern("motion", "where").match(folded, end + _gap(folded, end))
    if relative is None and _FRONTED.search(folded[max(0, start - 12) : start]):
        relative = _WHO_IS.match(folded, end)
    if relative is None:
        return None
    tail = _CLAUSE.split(folded[relative.end() : relative.end() + 50])[0]
    verb = _verbs().search(tail)
    if verb is None:
        return None
    if verb.lastgroup in ("was", "worked", "leave"):
        return Side.FORMER
    if verb.lastgroup in ("go", "begin", "join"):
        return Side.NEW
    rest = _verbs().search(tail, verb.end())
    return Side.FORMER if rest is not None and rest.lastgroup in ("was", "leave") else Side.NEW


def _town(folded: str, end: int) -> int:
    """How long the town or county is that stands behind a school's name at ``end``: ``Llwyn Onn, Powys, where …``."""
    comma = re.match(r"(?:,|\s(?:in|yn|yng|ym))?\s|\s?\(", folded[end : end + 6])
    town = pattern("values", "places").match(folded, end + comma.end()) if comma else None
    return town.end() + (folded[town.end() : town.end() + 1] == ")") - end if town else 0


def _gap(folded: str, end: int) -> int:
    found = re.match(r"\s[-–—]\s|[\s,(]{1,3}", folded[end : end + 3])
    return found.end() if found else 0


_FROM_TO = re.compile(
    r"(?<!\w)(?:moved?|moving|went|gone|transferr?\w*|symud\w*|mynd|aeth|gone over|over)\s(?:\w+\s)?(?:from|o)"
    r"\s[^.;]{3,60}\s(?:to|i)\s(?:the\s)?$"
)
_STRONG_PLACE = re.compile(
    r"(?<!\w)(?:at|yng|ym|(?:moved|gone|went|going|transferred|move|off)\s(?:on\s|over\s|across\s)?to"
    r"|(?:symud|mynd|aeth|symudodd|symudais)\si|(?:gweithio|dysgu|bellach|nawr|rwan|dechrau|yma|ni)\syn"
    r"|(?:joined|came|come|coming|moved|transferred|over)(?:\s\w+)?\sfrom"
    r"|(?:new|old|former|previous|last|current)\sschool(?:,|\sis|\swas)?)\s(?:the\s)?$"
)
"""A name right after these words is a school's, whatever it looks like: nobody is *at* a person."""
_WEAK_PLACE = re.compile(
    r"(?<!\w)(?:join|joined|joining|left|leave|leaving|yn|gadael|gadal|adael|gadewais|gadawodd|adawodd"
    r"|(?:daeth|dod|symud|symudodd|symudais)(?:\s\w+)?\so)\s(?:the\s)?$"
)
"""… and after these, unless it looks like a person's."""


_MAIL_FROM = re.compile(
    r"(?<!\w)(?:e-?mail|mail|message|note|letter|word|reply|answer|call|text|e-?bost|neges|llythyr|nodyn|ateb|gair)"
    r"(?:\s(?:below|underneath|above|attached|isod|uchod|that i had|i had|i got|just in|came))?"
    r",?\s(?:from|o|oddi wrth|gan)\s$"
)
_TITLED = re.compile(r"(?:mr|mrs|miss|ms|mx|dr)\.?\s")
"""A person's title; schools are called Sir, Canon and Saint too."""
_IN_OFFICE = re.compile(
    r",?\s(?:(?:who (?:is|works)|works|here)\s)?(?:in|from|at|yn|o)(?:\s(?:the|our|my|your|ein|y))?"
    r"\s?(?:'r |'n )?(?:school )?"
    r"(?:office|payroll|hr|admin|swyddfa|gyflogau|adnoddau)(?!\w)"
)
"""A name before or after these is a person's: ``the mail from Carol in our office``."""


def placed(name: NameFound, folded: str) -> bool:
    """Whether a name of another kind stands where only a school's can: right after ``now at``, ``left``, ``yn``."""
    before = _ASIDE.sub(" ", folded[max(0, name.start - 60) : name.start])[-30:]
    if name.kind is NameKind.PLACE or (name.text.isupper() and len(name.text) <= 5):
        return False
    if _TITLED.match(fold(name.text)):
        return False
    if name.kind is not NameKind.SCHOOL and (_IN_OFFICE.match(folded, name.end) or _MAIL_FROM.search(before)):
        return False
    if _STRONG_PLACE.search(before):
        return True
    place = place_before(folded, name.start, None)
    if place is not None and (place.strong or (place.names and name.kind is NameKind.UNKNOWN)):
        return True
    return name.kind is NameKind.UNKNOWN and bool(
        _WEAK_PLACE.search(before) or _FROM_TO.search(folded[max(0, name.start - 80) : name.start])
    )
