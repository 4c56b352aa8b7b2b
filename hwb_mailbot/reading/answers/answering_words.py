"""The words of one sentence that answer: what each says, what governs it, and what leaves a doubt about it.

Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hwb_mailbot.reading.answers.ballots import OF_THE_NO, Ballot
from hwb_mailbot.reading.answers.beside import accounted
from hwb_mailbot.reading.answers.choices import without_choice
from hwb_mailbot.reading.answers.explained import (
    doubtful,
    explained,
    merely_received,
    names_others,
    spoken_of,
    without_no_hearsay,
    without_no_hedge,
)
from hwb_mailbot.reading.answers.granted import in_a_word
from hwb_mailbot.reading.answers.slips import mended, taken_back_now
from hwb_mailbot.reading.terms.negation import WITHIN, negated, turned
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed, pattern

_LONGEST_CLAUSE = 300
_MOST_ANSWERS = 12
"""Answering words in one sentence; with more of them it answers nothing."""
_CLAUSE = re.compile(
    rf"[,;:()\u2026]|[.!?] |\s-+\s|\b(?:and|so|as|because|since|felly{WITHIN}|gan|achos|oherwydd|ac)\b"
)
_BUT = re.compile(
    r"(?<!\w)(?:but|ond|although|though|er bod)(?!\w)"
    r"(?! (?:sorry|apolog|thank|many|diolch|sori|ymddiheur|no rush|it's late))"
)
_BUT_YES = re.compile(r"(?<!\w)(?:but|ond),? (?:yes|yep|yeah|aye|ie|ia|ydw|iawn)(?!\w)")
"""What was unsure before is so no longer: ``I thought I had answered, but yes, approved``. It remains to be judged."""
_TURNING = re.compile(
    r"\W*(?:but|although|though|only(?=[,:]| (?:she|he|they|i|we|it|that|the|her|his|my|this|not|don't|do|please|if"
    r"|when|once|after|for|one|make|could|can)(?!\w))|except|however|ond|er(?! mwyn)|serch|heblaw)(?!\w)"
    r"(?! (?:sorry|apolog|thank|many|good luck|diolch|pob lwc|sori|ymddiheur|no rush|it's late))"
)
"""A sentence that begins so turns against what was said before it: ``APPROVE. Only, she leaves at Christmas.``"""
_TIME_PAST = re.compile(
    r"(?:cyn|ar ol|before|after|until|till|tan|hyd) "
    r"(?:(?:the|y|yr|diwedd|ddiwedd|gwyliau'?r?|end of(?: the)?|last|this) ){0,3}"
    r"(?:nadolig|pasg|sulgwyn|haf|gwyliau|hanner tymor|tymor|flwyddyn newydd|penwythnos|christmas|easter|whitsun|summer"
    r"|holidays?|half.term|term|new year|weekend)(?!\w)"
)
"""A time that conditions hang upon, and that also tells when something was: ``nodwyd ei ddyddiad cyn y Nadolig``."""
_TOLD_BEFORE = 60
"""Characters before the clause in which its verb may stand, where a date between commas parts the two."""
_BESIDE_A_NO = re.compile(r"(?:but|ond) |for now|for the time being|temporarily|am y tro|dros dro")
"""A condition that takes nothing from a no: whoever refuses for now refuses."""
_NOT_NOW = re.compile(
    r"not (?:just )?yet|ddim eto|dim eto|until|hyd nes|tan "
    r"|(?<!\w)(?:not|\w+n't|cannot|unable|ddim|methu)(?: [\w']+){1,6} (?:today|tonight|this (?:morning|afternoon|week)"
    r"|just now|right now|heddiw|heno|yr wythnos (?:hon|yma)|eto)(?=\W*(?:$|[,.;!]))"
)
"""A refusal that may be none another day."""
_ASKS = re.compile(
    r"\W*(?:why|how|what|when|should|shall|do|does|did|may|can|must|am|pam|sut|a|ydw|ddylwn|oes)(?!\w)[^.;]*\?"
)
_PERHAPS = re.compile(r"(?<!\w)(?:may(?! not)|might|perhaps|maybe|efallai|falle|falla|hwyrach|ella)(?!\w)")
_I_MIGHT = re.compile(
    r"(?<!\w)(?:i|we) (?:may(?! not)|might)(?: (?:yet|well|still))?(?= (?:change|have|decide|need|want|wish)(?!\w))"
)
_FOR_NOW = re.compile(r"(?:until|till|(?:for )?as long as|while|so long as|tan|hyd|nes|hyd nes|tra)(?!\w)")
"""Beside a no such a sentence is its reason, beside a yes it is against it: ``Until they are copied it stays here.``"""
_NOBODY_OF_OURS = re.compile(r"wrong |(?:ysgol|person) anghywir")
"""The reason of a refusal, not what its writer may not do: ``REJECT, wrong school``."""
_OWN_SCHOOL = re.compile(
    r"(?:on behalf of|ar ran) (?:Ysgol(?: [A-ZÂÊÎÔÛŴŶ][\w'’-]+| [yY]r?)+|[\w'’. -]{2,40} (?:School|College|Academy))"
)
"""For which a headteacher answers: a name that need not stand in the answered letter."""
_WOULD_YOU = r"(?:(?:can|could|would|will) you|(?:all|fedr|[cg]all)(?:wch|ech)|wnewch)(?: chi)?,?"
_STOPPING = r"(?:cancel|withdraw|stop|call|leave|[cg]anslo|stopio|d?t?h?ynnu)(?!\w)"
_ASKED_TO_STOP = re.compile(
    rf"\W*(?:(?:please|plis|sorry|sori|hi|helo|hello),? )?{_WOULD_YOU}(?: (?:please|plis|kindly|just|jyst))?"
    rf" {_STOPPING}[^?]{{0,60}}\?[\W\w]{{0,30}}$"
)
"""A request, put as a question out of courtesy; a yes is never asked for in this way."""
_COURTEOUS_QUESTION = re.compile(
    r"(?<!\w)(?:(?:can|could|would|will) you|how are|hope|is (?:that|this|it) (?:ok|okay|all|enough)|ok|please|thanks"
    r"|plis|sut (?:mae(?!'n| hi)|wyt|ydych|dach)|allwch|fedrwch|wnewch|gobeithio|diolch)(?!\w)"
    r"|, (?:o'r gor(?:e|au)|iawn|right|all ?right|yeah)\s?\?"
)
"""A question beside an answer is asked back about, unless it is a courtesy or asks something of us."""


@lru_cache(maxsize=64)
def without_neutral(sentence: str, yes_key: str, no_key: str) -> str:
    """The sentence folded, without what is neutral, taken back, a courtesy, or history."""
    return _blank(_taken_back(_mended(sentence, yes_key, no_key)), "history", "courtesy", "report", "neutral")


def clauses_of_yes(sentence: str, yes_key: str, no_key: str) -> list[str]:
    """The clauses of the sentence that hold a yes."""
    plain = without_neutral(sentence, yes_key, no_key)
    spans = [_clause(plain, one.start(), one.end()) for one in pattern("answers", yes_key).finditer(plain)]
    if not spans and pattern("answers", "yes").search(plain):
        return [sentence]
    return [sentence[begins:ends] for begins, ends in spans[:_MOST_ANSWERS]]


@lru_cache(maxsize=64)  # a sentence is weighed for the answer, beside the yes, and for what is unclear
def weigh(sentence: str, yes_key: str, no_key: str, known: frozenset[str] = frozenset()) -> Ballot:
    """One sentence: what it says yes or no to, or why it leaves a doubt.

    ``yes_key`` and ``no_key`` are those of the vocabulary's answering words; ``known`` are the folded words of the
    answered letter, where it came back.
    """
    folded = _mended(sentence, yes_key, no_key)
    plain = _blank(_taken_back(folded), "history", "courtesy")
    reports = bool(pattern("answers", "report").search(plain))
    elsewhere = bool(pattern("answers", "others_no").search(plain))
    plain = _blank(plain, "report", "others_no")
    neutral_yes = bool(pattern("answers", yes_key).search(plain))
    neutral = pattern("answers", "neutral").findall(plain)
    declined_no = any(pattern("answers", no_key).search(one) for one in neutral)
    plain = without_choice(_blank(plain, "neutral"), (yes_key, no_key))
    affirmative = list(pattern("answers", yes_key).finditer(plain))
    refusing = list(pattern("answers", no_key).finditer(plain))
    if len(affirmative) + len(refusing) > _MOST_ANSWERS:
        return Ballot(doubts=("both-answers",))
    said = _said(sentence, plain, affirmative, refusing, (yes_key, no_key))
    yes, no, unsure_no, weak_yes, weak_no, doubts = said.yes, said.no, said.unsure_no + reports, 0, 0, list(said.doubts)
    if elsewhere:
        doubts.append("defer")
    first = re.match(r"[\W_]*", plain)
    start = first.end() if first else 0
    says_yes = pattern("answers", "yes").match(plain, start) or _tail_yes(plain)
    says_no = pattern("answers", "no").match(plain, start)
    if says_yes and says_no and says_yes.start() == says_no.start() and says_yes.end() < says_no.end():
        says_yes = None  # ``Absolutely not``
    if says_no and affirmative and affirmative[0].start() <= says_no.start() <= says_no.end() <= affirmative[0].end():
        says_no = None
    if not affirmative and not refusing:
        weak_yes = int(bool(says_yes))
        if says_no:
            named = _refusal_explained(sentence, plain, says_no.start(), says_no.end(), (yes_key, no_key))
            weak_no = int(named and not listed("explained", "no_refusal").search(plain, says_no.end()))
            unsure_no = 1 - weak_no if _BUT.search(plain) or not pattern("answers", "unknown").search(plain) else 0
        elif changed := pattern("answers", "second_thoughts").search(plain):
            weak_no = int(no_key == "cancel")
            doubts += [] if weak_no or negated(plain, changed, []) is not None else ["fact-against"]
    if (says_no and yes and not no) or (says_yes and no and not yes and not refusing) or (declined_no and no):
        doubts.append("both-answers")
    spoken = yes or no or weak_yes or weak_no
    asked_to_stop = no_key == "cancel" and no and not yes and _ASKED_TO_STOP.match(plain)
    if "?" in sentence and (spoken or neutral_yes) and not asked_to_stop:
        doubts.append("question")
    refused = bool(no and not affirmative)
    weighed = _refusals_only(plain, refusing) if refused else plain
    conditions = _conditions(plain, affirmative + refusing) if spoken else []
    if refused:
        conditions = [one for one in conditions if not _of_a_reason(plain, one, refusing)]
    if any(yes or weak_yes or not _BESIDE_A_NO.match(one.group()) for one in conditions):
        doubts.append("condition")
    if (spoken and _hedged(weighed, affirmative + refusing)) or (refused and _I_MIGHT.search(plain)):
        but_yes = _BUT_YES.search(plain) if affirmative else None
        settled = but_yes and not _hedged(plain[but_yes.start() :], [])
        doubts.append("unexplained" if settled else "hedge")
    if (yes or weak_yes) and _BUT.search(plain, (affirmative[0].end() if affirmative else 0)):
        doubts.append("condition")
    heard = _clause(plain, refusing[0].start(), refusing[0].end())[1] if refused else len(plain)
    if spoken and _apart(pattern("answers", "second_hand"), without_no_hearsay(plain)[:heard], affirmative + refusing):
        doubts.append("second-hand")
    lead = plain.lstrip("- ,(").removeprefix("but ").removeprefix("ond ")
    if not spoken and pattern("answers", "condition").match(lead):
        for_now = _FOR_NOW.match(lead) or pattern("answers", "unknown").search(plain)
        doubts.append("fact-against" if for_now else "condition")
    if not spoken and _TURNING.match(folded):
        doubts.append("condition")
    if not spoken and "?" in sentence and not _COURTEOUS_QUESTION.search(plain):
        doubts.append("defer")
    if not (no or weak_no) and pattern("answers", "defer").search(plain):
        doubts.append("defer")
    elif (no or weak_no) and _NOT_NOW.search(weighed):
        doubts.append("not-yet")
    entitled = pattern("answers", "not_entitled").search(folded)
    if entitled and _NOBODY_OF_OURS.match(entitled.group()):
        doubts += [] if refused else ["nobody-of-ours"]
    elif entitled:
        doubts.append("not-entitled")
    answers_anew = pattern("answers", yes_key, no_key).search(folded)
    if (not answers_anew and taken_back_now(folded)) or pattern("answers", "taken_back_above").search(folded):
        doubts.append("taken-back")
    if (yes or weak_yes) and pattern("answers", "fact_against").search(plain):
        doubts.append("fact-against")
    if ((yes or weak_yes) and doubtful(plain)) or (affirmative and not refusing and spoken_of(plain)):
        doubts.append("doubtful")
    if (yes and not _explained(sentence, plain, affirmative[0], yes_key, no_key)) or (
        weak_yes and not explained(sentence, pattern("answers", "yes", "no").sub(" ", plain))
    ):
        doubts.append("unexplained")
    if weak_yes and merely_received(plain):
        doubts.append("unexplained")
    if yes and known:
        begins, ends = _clause(plain, affirmative[0].start(), affirmative[0].end())
        if names_others(_OWN_SCHOOL.sub(" ", sentence[begins:ends]), known):
            doubts.append("other-name")
    elif weak_yes and known and names_others(sentence, known):
        doubts.append("other-name")
    if not (yes or weak_yes) and _refuses_plainly(plain, yes_key, no_key):
        return Ballot(no=1, doubts=tuple(doubt for doubt in doubts if doubt in OF_THE_NO - {"hedge"}))
    return Ballot(int(yes > 0), int(no > 0), weak_yes, weak_no, unsure_no, tuple(doubts))


def _refuses_plainly(plain: str, yes_key: str, no_key: str) -> bool:
    """Whether somebody says in the first person, or of the request, that it is refused, whatever else is told."""
    found = listed("refusals", "plain").search(plain)
    if found is None and no_key == "cancel":
        found = listed("refusals", "own").search(plain)
    if found is None or _ASKS.match(plain):
        return False
    if pattern("answers", yes_key).search(plain[: found.start()] + " ; " + plain[found.end() :]):
        return False
    begins, ends = _clause(plain, *found.span())
    before = plain[begins : found.start()]
    if _PERHAPS.search(plain, begins, found.end()):
        return False
    heard = pattern("answers", "second_hand", "condition", "negation").search(before)
    return not heard and not pattern("answers", "condition").search(plain, found.end(), ends)


def _said(
    sentence: str, plain: str, affirmative: list[re.Match[str]], refusing: list[re.Match[str]], keys: tuple[str, str]
) -> Ballot:
    """What the answering words of a sentence say, each with the negation that governs it."""
    yes = no = unsure_no = 0
    not_refused = False
    doubts: tuple[str, ...] = ()
    for match in affirmative:
        if any(r.start() <= match.start() and match.end() <= r.end() and r.group() != match.group() for r in refusing):
            continue
        negation = negated(plain, match, [])
        if negation is None:
            yes += 1
        elif _refusal_explained(sentence, plain, negation, match.end(), keys):
            no += 1
        else:
            unsure_no += 1
    for match in refusing:
        if any(a.start() <= match.start() and match.end() <= a.end() for a in affirmative):
            continue
        if negated(plain, match, [r.span() for r in refusing]) is not None:
            not_refused = True
        elif _refusal_explained(sentence, plain, match.start(), match.end(), keys):
            no += 1
        else:
            unsure_no += 1
    if not_refused and no:
        doubts = ("both-answers",)
    if yes and (no or unsure_no):
        yes, no, doubt = turned(plain, affirmative, refusing, yes, no)
        if doubt:
            doubts = ("both-answers",)
    return Ballot(yes, no, unsure_no=unsure_no, doubts=doubts)


def _explained(sentence: str, plain: str, match: re.Match[str], yes_key: str, no_key: str) -> bool:
    """Whether the clause that holds the yes holds nothing unexplained; other clauses may give reasons.

    What a yes is for stands behind it. Before it stand the turns with which people say it, and those are many; but a
    word there that nobody has listed may turn it (``I hardly approve``, ``loath to approve``).
    """
    start, end = _clause(plain, match.start(), match.end())
    answering = pattern("answers", yes_key, no_key, "yes", "no", "negation")
    before, clause = plain[start : match.start()], plain[match.start() : end]
    lead = explained(sentence, answering.sub(" ", before)) or accounted(
        before, answering.sub(" ", before), most_unlisted=0
    )
    return lead and explained(sentence, answering.sub(" ", clause))


def _clause(plain: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause around ``start`` to ``end``."""
    first, last = max(0, start - _LONGEST_CLAUSE), min(len(plain), end + _LONGEST_CLAUSE)
    begins = max((found.end() for found in _CLAUSE.finditer(plain, first, start)), default=first)
    after = _CLAUSE.search(plain, end, last)
    return begins, after.start() if after else last


