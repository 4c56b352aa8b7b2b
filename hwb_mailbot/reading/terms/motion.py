"""Verbs of place and motion: which school a name right after them is, and that it is a school's name at all.

A sentence says where somebody was, is, left and went by a verb of a class (``go``, ``leave``, ``join``, ``begin``,
``was`` …), anything short in between, and a preposition: ``mae o di mynd lawr i'r de i Lwyn Onn``, ``has now landed at
Tegfryn``. The class and the preposition together tell the side; no list of whole phrases is needed. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hwb_mailbot.reading.terms.headship import HEAD_OF, is_somebody_elses, is_writers
from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.words import pattern, phrases


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
    article = r"(?:\s+(?:(?:the|yr?)\s+)?|(?<=[io])'r\s+)$"
    return re.compile(rf"(?:(?<=\s)|(?<=')|^)(?:{'|'.join(groups)}){article}".replace(" ", r"\s+"))


ASIDE = re.compile(r"\s?\([^()\d]{0,30}\d[^()]{0,30}\)\s?")
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
    r"(?<!\w)(?:(?:we are|we're|this is|we here are|ni (?:yw|ydi|ydy)|ni sydd)"
    r"|(?:us|here|ni|yma) (?:at|in|yn|yng|ym))"
    r"\s+(?P<the>the\s+)?$"
)
_CENTRE = re.compile(r"(?:[\w'-]+\s){1,5}(?:centre|unit|pru|hub|community|campus)(?!\w)|\w{0,3}(?:anolfan|uned)(?!\w)")
"""What a school of another kind is called: *the* Lamby Centre is one only where somebody is it, or runs it."""
_I_RUN = re.compile(
    r"(?<!\w)i(?:'m| am)?(?: (?:now|also|currently))? (?:run|lead|manage|head(?: up)?"
    r"|(?:the )?(?:\w+ )?in charge (?:of|at)|responsible for)\s(?:the\s)?$"
    r"|(?<!\w)(?:fi|i|(?:dw|rydw|yr wyf|rwyf) i|dwi|rwy|ydw i|fi yw'r un)\s?(?:sy)?(?:'n|\syn) (?:rhedeg|arwain|rheoli"
    r"|gyfrifol am|gofalu am)(?:'r)?\s(?:yr?\s)?$"
)
"""Before the writer's own school."""
_OF_ANOTHER = re.compile(
    r"(?:[\w'-]+\s){1,5}?(?:at|yn|yng|ym)\s(?:(?:the|our|y|ein)\s)?[\w' -]{2,40}(?:school|primary|ysgol)"
)
"""What runs at a school is none: ``I run Forest School at …``."""
_THIS_SCHOOL = re.compile(
    r"(?<!\w)(?:ysgol (?:hon|yma|ni)|hysgol(?: ni)?|[cg]h?anolfan hon|uned hon|(?:this|our) (?:school|centre|unit))"
    r",?\s(?:sef|namely|that is|i\.e\.|which is)\s(?:the\s|yr?\s)?$"
)
"""``yn yr ysgol hon, sef …``: the writer's own."""


