"""Messages that name no case, beside the case that they most likely belong to: by who wrote them, and for people only.

A message that answers support's own question without bringing its token back is one of these. Nothing is ever done
with it here: a person looks, and puts it into the case's history or not. What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.records import Document, Records
from hwb_mailbot.web.case_search import CaseSearch
from hwb_mailbot.web.mail_list import MailList

_MOST = 5


@dataclass(frozen=True, slots=True)
class LikelyMessage:
    """A message that may belong to a case; ``answers`` if support waits for an answer from its sender."""

    mail: str
    sender: str
    subject: str
    received_at: str
    answers: bool


@dataclass(frozen=True, slots=True)
class LikelyCase:
    """A case that a message may belong to; ``answers`` as above."""

    reference: str
    person: str
    answers: bool


def likely_messages(case: Case, mails: MailList, records: Records) -> list[LikelyMessage]:
    """The messages before the team that may belong to the open ``case``, and came since it was opened."""
    half = case.consolidation
    own = {half.sender.lower(), half.address.lower()} if half is not None else set()
    asked = {one.address.lower() for one in case.asked_by_support if one.answered_at is None}
    ids = mails.unplaced_from((own | asked) - {""}, case.opened_at)
    documents = (records.get("mail", id) for id in ids[-_MOST:])
    return [_message(one, asked) for one in documents if one is not None]


def likely_cases(senders: Iterable[str], search: CaseSearch) -> Mapping[str, list[LikelyCase]]:
    """The open cases to which messages of these senders may belong, those that wait for their answer first."""
    found: defaultdict[str, list[LikelyCase]] = defaultdict(list)
    for row in search.of_writers({sender.lower() for sender in senders if sender}):
        if len(found[row["address"]]) < _MOST:
            found[row["address"]].append(LikelyCase(row["reference"], row["person"], bool(row["asked"])))
    return found


def _message(document: Document, asked: set[str]) -> LikelyMessage:
    reading = document.body["reading"] or {}
    sender = str(reading.get("from_address") or "")
    subject = str(reading.get("subject") or "")
    return LikelyMessage(document.id, sender, subject, document.body["received_at"], sender.lower() in asked)
