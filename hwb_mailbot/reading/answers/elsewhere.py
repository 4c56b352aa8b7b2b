"""What stands elsewhere in a mail than in the answer and takes a yes back: in its subject, signature or attachments.

No yes is ever read there; but whoever approves and attaches a letter that refuses, or whose subject says ``DO NOT
APPROVE YET``, is asked back, and so is one below whose name somebody is still employed. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwb_mailbot.domain.mails import Doubt
from hwb_mailbot.reading.answers.answers import MOST_CHARACTERS, Sentence, said_in
from hwb_mailbot.reading.answers.beside import contradicts, opposed
from hwb_mailbot.reading.answers.withheld import told_against
from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.message.subjects import bare_subject, own_subject
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed, pattern

_CONTRARY = "fact-against"
_TURNS = frozenset({"condition", "not-yet", "fact-against", "taken-back", "not-entitled"})
"""What leaves a doubt where a sentence of an attached letter or of the subject answers at all."""


_WONDERS = re.compile(r"(?<!\w)(?:whether|if|a ydych|ydych)(?!\w)")
"""In the subject of our letter that asks once more: ``We could not tell whether you agree``."""


def taken_back_elsewhere(material: Material, *, to_head: bool) -> Iterator[Doubt]:
    """What stands outside the answer's own lines and contradicts a yes in them, as doubts with the words themselves."""
    if _subject_refuses(material.subject, to_head):
        yield Doubt(_CONTRARY, material.subject.strip())
    for line in material.lines:
        if line.voice is Voice.SIGNATURE and line.text.strip() and _is_contrary(line.text, to_head):
            yield Doubt(_CONTRARY, line.text.strip())
    attached = [line.text for line in material.attachment_lines if line.voice is Voice.OWN]
    for one in _of_attached(attached, to_head):
        yield Doubt(_CONTRARY, one.text)


def _subject_refuses(subject: str, to_head: bool) -> bool:
    """Whether the subject says a no, or opposes in words that stand before ours: ``NOT ENTERED YET Re: …``."""
    bare = bare_subject(subject)
    own = fold(own_subject(subject))
    if own and opposed(pattern("answers", "neutral").sub(" ", own)):
        return True
    return not _WONDERS.search(bare) and any(_refuses(one) for one in said_in([bare], to_head, ""))


def _of_attached(lines: Sequence[str], to_head: bool) -> list[Sentence]:
    """The sentences in the first ``MOST_CHARACTERS`` of attached letters that refuse or hang a yes upon something."""
    if sum(map(len, lines)) > MOST_CHARACTERS:
        lines = "\n".join(lines)[:MOST_CHARACTERS].split("\n")
    return [one for one in said_in(lines, to_head, "") if _refuses(one) or told_against(one.text)]


def _refuses(one: Sentence) -> bool:
    ballot = one.ballot
    if ballot.no or ballot.unsure_no:
        return True
    return bool(ballot.says_yes and _TURNS & set(ballot.doubts))


def _is_contrary(line: str, to_head: bool) -> bool:
    """Whether a line of a signature says what no signature says."""
    folded = blanked(listed("beside", "working_days"), fold(line))
    return (
        told_against(folded)
        or bool(listed("withheld", "later", "as_it_is").search(folded))
        or contradicts(folded, folded, by_head=to_head)
        or bool(pattern("answers", "fact_against", "defer").search(folded))
    )
