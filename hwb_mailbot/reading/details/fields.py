"""The details a mail states, one request per staff member, each with its evidence.

Gathers statements from laid-out lines, prose, subject, attached letters and what the sender expressly adopts, and
settles which school each is of; ``drafts`` chooses among them. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hwb_mailbot.domain.mails import FieldName, Problem
from hwb_mailbot.reading.details.adopted import adopted_statements
from hwb_mailbot.reading.details.asked_for import answered, asks_for_authorisation, of_the_school_asked_for
from hwb_mailbot.reading.details.doubted import without_doubted
from hwb_mailbot.reading.details.drafts import Draft, drafts_of
from hwb_mailbot.reading.details.initials import codes_of_initials
from hwb_mailbot.reading.details.prefilled import without_untouched_form
from hwb_mailbot.reading.details.signoff import without_signoff
from hwb_mailbot.reading.layouts.layout import lay_out
from hwb_mailbot.reading.layouts.subject_details import listed_in_subject
from hwb_mailbot.reading.layouts.worth_reading import spoken
from hwb_mailbot.reading.leaving.whose_date import of_the_leavers
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.message.subjects import is_forward, own_subject
from hwb_mailbot.reading.people.bystanders import bystanders_in
from hwb_mailbot.reading.people.left_out import NOBODY, LeftOut, left_out, without_left_out
from hwb_mailbot.reading.people.others_details import without_others_details
from hwb_mailbot.reading.people.people import with_names
from hwb_mailbot.reading.people.perspective import Perspective, Writer, perspective_of
from hwb_mailbot.reading.people.those_meant import of_those_meant
from hwb_mailbot.reading.people.whose_account import told_of_leavers
from hwb_mailbot.reading.prose.corrections import put_in_place
from hwb_mailbot.reading.prose.figures_put_right import with_figures_put_right
from hwb_mailbot.reading.prose.prose import ProseReader
from hwb_mailbot.reading.sides.accounts import (
    asks_for_own,
    beside_school,
    existing_account,
    moved_apart,
    names_own_account,
    of_that_account,
    only_former,
    own_accounts,
    tells_of_record,
    tells_staff_details,
)
from hwb_mailbot.reading.sides.corrected_sides import corrected_side, in_place_of_denied
from hwb_mailbot.reading.sides.of_today import current_before_new
from hwb_mailbot.reading.sides.own_places import turned_round
from hwb_mailbot.reading.sides.schools import same_school, schools_named, with_sides
from hwb_mailbot.reading.sides.speaking_for import speaks_for_school_left
from hwb_mailbot.reading.sides.to_keep import told_as_kept
from hwb_mailbot.reading.sides.whose_record import of_own_record
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.laid_out import Layout, Passage
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.shapes import OF_NAMES
from hwb_mailbot.reading.terms.statements import ATTACHED, DENIED, LABELLED, SIDED, SUBJECT, Statement, beside_schools
from hwb_mailbot.reading.terms.usernames import makes_username, words_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.voices.resent import with_resent


@dataclass(frozen=True, slots=True)
class Details:
    """All drafts of a mail and whose mail it seems to be."""

    drafts: tuple[Draft, ...]
    perspective: Perspective
    plain_text: str
    """The sender's own words without the sign-off."""
    own: tuple[Line, ...] = ()
    """The lines of those words."""
    signature: str = ""
    """The signature and the sign-off, which state nothing."""
    passages: tuple[str, ...] = ()
    """What was told in prose, in the mail and in attached letters."""
    left_out: LeftOut = NOBODY
    """For whom of a list the mail is not."""


