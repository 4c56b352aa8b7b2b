"""What the support team does to a case, each by name and with a reason (N1, CONTRACT ``case …``).

An action that cannot be done is refused with a code and changes nothing. Support may overrule reviews and stand in
for a headteacher; it cannot make governors, learners or one account mergeable, nor a date come true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case, CaseState, Half, Standing
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.joining import absorb
from hwb_mailbot.domain.deciding.refusing import refuse
from hwb_mailbot.domain.events import SupportActed, SupportAction
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import Field, FieldName, Language
from hwb_mailbot.domain.matching import named_former, pair_of
from hwb_mailbot.domain.policy import Policy

_SHAPES: dict[FieldName, Callable[[str], str | None]] = {
    FieldName.FORMER_USERNAME: identifiers.username,
    FieldName.NEW_USERNAME: identifiers.username,
    FieldName.FORMER_DFES_NUMBER: identifiers.dfes_number,
    FieldName.NEW_DFES_NUMBER: identifiers.dfes_number,
    FieldName.STAFF_CODE: identifiers.staff_code,
    FieldName.EMPLOYEE_NUMBER: identifiers.employee_number,
}
_OF_AUTHORISATION = frozenset(
    {
        FieldName.LEAVING_DATE_CONFIRMED,
        FieldName.LEAVING_DATE,
        FieldName.STAFF_NAME,
        FieldName.FORMER_SCHOOL_NAME,
        FieldName.FORMER_DFES_NUMBER,
        FieldName.FORMER_USERNAME,
    }
)


class Refused(Exception):
    """The action cannot be done; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decide_action(act: SupportActed, case: Case, facts: Facts, policy: Policy, now: datetime) -> tuple[CaseFile, ...]:
    """What an action changes. Raises ``Refused``, ``FactNeeded``."""
    if act.action is SupportAction.NOTE:
        file = CaseFile(case, facts, policy, now)
        file.note(f"support: {act.by}", "note", text=act.reason)
        return (file,)
    if not case.open or case.state is CaseState.MERGING:
        raise Refused("case-closed")
    file = CaseFile(case, facts, policy, now)
    file.note(f"support: {act.by}", str(act.action), text=act.reason)
    others = _ACTIONS[act.action](file, act)
    return (file, *others)


def _approve(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    former = pair.former or named_former(pair)
    if former is None:
        raise Refused("former-account-unknown")
    school = file.facts.school(former.dfes_number)
    before = file.case.authorisation
    words = f"{act.by}: {act.reason}"
    new_school = pair.new_school.name_en if pair.new_school else ""
    fields = {
        FieldName.LEAVING_DATE_CONFIRMED: Field(True, words, "support"),
        FieldName.STAFF_NAME: Field(former.full_name, words, "support"),
        FieldName.FORMER_SCHOOL_NAME: Field(school.name_en if school else "", words, "support"),
        FieldName.FORMER_DFES_NUMBER: Field(former.dfes_number, words, "support"),
        FieldName.FORMER_USERNAME: Field(former.username, words, "support"),
        FieldName.NEW_SCHOOL_NAME: Field(new_school, words, "support"),
    }
    if before is not None:
        fields |= {name: field for name, field in before.fields.items() if field.value not in ("", False)}
    half = Half(
        fields=fields,
        sender=before.sender if before else "",
        standing=Standing.SUPPORT,
        version=before.version + 1 if before else 1,
        language=before.language if before else Language.BOTH,
        at=file.now,
        address=before.address if before and before.stands else "",
        speaks_for=former.dfes_number,
        message_id=before.message_id if before else "",
        subject=before.subject if before else "",
    )
    file.change(authorisation=half)
    return _release(file, act)


def _reject(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    refuse(file)
    return ()


def _hold(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    file.move(CaseState.HELD, ["held-by-support"])
    patience.stand(file)
    file.change(due_at=None)
    return ()


def _release(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    _vouch(file)
    if file.case.state is CaseState.REVIEW:
        file.change(overruled=tuple(dict.fromkeys((*file.case.overruled, *file.case.reasons))))
    elif file.case.state is CaseState.HELD:
        file.move(CaseState.WAITING_SENDER_CHECK, ["released-by-support"])
    settle(file)
    return ()


def _vouch(file: CaseFile) -> None:
    """Releasing vouches for a consolidation that nobody on record can be asked about; never for an authorisation.

    Raises ``Refused`` where an authorisation would need approving by name (N1).
    """
    authorisation, consolidation = file.case.authorisation, file.case.consolidation
    if authorisation is not None and not authorisation.stands and not authorisation.address:
        raise Refused("needs-approval")
    if consolidation is not None and not consolidation.stands and not consolidation.address:
        file.change(consolidation=replace(consolidation, standing=Standing.SUPPORT))


def _amend(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    if act.field is None:
        raise Refused("field-unknown")
    value: str | bool | None = act.value.strip()
    if act.field is FieldName.LEAVING_DATE_CONFIRMED:
        value = {"yes": True, "no": False}.get(act.value.strip().lower())
    elif act.field in _SHAPES:
        value = _SHAPES[act.field](act.value)
    if value is None or value == "":
        raise Refused("value-shape")
    field = Field(value, f"{act.by}: {act.reason}", "support")
    changed = False
    for side in ("authorisation", "consolidation"):
        half: Half | None = getattr(file.case, side)
        belongs = act.field is FieldName.NEW_SCHOOL_NAME or (
            (act.field in _OF_AUTHORISATION) is (side == "authorisation")
        )
        if half is None or not (belongs or act.field in half.fields):
            continue
        amended = replace(
            half,
            fields={**half.fields, act.field: field},
            standing=Standing.SUPPORT if half.stands else half.standing,
            version=half.version + 1,
        )
        file.change(**{side: amended})
        changed = True
    if not changed:
        raise Refused("half-not-here")
    settle(file)
    return ()


def _link(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    other = file.facts.case(act.other_reference)
    if other is None or not other.open or other.reference == file.case.reference:
        raise Refused("other-case-unknown")
    if (file.case.authorisation and other.authorisation) or (file.case.consolidation and other.consolidation):
        raise Refused("halves-contradict")
    younger = absorb(file, other)
    file.change(overruled=tuple(dict.fromkeys((*file.case.overruled, "several-cases-fit"))))
    settle(file)
    return (younger,) if younger is not None else ()


_ACTIONS: dict[SupportAction, Callable[[CaseFile, SupportActed], tuple[CaseFile, ...]]] = {
    SupportAction.APPROVE: _approve,
    SupportAction.REJECT: _reject,
    SupportAction.HOLD: _hold,
    SupportAction.RELEASE: _release,
    SupportAction.AMEND: _amend,
    SupportAction.LINK: _link,
}
