"""Details told in sentences: ``Siân Jones, who was with us at … until 31 August, has moved to …``.

Every value found in a sentence gets its school's side from the nearest words that tell it; where nothing tells, the
side stays open (``certain_side`` false) and the mail as a whole decides. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.leaving import asked_oneself, leaving
from hwb_mailbot.reading.leaving.leaving_days import STAYS_UNTIL, leaving_day
from hwb_mailbot.reading.leaving.whose_date import told_after_name
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.prose.corrections import (
    announced_changes,
    bare_code,
    called_wrong,
    corrects,
    is_denied,
    left_alone,
    replaced,
    share_sides,
)
from hwb_mailbot.reading.prose.mentions import (
    account_before,
    has_capitals,
    mentions_in,
    school_beside,
    without_codes,
)
from hwb_mailbot.reading.prose.second_thoughts import goes_on, last_told, of_the_old_one, second_thoughts
from hwb_mailbot.reading.prose.staff_details import staff_details
from hwb_mailbot.reading.prose.told_wrongly import (
    instead_of,
    left_out,
    reported,
    tells_what_was_told,
    told_alone,
    told_wrongly,
)
from hwb_mailbot.reading.sides.account_at import schools_of_accounts
from hwb_mailbot.reading.sides.cues import find_cues
from hwb_mailbot.reading.sides.exchanged import exchanged
from hwb_mailbot.reading.sides.first_and_second import in_their_order
from hwb_mailbot.reading.sides.given_up import given_up, number_for, told_already
from hwb_mailbot.reading.sides.neither import is_neither
from hwb_mailbot.reading.sides.own_places import clauses_behind, of_somebody_else, told_by_clauses, without
from hwb_mailbot.reading.sides.sides import side_of
from hwb_mailbot.reading.sides.told_apart import at_odds, told_apart
from hwb_mailbot.reading.sides.told_behind import told_behind
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.on_record import only_looks_again, retracts
from hwb_mailbot.reading.terms.put_right import begins_putting_right
from hwb_mailbot.reading.terms.statements import DENIED, PROSE, Statement, unsure
from hwb_mailbot.reading.terms.values import find_usernames, is_dfes_number
from hwb_mailbot.reading.text import fold, sentences, unwrapped, without_notes
from hwb_mailbot.reading.words import pattern

MOST_CHARACTERS = 30_000
"""Prose beyond this length is not read: no honest mail has it."""


class ProseReader:
    """Reads passages in order, remembering which school was named last."""

    def __init__(self, writer: Writer, sent_on: date | None) -> None:
        self.writer = writer
        self.own = writer.own_side
        self.sent_on = sent_on
        self.last_side: Side | None = None
        self.stated: list[Statement] = []
        self.usernames: list[str] = []
        self.dates_listed = False
        self.no_capitals = False
        self.changed: frozenset[Concept] = frozenset()
        self.postscript = False
        self.just_told: Side | None = None
        """The only side of which the sentence before told."""
        self.left_told = False
        """Whether the sentence before told a leaving date."""
        self.spoken_of = False
        """Whether the sentence before spoke of a leaving date, whatever it said of it."""
        self.before = ""
        """What a sentence that names nobody goes on from: the last to tell a leaving, and the one just before."""
        self.told_leaving = ""
        """The last sentence to tell a leaving date, in whichever passage, and for ``she`` the one before it."""
        self.confirmed = False
        """Whether the sentence before confirmed one."""
        self.asked = ""
        """The sentence before, which may be a question that this one answers."""
        self.last: Statement | None = None
        """The last detail that the sentence before told, or one that is being put right."""
        self.awaited = False
        """Whether the right value is still to come."""
        self.told_before: Statement | None = None
        """What a sentence said was told us before, as long as another may be put in its place."""
        self.left_out: frozenset[Concept] = frozenset()
        """What the sentence before said was left out."""

    def read(self, passages: Sequence[Passage]) -> list[Statement]:
        """All statements of the passages, in order."""
        budget = MOST_CHARACTERS
        self.usernames = [u.value for p in passages for u in find_usernames(p.text[:8000])][:200]
        self.no_capitals = not any(has_capitals(p.text[:8000]) for p in passages)
        self.dates_listed = any(pattern("leaving", "cue").search(fold(p.text[:8000])) for p in passages)
        for passage in passages:
            text = unwrapped(passage.text[: min(budget, 8000)])
            text = text if self.writer is Writer.HEAD else without_notes(text)
            budget -= len(text)
            self.changed, self.postscript = frozenset(), bool(_POSTSCRIPT.match(fold(text[:12])))
            self.last, self.awaited, self.told_before = None, False, None
            last = ""
            for start, end in sentences(text):
                sentence = text[start:end]
                self._goes_on_from(last, fold(sentence[:3000]))
                if len(sentence) <= 3000:
                    told = len(self.stated)
                    self._sentence(sentence, passage, start)
                    self._put_right(sentence, told, passage.order * 10_000 + min(start, 9_999))
                    if self.left_told:
                        she = _OF_WHOM_WAS_TOLD.match(fold(sentence[:30]))
                        self.told_leaving = f"{self.before} {sentence}"[-300:] if she else sentence[-300:]
                last = sentence
            if budget <= 0:
                break
        return self.stated

    def _goes_on_from(self, last: str, folded: str) -> None:
        """Keep what tells whose date a sentence tells: a blank line between them makes it nobody else's."""
        told = self.told_leaving
        only = not last or told.endswith(last[-300:]) or (told and _THAT_DATE.search(folded))
        self.before = told if only else f"{told} {last[-300:]}"

    def _take_back_confirmation(self) -> None:
        """Let the last leaving date be on no record, as the sentence behind it says: ``Only kidding.``"""
        self.confirmed = False
        for number in reversed(range(len(self.stated))):
            if self.stated[number].confirmed:
                self.stated[number] = replace(self.stated[number], confirmed=None)
                return

    def _put_right(self, sentence: str, told: int, order: int) -> None:
        """Let the sentence, whose statements begin at ``told``, put right what was told just before it."""
        folded = fold(sentence)
        for place, statement in in_their_order(folded, self.stated, told).items():
            self.stated[place] = statement
        last, goes_on_with = self.last, self.awaited
        self.awaited = last is not None and goes_on(folded)
        puts_right = last is not None and (goes_on_with or begins_putting_right(folded))
        if puts_right and last is not None and of_the_old_one(folded, last):
            self.stated[:told] = [
                replace(s, side=Side.FORMER, certain_side=True)
                if (s.concept, s.value) == (last.concept, last.value)
                else s
                for s in self.stated[:told]
            ]
        elif puts_right and last is not None:
            self.stated[told:] = second_thoughts(sentence, folded, last, self.stated[told:], order)
        self.last = last_told(self.stated[told:]) or (last if self.awaited else None)
        if self.told_before is not None:
            self.stated[told:], self.told_before = instead_of(self.told_before, sentence, self.stated[told:], order)
        if self.last is not None and tells_what_was_told(folded):
            self.told_before = self.last

    def _sentence(self, sentence: str, passage: Passage, offset: int) -> None:
        folded = fold(sentence)
        order = passage.order * 10_000 + min(offset, 9_999)
        example = pattern("values", "example").search(folded)
        limit = example.start() if example else len(sentence)
        self._leaving(sentence, folded, passage.where, order)
        mentions = [
            m for m in mentions_in(sentence, folded, self.writer, self.usernames, self.no_capitals) if m.end <= limit
        ]
        mentions = without_codes(mentions, sentence, folded)
        changed, self.changed = self.changed, announced_changes(folded, mentions)
        if Concept.CODE in changed:
            code = bare_code(sentence)
            if code is not None:
                mentions = [m for m in mentions if not (m.start < code.end and code.start < m.end)]
                self._state(Concept.CODE, Side.NEW, code.value, sentence, passage.where, order + code.start,
                            corrects=True)  # fmt: skip
        awaited, self.left_out = (changed - {Concept.CODE}) | self.left_out, left_out(folded)
        for concept in sorted(awaited):
            alone = told_alone(concept, sentence, folded)
            if alone is not None:
                mentions = [m for m in mentions if not (m.start < alone.end and alone.start < m.end)]
                self._state(concept, Side.NEW, alone.value, sentence, passage.where, order + alone.start,
                            corrects=concept in changed)  # fmt: skip
        if self.writer is Writer.STAFF and self._accounts_apart() and of_somebody_else(folded):
            mentions = [m for m in mentions if m.concept is not Concept.SCHOOL]
        clauses = clauses_behind(mentions, folded, self.own)
        folded = without(clauses, folded)
        named = [(m.start, m.end) for m in mentions if m.concept is Concept.SCHOOL]
        every_cue = find_cues(folded, self.own) if mentions else []
        cues = [c for c in every_cue if not any(a <= c.start and c.end <= b for a, b in named)]
        cues = [c for c in cues if c.text not in _PAST or not reported(folded, c.start)]
        sides: dict[int, tuple[Side | None, bool]] = {}
        side_of_passage = passage.side or self._at(passage.there)
        for number in range(len(mentions)):
            if side_of_passage is not None:
                sides[number] = (side_of_passage, True)
                continue
            sides[number] = side_of(number, mentions, sides, cues, folded, self.own, self.last_side, self.just_told)
            of_school = number_for(mentions[number], folded, self.stated)
            if of_school is not None:
                sides[number] = (of_school, True)
                if number and mentions[number - 1].concept is Concept.SCHOOL:
                    sides[number - 1] = sides[number]
        denied = [
            is_denied(folded, mention)
            or (
                left_alone(folded, mention) and self.usernames.count(mention.value) < 2 and len(set(self.usernames)) > 1
            )
            for mention in mentions
        ]
        for number, mention in enumerate(mentions):
            if denied[number] and called_wrong(folded, mention):
                sides[number] = side_of_passage, side_of_passage is not None
        wrong = told_wrongly(folded, [(m.concept, m.value, m.start, m.end) for m in mentions])
        put_right = replaced(folded, mentions)
        for number in wrong | given_up(folded, mentions) | set(put_right):
            denied[number] = True
        for number in put_right:
            sides[number + 1] = sides[number] if sides[number][1] else sides[number + 1]
        both_had = exchanged(folded, mentions, sides) if side_of_passage is None else {}
        denied = [denial and number not in both_had for number, denial in enumerate(denied)]
        share_sides(mentions, sides, denied)
        told_apart(mentions, sides, folded, denied, self.own)
        if side_of_passage is None:
            told_behind(mentions, sides, folded)
        schools = schools_of_accounts(mentions, folded, sides if side_of_passage is None else {}, self.own)
        if side_of_passage is None:
            told_by_clauses(clauses, mentions, sides)
        sides |= both_had
        odd = at_odds(mentions, sides, folded) if side_of_passage is None else set()
        told = {side for side, certain in sides.values() if certain}
        self.just_told = told.pop() if len(told) == 1 else None
        of_no_side = -1
        for number, mention in enumerate(mentions):
            side, certain = sides[number]
            if number == of_no_side and mention.concept is Concept.DFES:
                continue  # the number of a school that is neither of the two
            if mention.concept is Concept.SCHOOL:
                neither = is_neither(folded, mention)
                of_no_side = number + 1 if neither else -1
                if neither or not (certain or mention.firm):
                    continue
                self.last_side = side or told_already(mention.value, self.stated) or self.last_side
            before = folded[max(0, mention.start - 45) : mention.start].rsplit(". ", 1)[-1]
            after = _TO_BE_JOINED.sub(" ", _JUST_AFTER.match(folded, mention.end)[0])  # type: ignore[index]
            in_place = (
                corrects(folded, mentions, denied, number)
                or number - 1 in put_right
                or mention.concept in changed
                or self.postscript
            ) and not (denied[number] or number in both_had)
            doubtful = unsure(re.split(r"[,;(]", before)[-1]) or unsure(after.split(",")[0].split(";")[0])
            taken_back = _HEDGED.match(folded, mention.end)
            doubtful = doubtful or (taken_back is not None and unsure(taken_back.group(1)))
            doubtful = doubtful and not (in_place and re.search(r"(?:should|ddylai|dylai)\s\w+\s*$", before))
            doubtful = doubtful or number in odd
            if mention.concept is not Concept.SCHOOL and (doubtful or (re.match(r"\s*\?", after) and unsure(folded))):
                self._state(mention.concept, side, "", sentence, passage.where, order + mention.start, problem="unsure")
                continue
            if mention.concept is Concept.DFES and not is_dfes_number(mention.value):
                if not denied[number]:
                    self._state(mention.concept, side, "", mention.value, passage.where, order + mention.start,
                                problem="dfes-number-shape")  # fmt: skip
                continue
            if denied[number]:
                self._state(mention.concept, side, mention.value, sentence, passage.where, order + mention.start,
                            problem=DENIED)  # fmt: skip
                continue
            beside = schools.get(number) or school_beside(mentions, number, folded)
            self._state(mention.concept, side, mention.value, sentence, passage.where, order + mention.start,
                        certain=certain, corrects=in_place, beside=beside,
                        account=account_before(mentions, number, folded))  # fmt: skip
        for detail in staff_details(sentence, folded):
            problem = "unsure" if detail.doubtful else DENIED if detail.denied else ""
            self._state(detail.concept, detail.side, "" if detail.doubtful else detail.value, sentence, passage.where,
                        order + detail.start, problem=problem, corrects=detail.corrects)  # fmt: skip

    def _leaving(self, sentence: str, folded: str, where: str, order: int) -> None:
        """What the sentence says of a leaving date."""
        if self.confirmed and retracts(folded):
            self._take_back_confirmation()
        found = leaving.said(sentence, self.sent_on, spoken_of=self.spoken_of)
        if found is None and self.left_told:
            found = leaving.said(sentence, self.sent_on, told=True)
        if found is None or found.confirmed is None:
            found = asked_oneself.confirmed(self.asked, folded) or found
        self.asked = folded
        self.spoken_of = bool(pattern("leaving", "cue").search(folded))
        self.left_told = bool(
            pattern("leaving", "left", "departing").search(folded) and find_dates(sentence, self.sent_on)
        )
        goes_on = self.left_told or only_looks_again(folded)
        self.confirmed = bool(found and found.confirmed) or (self.confirmed and goes_on)
        if found and (found.confirmed is not None or found.day):
            day = found.day.day.isoformat() if found.day else ""
            at = order + told_after_name(sentence, found.at)
            self._state(Concept.LEAVING, Side.FORMER, day, sentence, where, at, confirmed=found.confirmed,
                        before=self.before)  # fmt: skip
        if not (found and found.day) and not self._left_on(sentence, folded, where, order):
            self._lone_date(sentence, folded, where, order)

    def _accounts_apart(self) -> bool:
        """Whether sentences before told of two accounts at two schools."""
        at = {s.value: s.beside for s in self.stated if s.concept is Concept.USERNAME and s.value and s.beside}
        return len(at) == 2 and len(set(at.values())) == 2

    def _at(self, there: bool | None) -> Side | None:
        """The side of the writer's own school, or of the other one, as far as it is known who writes."""
        if there is None or self.own is None:
            return None
        return self.own if not there else Side.NEW if self.own is Side.FORMER else Side.FORMER

    def _lone_date(self, sentence: str, folded: str, where: str, order: int) -> None:
        """In a list of leavers whose leaving dates the mail speaks of, the date beside a username is one."""
        dates, usernames = find_dates(sentence, self.sent_on), find_usernames(sentence)
        if not self.dates_listed or len(dates) != 1 or len(usernames) != 1:
            return
        between = sentence[min(usernames[0].end, dates[0].end) : max(usernames[0].start, dates[0].start)]
        if re.fullmatch(r"[\s,;:()|/–-]{1,6}", between):
            day = dates[0].day.isoformat()
            self._state(Concept.LEAVING, Side.FORMER, day, sentence, where, order + dates[0].start)

    def _left_on(self, sentence: str, folded: str, where: str, order: int) -> bool:
        """``left us on 31 August``, ``left the same day``: a leaving date, though no confirmation of the record."""
        days = [s.value for s in self.stated if s.concept is Concept.LEAVING and s.value]
        again = _SAME_DAY.search(folded) if days else None
        if again and pattern("leaving", "left", "departing").search(folded) and not find_dates(sentence, self.sent_on):
            self._state(Concept.LEAVING, Side.FORMER, days[-1], sentence, where, order + again.start())
            return True
        for cue in pattern("leaving", "left").finditer(folded):
            day = leaving_day(sentence[cue.end() : cue.end() + 90], self.sent_on, folded[: cue.end()])
            if day is None:
                continue
            between = folded[cue.end() : cue.end() + day.start]
            if re.search(
                r"(?<![\s.][a-z])\.(?![a-z])|[;?]|\band\b|\ba (?:dech|sym)|start|dechr|moved|symud|join", between
            ):
                continue
            if STAYS_UNTIL.search(f"{folded[: cue.end()]} "):
                continue
            at = order + told_after_name(sentence, cue.start())
            self._state(Concept.LEAVING, Side.FORMER, day.day.isoformat(), sentence, where, at)
            return True
        return False

    def _state(
        self, concept: Concept, side: Side | None, value: str, sentence: str, where: str, order: int, *,
        confirmed: bool | None = None, problem: str = "", certain: bool = True, corrects: bool = False,
        beside: str = "", account: str = "", before: str = "",
    ) -> None:  # fmt: skip
        self.stated.append(
            Statement(
                concept,
                side,
                value,
                sentence.strip()[:300],
                where,
                PROSE,
                order,
                0,
                confirmed,
                problem,
                corrects,
                certain,
                beside,
                account=account,
                before=before,
            )
        )


