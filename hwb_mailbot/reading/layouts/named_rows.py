"""Rows that begin with somebody's name though no heading stands over the names: the corner is empty, or left no cell.

Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.reading.layouts.columns import heads_labels
from hwb_mailbot.reading.layouts.fitting import fitting
from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.shapes import OF_NAMES, shapes_of
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.terms.values import find_usernames


def names_of_people(heads: Sequence[Label | None], titles: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether ``cells`` are the details of a person whose name stands in front, below a corner without a heading.

    At least one of the details must be an identifier of the shape that its heading asks for.
    """
    missing = len(cells) - len(heads)
    if not heads or missing not in (0, 1) or any(head is not None and head.concept in OF_NAMES for head in heads):
        return False
    if missing == 0 and (heads[0] is not None or (titles[0] and not heads_labels(titles[0]))):
        return False
    first, behind = (0 if missing else 1), cells[1:]
    if any(head is not None and head.concept is Concept.NONE for head in heads[first:]):
        return False  # the old beside the new
    return _is_name(cells[0], behind) and bool(fitting(heads[first:], titles[first:], behind))


def with_names(
    heads: Sequence[Label | None], titles: Sequence[str], cells: Sequence[str]
) -> tuple[list[Label | None], tuple[str, ...]]:
    """The heads and titles of such a table with the names' own in front."""
    skip = 1 if len(cells) == len(heads) else 0
    return [Label(Concept.NAME), *heads[skip:]], ("", *titles[skip:])


def _is_name(cell: str, behind: Sequence[str]) -> bool:
    """Whether ``cell`` is a person's name: by itself, or since an account beside it is made of it."""
    shapes = shapes_of(cell)
    if Concept.NAME not in shapes or read_label(cell, 0.8) is not None:
        return False
    accounts = (found.value for text in behind for found in find_usernames(text))
    return shapes[0] is Concept.NAME or any(makes_username(cell, account) for account in accounts)
