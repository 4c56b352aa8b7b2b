"""A small Wales that writes down what happens in it and what is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.cases import Question
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import Event, MailArrived
from hwb_mailbot.domain.facts import Lookup
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.tokens import from_tag, hashed, token
from tests.domain.transcripts.showing import changes, shown, stated
from tests.domain.world import SECRET, World

_OFTEN, _VERSIONS = 6, 8
"""Up to which count and version a token is recognised for what it binds."""
_PRINTED_APART = ("kind", "from_address", "subject", "own_text", "message_id", "language", "requests")


class RecordedWorld(World):
    """Tells of each event, what was looked up for it, and everything that was decided."""

    def __init__(self, start: World) -> None:
        super().__init__(**{one.name: getattr(start, one.name) for one in fields(World)})
        self.told: list[str] = []
        self.looked_up: dict[str, set[str]] = {}
        self._tokens: dict[str, str] = {}
        self._policy: Policy = self.policy
        self._came_back: set[str] = set()
        self._different: tuple[dict[str, Any], dict[str, Any]] = ({}, {})

    def add(self, *things: Account | School) -> None:
        """Also tell what is new or different in the directory."""
        for thing in things:
            name = thing.dfes_number if isinstance(thing, School) else thing.username
            known: Any = self.schools.get(name) if isinstance(thing, School) else self.accounts.get(name)
            if known is None:
                self.told.append(f"Directory: {name} is new: {shown(thing)}")
                continue
            pairs = ((one.name, getattr(known, one.name), getattr(thing, one.name)) for one in fields(thing))
            told = [f"{field} {shown(old)} -> {shown(new)}" for field, old, new in pairs if old != new]
            self.told += [f"Directory: {name}: {', '.join(told)}"] if told else []
        super().add(*things)

    def look_up(self, lookup: Lookup) -> Any:
        """Also note what was asked."""
        self.looked_up.setdefault(lookup[0], set()).add(" ".join(map(str, lookup[1:])))
        return super().look_up(lookup)

    def mail(self, *what: Any, reads: Any = None, arrives: Any = None, **how: Any) -> Decision:
        """Let a mail arrive; ``reads`` replaces parts of its reading, ``arrives`` of the event itself."""
        self._different = (reads or {}, arrives or {})
        return super().mail(*what, **how)

    def decide(self, event: Event) -> Decision:
        """Also tell all about it."""
        if isinstance(event, MailArrived):
            reads, arrives = self._different
            event = replace(event, **{"reading": replace(event.reading, **reads), **arrives})
        before, self.looked_up = dict(self.cases), {}
        self._settings()
        self.told += ["", f"{shown(self.now)}  {_event(event)}"]
        decision = super().decide(event)
        lines = _mail(event, self._token_name) if isinstance(event, MailArrived) else []
        looked_up = (f"{kind} {', '.join(sorted(asked))}" for kind, asked in sorted(self.looked_up.items()))
        lines.append(f"looked up: {'; '.join(looked_up)}")
        for letter in decision.letters:
            self._recognise(letter)
        for case in decision.cases:
            lines.append(f"Case {case.reference}{'' if case.reference in before else ' is new'}")
            known = before.get(case.reference)
            lines += [f"    {line}" for line in changes(known, case, self.now, self._token_name)]
        lines += [] if decision.cases else ["no case changes"]
        for letter in decision.letters:
            lines += self._letter(letter)
        lines += [] if decision.letters else ["no letters"]
        lines += [
            f"{one.name}: {shown(getattr(decision, one.name))}"
            for one in fields(decision)
            if one.name not in ("cases", "letters", "mail_end", "reasons") and getattr(decision, one.name)
        ]
        if isinstance(event, MailArrived) or decision.reasons:
            lines.append(f"the mail is {decision.mail_end}" + "".join(f", {one}" for one in decision.reasons))
        self.told += [f"    {line}" for line in lines]
        return decision

    def _settings(self) -> None:
        for one in fields(Policy):
            old, new = getattr(self._policy, one.name), getattr(self.policy, one.name)
            if old != new and one.name != "school_days":
                self.told.append(f"Setting {one.name}: {shown(new)}")
        if self.came_back != self._came_back:
            self.told.append(f"Letters come back from: {shown(self.came_back)}")
        self._policy, self._came_back = self.policy, set(self.came_back)

    def _recognise(self, letter: LetterOrder) -> None:
        parts = from_tag(letter.token)
        if parts is None:
            return
        reference, secret = parts
        for question in Question:
            for often in range(_OFTEN):
                for version in range(_VERSIONS):
                    if token(SECRET, reference, letter.to, f"{question}.{often}", version) == secret:
                        bound = f"{question} of {letter.to} about v{version} in {reference}, no. {often + 1}"
                        self._tokens[hashed(secret)] = bound
                        return

    def _token_name(self, token_hash: str) -> str:
        return self._tokens.get(token_hash, token_hash)

    def _letter(self, letter: LetterOrder) -> list[str]:
        parts = from_tag(letter.token)
        asks = self._token_name(hashed(parts[1])) if parts else letter.token
        rest = {
            "case": letter.reference,
            "answers": letter.answers,
            "references": letter.references,
            "answered subject": letter.answered_subject,
            "token": asks,
        }
        unverified = ", with a null return path" if letter.unverified else ""
        lines = [f"Letter {letter.template} to {shown(letter.to)} in {letter.language}{unverified}"]
        lines.append("    " + "; ".join(f"{name}: {shown(one)}" for name, one in rest.items()))
        return lines + [f"    {name}: {shown(one)}" for name, one in letter.values.items()]


def _event(event: Event) -> str:
    if isinstance(event, MailArrived):
        return f"{event.mail_id} from {shown(event.reading.from_address)}"
    return f"{type(event).__name__}: {shown(event)}"


def _mail(event: MailArrived, token_name: Callable[[str], str]) -> list[str]:
    reading = event.reading
    rest = replace(reading, **{name: _PLAIN[name] for name in _PRINTED_APART})
    told = [
        f"{reading.kind} in {reading.language}, vouched for: {event.verdict.evidence}; else: {shown(rest)}",
        f'"{reading.subject}" {reading.message_id}',
    ]
    if event.verdict.address != reading.from_address or event.envelope.mail_from != reading.from_address:
        told.append(f"verdict on {shown(event.verdict.address)}, return path {shown(event.envelope.mail_from)}")
    if reading.own_text != "own words":
        told.append(f'own words: "{reading.own_text}"')
    for what, tags in (("brings back the token for", event.tags), ("is in the thread of", event.threads)):
        told += [f"{what} {token_name(hashed(parts[1])) if parts else tag}" for tag, parts in _tags(tags)]
    for sent in ("to_return_path_of", "in_thread_of"):
        told += [f"{sent}: {shown(getattr(event, sent))}"] if getattr(event, sent) else []
    for number, request in enumerate(reading.requests, 1):
        told.append(f"states {number}: {'; '.join(f'{name} {stated(one)}' for name, one in request.fields.items())}")
    return told


def _tags(tags: tuple[str, ...]) -> list[tuple[str, tuple[str, str] | None]]:
    return [(tag, from_tag(tag)) for tag in tags]


_PLAIN: dict[str, Any] = {
    "kind": "",
    "from_address": "",
    "subject": "",
    "own_text": "",
    "message_id": "",
    "language": "",
    "requests": (),
}
