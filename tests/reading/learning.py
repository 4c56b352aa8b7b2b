"""Learns ``vocabulary/misgivings.json`` from what people answered: ``python -m tests.reading.learning``.

A logistic regression over the signs of every sentence that stands beside a yes; signs of fewer than three sentences are
left out. Every other answer is learnt without the letter it answers, as letters do not always come back. An answer that
is unclear without a mark for what turns it teaches by its likeliest sentence, found with what the others taught.
The same answers give the same weights. ``--held-out`` writes nothing: it judges each file by what the others teach,
and prints the share of yeses understood and of turned yeses acted upon at several limits.

scikit-learn does the learning; the program itself needs only the weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any

import hwb_mailbot.reading
from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answered_letter import answered_letter
from hwb_mailbot.reading.answers.answers import remarks
from hwb_mailbot.reading.weighing.misgivings import FILE
from hwb_mailbot.reading.weighing.signs import signs
from tests.reading.answered import YES, Answered, answered, plain, sets, told_in_tests

FEWEST = 3
HELD_SMALL = 0.2
"""The inverse of how strongly weights are drawn to nought."""
SMALLEST = 0.05
"""Weights below this change nothing that matters and are left out."""
OFTENER = 6
"""How often each answer of the other tests counts: they are few, and each was written for what it must not do."""
PAIRED = 4
"""How often each answer of the files ``told_*`` counts: nearly the same few words say a yes and take it back."""
LIMITS = (0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


@dataclass(frozen=True)
class Example:
    """The signs of one sentence and whether it turns the yes beside it; ``None`` where only the answer tells that."""

    answer: str
    signs: frozenset[str]
    turns: bool | None
    times: int = 1
    """How often it counts."""


def examples(names: Sequence[str]) -> Iterator[Example]:
    """What the files of these names teach."""
    for name in names:
        times = PAIRED if name.startswith("told_") else 1
        yield from (replace(one, times=times) for one in _learnt_from(answered(name)))


def _learnt_from(told: Iterable[Answered]) -> Iterator[Example]:
    for number, one in enumerate(told):
        if one.decision in (*YES, Answer.UNCLEAR):
            yield from _examples(one, one.letter if number % 2 else "")


def _examples(one: Answered, letter: str) -> Iterator[Example]:
    known = answered_letter(letter)
    marked = [plain(turn) for turn in one.turns]
    told = remarks(one.text.split("\n"), to_head=one.to_head, known=one.letter)
    turning = [any(plain(part.text) in turn for turn in marked) for part in told]
    if one.remark:
        told = [replace(part, follows_yes=True, first=False) for part in told]
    if marked and not any(turning):
        return  # what turns the yes stands in the sentence that says it
    for part, turns in zip(told, turning, strict=True):
        unmarked = one.decision is Answer.UNCLEAR and not marked
        yield Example(one.name, frozenset(signs(part, known)), None if unmarked else turns)


def learnt(taught: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The bias and the weights that the examples teach, those of unmarked answers by their likeliest sentence."""
    bias, weights = _fitted([one for one in taught if one.turns is not None])
    likeliest: dict[str, tuple[float, Example]] = {}
    for one in taught:
        if one.turns is None:
            total = sum(weights.get(sign, 0.0) for sign in one.signs)
            if total > likeliest.get(one.answer, (float("-inf"), one))[0]:
                likeliest[one.answer] = (total, one)
    marked = [replace(one, turns=True, times=1) for _, one in likeliest.values()]  # a guess, so it counts once
    return _fitted([one for one in taught if one.turns is not None] + marked) if marked else (bias, weights)


def _fitted(taught: Sequence[Example]) -> tuple[float, dict[str, float]]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    columns: Any = CountVectorizer(analyzer=sorted, binary=True, min_df=FEWEST)
    table = columns.fit_transform([one.signs for one in taught])
    model: Any = LogisticRegression(
        C=HELD_SMALL, class_weight="balanced", solver="liblinear", max_iter=500, random_state=0
    )
    model.fit(table, [bool(one.turns) for one in taught], sample_weight=[one.times for one in taught])
    weights = {sign: round(float(model.coef_[0][column]), 2) for sign, column in columns.vocabulary_.items()}
    return round(float(model.intercept_[0]), 3), {s: w for s, w in sorted(weights.items()) if abs(w) >= SMALLEST}


def judged(taught: Sequence[Example], bias: float, weights: dict[str, float]) -> str:
    """At each limit the share of yeses borne, and of turned ones: by answers, each at its gravest sentence."""
    gravest: dict[str, float] = {}
    turned: set[str] = set()
    for one in taught:
        doubt = 1 / (1 + exp(-bias - sum(weights.get(sign, 0.0) for sign in one.signs)))
        gravest[one.answer] = max(doubt, gravest.get(one.answer, 0.0))
        if one.turns is not False:
            turned.add(one.answer)
    meant = len(gravest) - len(turned)
    borne = [
        (
            sum(doubt < limit for answer, doubt in gravest.items() if answer not in turned) / max(meant, 1),
            sum(doubt < limit for answer, doubt in gravest.items() if answer in turned) / max(len(turned), 1),
        )
        for limit in LIMITS
    ]
    return "  ".join(f"{limit:.2f}: {yes:.3f}/{no:.3f}" for limit, (yes, no) in zip(LIMITS, borne, strict=True))


def main() -> None:
    """Learn and write, or judge each file by what the others teach."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--held-out", action="store_true")
    names = sets(examined=False)
    every = {name: list(examples([name])) for name in names}
    blunt = [replace(one, times=OFTENER) for one in _learnt_from(told_in_tests())]
    if arguments.parse_args().held_out:
        for name in names:
            weighed = learnt([one for other in names if other != name for one in every[other]] + blunt)
            print(f"{name:28}", judged(every[name], *weighed), flush=True)
        return
    bias, weights = learnt([one for name in names for one in every[name]] + blunt)
    lines = ",\n".join(f"{json.dumps(sign)}: {weight:g}" for sign, weight in weights.items())
    path = Path(hwb_mailbot.reading.__path__[0]) / FILE
    path.write_text(f'{{"bias": {bias:g}, "signs": {{\n{lines}\n}}}}\n', encoding="utf-8")
    print(f"{sum(map(len, every.values()))} sentences, {len(weights)} signs: {path}")


if __name__ == "__main__":
    main()
