"""Whether somebody says beside the details of a half what turns against it: a no, a doubt, a delay, others' accounts.

``denials`` knows the ways in which people take their own details back; a half can be taken back in words that nobody
listed. So every sentence that states no detail is asked whether it negates, opposes, puts off, asks or hedges, unless
it tells of a missing detail, a correction or a courtesy; and everything the sender wrote is asked whether it tells of
another person's account or of a second hand. Errs towards a person looking. Linear; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.reading.alternatives import any_of
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.text import blanked, fold, sentences, tidy, unwrapped
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import listed, listed_words, pattern

_WORD = re.compile(r"(?<![\w.@'-])[a-z][a-z'-]*(?![\w.-]*@)")
_PLACE = re.compile(r"(?<=[\w,(] )Tan yr? [A-Z]\w+")
"""A place whose name begins as the Welsh for *until* does."""
_YEAR = re.compile(r"(?<![\w/-])20\d\d(?![\w/-])")
_STARTS = re.compile(
    r"(?<!\w)(?:i|we|she|he|they|who|hi|o|e|fe|fo|ef|nhw)(?:'ll|'s| will| is| are| yn|'n)? "
    r"(?:start|begin|leav|join|mov|dechrau|gadael|symud|ymuno)\w*"
)
"""A first or last day at a school, which may well be to come."""
_LEAVING = frozenset({FieldName.LEAVING_DATE, FieldName.LEAVING_DATE_CONFIRMED})
_BLANKS = re.compile(r"\s+")
_LONGEST = 3_000
"""Characters of one sentence; a longer one is no sentence, and is set before a person."""


@cache
def _courteous() -> re.Pattern[str]:
    return any_of([*vocabulary("beside")["harmless_phrases"], *vocabulary("denials")["courteous"]])


@cache
def _harmless() -> re.Pattern[str]:
    return any_of([*vocabulary("remarks")["harmless"], *vocabulary("denials")["understood"]])


@cache
def _weighty() -> frozenset[str]:
    return listed_words("beside", "opposing") - listed_words("remarks", "mild") | listed_words("remarks", "weighty")


def grave(text: str) -> bool:
    """Whether the sender's own words tell of another's account, a second hand, or a leaver who is back."""
    return bool(listed("remarks", "grave").search(_plain(text)))


def turned_against(told: Sequence[str], sent_on: date | None, *, lacking: bool = False) -> bool:
    """Whether one of the sentences in ``told``, none of which states a detail, turns against the details beside it.

    ``lacking`` where details are missing: then it may be said that they are. ``sent_on`` is the day of the mail: what
    is to happen later is not to happen now.
    """
    return any(_turns(sentence, sent_on, lacking) for sentence in told)


def refusing_subject(subject: str) -> bool:
    """Whether the subject refuses, holds back, or leaves open what the mail gives."""
    plain = _plain(subject[:_LONGEST])
    asks = "?" in plain and bool(listed("remarks", "asking_subject").match(plain))
    return asks or bool(listed("remarks", "subject", "grave", "contrary").search(plain))


def told_beside(details: Details, asked_for: frozenset[FieldName], note: str = "") -> Iterator[str]:
    """The sentences that state none of the details that are asked for, nor of those of the other half.

    A leaving date counts only where it is asked for: ``Do this on 1 January`` looks like one. ``note``, which is for
    somebody else, is left out.
    """
    stated = {
        tidy(field.evidence)
        for draft in details.drafts
        for name, field in draft.fields.items()
        if name in asked_for or name not in _LEAVING
    }
    for passage in details.passages:
        text = unwrapped(passage)
        for start, end in sentences(text):
            sentence = text[start:end].strip()
            said = tidy(sentence)
            if tidy(sentence[:300]) not in stated and not (note and said.strip("\"“”' ") in note):
                yield said


def _turns(sentence: str, sent_on: date | None, lacking: bool) -> bool:
    if len(sentence) > _LONGEST:
        return True
    said = _plain(_PLACE.sub(" ", sentence))
    if "?" in said or listed("remarks", "contrary").search(said) or any(map(_turning, _WORD.findall(said))):
        return _turns_for_all_that(said, lacking) or names_later(sentence, sent_on)
    return names_later(sentence, sent_on)


def _turns_for_all_that(said: str, lacking: bool) -> bool:
    """Whether the folded sentence turns even when what is harmless in it is left out."""
    plain = blanked(_courteous(), blanked(_harmless(), said))
    if lacking:
        plain = blanked(listed("remarks", "of_details"), plain)
    plain = blanked(pattern("answers", "courtesy"), plain)
    if listed("remarks", "contrary").search(plain):
        return True
    if lacking and listed("remarks", "detail_nouns").search(said):
        return False
    if "?" in plain and not lacking and not listed("remarks", "asking_for_it").match(said):
        return True
    return any(map(_turning, _WORD.findall(plain)))


def names_later(sentence: str, sent_on: date | None) -> bool:
    """Whether ``sentence`` names a day or a year still to come; not told where the mail has no date."""
    if sent_on is None:
        return False
    if _STARTS.search(_plain(sentence)):
        return False
    if any(int(year) > sent_on.year for year in _YEAR.findall(sentence)):
        return True
    return any(found.day > sent_on for found in find_dates(sentence, sent_on))


def _turning(word: str) -> bool:
    return word.strip("'-") in _weighty() or word.endswith("n't")


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", fold(text))
