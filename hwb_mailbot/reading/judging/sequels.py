"""A second mail about a half that its writer sent before, which puts a detail right or adds one.

``In the authorisation that I sent you last Thursday I gave the wrong username. It is ab1.`` authorises nobody anew, and
has few details; beside the half that stands, it is a part of it. So is ``I typed my employee number wrong`` of a mover.
Whoever asks how that half stands, has trouble with an account or takes it back adds nothing. Errs towards an enquiry,
with which a person deals. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Set

from hwb_mailbot.domain.mails import AUTHORISATION_DETAILS, FieldName
from hwb_mailbot.reading.answers.denials import denied
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import listed, pattern

_WHOSE = frozenset({FieldName.STAFF_NAME, FieldName.FORMER_USERNAME})
_LEAST = 2
"""Details, one of which says whose they are."""
_OF_A_MOVER = frozenset({
    FieldName.NEW_SCHOOL_NAME, FieldName.NEW_DFES_NUMBER, FieldName.NEW_USERNAME, FieldName.STAFF_CODE,
    FieldName.EMPLOYEE_NUMBER,
})  # fmt: skip


def adds_to_authorisation(details: Details, stated: Set[FieldName], subject: str) -> bool:
    """Whether the mail puts right, or adds to, an authorisation that its writer says they sent before."""
    if details.perspective.writer is not Writer.HEAD or len(details.drafts) != 1:
        return False
    if not stated & _WHOSE or len(stated & AUTHORISATION_DETAILS) < _LEAST:
        return False
    return _puts_right(details, subject, "authorisation_sent")


def adds_to_consolidation(details: Details, stated: Set[FieldName], subject: str) -> bool:
    """Whether the mail puts right, or adds to, the details that a mover says they sent before."""
    if details.perspective.writer is Writer.HEAD or details.perspective.authorises or len(details.drafts) != 1:
        return False
    return bool(stated & _OF_A_MOVER) and _puts_right(details, subject, "consolidation_sent")


def _puts_right(details: Details, subject: str, sent: str) -> bool:
    """Whether it says that one of the kind was ``sent``, and what was wrong with it, and no more."""
    text = " ".join(details.plain_text.split())
    folded = f"{fold(subject)}. {fold(text)}"
    if not listed("sent_before", sent).search(folded):
        return False
    if not listed("sent_before", "put_right_or_added").search(folded):
        return False
    if pattern("kinds", "chasing", "trouble").search(folded) or denied(details.plain_text.split("\n"), subject):
        return False
    asked = [fold(text[a:b]) for a, b in sentences(text) if "?" in text[a:b]]
    return all(listed("sent_before", "asks_for_change").match(one.lstrip()) for one in asked)
