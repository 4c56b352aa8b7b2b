"""The sender's answer to a letter of ours: approve, reject, proceed, cancel, or unclear.

Only the sender's own new words count. Whatever a careful officer would ask back about is unclear: conditions, hedges,
questions, second-hand words, both answers at once, none at all. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.about_another import about_another, for_another_too
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.answers.answering_words import clauses_of_yes, weigh, without_neutral
from hwb_mailbot.reading.answers.asides import without_asides
from hwb_mailbot.reading.answers.ballots import Ballot, decided, together
from hwb_mailbot.reading.answers.bearing_out import at_the_new_school, date_on_record, put_on_record
from hwb_mailbot.reading.answers.beside import accounted, contradicts, opposed
from hwb_mailbot.reading.answers.boxes import BOX, boxes
from hwb_mailbot.reading.answers.granted import grants_and_no_more
from hwb_mailbot.reading.answers.parts import parts_of
from hwb_mailbot.reading.answers.slips import written_out
from hwb_mailbot.reading.answers.which_account import right_way_round, wrong_way_round
from hwb_mailbot.reading.answers.withheld import disfigured, hangs_on_something, told_against, withheld
from hwb_mailbot.reading.text import blanked, fold, plain_words
from hwb_mailbot.reading.weighing.misgivings import misgiving
from hwb_mailbot.reading.weighing.signs import Remark
from hwb_mailbot.reading.words import listed, pattern

MOST_CHARACTERS = 20_000
"""An answer longer than this is not read; it is unclear."""
SLIGHT = 0.25
"""A misgiving below this is none: the yes stands though no list accounts for all that is said beside it."""
AGAINST = 0.12
"""The same where a turn of phrase stands in it by which people often take a yes back: ``she works at …``."""
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
WITHIN = 0.12
"""A misgiving below this about a sentence that says the yes among further words: they are part of a yes."""
IN_A_TURN = 0.2
"""The same where the yes is a whole turn of several words, and no single word that may stand for something else."""
FIRM = 0.05
"""A misgiving below this about a whole sentence beside the yes outweighs a doubting word in it."""
_OUTWEIGHED = frozenset({"condition", "hedge", "second-hand", "doubtful", "unexplained", "defer"})
"""The doubts that single words leave, and whole sentences may not."""
_NEVER_BORNE = frozenset(
    {"both-answers", "condition", "other-name", "taken-back", "not-entitled", "nobody-of-ours", "fact-against"}
)
"""What leaves a doubt about a yes however harmless its words look."""


_WORD = re.compile(r"\w")
_WORDS_OF_A_TURN = 3
_NAME = r"(?:[A-ZÂÊÎÔÛŴŶ][\w'’-]+|ap|ab|[A-Z]\.?)"
_WHO_SIGNS = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,2}}|{_NAME} (?:dw i|ydw i|sy 'ma|sydd yma|here)[.!]?|(?:It's|This is) {_NAME}[.!]?"
)
"""Two or three words that name who writes; who may sign is asked elsewhere (``signing``)."""
_NOES = (Answer.REJECT, Answer.CANCEL)
_BARE_NO_OF = re.compile(r"^\W*no(?:\s(?:\d|english|signal|thanks?,? i)|:\s*\d)")
"""``No 5``, ``No signal in school``: no answer at all."""


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
        answer is yes
        and _alone(plain, subject, known, form, *keys_of(to_head))
        and not withheld([*spoken, "", subject])
    )
    if not stands and not _in_words(spoken, form):
        return Answer.UNCLEAR
    said = said_in(spoken, to_head, known)
    if any(takes_away(one, to_head, known) for one in said):
        return Answer.UNCLEAR
    weighed = with_misgivings(said, to_head, known)
    if not stands and not _says_yes(weighed, to_head, subject, known):
        return Answer.UNCLEAR
    borne = (doubt < one.borne_below(stands) for one, doubt in weighed if one.tells)
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
    against: bool = False
    """Whether it holds a turn of phrase by which people often take a yes back."""
    repeats: bool = False
    """Whether it says no more than our letter: the date is on record, where the leaver is now, which account closes."""

    def borne_below(self, stands: bool) -> float:
        """The misgiving from which on the sentence takes back a yes, which ``stands`` where lists account for all."""
        if self.plain_yes or self.bears_out:
            return TELLING if self.plain_yes else BEARING_OUT
        if len(self.text.split()) < FEWEST_WORDS:
            return 1.0 if _WHO_SIGNS.fullmatch(self.text) else BRIEF
        return AGAINST if self.against else GRAVE if stands or self.accounted else SLIGHT

    @property
    def tells(self) -> bool:
        """Whether it tells something beside a yes, so that its signs are weighed: ``Yes, she is in our office``."""
        if self.plain_yes:
            return not self.grants and len(self.text.split()) >= FEWEST_WORDS
        return not self.repeats


def said_in(lines: Sequence[str], to_head: bool, known: str) -> list[Sentence]:
    """The sentences in ``lines`` that stand in no box, each with what it amounts to."""
    parts = parts_of([written_out(line) for line in lines if not BOX.search(line)])
    ballots = _ballots(parts, to_head, known)
    return [
        Sentence(
            part,
            ballot,
            _plain_yes(part, ballot, to_head, known),
            to_head and date_on_record(part, known),
            _accounted(part, to_head, known),
            grants_and_no_more(part, keys_of(to_head)[0]),
            contradicts(*_flat(part, to_head), by_head=to_head),
            _repeats(part, to_head, known),
        )
        for part, ballot in zip(parts, ballots, strict=True)
    ]


def _repeats(part: str, to_head: bool, known: str) -> bool:
    if _WORD.search(without_neutral(part, *keys_of(to_head))) is None:
        return True  # it asks what comes after, or says that there was no change of mind
    if not to_head:
        return right_way_round(part, known)
    return at_the_new_school(part, known) or put_on_record(part, known)


def with_misgivings(said: Sequence[Sentence], to_head: bool, known: str) -> list[tuple[Sentence, float]]:
    """Every sentence of an answer to the letter ``known``, and how likely it makes an officer ask back."""
    letter = answered_letter(known)
    return [(one, misgiving(remark, letter)) for one, remark in _with_remarks(said, to_head)]


def _with_remarks(said: Sequence[Sentence], to_head: bool) -> Iterator[tuple[Sentence, Remark]]:
    """Every sentence of an answer as a remark, which knows whether a plain yes stands before it."""
    follows = False
    for at, one in enumerate(said):
        text = re.sub(r"\s+", " ", one.text)
        yield one, Remark(text, to_head, follows, at == 0, at == len(said) - 1, one.against)
        follows = follows or one.plain_yes


def takes_away(one: Sentence, to_head: bool, known: str) -> str:
    """The doubt for which a sentence takes away every yes of its answer, empty where it does not.

    It hangs on something, is about another than the leaver of the letter ``known``, or takes one of a mover's two
    accounts for the other; ``why_unclear`` has a code for each.
    """
    if one.ballot.says_yes and hangs_on_something(one.text, answered_letter(known).kept):
        return "condition"
    if to_head:
        return "other-name" if about_another(one.text, known) else ""
    if for_another_too(one.text, known):
        return "other-name"
    return "fact-against" if wrong_way_round(one.text, known) else ""


def _in_words(lines: Sequence[str], form: frozenset[str]) -> bool:
    """Whether an answer is given in words, not in boxes or in our form, and is no longer than what is read."""
    return not (any(map(_remark, form)) or any(map(BOX.search, lines)) or sum(map(len, lines)) > MOST_CHARACTERS)


def _says_yes(weighed: Sequence[tuple[Sentence, float]], to_head: bool, subject: str, known: str) -> bool:
    """Whether the answer holds a yes and no no, whatever else stands beside it; each sentence with its misgiving."""
    above = _weigh_subject(subject, *keys_of(to_head)) if subject else Ballot()
    whole = sum((one.ballot for one, _ in weighed), start=above)
    if above.doubts or whole.says_no:
        return False
    if any(_NEVER_BORNE & _doubts_left(one, misgiven) for one, misgiven in weighed):
        return False
    return (
        bool(above.yes)
        or any(one.plain_yes for one, _ in weighed)
        or any(
            _yes_among_words(one, misgiven) and misgiven < (IN_A_TURN if _in_a_turn(one, to_head) else WITHIN)
            for one, misgiven in weighed
        )
    ) and all(one.plain_yes or bearable(one.text, to_head, known) for one, _ in weighed)


def _doubts_left(one: Sentence, misgiven: float) -> frozenset[str]:
    """What leaves a doubt in a sentence, without what all that the sentence shows outweighs.

    In one that says the yes hardly anything does: what it hangs on is told in few words behind it.
    """
    doubts = frozenset(one.ballot.doubts)
    if misgiven >= FIRM:
        return doubts
    return doubts - ({"doubtful"} if one.ballot.says_yes else _OUTWEIGHED)


def _yes_among_words(one: Sentence, misgiven: float) -> bool:
    """Whether the sentence says a yes outright, among words for which no list accounts."""
    doubts = _doubts_left(one, misgiven) - {"unexplained"}
    return bool(one.ballot.yes) and not doubts and not withheld([one.text])


def _in_a_turn(one: Sentence, to_head: bool) -> bool:
    """Whether the yes is said with several words: ``you have my consent to join``."""
    found = pattern("answers", keys_of(to_head)[0]).finditer(fold(one.text))
    return any(len(match.group().split()) >= _WORDS_OF_A_TURN for match in found)


def _plain_yes(part: str, ballot: Ballot, to_head: bool, known: str) -> bool:
    """Whether a sentence says a yes and nothing that lists do not account for."""
    return ballot.says_yes and not ballot.doubts and _accounted(part, to_head, known) and not withheld([part])


def bearable(part: str, to_head: bool, known: str) -> bool:
    """Whether a sentence beside a plain yes may be judged by its signs: it is not too short, and takes nothing back."""
    if len(part.split()) < FEWEST_WORDS:
        return _greets(part) or (_accounted(part, to_head, known) and not withheld([part]))
    return not told_against(part)


def _greets(part: str) -> bool:
    """Whether so few words only greet: ``Dear friends,``."""
    return part.endswith((",", "!", ":")) and bool(pattern("language", "greetings").match(fold(part)))


def _accounted(part: str, to_head: bool, known: str) -> bool:
    return accounted(*_flat(part, to_head), known, by_head=to_head)


@lru_cache(maxsize=64)
def _flat(part: str, to_head: bool) -> tuple[str, str]:
    """A sentence on one line, and the same folded with what answers and what is neutral blanked."""
    yes_key, no_key = keys_of(to_head)
    left = blanked(pattern("answers", yes_key, "yes"), without_neutral(part, yes_key, no_key))
    return re.sub(r"\s+", " ", part), left


def _ballots(parts: Sequence[str], to_head: bool, known: str) -> list[Ballot]:
    words = plain_words(known)
    return [weigh(part, *keys_of(to_head), words) for part in parts]


def leans(lines: Sequence[str], *, to_head: bool) -> bool:
    """Whether ``lines`` lean to a yes or a no, though it may be unclear for what stands beside it."""
    return _weighed(lines, to_head, "", "") is not Answer.UNCLEAR


def words_of_yes(lines: Sequence[str], *, to_head: bool) -> str:
    """The clauses that hold a yes, a line each: whoever is named there is whom it is for."""
    keys = keys_of(to_head)
    found: list[str] = []
    for part in parts_of([written_out(line) for line in lines]):
        found += clauses_of_yes(part, *keys)
    return "\n".join(found)


def keys_of(to_head: bool) -> tuple[str, str]:
    """The words under which a yes and a no to our letter are listed."""
    return ("approve", "reject") if to_head else ("proceed", "cancel")


def _weighed(lines: Sequence[str], to_head: bool, subject: str, known: str) -> Answer:
    """The answer by the sentences that hold one, whatever stands beside them."""
    yes_key, no_key = keys_of(to_head)
    if sum(map(len, lines)) + len(lines) > MOST_CHARACTERS:
        return Answer.UNCLEAR
    ballot = boxes(lines, yes_key, no_key)
    if ballot is None:
        ballot = together(_ballots(parts_of(lines), to_head, known))
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
    return all(_accounted(part, yes_key == "approve", known) for part in parts_of(rest))


def _remark(line: str) -> bool:
    """Whether a line of our form holds a remark that opposes, where a value should stand."""
    value = line.rpartition(":")[2]
    return len(value.split()) > 2 and opposed(fold(value))


def _weigh_subject(subject: str, yes_key: str, no_key: str) -> Ballot:
    folded = fold(re.sub(r"HWB-[0-9A-Z-]{9}|[\[\]]", " ", subject)).strip()
    yes = pattern("answers", yes_key).search(folded)
    no = pattern("answers", no_key).search(folded)
    left = pattern("answers", yes_key, no_key).sub(" ", folded)
    if re.search(r"[a-z]{2,}", left):
        return Ballot()
    return Ballot(yes=bool(yes), no=bool(no), doubts=("question",) if "?" in folded else ())
