"""Everybody's instructions where a new school wrote for a member of its staff (R2a, R26).

The mover is invited and the former school's headteacher asked only where the directory bears the enquiry out, each
once; the school itself hears the same whatever its words named, so it learns nothing of other schools' accounts (N3).
"""

from __future__ import annotations

from hwb_mailbot.domain.deciding import telling
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.enquirer_told import OPENED
from hwb_mailbot.domain.deciding.values import stated
from hwb_mailbot.domain.enquired import enquired
from hwb_mailbot.domain.findings import Pair


def instruct(file: CaseFile, pair: Pair) -> None:
    """Write to the mover and to the headteacher, as far as either may be written to. Raises ``FactNeeded``."""
    asked = enquired(pair.case.enquiry, pair.facts)
    if asked is None:
        return
    former, new = asked
    heads = pair.facts.headteacher_addresses(former.dfes_number)
    if not heads:
        file.concern("no-headteacher-on-record")
    elif heads[0] in (former.email.lower(), new.email.lower()):
        file.concern("conflict-mover-is-headteacher")
    elif _had_enough(file, new.email, "mover-consolidation-invited") or _had_enough(
        file, heads[0], "headteacher-approval-asked"
    ):
        file.concern("too-many-letters")
    else:
        telling.instruct_mover(file, pair)
        telling.approval_asked(file, pair, former)


def answer_school(file: CaseFile) -> None:
    """Tell the school that its request is open, and to pass it on where we cannot write to the mover ourselves."""
    half = file.case.enquiry
    if half is None:
        return
    file.tell(
        OPENED,
        half.address,
        half.language,
        {**stated(half), "pass_on": enquired(half, file.facts) is None},
        once=half.speaks_for,
        answering=half,
    )


def _had_enough(file: CaseFile, address: str, template: str) -> bool:
    """Whether others' mails have caused that address too many of these letters today (N4)."""
    if any(key.startswith(f"{template}@") for key in file.case.told):
        return False
    return file.facts.letters_lately(address.lower(), template) >= file.policy.letters_a_day
