"""What a mail is: a half of a consolidation, an answer to a letter of ours, an enquiry, or a machine's.

A half needs details of its own; an answer needs a letter that it answers; everything else is an enquiry, so that
nothing is taken for more than it says. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hwb_mailbot.domain.mails import AUTHORISATION_DETAILS, CONSOLIDATION_FIELDS, FieldName, MailKind
from hwb_mailbot.reading.details.asked_for import asks_for_authorisation
from hwb_mailbot.reading.details.drafts import Draft
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.judging.sequels import adds_to_authorisation, adds_to_consolidation
from hwb_mailbot.reading.leaving.asked_oneself import asks_nothing
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.message.subjects import bare_subject, is_reply, own_subject
from hwb_mailbot.reading.people.perspective import Perspective, Writer
from hwb_mailbot.reading.terms.name_words import without_kinds_of_school
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import pattern

_IDENTIFIERS = frozenset({
    FieldName.FORMER_USERNAME, FieldName.FORMER_DFES_NUMBER, FieldName.NEW_USERNAME, FieldName.NEW_DFES_NUMBER,
    FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER,
})  # fmt: skip
MOST_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind, whether an answer is to be read from it (``to_head``: of a headteacher), and why."""

    kind: MailKind
    why: tuple[str, ...]
    to_head: bool | None = None


_ASKS = {
    "decision": re.compile(r"(?<!\w)(?:APPROVE\b[\s\S]{0,600}?\bREJECT|CYMERADWYO\b[\s\S]{0,600}?\bGWRTHOD)(?!\w)"),
    "confirmation": re.compile(r"(?<!\w)(?:PROCEED\b[\s\S]{0,600}?\bCANCEL|PARHAU\b[\s\S]{0,600}?\b[CG]?ANSLO)(?!\w)"),
}
"""Our letters ask for one of two words, in capitals."""


def _asked(material: Material) -> tuple[bool, bool]:
    """Whether the mail answers a letter of ours that asks a head to decide, or a staff member to confirm.

    The subject goes first; of the quoted letters the topmost, which is the latest.
    """
    subject = bare_subject(material.subject)
    quoted = "\n".join(
        line.text for line in material.lines if line.voice in (Voice.QUOTE, Voice.FORWARDED, Voice.QUOTED_FORM)
    )[:MOST_CHARACTERS]
    flat = " ".join(fold(quoted).split())
    for text in (subject, flat):
        decision, confirmation = (pattern("kinds", f"asks_{key}").search(text) for key in ("decision", "confirmation"))
        if decision or confirmation:
            first = decision is not None and (confirmation is None or decision.start() < confirmation.start())
            return first, not first
    decision, confirmation = _ASKS["decision"].search(quoted), _ASKS["confirmation"].search(quoted)
    if decision or confirmation:
        first = decision is not None and (confirmation is None or decision.start() < confirmation.start())
        return first, not first
    return False, False


_OF_OUR_LETTER = ("quote", "quoted form")
"""Where a letter that asks for an answer stands again: its list is ours, whoever answers between its lines."""


def _of_the_letter(material: Material, drafts: Sequence[Draft]) -> set[FieldName]:
    """The fields that the answered letter tells itself: whoever repeats its usernames, right or wrong, answers it."""
    letter = fold("\n".join(material.quoted())[:MOST_CHARACTERS])
    return {
        name
        for draft in drafts
        for name, field in draft.fields.items()
        if field.where in _OF_OUR_LETTER or (isinstance(field.value, str) and fold(field.value) in letter)
    }


def _stated(drafts: Sequence[Draft]) -> set[FieldName]:
    return {name for draft in drafts for name in draft.fields}


