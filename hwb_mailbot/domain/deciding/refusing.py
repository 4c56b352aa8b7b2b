"""Hwb Support refuses a case: whoever wrote, was invited or was asked hears it, with the reasons they may know.

What the support team typed is its own note and stays in the history. The letters give the checks' reasons instead, and
of those only what is about the reader's own words or is no secret of anybody's (N3). Whoever has not confirmed that
they wrote is told that much and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hwb_mailbot.domain.cases import CaseState, Half, Question
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.concluding import CALL_BACKS, headteacher_details
from hwb_mailbot.domain.deciding.ends import close
from hwb_mailbot.domain.deciding.handing_over import CASE_TEMPLATE, TEMPLATE
from hwb_mailbot.domain.deciding.receivers import (
    headteacher_address,
    headteacher_language,
    language_of,
    mover_address,
    reachable,
    writer_address,
)
from hwb_mailbot.domain.deciding.values import details, mover_details, told_as
from hwb_mailbot.domain.findings import Concerns, Finding, Outcome, Pair
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.matching import pair_of, standing_only

HEADTEACHER, MOVER = "headteacher-refused", "mover-refused"

NO_SECRET = frozenset(
    {
        "conflict-mover-is-headteacher",
        "conflict-new-headteacher-authorises",
        "conflict-one-sender-both-halves",
        "former-school-closed",
        "former-school-name-ambiguous",
        "governor-account",
        "learner-account",
        "former-account-not-staff",
        "new-account-not-staff",
        "former-account-already-merged",
        "new-account-already-merged",
        "name-differs",
        "new-account-inactive",
        "new-school-closed",
        "new-school-name-ambiguous",
        "no-headteacher-on-record",
        "same-account",
        "same-school",
    }
)
"""The reasons for a review that may be told: about the reader's own words, about both, or about a school."""


def refuse(file: CaseFile, actor: str, note: str) -> None:
    """Close the case as refused by ``actor`` of the support team and tell those who take part in it.

    ``note`` is kept in the history. Raises ``FactNeeded``.
    """
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    found = findings(standing_only(pair))
    close(file)
    file.move(CaseState.REJECTED, ["rejected-by-support"], actor=actor, text=note)
    for half, concerns in pair.halves():
        _to_writer(file, pair, half, concerns, found)
    _to_asked(file, pair)
    school = file.case.enquiry
    if school is not None:
        _tell(file, HEADTEACHER, reachable(file, school.address), school.language, {}, school)
    for address in _with_a_colleague(file):
        _tell(file, HEADTEACHER, address, Language.BOTH, {})


def _to_writer(file: CaseFile, pair: Pair, half: Half, concerns: Concerns, found: tuple[Finding, ...]) -> None:
    headteachers = concerns is Concerns.AUTHORISATION
    template = HEADTEACHER if headteachers else MOVER
    values: dict[str, LetterValue] = {"reasons": list(_reasons(file, concerns, found))}
    if half.stands:
        told = headteacher_details(file, pair) if headteachers else mover_details(pair, file.policy)
        leads = headteacher_address(pair) if half.address else ""
        to = writer_address(file, half) or (leads if headteachers else mover_address(pair))
        language = headteacher_language(pair) if headteachers else language_of(half)
        _tell(file, template, to, language, told | values, half)
        return
    _tell(file, template, writer_address(file, half), half.language, values, half)
    called_back = any(key.startswith(CALL_BACKS[concerns]) for key in file.case.told)
    if called_back:
        _tell(file, template, reachable(file, half.address), Language.BOTH, {}, unverified=True)


def _to_asked(file: CaseFile, pair: Pair) -> None:
    """Who was invited or asked and has not written; support's own approval is nobody's answer."""
    values = details(pair, file.policy)
    by_support = pair.authorisation is not None and not pair.authorisation.address
    for one in file.case.asked:
        if one.question is Question.APPROVE and (pair.authorisation is None or by_support):
            _tell(file, HEADTEACHER, reachable(file, one.address), Language.BOTH, values)
        elif one.question is Question.HEADTEACHER_SENT_IT and by_support:
            _tell(file, HEADTEACHER, reachable(file, one.address), Language.BOTH, {}, unverified=True)
        elif one.question is Question.COMPLETE_CONSOLIDATION and pair.consolidation is None:
            _tell(file, MOVER, reachable(file, one.address), Language.BOTH, values)


def _with_a_colleague(file: CaseFile) -> Iterator[str]:
    """The known senders who were told that a colleague looks at what they wrote, or at their case."""
    for key in file.case.told:
        template, _, address = key.partition("@")
        if template in (TEMPLATE, CASE_TEMPLATE):
            yield reachable(file, address)


def _tell(
    file: CaseFile,
    template: str,
    to: str,
    language: Language,
    values: dict[str, LetterValue],
    answering: Half | None = None,
    *,
    unverified: bool = False,
) -> None:
    """Tell an address once, whichever letter it gets."""
    if not any(file.told(f"{one}@{to.lower()}") for one in (HEADTEACHER, MOVER)):
        file.tell(template, to, language, values, once=to.lower(), answering=answering, unverified=unverified)


def _reasons(file: CaseFile, concerns: Concerns, found: Iterable[Finding]) -> Iterator[dict[str, str]]:
    """What stood in the way, for whoever wrote the half ``concerns``."""
    told: set[str] = set()
    codes = [(code, "") for code in file.case.concerns if code in NO_SECRET]
    codes += [(one.code, one.stated) for one in found if one.concerns in (concerns, Concerns.BOTH) and _may_know(one)]
    for code, stated in codes:
        if code not in told and code not in file.case.overruled:
            told.add(code)
            yield {"code": told_as(code), "stated": stated}


def _may_know(finding: Finding) -> bool:
    """What was asked of them they know already (R4); of what only a person may see, what is no secret."""
    return finding.outcome is Outcome.ASK or finding.code in NO_SECRET
