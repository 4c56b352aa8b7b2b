"""The sender's answer to a letter of ours: approve, reject, proceed, cancel, or unclear.

Only the sender's own new words count. Whatever a careful officer would ask back about is unclear: conditions, hedges,
questions, second-hand words, both answers at once, none at all. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answering_words import clauses_of_yes, weigh, without_neutral
from hwb_mailbot.reading.answers.asides import without_asides
from hwb_mailbot.reading.answers.ballots import Ballot, decided, together
from hwb_mailbot.reading.answers.beside import accounted, contradicts, opposed
from hwb_mailbot.reading.answers.granted import grants_and_no_more
from hwb_mailbot.reading.answers.slips import written_out
from hwb_mailbot.reading.answers.withheld import disfigured, told_against, withheld
from hwb_mailbot.reading.leaving import leaving
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.text import blanked, fold, plain_words, sentences
from hwb_mailbot.reading.weighing.misgivings import misgiving
from hwb_mailbot.reading.weighing.signs import Remark
from hwb_mailbot.reading.words import listed, pattern

MOST_CHARACTERS = 20_000
"""An answer longer than this is not read; it is unclear."""
SLIGHT = 0.25
"""A misgiving below this is none: the yes stands though no list accounts for all that is said beside it."""
GRAVE = 0.4
"""A misgiving from here on takes back a yes beside which everything is accounted for word by word."""
TELLING = 0.6
"""The same of a sentence that says a yes among words that lists account for: ``about to approve`` says none."""
BEARING_OUT = 0.7
"""The same of a sentence that confirms the leaving date of which our letter speaks: people repeat what we asked for."""
FEWEST_WORDS = 4
"""A remark of fewer words is borne only where lists account for it too: its signs are few."""
BRIEF = 0.45
"""A misgiving from here on about one of so few words takes back a yes: ``Probably.``, ``To be ratified.``"""
WITHIN = 0.15
"""A misgiving below this about a sentence that says the yes among further words: they are part of a yes."""
IN_A_TURN = 0.35
"""The same where the yes is a whole turn of several words, and no single word that may stand for something else."""
_NEVER_BORNE = frozenset(
    {"both-answers", "condition", "other-name", "taken-back", "not-entitled", "nobody-of-ours", "fact-against"}
)
"""What leaves a doubt about a yes however harmless its words look."""


_WORDS_OF_A_TURN = 3
_WHO_SIGNS = re.compile(r"(?:[A-ZÂÊÎÔÛŴŶ][\w'’-]+|ap|ab|[A-Z]\.?)(?: (?:[A-ZÂÊÎÔÛŴŶ][\w'’-]+|ap|ab|[A-Z]\.?)){1,2}")
"""A name of two or three words on a line of its own; who may sign is asked elsewhere (``signing``)."""
_NOES = (Answer.REJECT, Answer.CANCEL)
_BARE_NO_OF = re.compile(r"^\W*no(?:\s(?:\d|english|signal|thanks?,? i)|:\s*\d)")
"""``No 5``, ``No signal in school``: no answer at all."""
_TICKED = r"(?:\[\s?[xX✓✔☑*]\s?\]|\(\s?[xX✓✔]\s?\)|[☒☑✔✓✅])"
_OPEN = r"(?:\[\s{0,3}\]|\(\s{0,3}\)|[☐□◻▢])"
_MORE = re.compile(
    r"(?<!\w)(?:by|for|says?|said|then|but|and|new school|another|other|taken|off|because|though|only|leave|starting"
    r"|ond|gan|wedyn|dros|meddai|newydd|arall)(?!\w)|'s (?:mis|sims|system|account|leaving|end)"
)
"""With such words a sentence may tell more than that the date is on record."""
_BREAKS_OFF = re.compile(
    r"(?<!\w)(?:to|not|never|cannot|can't|won't|don't|reply|replied|answer|answered|say|said|saying|write|wrote|of|with|the"
    r"|i|ni|na|nid|ddim|ateb|dweud|deud|anfon|says|meddai)\W{0,3}$"
    r"|(?<!\w)(?:not|never|cannot|\w+n't|without|nid|ni|ddim|heb|methu)(?!\w)[^.!?;:]{0,60}$"
)
"""How a line ends whose sentence goes on below it, or that denies something without an end."""
_ANY_DAY = date(2026, 1, 1)
"""With which dates without a year are found."""
_TOKEN = re.compile(r"[a-z]+|\d+")
BOX = re.compile(f"{_TICKED}|{_OPEN}")


def answer_of(
    lines: Sequence[str],
    *,
    to_head: bool,
    subject: str = "",
    known: str = "",
    form: frozenset[str] = frozenset(),
) -> Answer:
    """The answer in ``lines`` (the sender's own, sign-off removed) to our question to a head or to a staff member.

    ``subject`` is the sender's own subject, when it is no repetition of ours: our letters' buttons put the word there.
    ``known`` is what the answered letter says, where it came back: a yes for a name that is not in it is unclear.
    ``form`` are those of the lines that stand in our form: details, unless somebody wrote a remark there.
    """
    yes = Answer.APPROVE if to_head else Answer.PROCEED
    spoken = [line for line in lines if line not in form]
    plain = [written_out(line) for line in without_asides(lines, known)]
    answer = _weighed(plain, to_head, subject, known)
    if answer not in (yes, Answer.UNCLEAR) or disfigured([*spoken, "", subject], known):
        return Answer.UNCLEAR if answer is yes else answer
    stands = (
        answer is yes and _alone(plain, subject, known, form, *_keys(to_head)) and not withheld([*spoken, "", subject])
    )
    if not stands and not _in_words(spoken, form):
        return Answer.UNCLEAR
    said = said_in(spoken, to_head, known)
    letter = letter_words(known)
    if not stands and not _says_yes(said, to_head, subject, known, letter):
        return Answer.UNCLEAR
    told = [(one, remark) for one, remark in _with_remarks(said, to_head) if one.tells]
    borne = (misgiving(remark, letter) < one.borne_below(stands) for one, remark in told)
    return yes if all(borne) else Answer.UNCLEAR


def remarks(lines: Sequence[str], *, to_head: bool, known: str = "") -> list[Remark]:
    """The sentences of an answer that are no plain yes, and how each stands to one."""
    return [remark for one, remark in _with_remarks(said_in(lines, to_head, known), to_head) if one.tells]


class Sentence(NamedTuple):
    """A sentence of an answer, what it amounts to, and whether it says a plain yes."""

    text: str
    ballot: Ballot
    plain_yes: bool
    bears_out: bool = False
    """Whether it says no more than what our letter to a headteacher asks them to confirm."""
    accounted: bool = False
    """Whether lists account for all that it says."""
    grants: bool = False
    """Whether it consists of a whole turn that grants what is asked, and of nothing else."""

    def borne_below(self, stands: bool) -> float:
        """The misgiving from which on the sentence takes back a yes, which ``stands`` where lists account for all."""
        if self.plain_yes or self.bears_out:
            return TELLING if self.plain_yes else BEARING_OUT
        if len(self.text.split()) < FEWEST_WORDS:
            return 1.0 if _WHO_SIGNS.fullmatch(self.text) else BRIEF
        return GRAVE if stands or self.accounted else SLIGHT

    @property
    def tells(self) -> bool:
        """Whether it tells something beside a yes, so that its signs are weighed: ``Yes, she is in our office``."""
        return not self.plain_yes or (not self.grants and len(self.text.split()) >= FEWEST_WORDS)


def said_in(lines: Sequence[str], to_head: bool, known: str) -> list[Sentence]:
    """The sentences in ``lines`` that stand in no box, each with what it amounts to."""
    parts = _parts([written_out(line) for line in lines if not BOX.search(line)])
    ballots = _ballots(parts, to_head, known)
    return [
        Sentence(
            part,
            ballot,
            _plain_yes(part, ballot, to_head, known),
            to_head and _bears_out(part, known),
            _accounted(part, to_head, known),
            grants_and_no_more(part, _keys(to_head)[0]),
        )
        for part, ballot in zip(parts, ballots, strict=True)
    ]


def _bears_out(part: str, known: str) -> bool:
    """Whether a sentence confirms the leaving date on the record, without a date or with that of our letter."""
    found = leaving.said(part, None)
    if found is None or not found.confirmed or _MORE.search(fold(part)):
        return False
    if not find_dates(part, _ANY_DAY):
        return True
    return any(all(one.day == held for one in find_dates(part, held)) for held in leaving_dates_told(known))


def leaving_dates_told(known: str) -> list[date]:
    """The dates in those lines of the answered letter that speak of a leaving, or right below a label that does."""
    lines = [line for line in known.split("\n") if line.strip(" >")]
    told = (n for n, line in enumerate(lines) if pattern("labels", "leaving").search(fold(line)))
    found = (find_dates(lines[n]) or find_dates("".join(lines[n + 1 : n + 2])) for n in told)
    return [one.day for dates in found for one in dates]


def _with_remarks(said: Sequence[Sentence], to_head: bool) -> Iterator[tuple[Sentence, Remark]]:
    return zip(said, remarks_in(said, to_head), strict=True)


def remarks_in(said: Sequence[Sentence], to_head: bool) -> Iterator[Remark]:
    """Every sentence of an answer as a remark, which knows whether a plain yes stands before it."""
    follows = False
    for at, one in enumerate(said):
        yield Remark(re.sub(r"\s+", " ", one.text), to_head, follows, at == 0, at == len(said) - 1)
        follows = follows or one.plain_yes


@lru_cache(maxsize=4)  # of the one letter that is answered, for each reading of the answer
def letter_words(known: str) -> frozenset[str]:
    """The words and numbers of the answered letter, for ``misgiving``."""
    return frozenset(_TOKEN.findall(fold(known)))


def _in_words(lines: Sequence[str], form: frozenset[str]) -> bool:
    """Whether an answer is given in words, not in boxes or in our form, and is no longer than what is read."""
    return not (any(map(_remark, form)) or any(map(BOX.search, lines)) or sum(map(len, lines)) > MOST_CHARACTERS)


def _says_yes(said: Sequence[Sentence], to_head: bool, subject: str, known: str, letter: frozenset[str]) -> bool:
    """Whether the answer holds a yes and no no, whatever else stands beside it; ``letter`` as for ``misgiving``."""
    above = _weigh_subject(subject, *_keys(to_head)) if subject else Ballot()
    whole = sum((one.ballot for one in said), start=above)
    if above.doubts or whole.no or whole.weak_no or whole.unsure_no or _NEVER_BORNE & set(whole.doubts):
        return False
    return (
        bool(above.yes)
        or any(one.plain_yes for one in said)
        or any(
            _yes_among_words(one) and misgiving(remark, letter) < (IN_A_TURN if _in_a_turn(one, to_head) else WITHIN)
            for one, remark in _with_remarks(said, to_head)
        )
    ) and all(one.plain_yes or bearable(one.text, to_head, known) for one in said)


def _yes_among_words(one: Sentence) -> bool:
    """Whether the sentence says a yes outright, among words for which no list accounts."""
    return bool(one.ballot.yes) and not set(one.ballot.doubts) - {"unexplained"} and not withheld([one.text])


def _in_a_turn(one: Sentence, to_head: bool) -> bool:
    """Whether the yes is said with several words: ``you have my consent to join``."""
    found = pattern("answers", _keys(to_head)[0]).finditer(fold(one.text))
    return any(len(match.group().split()) >= _WORDS_OF_A_TURN for match in found)


def _plain_yes(part: str, ballot: Ballot, to_head: bool, known: str) -> bool:
    """Whether a sentence says a yes and nothing that lists do not account for."""
    says = bool(ballot.yes or ballot.weak_yes)
    return says and not ballot.doubts and _accounted(part, to_head, known) and not withheld([part])


def bearable(part: str, to_head: bool, known: str) -> bool:
    """Whether a sentence beside a plain yes may be judged by its signs: it is not too short, and takes nothing back."""
    if len(part.split()) < FEWEST_WORDS:
        return _accounted(part, to_head, known) and not withheld([part])
    return not told_against(part) and not contradicts(*_flat(part, to_head), by_head=to_head)


def _accounted(part: str, to_head: bool, known: str) -> bool:
    return accounted(*_flat(part, to_head), known, by_head=to_head)


@lru_cache(maxsize=64)
def _flat(part: str, to_head: bool) -> tuple[str, str]:
    """A sentence on one line, and the same folded with what answers and what is neutral blanked."""
    yes_key, no_key = _keys(to_head)
    left = blanked(pattern("answers", yes_key, "yes"), without_neutral(part, yes_key, no_key))
    return re.sub(r"\s+", " ", part), left


def _ballots(parts: Sequence[str], to_head: bool, known: str) -> list[Ballot]:
    words = plain_words(known)
    return [weigh(part, *_keys(to_head), words) for part in parts]


def leans(lines: Sequence[str], *, to_head: bool) -> bool:
    """Whether ``lines`` lean to a yes or a no, though it may be unclear for what stands beside it."""
    return _weighed(lines, to_head, "", "") is not Answer.UNCLEAR


def words_of_yes(lines: Sequence[str], *, to_head: bool) -> str:
    """The clauses that hold a yes, a line each: whoever is named there is whom it is for."""
    keys = _keys(to_head)
    found: list[str] = []
    for part in _parts([written_out(line) for line in lines]):
        found += clauses_of_yes(part, *keys)
    return "\n".join(found)


def _keys(to_head: bool) -> tuple[str, str]:
    return ("approve", "reject") if to_head else ("proceed", "cancel")


def _weighed(lines: Sequence[str], to_head: bool, subject: str, known: str) -> Answer:
    """The answer by the sentences that hold one, whatever stands beside them."""
    yes_key, no_key = _keys(to_head)
    if sum(map(len, lines)) + len(lines) > MOST_CHARACTERS:
        return Answer.UNCLEAR
    ballot = boxes(lines, yes_key, no_key)
    if ballot is None:
        ballot = together(_ballots(_parts(lines), to_head, known))
    if subject:
        ballot = ballot + _weigh_subject(subject, yes_key, no_key)
    answer = decided(ballot, to_head=to_head)
    return Answer.UNCLEAR if answer in _NOES and _refuses_nothing(lines, ballot) else answer


def _refuses_nothing(lines: Sequence[str], ballot: Ballot) -> bool:
    """Whether a no is unsaid beside it, or is a bare one of words that agree: ``No, that's fine``, ``Reject: no``."""
    folded = fold(" ".join(lines))
    if listed("explained", "unsaid").search(folded):
        return True
    return not ballot.no and bool(listed("explained", "agreeable").search(folded) or _BARE_NO_OF.search(folded))


def _alone(lines: Sequence[str], subject: str, known: str, form: frozenset[str], yes_key: str, no_key: str) -> bool:
    """Whether a yes stands alone: nothing beside it that is not accounted for."""
    if any(map(_remark, form)):
        return False
    if subject and opposed(pattern("answers", yes_key, no_key).sub(" ", without_neutral(subject, yes_key, no_key))):
        return False
    rest = ["" if line in form else line for line in lines if not BOX.search(line)]
    return all(_accounted(part, yes_key == "approve", known) for part in _parts(rest))


def _remark(line: str) -> bool:
    """Whether a line of our form holds a remark that opposes, where a value should stand."""
    value = line.rpartition(":")[2]
    return len(value.split()) > 2 and opposed(fold(value))


def _parts(lines: Sequence[str]) -> list[str]:
    """Sentences; a line break within a paragraph does not end one, unless the line is a bare answer."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        plain = line.strip()
        if not plain:
            paragraphs.append([])
        elif len(plain.split()) <= 3 and (plain == plain.upper() and re.search(r"[A-Z]{4}", plain)):
            paragraphs.extend([[plain], []])
        else:
            paragraphs[-1].append(plain)
    found: list[str] = []
    for paragraph in _whole(paragraphs):
        joined = " ".join(paragraph)
        found.extend(joined[a:b].strip() for a, b in sentences(joined))
    return [part for part in found if part]


def _whole(paragraphs: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The paragraphs, with a word that stands alone put back into the sentence that breaks off before it.

    ``I do not wish to / APPROVE / this request.`` says no yes.
    """
    left = [paragraph for paragraph in paragraphs if paragraph]
    while left:
        paragraph = list(left.pop(0))
        if left and _BREAKS_OFF.search(fold(paragraph[-1])) and len(left[0]) == 1 and left[0][0].isupper():
            paragraph += left.pop(0)
            if left and left[0][0][:1].islower():
                paragraph += left.pop(0)
        yield paragraph


def boxes(lines: Sequence[str], yes_key: str, no_key: str) -> Ballot | None:
    """A tick in one box of two; ``None`` where there are no boxes."""
    text = "\n".join(lines)
    if not BOX.search(text):
        return None
    ballot = Ballot()
    pieces = re.split(rf"(?={BOX.pattern})", text)
    boxed = 0
    boxed_lines = [line.strip() for line in lines if BOX.search(line)]
    if not re.match(rf"[-*•\s]*(?:{BOX.pattern})", boxed_lines[0]):
        pieces = re.split(r"(?<=[\])☒☑✔✓✅☐□◻▢])", text)
    for piece in pieces:
        ticked, empty = re.search(_TICKED, piece), re.search(_OPEN, piece)
        folded = fold(re.sub(r"\s+", " ", piece))
        yes, no = pattern("answers", yes_key).search(folded), pattern("answers", no_key).search(folded)
        if not (ticked or empty) or not (yes or no):
            continue
        boxed += 1
        if ticked and yes and not no:
            ballot = ballot + Ballot(yes=1)
        elif ticked and no and not yes:
            ballot = ballot + Ballot(no=1)
        elif ticked:
            ballot = ballot + Ballot(doubts=("two-in-one-box",))
    if boxed == 0:
        return None
    if boxed == 1 and not (ballot.yes or ballot.no):
        return Ballot(doubts=("empty-box",))
    for part in _parts([line for line in lines if not BOX.search(line)]):
        ballot = ballot + Ballot(doubts=weigh(part, yes_key, no_key).doubts)
    return ballot


def _weigh_subject(subject: str, yes_key: str, no_key: str) -> Ballot:
    folded = fold(re.sub(r"HWB-[0-9A-Z-]{9}|[\[\]]", " ", subject)).strip()
    yes = pattern("answers", yes_key).search(folded)
    no = pattern("answers", no_key).search(folded)
    left = pattern("answers", yes_key, no_key).sub(" ", folded)
    if re.search(r"[a-z]{2,}", left):
        return Ballot()
    return Ballot(yes=bool(yes), no=bool(no), doubts=("question",) if "?" in folded else ())
