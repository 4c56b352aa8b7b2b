"""Whether what stands beside a yes is accounted for: courtesies, the case's own facts, a leaving, good wishes.

A sentence without any answering word can take a yes back as surely as one with it (``APPROVE. That is the wrong
account.``). A yes stands only where every sentence beside it is known to be harmless; we ask back about the rest, which
costs a mail, while a yes that was none costs somebody their account. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from hwb_mailbot.reading.answers.explained import doubtful
from hwb_mailbot.reading.answers.own_affairs import clauses, without_own_affairs
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed, listed_words, pattern, word_set

_WORD = re.compile(r"[a-z0-9][a-z0-9'./-]*")
_ENDED = re.compile(r"(?:[!?:]|(?<![A-Z])(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)\.)\s*$")
_DAY = re.compile(r"\d{1,4}(?:st|nd|rd|th|af|ail|fed|ydd|eg)?|\d{1,4}(?:[./-]\d{1,4}){1,2}|hwb-[0-9a-z-]+")
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÂÊÎÔÛŴŶÁÉÍÓÚ][\w’'-]*")
_SCHOOL = re.compile(
    r"(?<!\w)(?:Ysgol|Coleg) [A-ZÂÊÎÔÛŴŶ]"
    r"|[A-ZÂÊÎÔÛŴŶ][\w'’-]+ (?:School|Primary|High|Junior|Infants?|College|Academy|Comp\w*)(?!\w)"
)
_SPEAKS_OF_IT = re.compile(
    r"(?<!\w)(?:accounts?|user ?names?|logins?|request|this|that is|that's|it"
    r"|cyfri\w*|gyfri\w*|enw|cais|gais|hwn|hon|hyn)(?!\w)"
)
_TELLS_WHERE = re.compile(r"(?<!\w)(?:to|at|in|from|for|is|was|as|of|by|i|o|yn|ym|yng|yw|ydi|ydy|oedd|fel|gan|am)\s+$")
_STATED = re.compile(r"(?<=[a-z:,] )[A-ZÂÊÎÔÛŴŶ][\w'’-]{2,}")
MOST_UNLISTED = 4
"""Words of one clause that nobody has listed and that are borne, where it touches nothing that the yes is about."""
_JOINING = re.compile(r"(?<!\w)(?:but|ond|though|although)(?! (?:for|only|one|two|just one|am|dim ond))(?!\w)")
"""Within a sentence that holds no yes it joins two clauses, each of which is looked at by itself."""
_PIECES = frozenset({"", "n", "r", "w", "u", "s", "d", "i", "m", "ll", "ve", "re"})


def _opposing() -> frozenset[str]:
    return listed_words("beside", "opposing")


@cache
def _harmless() -> frozenset[str]:
    words = listed_words("explained", "harmless") | listed_words("beside", "harmless") | word_set("language", "words")
    return words - (listed_words("explained", "asking") - {"be"}) - _opposing()


@cache
def _forenames() -> frozenset[str]:
    return word_set("names", "forenames") - _opposing()


@lru_cache(maxsize=64)
def accounted(
    sentence: str, left: str, known: str = "", *, by_head: bool = True, most_unlisted: int = MOST_UNLISTED
) -> bool:
    """Whether ``sentence``, which stands beside a yes, is known to be harmless.

    ``left`` is the sentence folded, of the same length, with the answering words and what is neutral blanked. ``known``
    is what the answered letter says, where it came back: names and identifiers must then stand in it. Words that nobody
    has listed are borne, at most ``most_unlisted``, where the sentence touches nothing that the yes is about (``we had
    no internet all week``).
    ``by_head`` says who answers: that one has left is news from a headteacher alone.
    """
    if contradicts(sentence, left, by_head=by_head):
        return False
    letter = fold(known)
    stated, begun = _told_by(known)
    names = _names(sentence, left)
    called = stated | {found[0].strip("'./-") for found in _WORD.finditer(left) if found.start() in names}
    plain = _without_harmless(left)
    if most_unlisted:
        plain = _without_joints(without_own_affairs(plain, _unlisted, frozenset(called)))
    if doubtful(plain) or pattern("answers", "fact_against").search(plain):
        return False
    if "?" in sentence and listed("beside", "asks").search(plain):
        return False
    if _excuses(left) and not listed("beside", "beyond_excuse").search(plain):
        return True
    # A name unknown to the letter may be a mere colleague's, unless it says whose the account is or where one went.
    weighty = bool(_SCHOOL.search(sentence)) or bool(known and _SPEAKS_OF_IT.search(plain))
    recorded = bool(listed("beside", "record").search(plain)) and not listed("beside", "not_yet").search(plain)
    borne = named = ends = 0
    spans = clauses(plain)
    for found in _WORD.finditer(plain):
        while found.start() >= ends:
            begins, ends = next(spans, (ends, len(plain) + 1))
            touches = not recorded and bool(listed("beside", "weighty").search(plain[begins:ends]))
            borne = 0 if touches or "?" in sentence else most_unlisted
        word = found.group().strip("'./-")
        if not word or _is_harmless(word) or _DAY.fullmatch(word):
            continue
        if word in _opposing():
            return False
        if found.start() in names:
            bare = re.split("['/-]", word)[0]
            if bare[:3] in begun or (len(bare) >= 4 and bare in letter):
                named = found.end()
                continue
            if named and found.start() == named + 1:
                return False  # the forename of the letter's person with another surname
            where = plain[max(0, found.start() - 20) : found.start()]
            if not weighty and not (known and _TELLS_WHERE.search(where)):
                continue
        if word in stated or (len(word) >= 4 and re.search(r"\d", word) and word in letter):
            continue
        borne -= 1
        if borne < 0 or not word.isalpha():
            return False
    return True


@lru_cache(maxsize=4)
def _told_by(known: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that the answered letter states, folded, and how all its words begin."""
    begun = frozenset(word[:3] for word in re.findall(r"[a-z]+", fold(known)))
    return frozenset(fold(name) for name in _STATED.findall(known)), begun


