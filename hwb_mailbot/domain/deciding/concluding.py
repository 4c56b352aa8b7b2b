"""Who is told how a case has ended, or that it waits too long: one function an end, each naming its letters (R8, R9).

Nobody learns more at the end than they were told before: a half that never fitted gets its own words back (N3).
"""

from __future__ import annotations

from hwb_mailbot.domain.cases import Half, Question
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.receivers import (
    headteacher_address,
    headteacher_language,
    language_of,
    letter_address,
    mover_address,
    reachable,
)
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.deciding.values import details, mover_details, own_words, reasons, told_as
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.findings import Concerns, Pair
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.domain.matching import standing_only

CALL_BACKS = {
    Concerns.AUTHORISATION: "headteacher-sender-check@",
    Concerns.CONSOLIDATION: "mover-sender-check@",
}
"""How the keys begin of the letters that call the sender of a half back."""


def merged(file: CaseFile, pair: Pair) -> None:
    """Both are told; the mover at the surviving address (R26), with the way back (R9)."""
    former = pair.former
    if former is None:
        return
    values = details(pair, file.policy)
    file.tell("mover-merged", former.email, language_of(pair.consolidation), values, answering=pair.consolidation)
    file.tell(
        "headteacher-merged",
        headteacher_address(pair),
        headteacher_language(pair),
        values,
        answering=pair.authorisation,
    )


def rejected(file: CaseFile, pair: Pair, answered_in: Language | None) -> None:
    """R8: the mover keeps the new account; the headteacher's answer is noted, in its own language (R23)."""
    asked = {one.question: one.address for one in file.case.asked}
    if answered_in is not None and pair.consolidation is None and Question.COMPLETE_CONSOLIDATION in asked:
        invited = reachable(file, asked[Question.COMPLETE_CONSOLIDATION])
        file.tell("mover-rejected", invited, Language.BOTH, details(pair, file.policy))
    elif pair.consolidation is not None and pair.consolidation.stands:
        file.tell(
            "mover-rejected", mover_address(pair), language_of(pair.consolidation), mover_details(pair, file.policy)
        )
    if answered_in is not None:
        file.tell(
            "headteacher-rejection-noted",
            headteacher_address(pair) or asked.get(Question.APPROVE, ""),
            answered_in,
            headteacher_details(file, pair),
        )


def withdrawn(file: CaseFile, pair: Pair, answered_in: Language | None) -> None:
    """The mover's CANCEL is confirmed to them, and to a headteacher who had been asked or had written."""
    invited = (one.address for one in file.case.asked if one.question is Question.COMPLETE_CONSOLIDATION)
    mover = mover_address(pair) or next(invited, "")
    language = answered_in or language_of(pair.consolidation)
    file.tell("mover-withdrawn", mover, language, mover_details(pair, file.policy))
    asked = any(one.question is Question.APPROVE for one in file.case.asked)
    if asked or (pair.authorisation is not None and pair.authorisation.stands):
        address = headteacher_address(pair) or next(
            (one.address for one in file.case.asked if one.question is Question.APPROVE), ""
        )
        template = "headteacher-withdrawn"
        # Who asks and cancels in turn does not make us write to them each time (N4).
        if file.facts.letters_lately(address, template) < file.policy.withdrawals_a_day:
            file.tell(template, address, headteacher_language(pair), headteacher_details(file, pair))


def asked_no_more(file: CaseFile, pair: Pair) -> None:
    """A headteacher who was asked and has not answered need not: the mover now asks for another school's account.

    ``pair`` is as they were asked about it (N3).
    """
    open_still = [one for one in file.case.asked if one.question is Question.APPROVE and one.answered_at is None]
    template = "headteacher-withdrawn"
    for asked in open_still[-1:]:
        to = reachable(file, asked.address)
        if file.facts.letters_lately(to, template) < file.policy.withdrawals_a_day:
            values = details(pair, file.policy)
            file.tell(template, to, Language.BOTH, values, once=f"v{asked.version}")


def half_withdrawn(file: CaseFile, pair: Pair, mail: MailArrived | None) -> None:
    """The mover's CANCEL is confirmed to them alone where the case goes on without their half.

    ``pair`` is as it was before.
    """
    language = mail.reading.language if mail is not None else language_of(pair.consolidation)
    once = mail.mail_id if mail is not None else f"by-support {file.now.isoformat()}"
    values = mover_details(pair, file.policy)
    file.tell("mover-withdrawn", mover_address(pair), language, values, once=once, answering=mail)


