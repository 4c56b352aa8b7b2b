"""Topics beside the details of a half that a person must weigh, raised in words that neither deny nor oppose.

``Our school owns it`` and ``I am the deputy`` negate nothing and put nothing off, and no careful officer would act on
the details they stand beside. Every line that states no detail is looked at. Linear; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.answers.withheld import crossed
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed

_TOPICS = ("of_the_account", "of_the_time", "of_the_writer", "of_the_leaver", "of_what_is_attached")
_LONGEST = 600
_LONGEST_VALUE = 8
"""Words of a labelled value; a longer one may be a remark."""
_BOX = re.compile(r"\[\s?[xX]?\s?\]|[☐☑☒✓✔✗✘✅]")


def held_back(lines: Sequence[str], *, several: bool, by_head: bool) -> bool:
    """Whether one of the sender's ``lines``, but for labelled values, raises a topic that a person must weigh.

    ``several`` where the mail gives details of several people: then a line that tells one of them apart holds all of
    them up. ``by_head`` where the half is a headteacher's.
    """
    told = [line.strip() for line in lines if line.strip() and not _labelled(line)]
    if any(crossed(line) for line in told) or (several and any(map(_BOX.search, told))):
        return True
    topics = [*_TOPICS, *["of_several"] * several, *["of_the_head"] * by_head]
    return any(_raised(line, topics) for line in told)


def _labelled(line: str) -> bool:
    return any(
        label.concept is not Concept.IGNORED and value.strip() and len(value.split()) <= _LONGEST_VALUE
        for label, value in pairs_in(line)
    )


def _raised(line: str, topics: Sequence[str]) -> bool:
    folded = re.sub(r"\s+", " ", fold(line[:_LONGEST]))
    plain = blanked(listed("remarks", "of_details"), folded)
    return bool(listed("held_halves", *topics).search(plain))
