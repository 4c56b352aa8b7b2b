"""The people whom prose and subject name, and how much speaks for each being the staff member a mail is about.

The sender, who holds an office and an earlier name are none of them. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hwb_mailbot.reading.terms.dictated import people_dictated
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.usernames import is_made_of, makes_username, words_of
from hwb_mailbot.reading.text import fold, unwrapped
from hwb_mailbot.reading.words import pattern, word_set


@dataclass(slots=True)
class Candidate:
    """Somebody named, where, and how much speaks for their being the staff member."""

    name: str
    order: int
    evidence: str
    where: str
    score: int


_MOST_CANDIDATES = 60
"""No honest mail names more people; each new name is compared with those found."""


def same_person(one: str, other: str) -> bool:
    """Whether two written names can be one person's: all words of the shorter in the longer, initials allowed.

    A word of the longer name accounts for one of the shorter: Rhys ap Rhys is not Lleucu ap Rhys.
    """
    a, b = sorted((words_of(without_title(one)), words_of(without_title(other))), key=len)
    if not a:
        return False
    left = list(b)
    for word in sorted(a, key=len, reverse=True):  # whole words first, so that no initial takes theirs
        partner = word if word in left else next((w for w in left if len(word) <= 2 and w.startswith(word)), "")
        if not partner:
            return False
        left.remove(partner)
    return a[-1][0] in {word[0] for word in b}


def plain_name(from_name: str) -> str:
    """The name in a mail's header without the school in brackets, or behind a stroke, after it."""
    return re.sub(r"[(\[/].*$", "", from_name)


def is_sender(name: str, from_name: str) -> bool:
    """Whether the name is that of the mail's sender."""
    plain = plain_name(from_name)
    words, sender = set(words_of(name)), set(words_of(plain))
    if len(words) > 1 and len(sender) > 1 and same_person(name, plain):
        return True
    return bool(sender) and len(words) > 1 and (words <= sender or (sender <= words and len(sender) > 1))


_TITLE_BEFORE = re.compile(r"(?<!\w)(?:mr|mrs|miss|ms|mx|dr|prof|rev|y parch|parch)\.?\s$")


def _is_role_holder(folded: str, start: int, end: int) -> bool:
    before = _TITLE_BEFORE.sub("", folded[max(0, start - 30) : start]).rstrip(" ,:(-\n")
    for cue in pattern("values", "role_before").finditer(before):
        if len(before) - cue.end() <= 2:
            return True
    return bool(pattern("prose", "role_after").match(folded[end : end + 45].lstrip(" ,(-\n")))


def candidates(passages: Sequence[Passage], subject: str, from_name: str, usernames: Sequence[str]) -> list[Candidate]:
    """People named in prose and subject who can be the staff member, best first."""
    found: list[Candidate] = []
    earlier: list[str] = []
    texts = [(subject, "subject", -1)] + [(unwrapped(p.text), p.where, p.order) for p in passages]
    for text, where, order in texts:
        folded = fold(text)
        for name in find_names(text[:6000]):
            as_school = name.kind is NameKind.SCHOOL and not any(makes_username(name.text, u) for u in usernames)
            if name.kind is NameKind.PLACE or name.generic or as_school:
                continue
            clean = without_title(re.sub(r"['’]s$", "", name.text))
            words = words_of(clean)
            titled = without_title(name.text) != name.text
            if len(found) >= _MOST_CANDIDATES:
                break
            if not words or (len(words) < 2 and not titled) or is_sender(clean, from_name):
                continue
            if any(
                w in word_set("names", "not_names")
                and w not in word_set("names", "forenames")
                and w not in word_set("names", "surnames")
                for w in words
            ):
                continue
            if re.search(r"(?<!\w)(?:at|yn|yng|ym|in)\s(?:the\s)?$", folded[max(0, name.start - 12) : name.start]):
                continue
            if _is_role_holder(folded, name.start, name.end) or _IS_US.match(folded, name.end):
                continue
            if _earlier_name(folded, name.start, name.end):
                earlier.append(clean)
                continue
            full = len(words) >= 2 and all(len(w) > 2 or w in ("ap", "ab") for w in words)
            score = 3 if full else 0
            if name.kind is NameKind.UNKNOWN:
                score -= 1
            surname = words[-1]
            if full and any(is_made_of(words, u) for u in usernames):
                score += 6
            elif len(surname) > 2 and any(u.startswith(surname[:5]) or "".join(words[1:]) in u for u in usernames):
                score += 4
            if where == "subject":
                score += 1
            if pattern("prose", "person_after").match(folded[name.end :].lstrip(" ,(")):
                score += 2
            if pattern("prose", "person_before").search(folded[max(0, name.start - 40) : name.start]):
                score += 2
            known = next((c for c in found if same_person(c.name, clean)), None)
            if known is not None:
                known.score += 1
                if len(words_of(clean)) > len(words_of(known.name)) or (
                    full and any(len(w) <= 2 for w in words_of(known.name))
                ):
                    known.name, known.evidence, known.where = clean, text.strip()[:300], where
                    known.score = max(known.score, score + 1)
                    known.order = order * 10_000 + name.start
                elif known.where == "subject" and full and not _only_whole(known.name, clean, usernames):
                    known.name, known.evidence, known.where = clean, text.strip()[:300], where
                    known.order = order * 10_000 + name.start
                continue
            found.append(Candidate(clean, max(order, 0) * 10_000 + name.start, text.strip()[:300], where, score))
    known_names = [c.name for c in found] + earlier
    found += [c for c in _lower_case(texts, usernames) if not any(same_person(c.name, name) for name in known_names)]
    for one in _dictated(texts):
        if not is_sender(one.name, from_name) and not any(same_person(one.name, c.name) for c in found):
            found.append(one)
    return sorted(found, key=lambda c: (-c.score, c.order))


