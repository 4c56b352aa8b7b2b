"""What a person has to look at: whoever wrote it and is known is told so, once a case (R22, N3, N4)."""

from __future__ import annotations

from hwb_mailbot.domain.cases import CaseState, Half
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.receivers import language_of, on_record, writer_address
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.senders import Sender

TEMPLATE = "sender-with-support"
WITH_A_PERSON = frozenset({CaseState.REVIEW, CaseState.HELD})


def under_review(file: CaseFile, pair: Pair) -> None:
    """R22: whoever wrote a half and is known is told that a colleague looks at it, once."""
    for half, _ in pair.halves():
        _with_support(file, writer_address(file, half), language_of(half) if half.stands else half.language, half)


def handed_over(file: CaseFile, mail: MailArrived, sender: Sender) -> None:
    """R22: a known sender whose mail a person has to look at is told so, once a case, unless it withdrew their half."""
    if any(letter.template == "mover-withdrawn" for letter in file.letters):
        return
    if file.case.state in WITH_A_PERSON:
        hand_over(file, mail, sender)


def hand_over(file: CaseFile, mail: MailArrived, sender: Sender) -> None:
    """Tell a known sender that a person looks at this mail of theirs, in its language, once a case."""
    if sender.vouched and on_record(file.facts, sender.address):
        _with_support(file, file.facts.read_at(sender.address), mail.reading.language, mail)


def _with_support(file: CaseFile, to: str, language: Language, answering: Half | MailArrived) -> None:
    if to and not often_enough(TEMPLATE, to, file.facts, file.policy):
        file.tell(TEMPLATE, to, language, {}, once=to.lower(), answering=answering)
