"""An answer to one of our letters: whose it is, to which question, and what follows (R7 to R9, design "Trust").

An answer acts where it brings back the token of a question put to its very sender, or where its sender is vouched for
and is the person who may answer. The right token from somebody else goes to the support team; anybody else's answer
is kept in the history and changes nothing. An unclear answer is asked again, then left to a person.
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Case, CaseState, Journey, Question
from hwb_mailbot.domain.deciding import asking_back, correcting, patience, telling
from hwb_mailbot.domain.deciding.agreeing import approve, confirm, deny, withdraw
from hwb_mailbot.domain.deciding.asking_back import TOO_OFTEN
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.confirming import (
    leaving_date_asked,
    leaving_date_confirmed,
    school_asked,
    school_confirmed,
)
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.ends import end
from hwb_mailbot.domain.deciding.naming import for_somebody_else
from hwb_mailbot.domain.deciding.objecting import lay_before_support
from hwb_mailbot.domain.deciding.receivers import headteachers_now, leads_still, reachable
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.deciding.returning import (
    COMPLETING,
    Returned,
    acts_without_token,
    answers_as_headteacher,
    brought_by_another,
    crosses,
    open_question,
)
from hwb_mailbot.domain.deciding.values import details
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.domain.matching import named_former, pair_of
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

_LONGEST_CITED = 200
AFTER_THE_END = "answered-after-the-end"
"""Why a person looks: somebody of an ended case answers, and may want a merge undone or something else (R8)."""
NO_LONGER_ON_RECORD = "sender-unknown"
"""Why a person looks: the writer gave the authorisation or was asked for it, and leads the school no longer (R24)."""


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
    file = CaseFile(case, facts, policy, now, sender=sender)
    pair = pair_of(case, facts, policy.today(now))
    answer = mail.reading.answer or Answer.UNCLEAR
    headteacher = answers_as_headteacher(returned, pair, sender)
    actor = {True: "headteacher", False: "mover", None: "sender"}[headteacher]
    file.note(actor, "answer-received", (str(answer),), mail, text=_doubted_words(mail, answer))
    if not case.open or case.state is CaseState.MERGING:
        _too_late(file, sender, returned, headteacher, mail)
        return file
    if brought_by_another(returned, pair, sender) or crosses(returned, headteacher, answer):
        file.concern("right-token-other-sender")
        settle(file)
        return file
    if headteacher is None:
        return file  # a stranger's word: kept, and nothing else
    question = returned.asked.question if returned.asked else open_question(case, headteacher)
    if returned.asked is None and not acts_without_token(returned, sender, question, answer, mail, case):
        _unconfirmed(file, pair, question, headteacher, mail, returned, sender)
        return file
    if returned.asked is not None:
        file.answered(returned.asked)
    if correcting.in_doubt(case, headteacher) and answer in (Answer.REJECT, Answer.CANCEL):
        correcting.settled(file, headteacher)
        _volunteered(file, pair, headteacher, answer, mail)
        return file
    if returned.asked is not None and correcting.answer(file, returned.asked, answer, sender):
        settle(file)
        return file
    if question is None:
        _volunteered(file, pair, headteacher, answer, mail)
        return file
    if headteacher and not (leads_still(sender.address, pair) or question is Question.HEADTEACHER_SENT_IT):
        lay_before_support(file, NO_LONGER_ON_RECORD)
    elif headteacher:
        _from_headteacher(file, pair, question, answer, mail, sender)
    else:
        _from_mover(file, pair, question, answer, mail, sender)
    return file


def _doubted_words(mail: MailArrived, answer: Answer) -> str:
    """The sentence for which an unclear answer is so, for whoever of the team reads the history."""
    words = (" ".join(one.text.split()) for one in mail.reading.doubts if answer is Answer.UNCLEAR)
    return next(filter(None, words), "")[:_LONGEST_CITED]


def may_want_something(mail: MailArrived, file: CaseFile, sender: Sender, returned: Returned) -> bool:
    """Whether an answer to a case that has ended may ask for what our letters promise: that a merge be undone, or help.

    Of whoever had a letter, or is vouched for in the case; a yes, or thanks, asks for nothing, nor does a no to what
    was not merged. Raises ``FactNeeded``.
    """
    reading, case = mail.reading, file.case
    if case.state is CaseState.MERGING or reading.only_thanks or reading.requests:
        return False
    refuses = reading.answer in (Answer.REJECT, Answer.CANCEL)
    if reading.answer in (Answer.APPROVE, Answer.PROCEED) or (refuses and case.state is not CaseState.MERGED):
        return False
    pair = pair_of(case, file.facts, file.policy.today(file.now))
    return returned.held is not None or (answers_as_headteacher(returned, pair, sender) is not None and sender.vouched)


def _too_late(file: CaseFile, sender: Sender, returned: Returned, headteacher: bool | None, mail: MailArrived) -> None:
    """The case has ended: whoever may know is told how, once a mail; nothing changes."""
    case = file.case
    file.note("mailbot", "nothing-changed", (str(case.state),), mail)
    # Even a used token shows that its receiver writes, or at least that the letter goes to where we wrote before.
    entitled = returned.held is not None or (headteacher is not None and sender.vouched)
    if headteacher or (returned.held is not None and returned.held.question in HEADTEACHER_QUESTIONS):
        entitled = entitled and sender.address in headteachers_now(case, file.facts)
    to = reachable(file, sender.address)
    often = often_enough("sender-nothing-changed", to, file.facts, file.policy)
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
    file: CaseFile,
    pair: Pair,
    question: Question | None,
    headteacher: bool,
    mail: MailArrived,
    returned: Returned,
    sender: Sender,
) -> None:
    """An answer that does not act. One that may take back what stands stops the case for a person, who can ask.

    So does one to a letter that was answered before, of whoever is vouched for; details that come once more do not.
    One that nothing vouches for is asked about first: else anybody could stop anything for good.
    """
    half = file.case.authorisation if headteacher else file.case.consolidation
    answer = mail.reading.answer if returned.stale else mail.reading.answer or Answer.UNCLEAR
    takes_back = answer in (Answer.REJECT, Answer.CANCEL, Answer.UNCLEAR)
    if takes_back and half is not None and half.stands and sender.vouched:
        lay_before_support(file, "answer-unconfirmed")
    elif takes_back and half is not None and half.stands and not returned.stale:
        if not correcting.doubt(file, headteacher):
            file.concern("answer-unconfirmed")
        settle(file)
    else:
        _ask_again(file, pair, question, sender)


def _ask_again(file: CaseFile, pair: Pair, question: Question | None, sender: Sender) -> None:
    """An answer without a token from an address on record: put the question to that address, with one (R24).

    Whoever is vouched for and was asked often enough does not find the token: a person looks, and they hear so.
    """
    case = file.case
    former = named_former(pair)
    if question is None:
        return
    if question is Question.APPROVE and former is not None:
        heads = file.facts.headteacher_addresses(former.dfes_number)
        if sender.address not in heads:
            return  # the request has changed since they were asked: it is another headteacher's now
    if file.times_asked(question) >= file.policy.asks_before_review:
        if sender.vouched and _is_waited_for(case, question):
            file.concern(TOO_OFTEN)
            settle(file)
        return
    if question is Question.APPROVE and former is not None:
        telling.approval_asked(file, pair, former, again=True)
    elif question in (Question.HEADTEACHER_SENT_IT, Question.MOVER_SENT_IT):
        half = case.authorisation if question is Question.HEADTEACHER_SENT_IT else case.consolidation
        if half is not None and not half.stands:
            asking_back.sender_check(file, half, question, again=True)
        else:
            correcting.ask(file, question is Question.HEADTEACHER_SENT_IT, again=True)


def _is_waited_for(case: Case, question: Question) -> bool:
    """Whether anything still depends on the answer."""
    if question not in (Question.HEADTEACHER_SENT_IT, Question.MOVER_SENT_IT):
        return True
    authorisation = question is Question.HEADTEACHER_SENT_IT
    half = case.authorisation if authorisation else case.consolidation
    return (half is not None and not half.stands) or correcting.pending(case, authorisation) is not None


def _unclear(file: CaseFile, headteacher: bool, question: Question, mail: MailArrived, sender: Sender) -> None:
    """Ask back once or twice, then a person looks (N4)."""
    template = "headteacher-answer-unclear" if headteacher else "mover-answer-unclear"
    asked = sum(key.startswith(f"{template}@") for key in file.case.told)
    if asked + 1 >= file.policy.asks_before_review or _goes_on_without(file, headteacher, question):
        lay_before_support(file, "answer-unclear")
        return
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    version = next((one.version for one in reversed(file.case.asked) if one.question is question), 0)
    asks: dict[str, LetterValue] = {}
    if headteacher and question in COMPLETING:  # nobody asked whether they agree
        asks = {"only_leaving_date" if leaving_date_asked(file, pair) else "details_asked": True}
    elif question in COMPLETING and not school_asked(file):
        asks = {"details_asked": True}
    file.tell(
        template,
        file.facts.read_at(sender.address),
        mail.reading.language,
        {**details(pair, file.policy), **asks, "expires": patience.closing_day(file)},
        once=mail.mail_id,
        answering=mail,
        question=question,
        version=version,
    )


def _goes_on_without(file: CaseFile, headteacher: bool, question: Question) -> bool:
    """Whether the case goes on by what that side has given, whatever it answers: then nobody can be asked meanwhile."""
    case = file.case
    half = case.authorisation if headteacher else case.consolidation
    awaited = CaseState.WAITING_AUTHORISATION if headteacher else CaseState.WAITING_CONSOLIDATION
    if half is None or not half.stands or case.state in (awaited, CaseState.WAITING_SENDER_CHECK):
        return False
    if question is Question.COMPLETE_CONSOLIDATION and case.state is CaseState.WAITING_AUTHORISATION:
        return half.version != next(one.version for one in reversed(case.asked) if one.question is question)
    return question is not Question.PROCEED or case.journey is not Journey.TRANSFER


def _from_headteacher(
    file: CaseFile, pair: Pair, question: Question, answer: Answer, mail: MailArrived, sender: Sender
) -> None:
    if answer is Answer.PROCEED:
        answer = Answer.APPROVE  # "please proceed" is how many say yes to being asked to approve
    elif answer is Answer.CANCEL:
        answer = Answer.REJECT  # the staff letters' word says the same of what a headteacher gave or is asked for
    if answer is Answer.APPROVE and for_somebody_else(pair, mail):
        answer = Answer.UNCLEAR
    if answer is Answer.REJECT and question is Question.HEADTEACHER_SENT_IT:
        deny(file, headteacher=True)
    elif answer is Answer.REJECT:
        end(file, CaseState.REJECTED, "rejected-by-headteacher", answered_in=mail.reading.language)
    elif answer is not Answer.APPROVE:
        _unclear(file, True, question, mail, sender)
    elif question is Question.HEADTEACHER_SENT_IT:
        confirm(file, sender, headteacher=True)
    elif question is Question.APPROVE:
        approve(file, pair, mail, sender)
    elif not leaving_date_confirmed(file, pair, mail):
        _unclear(file, True, question, mail, sender)


def _from_mover(
    file: CaseFile, pair: Pair, question: Question, answer: Answer, mail: MailArrived, sender: Sender
) -> None:
    if answer in (Answer.CANCEL, Answer.REJECT) and question is Question.MOVER_SENT_IT:
        deny(file, headteacher=False)
    elif answer in (Answer.CANCEL, Answer.REJECT):
        withdraw(file, pair, mail)
    elif answer not in (Answer.PROCEED, Answer.APPROVE) or for_somebody_else(pair, mail):
        _unclear(file, False, question, mail, sender)
    elif question is Question.MOVER_SENT_IT:
        confirm(file, sender, headteacher=False)
    elif question is Question.PROCEED:
        file.change(proceeded=True)
        settle(file)
    elif not school_confirmed(file, question):
        _unclear(file, False, question, mail, sender)


def _volunteered(file: CaseFile, pair: Pair, headteacher: bool, answer: Answer, mail: MailArrived) -> None:
    """A vouched answer that no open question asked for: a change of mind counts, a yes waits for what is asked."""
    from_address = mail.reading.from_address.lower()
    if answer in (Answer.CANCEL, Answer.REJECT):
        if headteacher and not leads_still(from_address, pair):
            lay_before_support(file, NO_LONGER_ON_RECORD)
        elif headteacher:
            end(file, CaseState.REJECTED, "rejected-by-headteacher", answered_in=mail.reading.language)
        else:
            withdraw(file, pair, mail)
    elif answer is Answer.UNCLEAR:
        lay_before_support(file, "answer-unclear")
