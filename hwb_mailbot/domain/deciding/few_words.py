"""A reply of few words to a letter that asks for one thing alone: what was asked says what they mean (R4).

``6614022`` states nothing by itself. In answer to a letter that lacks one number, and nothing else, it is that number.
So it counts only where exactly one thing is asked of its sender now, the letter that asked for it in just that way is
the latest, and the words are hardly more than one value of that kind; then it is a statement like any other, with every
check before it. A value that the letter has called wrong, said once more, is a person's: perhaps it is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Asked, Case, CaseState, Journey
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding import asking_back
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import asks
from hwb_mailbot.domain.deciding.returning import COMPLETING, Returned
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Concerns, Finding
from hwb_mailbot.domain.mails import Detail, FieldName, MailKind, Reading, Request
from hwb_mailbot.domain.matching import pair_of, standing_only
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

_DETAILS: Mapping[FieldName, Detail] = {
    FieldName.LEAVING_DATE_CONFIRMED: Detail.ON_RECORD,
    FieldName.FORMER_DFES_NUMBER: Detail.DFES_NUMBER,
    FieldName.FORMER_USERNAME: Detail.USERNAME,
    FieldName.NEW_DFES_NUMBER: Detail.DFES_NUMBER,
    FieldName.NEW_USERNAME: Detail.USERNAME,
    FieldName.STAFF_CODE: Detail.STAFF_CODE,
    FieldName.EMPLOYEE_NUMBER: Detail.EMPLOYEE_NUMBER,
}
_AMISS: Mapping[str, FieldName] = {
    **{f"missing-{name}": name for name in _DETAILS},
    "leaving-date-not-confirmed": FieldName.LEAVING_DATE_CONFIRMED,
    "former-dfes-differs": FieldName.FORMER_DFES_NUMBER,
    "former-dfes-unknown": FieldName.FORMER_DFES_NUMBER,
    "new-dfes-differs": FieldName.NEW_DFES_NUMBER,
    "new-dfes-unknown": FieldName.NEW_DFES_NUMBER,
    "former-account-unknown": FieldName.FORMER_USERNAME,
    "former-account-other-school": FieldName.FORMER_USERNAME,
    "former-account-other-person": FieldName.FORMER_USERNAME,
    "new-account-unknown": FieldName.NEW_USERNAME,
    "new-account-other-person": FieldName.NEW_USERNAME,
    "staff-code-differs": FieldName.STAFF_CODE,
    "employee-number-differs": FieldName.EMPLOYEE_NUMBER,
}
"""What a finding asks for, where that is one value that its shape tells. A name that does not fit may be either's."""


def as_asked(
    mail: MailArrived, case: Case, returned: Returned, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> MailArrived:
    """The mail with its few words as the one detail that was asked for; else as it is. Raises ``FactNeeded``."""
    reading = mail.reading
    if not reading.few_words or reading.kind is not MailKind.ENQUIRY or reading.requests or reading.answer is not None:
        return mail
    asked = _question(case, returned, sender)
    if asked is None or not case.open or case.state is CaseState.MERGING:
        return mail
    one = _only_finding(CaseFile(case, facts, policy, now), asked)
    name = _AMISS.get(one.code) if one is not None else None
    stated = reading.few_words.get(_DETAILS[name]) if name is not None else None
    if one is None or name is None or stated is None or stated.value == one.stated:
        return mail
    return replace(mail, reading=_stating(reading, Request({name: stated}), asked, case))


def _question(case: Case, returned: Returned, sender: Sender) -> Asked | None:
    """The question for details that the mail answers: by its token, or the latest to a sender who is vouched for."""
    if returned.somebody_elses is not None or returned.stale:
        return None
    ours = [one for one in case.asked if one.question in COMPLETING and one.address.lower() == sender.address]
    latest = ours[-1] if ours else None
    if latest is None or latest.answered_at is not None:
        return None
    if returned.asked is None:
        others = any(one.answered_at is None for one in case.asked_by_support)
        return latest if sender.vouched and not others else None
    return latest if returned.asked.token_hash == latest.token_hash else None


def _only_finding(file: CaseFile, asked: Asked) -> Finding | None:
    """What the half lacks, where it is one thing and the letter that was sent asked for that and nothing else."""
    authorises = asked.question in HEADTEACHER_QUESTIONS
    pair = standing_only(pair_of(file.case, file.facts, file.policy.today(file.now)))
    half = pair.authorisation if authorises else pair.consolidation
    concerns = Concerns.AUTHORISATION if authorises else Concerns.CONSOLIDATION
    found = asks(file, findings(pair), concerns)
    if half is None or len(found) != 1 or half.version != asked.version:
        return None
    return found[0] if asking_back.asked_for(file, half, found, authorises=authorises) else None


def _stating(reading: Reading, request: Request, asked: Asked, case: Case) -> Reading:
    kind = MailKind.TRANSFER_REQUEST if case.journey is Journey.TRANSFER else MailKind.CONSOLIDATION
    if asked.question in HEADTEACHER_QUESTIONS:
        kind = MailKind.AUTHORISATION
    return replace(reading, kind=kind, requests=(request,), enquiry=None, takes_back=False, only_thanks=False)
