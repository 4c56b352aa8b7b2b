"""Whose answer a mail is, and to which of our questions: by the token it brought back, or without one (R24).

An answer acts where it brings back the token of a question put to its very sender, or where its sender is vouched for
and is the person who may answer. The right token from somebody else, or in a mail whose checks fail, goes to the
support team: what we write is forwarded, and then others hold it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Asked, Case, Question
from hwb_mailbot.domain.deciding import correcting
from hwb_mailbot.domain.deciding.placing import addresses_as_headteacher
from hwb_mailbot.domain.deciding.receivers import headteachers_now
from hwb_mailbot.domain.events import MailArrived, SentLetter
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.domain.matching import named_former
from hwb_mailbot.domain.senders import Sender

COMPLETING = frozenset({Question.COMPLETE_AUTHORISATION, Question.COMPLETE_CONSOLIDATION})
"""What asks for details: an answer fills them in."""

_CLAUSES, _A_WORD = re.compile(r"[.!?;\n]"), re.compile(r"[^\W\d_]+")
_YES_OR_NO = frozenset(
    """
    APPROVE APPROVED REJECT REJECTED PROCEED CANCEL CYMERADWYO CYMERADWYAF CYMERADWYWCH GWRTHOD GWRTHODAF GWRTHODWCH
    PARHAU CANSLO
    """.split()
)
_SAID_WITH_IT = frozenset("I PLEASE YES NO FOR CASE REF REFERENCE OS GWELWCH YN DDA ACHOS CYFEIRNOD AR GYFER".split())
"""Words beside a reference that leave no doubt that the answer is for its case."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail brought back: a question put to its sender, or one put to somebody else, or none."""

    asked: Asked | None = None
    somebody_elses: Asked | None = None
    """Also where the mail names the address that was asked, and is forged."""
    stale: bool = False
    """The token is used, expired, or about a request that has changed since."""
    held: Asked | None = None
    """The question whose token it was if it was put to the sender, though it may be good no longer."""


def brought_by_another(returned: Returned, pair: Pair, sender: Sender) -> bool:
    """Whether the right token came from somebody else: a deputy, a secretary, whoever had the letter forwarded.

    A person looks at that, vouched for or not (design, "Trust"); only the case's own people need no other's token.
    """
    if returned.asked is not None or returned.somebody_elses is None:
        return False
    return not (sender.vouched and answers_as_headteacher(returned, pair, sender) is not None)


def crosses(returned: Returned, headteacher: bool | None, answer: Answer) -> bool:
    """Whether one side says yes to what the other was asked: the two halves come from two people (R25)."""
    asked = returned.somebody_elses
    if asked is None or answer not in (Answer.APPROVE, Answer.PROCEED):
        return False
    return (asked.question in HEADTEACHER_QUESTIONS) is not headteacher


def answers_as_headteacher(returned: Returned, pair: Pair, sender: Sender) -> bool | None:
    """Whether the sender answers for the former school (True), for themself (False), or is nobody here (None)."""
    asked = returned.asked
    if asked is not None:
        return asked.question in HEADTEACHER_QUESTIONS
    case = pair.case
    former = pair.former or named_former(pair)
    if case.open:
        heads = set(pair.facts.headteacher_addresses(former.dfes_number)) if former is not None else set()
    else:  # after a merge the former account is at the new school, whose head this is not
        heads = set(headteachers_now(case, pair.facts))
    heads |= {one.address.lower() for one in case.asked if one.question in HEADTEACHER_QUESTIONS}
    if case.authorisation is not None and case.authorisation.stands and case.authorisation.address:
        heads.add(case.authorisation.address.lower())  # theirs to take back, whoever leads the school by now
    mover = {account.email.lower() for account in (pair.new, former) if account is not None}
    mover |= {one.address.lower() for one in case.asked if one.question is Question.COMPLETE_CONSOLIDATION}
    if sender.address in heads - mover:
        return True
    if sender.address in mover - heads:
        return False
    return None


def acts_without_token(
    returned: Returned, sender: Sender, question: Question | None, answer: Answer, mail: MailArrived, case: Case
) -> bool:
    """Whether a vouched sender's answer acts though it brought back no token.

    It names the case in what the sender signed: subject or own words, not a thread header that anybody may add. A yes
    names it in the very words, or answers a letter of ours: a subject may be that of somebody else's mail. And it can
    only mean the one version that was ever asked about; a stale token never acts.
    """
    words = mail.reading.own_text.upper()
    if returned.stale or not sender.vouched or case.reference not in f"{mail.reading.subject} {words}".upper():
        return False
    if question is None or answer not in (Answer.APPROVE, Answer.PROCEED):
        return True
    answers_ours = returned.somebody_elses is not None or any(
        (one.reference, one.to.lower()) == (case.reference, sender.address) for one in mail.in_thread_of
    )
    if case.reference not in words and not answers_ours:
        return False
    versions = {one.version for one in case.asked if one.question is question}
    half = case.consolidation or case.enquiry
    return question in (Question.APPROVE, Question.PROCEED) and half is not None and versions == {half.version}


def open_question(case: Case, headteacher: bool) -> Question | None:
    """The latest question still open to that side."""
    for one in reversed(case.asked):
        if one.answered_at is None and (one.question in HEADTEACHER_QUESTIONS) is headteacher:
            return one.question
    return None


def still_good(asked: Asked, case: Case, now: datetime) -> bool:
    """Unused, unexpired, and about the request as it still is: an amended half voids what was asked about it."""
    if asked.answered_at is not None or asked.expires_at < now:
        return False
    if asked.question in COMPLETING or asked.question is Question.SUPPORT_ASKED:
        return True
    half = case.consolidation or case.enquiry
    if asked.question is Question.HEADTEACHER_SENT_IT:
        half = case.authorisation
    correction = correcting.pending(case, asked.question is Question.HEADTEACHER_SENT_IT)
    if correction is not None and asked.question in (Question.HEADTEACHER_SENT_IT, Question.MOVER_SENT_IT):
        return asked.version == correction.version
    return half is not None and half.version == asked.version


def meant(several: SentLetter, mail: MailArrived, facts: Facts) -> Case | None:
    """The one case that a reply to a letter about several names itself; where it names none or more, a person asks.

    So does a person where the reference stands among other words than the answer: ``Approve. Skip HWB-…``.
    """
    words = f"{mail.reading.subject}\n{mail.reading.own_text}".upper()
    named = [one for one in (several.reference, *several.others) if one in words]
    if len(named) != 1:
        return None
    beside = (_A_WORD.findall(one.replace(named[0], " ")) for one in _CLAUSES.split(words) if named[0] in one)
    plain = any(set(one) & _YES_OR_NO and set(one) <= _YES_OR_NO | _SAID_WITH_IT for one in beside)
    return facts.case(named[0]) if plain else None


def fills_in_anothers_form(mail: MailArrived, returned: Returned, sender: Sender, facts: Facts) -> bool:
    """Whether a mail states what stands in a quoted form, and answers no letter of ours to its sender or their school.

    Who reads of a form in somebody else's mail, and answers all, may find it filled in already. Whoever begins with a
    mail of their own has filled in our form's lines themselves.
    """
    places = (stated.where for request in mail.reading.requests for stated in request.fields.values())
    if "quoted form" not in places or returned.held is not None or not mail.reading.answers_a_mail:
        return False
    own = addresses_as_headteacher(sender.address, facts)
    return not any(letter.to.lower() in own for letter in mail.in_thread_of)
