"""The answer that a mail gives to the letter of ours that it answers, and why it gives none for certain.

``answers`` weighs the words; here stand the reasons outside them for which no yes is one: two cases cited, a header
that cannot be trusted, a leaver who signs, a leaving still to come. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hwb_mailbot.domain.mails import Answer, Doubt
from hwb_mailbot.reading.answers.answered_letter import leaving_dates_told
from hwb_mailbot.reading.answers.answers import answer_of, words_of_yes
from hwb_mailbot.reading.answers.denials import denied, holds_no_office
from hwb_mailbot.reading.answers.elsewhere import taken_back_elsewhere
from hwb_mailbot.reading.answers.objections import forenames_named, people_named
from hwb_mailbot.reading.answers.why_unclear import MOST as MOST_DOUBTS
from hwb_mailbot.reading.answers.why_unclear import doubts_of
from hwb_mailbot.reading.answers.written_for import without_who_wrote
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.details.pointing import pointed
from hwb_mailbot.reading.judging.kinds import Judgement
from hwb_mailbot.reading.judging.offices import signed_from_another_office
from hwb_mailbot.reading.judging.pasted_entry import Entry, Letter, pasted_entry
from hwb_mailbot.reading.judging.remarks import names_later
from hwb_mailbot.reading.judging.signing import for_another, refused_of_another, signed_by_the_one_asked_about
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.message.references import references_in
from hwb_mailbot.reading.message.subjects import own_subject
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed, pattern

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
_SEE_BELOW = re.compile(
    r"\W*(?:(?:please )?see (?:below|underneath)|(?:my )?(?:answers?|replies) (?:are )?(?:below|inline|underneath)"
    r"|gweler isod|gwelwch isod|(?:fy )?(?:atebion|ateb) isod)\W*"
)
"""What stands above a quoted letter with answers between its lines."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What an answer is judged by: the sender's words, their subject, the lines of our form, and what is known.

    ``known`` is what the answered letter and the header name, ``entry`` the leaver's entry where the sender pasted it.
    """

    spoken: list[str]
    subject: str
    form: frozenset[str]
    known: str
    entry: Entry


def answer_given(material: Material, details: Details, judgement: Judgement) -> Answer | None:
    """What the mail answers to our letter; ``None`` where it answers none, or only fills in our form."""
    if judgement.to_head is None:
        return None
    if _UNTRUSTED_FORM & set(material.defects):
        return Answer.UNCLEAR
    cited = set(references_in(f"{material.subject}\n{details.plain_text}"))
    if len(cited) > 1:
        return Answer.UNCLEAR
    if details.drafts and not own_subject(material.subject) and _only_details(details):
        return None  # the form of a letter that asks for a word or a form
    said = _said(material, details, to_head=judgement.to_head)
    answer = _answer_of(said, said.spoken, to_head=judgement.to_head)
    if answer in (Answer.REJECT, Answer.CANCEL) and any(_others_refused(material, details)):
        rest = [_without_refusal_of_another(line, material) for line in said.spoken]
        left = _answer_of(said, rest, to_head=judgement.to_head)
        return left if left is answer else Answer.UNCLEAR
    if answer not in (Answer.APPROVE, Answer.PROCEED):
        return answer
    turned = (
        holds_no_office(material.signed())
        or (answer is Answer.APPROVE and (_other_office(details, said.entry) or said.entry.otherwise))
        or _leaving_later(material, details)
        or _anothers(material, details, answer, said.known)
        or any(taken_back_elsewhere(material, to_head=judgement.to_head))
    )
    return Answer.UNCLEAR if turned else answer


def doubts_about(material: Material, details: Details, judgement: Judgement, denies: bool) -> tuple[Doubt, ...]:
    """The sentences that made the answer unclear, in the order of ``answer_given``."""
    if denies:
        lines = [line.strip() for line in own_words(material, details) if line.strip() and denied([line])]
        return tuple(Doubt("takes-something-back", line) for line in lines[:MOST_DOUBTS])
    if judgement.to_head is None or _UNTRUSTED_FORM & set(material.defects):
        return ()
    cited = list(dict.fromkeys(references_in(f"{material.subject}\n{details.plain_text}")))
    if len(cited) > 1:
        return (Doubt("several-references", ", ".join(cited)),)
    said = _said(material, details, to_head=judgement.to_head)
    found = doubts_of(said.spoken, to_head=judgement.to_head, subject=said.subject, known=said.known, form=said.form)
    signed = [Doubt("not-entitled", line.strip()) for line in material.signed() if holds_no_office([line])]
    office = _other_office(details, said.entry) if judgement.to_head else ""
    signed += [Doubt("not-entitled", office)] if office else []
    later = [Doubt("leaves-later", line.strip()) for line in _leaving_later(material, details)]
    other = _anothers(material, details, Answer.APPROVE if judgement.to_head else Answer.PROCEED, said.known)
    other = other or next(iter(_others_refused(material, details)), "")
    named = [Doubt("anothers-name", other)] if other and all(one.code != "other-name" for one in found) else []
    elsewhere = taken_back_elsewhere(material, to_head=judgement.to_head)
    every = (*signed, *later, *found, *named, *elsewhere)
    first_of = {one.text: one for one in reversed(every)}
    return tuple(one for one in every if first_of[one.text] is one)[:MOST_DOUBTS]


def own_words(material: Material, details: Details) -> list[str]:
    """The sender's lines without the sign-off, and those of attached letters."""
    return [*details.plain_text.split("\n"), "", *(line.text for line in material.attachment_lines)]