def details_of(material: Material) -> Details:
    """Read every detail that the sender states."""
    material = without_untouched_form(with_resent(material))
    sent_on = material.sent_on()
    lines, signed = without_signoff(material.lines)
    own = spoken(lines)
    plain = "\n".join(line.text for line in own)
    signature = "\n".join(
        [line.text for line in material.lines if line.voice is Voice.SIGNATURE] + [line.text for line in signed]
    )
    subject = own_subject(material.subject)
    attached = "\n".join(line.text for line in material.attachment_lines)
    second_hand = is_forward(material.subject) and any(line.voice is Voice.FORWARDED for line in material.lines)
    layout = lay_out(lines, sent_on)
    attachment = lay_out(material.attachment_lines, sent_on)
    perspective = perspective_of(
        "" if second_hand else subject,
        plain + ("\n" + attached if len(plain) < 200 else ""),
        signature,
        material.from_name,
        _hints([*layout.statements, *attachment.statements], names_own_account(material, f"{subject}\n{plain}")),
    )
    if perspective.writer is not Writer.HEAD and perspective.staff <= 0 and asks_for_authorisation(material):
        # whoever answers speaks for the school left, on whosever behalf
        perspective = replace(perspective, writer=Writer.HEAD)
    statements, passages = _told(layout, perspective, sent_on), layout.passages
    subject_layout = _laid_out_subject(subject, plain, sent_on)
    in_subject = _subject(subject_layout, perspective, sent_on)
    staff_details = tells_staff_details([*statements, *in_subject])
    of_record = tells_of_record(statements) and not staff_details
    if perspective.writer is Writer.UNKNOWN and (
        staff_details or (not of_record and asks_for_own(material, plain, perspective, statements))
    ):
        perspective = replace(perspective, writer=Writer.STAFF)
        statements = _told(layout, perspective, sent_on)
        in_subject = _subject(subject_layout, perspective, sent_on)
    elif (of_record and perspective.writer is Writer.UNKNOWN) or speaks_for_school_left(
        perspective, subject, plain, statements,
        lambda: _told(layout, replace(perspective, writer=Writer.HEAD), sent_on), of_record,
    ):  # fmt: skip
        perspective = replace(perspective, writer=Writer.HEAD, head=perspective.head + 3)
        statements = _told(layout, perspective, sent_on)
        in_subject = _subject(subject_layout, perspective, sent_on)
    statements += [replace(s, weight=SUBJECT) for s in in_subject]
    if material.attachment_lines:
        statements += [replace(s, weight=ATTACHED) for s in _told(attachment, perspective, sent_on)]
        passages = [*passages, *attachment.passages] if not _has_name(statements) else passages
    statements += adopted_statements(
        material,
        plain,
        [line for line in material.lines if line.voice is Voice.SIGNATURE] + signed,
        perspective,
        statements,
        sent_on,
        _read,
    )
    statements += answered(material, own, statements)
    statements = of_the_school_asked_for(material, statements)
    statements += put_in_place(" ".join(plain.split())[:8000], statements)
    statements = with_figures_put_right(statements, layout.passages)
    sender = material.from_name
    statements = [s for s in statements if s.concept is not Concept.SCHOOL or not _is_sender(s.value, sender)]
    bystanders = bystanders_in(passages, statements, perspective.writer, sender)
    statements = without_others_details(bystanders.without(statements), perspective.writer, sender)
    statements = _settled(statements, perspective, plain, material)
    statements = with_names(statements, passages, subject, perspective.writer, sender, bystanders)
    statements = told_of_leavers(statements, perspective.writer)
    statements += codes_of_initials(own, statements, material.from_name)
    by_head = perspective.writer is Writer.HEAD
    out = left_out(statements, plain) if by_head else NOBODY
    statements = without_left_out(statements, out)
    statements = of_those_meant(of_own_record(of_the_leavers(statements, by_head=by_head)), plain, sent_on)
    own_names = schools_named([*signature.split("\n"), material.from_name])
    drafts = drafts_of(statements, lambda mine: with_sides(mine, perspective.writer.own_side, own_names))
    if perspective.writer is Writer.HEAD:
        drafts = [_without_own_account(_without_what_no_head_knows(draft), sender) for draft in drafts]
    # What our quoted letter says of a wrong value, beside the form, puts nothing in doubt.
    drafts = without_doubted(drafts, "\n".join(line.text for line in own if line.voice is Voice.OWN))
    prose = tuple(passage.text for passage in [*layout.passages, *attachment.passages])
    return Details(tuple(drafts), perspective, plain, tuple(own), signature, prose, out)


def _without_what_no_head_knows(draft: Draft) -> Draft:
    """Without the new school's number from a mail that a headteacher only adopts: an authorisation has none (R1)."""
    number = draft.fields.get(FieldName.NEW_DFES_NUMBER)
    if number is None or number.where != "quote":
        return draft
    return replace(draft, fields={name: f for name, f in draft.fields.items() if f is not number})


def _without_own_account(draft: Draft, sender: str) -> Draft:
    """Without the account that is made of the name of the head who writes, and not of the leaver's."""
    leaver, account = draft.fields.get(FieldName.STAFF_NAME), draft.fields.get(FieldName.FORMER_USERNAME)
    if leaver is None or account is None or not makes_username(sender, str(account.value)):
        return draft
    of_leaver = makes_username(str(leaver.value), str(account.value))
    if of_leaver or words_of(str(leaver.value))[-1:] == words_of(sender)[-1:]:
        return draft
    problem = Problem(FieldName.FORMER_USERNAME, "unsure", str(account.value))
    fields = {name: field for name, field in draft.fields.items() if field is not account}
    return replace(draft, fields=fields, problems=(*draft.problems, problem))


