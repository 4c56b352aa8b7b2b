"""Learnt weights: how far each feature speaks for each part that a value can play.

``vocabulary/weights.json`` holds, for each concept, the parts (``former``, ``new``, ``stated``, ``none``) with a
bias and one weight a feature; the likelihoods are those of a logistic regression. ``KeyError`` for a concept that was
never learnt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

FILE = "vocabulary/weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """One concept's parts, their biases and, by feature, their weights in the same order."""

    parts: tuple[str, ...]
    biases: tuple[float, ...]
    features: Mapping[str, tuple[float, ...]]

    def likelihoods(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each part is, 0 to 1, all together 1."""
        sums = list(self.biases)
        for feature in features:
            weighed = self.features.get(feature)
            if weighed is not None:
                sums = [total + one for total, one in zip(sums, weighed, strict=True)]
        highest = max(sums)
        shares = [exp(total - highest) for total in sums]
        return {part: share / sum(shares) for part, share in zip(self.parts, shares, strict=True)}


@cache
def weights() -> Mapping[str, Weights]:
    """The weights of every concept, read once."""
    content = json.loads(files("hwb_mailbot.reading").joinpath(FILE).read_text(encoding="utf-8"))
    return {
        concept: Weights(
            tuple(one["parts"]),
            tuple(one["biases"]),
            {feature: tuple(weighed) for feature, weighed in one["features"].items()},
        )
        for concept, one in content["concepts"].items()
    }