def _refusal_explained(sentence: str, plain: str, start: int, end: int, keys: tuple[str, str]) -> bool:
    """Whether the clause around a refusal (its negation at ``start``, its word's end) holds nothing unexplained."""
    begins, ends = _clause(plain, start, end)
    turn = max((found.end() for found in _BUT.finditer(plain, begins, start)), default=begins)
    reason = listed("explained", "reason").search(plain, end, ends)
    clause = plain[turn : reason.start() if reason else ends]
    clause = pattern("answers", "fact_against", "second_thoughts", "refusing").sub(" ", clause)
    return explained(sentence, pattern("answers", *keys, "yes", "no", "negation").sub(" ", clause), refusal=True)


def _tail_yes(plain: str) -> re.Match[str] | None:
    """``Same date in our MIS, yes.``"""
    return re.search(r",\s*(yes|ie|ydy|ydi|oes)\W*$", plain)


def _taken_back(folded: str) -> str:
    """The sentence without what it takes back: ``ignore the REJECT I sent``, ``I pressed APPROVE by mistake``."""
    for found in pattern("answers", "taken_back").finditer(folded):
        end = re.search(r"[.,;:!?]|$", folded[found.end() :])
        stop = found.end() + (end.start() if end else 0)
        folded = folded[: found.start()] + " " * (stop - found.start()) + folded[stop:]
    return folded


