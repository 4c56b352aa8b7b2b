"""Who is told what at each turn of a case: one function a turn, each naming its letters (R4, R8, R9, R13, R26).

Letters go to addresses on record only, never to an inactive account, and each once for the same content
(``CaseFile.tell``). Every letter to the mover before the merge carries the warning of R9; that is the templates' part.
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import CaseState, Journey, Question
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.asking import ask
from hwb_mailbot.domain.deciding.casefile import CaseFile, digest
from hwb_mailbot.domain.deciding.receivers import (
    active_address,
    headteacher_language,
    language_of,
    letter_address,
    mover_address,
)
from hwb_mailbot.domain.deciding.values import details, mover_details, reasons
from hwb_mailbot.domain.enquired import enquired
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import CONSOLIDATION_FIELDS, Language
from hwb_mailbot.domain.matching import invitable

_ADMINISTRATORS_CAN_MEND = {
    "leaving-date-missing": "former",
    "former-run-pending": "former",
    "former-run-failed": "former",
    "start-date-missing": "new",
    "staff-code-missing": "new",
    "staff-code-not-unique": "new",
    "employee-number-missing": "new",
}


FOR_THE_SCHOOL = "for-the-school"
"""The invitation that the new school's enquiry brings, as ``CaseFile.told`` knows it."""


def authorisation_awaited(file: CaseFile, pair: Pair, former: Account | None) -> None:
    """R26: the headteacher is asked where the mover named the former account; the mover is told what comes next."""
    half = pair.consolidation
    if half is None:
        return
    transfer = file.case.journey is Journey.TRANSFER
    head = ""
    if former is not None:
        head = next(iter(file.facts.headteacher_addresses(former.dfes_number)), "")
        own = {one.email.lower() for one in (former, pair.new) if one is not None}
        if head in own:
            file.concern("conflict-mover-is-headteacher")
            return
    asked = bool(head) and former is not None
    if asked and former is not None:
        approval_asked(file, pair, former)
        if file.case.state is CaseState.REVIEW:
            return  # too many ask that headteacher today: a person looks
    elif transfer:  # nobody can be asked: a person looks, and the mover hears that
        file.concern("no-headteacher-on-record" if former is not None else "former-account-unknown")
        return
    template = "mover-transfer-received" if transfer else "mover-consolidation-received"
    heads = file.facts.headteachers(former.dfes_number) if asked and former is not None else ()
    values = {
        **mover_details(pair, file.policy),
        "ask_headteacher": not asked,
        "head_name": heads[0].full_name if heads else "",
    }
    to, once = mover_address(pair), f"v{half.version}"
    if asked and not transfer and file.told(f"{template}@{once}.receipt"):
        return
    if asked:
        values |= {"expires": patience.closing_day(file)}
        file.tell(template, to, language_of(half), values, once=once, answering=half)
    else:  # the mover has to see to it that the headteacher writes
        ask(file, template, to, language_of(half), values, once=once, answering=half)


def consolidation_received(file: CaseFile, pair: Pair) -> None:
    """The mover hears that their half is here and complete while the other one is here and is asked about."""
    half = pair.consolidation
    if half is None or not half.stands:
        return
    transfer = file.case.journey is Journey.TRANSFER
    template, once = "mover-consolidation-received", f"v{half.version}"
    if file.told(f"{'mover-transfer-received' if transfer else template}@{once}"):
        return
    values = {**mover_details(pair, file.policy), "ask_headteacher": False, "expires": patience.closing_day(file)}
    file.tell(template, mover_address(pair), language_of(half), values, once=f"{once}.receipt", answering=half)


def approval_asked(file: CaseFile, pair: Pair, former: Account, *, again: bool = False) -> None:
    """R7: the former school's headteacher is asked to approve or reject, with both accounts laid out."""
    request = pair.consolidation or pair.case.enquiry
    version = request.version if request is not None else 0
    proposed = Pair(pair.case, pair.facts, pair.today, former, pair.new or new_of_enquiry(pair))
    ask(
        file,
        "headteacher-approval-asked",
        next(iter(pair.facts.headteacher_addresses(former.dfes_number)), ""),
        Language.BOTH,
        {
            **details(proposed, file.policy),
            "asked_by_school": pair.consolidation is None,
            "note": pair.consolidation.note if pair.consolidation is not None else "",
        },
        once=f"v{version}.{file.times_asked(Question.APPROVE) if again else 0}",
        question=Question.APPROVE,
        version=version,
    )


def new_of_enquiry(pair: Pair) -> Account | None:
    """The new account that the new school's enquiry names, before its holder has written (R2a)."""
    asked = enquired(pair.case.enquiry, pair.facts) if pair.consolidation is None else None
    return asked[1] if asked is not None else None


