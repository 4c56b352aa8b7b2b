"""Which staff members a mail is about: their names in prose, and which statement belongs to whom.

A table or list says itself whose row is whose; in prose a new name with its own username begins a new person. What is
said once about the school or the record holds for everybody. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hwb_mailbot.reading.belonging import Naming
from hwb_mailbot.reading.labels import Concept, Side
from hwb_mailbot.reading.laid_out import Passage
from hwb_mailbot.reading.leavers import listed, told_apart
from hwb_mailbot.reading.names import NameKind, find_names, without_title
from hwb_mailbot.reading.perspective import Writer
from hwb_mailbot.reading.statements import LABELLED, PROSE, SUBJECT, Statement
from hwb_mailbot.reading.text import fold, unwrapped
from hwb_mailbot.reading.usernames import is_made_of, makes_username, words_of
from hwb_mailbot.reading.words import pattern, word_set


@dataclass(slots=True)
class _Candidate:
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


def _is_sender(name: str, from_name: str) -> bool:
    plain = re.sub(r"[(\[/].*$", "", from_name)
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


def candidates(passages: Sequence[Passage], subject: str, from_name: str, usernames: Sequence[str]) -> list[_Candidate]:
    """People named in prose and subject who can be the staff member, best first."""
    found: list[_Candidate] = []
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
            if not words or (len(words) < 2 and not titled) or _is_sender(clean, from_name):
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
            found.append(_Candidate(clean, max(order, 0) * 10_000 + name.start, text.strip()[:300], where, score))
    known_names = [c.name for c in found] + earlier
    found += [c for c in _lower_case(texts, usernames) if not any(same_person(c.name, name) for name in known_names)]
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
_WRITTEN = re.compile(r"(?<![\w@.])[^\W\d_][\w'-]*(?![\w@])")
_NO_LETTERS = re.compile(r"'s$|[^a-z]")


def _lower_case(texts: Sequence[tuple[str, str, int]], usernames: Sequence[str]) -> list[_Candidate]:
    """Names written without capitals, known by the usernames made of them."""
    found: list[_Candidate] = []
    for text, where, order in texts if usernames else ():
        folded = fold(text)
        words = list(_WRITTEN.finditer(folded[:6000]))
        for one, two in pairwise(words):
            if folded[one.end() : two.start()] != " " or len(two.group()) < 3 or len(one.group()) < 2:
                continue
            pair = [_NO_LETTERS.sub("", w.group()) for w in (one, two)]
            if any(all(pair) and is_made_of(pair, u) for u in usernames):
                name = re.sub(r"['’]s$", "", text[one.start() : two.end()])
                found.append(_Candidate(name, max(order, 0) * 10_000 + one.start(), text.strip()[:300], where, 7))
    return found


_IT_IS = re.compile(
    r"(?:^|[.!]\s)(?:(?:hi|hello|hiya|hey|helo|haia|shwmae|s'mae|su'?mae|good morning|good afternoon"
    r"|good evening|bore da|prynhawn da|all|there|again|support|hwb|team|bawb|gyfeillion)[\s,.!–-]+){0,4}"
    r"(?:it'?s|its only|it is|me,)\s$"
)
"""``Hi its`` before a name at the beginning of a sentence: who writes."""
_AS_SOMEBODY_ELSE = re.compile(r"['’]s|.{2,4}?\s(?:who|that|not|and|i need|we need|whose)(?!\w)")


def own_name(passages: Sequence[Passage], from_name: str = "") -> Statement | None:
    """The name a sender states as their own: ``My name is …``, ``… ydw i``."""
    for passage in passages:
        folded = fold(passage.text)
        for name in find_names(passage.text[:6000]):
            if name.kind is NameKind.SCHOOL or len(words_of(name.text)) < 2 or name.kind is NameKind.PLACE:
                continue
            before = folded[max(0, name.start - 22) : name.start].rstrip()
            after = folded[name.end : name.end + 24].lstrip(" ,")
            wider = folded[max(0, name.start - 60) : name.start].rstrip()
            if re.search(r"(?<!\w)(?:at|yn|yng|ym|in|o|from)$", before):
                continue
            as_whom = re.search(r"(?:account|cyfrif)[^.]{0,40} (?:as|fel)$", wider) and _is_sender(name.text, from_name)
            at_first = _IT_IS.search(folded[: name.start]) and not _AS_SOMEBODY_ELSE.match(folded, name.end - 2)
            introduced = [c for c in pattern("prose", "my_name").finditer(before) if len(before) - c.end() <= 1]
            if as_whom or at_first or introduced or pattern("prose", "name_after").match(after):
                evidence, order = passage.text.strip()[:300], passage.order * 10_000 + name.start
                return Statement(Concept.NAME, None, without_title(name.text), evidence, passage.where, PROSE, order)
    return None


def with_names(
    statements: list[Statement], passages: Sequence[Passage], subject: str, writer: Writer, from_name: str
) -> list[Statement]:
    """The statements with the staff members' names found in prose added, and numbered by person."""
    if any(s.concept in (Concept.NAME, Concept.SURNAME) and s.value for s in statements):
        return _by_blocks(statements)
    if writer is Writer.STAFF:
        together = listed(statements, passages, accounts=True)
        if together is not None:
            return together
        stated = own_name(passages, from_name)
        return [*statements, stated] if stated else statements
    usernames = [s.value for s in statements if s.concept is Concept.USERNAME and s.value]
    named = candidates(passages, subject, from_name, usernames)
    if not named:
        return statements
    if writer is Writer.UNKNOWN and named[0].score < 6:
        return statements
    matched = [c for c in named if c.score >= 7 and c.where != "subject"]
    if writer is Writer.HEAD:
        statements = _each_former(statements, [c.name for c in matched])
        apart = told_apart(statements, passages, [c.name for c in named if c.where != "subject"])
        if apart is not None:
            return apart
    if writer in (Writer.HEAD, Writer.COLLEAGUE):
        items = listed(statements, passages)
        if items is not None:
            return items
    former = {s.value for s in statements if s.concept is Concept.USERNAME and s.side is not Side.NEW and s.value}
    if writer is Writer.HEAD and len(former) >= 2 and len(matched) >= 2:
        people = sorted(matched[: len(former)], key=lambda c: c.order)
        added = [Statement(Concept.NAME, None, c.name, c.evidence, c.where, LABELLED, c.order) for c in people]
        texts = [(p.order * 10_000, fold(unwrapped(p.text[:8000]))) for p in passages]
        return _by_blocks(statements + added, Naming(texts, [c.name for c in people], statements))
    best = named[0]
    others = [c.name for c in matched if not same_person(c.name, best.name)]
    statements = [s for s in statements if not any(_owns(n, s) for n in others) or _owns(best.name, s)]
    weight = SUBJECT if best.where == "subject" else PROSE
    return [*statements, Statement(Concept.NAME, None, best.name, best.evidence, best.where, weight, best.order)]


