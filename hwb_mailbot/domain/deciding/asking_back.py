"""Asking a sender back: did you write this (R24), and what a half lacks or what in it does not fit (R4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hwb_mailbot.domain.cases import Half, Journey, Question
from hwb_mailbot.domain.deciding.asking import ask
from hwb_mailbot.domain.deciding.casefile import CaseFile, digest
from hwb_mailbot.domain.deciding.forms import lines_filled_in
from hwb_mailbot.domain.deciding.receivers import language_of, letter_address
from hwb_mailbot.domain.deciding.values import ANOTHER_PERSONS, own_words, school_details, shortcomings, stated
from hwb_mailbot.domain.findings import Finding, Outcome, Pair
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, CONSOLIDATION_FIELDS, TRANSFER_FIELDS, FieldName, Language

TOO_OFTEN = "asked-too-often"
AUTHORISATION_INCOMPLETE, CONSOLIDATION_INCOMPLETE = (
    "headteacher-authorisation-incomplete",
    "mover-consolidation-incomplete",
)
"""The letters that ask for what a half lacks (R4)."""

_UNFIT = frozenset({"former-account-unknown", "new-account-unknown"} | ANOTHER_PERSONS)
_SCHOOL_IN_DOUBT = (FieldName.FORMER_SCHOOL_NAME, FieldName.FORMER_DFES_NUMBER)


def sender_check(
    file: CaseFile,
    half: Half,
    question: Question,
    *,
    again: bool = False,
    correction_until: str = "",
    takes_back: bool = False,
) -> bool:
    """Call the sender back at the address on record: did you write this? Says only what the mail said (N3).

    The same version is asked about once, or once more on each unauthenticated answer (``again``). False where the
    question would be asked more often than the policy allows.
    ``correction_until`` is the day (ISO) on which a person decides, where the mail would correct a half that stands, or
    ``takes_back`` what it says; of that nobody is reminded.
    """
    template = "headteacher-sender-check" if question is Question.HEADTEACHER_SENT_IT else "mover-sender-check"
    once = f"v{half.version}.{file.times_asked(question) if again else 0}"
    if not file.told(f"{template}@{once}"):
        lately = file.facts.letters_lately(half.address, template)
        if file.times_asked(question) >= file.policy.asks_before_review or lately >= file.policy.letters_a_day:
            return False
    if correction_until:
        file.tell(
            template,
            half.address,
            Language.BOTH,
            {**(own_words if takes_back else stated)(half), "correction": True, "expires": correction_until}
            | ({"takes_back": True} if takes_back else {}),
            once=once,
            question=question,
            version=half.version,
            unverified=True,
        )
        return True
    ask(
        file,
        template,
        half.address,
        Language.BOTH,
        stated(half),
        once=once,
        question=question,
        version=half.version,
        unverified=True,
    )
    return True


def authorisation_incomplete(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> None:
    """R4: what was understood, what is missing or does not fit, and a form."""
    half = pair.authorisation
    # Beside a form filled in with all the rest one word would be no answer, so that form has the one line.
    fields = (FieldName.LEAVING_DATE_CONFIRMED,) if only_leaving_date(found) else AUTHORISATION_FIELDS
    fields += _unfit_beside(found, fields)
    if half is not None:
        _incomplete(
            file,
            half,
            AUTHORISATION_INCOMPLETE,
            Question.COMPLETE_AUTHORISATION,
            {
                **understood(half, found),
                **shortcomings(found, fields, half),
                "only_leaving_date": only_leaving_date(found),
            },
            found,
        )


def only_leaving_date(found: Iterable[Finding]) -> bool:
    """Whether all that an authorisation lacks is the word that the leaving date is on the MIS record (R1)."""
    unconfirmed = f"missing-{FieldName.LEAVING_DATE_CONFIRMED}"
    return {one.code for one in found} in ({unconfirmed}, {"leaving-date-not-confirmed"})


def consolidation_incomplete(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> None:
    """R4, for the staff member's half; where only the former school's name or number is in doubt, which it is (R6)."""
    half = pair.consolidation
    if half is None:
        return
    if school_in_doubt(file, pair, found):
        values = {**own_words(half), **shortcomings(found, _SCHOOL_IN_DOUBT, half)}
        if found[0].code == "former-school-name-differs":  # the number is the account's: is that the school?
            number = half.text(FieldName.FORMER_DFES_NUMBER)
            values |= {**school_details("former", pair.former_school), "former_dfes_number": number}
        _incomplete(file, half, "mover-transfer-school-check", Question.COMPLETE_CONSOLIDATION, values, found)
    else:
        fields = TRANSFER_FIELDS if file.case.journey is Journey.TRANSFER else CONSOLIDATION_FIELDS
        fields += _unfit_beside(found, fields)
        _incomplete(
            file,
            half,
            CONSOLIDATION_INCOMPLETE,
            Question.COMPLETE_CONSOLIDATION,
            {**understood(half, found), **shortcomings(found, fields, half)},
            found,
        )


def _unfit_beside(found: Iterable[Finding], fields: tuple[FieldName, ...]) -> tuple[FieldName, ...]:
    """The other side's username where it does not fit: the form asks for it only then, to be written anew."""
    unfit = {one.code.partition("-account-")[0] for one in found if one.code in _UNFIT}
    beside = {"former": FieldName.FORMER_USERNAME, "new": FieldName.NEW_USERNAME}
    return tuple(name for side, name in beside.items() if side in unfit and name not in fields)


