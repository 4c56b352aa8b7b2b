"""An answer to one of our letters: whose it is, to which question, and what follows (R7 to R9, design "Trust").

An answer acts where it brings back the token of a question put to its very sender, or where its sender is vouched for
and is the person who may answer. The right token from somebody else goes to the support team; anybody else's answer
is kept in the history and changes nothing. An unclear answer is asked again, then left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hwb_mailbot.domain.cases import (
    HEADTEACHER_QUESTIONS,
    Asked,
    Case,
    CaseState,
    Half,
    Question,
    Standing,
)
from hwb_mailbot.domain.checks import Pair
from hwb_mailbot.domain.deciding import concluding, patience, telling
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.confirming import leaving_date_confirmed, school_confirmed
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.ends import close, end
from hwb_mailbot.domain.deciding.joining import join
from hwb_mailbot.domain.deciding.receivers import headteachers_now, reachable
from hwb_mailbot.domain.deciding.values import details, school_name
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import Answer, Field, FieldName, Language
from hwb_mailbot.domain.matching import named_former, pair_of
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Effect, Sender, may_authorise


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail brought back: a question put to its sender, or one put to somebody else, or none."""

    asked: Asked | None = None
    somebody_elses: Asked | None = None
    stale: bool = False
    """The token is used, expired, or about a request that has changed since."""
    held: Asked | None = None
    """The question whose token it was if it was put to the sender, though it may be good no longer."""