def _each_former(statements: list[Statement], names: Sequence[str]) -> list[Statement]:
    """A headteacher's leavers with one account each: those are the former ones, whatever stands beside them."""
    every = [s for s in statements if s.concept is Concept.USERNAME and s.value]
    if len({s.value for s in every}) == 1 and all(s.weight < LABELLED and not _called_new(s) for s in every):
        return [replace(s, side=Side.FORMER, certain_side=True) if s in every else s for s in statements]
    owned = [{s.value for s in statements if _owns(name, s)} for name in names]
    one_each = [next(iter(mine)) for mine in owned if len(mine) == 1]
    if len(one_each) < 2 or len(set(one_each)) < len(one_each) or any(len(mine) > 1 for mine in owned):
        return statements
    return [
        replace(s, side=Side.FORMER, certain_side=True) if s.concept is Concept.USERNAME and s.value in one_each else s
        for s in statements
    ]


_NEW_ACCOUNT = re.compile(r"(?<!\w)(?:new|now|current\w*|there|newydd|bellach|nawr|rwan|presennol|bresennol|yno)(?!\w)")


def _called_new(statement: Statement) -> bool:
    """Whether the words before a username may call it the new one, or its sentence does not hold it."""
    told = fold(statement.evidence)
    at = told.find(statement.value)
    return at < 0 or bool(_NEW_ACCOUNT.search(told[max(0, at - 60) : at + len(statement.value) + 20]))


