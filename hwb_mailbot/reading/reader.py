"""(3) A mail's bytes to what it says: the room's one entry.

Pure and linear in the size of the mail; any bytes are accepted and nothing raises for their sake. What cannot be told
with certainty is left out, unclear, or an enquiry, and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.domain.mails import (
    AUTHORISATION_FIELDS,
    CONSOLIDATION_FIELDS,
    PERHAPS_BY_A_PERSON,
    TRANSFER_FIELDS,
    Answer,
    Detail,
    Doubt,
    Field,
    FieldName,
    Language,
    MailKind,
    Reading,
    Request,
)
from hwb_mailbot.reading.answers import answer_of, words_of_yes
from hwb_mailbot.reading.denials import DENIED, denied, denying_answer, holds_no_office
from hwb_mailbot.reading.divide import material as divide
from hwb_mailbot.reading.drafts import Draft
from hwb_mailbot.reading.few_words import few_words
from hwb_mailbot.reading.fields import Details, details_of
from hwb_mailbot.reading.held_halves import held_back
from hwb_mailbot.reading.kinds import Judgement, judge
from hwb_mailbot.reading.labels import read_label
from hwb_mailbot.reading.language import language_of
from hwb_mailbot.reading.machines import gives_details, may_decide
from hwb_mailbot.reading.material import Material, Voice
from hwb_mailbot.reading.notes import note_in
from hwb_mailbot.reading.objections import (
    forenames_named,
    mere_thanks,
    only_signs,
    only_thanks,
    people_named,
    takes_back,
    usernames_named,
)
from hwb_mailbot.reading.pairs import pairs_in
from hwb_mailbot.reading.perspective import Perspective, Writer
from hwb_mailbot.reading.pointing import pointed
from hwb_mailbot.reading.references import reference_of, references_in
from hwb_mailbot.reading.remarks import grave, names_later, refusing_subject, told_beside, turned_against
from hwb_mailbot.reading.returning import returns_on
from hwb_mailbot.reading.signing import for_another, signed_by_the_one_asked_about
from hwb_mailbot.reading.slips import mended
from hwb_mailbot.reading.subjects import is_forward, is_reply, own_subject
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.topics import enquiry_of
from hwb_mailbot.reading.weighing.gaps import with_gaps_filled
from hwb_mailbot.reading.why_unclear import MOST as MOST_DOUBTS
from hwb_mailbot.reading.why_unclear import doubts_of
from hwb_mailbot.reading.words import listed, pattern

_NEEDED: dict[MailKind, tuple[FieldName, ...]] = {
    MailKind.AUTHORISATION: AUTHORISATION_FIELDS,
    MailKind.CONSOLIDATION: CONSOLIDATION_FIELDS,
    MailKind.TRANSFER_REQUEST: TRANSFER_FIELDS,
}
_ASKED_FOR = {kind: frozenset(names) for kind, names in _NEEDED.items()} | {
    MailKind.AUTHORISATION: frozenset({*AUTHORISATION_FIELDS, FieldName.LEAVING_DATE})
}
_FROM_THE_MOVER = frozenset({MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST})
_OF_THE_SENDER = frozenset({Voice.OWN, Voice.SIGNATURE})
_TOO_LONG = "text-too-long"
_BY_HAND = "kind-by-hand"
_UNTRUSTED_FORM = frozenset(
    {
        "duplicate-from",
        "several-from",
        "malformed-from",
        "duplicate-subject",
        "duplicate-content-type",
        "parts-disagree",
    }
)
"""Defects of form with which no answer is read (design, "Reading")."""


def read(
    raw: bytes, own_lines: frozenset[str] = frozenset(), null_sender: bool = False, said: MailKind | None = None
) -> Reading:
    """What the mail ``raw`` says.

    ``own_lines`` are the lines of our own letters, which are quotes wherever they come back; ``null_sender`` says that
    the envelope's reverse-path was empty; ``said`` is the kind where somebody of the support team has said it.
    """
    return interpret(divide(raw, own_lines, null_sender), said)


def interpret(material: Material, said_kind: MailKind | None = None) -> Reading:
    """What the divided mail says; ``said_kind`` as in ``read``."""
    if said_kind is not None:
        by_machine = said_kind is MailKind.AUTO_REPLY
        material = replace(material, machine=_BY_HAND if by_machine else "", machine_by_words=False, bounce=None)
    machine = bool(material.machine or material.bounce)
    details = _nothing(material) if machine else details_of(material)
    reference = reference_of(material)
    judgement = judge(material, details, reference is not None)
    if said_kind is not None:
        judgement = Judgement(said_kind, (_BY_HAND,))
    if judgement.kind in _NEEDED and _TOO_LONG in material.defects:
        judgement = replace(judgement, kind=MailKind.ENQUIRY)  # not read to its end, so it states nothing for certain
    half = judgement.kind in _NEEDED
    of_a_case = judgement.kind is MailKind.ENQUIRY and reference is not None  # "Please do not merge these accounts."
    denies = (half or of_a_case) and (
        denied(_own_words(material, details), own_subject(material.subject))
        or holds_no_office(_signed(material))
        or denied(details.signature.split("\n"))
    )
    answer = _denying(details, judgement) if denies else _answer(material, details, judgement)
    requests = () if machine else tuple(_request(draft, details, material, judgement.kind) for draft in details.drafts)
    remarked = half and not denies and _remarked(material, details, judgement.kind, requests)
    if remarked and answer in (Answer.APPROVE, Answer.PROCEED):
        answer = Answer.UNCLEAR
    enquiry = None if machine else enquiry_of(material, details, judgement.kind, answer)
    said, subject = details.plain_text.split("\n"), own_subject(material.subject)
    writer = material.from_name, material.from_address.partition("@")[0]
    alone = not material.attached and not material.attachment_lines
    says_no_more = alone and only_signs(_cut_off(material, details))
    words = "" if machine and not material.machine_by_words else f"{subject}.\n{details.plain_text}"
    withdraws = (not machine or material.machine_by_words) and takes_back(said, subject)
    return Reading(
        kind=judgement.kind,
        language=_language(material, details),
        answer=answer,
        reference=reference,
        bounce=material.bounce,
        requests=requests,
        from_address=material.from_address,
        from_name=material.from_name,
        to_addresses=material.to_addresses,
        subject=material.subject,
        message_id=material.message_id,
        in_reply_to=material.in_reply_to,
        sent_at=material.sent_at,
        own_text=material.own_text(),
        defects=(*material.defects, *_doubts(material, said, withdraws, (denies and half) or remarked)),
        why=judgement.why,
        machine=machine,
        returns_on=_returns_on(material, judgement.kind),
        failed_recipients=material.failed_recipients,
        delivery_report=material.content_type.startswith("multipart/report"),
        enquiry=enquiry,
        answers_a_mail=bool(material.in_reply_to) or is_reply(material.subject) or is_forward(material.subject),
        note=note_in(said) if judgement.kind in _FROM_THE_MOVER else "",
        only_thanks=says_no_more and only_thanks(said, *writer),
        takes_back=withdraws,
        people_named=people_named(words, material.from_name),
        usernames_named=usernames_named(words),
        doubts=_why_unclear(material, details, judgement, denies) if answer is Answer.UNCLEAR else (),
        few_words=_few_words(material, details, judgement) if says_no_more else {},
        mere_thanks=says_no_more and mere_thanks(said, *writer),
        yes_names=_yes_names(material, said, answer),
    )


def _few_words(material: Material, details: Details, judgement: Judgement) -> Mapping[Detail, Field]:
    """What a reply that states nothing by itself would state, were it what our letter asks for."""
    if (
        judgement.kind is not MailKind.ENQUIRY
        or details.drafts
        or material.attachment_lines
        or own_subject(material.subject)
    ):
        return {}
    return few_words(details.own, material.sent_on(), material.from_name)


def _doubts(material: Material, said: Sequence[str], withdraws: bool, denied_or_remarked: bool) -> Iterator[str]:
    if denied_or_remarked:
        yield DENIED
    # An answer with "please do not reply" below it: nobody answers a robot, but a person reads what may be none's.
    if material.machine_by_words and (may_decide(list(said)) or withdraws or gives_details("\n".join(said))):
        yield PERHAPS_BY_A_PERSON


def _yes_names(material: Material, said: Sequence[str], answer: Answer | None) -> tuple[str, ...]:
    if answer not in (Answer.APPROVE, Answer.PROCEED) or _known(material):
        return ()
    words = words_of_yes(said, to_head=answer is Answer.APPROVE)
    return (*people_named(words, material.from_name), *forenames_named(words, material.from_name))


def _remarked(material: Material, details: Details, kind: MailKind, requests: Sequence[Request]) -> bool:
    """Whether what stands beside the details turns against them; a transfer request is asked about in any case (R8)."""
    if refusing_subject(own_subject(material.subject)):
        return True
    note = note_in(details.plain_text.split("\n")) if kind in _FROM_THE_MOVER else ""
    if grave("\n".join([*_signed(material), "", *(line.text for line in material.attachment_lines)])):
        return True
    lacking = any(request.missing for request in requests)
    told = [*told_beside(details, _ASKED_FOR[kind], note), *_below_sign_off(material, details)]
    if kind is MailKind.TRANSFER_REQUEST:
        return False
    own = [text for text in _signed(material) if not (note and text.strip("\"“”' ") in note)]
    by_head = kind is MailKind.AUTHORISATION
    if held_back([own_subject(material.subject), *own], several=len(requests) > 1, by_head=by_head):
        return True
    return turned_against(told, material.sent_on(), lacking=lacking)


def _below_sign_off(material: Material, details: Details) -> list[str]:
    """The sender's own sentences that were taken for a part of the sign-off, as the last lines of a mail are."""
    cut_off = _cut_off(material, details)
    return [text for text in cut_off if len(text.split()) > 3 and text.endswith((".", "!", "?"))]


