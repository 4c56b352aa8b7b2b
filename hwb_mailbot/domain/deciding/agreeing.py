"""What a yes or a no does to a case: approving, confirming or denying a half, withdrawing (R7 to R9)."""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import CaseState, Half, Standing
from hwb_mailbot.domain.deciding import concluding, correcting, telling
from hwb_mailbot.domain.deciding.asking_back import TOO_OFTEN
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.ends import close, end
from hwb_mailbot.domain.deciding.joining import join
from hwb_mailbot.domain.deciding.values import school_name
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import Field, FieldName, Language
from hwb_mailbot.domain.matching import named_former, pair_of
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.senders import Effect, Sender, may_authorise


def approve(file: CaseFile, pair: Pair, mail: MailArrived, sender: Sender) -> None:
    """R7: the headteacher approves what our letter laid out; the approval is the authorisation (R1)."""
    former = pair.former or named_former(pair)
    if former is None:
        file.concern("former-account-unknown")
        settle(file)
        return
    new = pair.new or telling.new_of_enquiry(pair)
    entitled = may_authorise(replace(sender, answered_token=True), file.facts, former.dfes_number, former, new)
    if entitled.effect is not Effect.ACTS:
        file.concern(entitled.reason)
        settle(file)
        return
    approved = Pair(pair.case, pair.facts, pair.today, former, new)
    school, new_school = approved.former_school, approved.new_school
    words = mail.reading.own_text[:200]

    def laid_out(value: str | bool) -> Field:
        return Field(value, words, "letter")

    fields = {
        FieldName.LEAVING_DATE_CONFIRMED: laid_out(True),
        FieldName.STAFF_NAME: laid_out(former.full_name),
        FieldName.FORMER_SCHOOL_NAME: laid_out(school_name(school)),
        FieldName.FORMER_DFES_NUMBER: laid_out(former.dfes_number),
        FieldName.FORMER_USERNAME: laid_out(former.username),
        FieldName.NEW_SCHOOL_NAME: laid_out(school_name(new_school)),
    }
    if new is not None and pair.new is None:  # the staff member has not said yet that this is their account
        fields[FieldName.NEW_USERNAME] = laid_out(new.username)
    half = Half(
        fields=fields,
        sender=sender.address,
        standing=Standing.CALLED_BACK if sender.answered_token else Standing.ACTS,
        version=1,
        language=mail.reading.language or Language.BOTH,
        at=file.now,
        mail_id=mail.mail_id,
        message_id=mail.reading.message_id,
        subject=mail.reading.subject,
        address=sender.address,
        speaks_for=former.dfes_number,
    )
    correcting.settled(file, True)
    file.change(authorisation=half)
    file.note("headteacher", "approved", mail=mail)
    settle(file)


def confirm(file: CaseFile, sender: Sender, *, headteacher: bool) -> None:
    """The call-back was answered: the half stands, as of the version that was asked about."""
    half = file.case.authorisation if headteacher else file.case.consolidation
    if half is None or half.stands:
        settle(file)
        return
    if headteacher:
        pair = pair_of(file.case, file.facts, file.policy.today(file.now))
        vouched = replace(sender, answered_token=True)
        entitled = may_authorise(vouched, file.facts, half.speaks_for, pair.former, pair.new)
        if entitled.effect is not Effect.ACTS:  # whoever was asked is on record no longer
            file.concern(entitled.reason)
            settle(file)
            return
    concerns = tuple(code for code in file.case.concerns if code != TOO_OFTEN)  # this is what was asked so often
    file.change(concerns=concerns)
    confirmed = replace(half, standing=Standing.CALLED_BACK, address=sender.address)
    if headteacher:
        file.change(authorisation=confirmed)
    else:
        file.change(consolidation=confirmed)
    file.note("headteacher" if headteacher else "mover", "sender-confirmed")
    file.others = join(file)
    settle(file)


def deny(file: CaseFile, *, headteacher: bool) -> None:
    """Whoever was called back did not write that: only the false half goes; what others sent stays.

    A half that stands by another mail, vouched for, is denied all the same: a person looks before it is acted on.
    """
    half = file.case.authorisation if headteacher else file.case.consolidation
    file.note("headteacher" if headteacher else "mover", "sender-denied")
    if half is None or half.stands:
        if half is not None:
            file.concern("sender-denied")
        settle(file)
        return
    if headteacher:
        file.change(authorisation=None)
    else:
        file.change(consolidation=None)
    if (file.case.authorisation, file.case.consolidation, file.case.enquiry) == (None, None, None):
        close(file)
        file.move(CaseState.REJECTED, ["sender-denied"])
    else:
        settle(file)


def withdraw(file: CaseFile, pair: Pair, mail: MailArrived | None, *, actor: str = "mailbot", text: str = "") -> None:
    """CANCEL ends the mover's case; where it is not plain that they are the mover, it only takes their half back.

    Without a ``mail`` support does it for them: the history then has the officer as ``actor``, with their reason.
    """
    case = file.case
    same = pair.former is not None and pair.new is not None and same_name(pair.former.full_name, pair.new.full_name)
    authorised = case.authorisation is not None and case.authorisation.stands
    if authorised and case.consolidation is not None and (case.state is CaseState.REVIEW or not same):
        file.change(consolidation=None, proceeded=False)
        file.note("mover" if mail is not None else actor, "withdrawn-by-mover", text=text)
        concluding.half_withdrawn(file, pair, mail)
        settle(file)
    else:
        language = mail.reading.language if mail is not None else None
        end(file, CaseState.WITHDRAWN, "withdrawn-by-mover", answered_in=language, actor=actor, text=text)
