"""A mail arrives: is it a machine's, an answer, a statement or a question, and which case does it speak of?

Order matters and is the reading order of a careful officer: what no person wrote is only noted; what cannot be read
with certainty goes to a person; then answers and statements; everything else is support's (R22, R28).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hwb_mailbot.domain.absences import Absence, told
from hwb_mailbot.domain.addresses import same_address
from hwb_mailbot.domain.bounces import says_failed
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.already import SWITCHED_OFF
from hwb_mailbot.domain.deciding.answers import AFTER_THE_END, decide_answer, may_want_something
from hwb_mailbot.domain.deciding.asking_back import TOO_OFTEN
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.decision import Decision, MailEnd
from hwb_mailbot.domain.deciding.enquiring import faq_answer, status_told, template_of
from hwb_mailbot.domain.deciding.few_words import as_asked
from hwb_mailbot.domain.deciding.fixed_letters import a_person_looks, fixed_letter
from hwb_mailbot.domain.deciding.forms import newly_stated
from hwb_mailbot.domain.deciding.handing_over import handed_over
from hwb_mailbot.domain.deciding.named_case import named_case
from hwb_mailbot.domain.deciding.objecting import THANKS, stopped, why_a_person
from hwb_mailbot.domain.deciding.placing import Statement, placed_by_school
from hwb_mailbot.domain.deciding.questioning import answered
from hwb_mailbot.domain.deciding.returning import (
    COMPLETING,
    Returned,
    brought_by_another,
    fills_in_anothers_form,
    meant,
    still_good,
)
from hwb_mailbot.domain.deciding.statements import decide_statement
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts, with_cases
from hwb_mailbot.domain.letters import OWN_ACCOUNT, LetterOrder
from hwb_mailbot.domain.mails import PERHAPS_BY_A_PERSON, Answer, Evidence, MailKind, Topic
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender, is_known
from hwb_mailbot.domain.tokens import from_tag, matches

_GOES_STALE = timedelta(days=28)
_DATED_AHEAD = timedelta(days=1)
"""How old a mail may be when it comes that only a signature vouches for, and how far ahead of us its writer's clock."""

_NO_MORE_CALL_BACKS = "too-many-call-backs"

_ANSWERING = frozenset({MailKind.DECISION, MailKind.CONFIRMATION})
_HALVES = frozenset({MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST})


def decide_mail(mail: MailArrived, facts: Facts, policy: Policy, now: datetime) -> Decision:
    """What follows from one mail. Raises ``FactNeeded``."""
    sender = Sender(mail.reading.from_address.lower(), _evidence(mail))
    case, returned = _spoken_of(mail, sender, facts, policy, now)
    if case is not None:
        mail = replace(mail, reading=newly_stated(mail.reading, case, returned.held))
    reading = mail.reading
    if reading.kind in (MailKind.AUTO_REPLY, MailKind.BOUNCE):
        noted = _noted(mail, case, returned, sender, facts, policy, now)
        perhaps = PERHAPS_BY_A_PERSON in reading.defects
        return _looked_at(noted, mail, case, sender, facts, policy, now) if perhaps else noted
    if reading.machine or not mail.envelope.mail_from or _is_our_own(reading.from_address, policy):
        # RFC 3834 section 2: nobody writes with a null return path, nor from our own address.
        return Decision(mail_end=MailEnd.SUPPORT, reasons=("machine",))
    sender = replace(sender, answered_token=returned.asked is not None)
    if case is not None and not reading.defects:
        mail = as_asked(mail, case, returned, sender, facts, policy, now)
        reading = mail.reading
    if _merely_thanks(mail, case, returned):
        return _filed(mail, case, facts, policy, now)
    to_support = answered(mail, case, returned, sender, facts, policy, now) if case is not None else None
    if to_support is not None:
        return to_support
    if reading.defects:
        return _set_before_support(mail, case, sender, facts, policy, now, reading.defects)
    if case is not None and returned.somebody_elses is None and not returned.stale and not reading.takes_back:
        told = status_told(mail, case, sender, facts, policy, now)
        if told is not None:
            return Decision((told.case,), tuple(told.letters))
    if case is not None and (_is_answer(mail, returned) or (case.state is CaseState.MERGED and _completes(returned))):
        file = decide_answer(mail, case, sender, returned, facts, policy, now)
        if not case.open and may_want_something(mail, file, sender, returned):
            letters = tuple(file.letters) or a_person_looks(mail, sender, facts, policy)
            return Decision((file.case,), letters, MailEnd.SUPPORT, (AFTER_THE_END,))
        handed_over(file, mail, sender)
        if returned.stale and case.open:
            looks = () if file.letters else a_person_looks(mail, sender, facts, policy)
            return Decision((file.case,), (*file.letters, *looks), MailEnd.SUPPORT, ("token-expired",))
        return Decision((file.case, *(one.case for one in file.others)), tuple(file.letters))
    if reading.kind in _HALVES and reading.answer is not None:
        return _set_before_support(mail, case, sender, facts, policy, now, ("statement-denied",))
    if reading.kind in _HALVES and fills_in_anothers_form(mail, returned, sender, facts):
        return _set_before_support(mail, case, sender, facts, policy, now, ("form-of-another",))
    if len(reading.requests) > policy.people_a_mail:
        return Decision((), a_person_looks(mail, sender, facts, policy), MailEnd.SUPPORT, ("too-many-people",))
    if reading.kind in _HALVES or (reading.requests and _completes(returned)):
        return _statements(mail, case, returned, sender, facts, policy, now)
    return _to_support(mail, case, returned, sender, facts, policy, now)