def _cut_off(material: Material, details: Details) -> list[str]:
    """The sender's own lines that were taken for a part of the sign-off."""
    read_as_own = {line.text for line in details.own}
    return [line.text.strip() for line in material.own() if line.text not in read_as_own]


def _nothing(material: Material) -> Details:
    return Details((), Perspective(Writer.UNKNOWN, 0, 0, 0, False), material.own_text())


def _answer(material: Material, details: Details, judgement: Judgement) -> Answer | None:
    if judgement.to_head is None:
        return None
    if _UNTRUSTED_FORM & set(material.defects):
        return Answer.UNCLEAR
    own = own_subject(material.subject)
    cited = set(references_in(f"{material.subject}\n{details.plain_text}"))
    if len(cited) > 1:
        return Answer.UNCLEAR
    if details.drafts and not own and _only_details(details):
        return None  # the form of a letter that asks for a word or a form
    form = _lines_of_form(details)
    spoken = _spoken(details, pointed(material.lines))
    answer = answer_of(spoken, to_head=judgement.to_head, subject=own, known=_known(material), form=form)
    if answer not in (Answer.APPROVE, Answer.PROCEED):
        return answer
    turned = (
        holds_no_office(_signed(material)) or _leaving_later(material, details) or _anothers(material, details, answer)
    )
    return Answer.UNCLEAR if turned else answer


