"""What people answer to our two letters, written by many hands and labelled as a careful officer would read it.

``NAME.jsonl`` holds an answer a line: ``case`` (which of ``cases.toml`` it is about), ``to`` (``head`` or ``mover``),
``decision``, ``text``, and ``turns``: the sentences for which an officer would ask back though the answer says yes.
Files ``remarks_*`` hold a sentence a line as it stands beside a yes, with ``turns`` true or false. The reader learns
from all but ``examined_*``; with those it is tried.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.details.fields import details_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.voices.divide import material as divide
from tests.reading.scoring import MAILS, labelled

FOLDER = Path(__file__).parent
YES = (Answer.APPROVE, Answer.PROCEED)
_THANKS = "Thank you for your letter."
"""Before a sentence of its own, so that it is judged as one beside others is."""


@dataclass(frozen=True)
class Answered:
    """One answer, or one sentence that stands beside a yes."""

    name: str
    to_head: bool
    decision: Answer
    text: str
    turns: tuple[str, ...]
    letter: str
    """The answered letter, as far as it says whose request it is."""
    remark: bool


def sets(*, examined: bool) -> list[str]:
    """The names of the files that are learnt from, or of those that the reader is tried with."""
    return sorted(path.stem for path in FOLDER.glob("*.jsonl") if path.stem.startswith("examined_") is examined)


def answered(name: str) -> Iterator[Answered]:
    """The answers of the file ``<name>.jsonl``."""
    cases = _cases()[name if name.startswith("examined_") else "learnt"]
    remark = name.startswith("remarks_")
    for number, line in enumerate((FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), start=1):
        told = json.loads(line)
        to_head = told["to"] == "head"
        yes = Answer.APPROVE if to_head else Answer.PROCEED
        if remark:
            decision, turns = (Answer.UNCLEAR, (told["text"],)) if told["turns"] else (yes, ())
        else:
            decision, turns = Answer(told["decision"]), tuple(told["turns"])
        letter = _letter(cases[told["case"] - 1], to_head=to_head)
        yield Answered(f"{name}:{number}", to_head, decision, told["text"], turns, letter, remark)


def told_in_tests() -> Iterator[Answered]:
    """The answers and remarks that other tests hold one by one: shorter, blunter ones, all about the first case."""
    case = _cases()["learnt"][0]
    heads, movers = _letter(case, to_head=True), _letter(case, to_head=False)
    tests = FOLDER.parent
    for number, line in enumerate((tests / "written_answers.jsonl").read_text(encoding="utf-8").splitlines()):
        told = json.loads(line)
        to_head = told["to"] == "head"
        letter = heads if to_head else movers
        turns = tuple(told.get("turns", ()))
        yield Answered(f"written:{number}", to_head, Answer(told["decision"]), told["text"], turns, letter, False)
    for part in (tests / "never_a_yes.txt").read_text(encoding="utf-8").split("# ")[1:]:
        to_head = part.startswith("head")
        for text in filter(str.strip, part.split("\n")[1:]):
            letter = heads if to_head else movers
            yield Answered(f"never:{text}", to_head, Answer.UNCLEAR, text, (), letter, False)
    for file in ("answers.toml", "replies.toml"):
        for who, answers in tomllib.loads((tests / file).read_text(encoding="utf-8")).items():
            to_head, letter = who == "head", heads if who == "head" else movers
            for answer, texts in answers.items():
                for text in texts:
                    yield Answered(f"{file}:{text}", to_head, Answer(answer), text, (), letter, False)
    for who, told in tomllib.loads((tests / "granted.toml").read_text(encoding="utf-8")).items():
        to_head, letter = who == "head", heads if who == "head" else movers
        for text in told["yes"]:
            decision = Answer.APPROVE if to_head else Answer.PROCEED
            yield Answered(f"granted:{text}", to_head, decision, f"{_THANKS} {text}", (), letter, False)
        for text in told["never_a_yes"]:
            yield Answered(f"granted:{text}", to_head, Answer.UNCLEAR, f"{_THANKS} {text}", (text,), letter, False)
    own_lines = collect(templates_folder(), MARKER)
    for name, raw, label in labelled([MAILS]):
        if label["decision"] is not None:
            decision = Answer(label["decision"])
            to_head = label["kind"] != "confirmation"
            text = "\n".join(line.text for line in details_of(divide(raw, own_lines)).own)
            yield Answered(name, to_head, decision, text, (), "", False)
    for who, families in tomllib.loads((tests / "beside.toml").read_text(encoding="utf-8")).items():
        to_head, letter = who == "head", heads if who == "head" else movers
        for family, told in families.items():
            turns = family != "harmless"
            decision = Answer.UNCLEAR if turns else Answer.APPROVE if to_head else Answer.PROCEED
            for text in told["remarks"]:
                yield Answered(f"{who}:{text}", to_head, decision, text, (text,) if turns else (), letter, True)


@cache
def _cases() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
    return found


def _letter(case: dict[str, str], *, to_head: bool) -> str:
    if to_head:
        return (
            f"{case['head']}\nMember of staff: {case['person']}\nThey would like to keep their account.\n"
            f"Leaving date we hold: 31 August 2026\nFormer school: {case['former_school']}\n"
            f"Username at your school: {case['old']}\nNew school: {case['new_school']}\n"
            f"Username at the new school: {case['new']}\nPlease reply APPROVE or REJECT."
        )
    return (
        f"Member of staff: {case['person']}\nWe are ready to merge your two Hwb accounts.\n"
        f"Former school: {case['former_school']}\nFormer username, which you keep: {case['old']}\n"
        f"New school: {case['new_school']}\nNew username: {case['new']} (deactivated, and what is in it is lost)\n"
        "Please reply PROCEED or CANCEL."
    )


def plain(text: str) -> str:
    """The text's folded words alone, for finding a sentence again."""
    return re.sub(r"\W+", " ", fold(text)).strip()
