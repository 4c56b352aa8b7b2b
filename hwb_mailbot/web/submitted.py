"""What a submitted form of a case asks for: what is wrong with it, the event that it makes, and what would follow.

Pages only build events; whether one can be done is ``domain.deciding``'s word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hwb_mailbot.casework import Casework
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.events import Party, SupportActed, SupportAction
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.records import Document
from hwb_mailbot.web.timeline import text_of

MOST_WORDS = 2_000
"""Characters of a reason."""
_IN_WELSH = {
    **dict.fromkeys(("ydy", "ydyw", "oes", "do", "ie"), "yes"),
    **dict.fromkeys(("nac ydy", "nac ydyw", "nac oes", "naddo", "nage", "na"), "no"),
}
"""How a Welsh page's reader says yes or no of a detail."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an action would lead to: the cases as they would stand, and the letters that would go out."""

    cases: tuple[Case, ...] = ()
    letters: tuple[ForeseenLetter, ...] = ()
    refused: str = ""
    refused_values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ForeseenLetter:
    """A letter as it would be written."""

    to: str
    subject: str
    text: str


def hindrance(form: Mapping[str, str], action: str, document: Document) -> str:
    """What is wrong with the form, as the name of a phrase."""
    words = form.get("reason", "").strip()
    if form.get("version") != str(document.version):
        return "case-changed"
    if action == "amend" and form.get("field") not in set(FieldName):
        return "field-missing"
    if action == "link" and not identifiers.reference(form.get("other", "")):
        return "other-missing"
    if action in ("ask", "withdraw") and form.get("party") not in set(Party):
        return "party-missing"
    if not words:
        return "reason-missing"
    return "reason-too-long" if len(words) > MOST_WORDS else ""


def event_of(form: Mapping[str, str], action: str, case: Case, by: str) -> SupportActed:
    """The event that the form makes; ``by`` is the name that the history keeps."""
    return SupportActed(
        reference=case.reference,
        action=SupportAction(action),
        by=by,
        reason=form.get("reason", "").strip(),
        field=FieldName(form["field"]) if action == "amend" else None,
        value=_value(form) if action == "amend" else "",
        other_reference=identifiers.reference(form.get("other", "")) or "" if action == "link" else "",
        party=Party(form["party"]) if action in ("ask", "withdraw") else None,
        words_cy=form.get("words_cy", ""),
        words_en=form.get("words_en", ""),
        letter_id=form.get("letter", ""),
    )


def _value(form: Mapping[str, str]) -> str:
    value = form.get("value", "").strip()
    said = form.get("field") == FieldName.LEAVING_DATE_CONFIRMED
    return _IN_WELSH.get(value.casefold(), value) if said else value


def foreseen(casework: Casework, event: SupportActed) -> Foreseen:
    """What would follow from ``event`` now. Raises ``StoreFault``, ``LetterFault``."""
    decision, letters = casework.preview(event)
    return Foreseen(
        cases=tuple(case for case in decision.cases if not case.joined_to),
        letters=tuple(ForeseenLetter(one.to, one.subject, text_of(one.raw.decode("ascii"))) for one in letters),
        refused=decision.refused,
        refused_values=tuple(decision.refused_values.items()),
    )