def _anothers(material: Material, details: Details, answer: Answer) -> str:
    """The name for which a yes is none: the leaver who signs it, or somebody else for whom it is said."""
    own = [line.text for line in details.own]
    if answer is Answer.APPROVE:
        return signed_by_the_one_asked_about(own, details.signature, material)
    return for_another(words_of_yes(own, to_head=False), material) if _known(material) else ""


def _why_unclear(material: Material, details: Details, judgement: Judgement, denies: bool) -> tuple[Doubt, ...]:
    """The sentences that made the answer unclear, in the order of ``_answer``."""
    if denies:
        lines = [line.strip() for line in _own_words(material, details) if line.strip() and denied([line])]
        return tuple(Doubt("takes-something-back", line) for line in lines[:MOST_DOUBTS])
    if judgement.to_head is None or _UNTRUSTED_FORM & set(material.defects):
        return ()
    cited = list(dict.fromkeys(references_in(f"{material.subject}\n{details.plain_text}")))
    if len(cited) > 1:
        return (Doubt("several-references", ", ".join(cited)),)
    own, form = own_subject(material.subject), _lines_of_form(details)
    spoken, known = _spoken(details, pointed(material.lines)), _known(material)
    found = doubts_of(spoken, to_head=judgement.to_head, subject=own, known=known, form=form)
    signed = [Doubt("not-entitled", line.strip()) for line in _signed(material) if holds_no_office([line])]
    later = [Doubt("leaves-later", line.strip()) for line in _leaving_later(material, details)]
    other = _anothers(material, details, Answer.APPROVE if judgement.to_head else Answer.PROCEED)
    named = [Doubt("anothers-name", other)] if other and all(one.code != "other-name" for one in found) else []
    every = (*signed, *later, *found, *named)
    first_of = {one.text: one for one in reversed(every)}
    return tuple(one for one in every if first_of[one.text] is one)[:MOST_DOUBTS]


def _lines_of_form(details: Details) -> frozenset[str]:
    return frozenset(line.text for line in details.own if line.voice is Voice.QUOTED_FORM)


def _leaving_later(material: Material, details: Details) -> list[str]:
    """The lines that tell of a leaving that is still to come: then no yes can count yet."""
    sent_on = material.sent_on()
    told = (line.text for line in details.own if _tells_when(fold(line.text)))
    return [line for line in told if names_later(line, sent_on)]


