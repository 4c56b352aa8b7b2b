"""A letter of the case is sent once more, word for word, to whom it went before, as long as they may still have it.

Only to an address that is still who it was: on record for the school, the mover's, or that of whoever wrote. A letter
that asks is sent again only while its question is open, and none too often (N3, N4, R26).
"""

from __future__ import annotations

from collections.abc import Iterator

from hwb_mailbot.domain.cases import Asked, Case
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.deciding.receivers import headteachers_now, reachable, writer_address
from hwb_mailbot.domain.deciding.restraint import withheld
from hwb_mailbot.domain.deciding.returning import still_good
from hwb_mailbot.domain.events import SupportActed
from hwb_mailbot.domain.letters import LetterOrder, LetterState, WrittenLetter
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.tokens import from_tag, matches

MOST = 2
"""How often one letter is sent again."""


def resend(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """Order the letter once more. Raises ``Refused``, ``FactNeeded``."""
    letter = file.facts.letter(act.letter_id)
    if letter is None or not _is_of(letter, file):
        raise Refused("letter-unknown")
    if letter.state == LetterState.DUE:
        raise Refused("letter-due-already")
    if not _says_what_holds(letter, file):
        raise Refused("letter-out-of-date")
    if letter.to.lower() not in set(_entitled(letter, file)):
        raise Refused("receiver-not-entitled")
    details = (letter.template, letter.to)
    if sum((one.event, one.details) == (str(act.action), details) for one in file.case.history) >= MOST:
        raise Refused("resent-too-often")
    case, facts, policy = file.case, file.facts, file.policy
    code = withheld(case, letter.template, letter.to, facts, policy, file.now, unverified=letter.unverified)
    if code:
        raise Refused(code)
    file.note(f"support: {act.by}", str(act.action), details, text=act.reason)
    file.letters.append(
        LetterOrder(
            template=letter.template,
            to=letter.to,
            language=Language.BOTH,
            reference=case.reference,
            unverified=letter.unverified,
            again_of=letter.id,
        )
    )
    file.note("mailbot", "letter-sent", (letter.template,))
    return ()


def _is_of(letter: WrittenLetter, file: CaseFile) -> bool:
    """Whether it is a letter of this case, or of one that was joined to it."""
    case = file.facts.case(letter.reference)
    return case is not None and case.reference == file.case.reference


def _says_what_holds(letter: WrittenLetter, file: CaseFile) -> bool:
    """Whether an answer to it would still count; what asks nothing may always be read again.

    One about several cases says what held for each on its day: the next is written anew.
    """
    if letter.others:
        return False
    if not letter.token:
        return True
    asked = _asked_by(letter, file.case)
    return asked is not None and file.case.open and still_good(asked, file.case, file.now)


def _asked_by(letter: WrittenLetter, case: Case) -> Asked | None:
    parts = from_tag(letter.token)
    if parts is None or parts[0] != case.reference:
        return None
    questions = (*case.asked, *case.asked_by_support)
    return next((one for one in questions if matches(parts[1], one.token_hash)), None)


def _entitled(letter: WrittenLetter, file: CaseFile) -> Iterator[str]:
    """The addresses that may have a letter of this kind as things stand (R24, R26), in lower case."""
    case, facts = file.case, file.facts
    pair = pair_of(case, facts, file.policy.today(file.now))
    audience = letter.template.partition("-")[0]
    if audience == "support":
        yield file.policy.support.lower()
        return
    if reachable(file, letter.to) != letter.to:
        return
    heads = headteachers_now(case, facts)
    movers = [one.email.lower() for one in (pair.former, pair.new) if one is not None]
    schools = {one.dfes_number for one in (pair.former, pair.new) if one is not None}
    if audience == "administrator":
        for school in sorted(schools):
            yield from (one.email.lower() for one in facts.administrators(school))
            yield from facts.headteacher_addresses(school)
        return
    if audience in ("headteacher", "sender"):
        yield from heads
    if audience in ("mover", "sender"):
        yield from movers
    halves = {"headteacher": (case.authorisation, case.enquiry), "mover": (case.consolidation,)}
    for half in halves.get(audience, (case.authorisation, case.consolidation, case.enquiry)):
        known_head = audience == "headteacher" and half is case.authorisation and bool(heads)
        if half is not None and not known_head:
            yield writer_address(file, half).lower()
    if letter.token and audience == "mover":
        asked = _asked_by(letter, case)
        if asked is not None:
            yield asked.address.lower()
