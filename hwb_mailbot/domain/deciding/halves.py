"""How a half that is written anew compares with the one before it."""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import Half, Question
from hwb_mailbot.domain.deciding import concluding
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.matching import named_former, pair_of


def values(half: Half) -> dict[FieldName, str | bool]:
    """What a half states, without evidence."""
    return {name: field.value for name, field in half.fields.items()}


def asked_enough(file: CaseFile, before: Half | None, half: Half, authorises: bool) -> bool:
    """Whether a half that nobody has confirmed is to come or change once more, though that was asked often enough."""
    question = Question.HEADTEACHER_SENT_IT if authorises else Question.MOVER_SENT_IT
    other = before is None or (not before.stands and values(before) != values(half))
    return other and file.times_asked(question) >= file.policy.asks_before_review


def void_approval(file: CaseFile, before: Half | None, half: Half) -> None:
    """A headteacher approved what our letter laid out: with other accounts they hear so and must be asked again.

    One who was asked and has not answered hears that they need not, where it is another school's account now.
    """
    authorisation = file.case.authorisation
    if before is None:
        return
    if authorisation is None:
        _asked_no_more(file, half)
        return
    by_letter = any(field.where == "letter" for field in authorisation.fields.values())
    accounts = (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME)
    if by_letter and any(before.text(name) != half.text(name) for name in accounts):
        concluding.approval_void(file, pair_of(file.case, file.facts, file.policy.today(file.now)))
        file.change(authorisation=None, proceeded=False)
        file.note("mailbot", "approval-voided")


def _asked_no_more(file: CaseFile, half: Half) -> None:
    today = file.policy.today(file.now)
    pair = pair_of(file.case, file.facts, today)
    was, now = named_former(pair), named_former(pair_of(replace(file.case, consolidation=half), file.facts, today))
    if was is not None and now is not None and was.dfes_number != now.dfes_number:
        concluding.asked_no_more(file, replace(pair, former=was))


def to_another_school(before: Half, half: Half, facts: Facts) -> bool:
    """Whether an authorisation that stands is followed by one to another school that there is: which is meant?"""
    names = (before.text(FieldName.NEW_SCHOOL_NAME), half.text(FieldName.NEW_SCHOOL_NAME))
    meant = [{school.dfes_number for school in facts.schools_named(name)} for name in names if name]
    return before.stands and len(meant) == 2 and all(meant) and not meant[0] & meant[1]
