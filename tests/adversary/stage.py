"""What a script can do: let honest people write, let strangers forge, let time go by; and who truly consented.

A ``Play`` is one script. Honest people's mails and answers enter the truth (``asked``, ``approved``) as they are sent;
what strangers send enters ``hostile_words``. The relay in front tells the truth about each sender: ``pass`` only for
whoever truly holds the address.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from tests.adversary import clients, people, writing
from tests.adversary.clients import Received
from tests.adversary.judge import Judge
from tests.adversary.program import AUTHSERV_ID, INBOX, Mail, Program
from tests.adversary.wales import Move, Wales
from tests.adversary.writing import Hand, Text

UNVOUCHED = ("none", "fail", "missing")


@dataclass
class Truth:
    """Who truly wants what, and said so. Usernames of the former account for heads, of the new one for movers."""

    willing: set[str] = field(default_factory=set)
    """Former accounts whose headteacher would approve, were they asked."""
    wanting: set[str] = field(default_factory=set)
    """New accounts whose holders want their accounts merged."""
    approved: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    ever_asked: set[str] = field(default_factory=set)
    dishonest: set[str] = field(default_factory=set)
    """People who act for the adversary; their letters are the adversary's to read."""
    wrote_from: set[str] = field(default_factory=set)
    """Addresses from which somebody wrote, vouched for."""
    wrote: list[tuple[str, str]] = field(default_factory=list)
    """Person (or ``stranger``) and folded words of every mail so far."""