def judge(material: Material, details: Details, has_reference: bool) -> Judgement:
    """Judge the kind of one mail."""
    if material.bounce or material.machine == "bounce":
        return Judgement(MailKind.BOUNCE, ("machine-bounce",))
    if material.machine:
        return Judgement(MailKind.AUTO_REPLY, (f"machine-{material.machine}",))
    stated = _stated(details.drafts)
    problems = {problem.field for draft in details.drafts for problem in draft.problems}
    identifiers = (stated | problems) & _IDENTIFIERS
    text = fold(details.plain_text)
    subject = fold(material.subject)
    decision, confirmation = _asked(material)
    answers = _answers_something(f"{fold(own_subject(material.subject))}\n{text}")
    asks = any("?" in _without_label(line) for line in details.own) and not asks_nothing(text)
    if (decision or confirmation) and len(identifiers - _of_the_letter(material, details.drafts)) < 2:
        why = ("answers-our-letter",)
        return Judgement(MailKind.DECISION if decision else MailKind.CONFIRMATION, why, decision)
    half = _half(details, stated, identifiers, text, subject, asks, has_reference and answers is None)
    completes = _completes_authorisation(material, details, stated) and not (asks and half is None)
    if completes and (half is None or half.kind is not MailKind.CONSOLIDATION):
        return Judgement(MailKind.AUTHORISATION, ("completes-authorisation",))
    if half is not None:
        return half
    if adds_to_authorisation(details, stated, own_subject(material.subject)) and not _holds_off(text):
        return Judgement(MailKind.AUTHORISATION, ("adds-to-authorisation",))
    if adds_to_consolidation(details, stated, own_subject(material.subject)) and not _holds_off(text):
        return Judgement(MailKind.CONSOLIDATION, ("adds-to-consolidation",))
    bare = answers is not None and is_reply(material.subject) and _is_bare(text)
    if (
        (has_reference or bare)
        and answers is not None
        and not (asks and _only_asks(details.plain_text) and not _has_bare_line(details.plain_text))
    ):
        return Judgement(
            MailKind.DECISION if answers else MailKind.CONFIRMATION,
            ("answer-word", "our-reference") if has_reference else ("answer-word",),
            answers,
        )
    if decision or confirmation:
        return Judgement(MailKind.DECISION if decision else MailKind.CONFIRMATION, ("answers-our-letter",), decision)
    return Judgement(MailKind.ENQUIRY, ("asks-a-question" if asks else _nothing_stated(material),))


def _nothing_stated(material: Material) -> str:
    """Why nothing is stated, as a code: there are no words at all, or they hold no detail."""
    if material.own():
        return "nothing-in-words" if material.attached and not material.attachment_lines else "nothing-stated"
    if material.attachment_lines:
        return "nothing-stated"
    if material.attached:
        return "only-attachment"
    return "only-quote" if any(line.text.strip() for line in material.lines) else "no-words"


_MOST_WORDS_OF_A_BARE_ANSWER = 4


def _is_bare(text: str) -> bool:
    """Whether a folded answer is its word and hardly more: somebody cleared the quote and the subject of the letter."""
    return len(re.findall(r"[a-z]+", text)) <= _MOST_WORDS_OF_A_BARE_ANSWER


def _has_bare_line(text: str) -> bool:
    """Whether a line holds an answering word and nothing else, as our letters ask for, whatever is asked below it."""
    return any(len(line.split()) == 1 and _answers_something(fold(line)) is not None for line in text.split("\n"))


def _without_label(line: Line) -> str:
    """The line's words without a question in its first cell that the second answers: it asks nothing of us."""
    answered = len(line.cells) == 2 and line.cells[0].rstrip().endswith("?") and line.cells[1].strip()
    return line.cells[1] if answered else line.text


def _only_asks(text: str) -> bool:
    """Whether the mail chases an answer, or speaks of one only in questions and of others' answers."""
    if pattern("kinds", "chasing").search(fold(text)):
        return True
    flat = " ".join(text.split())
    spoken = [s for s in (flat[a:b] for a, b in sentences(flat)) if _answers_something(fold(s)) is not None]
    return all(
        "?" in s or pattern("answers", "second_hand").search(fold(s)) or _OTHERS_ANSWER.search(fold(s)) for s in spoken
    )


_OTHERS_ANSWER = re.compile(
    r"(?<!\w)(?:she|he|they|mr|mrs|miss|ms|dr|head\w*)(?: \w+){0,3} (?:approved|authori[sz]ed|rejected|declined)(?!\w)"
    r"|(?<!\w)(?:[pb]h?ennaeth|hi|fo|fe|o|e|nhw) wedi (?:cymeradwyo|gwrthod|awdurdodi)(?!\w)"
)


