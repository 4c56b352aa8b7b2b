"""Every letter there is: what it must be told, what it may be told, and whether it asks for an answer or a
form.

The words lie in ``templates/letter/<name>.{en,cy}.md.j2``. A value that a letter may use and was not given
is empty; a value that it may not use never reaches it, so a letter cannot tell more than stands here (N3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, CONSOLIDATION_FIELDS, FieldName

DETAILS = frozenset(
    {
        "person",
        "former_username",
        "former_school",
        "former_school_cy",
        "former_dfes_number",
        "new_username",
        "new_school",
        "new_school_cy",
        "new_dfes_number",
    }
)
"""Who moves from where to where: only for letters to people on record."""

STATED = frozenset({"stated"})
FAULTS = frozenset({"missing", "differs"})
CLOSING = frozenset({"expires", "last_reminder"})
PATIENCE = CLOSING | {"reminder"}


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter. ``required`` and ``optional`` are names of ``LetterOrder.values``.

    ``asks``: the letter asks for an answer, so it carries "reply above this line". ``forms``: the forms to
    fill in, each with its heading's name in ``wording`` (group ``form``) and its fields; a single form is
    replaced by the value ``form`` where that is given. ``form_when`` names the value without which the form
    is left out. ``of_a_mail``: the letter is about somebody's mail, whose subject stands behind its own.
    """

    optional: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    asks: bool = False
    forms: tuple[tuple[str, tuple[FieldName, ...]], ...] = ()
    form_when: str = ""
    of_a_mail: bool = False

    @property
    def takes(self) -> frozenset[str]:
        """All values that the letter may use."""
        more = {"form"} if len(self.forms) == 1 else set()
        return self.required | self.optional | more


_DIGEST = frozenset(
    """at today for_us held for_others messages why oldest soonest first last received merged_alone merged_by_person
    expired failed_runs more_failed_runs returned returned_in_all""".split()
)
_REPLY_AUTHORISATION = (("reply", AUTHORISATION_FIELDS),)
_REPLY_CONSOLIDATION = (("reply", CONSOLIDATION_FIELDS),)
_STAFF_FORM = (("consolidation", CONSOLIDATION_FIELDS),)
_HEADTEACHERS_FORM = (("authorisation", AUTHORISATION_FIELDS),)
_BOTH_FORMS = (*_HEADTEACHERS_FORM, *_STAFF_FORM)
_SCHOOL_FORM = (("reply", (FieldName.FORMER_SCHOOL_NAME, FieldName.FORMER_DFES_NUMBER)),)
_OF_SCHOOL = frozenset({"school", "school_cy", "causes", "champions"})
_CALLED_BACK = frozenset({"correction", "takes_back"})
_FORMER_SCHOOL = frozenset({"former_school", "former_school_cy", "former_dfes_number"})

