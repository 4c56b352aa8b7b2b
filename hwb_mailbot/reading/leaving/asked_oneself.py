"""A question that the writer answers in the next breath: ``On SIMS? Yes, I checked this afternoon.``

It asks nothing of anybody, and its answer is a statement. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.leaving.leaving_days import LeavingFound
from hwb_mailbot.reading.terms.left_open import left_open
from hwb_mailbot.reading.terms.on_record import taken_away
from hwb_mailbot.reading.words import pattern

_YES = (
    r"(?:yes|yep|yeah|yup|indeed|it is|it's there|they are|she is|he is|it does|ydi|ydy|ydyw|ydyn|oes|do|ie|wrth gwrs)"
)
_NO = r"(?:no|nope|not yet|it isn't|it is not|nac ydi|nac ydy|nac ydyw|naddo|nage|na|dim eto|ddim eto)"
_ANSWERED = re.compile(rf"\W*(?:(?P<yes>{_YES})|(?P<no>{_NO}))(?=\W*$|[,.;!]|\s[-–]\s)")
_SELF_ANSWERED = re.compile(rf"\?[\s\"')]{{1,3}}(?:{_YES}|{_NO})(?=\W*$|[,.;!]|\s[-–]\s)")
_OF_SOMETHING_ELSE = re.compile(
    r"(?<!\w)(?:needs?|missing|problems?|issues?|down|wrong|any\w*|can|could|will|would|should|shall|may|might|must"
    r"|to be|to (?:put|enter|add)|not|n't|who|when|why|angen|p?b?roblem\w*|fydd|bydd|dylai|ddylai|all|allai|ar goll"
    r"|rhaid|pwy|pryd|pam)(?!\w)|n't(?!\w)"
)
"""Of a question that is not whether the date is there."""
_MOST_WORDS = 12
"""Of such a question."""


def confirmed(question: str, answer: str) -> LeavingFound | None:
    """What folded ``answer`` says of the record that the folded sentence before it, ``question``, asks about (R1).

    ``None`` where no question about the leaving date on the record is answered so.
    """
    if not question.rstrip().endswith("?") or len(question.split()) > _MOST_WORDS or "?" in answer:
        return None
    if _OF_SOMETHING_ELSE.search(question):
        return None
    found = _ANSWERED.match(answer)
    if found is None or not pattern("leaving", "record_kept", "records").search(question) or left_open(answer):
        return None
    if found["no"]:
        return LeavingFound(False, None)
    return None if taken_away(answer, 0, len(answer), asked=True) else LeavingFound(True, None)


def asks_nothing(folded: str) -> bool:
    """Whether every question of a folded text is answered by who asked it."""
    questions = folded.count("?")
    return 0 < questions == len(_SELF_ANSWERED.findall(folded))