def _answers_something(text: str) -> bool | None:
    """``True`` where the words answer approve or reject, ``False`` proceed or cancel, ``None`` neither."""
    head = pattern("kinds", "head_words").search(text)
    staff = pattern("kinds", "staff_words").search(text)
    if head and not staff:
        return True
    if staff and not head:
        return False
    return None


def _of_pupils(text: str) -> bool:
    """Whether it is about a pupil; the name of a Pupil Referral Unit speaks of none."""
    return bool(pattern("kinds", "pupil").search(without_kinds_of_school(text)))


def _holds_off(text: str) -> bool:
    return bool(pattern("kinds", "hold_off", "hold_firmly").search(text)) or _of_pupils(text)


def _completes_authorisation(material: Material, details: Details, stated: set[FieldName]) -> bool:
    """Whether a headteacher gives details that a letter of ours asked for: ``Our number is …``, and no more."""
    text = fold(details.plain_text)
    return (
        details.perspective.writer is Writer.HEAD
        and bool(stated & AUTHORISATION_DETAILS)
        and asks_for_authorisation(material)
        and not _holds_off(text)
    )


def _half(
    details: Details, stated: set[FieldName], identifiers: set[FieldName], text: str, subject: str, asks: bool,
    continues: bool,
) -> Judgement | None:  # fmt: skip
    """The half or transfer request that the details make, or ``None``; ``continues`` where our reference stands by."""
    whole = f"{subject}\n{text}"
    perspective = details.perspective
    wants = bool(pattern("perspective", "consolidate").search(whole))
    form = any(field.where == "quoted form" for draft in details.drafts for field in draft.fields.values())
    asked = _THEY_ASK.sub(" ", text) if perspective.authorises else text
    if pattern("kinds", "hold_off").search(asked) and not form and not _submits(stated, identifiers):
        return None
    if pattern("kinds", "hold_firmly").search(text):
        return None
    pupil = _of_pupils(whole)
    if pupil and perspective.staff <= 0 and not perspective.authorises and not form:
        return None
    if pupil and not identifiers & {FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER} and not wants:
        return None
    if not form and not perspective.authorises and _asks_for_help(whole, stated, identifiers, wants, asks):
        return None
    if perspective.writer is Writer.HEAD:
        authorised = (
            None
            if _merely_tells(perspective, stated, wants, asks) and not _LACKS_ACCOUNT.search(text)
            else _authorisation(details, stated, identifiers, wants, text)
        )
        if authorised is not None or perspective.authorises or perspective.head >= 5:
            return authorised
    staff_details = (stated | identifiers) & {FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER}
    supplies = continues and (bool(staff_details) or bool(pattern("kinds", "supplies").search(text)))
    if staff_details and (wants or len(identifiers) >= 2 or form or supplies):
        return Judgement(MailKind.CONSOLIDATION, ("staff-details",))
    named_old = FieldName.FORMER_USERNAME in identifiers or (
        FieldName.FORMER_DFES_NUMBER in identifiers and FieldName.NEW_DFES_NUMBER not in identifiers
    )
    if named_old and (wants or len(identifiers) >= 2 or supplies):
        return Judgement(MailKind.TRANSFER_REQUEST, ("names-former-account",))
    if identifiers & {FieldName.NEW_USERNAME, FieldName.NEW_DFES_NUMBER} and (
        wants or len(identifiers) >= 2 or supplies
    ):
        return Judgement(MailKind.CONSOLIDATION, ("new-account-details",))
    if (
        wants
        and perspective.writer in (Writer.STAFF, Writer.COLLEAGUE)
        and not asks
        and FieldName.NEW_SCHOOL_NAME in stated
    ):
        return Judgement(MailKind.CONSOLIDATION, ("new-account-details",))
    return None


_THEY_ASK = re.compile(
    r"(?<!\w)(?:(?:mae|ma|roedd|oedd)(?: (?:hi|o|e|fo|fe|nhw|[a-z'-]+))?(?:'n| yn)|(?:mae|ma|bu)(?: \w+)? wedi"
    r"(?: bod yn)?) (?:holi|gofyn|meddwl)(?: (?:ydw|am|oedd))?(?!\w)"
    r"|(?<!\w)(?:she|he|they|who)(?:'s|'ve| is| are| was| were| has| have)?(?: been)? (?:\w+ )?"
    r"(?:asking|asked|wondering|enquiring|enquired|chasing)(?: (?:if|whether|how|what|me|us))?(?!\w)"
)
"""What a leaver asks their headteacher, who authorises it: no question to us."""