def _only_whole(name: str, shorter: str, usernames: Sequence[str]) -> bool:
    """Whether an account is made of the whole name only: ``Elin Mair Bowen``, whom the text calls Elin Mair."""
    whole, part = words_of(name), words_of(shorter)
    return len(part) < len(whole) and any(is_made_of(whole, u) and not is_made_of(part, u) for u in usernames)


_ONCE_CALLED = re.compile(
    r"\((?:was|formerly|previously|n[ée]e|maiden name|known (?:here )?as|gynt|yn flaenorol|cyn priodi|oedd)[\s,:]{1,2}$"
)
_UNTIL_MARRIED = re.compile(
    r"\s(?:until|till|before|when) (?:she|he|they) (?:was |were |got )?(?:marri|divorc)"
    r"|\s(?:cyn|tan) (?:iddi |iddo )?b?h?riod|\s(?:gynt|as was|then)\)"
)


def _earlier_name(folded: str, start: int, end: int) -> bool:
    """Whether a bracket gives an earlier name of the one named before it: ``(Katie Bishop until she married)``."""
    if _ONCE_CALLED.search(folded[max(0, start - 30) : start]):
        return True
    return folded[:start].endswith("(") and bool(_UNTIL_MARRIED.match(folded, end))


_IS_US = re.compile(r"\s(?:is|yw|ydi|ydy|'di) (?:us|ours|our school|ni|ein hysgol)(?!\w)")
"""After a name: it is the writer's school."""
WRITTEN = re.compile(r"(?<![\w@.])[^\W\d_][\w'-]*(?![\w@])")
"""A word that can be part of a name written without capitals."""
_NO_LETTERS = re.compile(r"'s$|[^a-z]")


def _lower_case(texts: Sequence[tuple[str, str, int]], usernames: Sequence[str]) -> list[Candidate]:
    """Names written without capitals, known by the usernames made of them."""
    found: list[Candidate] = []
    for text, where, order in texts if usernames else ():
        folded = fold(text)
        words = list(WRITTEN.finditer(folded[:6000]))
        for one, two in pairwise(words):
            if folded[one.end() : two.start()] != " " or len(two.group()) < 3 or len(one.group()) < 2:
                continue
            pair = [_NO_LETTERS.sub("", w.group()) for w in (one, two)]
            if any(all(pair) and is_made_of(pair, u) for u in usernames):
                name = re.sub(r"['’]s$", "", text[one.start() : two.end()])
                found.append(Candidate(name, max(order, 0) * 10_000 + one.start(), text.strip()[:300], where, 7))
    return found


def _dictated(texts: Sequence[tuple[str, str, int]]) -> list[Candidate]:
    """Those of whom a mail without capitals tells that they have left."""
    if any(text != text.lower() for text, where, _ in texts if where != "subject"):
        return []
    return [
        Candidate(text[start:end], max(order, 0) * 10_000 + start, text.strip()[:300], where, 5)
        for text, where, order in texts
        for start, end in people_dictated(fold(text[:6000]))
        if text.islower()
    ]