def contradicts(sentence: str, left: str, *, by_head: bool) -> bool:
    """Whether the sentence says in so many words that the yes is none, is another's, or for something else.

    ``sentence``, ``left`` and ``by_head`` as for ``accounted``.
    """
    if listed("beside", "contrary").search(left) or listed("beside", "no_office").search(fold(sentence)):
        return True
    return by_head and bool(listed("beside", "left_the_post").search(left))


def _excuses(folded: str) -> bool:
    """Whether the sentence begins with an apology for a late answer, or thanks for the patience, and then tells why."""
    first = re.search(r"\w", folded)
    return bool(first and listed("beside", "excuse").match(folded, first.start()))


def opposed(folded: str) -> bool:
    """Whether the folded words negate or oppose, whatever else they say."""
    plain = _without_harmless(folded)
    return bool(listed("beside", "contrary").search(folded)) or any(
        word.group().strip("'./-") in _opposing() for word in _WORD.finditer(plain)
    )


def _without_joints(folded: str) -> str:
    """The folded words with what joins two clauses blanked; at the beginning it turns against what stands before."""
    first = re.search(r"\w+", folded)
    start = first.end() if first else 0
    return folded[:start] + blanked(_JOINING, folded[start:])


def _unlisted(word: str) -> bool:
    return word not in _opposing() and not word.endswith("n't") and not _is_harmless(word)


def _without_harmless(folded: str) -> str:
    """The folded words with harmless phrases blanked, of the same length."""
    return blanked(listed("beside", "harmless_phrases"), folded)


def _is_harmless(word: str) -> bool:
    if word in _opposing() or word.endswith("n't"):
        return False
    if word in _harmless() or (len(word) == 1):
        return True
    pieces = re.split("['/.-]", word)
    return len(pieces) > 1 and all(
        piece in _harmless() or piece in _PIECES or (piece.isdigit() and len(piece) <= 4) for piece in pieces
    )


def _names(sentence: str, plain: str) -> set[int]:
    """Where names stand: capitals within a sentence that is not all capitals; at its beginning, known forenames."""
    if sentence == sentence.upper() and len(sentence.split()) > 2:
        return set()
    places: set[int] = set()
    for found in _CAPITALISED.finditer(sentence):
        begins = not re.search(r"\w", sentence[max(0, found.start() - 40) : found.start()]) or bool(
            _ENDED.search(sentence[max(0, found.start() - 12) : found.start()])
        )
        word = fold(found.group()).strip("'")
        if not begins or re.split("['-]", word)[0] in _forenames():
            places.add(found.start())
    return {place for place in places if place < len(plain)}
