"""How a story is told: steps with headings, in a small Wales that writes everything down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import Event, SentLetter, SupportActed, SupportAction
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Enquiry, FieldName, MailKind, Topic
from tests.domain.moves.playing import Script
from tests.domain.transcripts.recording import RecordedWorld

Details = Mapping[FieldName, str | bool]


class Told(Script):
    """A story as it is told: each step under what happened in it."""

    wales: RecordedWorld

    def __init__(self) -> None:
        super().__init__()
        self.wales = RecordedWorld(self.wales)

    def step(self, event: str, action: Callable[[], Decision]) -> None:
        """What happens in ``action``, under its heading."""
        self.wales.told += ["", event]
        super().step(event, action)

    def happens(self, event: str, what: Event) -> None:
        """Any event, even one that is refused."""
        self.wales.told += ["", event]
        self.wales.decide(what)

    def support(self, event: str, action: SupportAction, about: str | None = None, **how: Any) -> None:
        """Mair of the support team acts, or is refused."""
        self.happens(event, SupportActed(about or self.reference, action, "Mair", "rang them", **how))
        self.wales.now += timedelta(minutes=5)

    def times_come(self, most: int, event: str) -> None:
        """So many due times come, or fewer where nothing is due any more."""
        for _ in range(most):
            case = self.case
            if case is not None and case.due_at is not None:
                self.time_comes(event)

    def asks_how_it_stands(self, event: str, sender: str, **how: Any) -> None:
        """Somebody asks about the case."""
        about = how.pop("about", None) or self.reference
        self.mail(event, sender, MailKind.ENQUIRY, about=about, enquiry=Enquiry(Topic.CASE_STATUS), **how)

    def sent(self, template: str) -> SentLetter:
        """The latest letter of that kind, as its return path names it."""
        letter: LetterOrder = self.wales.letter(template)
        return SentLetter("letter-1", letter.reference, letter.to)

    @property
    def reference(self) -> str:
        """The reference of the case that the story is about."""
        return self._reference
