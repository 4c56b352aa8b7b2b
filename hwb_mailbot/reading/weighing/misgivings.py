"""Whether a careful officer would ask back about a yes because of a sentence beside it: learnt from people's answers.

``APPROVE. He works in our office most days.`` is no yes, ``APPROVE. He worked in our office for nine years.`` is one,
and no list of words tells them apart. ``vocabulary/misgivings.json`` holds how far each sign of a sentence speaks for
asking back, learnt by ``make weights`` from some thousands of answers of many hands (a logistic regression). Pure;
nothing here fails.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp

from hwb_mailbot.reading.weighing.signs import AnsweredLetter, Remark, signs

FILE = "vocabulary/misgivings.json"


def misgiving(remark: Remark, letter: AnsweredLetter) -> float:
    """How likely the remark, in an answer to ``letter``, makes a careful officer ask back: 0 to 1."""
    bias, weights = _learnt()
    total = bias + sum(weights.get(sign, 0.0) for sign in signs(remark, letter))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def _learnt() -> tuple[float, Mapping[str, float]]:
    content = json.loads(files("hwb_mailbot.reading").joinpath(FILE).read_text(encoding="utf-8"))
    return content["bias"], content["signs"]
