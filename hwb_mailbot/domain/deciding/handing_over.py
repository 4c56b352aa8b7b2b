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
"""A person looks at the message that has just come from its receiver."""
CASE_TEMPLATE = "sender-case-with-support"
"""A person looks at the case of somebody who has not written just now."""
WITH_A_PERSON = frozenset({CaseState.REVIEW, CaseState.HELD})


def under_review(file: CaseFile, pair: Pair) -> None:
    """R22: whoever wrote a half and is known is told that a colleague looks, once.

    What has come just now is their message. Where somebody else wrote, or the directory or the clock called, they hear
    of the case: no message of theirs is passed on, and nobody answers one.
    """
    for half, _ in pair.halves():
        to, language = writer_address(file, half), language_of(half) if half.stands else half.language
        if file.mail is not None and file.mail.mail_id == half.mail_id:
            _tell(file, TEMPLATE, to, language, half)
        elif not _has_written_now(file, half) and not file.told(f"{TEMPLATE}@{to.lower()}"):
            _tell(file, CASE_TEMPLATE, to, language, half)


def handed_over(file: CaseFile, mail: MailArrived, sender: Sender) -> None:
    """R22: a known sender whose mail a person has to look at is told so, once a case, unless it withdrew their half."""
    if any(letter.template == "mover-withdrawn" for letter in file.letters):
        return
    if file.case.state in WITH_A_PERSON:
        hand_over(file, mail, sender)


def hand_over(file: CaseFile, mail: MailArrived, sender: Sender) -> None:
    """Tell a known sender that a person looks at this mail of theirs, in its language, once a case."""
    if sender.vouched and on_record(file.facts, sender.address):
        _tell(file, TEMPLATE, file.facts.read_at(sender.address), mail.reading.language, mail)


def _tell(file: CaseFile, template: str, to: str, language: Language, answering: Half | MailArrived) -> None:
    if to and not often_enough(template, to, file.facts, file.policy):
        file.tell(template, to, language, {}, once=to.lower(), answering=answering)


def _has_written_now(file: CaseFile, half: Half) -> bool:
    sender = file.sender  # anybody may write what stands in From
    return sender is not None and sender.vouched and sender.address == half.sender
