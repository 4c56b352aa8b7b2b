"""Which cases must look at the directory again because it has changed, kept until they have (R13).

A document of its own (kind ``directory-news``), committed together with the change: a stop between a run and the cases
that waited for it loses nothing, they look at the next start. What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Iterable

from hwb_mailbot.records import Change, Document, Records

KIND = "directory-news"
MOST_ATTEMPTS = 3
"""How often cases look again after a change if one of them cannot be decided."""
_PENDING = "pending"


def news(records: Records, id: str, case_keys: Iterable[str]) -> Change:
    """What to commit together with a change: that the cases under ``case_keys`` must look.

    ``id`` is the changed school's DfES number, the account's username, or ``import``.
    """
    before = records.get(KIND, id)
    still = before.body["case_keys"] if before is not None and before.body["keys"] else []
    keys = list(dict.fromkeys((*still, *case_keys)))
    return Change(KIND, id, before.version if before else 0, {"keys": [_PENDING], "case_keys": keys, "attempts": 0})


def pending(records: Records) -> list[Document]:
    """The news that some cases have not looked at."""
    return records.find(KIND, _PENDING)


def looked_at(document: Document, *, by_all: bool) -> Change:
    """That the cases have looked; unless ``by_all`` could, they try again a few times."""
    attempts = document.body["attempts"] + 1
    again = not by_all and attempts < MOST_ATTEMPTS
    body = {**document.body, "attempts": attempts} if again else {"keys": [], "case_keys": [], "attempts": attempts}
    return Change(KIND, document.id, document.version, body)