def decide_answer(
    mail: MailArrived,
    case: Case,
    sender: Sender,
    returned: Returned,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> CaseFile:
    """What an answer does to its case. Raises ``FactNeeded``."""
    file = CaseFile(case, facts, policy, now)
    pair = pair_of(case, facts, policy.today(now))
    answer = mail.reading.answer or Answer.UNCLEAR
    headteacher = _answers_as_headteacher(returned, pair, sender)
    actor = {True: "headteacher", False: "mover", None: "sender"}[headteacher]
    file.note(actor, "answer-received", (str(answer),), mail)
    if not case.open or case.state is CaseState.MERGING:
        _too_late(file, sender, returned, headteacher, mail)
        return file
    if brought_by_another(returned, pair, sender) or _crosses(returned, headteacher, answer):
        file.concern("right-token-other-sender")
        settle(file)
        return file
    if headteacher is None:
        return file  # a stranger's word: kept, and nothing else
    question = returned.asked.question if returned.asked else _open_question(case, headteacher)
    if returned.asked is None and not _acts_without_token(returned, sender, question, answer, mail, case):
        _unconfirmed(file, pair, question, headteacher, answer, returned)
        return file
    if returned.asked is not None:
        file.answered(returned.asked)
    if question is None:
        _volunteered(file, pair, headteacher, answer, mail)
        return file
    if headteacher:
        _from_headteacher(file, pair, question, answer, mail, sender)
    else:
        _from_mover(file, pair, question, answer, mail, sender)
    return file


def brought_by_another(returned: Returned, pair: Pair, sender: Sender) -> bool:
    """Whether the right token came from somebody else: a deputy, a secretary, whoever had the letter forwarded.

    A person looks at that, vouched for or not (design, "Trust"); only the case's own people need no other's token.
    """
    if returned.asked is not None or returned.somebody_elses is None:
        return False
    return not (sender.vouched and _answers_as_headteacher(returned, pair, sender) is not None)


def _crosses(returned: Returned, headteacher: bool | None, answer: Answer) -> bool:
    """Whether one side says yes to what the other was asked: the two halves come from two people (R25)."""
    asked = returned.somebody_elses
    if asked is None or answer not in (Answer.APPROVE, Answer.PROCEED):
        return False
    return (asked.question in HEADTEACHER_QUESTIONS) is not headteacher


def _acts_without_token(
    returned: Returned, sender: Sender, question: Question | None, answer: Answer, mail: MailArrived, case: Case
) -> bool:
    """Whether a vouched sender's answer acts though it brought back no token.

    It names the case in what the sender signed: subject or own words, not a thread header that anybody may add. And a
    yes can only mean the one version that was ever asked about; a stale token never acts.
    """
    named = f"{mail.reading.subject} {mail.reading.own_text}".upper()
    if returned.stale or not sender.vouched or case.reference not in named:
        return False
    if question is None or answer not in (Answer.APPROVE, Answer.PROCEED):
        return True
    versions = {one.version for one in case.asked if one.question is question}
    half = case.consolidation or case.enquiry
    return question in (Question.APPROVE, Question.PROCEED) and half is not None and versions == {half.version}


def _answers_as_headteacher(returned: Returned, pair: Pair, sender: Sender) -> bool | None:
    """Whether the sender answers for the former school (True), for themself (False), or is nobody here (None)."""
    asked = returned.asked
    if asked is not None:
        return asked.question in HEADTEACHER_QUESTIONS
    case = pair.case
    former = pair.former or named_former(pair)
    heads = set(pair.facts.headteacher_addresses(former.dfes_number)) if former is not None else set()
    heads |= {one.address.lower() for one in case.asked if one.question in HEADTEACHER_QUESTIONS}
    mover = {account.email.lower() for account in (pair.new, former) if account is not None}
    mover |= {one.address.lower() for one in case.asked if one.question is Question.COMPLETE_CONSOLIDATION}
    if sender.address in heads - mover:
        return True
    if sender.address in mover - heads:
        return False
    return None


def _open_question(case: Case, headteacher: bool) -> Question | None:
    """The latest question still open to that side."""
    for one in reversed(case.asked):
        if one.answered_at is None and (one.question in HEADTEACHER_QUESTIONS) is headteacher:
            return one.question
    return None


def _too_late(file: CaseFile, sender: Sender, returned: Returned, headteacher: bool | None, mail: MailArrived) -> None:
    """The case has ended: whoever may know is told how, once a mail; nothing changes."""
    case = file.case
    file.note("mailbot", "nothing-changed", (str(case.state),), mail)
    # Even a used token shows that its receiver writes, or at least that the letter goes to where we wrote before.
    entitled = returned.held is not None or (headteacher is not None and sender.vouched)
    if headteacher or (returned.held is not None and returned.held.question in HEADTEACHER_QUESTIONS):
        entitled = entitled and sender.address in headteachers_now(case, file.facts)
    to = reachable(file, sender.address)
    often = file.facts.letters_lately(to.lower(), "sender-nothing-changed") >= file.policy.same_letters_a_day
    if entitled and case.state is not CaseState.MERGING and not often:
        ended = [one.at for one in case.history if one.event == case.state] or [case.opened_at]
        closed_on = patience.closing_day(file) or file.policy.today(ended[-1]).isoformat()
        file.tell(
            "sender-nothing-changed",
            to,
            mail.reading.language,
            {
                "person": case.person,
                "state": str(case.state),
                "closed_on": closed_on,
            },
            once=mail.mail_id,
            answering=mail,
        )


def _unconfirmed(
    file: CaseFile, pair: Pair, question: Question | None, headteacher: bool, answer: Answer, returned: Returned
) -> None:
    """An answer that does not act. One that may take back what stands stops the case for a person, who can ask."""
    half = file.case.authorisation if headteacher else file.case.consolidation
    takes_back = answer in (Answer.REJECT, Answer.CANCEL, Answer.UNCLEAR)
    if takes_back and half is not None and half.stands and not returned.stale:
        file.concern("answer-unconfirmed")
        settle(file)
    else:
        _ask_again(file, pair, question)


def _ask_again(file: CaseFile, pair: Pair, question: Question | None) -> None:
    """An unauthenticated answer from an address on record: put the question to that address, with a token (R24)."""
    case = file.case
    if question is None or file.times_asked(question) >= file.policy.asks_before_review:
        return
    former = named_former(pair)
    if question is Question.APPROVE and former is not None:
        telling.approval_asked(file, pair, former, again=True)
    elif question in (Question.HEADTEACHER_SENT_IT, Question.MOVER_SENT_IT):
        half = case.authorisation if question is Question.HEADTEACHER_SENT_IT else case.consolidation
        if half is not None and not half.stands:
            telling.sender_check(file, half, question, again=True)


def _unclear(file: CaseFile, headteacher: bool, question: Question, mail: MailArrived, sender: Sender) -> None:
    """Ask back once or twice, then a person looks (N4)."""
    template = "headteacher-answer-unclear" if headteacher else "mover-answer-unclear"
    asked = sum(key.startswith(f"{template}@") for key in file.case.told)
    if asked + 1 >= file.policy.asks_before_review:
        file.concern("answer-unclear")
        settle(file)
        return
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    version = next((one.version for one in reversed(file.case.asked) if one.question is question), 0)
    file.tell(
        template,
        file.facts.read_at(sender.address),
        mail.reading.language,
        {**details(pair, file.policy), "expires": patience.closing_day(file)},
        once=mail.mail_id,
        answering=mail,
        question=question,
        version=version,
    )


def _from_headteacher(
    file: CaseFile, pair: Pair, question: Question, answer: Answer, mail: MailArrived, sender: Sender
) -> None:
    if answer is Answer.PROCEED:
        answer = Answer.APPROVE  # "please proceed" is how many say yes to being asked to approve
    if answer is Answer.REJECT and question is Question.HEADTEACHER_SENT_IT:
        _deny(file, headteacher=True)
    elif answer is Answer.REJECT:
        end(file, CaseState.REJECTED, "rejected-by-headteacher", answered_in=mail.reading.language)
    elif answer is not Answer.APPROVE:
        _unclear(file, True, question, mail, sender)
    elif question is Question.HEADTEACHER_SENT_IT:
        _confirm(file, sender, headteacher=True)
    elif question is Question.APPROVE:
        _approve(file, pair, mail, sender)
    elif not leaving_date_confirmed(file, pair, mail):
        _unclear(file, True, question, mail, sender)


def _from_mover(
    file: CaseFile, pair: Pair, question: Question, answer: Answer, mail: MailArrived, sender: Sender
) -> None:
    if answer in (Answer.CANCEL, Answer.REJECT) and question is Question.MOVER_SENT_IT:
        _deny(file, headteacher=False)
    elif answer in (Answer.CANCEL, Answer.REJECT):
        _withdraw(file, pair, mail)
    elif answer not in (Answer.PROCEED, Answer.APPROVE):
        _unclear(file, False, question, mail, sender)
    elif question is Question.MOVER_SENT_IT:
        _confirm(file, sender, headteacher=False)
    elif question is Question.PROCEED:
        file.change(proceeded=True)
        settle(file)
    elif not school_confirmed(file, question):
        _unclear(file, False, question, mail, sender)


def _volunteered(file: CaseFile, pair: Pair, headteacher: bool, answer: Answer, mail: MailArrived) -> None:
    """A vouched answer that no open question asked for: a change of mind counts, a yes waits for what is asked."""
    if headteacher and answer is Answer.REJECT:
        end(file, CaseState.REJECTED, "rejected-by-headteacher", answered_in=mail.reading.language)
    elif not headteacher and answer in (Answer.CANCEL, Answer.REJECT):
        _withdraw(file, pair, mail)
    elif answer is Answer.UNCLEAR:
        file.concern("answer-unclear")
        settle(file)


def _withdraw(file: CaseFile, pair: Pair, mail: MailArrived) -> None:
    """CANCEL ends the mover's case; where it is not plain that they are the mover, it only takes their half back."""
    case = file.case
    same = pair.former is not None and pair.new is not None and same_name(pair.former.full_name, pair.new.full_name)
    authorised = case.authorisation is not None and case.authorisation.stands
    if authorised and case.consolidation is not None and (case.state is CaseState.REVIEW or not same):
        file.change(consolidation=None, proceeded=False)
        file.note("mover", "withdrawn-by-mover")
        concluding.half_withdrawn(file, pair, mail)
        settle(file)
    else:
        end(file, CaseState.WITHDRAWN, "withdrawn-by-mover", answered_in=mail.reading.language)


def _confirm(file: CaseFile, sender: Sender, *, headteacher: bool) -> None:
    """The call-back was answered: the half stands, as of the version that was asked about."""
    half = file.case.authorisation if headteacher else file.case.consolidation
    if half is None or half.stands:
        settle(file)
        return
    if headteacher:
        pair = pair_of(file.case, file.facts, file.policy.today(file.now))
        vouched = replace(sender, answered_token=True)
        entitled = may_authorise(vouched, file.facts, half.speaks_for, pair.former, pair.new)
        if entitled.effect is not Effect.ACTS:  # whoever was asked is on record no longer
            file.concern(entitled.reason)
            settle(file)
            return
    confirmed = replace(half, standing=Standing.CALLED_BACK, address=sender.address)
    if headteacher:
        file.change(authorisation=confirmed)
    else:
        file.change(consolidation=confirmed)
    file.note("headteacher" if headteacher else "mover", "sender-confirmed")
    file.others = join(file)
    settle(file)


def _deny(file: CaseFile, *, headteacher: bool) -> None:
    """Whoever was called back did not write that: only the false half goes; what others sent stays.

    A half that stands by another mail, vouched for, is denied all the same: a person looks before it is acted on.
    """
    half = file.case.authorisation if headteacher else file.case.consolidation
    file.note("headteacher" if headteacher else "mover", "sender-denied")
    if half is None or half.stands:
        if half is not None:
            file.concern("sender-denied")
        settle(file)
        return
    if headteacher:
        file.change(authorisation=None)
    else:
        file.change(consolidation=None)
    if file.case.authorisation is None and file.case.consolidation is None:
        close(file)
        file.move(CaseState.REJECTED, ["sender-denied"])
    else:
        settle(file)


def _approve(file: CaseFile, pair: Pair, mail: MailArrived, sender: Sender) -> None:
    """R7: the headteacher approves what our letter laid out; the approval is the authorisation (R1)."""
    former = pair.former or named_former(pair)
    if former is None:
        file.concern("former-account-unknown")
        settle(file)
        return
    new = pair.new or telling.new_of_enquiry(pair)
    entitled = may_authorise(replace(sender, answered_token=True), file.facts, former.dfes_number, former, new)
    if entitled.effect is not Effect.ACTS:
        file.concern(entitled.reason)
        settle(file)
        return
    approved = Pair(pair.case, pair.facts, pair.today, former, new)
    school, new_school = approved.former_school, approved.new_school
    words = mail.reading.own_text[:200]

    def laid_out(value: str | bool) -> Field:
        return Field(value, words, "letter")

    fields = {
        FieldName.LEAVING_DATE_CONFIRMED: laid_out(True),
        FieldName.STAFF_NAME: laid_out(former.full_name),
        FieldName.FORMER_SCHOOL_NAME: laid_out(school_name(school)),
        FieldName.FORMER_DFES_NUMBER: laid_out(former.dfes_number),
        FieldName.FORMER_USERNAME: laid_out(former.username),
        FieldName.NEW_SCHOOL_NAME: laid_out(school_name(new_school)),
    }
    if new is not None and pair.new is None:  # the staff member has not said yet that this is their account
        fields[FieldName.NEW_USERNAME] = laid_out(new.username)
    half = Half(
        fields=fields,
        sender=sender.address,
        standing=Standing.CALLED_BACK if sender.answered_token else Standing.ACTS,
        version=1,
        language=mail.reading.language or Language.BOTH,
        at=file.now,
        mail_id=mail.mail_id,
        message_id=mail.reading.message_id,
        subject=mail.reading.subject,
        address=sender.address,
        speaks_for=former.dfes_number,
    )
    file.change(authorisation=half)
    file.note("headteacher", "approved", mail=mail)
    settle(file)