def _tells_when(folded: str) -> bool:
    """Whether the folded line may tell when somebody leaves, by its words or because it speaks of the record."""
    return bool(pattern("labels", "leaving").search(folded) or listed("beside", "record").search(folded))


def _signed(material: Material) -> list[str]:
    """The sender's lines with those of the sign-off, which may say who signs."""
    return [line.text for line in material.lines if line.voice in _OF_THE_SENDER]


def _only_details(details: Details) -> bool:
    """Whether the sender's words are labelled details and nothing else but a greeting."""
    lines = [line.text for line in details.own if line.text.strip()]
    labelled = [text for text in lines if pairs_in(text)]
    others = [fold(text).strip(" ,.!") for text in lines if text not in labelled]
    return bool(labelled) and all(
        pattern("language", "greetings").match(one) and len(one.split()) <= 4 for one in others
    )


def _spoken(details: Details, pointing: Mapping[int, tuple[str, ...]]) -> list[str]:
    """The sender's words, apart from our form's lines: a word right above those is no part of the first.

    ``pointing`` tells what lines say that point at a word of our letter.
    """
    lines: list[str] = []
    voice = Voice.OWN
    for line in details.own:
        if id(line) in pointing:
            lines += ["", *pointing[id(line)], ""]
            continue
        lines += [line.text] if line.voice is voice else ["", line.text]
        voice = line.voice
    return lines


def _known(material: Material) -> str:
    """What the answered letter and the header name; empty where no letter came back."""
    quoted = [line.text for line in material.lines if line.voice in (Voice.QUOTE, Voice.QUOTED_FORM)]
    if not any(quoted):
        return ""
    return "\n".join([material.subject, material.from_name, material.from_address, *quoted])[:20_000]


def _own_words(material: Material, details: Details) -> list[str]:
    return [*details.plain_text.split("\n"), "", *(line.text for line in material.attachment_lines)]


def _denying(details: Details, judgement: Judgement) -> Answer:
    return denying_answer(details.plain_text.split("\n"), to_head=judgement.kind is MailKind.AUTHORISATION)


def _request(draft: Draft, details: Details, material: Material, kind: MailKind) -> Request:
    if kind in _NEEDED:
        draft = with_gaps_filled(draft, details, material, kind)
    missing = tuple(
        name for name in _NEEDED.get(kind, ())
        if name not in draft.fields
        or (name is FieldName.LEAVING_DATE_CONFIRMED and draft.fields[name].value is not True)
    )  # fmt: skip
    return Request(draft.fields, missing, draft.problems)


def _language(material: Material, details: Details) -> Language:
    filled = [line.text for line in material.lines if line.voice is Voice.QUOTED_FORM]
    forms = "\n".join(filled)
    lines = details.plain_text.split("\n")
    if filled:
        known = set(filled)
        lines = [line for line in lines if line not in known]
    values = [_without_form_label(line) for line in lines]
    in_both = sum(value is not line for value, line in zip(values, lines, strict=True))
    if in_both >= _A_FORM:
        values = [value for value in values if not _heads_in_both(value)]
    written = "\n".join(values)
    attached = "\n".join(line.text for line in material.attachment_lines)
    robot = "\n".join(line.text for line in material.lines) if material.machine else ""
    meant = mended(fold(written), _NO_WORD) if len(written) < 200 else ""
    return language_of([written, details.plain_text, robot, own_subject(material.subject), forms, attached, meant])


_A_FORM = 3
"""Lines with a label in both languages that make a form, whose headings are in both too."""


def _heads_in_both(line: str) -> bool:
    """Whether a line is a heading, once in each language: ``Manylion newydd / New details``."""
    halves = line.strip().split(" / ")
    if len(halves) != 2 or any(len(half.split()) > 4 or re.search(r"[.!?:\d]", half) for half in halves):
        return False
    one, other = (language_of([half], Language.BOTH) for half in halves)
    return {one, other} == {Language.WELSH, Language.ENGLISH}


_NO_WORD = re.compile(r"(?!)")


def _without_form_label(line: str) -> str:
    """The value of a line whose label stands in both languages, as on our form: those words are not the writer's."""
    words, mark, value = line.partition(":")
    if not mark or len(words) >= 160 or words.count(" / ") != 1:
        return line
    one, other = (read_label(half, 0.8) for half in words.split(" / "))
    return value if one is not None and other is not None and one.concept is other.concept else line


def _returns_on(material: Material, kind: MailKind) -> date | None:
    if kind is not MailKind.AUTO_REPLY:
        return None
    return returns_on(material.own_text(), material.sent_on())