_WELSH_OFFICE = re.compile(
    r"(?: (?:hi|o|e|fo|fe|ef))?(?:'n| yn| fel)(?: \w+){0,2} (?:(?:d?dirprwy|nirprwy|[pb]h?rif) )?[pb]h?ennaeth "
)
_OTHERS_APPOINTMENT = re.compile(r"(?<!'m )(?<!fy )[pb]h?eno(?:dwyd|di)$")
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
    r"\s(?:hwb\s)?(?:(?P<cy_former>blaenorol|flaenorol|gwreiddiol|diwethaf|ddiwethaf)|(?P<cy_new>newydd|[bp]resennol)))"
    r"\s(?:hwb\s)?(?:yn|yng|ym|o|gyda|efo)\s(?:y\s|yr\s)?$"
)
"""``my previous account at …``, ``yn fy swydd newydd yn …``: the noun's own adjective tells which school."""
_WHERE_TO = re.compile(
    r"(?<!\w)(?:where|lle|ble)(?: (?:yr? )?(?:mae|dw|wyf|ydw|rydw|rwyf))? ?(?:i|she|he|they|hi|o|e|fo|fe|nhw)"
    r"(?:'ve|'s|'m|'re|'n)?(?: (?:have|has|had|am|is|are|now|wedi|'di|yn|nawr|rwan|bellach)){0,3}"
    r" (?:gone|moved|teach\w*|work\w*|am|mynd|symud|gweithio|dysgu|now|bellach|rwan|nawr),?"
    r"(?: (?:to|i))?(?: (?:which|that|sef|a))?(?:,? (?:as )?(?:you|she|he|wyddoch chi|wyddost ti)(?: \w+){0,2},?)? "
    r"(?:is|are|yw|ydi|ydy|sef)\s(?:the\s|yr?\s)?$"
)
"""``where I've gone, which as you know is …``."""
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
    r"|(?P<new>(?:new|current|present) school|\w*ysgol (?:newydd|[bp]resennol)"
    r"|(?:fy|'y|ei|i'w|eu) \w*ysgol (?:(?:i|hi|o|e|fo|fe|nhw) )?(?:rwan|nawr|bellach|erbyn hyn)))"
    r"(?: (?:i|hi|o|e|fo|fe|nhw))?"
    r"(?:,| is| was| called| yw| ydi| ydy| oedd| o'dd| odd| di| 'di|(?P<town> yn| yng| ym))\s+$"
)
"""``my old school was …``, ``ei hysgol newydd hi yw …``, ``fy hen ysgol i ym …``: the pronoun only echoes whose."""