def yes_names(material: Material, said: Sequence[str], answer: Answer | None) -> tuple[str, ...]:
    """Whom a yes names where no letter of ours came back to say whom it is about; ``said`` are the sender's lines."""
    if answer not in (Answer.APPROVE, Answer.PROCEED) or _known(material):
        return ()
    words = words_of_yes(without_who_wrote(said), to_head=answer is Answer.APPROVE)
    return (*people_named(words, material.from_name), *forenames_named(words, material.from_name))


def _said(material: Material, details: Details, *, to_head: bool) -> _Said:
    known = _known(material)
    letter = Letter(known, material.subject, leaving_dates_told(known))
    entry = pasted_entry(details.own, letter, material.sent_on())
    form = frozenset(line.text for line in details.own if line.voice is Voice.QUOTED_FORM)
    spoken = _spoken(material, details, entry.agreed if to_head else frozenset())
    spoken = without_who_wrote(spoken) if to_head else spoken
    return _Said(spoken, own_subject(material.subject), form, known, entry)


def _answer_of(said: _Said, spoken: Sequence[str], *, to_head: bool) -> Answer:
    return answer_of(spoken, to_head=to_head, subject=said.subject, known=said.known, form=said.form)


def _anothers(material: Material, details: Details, answer: Answer, known: str) -> str:
    """The name for which a yes is none: the leaver who signs it, or somebody else for whom it is said."""
    own = [line.text for line in details.own]
    if answer is Answer.APPROVE:
        return signed_by_the_one_asked_about(own, details.signature, material)
    return for_another(words_of_yes(own, to_head=False), material) if known else ""


def _others_refused(material: Material, details: Details) -> list[str]:
    """Those unknown to our letter whose requests the sender says to have refused."""
    found = (refused_of_another(line.text, material) for line in details.own)
    return [one[0] for one in found if one is not None]


def _without_refusal_of_another(line: str, material: Material) -> str:
    found = refused_of_another(line, material)
    return line if found is None else f"{line[: found[1]]}{line[found[2] :]}"


def _other_office(details: Details, entry: Entry) -> str:
    """The line that tells that somebody else than a headteacher signs; whoever made a pasted entry does not."""
    own = [line.text for place, line in enumerate(details.own) if place not in entry.agreed]
    return signed_from_another_office(own, details.signature)


def _leaving_later(material: Material, details: Details) -> list[str]:
    """The lines that tell of a leaving that is still to come: then no yes can count yet."""
    sent_on = material.sent_on()
    told = (line.text for line in details.own if _tells_when(fold(line.text)))
    return [line for line in told if names_later(line, sent_on)]


def _tells_when(folded: str) -> bool:
    """Whether the folded line may tell when somebody leaves, by its words or because it speaks of the record."""
    return bool(pattern("labels", "leaving").search(folded) or listed("beside", "record").search(folded))


def _only_details(details: Details) -> bool:
    """Whether the sender's words are labelled details and nothing else but a greeting."""
    lines = [line.text for line in details.own if line.text.strip()]
    labelled = [text for text in lines if pairs_in(text)]
    others = [fold(text).strip(" ,.!") for text in lines if text not in labelled]
    return bool(labelled) and all(
        pattern("language", "greetings").match(one) and len(one.split()) <= 4 for one in others
    )


def _spoken(material: Material, details: Details, agreed: frozenset[int]) -> list[str]:
    """The sender's words, apart from our form's lines: a word right above those is no part of the first.

    A line that points at a word of our letter says it, one that points at the words between our lines says nothing,
    and nor does a leaver's entry that agrees with our letter, whose lines are ``agreed``.
    """
    pointing = pointed(material.lines)
    lines: list[str] = []
    voice = Voice.OWN
    begin = _pointing_below(material, details)
    for place, line in enumerate(details.own[begin:], begin):
        if place in agreed:
            lines += ["", ""]
        elif id(line) in pointing:
            lines += ["", *pointing[id(line)], ""]
        else:
            lines += [line.text] if line.voice is voice else ["", line.text]
            voice = line.voice
    return lines


def _pointing_below(material: Material, details: Details) -> int:
    """How many lines at the beginning only point at the words between the lines of our letter."""
    first = next((place for place, line in enumerate(details.own) if line.text.strip()), len(details.own))
    points = first < len(details.own) and _SEE_BELOW.fullmatch(fold(details.own[first].text))
    return first + 1 if points and _goes_on_below(material) else 0


def _goes_on_below(material: Material) -> bool:
    """Whether the sender wrote on below lines of the letter that is answered."""
    voices = [line.voice for line in material.lines if line.text.strip()]
    quoted = voices.index(Voice.QUOTE) if Voice.QUOTE in voices else len(voices)
    return Voice.OWN in voices[quoted:]


def _known(material: Material) -> str:
    """What the answered letter and the header name; empty where no letter came back."""
    quoted = material.quoted()
    if not any(quoted):
        return ""
    return "\n".join([material.subject, material.from_name, material.from_address, *quoted])[:20_000]
