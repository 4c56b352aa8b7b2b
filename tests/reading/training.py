"""Learns ``vocabulary/weights.json`` from the labelled mails beside this file: ``python -m tests.reading.training``.

A logistic regression for each concept, by gradient steps over all examples at once with weights held small, so that
what a single mail happens to say counts for little; features of fewer than three mails are left out. The same mails
give the same weights. ``--held-out FOLDER`` leaves a folder's mails out and prints how often its values are told right,
``--across`` does so for every folder in turn.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hwb_mailbot.reading
from hwb_mailbot.domain.mails import MailKind
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.details.candidates import Candidate, candidates, own_words
from hwb_mailbot.reading.details.fields import details_of
from hwb_mailbot.reading.details.gaps import LIKELY, PARTS, about_sender
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.voices.divide import material as divide
from hwb_mailbot.reading.weighing.weights import FILE, Weights
from tests.reading.scoring import HALVES, MAILS, labelled

FEWEST_MAILS = 3
STEPS = 250
STEP = 0.3
HELD_SMALL = 1.0
"""How strongly weights are drawn to nought, against all examples of a concept together."""


@dataclass(frozen=True)
class Example:
    """One mention and the part that the label gives it."""

    candidate: Candidate
    part: str
    mail: str


def halves(folders: Sequence[Path]) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Name, bytes and label of every half about one staff member."""
    return (one for one in labelled(folders) if one[2]["kind"] in HALVES and one[2].get("people", 1) == 1)


def examples(folders: Sequence[Path]) -> dict[Concept, list[Example]]:
    """What the labelled mails teach about each concept."""
    own_lines = collect(templates_folder(), MARKER)
    found: dict[Concept, list[Example]] = defaultdict(list)
    for name, raw, label in halves(folders):
        material = divide(raw, own_lines)
        details = details_of(material)
        words = own_words(details)
        kind = MailKind(label["kind"])
        for candidate in candidates(words, PARTS, kind, about_sender(details, material), material.sent_on()):
            found[candidate.concept].append(Example(candidate, _part(candidate, label["fields"]), name))
    return found


def _part(candidate: Candidate, fields: dict[str, Any]) -> str:
    for part, name in PARTS[candidate.concept].items():
        stated = fields.get(name)
        if stated is not None and (
            same_school(str(stated), candidate.value)
            if candidate.concept is Concept.SCHOOL
            else fold(str(stated)).replace(" ", "") == fold(candidate.value).replace(" ", "")
        ):
            return part
    return "none"


def learn(concept: Concept, taught: Sequence[Example]) -> Weights:
    """The weights that fit the examples best while staying small."""
    parts = (*PARTS[concept], "none")
    mails: dict[str, set[str]] = defaultdict(set)
    for one in taught:
        for feature in one.candidate.features:
            mails[feature].add(one.mail)
    known = sorted(feature for feature, names in mails.items() if len(names) >= FEWEST_MAILS)
    weights = {feature: [0.0] * len(parts) for feature in known}
    seen = {feature: [1e-6] * len(parts) for feature in known}
    biases, bias_seen = [0.0] * len(parts), [1e-6] * len(parts)
    rows = [([f for f in sorted(one.candidate.features) if f in weights], parts.index(one.part)) for one in taught]
    for _ in range(STEPS):
        slope = {feature: [HELD_SMALL * weight for weight in weights[feature]] for feature in known}
        bias_slope = [0.0] * len(parts)
        for features, part in rows:
            sums = [bias + sum(weights[f][place] for f in features) for place, bias in enumerate(biases)]
            highest = max(sums)
            shares = [math.exp(one - highest) for one in sums]
            total = sum(shares)
            for place, share in enumerate(shares):
                error = share / total - (place == part)
                bias_slope[place] += error
                for feature in features:
                    slope[feature][place] += error
        for place, one in enumerate(bias_slope):
            bias_seen[place] += one * one
            biases[place] -= STEP * one / math.sqrt(bias_seen[place])
        for feature in known:
            for place, one in enumerate(slope[feature]):
                seen[feature][place] += one * one
                weights[feature][place] -= STEP * one / math.sqrt(seen[feature][place])
    kept = {f: tuple(round(one, 3) for one in weights[f]) for f in known}
    return Weights(
        parts,
        tuple(round(one, 3) for one in biases),
        {f: weighed for f, weighed in kept.items() if max(map(abs, weighed)) >= 0.02},
    )


def write(learnt: dict[Concept, Weights], mails: int) -> None:
    """One feature a line, so that a change can be read."""
    lines = ["{", f'"mails": {mails},', '"concepts": {']
    for number, (concept, one) in enumerate(sorted(learnt.items())):
        lines.append(f"{json.dumps(str(concept))}: {{")
        lines.append(f'"parts": {json.dumps(one.parts)}, "biases": {json.dumps(one.biases)}, "features": {{')
        rows = [f"{json.dumps(feature)}: {json.dumps(weighed)}" for feature, weighed in sorted(one.features.items())]
        lines.append(",\n".join(rows))
        lines.append("}}" + ("," if number + 1 < len(learnt) else ""))
    lines += ["}", "}", ""]
    package = Path(hwb_mailbot.reading.__path__[0])
    (package / FILE).write_text("\n".join(lines), encoding="utf-8")


def judged(learnt: dict[Concept, Weights], asked: dict[Concept, list[Example]]) -> dict[Concept, Counter[str]]:
    """How often the weights tell the part of each value ``right``, ``wrong``, or leave it open."""
    figures: dict[Concept, Counter[str]] = defaultdict(Counter)
    for concept, ones in asked.items():
        for one in ones:
            shares = learnt[concept].likelihoods(one.candidate.features)
            part = max(shares, key=lambda name: shares[name])
            sure = part == "none" or shares[part] >= LIKELY[concept]
            said = "right" if sure and part == one.part else "wrong" if sure and part != "none" else "left open"
            figures[concept][said] += 1
    return figures


def across(folders: Sequence[Path]) -> Iterator[tuple[str, dict[Concept, Counter[str]]]]:
    """Each folder judged by weights that learnt from the others alone: what they are worth on new writers' mails."""
    of_folder = {folder.name: examples([folder]) for folder in folders}
    for name, asked in of_folder.items():
        others: dict[Concept, list[Example]] = defaultdict(list)
        for other, taught in of_folder.items():
            for concept, ones in taught.items() if other != name else ():
                others[concept] += ones
        yield name, judged({concept: learn(concept, ones) for concept, ones in others.items()}, asked)


def main() -> None:
    """Learn and write the weights, or tell how well held-out mails are told."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--held-out", type=Path, help="judge on this folder's mails instead of writing")
    options.add_argument("--across", action="store_true", help="judge each folder by what the others teach")
    chosen = options.parse_args()
    if chosen.across:
        for name, figures in across(sorted(folder for folder in MAILS.iterdir() if folder.is_dir())):
            for concept, told in figures.items():
                print(f"{name:10} {concept:10} {dict(told)}")
        return
    taught = examples([MAILS])
    if chosen.held_out:
        apart = {name for name, *_ in halves([chosen.held_out])}
        asked = examples([chosen.held_out])
        taught = {concept: [one for one in ones if one.mail not in apart] for concept, ones in taught.items()}
    learnt = {concept: learn(concept, ones) for concept, ones in taught.items()}
    if not chosen.held_out:
        write(learnt, len({one.mail for ones in taught.values() for one in ones}))
        return
    for concept, told in judged(learnt, asked).items():
        print(f"{concept:10} {dict(told)}")


if __name__ == "__main__":
    main()
