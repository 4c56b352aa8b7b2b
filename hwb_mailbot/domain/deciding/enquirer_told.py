"""What the new school that wrote for a member of its staff hears in the end, and when it asks (R2a, N3).

It hears whether the accounts were merged, and otherwise only that nothing has changed: who refused, withdrew or did not
answer is between the staff member and the former school. Told is whoever wrote, as long as they lead that school.
"""

from __future__ import annotations

from hwb_mailbot.domain.cases import Case, CaseState, Half
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.values import stated
from hwb_mailbot.domain.enquired import leads
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Evidence, FieldName
from hwb_mailbot.domain.senders import Sender

OPENED, CLOSED = "sender-case-opened", "sender-case-closed"


def enquirer(case: Case, facts: Facts) -> str:
    """The address of whoever wrote for the new school and heard that the request is open; empty where none leads it.

    Raises ``FactNeeded``.
    """
    half = case.enquiry
    if half is None or f"{OPENED}@{half.speaks_for}" not in case.told:
        return ""
    leads_still = leads(Sender(half.address.lower(), Evidence.PASS), half.speaks_for, facts)
    return half.address.lower() if leads_still else ""


def tell_end(file: CaseFile) -> None:
    """Tell the new school how its request has ended, once for each end. Raises ``FactNeeded``."""
    half, values = file.case.enquiry, end_of(file.case)
    if half is not None and values is not None:
        to, once = enquirer(file.case, file.facts), str(file.case.state)
        file.tell(CLOSED, to, half.language, values, once=once, answering=half)


def end_of(case: Case) -> dict[str, LetterValue] | None:
    """What ``CLOSED`` says of an ended case; None where it is open or not the school's to know."""
    half = case.enquiry
    if half is None or case.open or not _may_know(half, case):
        return None
    return {**stated(half), "merged": case.state is CaseState.MERGED, "undone": case.state is CaseState.UNDONE}


def _may_know(half: Half, case: Case) -> bool:
    """Whether an end is the end of what the school asked for: a merge of other accounts, or elsewhere, is none."""
    if case.state not in (CaseState.MERGED, CaseState.UNDONE):
        return True
    own = {case.former.username, case.new.username}
    named = {half.text(name) for name in (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME) if half.text(name)}
    return case.new.dfes_number == half.speaks_for and named <= own
