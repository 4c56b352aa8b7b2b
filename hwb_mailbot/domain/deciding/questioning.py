"""Support asks in its own words, and the answer comes back into the case, where a person reads it (R22).

An officer's question goes to one who takes part in the case and may be written to (N3), in the language that they
wrote in. The words are data in a fixed letter, never markup. While the answer is awaited the case rests; the answer,
its letter's return, or silence lays it before the team again. Nothing in an answer acts by itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hwb_mailbot.domain.cases import Asked, Case, CaseState, Half, Question
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.decision import Decision, MailEnd
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.deciding.receivers import headteachers_now, language_of, reachable, writer_address
from hwb_mailbot.domain.deciding.restraint import withheld
from hwb_mailbot.domain.deciding.returning import Returned
from hwb_mailbot.domain.events import MailArrived, Party, SupportActed
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender
from hwb_mailbot.domain.tokens import hashed, tag, token

TEMPLATE = "sender-question"
MOST_WORDS = 2_000
"""Characters of a question in one language."""

_LONGEST_PIECE = 400
_OWN = (patience.ANSWERED, patience.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is asked: at which address, in which language, and what they wrote, if they did."""

    party: Party
    address: str
    language: Language
    half: Half | None = None


def askable(case: Case, facts: Facts, policy: Policy, now: datetime) -> tuple[Receiver, ...]:
    """Those who can be asked about the case as it stands. Raises ``FactNeeded``."""
    file = CaseFile(case, facts, policy, now)
    found = (_receiver(file, party) for party in Party)
    return tuple(one for one in found if one.address)


def ask(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """Write the question and let the case rest until it is answered. Raises ``Refused``, ``FactNeeded``."""
    receiver = _receiver(file, act.party or Party.MOVER)
    if not receiver.address:
        raise Refused("nobody-to-ask")
    code = withheld(file.case, TEMPLATE, receiver.address, file.facts, file.policy, file.now, unverified=False)
    if code:
        raise Refused(code)
    words = _words(act, receiver.language)
    file.note(f"support: {act.by}", str(act.action), (str(receiver.party),), text=act.reason)
    before = file.case.asked_by_support
    secret = token(
        file.policy.secret, file.case.reference, receiver.address, f"{Question.SUPPORT_ASKED}.{len(before)}", 0
    )
    until = patience.answer_until(file)
    asked = Asked(Question.SUPPORT_ASKED, receiver.address, hashed(secret), 0, until)
    file.change(
        asked_by_support=(*before, asked),
        concerns=tuple(code for code in file.case.concerns if code not in _OWN),
        overruled=tuple(code for code in file.case.overruled if code not in _OWN),
    )
    file.tell(
        TEMPLATE,
        receiver.address,
        receiver.language,
        words,
        once=f"question {len(before) + 1}",
        answering=receiver.half,
        token=tag(file.case.reference, secret),
    )
    file.move(CaseState.HELD, [patience.ASKED])
    settle(file)
    return ()


def answered(
    mail: MailArrived, case: Case, returned: Returned, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> Decision | None:
    """The answer to a question of support's, or None where the mail is none: a person reads it. Raises ``FactNeeded``.

    Whatever it says, nothing is taken from it but that it is here. The first answer in time, from the very address
    that was asked, lays the case before the team; any other is kept beside it and read like any mail, for whoever has
    the token could else keep the case from going on.
    """
    question = returned.held or returned.somebody_elses
    if question is None or question.question is not Question.SUPPORT_ASKED:
        return None
    file = CaseFile(case, facts, policy, now, sender=sender)
    file.note("sender", patience.ANSWERED, mail=mail)
    if returned.asked is None:
        reason = patience.ANSWERED if returned.somebody_elses is None else "right-token-other-sender"
        return Decision((file.case,), mail_end=MailEnd.SUPPORT, reasons=(reason, *mail.reading.defects))
    file.change(
        asked_by_support=tuple(
            replace(one, answered_at=one.answered_at or now) if one.token_hash == question.token_hash else one
            for one in case.asked_by_support
        )
    )
    if not case.open or case.state is CaseState.MERGING:
        return Decision((file.case,), mail_end=MailEnd.SUPPORT, reasons=(patience.ANSWERED,))
    lay_before_support(file, patience.ANSWERED)
    defects = mail.reading.defects
    return Decision((file.case,), tuple(file.letters), MailEnd.SUPPORT if defects else MailEnd.DONE, defects)


def time_came(file: CaseFile) -> bool:
    """Whether nobody has answered in time, so that a person finds another way. Raises ``FactNeeded``."""
    if not patience.awaits_support_answer(file.case):
        return False
    lay_before_support(file, patience.UNANSWERED)
    return True


def lay_before_support(file: CaseFile, code: str) -> None:
    """Wake a case that rests for an answer, and put it before the team for ``code``, also where that is not new."""
    file.change(overruled=tuple(one for one in file.case.overruled if one != code))
    file.concern(code)
    if patience.awaits_support_answer(file.case):
        file.change(state=CaseState.WAITING_SENDER_CHECK, reasons=())  # what it waits for, ``settle`` finds and notes
    settle(file)


def _receiver(file: CaseFile, party: Party) -> Receiver:
    case = file.case
    if party is Party.SCHOOL:
        return _writer(file, party, case.enquiry) or Receiver(party, "", Language.BOTH)
    half = case.authorisation if party is Party.HEADTEACHER else case.consolidation
    asked = Question.APPROVE if party is Party.HEADTEACHER else Question.COMPLETE_CONSOLIDATION
    found = _writer(file, party, half)
    if found is None:
        addresses = [reachable(file, one.address) for one in case.asked if one.question is asked]
        found = Receiver(party, addresses[-1] if addresses and half is None else "", Language.BOTH)
    stands = half is None or half.stands
    if party is Party.HEADTEACHER and stands and found.address not in headteachers_now(case, file.facts):
        return Receiver(party, "", Language.BOTH)
    return found


def _writer(file: CaseFile, party: Party, half: Half | None) -> Receiver | None:
    """Whoever wrote that half, if they are known and can be reached (N3, R26).

    Who only claims to be headteacher or mover is told nothing that support writes to these.
    """
    claimed = half is not None and not half.stands and party is not Party.SCHOOL
    if half is None or (claimed and half.sender != half.address):
        return None
    address = writer_address(file, half)
    if not address:
        return None
    return Receiver(party, address, language_of(half) if half.stands else half.language, half)


def _words(act: SupportActed, language: Language) -> dict[str, LetterValue]:
    """The question for the letter, in every language that it is written in. Raises ``Refused``."""
    needed = {Language.WELSH: ("cy",), Language.ENGLISH: ("en",), Language.BOTH: ("cy", "en")}[language]
    given = {"cy": act.words_cy.strip(), "en": act.words_en.strip()}
    if not all(given[one] for one in needed):
        raise Refused("words-in-both-languages" if len(needed) > 1 else f"words-missing-{needed[0]}")
    if any(len(given[one]) > MOST_WORDS for one in needed):
        raise Refused("words-too-long")
    return {f"words_{one}": list(_pieces(given[one])) for one in needed}


def _pieces(words: str) -> Iterator[dict[str, str | bool]]:
    """Every line a paragraph, each in pieces that a letter's value has room for."""
    for line in words.split("\n"):
        pieces = textwrap.wrap(line, _LONGEST_PIECE)
        for number, piece in enumerate(pieces, 1):
            yield {"piece": piece, "ends": number == len(pieces)}