def _is_answer(mail: MailArrived, returned: Returned) -> bool:
    """Whether a mail about a case answers it; details beside an answer, or beside another question's token, never act.

    Only a letter that asked for details is completed by them (R4).
    """
    if mail.reading.kind not in _HALVES and not (mail.reading.requests and _completes(returned)):
        return mail.reading.answer is not None or mail.reading.kind in _ANSWERING
    if mail.reading.answer is not None:
        return True
    return (returned.asked is not None and not _completes(returned)) or returned.stale


def _merely_thanks(mail: MailArrived, case: Case | None, returned: Returned) -> bool:
    """Whether a reply to our letter only thanks for it; ``Great, thanks`` may be a yes where anything is asked."""
    reading = mail.reading
    if case is None and not mail.in_thread_of:
        return False
    if reading.requests or reading.takes_back or reading.defects or reading.answer not in (None, Answer.UNCLEAR):
        return False
    asked = returned.asked is not None or returned.somebody_elses is not None or reading.answer is not None
    put = (*case.asked, *case.asked_by_support) if case is not None else ()
    sender = reading.from_address.lower()
    asked = asked or any(one.answered_at is None and one.address.lower() == sender for one in put)
    return reading.mere_thanks or (reading.only_thanks and bool(reading.own_text.strip()) and not asked)


def _filed(mail: MailArrived, case: Case | None, facts: Facts, policy: Policy, now: datetime) -> Decision:
    """Thanks stand in the history of their case, whoever sent them, and change nothing; nobody hears of them."""
    if case is None:
        return Decision()
    file = CaseFile(case, facts, policy, now)
    file.note("sender", "thanks-received", mail=mail)
    return Decision((file.case,))


def _is_our_own(address: str, policy: Policy) -> bool:
    """Whether an address is the inbox, with or without ``+tag``."""
    local, _, domain = address.lower().rpartition("@")
    return bool(policy.inbox) and f"{local.partition('+')[0]}@{domain}" == policy.inbox


