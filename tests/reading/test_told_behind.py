"""Two accounts in one sentence, each told behind it which it is; a swap would merge them the wrong way round."""

from __future__ import annotations

import pytest

from tests.reading.writing import reading, stated

_ENGLISH = [
    ("with my old school", "with my new school"), ("for the old one", "for the new one"),
    ("is for my former account", "is for my current account"), ("belongs to my old account", "belongs to my new one"),
    ("as the old one", "as the new one"), ("- the old one", "- the new one"),
    ("being the old one", "being the new one"),
]  # fmt: skip
_WELSH = [
    ("ar gyfer yr hen un", "ar gyfer yr un newydd"), ("gyda'r hen ysgol", "gyda'r ysgol newydd"),
    ("i'r hen gyfrif", "i'r cyfrif newydd"), ("fel yr hen un", "fel yr un newydd"),
]  # fmt: skip
_TOLD = [(*pair, "and") for pair in _ENGLISH] + [(*pair, "a") for pair in _WELSH]


def accounts(text: str) -> tuple[str | None, str | None]:
    said = stated(reading(text))
    return said.get("former_username"), said.get("new_username")


@pytest.mark.parametrize(("old", "new", "and_"), _TOLD)
def test_each_is_what_is_told_behind_it(old: str, new: str, and_: str) -> None:
    assert accounts(f"Hwb: bowens4 {old}, bowens77 {new}.\n") == ("bowens4", "bowens77")
    assert accounts(f"bowens77 {new}, {and_} bowens4 {old}. Diolch\n") == ("bowens4", "bowens77")


@pytest.mark.parametrize(
    "text",
    [
        "Please link bowens4 with my new account, bowens77, as my old school has closed.",
        "I have bowens4 and a new one, bowens77, old school closed.",
        "I had bowens4 until I moved to my new school, bowens77 is not for the old one.",
        "My old account is bowens4, my new account is bowens77 at my new school.",
    ],
)
def test_what_is_told_before_or_of_more_swaps_nothing(text: str) -> None:
    former, new = accounts(f"{text}\n")
    assert former in (None, "bowens4")
    assert new in (None, "bowens77")