_PAST = frozenset({"was", "were", "oedd", "o'dd"})
_JUST_AFTER = re.compile(r"(?s).{0,25}(?:\w*\W+\w+)?")
"""What follows a value closely, to the end of a word and one more: ``about`` is a guess before a value alone."""
_TO_BE_JOINED = re.compile(
    r"(?<!\w)(?:should|must|needs? to) be (?:join|merg|link|combin|consolidat|connect|mov|transfer)\w*"
)
"""What is to be done with an account puts it in no doubt."""
_SAME_DAY = re.compile(
    r"(?<!\w)(?:(?:the|that) (?:very )?same (?:day|date)|(?:ar )?yr un (?:diwrnod|dyddiad|adeg|pryd)"
    r"|'?run diwrnod)(?!\w)"
)
_THAT_DATE = re.compile(r"(?<!\w)(?:(?:that|this|the same|said) (?:\w+ )?date|dyddiad (?:hwnnw|hwnna|yna))(?!\w)")
_OF_WHOM_WAS_TOLD = re.compile(
    r"\W*(?:and |but |ac |ond )?"
    r"(?:she|he|they|her|his|their|ei|eu|(?:gadawodd|adawodd|g?orffennodd|mae|roedd) (?:hi|o|e|ei|eu))(?!\w)"
)
_POSTSCRIPT = re.compile(r"\W*(?:p\. ?s|ps|o\. ?n|on|n\. ?b|nb)[.:]")
_HEDGED = re.compile(r"\s*[,;(-]?\s*(?:but|though|although|ond|er)\s([^.;]{0,60})")
