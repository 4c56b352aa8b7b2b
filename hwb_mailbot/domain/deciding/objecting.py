"""A mail that answers nothing, from somebody who has given their half: the case stops until a person has looked.

``Oops. Not her.`` is no answer to any question of ours, and nothing that a reader is sure of; yet whoever authorised or
asked for the merge may be taking it back. So whatever is vouched for, comes from the headteacher on record or the staff
member, and is neither thanks nor a question that we answer ourselves, holds every open case that it may be about (N1).
Whoever takes something back in a mail that nothing vouches for is asked, as of any such no (``correcting``): that mail
holds nothing for longer, else anybody could stop anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hwb_mailbot.domain.cases import Case, CaseState, Journey, Question
from hwb_mailbot.domain.deciding import correcting
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.handing_over import hand_over
from hwb_mailbot.domain.deciding.placing import addresses_as_headteacher
from hwb_mailbot.domain.deciding.returning import Returned, answers_as_headteacher
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import PERHAPS_BY_A_PERSON, Evidence, MailKind, Reading
from hwb_mailbot.domain.matching import pair_of, writer_key
from hwb_mailbot.domain.names import folded_name
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

NOT_UNDERSTOOD = "mail-not-understood"
EMPTY, THANKS, REFUSES = "empty-mail", "thanks", "refuses-something"
"""What a mail that answers and states nothing may be, beside a question or a complaint."""


def harmless(reading: Reading) -> bool:
    """Whether a mail that answers nothing cannot take anything back: thanks, or a question that we answer."""
    return not reading.takes_back and (reading.only_thanks or reading.enquiry is not None)


def why_a_person(reading: Reading) -> str:
    """Why a person has to look at a mail that answers and states nothing: what it is, as far as that is known (R22)."""
    if reading.kind is not MailKind.ENQUIRY:
        return str(reading.kind)
    if reading.takes_back:
        return REFUSES
    if not reading.own_text.strip():
        return EMPTY
    return THANKS if reading.only_thanks and reading.enquiry is None else str(reading.kind)


def stopped(
    mail: MailArrived, case: Case | None, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> tuple[CaseFile, ...]:
    """The cases that the mail stops, each laid before a person, its sender told so. Raises ``FactNeeded``."""
    if harmless(mail.reading):
        return ()
    if not sender.vouched:
        return _doubted(mail, case, sender, facts, policy, now) if mail.reading.takes_back else ()
    meant = _stoppable(_spoken_of(mail, case, sender, facts), sender, facts, policy, now)
    if not mail.reading.takes_back:
        meant = {
            reference: one for reference, one in meant.items() if not _asked_for_more(one, sender, facts, policy, now)
        }
    if not meant and mail.reading.takes_back and mail.reading.enquiry is None:
        meant = _stoppable(of_sender(sender, facts), sender, facts, policy, now)
    files: list[CaseFile] = []
    for one in meant.values():
        file = _desk(mail, one, sender, facts, policy, now)
        file.note(_actor(one, sender, facts, policy, now), "enquiry-received", mail=mail)
        hand_over(file, mail, sender)
        lay_before_support(file, NOT_UNDERSTOOD)
        files.append(file)
    return tuple(files)


def _doubted(
    mail: MailArrived, case: Case | None, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> tuple[CaseFile, ...]:
    """The cases that it names: whoever gave the half is asked whether the mail is theirs; nothing merges meanwhile."""
    files: list[CaseFile] = []
    for one in _stoppable(_spoken_of(mail, case, sender, facts), sender, facts, policy, now).values():
        file = _desk(mail, one, sender, facts, policy, now)
        actor = _actor(one, sender, facts, policy, now)
        file.note(actor, "enquiry-received", mail=mail)
        if not correcting.doubt(file, actor == "headteacher"):
            file.concern("answer-unconfirmed")
        settle(file)
        files.append(file)
    return tuple(files)


def _desk(mail: MailArrived, case: Case, sender: Sender, facts: Facts, policy: Policy, now: datetime) -> CaseFile:
    """A case that the mail may stop; whoever seems a robot is written nothing about it."""
    file = CaseFile(case, facts, policy, now, sender=sender)
    if PERHAPS_BY_A_PERSON in mail.reading.defects:
        file.unanswered = sender.address
    return file


def lay_before_support(file: CaseFile, code: str) -> None:
    """Have a person look, also where one has looked at the like before: the words are others. Raises ``FactNeeded``."""
    file.concern_anew(code)
    settle(file)


def _spoken_of(mail: MailArrived, case: Case | None, sender: Sender, facts: Facts) -> Iterator[Case]:
    """The cases that a mail may be about: by its reference, token or thread, and by whom its words name."""
    if case is not None:
        yield case
    elif sender.evidence is not Evidence.FAIL:
        for letter in mail.in_thread_of:
            for reference in (letter.reference, *letter.others):
                found = facts.case(reference)
                if found is not None:
                    yield found
    for username in mail.reading.usernames_named:
        yield from facts.open_cases(f"former:{username}")
        yield from facts.open_cases(f"new:{username}")
    for name in mail.reading.people_named:
        if folded_name(name):
            yield from facts.open_cases(f"person:{folded_name(name)}")


def of_sender(sender: Sender, facts: Facts) -> Iterator[Case]:
    """The cases in which the sender, or their school by its other addresses, has given a half."""
    addresses = addresses_as_headteacher(sender.address, facts)
    for address in sorted(addresses):
        yield from facts.open_cases(writer_key(address))
    for account in facts.accounts_with_address(sender.address):
        yield from facts.open_cases(f"former:{account.username}")
        yield from facts.open_cases(f"new:{account.username}")


def _stoppable(cases: Iterator[Case], sender: Sender, facts: Facts, policy: Policy, now: datetime) -> dict[str, Case]:
    """Those that would go on by what the sender has given; else nothing merges before they write once more."""
    found = {one.reference: one for one in cases}
    return {reference: one for reference, one in found.items() if _goes_on(one, sender, facts, policy, now)}


def _goes_on(case: Case, sender: Sender, facts: Facts, policy: Policy, now: datetime) -> bool:
    if not case.open or case.state is CaseState.MERGING:
        return False
    headteacher = answers_as_headteacher(Returned(), pair_of(case, facts, policy.today(now)), sender)
    if headteacher is None:
        return False
    half = case.authorisation if headteacher else case.consolidation
    if half is None or not half.stands:
        return False
    return headteacher or case.state is not CaseState.WAITING_PROCEED or case.journey is not Journey.TRANSFER


def _asked_for_more(case: Case, sender: Sender, facts: Facts, policy: Policy, now: datetime) -> bool:
    """Whether the sender's half lacks something that they have been asked for: who asks about that gives it yet."""
    headteacher = answers_as_headteacher(Returned(), pair_of(case, facts, policy.today(now)), sender)
    half = case.authorisation if headteacher else case.consolidation
    question = Question.COMPLETE_AUTHORISATION if headteacher else Question.COMPLETE_CONSOLIDATION
    return half is not None and any(one.question is question and one.version == half.version for one in case.asked)


def _actor(case: Case, sender: Sender, facts: Facts, policy: Policy, now: datetime) -> str:
    headteacher = answers_as_headteacher(Returned(), pair_of(case, facts, policy.today(now)), sender)
    return "headteacher" if headteacher else "mover"