class Play:
    """One script on one program."""

    def __init__(self, wales: Wales, program: Program, chance: random.Random) -> None:
        self.wales, self.program, self.chance = wales, program, chance
        self.truth = Truth()
        self.judge = Judge(wales, program, self.truth)
        self.hands: dict[str, Hand] = {}
        self.stolen: list[Received] = []
        """Letters that the adversary reads."""
        self.sent: list[Mail] = []
        self.goals: list[Move] = []
        self.goal_state = ""
        self.goal: Callable[[], bool] | None = None
        self.silent: set[str] = set()
        """People who leave their letters lying."""
        self._read = 0
        self._numbers = count(1)

    # Who is in it.

    def move(self, *, wants: bool = True, willing: bool = True, of: Move | None = None) -> Move:
        """A true move; whether its mover wants the merge and its headteacher would agree."""
        move = of or self.chance.choice(self.wales.moves)
        if wants:
            self.truth.wanting.add(move.new.username)
        if willing:
            self.truth.willing.add(move.former.username)
        return move

    def head_of(self, move: Move) -> str:
        return self.wales.head_address(move.former.dfes_number)

    def crook(self, number: str = "") -> str:
        """The own account's address of a member of staff who means harm."""
        place = self.wales.places[number] if number else self.wales.places[self.chance.choice(self.wales.open)]
        person = self.chance.choice(place.colleagues)
        self.truth.dishonest.add(person)
        return self.wales.account_of(person).email

    def hand(self, address: str, language: str = "") -> Hand:
        """How the holder of an address writes, the same all through the script."""
        if address not in self.hands:
            self.hands[address] = Hand.of(self.chance, language)
        return self.hands[address]

    def name(self, address: str) -> str:
        person = self.wales.reader.get(address)
        return self.wales.people[person].name if person else "Alex Stranger"

    def details(self, move: Move, address: str) -> dict[str, str]:
        return writing.details(self.wales, move, self.hand(address).welsh, self.chance)

    # Honest people write.

    async def head_authorises(
        self, *moves: Move, result: str = "pass", sender: str = "", without: Sequence[str] = (), answer: bool = True
    ) -> Mail:
        """The former school's headteacher writes their half."""
        head = self.head_of(moves[0])
        for move in moves:
            self.truth.willing.add(move.former.username)
            self.truth.approved.add(move.former.username)
        mail = self.authorisation(*moves, sender=sender or head, without=without, result=result)
        await self.post(mail, answer=answer)
        return mail

    def authorisation(
        self, *moves: Move, sender: str, without: Sequence[str] = (), result: str = "pass", truly: bool = True
    ) -> Mail:
        head = self.head_of(moves[0])
        hand = self.hand(head)
        told = [self.details(move, head) for move in moves]
        text = writing.authorisation(hand, *told, name=self.name(head), without=without)
        return self.written(sender, text, result=result, truly=truly)

    async def mover_asks(
        self,
        move: Move,
        *,
        result: str = "pass",
        sender: str = "",
        without: Sequence[str] = (),
        also: Sequence[str] = (),
        answer: bool = True,
    ) -> Mail:
        """The staff member writes their half."""
        self.truth.wanting.add(move.new.username)
        self.truth.asked.add(move.new.username)
        mail = self.consolidation(move, sender=sender or move.new.email, without=without, also=also, result=result)
        await self.post(mail, answer=answer)
        return mail

    def consolidation(
        self,
        move: Move,
        *,
        sender: str,
        without: Sequence[str] = (),
        also: Sequence[str] = (),
        result: str = "pass",
        truly: bool = True,
    ) -> Mail:
        told = self.details(move, move.new.email)
        hand = self.hand(move.new.email)
        text = writing.consolidation(hand, told, name=self.name(move.new.email), without=without, also=also)
        return self.written(sender, text, result=result, truly=truly)

    async def mover_requests_transfer(self, move: Move, *, result: str = "pass", answer: bool = True) -> Mail:
        self.truth.wanting.add(move.new.username)
        self.truth.asked.add(move.new.username)
        hand = self.hand(move.new.email)
        text = writing.transfer(hand, self.details(move, move.new.email), name=self.name(move.new.email))
        mail = self.written(move.new.email, text, result=result)
        await self.post(mail, answer=answer)
        return mail

    # Mails.

    def written(
        self,
        sender: str,
        text: Text,
        *,
        result: str = "pass",
        truly: bool = True,
        recipient: str = INBOX,
        mail_from: str | None = None,
        from_: str = "",
        extra: Iterable[tuple[str, str]] = (),
        html: str = "",
        html_only: bool = False,
        top: Iterable[tuple[str, str]] | None = None,
        at: timedelta = timedelta(),
    ) -> Mail:
        """A mail as our relay hands it over. ``truly``: the holder of ``sender`` wrote it; else a stranger did.

        ``from_`` is the whole From field where it is not the bare address; ``top`` replaces what the relay writes.
        """
        subject, body = text
        domain = sender.rpartition("@")[2]
        header = [*(relayed(result, domain) if top is None else top)]
        header += [
            ("From", from_ or sender),
            ("To", recipient),
            ("Subject", subject),
            ("Date", writing.dated(self.program.now + at)),
            ("Message-ID", f"<{next(self._numbers)}.{self.chance.getrandbits(48):x}@writer.example>"),
            *extra,
        ]
        encoding = self.chance.choice(("8bit", "8bit", "base64"))
        raw = writing.compose(header, body, html=html, html_only=html_only, encoding=encoding)
        writer = self.wales.reader.get(sender, sender) if truly else "stranger"
        if writer in self.truth.dishonest:
            writer = "stranger"
        if result == "pass" and top is None:
            self.truth.wrote_from.add(sender)
        self.truth.wrote.append((writer, people.folded(f"{from_} {subject} {body} {html}")))
        return Mail(raw, sender if mail_from is None else mail_from, (recipient,))

    def reply(
        self,
        received: Received,
        words: str,
        *,
        sender: str = "",
        result: str = "pass",
        truly: bool = True,
        form: dict[str, str] | None = None,
        client: clients.Client | None = None,
        to_token: bool = True,
        threaded: bool = True,
    ) -> Mail:
        """A reply to a letter, as some mail program builds it."""
        sender = sender or received.to
        hand = self.hand(sender)
        client = client or clients.choose(self.chance, clients.QUOTING if form and not words else clients.CLIENTS)
        quoted = clients.filled(received.text, form) if form else received.text
        written = client(words, received, quoted, received.letter.at, hand.welsh)
        prefix = self.chance.choice(("Re: ", "RE: ", "ATB: " if hand.welsh else "Re: "))
        subject = received.subject if received.subject.lower().startswith("re:") else prefix + received.subject
        extra = [("In-Reply-To", received.message_id), ("References", received.message_id)] if threaded else []
        recipient = received.reply_to if to_token and received.reply_to else INBOX
        return self.written(
            sender,
            (subject, written.text),
            result=result,
            truly=truly,
            recipient=recipient,
            extra=extra,
            html=written.html,
            html_only=written.html_only,
        )

    async def post(self, *mails: Mail, answer: bool = True, wait: bool = True) -> None:
        """Hand mails over; then, with ``answer``, everybody honest answers whatever they got."""
        self.sent += mails
        self.truth.ever_asked |= self.truth.asked
        await self.program.deliver(*mails)
        await self.judge.look(mails)
        if wait:
            self.program.now += timedelta(minutes=self.chance.randint(2, 90))
        if answer:
            await self.people_answer()

    async def forge(self, mail: Mail, *, answer: bool = True) -> None:
        """A stranger's mail."""
        await self.post(mail, answer=answer)

    async def people_answer(self) -> None:
        """Everybody who got a letter reads it; honest people do what they would, the adversary keeps theirs."""
        for _ in range(40):
            fresh = self.program.letters[self._read :]
            self._read = len(self.program.letters)
            if not fresh:
                return
            for letter in fresh:
                received = Received(letter)
                person = self.wales.reader.get(letter.to)
                if person is None or person in self.truth.dishonest:
                    self.stolen.append(received)
                elif person not in self.silent:
                    await people.react(self, person, received)

    async def pass_days(self, days: float) -> None:
        await self.program.pass_time(timedelta(days=days))
        await self.judge.look(())
        await self.people_answer()

    def latest(self, address: str, words: str = "") -> Received:
        """The latest letter to an address (which says ``words``)."""
        return next(received for received in self.all_letters(address) if words in received.text)

    def all_letters(self, address: str) -> Iterable[Received]:
        return (Received(letter) for letter in reversed(self.program.letters) if letter.to == address)

    def has_letter(self, address: str, words: str = "") -> bool:
        return any(words in received.text for received in self.all_letters(address))


def relayed(result: str, domain: str) -> list[tuple[str, str]]:
    """What the support team's relay writes on top: its verdict, and from where it took the mail."""
    received = ("Received", "from mta.example (mta.example [203.0.113.7]) by mx.support.example; Thu, 10 Sep 2026")
    if result == "missing":
        return [received]
    return [("Authentication-Results", f"{AUTHSERV_ID}; dmarc={result} header.from={domain}"), received]
