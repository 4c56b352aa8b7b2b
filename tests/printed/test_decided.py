"""Every instruction in the letters of played cases, followed in every mail program: what follows is what was promised.

Each representative case of ``tests/domain/moves`` is played; whenever a letter goes out, the world is copied for each
word, link and form that the letter itself prints, and its receiver does as it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import cycle

import pytest

from hwb_mailbot.casework.letter_values import in_words
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import MailArrived, SentLetter
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Envelope, Evidence, FieldName, Reading, Verdict
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.reading.reader import read
from tests.domain.moves.page import CHAPTERS
from tests.domain.moves.playing import Script
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, World
from tests.letters.conftest import LETTERS_ROOM, render
from tests.printed import clients, instructions
from tests.printed.clients import CLIENTS, Returned, returned
from tests.printed.instructions import ANSWERS

OWN = LETTERS_ROOM.own_lines()
FACTS = {one: "yes" if value is True else str(value) for one, value in (CONSOLIDATION | AUTHORISATION).items()}
PLAYS = [play for plays in CHAPTERS.values() for play in plays]
FOR_A_PERSON = {"one_hand"}
"""Plays in which even a right answer leaves something for a person: one sender of both halves (R25)."""
NO_WAY_ON = {"governor", "learner", "new_surname", "school_enquires_early", "support_separates"}
"""Plays whose accounts no form can put right or bring together again, or whose new account is not there yet."""
GOES_ON = {Answer.APPROVE, Answer.PROCEED}
NOT_UNDERSTOOD = ("headteacher-answer-unclear", "mover-answer-unclear")


@dataclass(frozen=True)
class Posted:
    """A mail that follows an instruction: who sends it, what it is, and the answer or the form that it holds."""

    sender: str
    raw: bytes
    answer: Answer | None = None
    form: tuple[FieldName, ...] = ()


class Played(Script):
    """A script that keeps each letter with the world as it was when the letter went out."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[World, LetterOrder]] = []

    def step(self, event: str, action: Callable[[], Decision]) -> None:
        written = len(self.wales.letters)
        super().step(event, action)
        self.sent += [(forked(self.wales), letter) for letter in self.wales.letters[written:]]


def forked(wales: World) -> World:
    """The same world, to go on by itself."""
    other = copy(wales)
    for name in ("schools", "accounts", "cases", "absences"):
        setattr(other, name, dict(getattr(wales, name)))
    other.letters, other.written_at = list(wales.letters), list(wales.written_at)
    return other


def post(wales: World, posted: Posted, reading: Reading, answered: LetterOrder) -> Decision:
    """Let the mail come, vouched for."""
    envelope = Envelope("127.0.0.1", "mx.example", False, posted.sender, ("hwb@support.example",), wales.now)
    tags = tuple(one.partition("@")[0].partition("+")[2] for one in reading.to_addresses)
    wales.mails += 1
    return wales.decide(
        MailArrived(
            f"printed-{wales.mails}",
            envelope,
            reading,
            Verdict(Evidence.PASS, posted.sender),
            tuple(filter(None, tags)),
            in_thread_of=(SentLetter("printed", answered.reference, answered.to),) if reading.in_reply_to else (),
        )
    )


def following(order: LetterOrder, programs: Iterator[Callable[[Returned], bytes]]) -> Iterator[Posted]:
    """Everything that the letter tells anybody to send, each by the next of the mail programs."""
    letter = render(in_words(order))
    tongue = "cy" if order.language == "cy" else "en"
    links = instructions.links(letter)
    here = {link.body for link in links if link.to == clients.reply_address(letter)}
    for word in [one for one in instructions.words(letter) if one in here]:
        raw = next(programs)(returned(letter, word, sender=order.to, tongue=tongue))
        yield Posted(order.to, raw, ANSWERS[word])
    for link in links:
        if ":" not in link.body:
            raw = clients.tapped(letter, link.subject, link.body, tongue, to=link.to, sender=order.to)
            yield Posted(order.to, raw, ANSWERS[link.body])
    for (heading, _), form in zip(LETTERS[order.template].forms, instructions.forms(letter), strict=False):
        sender = {"authorisation": FORMER_HEAD, "consolidation": MOVER}.get(heading, order.to)
        lines = "\n".join(line if line.partition(":")[2] else f"{line} {FACTS[one]}" for one, line in form.items())
        if heading == "reply":
            text, page = instructions.filled(letter, form, FACTS)
            back = Returned(letter, "", text, page, sender=sender, tongue=tongue)
            yield Posted(
                sender, next(one for one in programs if one is not clients.nothing_quoted)(back), form=tuple(form)
            )
            yield Posted(sender, next(programs)(returned(letter, lines, sender=sender)), form=tuple(form))
        else:
            subject = f"Hwb {order.reference}".strip()
            yield Posted(sender, clients.tapped(letter, subject, lines, tongue, sender=sender), form=tuple(form))


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_what_a_letter_asks_for_does_what_it_promises(play: Callable[[Script], None]) -> None:
    played = Played()
    play(played)
    programs = cycle(CLIENTS.values())
    for wales, order in played.sent:
        for posted in following(order, programs):
            then = forked(wales)
            reading = read(posted.raw, OWN)
            reference = reading.reference or order.reference
            before = then.cases.get(reference)
            sent = len(then.letters)
            decision = post(then, posted, reading, order)
            told = [letter.template for letter in then.letters[sent:]]
            what = (play.__name__, order.template, str(order.language), posted.answer, posted.form, told, decision)
            assert not set(told) & set(NOT_UNDERSTOOD), what
            if posted.answer is not None:
                after = current(then, reference)
                assert before is not None
                answered(before, after, posted.answer, what, play.__name__ in FOR_A_PERSON)
            elif play.__name__ not in NO_WAY_ON:
                filled_in(then, order, posted, told, what)


def current(wales: World, reference: str) -> Case:
    case = wales.cases[reference]
    while case.joined_to:
        case = wales.cases[case.joined_to]
    return case


def answered(before: Case, after: Case, answer: Answer, what: object, person_looks: bool) -> None:
    """A yes goes on, a no ends the case or takes the half back; nobody has to look."""
    assert person_looks or after.state is before.state or after.state is not CaseState.REVIEW, what
    if answer in GOES_ON:
        assert after.state not in (CaseState.REJECTED, CaseState.WITHDRAWN), what
        assert after != before, what
    else:
        gone = (before.authorisation, before.consolidation) != (after.authorisation, after.consolidation)
        assert gone or after.state in (CaseState.REJECTED, CaseState.WITHDRAWN), what


def filled_in(wales: World, order: LetterOrder, posted: Posted, told: list[str], what: object) -> None:
    """Nothing is missing from a form that was filled in."""
    assert not [one for one in told if one.endswith("-incomplete")], what
    references = [order.reference] if order.reference else [one.reference for one in wales.cases.values()]
    cases = [current(wales, one) for one in references]
    halves = [one.authorisation if posted.sender == FORMER_HEAD else one.consolidation for one in cases]
    assert any(half is not None and half.stands for half in halves), what
