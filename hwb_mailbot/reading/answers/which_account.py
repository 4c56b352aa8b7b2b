"""Whether a mover has their two accounts the right way round: the one that stays, and the new one that closes (R9).

Who writes ``I have emptied my old account, please proceed`` saved the wrong one and would lose the other; who writes
it of the new account says what our letter asked for. An account is meant by its username, as the old or the new one,
or by its school. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hwb_mailbot.domain.names import radicals
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.terms.usernames import CYFRIF
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.weighing.signs import AnsweredLetter
from hwb_mailbot.reading.words import composed, word_set

_KEPT, _CLOSED = "keptone", "closedone"
_LONGEST = 300
"""Characters of a sentence that says no more than our letter; a longer one is weighed as any other."""
_OTHERWISE = re.compile(r"(?<!\w)([a-z]+\d+) (?:is|will be) (?:then )?(?:deleted|closed|deactivated)(?!\w)")
"""A letter of Hwb Support that says itself which account closes."""
_THING = r"(?:hwb )?(?:account|one|log-?in|user ?name|address|inbox|mailbox|e-?mail(?: account| address)?)"
_WHOSE = r"(?:(?:the|my|that|this|his|her) )?"
_OLD = re.compile(
    rf"(?<!\w){_WHOSE}(?:old|older|former|previous|original|first|earlier) {_THING}(?!\w)"
    rf"|(?<!\w)(?:(?:yr|y|fy) |'r )?hen (?:{CYFRIF}f?|un|e-?bost|gyfeiriad)(?!\w)"
    rf"|(?<!\w)(?:(?:y|fy) |'r )?(?:{CYFRIF}f?|un) (?:gwreiddiol|blaenorol|cyntaf)(?!\w)"
)
_NEW = re.compile(
    rf"(?<!\w){_WHOSE}new(?:er)? {_THING}(?!\w)"
    rf"|(?<!\w)(?:(?:y|fy) |'r )?(?:{CYFRIF}f?|un|e-?bost|cyfeiriad) newydd(?!\w)"
)
_WORD = re.compile(r"[a-z]+")


def wrong_way_round(sentence: str, known: str) -> bool:
    """Whether a mover's sentence takes the account that stays for the one that closes by the letter ``known``."""
    plain = _accounts(sentence, known)
    if composed("which_account", "wrong.closes").search(plain):
        return True
    stays = composed("which_account", "wrong.stays").search(plain)
    return stays is not None and not composed("which_account", "wrong.tells_not").search(plain)


def right_way_round(sentence: str, known: str) -> bool:
    """Whether a mover's sentence says of the two accounts what the letter ``known`` says of them, and no more."""
    plain = _accounts(sentence, known).strip(" .,;!-")
    return len(plain) <= _LONGEST and bool(composed("which_account", "right.borne_out").fullmatch(plain))


@lru_cache(maxsize=4)
def _closes_the_old_one(known: str) -> bool:
    """Whether the letter says itself that the former account is the one that closes."""
    return any(found[1] in answered_letter(known).kept for found in _OTHERWISE.finditer(fold(known)))


@lru_cache(maxsize=64)
def _accounts(sentence: str, known: str) -> str:
    """The folded sentence with the accounts called by what becomes of them."""
    plain = re.sub(r"\s+", " ", fold(sentence))
    letter = answered_letter(known)
    if _closes_the_old_one(known):
        return plain
    plain = _NEW.sub(_CLOSED, _OLD.sub(_KEPT, plain))
    for usernames, stands in ((letter.kept, _KEPT), (letter.closed, _CLOSED)):
        for username in usernames:
            plain = re.sub(rf"(?<!\w){_WHOSE}(?:{_THING} )?{username}(?:@[\w.-]+)?(?!\w)", stands, plain)
    return _by_school(plain, letter)


def _by_school(plain: str, letter: AnsweredLetter) -> str:
    """The same for an account that is called after its school: ``the Coed Mawr one``."""
    for school, stands in ((letter.former, _KEPT), (letter.joined, _CLOSED)):
        named = {form for word in school - word_set("language", "words") for form in (word, *_mutated(word, plain))}
        if named:
            words = "|".join(sorted(named))
            plain = re.sub(rf"(?<!\w){_WHOSE}(?:(?:ysgol )?(?:{words}) )+{_THING}(?!\w)", stands, plain)
    return plain


def _mutated(word: str, plain: str) -> set[str]:
    return {one for one in _WORD.findall(plain) if word in radicals(one)}
