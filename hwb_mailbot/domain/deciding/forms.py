"""The forms that our letters fill in with what was understood, and what of them comes back in a quote (R4).

A mail program quotes our letter, and with it the lines that we filled in. They are no new statement: a question above
them stays a question, and an old letter answered late takes nothing back that was corrected since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hwb_mailbot.domain.cases import Case, Half
from hwb_mailbot.domain.findings import Finding
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import NOT_THEIRS, Field, FieldName, MailKind, Reading, Request


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


def lines_filled_in(values: Mapping[str, LetterValue]) -> Iterator[str]:
    """The filled lines of a letter's form, for ``Case.filled_in``."""
    form = values.get("form")
    for line in form if isinstance(form, list) else ():
        if isinstance(line, Mapping) and line.get("value"):
            yield f"{line['field']}={line['value']}"


def newly_stated(reading: Reading, case: Case) -> Reading:
    """The reading without the lines that our own letter had filled in.

    Where nothing else is stated the mail asks or tells something else: a person reads it.
    """
    if not case.filled_in or reading.answer is not None:
        return reading
    fields = [(name, stated) for request in reading.requests for name, stated in request.fields.items()]
    if fields and all(_ours(name, stated, case) for name, stated in fields):
        return replace(reading, kind=MailKind.ENQUIRY, requests=())
    return replace(reading, requests=tuple(_without_old(request, case) for request in reading.requests))


def _without_old(request: Request, case: Case) -> Request:
    """Without our lines that were corrected since; those that still hold say whose case it is."""
    kept = {
        name: stated
        for name, stated in request.fields.items()
        if not _ours(name, stated, case) or _holds(name, stated, case)
    }
    return replace(request, fields=kept)


def _ours(name: FieldName, stated: Field, case: Case) -> bool:
    return stated.where == "quoted form" and f"{name}={stated.value}" in case.filled_in


def _holds(name: FieldName, stated: Field, case: Case) -> bool:
    halves = [half for half in (case.authorisation, case.consolidation) if half is not None and name in half.fields]
    return any(half.fields[name].value == stated.value for half in halves)