def authorisation_received(file: CaseFile, pair: Pair, *, pass_on: bool = False) -> None:
    """The headteacher hears that the authorisation is here and complete; ``pass_on`` asks them to tell the mover."""
    half = pair.authorisation
    if half is None or not half.stands or any(field.where == "letter" for field in half.fields.values()):
        return
    template, to, once = "headteacher-authorisation-received", letter_address(file, half), f"v{half.version}"
    values = {**details(pair, file.policy), "pass_on": pass_on}
    if pass_on:
        ask(file, template, to, headteacher_language(pair), values, once=f"{once}.pass-on", answering=half)
    elif not file.told(f"{template}@{once}.pass-on"):
        values |= {"expires": patience.closing_day(file)}
        file.tell(template, to, headteacher_language(pair), values, once=once, answering=half)


def consolidation_awaited(file: CaseFile, pair: Pair) -> None:
    """R26: the new account is invited where it alone fits; else the headteacher passes the request on."""
    half = pair.authorisation
    if half is None:
        return
    invited = invitable(pair)
    authorisation_received(file, pair, pass_on=invited is None)
    if file.told(f"mover-consolidation-invited@{FOR_THE_SCHOOL}"):
        instruct_mover(file, pair)
    elif invited is not None:
        ask(
            file,
            "mover-consolidation-invited",
            active_address(invited),
            Language.BOTH,
            {
                **details(pair, file.policy),
                "form": [{"field": str(name)} for name in CONSOLIDATION_FIELDS],
            },
            once=f"v{half.version}",
            question=Question.COMPLETE_CONSOLIDATION,
        )


def instruct_mover(file: CaseFile, pair: Pair) -> None:
    """R2a: the staff member whose school wrote for them is asked for their own half, once."""
    asked = enquired(pair.case.enquiry, pair.facts)
    if asked is None:
        return
    former, new = asked
    ask(
        file,
        "mover-consolidation-invited",
        active_address(new),
        Language.BOTH,
        {
            **details(Pair(pair.case, pair.facts, pair.today, former, new), file.policy),
            "form": [{"field": str(name)} for name in CONSOLIDATION_FIELDS],
            "asked_by_school": True,
        },
        once=FOR_THE_SCHOOL,
        question=Question.COMPLETE_CONSOLIDATION,
    )


def directory_awaited(file: CaseFile, pair: Pair, codes: tuple[str, ...]) -> None:
    """R13: the mover hears why it waits, the schools' administrators what they can mend, each once.

    While a run may still come in its own time, nobody is told only that the leaving date has: see ``run_awaited``.
    """
    run_awaited = patience.run_awaited(file, pair.former) if "former-run-pending" in codes else None
    day_before = digest("leaving-date-future" if code == "former-run-pending" else code for code in codes)
    if run_awaited is None or not file.told(f"mover-waiting-directory@{day_before}"):
        file.tell(
            "mover-waiting-directory",
            mover_address(pair),
            language_of(pair.consolidation),
            {**mover_details(pair, file.policy), **reasons(codes), "expires": patience.closing_day(file)},
            once=digest(codes),
            answering=pair.consolidation,
        )
    if run_awaited is not None:
        codes = tuple(code for code in codes if code != "former-run-pending")
    for side, account in (("former", pair.former), ("new", pair.new)):
        mendable = [code for code in codes if _ADMINISTRATORS_CAN_MEND.get(code) == side]
        if not mendable or account is None:
            continue
        champions = tuple(one.email for one in file.facts.administrators(account.dfes_number))
        # A school without a digital champion has its headteacher.
        for administrator in (champions or file.facts.headteacher_addresses(account.dfes_number))[:1]:
            file.tell(
                "administrator-mend-record",
                administrator,
                Language.BOTH,
                {"person": pair.case.person, "username": account.username, **reasons(mendable)},
                once=f"{side}-{digest(mendable)}",
            )


def proceed_awaited(file: CaseFile, pair: Pair, until: datetime | None) -> None:
    """R8, R9: the mover decides after the warning (transfer), or may stop it until the grace period ends."""
    half = pair.consolidation
    to, values = mover_address(pair), mover_details(pair, file.policy)
    version = half.version if half else 0
    if until is None:
        ask(
            file,
            "mover-transfer-approved",
            to,
            language_of(half),
            values,
            once=f"v{version}",
            answering=half,
            question=Question.PROCEED,
            version=version,
        )
        return
    file.tell(
        "mover-merge-paused",
        to,
        language_of(half),
        {**values, "expires": _day(file, until)},
        once=until.isoformat(),
        answering=half,
        question=Question.PROCEED,
        version=version,
    )


def _day(file: CaseFile, moment: datetime) -> str:
    return file.policy.today(moment).isoformat()
