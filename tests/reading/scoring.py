"""How well labelled mails are read: a label beside each mail says what a careful officer reads in it.

``python -m tests.reading.scoring [FOLDER …]`` prints the figures and every difference. *Dangerous* is what nobody gave:
an approval, rejection or confirmation, a half, or another person's identifier.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hwb_mailbot.domain.mails import Answer, FieldName, MailKind, Reading
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.reader import read
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.text import fold

MAILS = Path(__file__).parent / "mails"
HALVES = frozenset({MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST})
_IDENTIFIERS = frozenset(
    {
        FieldName.FORMER_DFES_NUMBER,
        FieldName.NEW_DFES_NUMBER,
        FieldName.FORMER_USERNAME,
        FieldName.NEW_USERNAME,
        FieldName.STAFF_CODE,
        FieldName.EMPLOYEE_NUMBER,
    }
)
_SCHOOLS = frozenset({FieldName.FORMER_SCHOOL_NAME, FieldName.NEW_SCHOOL_NAME})
_ACTING = frozenset({Answer.APPROVE, Answer.REJECT, Answer.PROCEED, Answer.CANCEL})


@dataclass
class Score:
    """Counts over many mails, and for each mail read otherwise than labelled what differs."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: dict[str, list[str]] = field(default_factory=dict)

    def share(self, name: str, of: str = "mails") -> float:
        """How many of ``of`` were ``name``, 0 to 1."""
        return self.counts[name] / max(1, self.counts[of])

    def figures(self) -> dict[str, float]:
        """The figures in the order people ask for them."""
        shares = {name: self.share(name) for name in ("kind", "decision", "language", "people", "whole")}
        right = {"recall": self.share("right", "labelled"), "precision": self.share("right", "stated")}
        return {"mails": self.counts["mails"], "dangerous": self.counts["dangerous"], **shares, **right}


def labelled(folders: Sequence[Path]) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Name, bytes and label of every mail, in order."""
    for folder in folders:
        for path in sorted(folder.rglob("*.eml")):
            yield path.stem, path.read_bytes(), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def score(folders: Sequence[Path]) -> Score:
    """Read every mail and compare."""
    own_lines, total = collect(templates_folder(), MARKER), Score()
    for name, raw, label in labelled(folders):
        different = _compare(read(raw, own_lines), label, total.counts)
        total.counts["mails"] += 1
        total.counts["whole"] += not different
        total.counts["dangerous"] += sum(one.startswith("DANGEROUS") for one in different)
        if different:
            total.differences[name] = different
    return total


def _compare(reading: Reading, label: dict[str, Any], counts: Counter[str]) -> list[str]:
    different: list[str] = []

    def told(what: str, same: bool, sentence: str, dangerous: bool = False) -> None:
        counts[what] += same
        if not same:
            different.append(f"DANGEROUS {sentence}" if dangerous else sentence)

    kind = label["kind"]
    told("kind", reading.kind == kind, f"kind {reading.kind} for {kind}", reading.kind in HALVES and kind not in HALVES)
    answers = (label["decision"], *label.get("decision_also", ()))
    right = (str(reading.answer) if reading.answer else None) in answers
    told("decision", right, f"answer {reading.answer} for {label['decision']}", reading.answer in _ACTING)
    by_machine = kind in (MailKind.AUTO_REPLY, MailKind.BOUNCE)
    told("language", by_machine or reading.language == label["language"], f"language {reading.language}")
    if label.get("reference") and reading.reference != label["reference"]:
        different.append(f"reference {reading.reference} for {label['reference']}")
    expected = [one for one in (label.get("fields"), *label.get("more", ())) if one]
    requests = [dict(one.fields) for one in reading.requests if one.fields]
    told("people", kind not in HALVES or len(requests) == len(expected), f"{len(requests)} people for {len(expected)}")
    for one in expected if kind in HALVES else ():
        best = max(requests, key=lambda fields: _agreeing(one, fields), default={})
        requests = [fields for fields in requests if fields is not best]
        different += _fields(one, best, counts)
    return different


def _agreeing(expected: dict[str, Any], fields: dict[FieldName, Any]) -> int:
    return sum(_same(FieldName(name), value, fields) for name, value in expected.items())


def _fields(expected: dict[str, Any], fields: dict[FieldName, Any], counts: Counter[str]) -> Iterator[str]:
    counts["labelled"] += len(expected)
    counts["stated"] += len(fields)
    for name, value in expected.items():
        if _same(FieldName(name), value, fields):
            counts["right"] += 1
        elif FieldName(name) in fields:
            yield f"{name} is {fields[FieldName(name)].value!r} for {value!r}"
        else:
            yield f"{name} is missing: {value!r}"
    for name in fields.keys() - expected.keys():
        dangerous = "DANGEROUS " if name in _IDENTIFIERS else ""
        yield f"{dangerous}{name} is invented: {fields[name].value!r}"


def _same(name: FieldName, value: Any, fields: dict[FieldName, Any]) -> bool:
    if name not in fields:
        return False
    stated = fields[name].value
    if isinstance(value, bool) or name is FieldName.LEAVING_DATE:
        return bool(stated == value)
    if name in _SCHOOLS:
        return same_school(str(value), str(stated))
    return _letters(str(value)) == _letters(str(stated))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def main() -> None:
    """Print figures and differences."""
    total = score([Path(name) for name in sys.argv[1:]] or [MAILS])
    for name, different in total.differences.items():
        print(name, *different, sep="\n    ")
    for name, figure in total.figures().items():
        print(f"{name:10} {figure if isinstance(figure, int) else f'{figure:.3f}'}")


if __name__ == "__main__":
    main()
