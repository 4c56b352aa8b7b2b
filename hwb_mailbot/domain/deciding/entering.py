"""A mail's words enter their case, as far as their sender may (R4, R25).

An unconfirmed mail never changes a half that stands, and words of somebody who takes no part in a case that is under
way, however well known and vouched for, neither change nor hold it.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import Half, Journey, Standing
from hwb_mailbot.domain.deciding import correcting
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.halves import asked_enough, to_another_school, values, void_approval
from hwb_mailbot.domain.deciding.objecting import NOT_UNDERSTOOD
from hwb_mailbot.domain.deciding.placing import Statement, asked_about
from hwb_mailbot.domain.deciding.taking_part import may_hold
from hwb_mailbot.domain.enquired import contradicts
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.senders import Effect, Entitlement

CONTRADICTED = "stranger-contradicts"
"""Why support is shown a mail that changed nothing in its case."""


def enter(statement: Statement, file: CaseFile, half: Half, entitlement: Entitlement, authorises: bool) -> str:
    """Let the statement change its half, as far as its sender may.

    In a case that is under way the words of whoever takes no part in it change nothing and hold nothing up: what they
    contradict is support's to see, and the code that says so comes back.
    """
    before = file.case.authorisation if authorises else file.case.consolidation
    changed = before is None or values(before) != values(half)
    details = [code for code in (entitlement.reason,) if code]
    event = "authorisation-received" if authorises else "consolidation-received"
    file.note(_actor(statement, half, authorises, file.facts), event, details, statement.mail)
    standing = before is not None and before.stands and entitlement.effect is not Effect.ACTS
    if standing and entitlement.reason == "sender-unauthenticated" and not changed:
        doubted = not statement.mail.reading.takes_back or correcting.doubt(file, authorises)
        return "" if doubted else CONTRADICTED
    if standing and entitlement.reason == "sender-unauthenticated":
        words = replace(half, fields={name: one for name, one in statement.request.fields.items() if one.value != ""})
        return correcting.correct(file, words, authorises)
    differs = before is not None and any(
        half.fields[name].value != stated.value for name, stated in before.fields.items() if name in half.fields
    )
    review = entitlement.effect is Effect.REVIEW
    against = differs or statement.mail.reading.takes_back
    if (standing or (review and not file.fresh)) and not may_hold(statement.sender, file):
        return CONTRADICTED if against or changed or review else ""
    asked_again = entitlement.effect is not Effect.ACTS and asked_enough(file, before, half, authorises)
    if asked_again and not may_hold(statement.sender, file):
        return CONTRADICTED
    if review:
        file.concern(entitlement.reason)
    if standing:
        if differs:
            file.concern("halves-contradict")
        elif against:
            file.concern_anew(NOT_UNDERSTOOD)
        return ""
    if before is not None and not changed and entitlement.effect is Effect.ACTS:
        file.repeated = (statement.sender.address, statement.mail.mail_id)
        if (
            statement.mail.reading.takes_back
        ):  # nothing is stated anew, so what is said beside it is what they wrote for
            file.concern_anew(NOT_UNDERSTOOD)
    corrects = statement.answered is not None  # an answer to a letter that asked for the school corrects it
    if authorises and before is not None and not corrects and to_another_school(before, half, file.facts):
        file.concern("authorised-to-two-schools")
    acts = Standing.ACTS if statement.answered is None else Standing.CALLED_BACK
    version = half.version + 1 if changed else half.version
    if not authorises and before is None and contradicts(half, file.case, file.facts):
        version += 1  # what the headteacher was asked about for the new school is not this
    half = replace(half, standing=acts if entitlement.effect is Effect.ACTS else Standing.UNCONFIRMED, version=version)
    correcting.settled(file, authorises)
    if authorises:
        file.change(authorisation=half)
    else:
        void_approval(file, before, half)
        file.change(consolidation=half, language=half.language)
        _settle_journey(statement, file)
    if statement.answered is not None:
        file.answered(statement.answered)
    return ""


def _actor(statement: Statement, half: Half, authorises: bool, facts: Facts) -> str:
    """Who wrote, by the address the mail bears; a half may come from somebody whose half it is not (R25)."""
    address = statement.sender.address
    if authorises and address in facts.headteacher_addresses(half.speaks_for):
        return "headteacher"
    named = {half.text(FieldName.NEW_USERNAME), half.text(FieldName.FORMER_USERNAME)}
    name = half.text(FieldName.STAFF_NAME)
    for account in facts.accounts_with_address(address):
        if account.username in named or (name and same_name(name, account.full_name)):
            return "mover"
    return "sender"


def _settle_journey(statement: Statement, file: CaseFile) -> None:
    """A staff code or employee number makes a transfer request a consolidation (R25), unless the head was asked."""
    half, asked = file.case.consolidation, asked_about(file.case, True)
    if half is None or asked or file.case.authorisation is not None:
        return
    by_mail = half.text(FieldName.STAFF_CODE) or half.text(FieldName.EMPLOYEE_NUMBER)
    if by_mail and file.case.journey is Journey.TRANSFER:
        file.change(journey=Journey.EMAIL)