LETTERS: Mapping[str, LetterKind] = {
    "headteacher-authorisation-received": LetterKind(
        DETAILS | PATIENCE | {"by_support", "reasons", "pass_on"}, forms=_STAFF_FORM, form_when="pass_on"
    ),
    "headteacher-authorisation-incomplete": LetterKind(
        STATED | FAULTS | PATIENCE | {"only_leaving_date"}, asks=True, forms=_REPLY_AUTHORISATION
    ),
    "headteacher-approval-asked": LetterKind(DETAILS | PATIENCE | {"note", "asked_by_school"}, asks=True),
    "headteacher-reminder-of-several": LetterKind(frozenset({"cases", "count"})),
    "headteacher-sender-check": LetterKind(STATED | PATIENCE | _CALLED_BACK, asks=True),
    "headteacher-answer-unclear": LetterKind(DETAILS | CLOSING | {"only_leaving_date", "details_asked"}, asks=True),
    "headteacher-merged": LetterKind(DETAILS | {"by_support", "undo_days"}),
    "headteacher-rejection-noted": LetterKind(DETAILS),
    "headteacher-refused": LetterKind(DETAILS | {"reasons"}),
    "headteacher-withdrawn": LetterKind(DETAILS),
    "headteacher-approval-void": LetterKind(DETAILS),
    "headteacher-expired": LetterKind(DETAILS | {"reasons"}),
    "headteacher-undone": LetterKind(DETAILS | {"by_support"}),
    "mover-consolidation-received": LetterKind(
        DETAILS | PATIENCE | {"reasons", "ask_headteacher"}, forms=_HEADTEACHERS_FORM, form_when="ask_headteacher"
    ),
    "mover-consolidation-incomplete": LetterKind(STATED | FAULTS | PATIENCE, asks=True, forms=_REPLY_CONSOLIDATION),
    "mover-consolidation-invited": LetterKind(
        DETAILS | PATIENCE | {"by_support", "asked_by_school"}, asks=True, forms=_REPLY_CONSOLIDATION
    ),
    "mover-sender-check": LetterKind(STATED | PATIENCE | _CALLED_BACK, asks=True),
    "mover-waiting-directory": LetterKind(DETAILS | CLOSING | {"by_support", "reasons"}),
    "mover-merge-paused": LetterKind(DETAILS | {"expires"}, asks=True),
    "mover-transfer-received": LetterKind(DETAILS | CLOSING | {"head_name"}),
    "mover-transfer-school-check": LetterKind(
        STATED | FAULTS | PATIENCE | _FORMER_SCHOOL, asks=True, forms=_SCHOOL_FORM
    ),
    "mover-transfer-approved": LetterKind(DETAILS | {"by_support"} | PATIENCE, asks=True),
    "mover-merged": LetterKind(
        frozenset({"email", "new_username", "new_school", "new_school_cy", "undo_days"}),
        required=frozenset({"former_username"}),
    ),
    "mover-rejected": LetterKind(DETAILS),
    "mover-refused": LetterKind(DETAILS | {"reasons"}),
    "mover-withdrawn": LetterKind(DETAILS),
    "mover-expired": LetterKind(DETAILS | {"reasons"}),
    "mover-answer-unclear": LetterKind(DETAILS | CLOSING | {"details_asked"}, asks=True),
    "mover-undone": LetterKind(DETAILS | {"changed"}),
    "sender-blank-form": LetterKind(forms=_BOTH_FORMS),
    "sender-own-account": LetterKind(forms=_BOTH_FORMS),
    "sender-with-support": LetterKind(),
    "sender-case-with-support": LetterKind(),
    "sender-question": LetterKind(frozenset({"words_cy", "words_en"}), asks=True),
    "sender-nothing-changed": LetterKind(frozenset({"state_en", "state_cy", "closed_on"})),
    "sender-request-lapsed": LetterKind(STATED),
    "sender-case-opened": LetterKind(STATED | {"pass_on"}, forms=_STAFF_FORM, form_when="pass_on"),
    "sender-case-closed": LetterKind(STATED | {"merged", "undone"}),
    "sender-staff-not-in-portal": LetterKind(_OF_SCHOOL | {"refused", "there"}),
    "sender-staff-transferred": LetterKind(forms=_BOTH_FORMS),
    "sender-leavers-still-shown": LetterKind(_OF_SCHOOL | {"is_champion"}),
    "sender-learner-not-in-portal": LetterKind(_OF_SCHOOL | {"refused", "there"}),
    "sender-learner-password": LetterKind(frozenset({"school", "school_cy", "champions", "is_champion"})),
    "sender-last-years-classes": LetterKind(_OF_SCHOOL | {"run_succeeded"}),
    "sender-cannot-sign-in": LetterKind(
        frozenset({"former_username", "new_username", "email", "new_school", "new_school_cy"})
    ),
    "sender-case-status": LetterKind(frozenset({"state_en", "state_cy", "closed_on", "reasons", "expires"})),
    "support-case-overdue": LetterKind(DETAILS | CLOSING | {"reasons", "awaited"}),
    "support-cases-overdue": LetterKind(frozenset({"cases", "count"})),
    "support-daily-digest": LetterKind(_DIGEST),
    "support-mail-forwarded": LetterKind(
        frozenset({"mail_id", "sender", "mail_subject", "evidence_en", "evidence_cy", "reasons", "cases"}),
        of_a_mail=True,
    ),
    "administrator-mend-record": LetterKind(DETAILS | {"reasons", "reminder"}),
}