def school_in_doubt(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> bool:
    """Whether all that does not fit in a transfer request is that its school name and number are of two schools."""
    codes, half = [one.code for one in found], pair.consolidation
    if half is None or file.case.journey is not Journey.TRANSFER or not half.text(FieldName.FORMER_SCHOOL_NAME):
        return False
    return codes in (["former-school-name-differs"], ["former-dfes-differs"])


def understood(half: Half, found: Iterable[Finding]) -> dict[str, LetterValue]:
    """For a half that does not fit yet: its own words, never the record that it failed to name (N3).

    What does not fit is told as that alone.
    """
    in_doubt = {one.stated for one in found if one.outcome is Outcome.ASK and one.stated}
    fits = {name: stated for name, stated in half.fields.items() if stated.value not in in_doubt}
    person = half.text(FieldName.STAFF_NAME)
    return own_words(replace(half, fields=fits)) | ({"person": person} if person else {})


def asked_for(file: CaseFile, half: Half, found: Iterable[Finding], *, authorises: bool) -> bool:
    """Whether a letter has asked the sender of ``half`` for just what was ``found``, no more and no less."""
    template = AUTHORISATION_INCOMPLETE if authorises else CONSOLIDATION_INCOMPLETE
    return file.told(f"{template}@{_once(half, found)}")


def _once(half: Half, found: Iterable[Finding]) -> str:
    return digest([f"v{half.version}", *(f"{one.code} {one.stated}" for one in found)])


def _incomplete(
    file: CaseFile,
    half: Half,
    template: str,
    question: Question,
    values: dict[str, LetterValue],
    found: tuple[Finding, ...],
) -> None:
    filled_in = lines_filled_in(values, question, half.version)
    file.change(filled_in=tuple(dict.fromkeys((*file.case.filled_in, *filled_in))))
    once = _once(half, found)
    asked = sum(key.startswith(f"{template}@") for key in file.case.told)
    too_often = asked >= file.policy.asks_before_review and not file.told(f"{template}@{once}")
    if too_often and TOO_OFTEN not in file.case.overruled:
        file.concern(TOO_OFTEN)
        return
    to = letter_address(file, half)
    ask(
        file,
        template,
        to,
        language_of(half) if to.lower() == half.address.lower() else Language.BOTH,
        values,
        once=once,
        answering=half,
        question=question,
        version=half.version,
    )
