"""(3) A mail's bytes to what it says: the room's one entry.

Pure and linear in the size of the mail; any bytes are accepted and nothing raises for their sake. What cannot be told
with certainty is left out, unclear, or an enquiry, and a person looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.domain.mails import (
    AUTHORISATION_DETAILS,
    AUTHORISATION_FIELDS,
    CONSOLIDATION_FIELDS,
    PERHAPS_BY_A_PERSON,
    TRANSFER_FIELDS,
    Answer,
    Detail,
    Field,
    FieldName,
    MailKind,
    Reading,
    Request,
)
from hwb_mailbot.reading.answers.denials import DENIED, denied, denying_answer, holds_no_office
from hwb_mailbot.reading.answers.objections import (
    mere_thanks,
    only_signs,
    only_thanks,
    people_named,
    takes_back,
    usernames_named,
)
from hwb_mailbot.reading.details.drafts import Draft
from hwb_mailbot.reading.details.few_words import few_words
from hwb_mailbot.reading.details.fields import Details, details_of
from hwb_mailbot.reading.details.gaps import with_gaps_filled
from hwb_mailbot.reading.judging.answer_given import answer_given, doubts_about, own_words, yes_names
from hwb_mailbot.reading.judging.held_halves import held_back
from hwb_mailbot.reading.judging.kinds import Judgement, judge
from hwb_mailbot.reading.judging.notes import note_in
from hwb_mailbot.reading.judging.remarks import grave, refusing_subject, told_beside, turned_against
from hwb_mailbot.reading.judging.topics import enquiry_of
from hwb_mailbot.reading.judging.written_language import written_language
from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.message.references import reference_of
from hwb_mailbot.reading.message.subjects import is_forward, is_reply, own_subject
from hwb_mailbot.reading.people.left_out import lines_without, without_clauses
from hwb_mailbot.reading.people.perspective import Perspective, Writer
from hwb_mailbot.reading.people.set_apart import authorises_only_some, sets_somebody_apart
from hwb_mailbot.reading.voices.divide import material as divide
from hwb_mailbot.reading.voices.machines import gives_details, may_decide
from hwb_mailbot.reading.voices.returning import returns_on

_NEEDED: dict[MailKind, tuple[FieldName, ...]] = {
    MailKind.AUTHORISATION: AUTHORISATION_FIELDS,
    MailKind.CONSOLIDATION: CONSOLIDATION_FIELDS,
    MailKind.TRANSFER_REQUEST: TRANSFER_FIELDS,
}
_ASKED_FOR = {kind: frozenset(names) for kind, names in _NEEDED.items()} | {
    MailKind.AUTHORISATION: AUTHORISATION_DETAILS
}
_FROM_THE_MOVER = frozenset({MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST})
_NAME = FieldName.STAFF_NAME
_TOO_LONG = "text-too-long"
_BY_HAND = "kind-by-hand"


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
    kept, rest = _of_the_others(material, details)
    denies = (half or of_a_case) and (
        denied(own_words(kept, rest), own_subject(material.subject))
        or holds_no_office(material.signed())
        or denied(details.signature.split("\n"))
    )
    answer = _denying(details, judgement) if denies else answer_given(material, details, judgement)
    requests = () if machine else tuple(_request(draft, details, material, judgement.kind) for draft in details.drafts)
    remarked = half and not denies and _remarked(kept, rest, judgement.kind, requests)
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
        language=written_language(material, details),
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
        doubts=doubts_about(material, details, judgement, denies) if answer is Answer.UNCLEAR else (),
        few_words=_few_words(material, details, judgement) if says_no_more else {},
        mere_thanks=says_no_more and mere_thanks(said, *writer),
        yes_names=yes_names(material, said, answer),
    )


def _of_the_others(material: Material, details: Details) -> tuple[Material, Details]:
    """Both without what is said of those whom the mail leaves out, which goes against nobody else."""
    out = details.left_out
    if not out.people:
        return material, details
    own = lines_without(details.own, out)
    passages = tuple(without_clauses(" ".join(passage.split()), out.clauses) for passage in details.passages)
    plain = "\n".join(line.text for line in own)
    kept = replace(material, lines=lines_without(material.lines, out))
    return kept, replace(details, plain_text=plain, passages=passages, own=own)


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


def _remarked(material: Material, details: Details, kind: MailKind, requests: Sequence[Request]) -> bool:
    """Whether what stands beside the details turns against them; a transfer request is asked about in any case (R8)."""
    if details.left_out.open or refusing_subject(own_subject(material.subject)):
        return True
    note = note_in(details.plain_text.split("\n")) if kind in _FROM_THE_MOVER else ""
    if grave("\n".join([*material.signed(), "", *(line.text for line in material.attachment_lines)])):
        return True
    lacking = any(request.missing for request in requests)
    told = [*told_beside(details, _ASKED_FOR[kind], note), *_below_sign_off(material, details)]
    if kind is MailKind.TRANSFER_REQUEST:
        return False
    own = [text for text in material.signed() if not (note and text.strip("\"“”' ") in note)]
    by_head, several = kind is MailKind.AUTHORISATION, len(requests) > 1
    if by_head and sets_somebody_apart(details.passages, several=several):
        return True
    leavers = [str(request.fields[_NAME].value) for request in requests if _NAME in request.fields]
    if by_head and several and authorises_only_some(details.passages, leavers):
        return True
    if held_back([own_subject(material.subject), *own], several=several, by_head=by_head):
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


def _returns_on(material: Material, kind: MailKind) -> date | None:
    if kind is not MailKind.AUTO_REPLY:
        return None
    return returns_on(material.own_text(), material.sent_on())