def _asks_for_help(whole: str, stated: set[FieldName], identifiers: set[FieldName], wants: bool, asks: bool) -> bool:
    """Whether it is about a password, a class or an account that is not there, and merges nothing.

    Whoever asks why a colleague has no account gives the same details as a half, but no purpose.
    """
    subject, _, text = whole.partition("\n")
    purpose = any(pattern("kinds", "purpose").search(part) for part in (subject, text))
    given = len(stated & set(CONSOLIDATION_FIELDS))
    complete = given == len(CONSOLIDATION_FIELDS) or (given >= 4 and not asks)
    if pattern("kinds", "trouble").search(whole):
        return not (purpose or (complete and not asks) or (wants and identifiers and not asks))
    absent = asks and bool(pattern("kinds", "no_account").search(whole))
    return absent and not purpose


def _submits(stated: set[FieldName], identifiers: set[FieldName]) -> bool:
    """Enough details that a question beside them does not make the mail a mere enquiry."""
    return len(identifiers) >= 3 or (len(stated) >= 5 and len(identifiers) >= 2)


_LACKS_ACCOUNT = re.compile(
    r"(?<!\w)(?:(?:don't|dont|do not|didn't|haven't|have not|no longer|can't|cannot|couldn't) (?:\w+ )?"
    r"(?:have|know|got|find|see|remember)|not sure of|lost|(?:does|sdim|sgen|sgynna|doedd)(?: \w+){0,3} (?:ddim|dim)"
    r"|(?:methu|ddim yn|heb)(?: \w+){0,2} (?:gwybod|gweld|cofio|dod o hyd|cael|gennyf|gen i))"
    r"[^.;?!]{0,30}?(?:user ?names?|log-?ins?|accounts?|enw(?:au)? defnyddiwr|[cg]h?yfrif\w*)(?!\w)"
)
"""What a half lacks, of which a question may be: ``Don't have his old username - presumably you can see it?``"""


def _merely_tells(perspective: Perspective, stated: set[FieldName], wants: bool, asks: bool) -> bool:
    """Whether a school that asks something tells of a leaver, and neither gives an account nor wants any merged."""
    return asks and not perspective.authorises and not wants and FieldName.FORMER_USERNAME not in stated


def _authorisation(
    details: Details, stated: set[FieldName], identifiers: set[FieldName], wants: bool, text: str
) -> Judgement | None:
    perspective = details.perspective
    about = stated & {FieldName.STAFF_NAME, FieldName.FORMER_USERNAME}
    told = len(stated - {FieldName.NEW_USERNAME, FieldName.NEW_DFES_NUMBER})
    if not about:
        own = {FieldName.LEAVING_DATE_CONFIRMED, FieldName.FORMER_SCHOOL_NAME, FieldName.FORMER_DFES_NUMBER}
        if perspective.authorises and told >= 4 and own <= stated:
            return Judgement(MailKind.AUTHORISATION, ("authorising-words", "leaver-not-named"))
        return None
    if (
        identifiers & {FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER}
        and not perspective.authorises
        and FieldName.FORMER_USERNAME not in stated
    ):
        return Judgement(MailKind.CONSOLIDATION, ("staff-details",))
    confirmed = any(draft.fields.get(FieldName.LEAVING_DATE_CONFIRMED) is not None for draft in details.drafts)
    if perspective.authorises and told >= 2:
        return Judgement(MailKind.AUTHORISATION, ("authorising-words", "leaver-details"))
    if confirmed and told >= 3:
        yes = any(
            draft.fields[FieldName.LEAVING_DATE_CONFIRMED].value is True
            for draft in details.drafts
            if FieldName.LEAVING_DATE_CONFIRMED in draft.fields
        )
        why = "leaving-date-confirmed" if yes else "tells-of-leaving-date"
        return Judgement(MailKind.AUTHORISATION, (why, "leaver-details"))
    if told >= 4 and (wants or FieldName.FORMER_USERNAME in stated):
        return Judgement(MailKind.AUTHORISATION, ("leaver-details",))
    return None
