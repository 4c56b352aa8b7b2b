"""The forms that our letters fill in with what was understood, and what of them comes back in a quote (R4).

A mail program quotes our letter, and with it the lines that we filled in. They are no new statement: a question above
them stays a question, and an old letter answered late takes nothing back that was corrected since. What an earlier form
held and the answered one left empty, somebody has written there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hwb_mailbot.domain.cases import Asked, Case, Half, Question
from hwb_mailbot.domain.findings import Finding
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import NOT_THEIRS, Field, FieldName, MailKind, Reading, Request

_FILLED_IN = re.compile(r"([a-z-]+\.v\d+:)?(.*)", re.DOTALL)
"""A line of ``Case.filled_in``: the letter it stood in, and ``field=value``."""


def form_with(names: Iterable[FieldName], half: Half, found: Iterable[Finding]) -> list[dict[str, str | bool]]:
    """The form's lines, each with what the sender said of it themselves (N3).

    What does not fit is left empty, for them to write anew.
    """
    in_doubt = {one.stated for one in found if not one.code.startswith("missing-")}
    return [{"field": str(name), **_understood(half, name, in_doubt)} for name in names]


def _understood(half: Half, name: FieldName, in_doubt: set[str]) -> dict[str, str | bool]:
    stated = half.fields.get(name)
    if stated is None or stated.where in NOT_THEIRS or stated.value in ("", False) or stated.value in in_doubt:
        return {}
    return {"value": stated.value}


def lines_filled_in(values: Mapping[str, LetterValue], question: Question, version: int) -> Iterator[str]:
    """The filled lines of the form in the letter that puts ``question``, for ``Case.filled_in``."""
    form = values.get("form")
    for line in form if isinstance(form, list) else ():
        if isinstance(line, Mapping) and line.get("value"):
            yield f"{_letter(question, version)}{line['field']}={line['value']}"


def newly_stated(reading: Reading, case: Case, answered: Asked | None) -> Reading:
    """The reading without the lines that our own letter had filled in: the one that is ``answered``, else any.

    Where nothing else is stated the mail asks or tells something else: a person reads it.
    """
    ours = _filled_in(case, answered)
    if not ours or reading.answer is not None:
        return reading
    fields = [(name, stated) for request in reading.requests for name, stated in request.fields.items()]
    if fields and all(_ours(name, stated, ours) for name, stated in fields):
        return replace(reading, kind=MailKind.ENQUIRY, requests=())
    return replace(reading, requests=tuple(_without_old(request, case, ours) for request in reading.requests))


def _letter(question: Question, version: int) -> str:
    return f"{question}.v{version}:"


def _filled_in(case: Case, answered: Asked | None) -> frozenset[str]:
    """``field=value`` for each line; those stored before the letter was kept with them are any letter's."""
    letter = _letter(answered.question, answered.version) if answered is not None else None
    lines = [found.groups() for one in case.filled_in if (found := _FILLED_IN.fullmatch(one))]
    return frozenset(line for of, line in lines if of is None or letter is None or of == letter)


def _without_old(request: Request, case: Case, ours: frozenset[str]) -> Request:
    """Without our lines that were corrected since; those that still hold say whose case it is."""
    kept = {
        name: stated
        for name, stated in request.fields.items()
        if not _ours(name, stated, ours) or _holds(name, stated, case)
    }
    return replace(request, fields=kept)


def _ours(name: FieldName, stated: Field, ours: frozenset[str]) -> bool:
    return stated.where == "quoted form" and f"{name}={stated.value}" in ours


def _holds(name: FieldName, stated: Field, case: Case) -> bool:
    halves = [half for half in (case.authorisation, case.consolidation) if half is not None and name in half.fields]
    return any(half.fields[name].value == stated.value for half in halves)
