"""What the support team does to a case, each by name and with a reason (N1, CONTRACT ``case …``).

An action that cannot be done is refused with a code and changes nothing. Support may overrule reviews and stand in
for a headteacher; it cannot make governors, learners or one account mergeable, nor a date come true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hwb_mailbot.domain.cases import Case, CaseState, Half, Standing
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding import correcting, patience, telling
from hwb_mailbot.domain.deciding.amending import amend
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.joining import KEPT_APART, absorb
from hwb_mailbot.domain.deciding.permitted import Refused, must_be_in_place, must_not_be_authorised
from hwb_mailbot.domain.deciding.questioning import ask
from hwb_mailbot.domain.deciding.refusing import refuse
from hwb_mailbot.domain.deciding.resending import resend
from hwb_mailbot.domain.deciding.separating import separate
from hwb_mailbot.domain.deciding.values import school_name
from hwb_mailbot.domain.deciding.withdrawing import withdraw_for
from hwb_mailbot.domain.events import SupportActed, SupportAction
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Concerns, Outcome, Pair
from hwb_mailbot.domain.mails import CONSOLIDATION_FIELDS, Evidence, Field, FieldName, Language
from hwb_mailbot.domain.matching import named_former, pair_of, standing_only
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Effect, Sender, may_consolidate


def decide_action(act: SupportActed, case: Case, facts: Facts, policy: Policy, now: datetime) -> tuple[CaseFile, ...]:
    """What an action changes. Raises ``Refused``, ``FactNeeded``."""
    must_be_in_place(act.action, case, policy)
    file = CaseFile(case, facts, policy, now)
    others = _ACTIONS[act.action](file, act)
    return (file, *others)


def _noted(file: CaseFile, act: SupportActed, *details: str) -> None:
    file.note(f"support: {act.by}", str(act.action), details, text=act.reason)


def _note(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    _noted(file, act)
    return ()


def _approve(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    must_not_be_authorised(file.case, _authorisation_complete(pair), file.policy)
    before = file.case.authorisation
    named = file.facts.account(before.text(FieldName.FORMER_USERNAME)) if before is not None else None
    former = pair.former or named or named_former(pair)
    if former is None:
        raise Refused("former-account-not-named")
    _noted(file, act)
    school = file.facts.school(former.dfes_number)
    words = f"{act.by}: {act.reason}"
    new = pair.new or telling.new_of_enquiry(pair)
    school_after = file.facts.school(new.dfes_number) if new is not None else None
    fields = {
        FieldName.LEAVING_DATE_CONFIRMED: Field(True, words, "support"),
        FieldName.STAFF_NAME: Field(former.full_name, words, "support"),
        FieldName.FORMER_SCHOOL_NAME: Field(school_name(school), words, "support"),
        FieldName.FORMER_DFES_NUMBER: Field(former.dfes_number, words, "support"),
        FieldName.FORMER_USERNAME: Field(former.username, words, "support"),
        FieldName.NEW_SCHOOL_NAME: Field(school_name(school_after), words, "support"),
    }
    if before is not None:
        in_doubt = _in_doubt(pair)
        fields |= {
            name: field
            for name, field in before.fields.items()
            if field.value not in ("", False) and field.value not in in_doubt
        }
    fields = {name: field for name, field in fields.items() if field.value != ""}
    theirs = before if before is not None and before.stands else None
    _own_words_of_mover(file, pair, before)
    half = Half(
        fields=fields,
        sender=theirs.sender if theirs else "",
        standing=Standing.SUPPORT,
        version=before.version + 1 if before else 1,
        language=theirs.language if theirs else Language.BOTH,
        at=file.now,
        address=theirs.address if theirs else "",
        speaks_for=former.dfes_number,
        message_id=theirs.message_id if theirs else "",
        subject=theirs.subject if theirs else "",
        approved_by=act.by,
    )
    file.change(authorisation=half)
    _let_go_on(file)
    return ()


def _authorisation_complete(pair: Pair) -> bool:
    """Whether nothing is missing from the authorisation and nothing in it is in doubt (R27: else it is not here)."""
    found = findings(standing_only(pair))
    return not any(one.concerns is Concerns.AUTHORISATION and one.outcome is not Outcome.REVIEW for one in found)


def _in_doubt(pair: Pair) -> set[str]:
    """The values of the authorisation that the directory contradicts: whoever approves by name approves its own."""
    found = findings(standing_only(pair))
    return {one.stated for one in found if one.concerns is Concerns.AUTHORISATION and one.outcome is Outcome.ASK}


def _own_words_of_mover(file: CaseFile, pair: Pair, before: Half | None) -> None:
    """What the mover wrote of the new account in a mail of both halves is their half now, not asked for again (R25)."""
    if before is None or before.stands or file.case.consolidation is not None or pair.new is None:
        return
    if before.sender != pair.new.email.lower():
        return
    fields = {name: field for name, field in before.fields.items() if name in CONSOLIDATION_FIELDS}
    evidence = Evidence.PASS if before.vouched else Evidence.NONE
    entitled = may_consolidate(Sender(before.sender, evidence), file.facts, pair.former, pair.new)
    if not fields.get(FieldName.NEW_USERNAME) or entitled.effect not in (Effect.ACTS, Effect.CALL_BACK):
        return
    acts = entitled.effect is Effect.ACTS
    half = replace(
        before,
        fields=fields,
        standing=Standing.ACTS if acts else Standing.UNCONFIRMED,
        address=before.sender if acts else entitled.call_back_to,
        speaks_for=pair.new.username,
    )
    file.change(consolidation=half, language=half.language)


def _reject(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    refuse(file, f"support: {act.by}", act.reason)
    return ()


def _hold(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    file.move(CaseState.HELD, ["held-by-support"], actor=f"support: {act.by}", text=act.reason)
    patience.stand(file)
    file.change(due_at=None)
    return ()


def _release(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    _vouch(file)
    _noted(file, act, *(file.case.reasons if file.case.state is CaseState.REVIEW else ()))
    _let_go_on(file)
    return ()


def _let_go_on(file: CaseFile) -> None:
    """Overrule the reasons of a review, or take the case off hold, and find what it waits for."""
    correcting.overruled(file)
    if file.case.state is CaseState.REVIEW:
        file.change(overruled=tuple(dict.fromkeys((*file.case.overruled, *file.case.reasons))))
    elif file.case.state is CaseState.HELD:
        file.change(state=CaseState.WAITING_SENDER_CHECK, reasons=())  # what it waits for, ``settle`` finds and notes
    settle(file)


def _vouch(file: CaseFile) -> None:
    """Releasing vouches for a consolidation that nobody on record can be asked about; never for an authorisation.

    Raises ``Refused`` where an authorisation would need approving by name (N1).
    """
    authorisation, consolidation = file.case.authorisation, file.case.consolidation
    if authorisation is not None and not authorisation.stands and not authorisation.address:
        raise Refused("needs-approval")
    if consolidation is not None and not consolidation.stands and not consolidation.address:
        file.change(consolidation=replace(consolidation, standing=Standing.SUPPORT))


def _link(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    other = file.facts.case(act.other_reference)
    if other is None or not other.open:
        raise Refused("other-case-unknown")
    if other.reference == file.case.reference:
        raise Refused("linked-already")
    if other.state is CaseState.MERGING:
        raise Refused("being-merged-now")
    if (file.case.authorisation and other.authorisation) or (file.case.consolidation and other.consolidation):
        raise Refused("same-halves")
    _noted(file, act, other.reference)
    younger = absorb(file, other)
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    if pair.former is not None and pair.new is not None:
        file.separate(pair.former.username, pair.new.username, apart=False)
    file.change(overruled=tuple(dict.fromkeys((*file.case.overruled, "several-cases-fit", KEPT_APART))))
    settle(file)
    return (younger,) if younger is not None else ()


_ACTIONS: dict[SupportAction, Callable[[CaseFile, SupportActed], tuple[CaseFile, ...]]] = {
    SupportAction.APPROVE: _approve,
    SupportAction.REJECT: _reject,
    SupportAction.HOLD: _hold,
    SupportAction.RELEASE: _release,
    SupportAction.AMEND: amend,
    SupportAction.LINK: _link,
    SupportAction.NOTE: _note,
    SupportAction.ASK: ask,
    SupportAction.RESEND: resend,
    SupportAction.UNLINK: separate,
    SupportAction.WITHDRAW: withdraw_for,
}