def place_before(folded: str, start: int, own: Side | None) -> Place | None:
    """What the words before ``start`` in a folded sentence tell of the school named there; ``None`` where nothing."""
    window = _NUMBER_ASIDE.sub(r"\1", ASIDE.sub(" ", folded[max(0, start - _FURTHEST) : start]))
    if _WHERE_TO.search(window):
        return Place(Side.NEW, True, True)
    school = _OF_SCHOOL.search(window)
    if school:
        town = school["town"] is not None
        return Place(Side.FORMER if school["former"] else Side.NEW, not town, not town)
    if own is not None and _INTRODUCED.search(window):
        return Place(own, True, True)
    if own is Side.FORMER and _THE_OTHER_FOR.search(window) and pattern("motion", "leave", "go").search(folded[:start]):
        return Place(Side.NEW, True, True)
    if own is not None and _THIS_SCHOOL.search(window):
        return Place(own, True, True)
    if own is not None and _I_RUN.search(window) and not _OF_ANOTHER.match(folded, start):
        return Place(own, bool(_CENTRE.match(folded, start)), False)
    noun = _PLACED_NOUN.search(window)
    if noun:
        former = any(noun[name] for name in ("former", "hen", "cy_former", "old_one", "hen_un"))
        town = window.rstrip().endswith((" in", " in the"))
        return Place(Side.FORMER if former else Side.NEW, not town, not town)
    if _SHALL_HEAD.search(window):
        return Place(Side.NEW, not window.rstrip().endswith(("head", "teacher", "headteacher", "ennaeth")), False)
    office = HEAD_OF.search(window)
    if office and is_somebody_elses(window, office.start(), folded, start):
        return None
    if office and is_writers(window, office.start()):
        return Place(Side.FORMER, not window.rstrip().endswith(("head", "teacher", "headteacher", "ennaeth")), False)
    are = _ARE.search(window)
    if are and (not are["the"] or _CENTRE.match(folded, start)):
        return Place(own, True, not window.rstrip().endswith("is"))
    clauses = _CLAUSE.split(window)
    clause = clauses[-1]
    set_off = window[: -len(clause)]
    if len(clauses) > 1 and _preposition().fullmatch(clause) and (
        set_off.endswith(", ") or (set_off.endswith(" - ") and _LEFT_ON.search(clauses[-2]))
    ):  # fmt: skip
        clause = f"{clauses[-2]} {clause}"  # "… , yn Llwyn Onn" goes with what the clause before it says
    preposition = _preposition().search(clause)
    kind = preposition.lastgroup or "" if preposition else ""
    town = kind == "within"
    kind = "at" if town else kind
    lead = clause[: preposition.start()] if preposition else clause
    found = _last_verb(lead)
    if found is None or found.lastgroup is None:
        if kind in ("at", "with") and _BEFORE_THAT.match(clause):
            return Place(Side.FORMER, not town, not town)
        if kind == "at" and own is not None and _SELF.match(clause):
            return Place(own, not town, not town)
        return None
    gap = lead[found.end() :]
    to_be_head = office is not None and found.lastgroup == "begin"
    if (
        not preposition
        and to_be_head
        and _WELSH_OFFICE.fullmatch(gap)
        and _OTHERS_APPOINTMENT.search(lead[: found.end()])
    ):
        kind = "of"  # ``penodwyd yn bennaeth Ysgol Y``: the school is whose office it is
    elif not preposition and gap.strip() not in ("", "the"):
        return None
    if len(gap.split()) > (0 if kind == "of" and not to_be_head else _MOST_WORDS):
        return None
    if _EVERYBODY.search(gap):
        return None  # ``I hope all is well with everyone at …``
    if _OFFICE.search(gap) and not (office and found.lastgroup in ("begin", "go", "gain")):
        return None
    verb = found.lastgroup
    if (verb == "work" or found.group() == "employed") and _past(lead[: found.start()]):
        verb = "worked"
    if found.group() in ("be", "been") and _past(lead[: found.start()]):
        verb = "was"
    if verb == "begin" and _POST.fullmatch(found.group()) and _gives_up(lead[: found.start()]):
        verb = "leave"
    if verb == "worked" and _HAVE.search(lead[: found.start()]) and _SINCE.match(folded, start):
        verb = "work"  # ``I have worked at Bryn Teg School since September``: and still do
    side = _SIDES.get((verb, kind))
    if side is None:
        return None
    side = Side.FORMER if verb == "be" and kind == "at" and _FORMER_STAFF.search(gap) else side
    if own is not None and kind == "at" and _OURSELVES.search(gap):
        return Place(own, not town, not town)
    if side is not None and own is not None and kind == "at" and _STILL.search(lead):
        return Place(own, not town, not town)
    if side is Side.NEW and verb in ("be", "work") and own is not None:
        to_do = _TO_DO.fullmatch(found.group())  # ``i weithio yn …``: to work, and no English I
        first = (_WE.search(lead[: found.start()]) and not to_do) or _FIRST_PERSON_VERB.match(found.group())
        side = own if first else side
    strong = kind == "at" or (verb in ("go", "begin", "gain") and kind != "with")
    return Place(side, not town, strong and not town)


