"""An enquiry: answered where that is certain and the sender may know, else a person's as ever (R21, R22, N3).

``domain/enquiries`` says what a school may be told. Here it is decided whether anybody is told at all: only senders
who are vouched for, nobody oftener than other fixed letters, and never twice in one exchange of mails. How a case
stands is told to those whom the case has written to or heard from.
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Case, CaseState
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.enquirer_told import CLOSED, end_of, enquirer
from hwb_mailbot.domain.deciding.handing_over import WITH_A_PERSON
from hwb_mailbot.domain.deciding.receivers import headteachers_now
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.deciding.values import reasons
from hwb_mailbot.domain.enquiries import answer
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Topic
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

STATUS = f"sender-{Topic.CASE_STATUS}"


def template_of(topic: Topic) -> str:
    """The letter that answers a topic."""
    return f"sender-{topic}"


def faq_answer(
    mail: MailArrived, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> dict[str, LetterValue] | None:
    """The values of the letter ``template_of`` the mail's topic, or None where a person answers.

    A mail that answers another one goes to a person: our answer was not enough, or it is part of a conversation.
    """
    enquiry = mail.reading.enquiry
    if enquiry is None or not sender.vouched or mail.reading.in_reply_to:
        return None
    return answer(enquiry, sender.address, facts, now, policy.today)


def status_told(
    mail: MailArrived, case: Case, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> CaseFile | None:
    """How the case stands, told to one of its own people who asks nothing else; None where that is not so."""
    enquiry = mail.reading.enquiry
    if enquiry is None or enquiry.topic is not Topic.CASE_STATUS or not sender.vouched:
        return None
    address = facts.read_at(sender.address)
    one_of_its_people = sender.address in _people(case, facts, policy, now)
    asked_by_school = sender.address == enquirer(case, facts) and (case.open or end_of(case) is not None)
    if not address or not (one_of_its_people or asked_by_school):
        return None
    if any(often_enough(one, address, facts, policy) for one in (STATUS, CLOSED)) or facts.came_back(address.lower()):
        return None
    file = CaseFile(case, facts, policy, now, sender=sender)
    file.note("sender", "status-asked", mail=mail)
    if one_of_its_people:
        template, told = STATUS, _standing(file, sender.address)
    elif case.open:  # whose turn it is, is not the school's to know (N3)
        template, told = STATUS, {**reasons(["waits-for-others"]), "expires": patience.closing_day(file)}
    else:
        template, told = CLOSED, end_of(case) or {}
    file.tell(template, address, mail.reading.language, told, once=mail.mail_id, answering=mail)
    return file


def _people(case: Case, facts: Facts, policy: Policy, now: datetime) -> set[str]:
    """The addresses on record that this case was heard from or has written to, and after a merge the survivor's.

    Of headteachers only who is one at the former school by now.
    """
    people = {one.address.lower() for one in case.asked if one.question not in HEADTEACHER_QUESTIONS}
    if case.consolidation is not None and case.consolidation.stands and case.consolidation.address:
        people.add(case.consolidation.address.lower())
    authorised = case.authorisation is not None and case.authorisation.stands
    asked = {one.address.lower() for one in case.asked if one.question in HEADTEACHER_QUESTIONS}
    people |= {one for one in headteachers_now(case, facts) if authorised or one in asked}
    pair = pair_of(case, facts, policy.today(now))
    if pair.former is not None and case.state is CaseState.MERGED:
        people.add(pair.former.email.lower())
    return people


def _standing(file: CaseFile, address: str) -> dict[str, LetterValue]:
    """The state in words, what it waits for, and until when; never why a person looks at it.

    What the records lack is told to the staff member, as in the letter that says so.
    """
    case, half = file.case, file.case.consolidation
    mover = half is not None and half.stands and half.address.lower() == address
    side = "mover" if mover else "headteacher" if address in headteachers_now(case, file.facts) else "sender"
    if not case.open:
        return _ended(file)
    if case.state in WITH_A_PERSON:
        return reasons(["with-support"])
    if case.state is CaseState.MERGING:
        return reasons(["being-merged"])
    waits = case.reasons if mover and case.state is CaseState.WAITING_DIRECTORY else ()
    told = [{"code": code, "to": side} for code in (str(case.state), *waits)]
    return {"reasons": told, "expires": patience.closing_day(file)}


def _ended(file: CaseFile) -> dict[str, LetterValue]:
    case = file.case
    ended = [one.at for one in case.history if one.event == case.state] or [case.updated_at]
    return {"state": str(case.state), "closed_on": file.policy.today(ended[-1]).isoformat()}