def _by_blocks(statements: list[Statement], naming: Naming | None = None) -> list[Statement]:
    """Number the statements by person where several labelled names begin blocks of their own.

    ``naming`` tells whose a statement in a sentence is, where the names stand in sentences too.
    """
    if any(s.person for s in statements):
        return statements
    names = sorted((s for s in statements if s.concept is Concept.NAME and s.weight >= LABELLED), key=lambda s: s.order)
    distinct: list[Statement] = []
    for statement in names:
        if not any(same_person(statement.value, known.value) for known in distinct):
            distinct.append(statement)
    if len(distinct) < 2:
        return statements
    starts = [s.order for s in distinct]
    former = [s for s in statements if s.concept is Concept.USERNAME and s.side is not Side.NEW]
    if len({s.value for s in former}) < 2 and len(distinct) > 1 and not _each_has_own(statements, starts):
        return [
            s
            for s in statements
            if s.concept is not Concept.NAME or s is distinct[0] or same_person(s.value, distinct[0].value)
        ]
    numbered: list[Statement] = []
    if naming is not None:
        numbered = naming.numbered([s for s in statements if s.concept is not Concept.NAME])
        statements = [s for s in statements if s.concept is Concept.NAME]
    for statement in statements:
        owners = [n for n, s in enumerate(distinct, 1) if _owns(s.value, statement)]
        person = owners[0] if len(owners) == 1 else sum(1 for start in starts if start <= statement.order)
        numbered.append(replace(statement, person=person) if person else statement)
    shared: list[Statement] = []
    for concept, side in ((Concept.SCHOOL, Side.FORMER), (Concept.DFES, Side.FORMER), (Concept.LEAVING, Side.FORMER)):
        sides = (side,) if concept is Concept.SCHOOL else (side, None)
        every = [s for s in numbered if s.concept is concept and s.side in sides and s.person]
        for of_kind in ([s for s in every if s.value], [s for s in every if not s.value]):
            if concept is Concept.LEAVING:
                of_kind = [s for s in of_kind if _of_everybody(s, distinct)]
            same = len({(s.value, s.confirmed if not s.value else None) for s in of_kind}) == 1
            if same and len({s.person for s in of_kind}) < len(distinct):
                shared.extend(replace(s, person=0) for s in of_kind)
    return [
        s
        for s in numbered
        if not any(s.value == t.value and s.concept is t.concept and s.order == t.order for t in shared)
    ] + shared


def _owns(name: str, statement: Statement) -> bool:
    """Whether the statement is of an account whose username is made of the name, wherever it stands."""
    return statement.concept is Concept.USERNAME and bool(statement.value) and makes_username(name, statement.value)


def _of_everybody(statement: Statement, names: Sequence[Statement]) -> bool:
    """Whether a leaving date told once can be everybody's: ``both left on …``, or told apart from any one person."""
    if statement.confirmed is not None and not statement.value:
        return True
    told_with = any(s.order // 10_000 == statement.order // 10_000 for s in names)
    return not told_with or bool(pattern("prose", "everybody").search(fold(statement.evidence)))


def _each_has_own(statements: list[Statement], starts: list[int]) -> bool:
    counts = [0] * len(starts)
    for statement in statements:
        if statement.concept is Concept.NAME:
            continue
        person = sum(1 for start in starts if start <= statement.order)
        if person:
            counts[person - 1] += 1
    return all(count >= 2 for count in counts)