def _spoken_of(
    mail: MailArrived, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> tuple[Case | None, Returned]:
    """The case a mail answers, and the question whose token it brought back.

    People forward our letters, and whoever has one has its token. Where the checks say that the address on the mail is
    forged, it comes from somebody else.
    """
    forged = sender.evidence is Evidence.FAIL
    for text, proves in (*((tag, True) for tag in mail.tags), *((thread, not forged) for thread in mail.threads)):
        parts = from_tag(text)
        case = facts.case(parts[0]) if parts is not None else None
        if parts is None or case is None:
            continue
        if not proves:
            return case, Returned()
        for asked in (*case.asked, *case.asked_by_support):
            if matches(parts[1], asked.token_hash):
                if forged or asked.address.lower() != sender.address:
                    return case, Returned(somebody_elses=asked)
                good = still_good(asked, case, now)
                return case, Returned(asked=asked if good else None, stale=not good, held=asked)
        return case, Returned(stale=True)
    several = next((one for one in mail.in_thread_of if one.others), None)
    if several is not None:
        return meant(several, mail, facts), Returned()
    named = named_case(mail, sender, facts, policy, now)
    if named is None and mail.to_return_path_of is not None:
        named = facts.case(mail.to_return_path_of.reference)
    return named, Returned()


def _evidence(mail: MailArrived) -> Evidence:
    """The verdict, if it speaks of the very address that was read.

    A signature alone vouches for no mail that was written weeks ago or is dated ahead: whoever kept it may send it
    again (RFC 6376 section 8.6), so it is asked back like any other. Where a relay or the delivering machine vouches,
    nobody kept it, and the writer's clock may be wrong.
    """
    if not same_address(mail.reading.from_address, mail.verdict.address):
        return Evidence.NONE
    written, evidence = mail.reading.sent_at, mail.verdict.evidence
    if evidence is Evidence.PASS and mail.verdict.vouched_by == "dkim" and written is not None:
        age = mail.envelope.received_at - written
        return evidence if -_DATED_AHEAD <= age <= _GOES_STALE else Evidence.NONE
    return evidence


def _completes(returned: Returned) -> bool:
    return returned.asked is not None and returned.asked.question in COMPLETING


def _statements(
    mail: MailArrived,
    case: Case | None,
    returned: Returned,
    sender: Sender,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Decision:
    """One statement a staff member (R5); the cases of earlier ones are facts for the later."""
    decided: dict[str, Case] = {}
    uncalled: list[str] = []
    letters: list[LetterOrder] = []
    unmatched: list[str] = []
    unplaced = not_theirs = False
    several = len(mail.reading.requests) > 1
    completes = _completes(returned)
    others_token = case is not None and brought_by_another(returned, pair_of(case, facts, policy.today(now)), sender)
    for number, request in enumerate(mail.reading.requests):
        statement = Statement(
            mail=mail,
            request=request,
            number=number,
            sender=sender if completes else replace(sender, answered_token=False),
            referred=None if several else case,
            answered=returned.asked if completes and not several else None,
            others_token=others_token,
        )
        unplaced = unplaced or not placed_by_school(statement, facts)
        outcome = decide_statement(statement, with_cases(facts, tuple(decided.values())), policy, now)
        not_theirs = not_theirs or outcome.not_theirs
        letters += [one for one in outcome.letters if one not in letters]
        if several and any(_cannot_be_called_back(file) for file in outcome.files):
            uncalled.append(_NO_MORE_CALL_BACKS)
            continue  # a case for each of them would only hide the cases of others
        for file in outcome.files:
            decided[file.case.reference] = file.case
            letters += file.letters
        if outcome.reason:
            unmatched.append(outcome.reason)
    if not mail.reading.requests:
        unmatched.append("nothing-stated")
    # Whether a stranger hears anything must not tell which usernames there are (N3).
    unplaced = unplaced and not others_token and not is_known(sender, facts)
    if SWITCHED_OFF in unmatched:
        letters += a_person_looks(mail, sender, facts, policy)
    elif not_theirs:
        letters += fixed_letter(OWN_ACCOUNT, mail, facts, policy)
    elif sender.evidence is Evidence.PASS and (unplaced or (unmatched and not decided)):
        letters += fixed_letter("sender-blank-form", mail, facts, policy)
    return Decision(
        tuple(decided.values()),
        tuple(letters),
        MailEnd.SUPPORT if unmatched or uncalled else MailEnd.DONE,
        tuple(dict.fromkeys((*unmatched, *uncalled))),
    )


def _cannot_be_called_back(file: CaseFile) -> bool:
    """Whether a case was opened on unconfirmed words alone, and nobody can be asked about them any more today (N4)."""
    halves = [half for half in (file.case.authorisation, file.case.consolidation) if half is not None]
    unconfirmed = file.fresh and bool(halves) and not any(half.stands for half in halves)
    return unconfirmed and bool({TOO_OFTEN, "too-many-letters"} & {*file.case.concerns})


def _noted(
    mail: MailArrived,
    case: Case | None,
    returned: Returned,
    sender: Sender,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Decision:
    """Machines are never answered and decide nothing (N4); an absence that one tells of puts reminders off."""
    reading = mail.reading
    # Nobody's address is given up on the word of a bounce that is not clear: a person looks at it.
    away = _away(mail, returned, sender, facts, policy, now)
    end, reason = (MailEnd.SUPPORT, "bounce-unclear") if says_failed(reading) else (MailEnd.DONE, str(reading.kind))
    if case is None:
        return Decision(mail_end=end, reasons=(reason,), absences=away)
    file = CaseFile(case, facts, policy, now)
    file.note("machine", str(reading.kind), mail=mail)
    if case.open:
        patience.be_away(file, away)
    return Decision((file.case,), mail_end=end, reasons=(reason,) if end is MailEnd.SUPPORT else (), absences=away)


def _looked_at(
    noted: Decision,
    mail: MailArrived,
    case: Case | None,
    sender: Sender,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Decision:
    """A seeming robot's mail that may be a person's answer: what it may take back waits, and a person reads it.

    Its sender hears nothing, for it may be a robot all the same (N4).
    """
    files = stopped(mail, case, sender, facts, policy, now)
    cases = tuple(file.case for file in files) or noted.cases
    letters = (letter for file in files for letter in file.letters)
    return replace(noted, cases=cases, letters=tuple(letters), mail_end=MailEnd.SUPPORT, reasons=(PERHAPS_BY_A_PERSON,))


def _away(
    mail: MailArrived, returned: Returned, writer: Sender, facts: Facts, policy: Policy, now: datetime
) -> tuple[Absence, ...]:
    """Who is away by an automatic reply: whoever got the letter that it plainly answers, or its vouched sender.

    It answers a letter that it brings back the token or the return path of, whatever address a mail system writes it
    from; fields that people pass on (In-Reply-To, References) name no other mailbox than the sender's own.
    """
    reading = mail.reading
    if reading.kind is not MailKind.AUTO_REPLY or reading.returns_on is None:
        return ()
    sender, evidence = writer.address, writer.evidence
    people = {returned.held.address.lower()} if returned.held is not None else set()
    asked = returned.somebody_elses
    tokens = (parts[1] for parts in map(from_tag, mail.tags) if parts is not None)
    if asked is not None and any(matches(token, asked.token_hash) for token in tokens):
        people.add(asked.address.lower())
    if mail.to_return_path_of is not None:
        people.add(mail.to_return_path_of.to.lower())
    threaded = evidence is not Evidence.FAIL and any(one.to.lower() == sender for one in mail.in_thread_of)
    on_record = facts.accounts_with_address(sender) or facts.schools_with_address(sender)
    if threaded or (evidence is Evidence.PASS and on_record):
        people.add(sender)
    told_of = (
        told(one, reading.returns_on, policy.today(now), facts.away(one), policy.school_days, policy.longest_absence)
        for one in sorted(people)
    )
    return tuple(one for one in told_of if one is not None)


def _to_support(
    mail: MailArrived,
    case: Case | None,
    returned: Returned,
    sender: Sender,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> Decision:
    """R21, R22: the FAQ's questions are answered to whom they concern; else a person does, and a sender on record and
    vouched for is told so."""
    enquiry = mail.reading.enquiry
    if enquiry is not None and case is None and not mail.reading.takes_back:
        values = faq_answer(mail, sender, facts, policy, now)
        letters = () if values is None else fixed_letter(template_of(enquiry.topic), mail, facts, policy, values)
        if letters:
            return Decision(letters=letters)
    reasons: tuple[str, ...] = (why_a_person(mail.reading),)
    if enquiry is not None and enquiry.topic is Topic.JUST2EASY:
        reasons = ("just2easy-by-hand",)
    held = _set_before_support(mail, case, sender, facts, policy, now, reasons)
    if held.cases:
        return held
    cases: tuple[Case, ...] = ()
    if case is not None:
        file = CaseFile(case, facts, policy, now, sender=sender)
        file.note("sender", "enquiry-received", mail=mail)
        if case.open and brought_by_another(returned, pair_of(case, facts, policy.today(now)), sender):
            file.concern("right-token-other-sender")
            settle(file)
            handed_over(file, mail, sender)
            return Decision((file.case,), tuple(file.letters), MailEnd.SUPPORT, reasons)
        cases = (file.case,)
    elif reasons == (THANKS,):
        return Decision(mail_end=MailEnd.SUPPORT, reasons=reasons)  # there is nothing that anybody would reply to
    return Decision(cases, a_person_looks(mail, sender, facts, policy), MailEnd.SUPPORT, reasons)


def _set_before_support(
    mail: MailArrived,
    case: Case | None,
    sender: Sender,
    facts: Facts,
    policy: Policy,
    now: datetime,
    reasons: tuple[str, ...],
) -> Decision:
    """A mail that nothing is decided on: a person reads it, and a known sender hears so.

    What its sender has given before may be what it takes back: that waits for the person too.
    """
    files = stopped(mail, case, sender, facts, policy, now)
    letters = tuple(letter for file in files for letter in file.letters)
    told = letters or a_person_looks(mail, sender, facts, policy)
    return Decision(tuple(file.case for file in files), told, MailEnd.SUPPORT, reasons)