_SHALL_HEAD = re.compile(
    r"(?<!\w)i(?:'ll|(?:'m| am)?\s(?:shall|will|(?:about|going|due|appointed) to))\s(?:\w+ly\s|then\s|soon\s)?"
    r"(?:be|become|start as|take over as)\s(?:the\s)?(?:new\s)?(?:deputy\s|acting\s)?"
    r"(?:head|headteacher|head teacher)\s(?:of|at)\s(?:the\s)?$"
    r"|(?<!\w)(?:fe |mi )?[bf]ydda(?:f)?(?: i)?(?:'n| yn)\s(?:dd?irprwy )?[pb]h?ennaeth(?: ar| yn| yng| ym)?"
    r"(?: y| yr)?\s$"
)
"""Whoever is yet to be a school's headteacher is joining it."""
_BEFORE_THAT = re.compile(
    r"^\s?(?:(?:and|ac?)\s)?(?:before\s(?:that|this|then|now|(?:the\s)?(?:summer|easter|christmas|half term|holidays?)"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december))|previously|formerly"
    r"|cyn\s(?:hynny|hyn|(?:yr?\s)?(?:haf|pasg|nadolig|dolig|gwyliau|hanner tymor)|mis\s\w+)|gynt)"
    r",?\s(?:at|in|with|yn|yng|ym|gyda|efo)\s(?:the\s|yr?\s)?$"
)
"""A clause without a verb: ``and before the summer at …``."""
_HAVE = re.compile(r"(?<!\w)(?:have|has|'ve|'s)(?:\s(?:now|only|just|also|been))*\s$")
_SINCE = re.compile(r"(?:[^\s.;:!?]+\s){1,9}?since(?!\w)")
_FORMER_STAFF = re.compile(
    r"(?<!\w)(?:(?:former|previous|past|old)\s(?:\w+\s){0,2}?|ex-\s?)"
    r"(?:staff|members?|teachers?|employees?|colleagues?)(?!\w)"
)
"""``is one of our former staff at …``."""
_TO_DO = re.compile(r"weithio|ddysgu|wasanaethu|fod")
_LEFT_ON = re.compile(r"^(?:left|leaving|gadawodd|adawodd|wedi gadael|yn gadael|gadael)\s[\d\w ./]{4,24}$")
"""A piece of a list that tells when somebody left: ``- gadawodd 31/08/2026 - i …``."""
_POST = re.compile(r"(?:post|job|role|position|contract|swydd|jobyn|job|gwaith|lle|waith)")
_ONWARDS = re.compile(r"(?<!\w)(?:for|to|into|onto|i|am|at|yn)(?!\w)")


def _gives_up(lead: str) -> bool:
    """Whether the words before a post say that it is left: ``has left her job at``, ``yn gadael ei swydd yn``."""
    verb = _last_verb(lead)
    between = lead[verb.end() :] if verb is not None else ""
    return verb is not None and verb.lastgroup == "leave" and len(between.split()) <= 3 and not _ONWARDS.search(between)


def _last_verb(lead: str) -> re.Match[str] | None:
    return max(_verbs().finditer(lead), key=lambda verb: verb.start(), default=None)


def _past(lead: str) -> bool:
    """Whether the auxiliary before a participle is of the past: ``was teaching``, ``used to work``, ``bu'n dysgu``."""
    auxiliary = _last_verb(lead)
    return auxiliary is not None and auxiliary.lastgroup == "was" and len(lead[auxiliary.end() :].split()) <= 4


_CLAUSE_BEGINS = r"(?:^|[.,;:!?(]\s?|\s(?:and|but|ac?|ond|mai|taw)\s)\W?"
_FRONTED = re.compile(rf"{_CLAUSE_BEGINS}(?:(?:a|ac)\s)?(?:at|in|yn|yng|ym|gyda|efo)\s(?:the\s)?$")
_WHO_IS = re.compile(
    r"[\s,]{1,3}(?:yr?\s)?(?=(?:(?:i|she|he|they|we)(?:'m|'s|'re)?\s(?:now\s)?(?:was|were|am|is|are|used|worked|taught|teach|work)"
    r"|ma|mae|oedd|o'dd|odd|r?o'n|r?oeddwn|roedd|bues|fues|bu|fu|dw|dwi|rwy\w?|rydw|wi|wy'?|bum|wyf|ydw|ydwyf)(?!\w))"
)
"""Behind a place that a sentence begins with: ``At Pant Derw I was …``, ``Yn Llwyn Onn ma hi rŵan``."""


_OUT_OF = re.compile(r"(?:^|[.,;:!?(]\s?|\s(?:and|but|ac?|ond)\s)\W?o\s(?:yr?\s)?$")
_CAME = re.compile(
    r",?\s(?:yr|y)\s(?:d?daeth|aeth|symud(?:odd|ais)|des|dd?es|mae (?:hi|o|e|fo|fe) wedi (?:dod|symud|mynd))(?!\w)"
)
"""``O Bryn Teg yr aeth hi``: the school that a sentence begins with is the one left."""


