"""Answers without labels, in the order in which the guidance asks: six of an authorisation, five of a consolidation.

An order is believed only where the identifiers stand exactly at their places. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.labels import Concept, Label, Side
from hwb_mailbot.reading.names import NameKind, find_names
from hwb_mailbot.reading.statements import PROSE, Statement, labelled
from hwb_mailbot.reading.text import places
from hwb_mailbot.reading.values import employee_number_in, find_dfes_numbers, find_usernames, staff_code_in

AUTHORISATION_ORDER = (
    Label(Concept.LEAVING, Side.FORMER, asks_record=True),
    Label(Concept.NAME, Side.FORMER),
    Label(Concept.SCHOOL, Side.FORMER),
    Label(Concept.DFES, Side.FORMER),
    Label(Concept.USERNAME, Side.FORMER),
    Label(Concept.SCHOOL, Side.NEW),
)
CONSOLIDATION_ORDER = (
    Label(Concept.SCHOOL, Side.NEW),
    Label(Concept.DFES, Side.NEW),
    Label(Concept.USERNAME, Side.NEW),
    Label(Concept.CODE, Side.NEW),
    Label(Concept.EMPLOYEE, Side.NEW),
)


def _shape(concept: Concept, text: str) -> bool | None:
    """Whether ``text`` has the shape of an identifier; ``None`` for names, which have none."""
    if concept is Concept.DFES:
        return bool(find_dfes_numbers(text))
    if concept is Concept.USERNAME:
        return bool(find_usernames(text))
    if concept is Concept.CODE:
        return len(text) < 30 and staff_code_in(text) is not None and not find_dfes_numbers(text)
    if concept is Concept.EMPLOYEE:
        return len(text) < 60 and employee_number_in(text) is not None
    return None


def _named(concept: Concept, text: str) -> bool:
    """Whether bare words can be the school or person an order asks for; identifiers and answers always can."""
    if concept not in (Concept.SCHOOL, Concept.NAME):
        return True
    names = find_names(text)
    if re.search(r"\d{5,}", text) or not names or names[0].start > 0 or len(text.split()) > 8:
        return False
    if concept is Concept.SCHOOL:
        return names[0].kind is NameKind.SCHOOL or (names[0].kind is NameKind.UNKNOWN and not text.isupper())
    return names[0].kind in (NameKind.PERSON, NameKind.UNKNOWN)


def _read(order: Sequence[Label], slots: dict[int, str], where: str, sent_on: date | None) -> list[Statement]:
    stated: list[Statement] = []
    for place, text in slots.items():
        for statement in labelled(order[place], text, where, sent_on):
            stated.append(replace(statement, side=order[place].side))
    return stated


def positional_list(marks: Sequence[str], texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """A list marked ``a b c d``, ``a b c ch d dd`` or ``1 2 3``, read by the guidance's order, or ``[]``."""
    found = places(list(marks))
    if found is None:
        return []
    slots = dict(zip(found, texts, strict=True))
    for order in (AUTHORISATION_ORDER, CONSOLIDATION_ORDER):
        if max(slots) >= len(order):
            continue
        shapes = [_shape(order[place].concept, text) for place, text in slots.items()]
        if shapes.count(True) >= 2 and False not in shapes:
            return _read(order, slots, where, sent_on)
        if shapes.count(True) >= 2 and shapes.count(False) == 1 and len(slots) >= 5:
            return _read(order, slots, where, sent_on)
    return []


def positional_parts(texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """Bare values one after another, every identifier at its place and nothing else; ``[]`` where that is not so."""
    parts = [text.strip(" *_()") for text in texts]
    if any(not part or len(part) > 90 for part in parts):
        return []
    for order in (AUTHORISATION_ORDER, AUTHORISATION_ORDER[1:], CONSOLIDATION_ORDER):
        if len(parts) != len(order):
            continue
        if all(_shape(label.concept, part) in (True, None) for label, part in zip(order, parts, strict=True)):
            if not all(_named(label.concept, part) for label, part in zip(order, parts, strict=True)):
                continue
            return _read(order, dict(enumerate(parts)), where, sent_on)
    return []


def person_block(texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """One leaver on lines of their own without labels: a name, a username and at most a school; ``[]`` for others.

    Which of the two schools it is, is left open.
    """
    if not 2 <= len(texts) <= 4 or any(len(text) > 70 or re.search(r"[:;?!]", text) for text in texts):
        return []
    stated: list[Statement] = []
    for text in (text.strip(" *_.,") for text in texts):
        names = find_names(text)
        if find_usernames(text) and len(text.split()) == 1:
            concept = Concept.USERNAME
        elif len(names) == 1 and len(names[0].text) >= len(text) - 5:
            concept = Concept.SCHOOL if names[0].kind is NameKind.SCHOOL else Concept.NAME
        else:
            return []
        if any(s.concept is concept for s in stated):
            return []
        stated.extend(labelled(Label(concept), text, where, sent_on)[:1])
    if not {Concept.NAME, Concept.USERNAME} <= {s.concept for s in stated}:
        return []
    return [replace(s, weight=PROSE) if s.concept is Concept.SCHOOL else s for s in stated]