def _blank(folded: str, *keys: str) -> str:
    """The sentence without what is under the keys, one after the other."""
    for key in keys:
        folded = blanked(pattern("answers", key), folded)
    return folded


def _conditions(plain: str, matches: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The conditions in a sentence, but for the answer's own words (``merge them as soon as it suits you``).

    Times that tell in another clause than the answer's when something was are none either.
    """
    found = [
        one
        for one in pattern("answers", "condition").finditer(without_no_hedge(plain))
        if not any(match.start() < one.start() and one.end() <= match.end() for match in matches)
    ]
    return [
        one for one in found if not (_TIME_PAST.match(plain, one.start()) and _told_of_the_past(plain, one, matches))
    ]


def _of_a_reason(plain: str, condition: re.Match[str], refusing: Sequence[re.Match[str]]) -> bool:
    """Whether a condition stands within a clause that gives a reason: ``REJECT - she is employed until July``.

    One that begins its clause is the refusal's own: ``REJECT, unless you can show me his letter``.
    """
    begins, ends = _clause(plain, condition.start(), condition.end())
    apart = not any(begins <= one.start() < ends for one in refusing)
    return apart and bool(plain[begins : condition.start()].strip(" -–"))


def _told_of_the_past(plain: str, condition: re.Match[str], matches: Sequence[re.Match[str]]) -> bool:
    """Whether the words before the condition, behind the answer and in another clause, tell of the past."""
    begins, ends = _clause(plain, condition.start(), condition.end())
    if any(begins <= one.start() < ends for one in matches):
        return False
    first = max([0, begins - _TOLD_BEFORE, *(one.end() for one in matches if one.end() <= condition.start())])
    before = plain[first : condition.start()].rpartition(";")[2]
    return bool(listed("own_affairs", "past").search(before))


def _hedged(plain: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether words beside the answer weaken it; those within the answer's own phrase do not."""
    return _apart(pattern("answers", "hedge"), without_no_hedge(plain), matches)


def _refusals_only(plain: str, refusing: Sequence[re.Match[str]]) -> str:
    """The sentence with all blanked but the clauses that refuse: reasons may be as unsure as they like."""
    kept = [" "] * len(plain)
    for one in refusing:
        begins, ends = _clause(plain, one.start(), one.end())
        kept[begins:ends] = plain[begins:ends]
    return "".join(kept)


def _apart(words: re.Pattern[str], plain: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether ``words`` stand outside all ``matches``."""
    return any(
        not any(m.start() <= found.start() and found.end() <= m.end() for m in matches)
        for found in words.finditer(plain)
    )


@lru_cache(maxsize=64)
def _mended(sentence: str, yes_key: str, no_key: str) -> str:
    """The sentence folded, single blanks, whole turns as the word that is asked for, and one mistyped put right."""
    folded = in_a_word(re.sub(r"\s+", " ", fold(sentence)).strip(), yes_key)
    return mended(folded, pattern("answers", yes_key, no_key))