_AFTERWARDS = re.compile(
    r"(?:^|[,;.(]\s|\s(?:and|ac?)\s)(?:wedyn|yna|then|after that)(?:,|\s\w+)?\s(?:yn|yng|ym|at)\s(?:the\s|yr?\s)?$"
)
_FOR_YEARS = re.compile(
    r"\s(?:am\s(?:\w+\s){0,2}?(?:dair|tair|bedair|pedair|ddwy|dwy|bum|pum|chwe|saith|wyth|naw|ddeng|deng|\d+|flwyddyn)"
    r"|for\s(?:\w+\s){1,3}?(?:years?|terms?))(?!\w)"
)
"""A station on the way: ``I was at A, then at B for four years, and am now at C``."""
_TO_X = re.compile(rf"{_CLAUSE_BEGINS}i\s(?:yr?\s)?$")
_HAS_GONE = re.compile(
    r",?\s(?:(?:yr?\s)?(?:mae|ma)(?:'r?)? ?(?:hi|o|e|fo|fe|ef|nhw|[a-z]+)?(?: wedi|'di| 'di|'n| yn) (?:mynd|symud)"
    r"|(?:yr?\s)?(?:yr aeth|aeth|symudodd|aethant))(?!\w)"
)
"""``I Bryn Teg y mae hi wedi mynd``: the school that a sentence begins with is the one joined."""
_IT_IS_X = re.compile(r"(?:^|[\s,])(?:it is|it's|it was|namely)\s(?:at |to )?(?:the\s)?$")
_THAT_SHE = re.compile(
    r",?\s(?:that|which|where|to which|at which)\s(?:i|she|he|they|we)(?:'s|'ve| has| have| is| are| am)?"
    r"(?: now| actually| really| in fact| finally| since){0,2}\s"
    r"(?:(?P<left>left|leaving|come from)|gone|moved|went|joined|transferred|teach\w*|work\w*|going|moving|now|is"
    r"|at)(?!\w)"
)
"""``It is Bryn Teg that she has actually gone to``."""


_WAS_THERE = re.compile(
    r",?\s(?:yr?\s)?(?:r?o'n|on|r?oeddwn|bues|fues|bum|r?oedd|odd|o'dd)\s(?:i|hi|o|e|fo|fe)(?![\w'])"
    r"(?!\s(?:yn|yng|ym|arfer|wedi|'di|gynt|am|isio|eisiau)(?!\w))"
)
_IN_IT = re.compile(r"(?:^|\s|,)(?:yn|yng|ym)\s(?:yr?\s)?$")


def was_there(folded: str, start: int, end: int) -> bool:
    """Whether a school is where the words behind it say somebody was: ``yn Ysgol Bryn Teg o'n i a rŵan …``."""
    return bool(_IN_IT.search(folded[max(0, start - 12) : start]) and _WAS_THERE.match(folded, end))


def place_after(folded: str, start: int, end: int) -> Side | None:
    """The side that the words after a name tell: ``… , lle dw i'n gweithio nawr``, ``At Pant Derw I was …``."""
    if _OUT_OF.search(folded[max(0, start - 12) : start]) and _CAME.match(folded, end):
        return Side.FORMER
    if _TO_X.search(folded[max(0, start - 12) : start]) and _HAS_GONE.match(folded, end):
        return Side.NEW
    if _AFTERWARDS.search(folded[max(0, start - 30) : start]) and _FOR_YEARS.match(folded, end):
        return Side.FORMER
    cleft = _IT_IS_X.search(folded[max(0, start - 24) : start]) and _THAT_SHE.match(folded, end)
    if cleft:
        return Side.FORMER if cleft["left"] else Side.NEW
    numbered = ASIDE.match(folded, end)
    end = numbered.end() - folded[: numbered.end()].endswith(" ") if numbered else end
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