def _is_sender(school: str, from_name: str) -> bool:
    """Whether what stands where a school may is the sender's own name: ``Quick one from Carol Bright, Newport``."""
    words = fold(school).split()
    if len(words) < 2 or "'" in fold(school) or any(n.kind is NameKind.SCHOOL for n in find_names(school)):
        return False
    return sorted(words) == sorted(fold(from_name).replace(",", " ").split())


def _hints(stated: Sequence[Statement], names_own_account: bool) -> Perspective:
    """What the laid-out details, and an account of the sender's own among them, tell about the writer."""
    concepts = {s.concept for s in stated}
    head = 3 * any(s.concept is Concept.LEAVING for s in stated)
    head += 2 * any(s.concept is Concept.NAME and s.side is Side.FORMER for s in stated)
    details = 3 * (Concept.CODE in concepts) + 3 * (Concept.EMPLOYEE in concepts)
    return Perspective(Writer.UNKNOWN, head, details + 4 * names_own_account, details, False)


def _has_name(statements: Sequence[Statement]) -> bool:
    return any(s.concept is Concept.NAME and s.value for s in statements)


def _read(
    lines: Sequence[Line], perspective: Perspective, sent_on: date | None
) -> tuple[list[Statement], list[Passage]]:
    layout = lay_out(lines, sent_on)
    return _told(layout, perspective, sent_on), layout.passages


def _told(layout: Layout, perspective: Perspective, sent_on: date | None) -> list[Statement]:
    laid_out = [replace(s, order=s.order * 10_000) for s in beside_schools(layout.statements)]
    stated = laid_out + ProseReader(perspective.writer, sent_on).read(layout.passages)
    return stated if perspective.writer is Writer.HEAD else told_as_kept(stated)


def _laid_out_subject(subject: str, plain: str, sent_on: date | None) -> Layout | list[Statement]:
    """The details that the subject lists, or else its layout."""
    if not subject:
        return []
    listed = listed_in_subject(subject, plain.split("\n")[:40], sent_on)
    if listed:
        return listed
    layout = lay_out([Line(subject, Voice.OWN, "subject")], sent_on)
    return replace(layout, statements=[s for s in layout.statements if not _about_somebody(s, subject)])


def _subject(subject: Layout | list[Statement], perspective: Perspective, sent_on: date | None) -> list[Statement]:
    stated = _told(subject, perspective, sent_on) if isinstance(subject, Layout) else subject
    return [s for s in stated if s.concept is not Concept.NAME]


def _about_somebody(stated: Statement, subject: str) -> bool:
    """Whether a subject says whose new school a mail is about, and not which: ``Ysgol newydd Nia Rees``."""
    names = find_names(stated.value) if stated.concept is Concept.SCHOOL else ()
    person = len(names) == 1 and names[0].kind is NameKind.PERSON and not names[0].generic
    return person and subject.partition(stated.value)[0].rstrip()[-1:].isalpha()


def _settled(statements: list[Statement], perspective: Perspective, plain: str, material: Material) -> list[Statement]:
    """Statements with their side; those that stay open are dropped."""
    statements = corrected_side(_without_denied(in_place_of_denied(_joined_numbers(_whole_names(statements)))))
    statements = current_before_new(statements, perspective)
    from_head = perspective.writer is Writer.HEAD
    statements = _without_days_of_entry(beside_school(statements, by_head=from_head))
    own = perspective.writer.own_side
    by_head = from_head and perspective.authorises  # who tells a leaver's code by their own list
    if perspective.writer is Writer.STAFF and only_former(statements):
        statements = [of_that_account(s) for s in statements]
    elif perspective.writer is Writer.UNKNOWN:
        statements = existing_account(statements, perspective)
    settled: list[Statement] = []
    for statement in statements:
        side = statement.side
        certain = statement.certain_side
        if statement.concept in (Concept.CODE, Concept.EMPLOYEE):
            side = side or (Side.FORMER if by_head else Side.NEW)
        elif statement.concept is Concept.NAME:
            side = None
        elif statement.concept is Concept.LEAVING:
            side = Side.FORMER
        elif side is None and statement.concept in SIDED:
            side, certain = own, statement.own
            if statement.concept is Concept.SCHOOL and statement.weight < LABELLED:
                side = None
            elif side is None:
                continue
        same = side is statement.side and certain is statement.certain_side
        settled.append(statement if same else replace(statement, side=side, certain_side=certain))
    settled = existing_account(settled, perspective)
    settled = moved_apart(own_accounts(settled, perspective, fold(plain), material))
    return _of_neither(settled) if turned_round(fold(plain)) else settled


