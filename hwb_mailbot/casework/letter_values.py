"""Puts a decision's codes into words for its letters: the domain names fields and reasons, letters need sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hwb_mailbot.domain.letters import LetterOrder, LetterValue
from hwb_mailbot.letters.values import day
from hwb_mailbot.wording import UnknownCode, field_label, label, state_label, text, text_to

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_words(order: LetterOrder) -> LetterOrder:
    """The same order with every ``field`` labelled and every ``code`` and ``state`` put into both languages.

    A code is said to the letter's audience, or to whoever stands beside it as ``to``.
    """
    values: dict[str, LetterValue] = {}
    audience = order.template.partition("-")[0]
    for name, value in order.values.items():
        if isinstance(value, list):
            values[name] = [_worded(item, audience) if isinstance(item, Mapping) else item for item in value]
        else:
            values[name] = value
    if isinstance(values.get("state"), str):
        state = str(values["state"])
        values |= {"state_en": state_label(state, "en"), "state_cy": state_label(state, "cy")}
    return replace(order, values=values)


def _worded(item: Mapping[str, Any], audience: str) -> dict[str, Any]:
    worded = dict(item)
    if "field" in item:
        worded |= {"label_en": field_label(item["field"], "en"), "label_cy": field_label(item["field"], "cy")}
    if "detail" in item:
        worded |= {f"label_{tongue}": label("detail", item["detail"], tongue) for tongue in ("en", "cy")}
    if "code" in item:
        others = {key: str(value) for key, value in item.items() if key not in ("code", "to")}
        for tongue in ("en", "cy"):
            dated = {key: day(value, tongue) for key, value in others.items() if _DAY.fullmatch(value)}
            worded[f"text_{tongue}"] = _sentence(item.get("to", audience), item["code"], tongue, others | dated)
    return worded


def _sentence(audience: str, code: str, tongue: str, values: dict[str, str]) -> str:
    try:
        return text_to(audience, code, tongue, **values)
    except UnknownCode:
        return text("unknown-reason", tongue)
