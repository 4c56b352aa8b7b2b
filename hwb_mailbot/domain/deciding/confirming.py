"""One word is enough where only one thing was asked: the leaving date (R1), or which school it was (R6)."""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import Question
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding import asking_back
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.findings import Concerns, Outcome, Pair
from hwb_mailbot.domain.mails import Field, FieldName
from hwb_mailbot.domain.matching import standing_only


def leaving_date_confirmed(file: CaseFile, pair: Pair, mail: MailArrived) -> bool:
    """R1: the headteacher's one word where only that was asked. False: more is missing, or it was not asked."""
    half = file.case.authorisation
    if half is None or not leaving_date_asked(file, pair):
        return False
    confirmed = Field(True, mail.reading.own_text[:200], "body")
    fields = {**half.fields, FieldName.LEAVING_DATE_CONFIRMED: confirmed}
    file.change(authorisation=replace(half, fields=fields, version=half.version + 1))
    file.note("headteacher", "leaving-date-confirmed", mail=mail)
    settle(file)
    return True


def leaving_date_asked(file: CaseFile, pair: Pair) -> bool:
    """Whether all that the authorisation lacks is the word that the leaving date is on record, and a letter said so."""
    half = file.case.authorisation
    asked = any(key.startswith("headteacher-authorisation-incomplete@") for key in file.case.told)
    if half is None or not half.stands or not asked:
        return False
    return asking_back.only_leaving_date(
        one
        for one in findings(standing_only(pair))
        if one.concerns is Concerns.AUTHORISATION and one.outcome in (Outcome.ASK, Outcome.REFUSE)
    )


def school_confirmed(file: CaseFile, question: Question) -> bool:
    """R6: the school that number and username name is the one, so the other name falls. False: that was not asked."""
    half = file.case.consolidation
    if half is None or question is not Question.COMPLETE_CONSOLIDATION or not school_asked(file):
        return False
    fields = dict(half.fields)
    del fields[FieldName.FORMER_SCHOOL_NAME]
    file.change(consolidation=replace(half, fields=fields, version=half.version + 1))
    file.note("mover", "school-confirmed")
    settle(file)
    return True


def school_asked(file: CaseFile) -> bool:
    """Whether a letter asked the mover if the school that number and username name is theirs, and it is open yet."""
    half = file.case.consolidation
    asked = any(key.startswith("mover-transfer-school-check@") for key in file.case.told)
    if half is None or not asked or FieldName.FORMER_SCHOOL_NAME not in half.fields:
        return False
    former = file.facts.account(half.text(FieldName.FORMER_USERNAME))
    return former is not None and former.dfes_number == half.text(FieldName.FORMER_DFES_NUMBER)