def approval_void(file: CaseFile, pair: Pair) -> None:
    """The headteacher hears that their approval counts no more, with what they approved and not what it is now (N3)."""
    half = pair.authorisation
    if half is not None:
        to, values = letter_address(file, half), details(pair, file.policy)
        language = headteacher_language(pair)
        file.tell("headteacher-approval-void", to, language, values, once=f"v{half.version}", answering=half)


def expired(file: CaseFile, pair: Pair) -> None:
    """Both sides hear that the case has closed, each of what lacked on their own side (N3).

    Whoever was only called back hears of that alone, and where their own address was in From: a true writer must know
    that nothing came of it. Where others wrote of them they hear nothing more (N4).
    """
    for unconfirmed, concerns in pair.halves():
        _lapsed(file, unconfirmed, concerns)
    pair = standing_only(pair)
    asked = {one.question: one.address for one in file.case.asked}
    half = pair.consolidation
    if half is not None or Question.COMPLETE_CONSOLIDATION in asked:
        to = mover_address(pair) or asked.get(Question.COMPLETE_CONSOLIDATION, "")
        values = mover_details(pair, file.policy) if half is not None else details(pair, file.policy)
        lacked = _lacked(file, pair, "waiting-authorisation", Concerns.AUTHORISATION)
        file.tell("mover-expired", to, language_of(half), {**values, **lacked})
    half = pair.authorisation
    if half is not None or Question.APPROVE in asked:
        to = headteacher_address(pair) or ("" if half is not None else asked[Question.APPROVE])
        lacked = _lacked(file, pair, "waiting-consolidation", Concerns.CONSOLIDATION, Concerns.NEW_RECORD)
        values = headteacher_details(file, pair)
        file.tell("headteacher-expired", to, headteacher_language(pair), {**values, **lacked})


def _lapsed(file: CaseFile, half: Half, concerns: Concerns) -> None:
    """A request in somebody's name was never confirmed: that address hears so once, and not of many on one day."""
    called_back = any(key.startswith(CALL_BACKS[concerns]) for key in file.case.told)
    if half.stands or not called_back or half.sender != half.address.lower():
        return
    template = "sender-request-lapsed"
    if not often_enough(template, half.address, file.facts, file.policy):
        to = reachable(file, half.address)
        file.tell(template, to, Language.BOTH, own_words(half), once=to.lower(), unverified=True)


def _lacked(file: CaseFile, pair: Pair, waited_for: str, other: Concerns, *records: Concerns) -> dict[str, LetterValue]:
    """Why the case waited: of the ``other`` half only that it was ``waited_for``, of the other ``records`` nothing."""
    # A case waits for the authorisation first, so what both halves lack was said of that one.
    found = sorted(findings(pair), key=lambda one: one.concerns is Concerns.AUTHORISATION)
    about = {one.code: one.concerns for one in found}
    codes = [waited_for if about.get(code) is other else code for code in file.case.reasons]
    return reasons(dict.fromkeys(told_as(code) for code in codes if about.get(code) not in records))


def overdue(file: CaseFile, pair: Pair) -> None:
    """Support hears of a case that has waited long, with whatever may help to find another way to those awaited."""
    values = {**details(pair, file.policy), **reasons(file.case.reasons), "expires": patience.closing_day(file)}
    patient = file.case.patience
    file.note("mailbot", "escalated", file.case.reasons)
    file.tell(
        "support-case-overdue",
        file.policy.support,
        Language.BOTH,
        {**values, "awaited": [{"address": one.address} for one in file.case.awaited]},
        once=patient.subject if patient else "",
    )


def undone(file: CaseFile, pair: Pair, changed: tuple[tuple[str, str], ...]) -> None:
    """Both accounts are back: the mover is told at the new address, which works again, and so is the headteacher."""
    file.tell(
        "mover-undone",
        mover_address(pair),
        language_of(pair.consolidation),
        {
            **mover_details(pair, file.policy),
            "changed": [{"detail": name, "value": value} for name, value in changed if value],
        },
    )
    file.tell(
        "headteacher-undone",
        headteacher_address(pair),
        headteacher_language(pair),
        details(pair, file.policy),
    )


def headteacher_details(file: CaseFile, pair: Pair) -> dict[str, LetterValue]:
    """What the headteacher may be told: both accounts once those were laid out to them, else the name they gave."""
    half = pair.authorisation
    laid_out = half is None or any(field.where == "letter" for field in half.fields.values())
    received = f"headteacher-authorisation-received@v{half.version}" if half is not None else ""
    if laid_out or file.told(received) or file.told(f"{received}.pass-on"):
        return details(pair, file.policy)
    return {"person": half.text(FieldName.STAFF_NAME)} if half is not None else {}
