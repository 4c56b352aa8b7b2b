"""Whether a sentence tells an account as the leaver's: one that merely stands in a headteacher's mail is nobody's.

A sentence may name the account of a namesake, of a successor or of the writer, one that is guessed at, or one that was
closed. The leaver's is told so: behind the name, beside a label, as what she used or what is to be kept. What is not
told so is not stated, and is asked for. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.people.bystanders import may_be_person, plain_name_of
from hwb_mailbot.reading.people.people_named import same_person
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import composed

_ACCOUNT, _ANOTHER_ACCOUNT, _LEAVER, _SOMEBODY, _SCHOOL = "U", "V", "N", "O", "S"
"""What stands for an account, a name or a school in a folded sentence, which has no capitals."""
_AS_THEY_ARE = frozenset({"quote", "quoted form", "from"})


def told_of_leavers(statements: Sequence[Statement], writer: Writer) -> list[Statement]:
    """The statements without the accounts that a headteacher's sentences do not tell as a leaver's."""
    if writer not in (Writer.HEAD, Writer.COLLEAGUE):
        return list(statements)
    leavers = [s.value for s in statements if s.concept is Concept.NAME and s.value]
    if writer is Writer.COLLEAGUE and not leavers:
        return list(statements)
    told = _Leavers(leavers)
    return [s for s in statements if not _is_open(s) or _is_theirs(s, told)]


class _Leavers:
    """Those whom a mail is about, found again by a word of their name: a mail may tell of many, and each account."""

    def __init__(self, names: Sequence[str]) -> None:
        self._with: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            for word in dict.fromkeys(words_of(name)):
                self._with.setdefault(word, []).append(name)

    def __bool__(self) -> bool:
        return bool(self._with)

    def named_in(self, sentence: str) -> list[str]:
        """The names of which a word stands in the sentence."""
        words = dict.fromkeys(words_of(_POSSESSIVE.sub("", sentence)))
        return list(dict.fromkeys(name for word in words for name in self._with.get(word, ())))


def _is_open(statement: Statement) -> bool:
    """Whether it is an account of which the mail's own words can say whose it is."""
    new = statement.side is Side.NEW and statement.certain_side
    return (
        statement.concept is Concept.USERNAME
        and bool(statement.value)
        and statement.where not in _AS_THEY_ARE
        and not new
    )


def _is_theirs(statement: Statement, leavers: _Leavers) -> bool:
    if statement.weight > PROSE:  # beside a label, it is the leaver's unless it is only like it
        marked = _marked(statement.evidence, statement.value, leavers)
        return not composed("whose_account", "not_leavers.guessed").search(marked)
    return _is_told_as_theirs(statement.evidence, statement.value, leavers)


def _is_told_as_theirs(sentence: str, username: str, leavers: _Leavers) -> bool:
    """Whether the sentence tells the account as that of one of the ``leavers``; as long as it shows it at all."""
    marked = _NUMBER.sub("", _marked(sentence, username, leavers))
    if _ACCOUNT not in marked:
        return True
    if _told_otherwise(marked):
        return False
    if leavers and sentence == sentence.lower():  # dictated: without stops, there is no telling its clauses
        return True
    told = composed("whose_account", "leavers.told").search(marked) is not None
    return told or composed("whose_account", "leavers.verb").search(marked) is None


def _told_otherwise(marked: str) -> bool:
    """Whether the clause of the account says that it is somebody else's, a guess, or none any more."""
    against = composed("whose_account", "not_leavers.anothers", "not_leavers.guessed", "not_leavers.dead")
    clauses = [clause for clause in _CLAUSE.split(marked) if _ACCOUNT in clause]
    return (bool(clauses) and all(map(against.search, clauses))) or _TAKEN_BACK.search(marked) is not None


def _marked(sentence: str, username: str, leavers: _Leavers) -> str:
    """The folded sentence with marks for accounts, people and schools."""
    marks = [(u.start, u.end, _ACCOUNT if u.value == username else _ANOTHER_ACCOUNT) for u in find_usernames(sentence)]
    taken = Spans((start, end) for start, end, _ in marks)
    folded = fold(sentence)

    def mark(start: int, end: int, as_what: str) -> None:
        if not taken.meet(start, end):
            taken.add(start, end)
            marks.append((start, end, as_what))

    here = leavers.named_in(sentence)
    for leaver in here:
        for found in re.finditer(rf"(?<!\w){re.escape(fold(leaver))}(?!\w)", folded):
            mark(found.start(), found.end(), _LEAVER)
        forename = leaver.split(" ")[0]
        for found in re.finditer(rf"(?<!\w){re.escape(forename)}(?!\w)(?! [A-Z])", sentence):
            mark(found.start(), found.end(), _LEAVER)
    for name in find_names(sentence):
        plain = plain_name_of(name.text)
        end = name.start + len(plain)
        if name.kind is NameKind.SCHOOL or name.generic:
            mark(name.start, name.end, _SCHOOL)
        elif _is_one_of(plain, here):
            mark(name.start, end, _LEAVER)
        elif may_be_person(name):
            mark(name.start, end, _SOMEBODY if leavers else _LEAVER)
    marked, last = "", 0
    for start, end, as_what in sorted(marks):
        marked, last = marked + folded[last:start] + as_what, end
    return marked + folded[last:]


def _is_one_of(name: str, leavers: Sequence[str]) -> bool:
    words = words_of(name)
    return any(same_person(name, one) or (len(words) == 1 and words[0] in words_of(one)) for one in leavers)


_POSSESSIVE = re.compile(r"['’]s(?!\w)")
_NUMBER = re.compile(r"\s?\((?:(?:dfes|school|no|number|rhif|adas)\.? )*\d[\d /.-]*\)")
_CLAUSE = re.compile(r";\s|\.\s|,?\s(?:but|ond)\s")
_TAKEN_BACK = re.compile(
    r"U[)\"',]{0,2},?\s(?:but|ond|though|although|er)\s[^.;]{0,30}?(?:(?:not|n't|no|never|wrong|dim|ddim|nid)(?!\w)|bounc|guess)"
)
"""``It's ab1 but that doesn't appear on our list``."""
