"""The half as it would stand with a mail's words, and what its sender may do with it (R24, R25).

What a mail may do follows its sender's standing (``hwb_mailbot.domain.senders``). Nothing is changed here.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Case, Half, Journey, Standing
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.placing import Statement, leaver_meant, own_account
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import Field, FieldName
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.senders import Effect, Entitlement, Sender, may_authorise, may_consolidate


def half_stated(statement: Statement, file: CaseFile, authorises: bool) -> tuple[Entitlement, Half]:
    """The half as it would stand with this mail's words, and what its sender may do."""
    case, facts = file.case, file.facts
    before = case.authorisation if authorises else case.consolidation
    fields: dict[FieldName, Field] = dict(before.fields) if before is not None and _goes_on(statement, before) else {}
    fields |= {name: field for name, field in statement.request.fields.items() if field.value != ""}
    if not authorises and FieldName.NEW_USERNAME not in fields and case.journey is Journey.TRANSFER:
        own = own_account(statement, facts)
        if own is not None:
            fields[FieldName.NEW_USERNAME] = Field(own.username, statement.sender.address, "from")
    reading = statement.mail.reading
    half = Half(
        fields=fields,
        sender=statement.sender.address,
        standing=Standing.UNCONFIRMED,
        version=before.version if before is not None else _last_version(case, authorises),
        language=reading.language,
        at=file.now,
        mail_id=statement.mail.mail_id,
        message_id=reading.message_id,
        subject=reading.subject,
        vouched=statement.sender.vouched,
        misshapen=tuple(one for one in statement.request.problems if one.code.endswith("-shape")),
        note=_note(statement, before) if not authorises else "",
    )
    if authorises:
        entitlement, speaks_for = _authority(statement, half, facts, case)
    else:
        entitlement, speaks_for = _voice(half, facts, case, statement.sender)
    address = entitlement.call_back_to or (statement.sender.address if entitlement.effect is Effect.ACTS else "")
    if entitlement.effect is Effect.ACTS and not authorises:
        new = facts.account(half.text(FieldName.NEW_USERNAME))
        address = new.email.lower() if new is not None else statement.sender.address
    return entitlement, replace(half, address=address, speaks_for=speaks_for)


def _note(statement: Statement, before: Half | None) -> str:
    """The words to the headteacher: only of a sender who is vouched for, since no call-back shows them."""
    kept = before.note if before is not None and before.stands else ""
    return (statement.mail.reading.note if statement.sender.vouched else "") or kept


def _last_version(case: Case, authorises: bool) -> int:
    """The highest version anybody was asked about: a half that was denied does not begin again at its number."""
    asked = (one.version for one in case.asked if (one.question in HEADTEACHER_QUESTIONS) is authorises)
    return max(asked, default=0)


def _goes_on(statement: Statement, before: Half) -> bool:
    """Whether a mail adds to the half as it is: what counts as its sender's never takes over words nobody confirmed.

    Not even as an answer to a letter of ours: of a half that does not stand none has told them the words.
    """
    return before.stands or (not statement.sender.vouched and before.sender == statement.sender.address)


def _authority(statement: Statement, half: Half, facts: Facts, case: Case) -> tuple[Entitlement, str]:
    """What an authorisation's sender may do, and for which school they speak."""
    username, number = half.text(FieldName.FORMER_USERNAME), half.text(FieldName.FORMER_DFES_NUMBER)
    former, school = leaver_meant(statement.sender.address, username, number, facts)
    new = pair_of(case, facts, half.at.date()).new or _named_beside(half, former, facts)
    named = (one.dfes_number for one in facts.schools_named(half.text(FieldName.NEW_SCHOOL_NAME)))
    address = statement.sender.address
    led = [one for one in named if former is not None and address in facts.headteacher_addresses(one)]
    borne_out = [one for one in led if former is not None and facts.staff_named(one, former.full_name)]
    new_schools = tuple(one for one in (*borne_out, new.dfes_number if new else "") if one and one != school)
    return may_authorise(statement.sender, facts, school, former, new, new_schools), school


def _named_beside(half: Half, former: Account | None, facts: Facts) -> Account | None:
    """The new account that an authorisation names, where it bears the leaver's name: whoever names another is nobody.

    Else any colleague anywhere, by naming their own account or school as the new one, would be the mover or their head.
    """
    account = facts.account(half.text(FieldName.NEW_USERNAME)) if half.text(FieldName.NEW_USERNAME) else None
    named_alike = account is not None and former is not None and same_name(account.full_name, former.full_name)
    return account if named_alike else None


def _voice(half: Half, facts: Facts, case: Case, sender: Sender) -> tuple[Entitlement, str]:
    """What a consolidation's sender may do, and for which account they speak."""
    new = facts.account(half.text(FieldName.NEW_USERNAME))
    authorisation = case.authorisation
    former = (
        facts.account(authorisation.text(FieldName.FORMER_USERNAME))
        if authorisation is not None and authorisation.stands
        else None
    )
    names_new = bool(half.text(FieldName.NEW_USERNAME))
    entitlement = may_consolidate(sender, facts, former, new, names_new=names_new)
    return entitlement, new.username if new is not None else ""