def _of_neither(statements: list[Statement]) -> list[Statement]:
    """Accounts and schools told of both sides, where the mail says that they stand the wrong way round: ask."""
    told = {c: {s.side for s in statements if s.concept is c and s.value} for c in SIDED}
    both = {c for c, sides in told.items() if {Side.FORMER, Side.NEW} <= sides}
    return (
        [
            replace(s, value="", problem="unsure") if s.concept is Concept.USERNAME else s
            for s in statements
            if s.concept not in both or s.concept is Concept.USERNAME
        ]
        if Concept.USERNAME in both
        else statements
    )


def _without_days_of_entry(statements: list[Statement]) -> list[Statement]:
    """The date beside a label that speaks of the record alone is the day of entry where another tells of leaving."""
    told = [s for s in statements if s.concept is Concept.LEAVING and s.value and s.weight >= LABELLED]
    left = {(s.person, s.value) for s in told if s.side is Side.FORMER}
    return [
        replace(s, value="")
        if s in told and s.side is None and any(person == s.person and day != s.value for person, day in left)
        else s
        for s in statements
    ]


def _without_denied(statements: list[Statement]) -> list[Statement]:
    """What a later sentence says is wrong is not stated, wherever it stands."""
    denied = [s for s in statements if s.problem == DENIED]
    return [
        s
        for s in statements
        if s.problem != DENIED
        and not any(
            d.concept is s.concept
            and (same_school(d.value, s.value) if s.concept is Concept.SCHOOL else fold(d.value) == fold(s.value))
            for d in denied
            if s.value
        )
    ]


def _whole_names(statements: list[Statement]) -> list[Statement]:
    """Forename and surname columns joined, per person; a name beside a surname is the forename: ``Enw``, ``Cyfenw``."""
    joined: list[Statement] = []
    together: dict[int, list[Statement]] = {}
    for statement in statements:
        if statement.concept in OF_NAMES:
            together.setdefault(statement.person, []).append(statement)
    for statement in statements:
        beside = together.get(statement.person, [])
        if statement.concept is Concept.SURNAME:
            first = next((s for s in beside if s.concept is Concept.FORENAME), None)
            first = first or next((s for s in beside if _is_forename(s, statement)), None)
            value = f"{first.value} {statement.value}" if first else statement.value
            joined.append(replace(statement, concept=Concept.NAME, value=value))
        elif statement.concept is Concept.FORENAME:
            if not any(s.concept is Concept.SURNAME for s in beside):
                joined.append(replace(statement, concept=Concept.NAME))
        elif not any(s.concept is Concept.SURNAME and _is_forename(statement, s) for s in beside):
            joined.append(statement)
    return joined


def _is_forename(statement: Statement, surname: Statement) -> bool:
    """Whether what stands beside ``Name`` is no more than the forename of somebody with that surname."""
    if (
        statement.concept is not Concept.NAME
        or statement.weight < LABELLED
        or not 1 <= len(statement.value.split()) <= 2
    ):
        return False
    words = fold(without_title(statement.value)).split()
    if len(words) > 1 and not all(
        is_forename(one) or len(one.strip(".")) == 1 for word in words for one in word.split("-")
    ):
        return False  # a whole name, with another surname
    return not set(words) & set(fold(surname.value).split())


def _joined_numbers(statements: list[Statement]) -> list[Statement]:
    """``LA: 661`` and ``School number: 4003`` on lines of their own as one DfES number."""
    authorities = [s for s in statements if s.concept is Concept.AUTHORITY]
    rest = [s for s in statements if s.concept is not Concept.AUTHORITY]
    if not authorities:
        return rest
    out: list[Statement] = []
    for statement in rest:
        digits = re.sub(r"\D", "", statement.evidence)
        if statement.concept is Concept.DFES and statement.problem == "dfes-number-shape" and len(digits) == 4:
            nearest = min(authorities, key=lambda a: abs(a.order - statement.order))
            statement = replace(statement, problem="", value=nearest.value + digits)
        out.append(statement)
    return out
