"""Staff codes and employee numbers that a mover's mail tells of somebody else: ``my colleague's staff code is TOH``.

Known by who stands before the label, or before the value: a colleague, a line manager, a name that is not the sender's
and of which no account in the mail is made. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from hwb_mailbot.reading.people.bystanders import is_of_me, may_be_person, plain_name_of, roles
from hwb_mailbot.reading.people.people_named import is_sender, plain_name
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.terms.statements import LABELLED, Statement
from hwb_mailbot.reading.terms.usernames import makes_username, words_of
from hwb_mailbot.reading.text import fold

_BEFORE = 110
_LABEL = (
    r"(?:staff|employee|payroll|pay|teacher|code|codes|number|no|initials|ref|id|cod|chod|god|rhif|cyflogai|gweithiwr"
    r"|cyflogres|llythrennau)"
)
_LINK = r"(?:is|was|are|has|have|had|with|whose|uses|the|a|as|yw|ydi|ydy|oedd|di|sydd|gyda|efo|a'r|a)"
_GAP = rf"(?:'s?)?(?:[\s,:;=(.'-]{{1,3}}(?:{_LABEL}|{_LINK})(?!\w))*[\s,:;=('\"-]{{0,3}}$"
"""Nothing but a label and what links it stands between somebody and the value."""
_SOMEBODY = "\0"


@cache
def _of_a_role() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:her|his|their|my|our|the|ei|eu|fy|ein|y)\s(?:{'|'.join(roles(Writer.STAFF))})(?!\w)"
        rf"(?:[\s,:(-]{{0,3}}(?:(?:is|was|here|called|yw|ydi|oedd|sef|yma)\s?)*{_SOMEBODY})?{_GAP}"
    )


_OF_A_NAME = re.compile(
    rf"{_SOMEBODY}'s?\s(?:{_LABEL}\s)+(?:{_LINK}\s)*[:('\"]?$"
    rf"|{_SOMEBODY}\s\((?:{_LABEL}\s)+[:]?\s?$"
    rf"|{_LABEL}\s{_SOMEBODY}\s(?:{_LINK}\s)+[('\"]?$"
)
"""``Tomos Huws's staff code is``, ``Tomos Huws (code``, ``cod Tomos Huws yw``."""


def without_others_details(statements: Sequence[Statement], writer: Writer, from_name: str) -> list[Statement]:
    """A mover's statements without the codes and employee numbers that sentences tell of somebody else."""
    if writer is not Writer.STAFF:
        return list(statements)
    accounts = [s.value for s in statements if s.concept is Concept.USERNAME and s.value]
    return [
        s
        for s in statements
        if s.concept not in (Concept.CODE, Concept.EMPLOYEE)
        or s.weight >= LABELLED
        or not s.value
        or not _of_another(s, accounts, from_name)
    ]


def _of_another(statement: Statement, accounts: Sequence[str], from_name: str) -> bool:
    shape = r"[\s.-]?".join(map(re.escape, fold(statement.value)))
    found = re.search(rf"(?<![\w-]){shape}(?![\w-])", fold(statement.evidence))
    return found is not None and of_somebody_else(statement.evidence[: found.start()], accounts, from_name)


def of_somebody_else(before: str, accounts: Sequence[str], from_name: str) -> bool:
    """Whether the words ``before`` a code or number in its sentence say that it is neither the sender's nor a label's.

    ``accounts`` are those that the mail states.
    """
    before = before[-_BEFORE:]
    told = fold(before)
    for name in reversed(find_names(before)):
        if may_be_person(name):
            plain = plain_name_of(name.text)
            mark = _SOMEBODY if _is_other(plain, accounts, from_name) else "i"
            told = told[: name.start] + mark + told[name.start + len(plain) :]
    role = _of_a_role().search(told)
    return bool((role and not is_of_me(told[: role.start()])) or _OF_A_NAME.search(told))


def _is_other(name: str, accounts: Sequence[str], from_name: str) -> bool:
    """Whether somebody so called is neither the sender nor whose accounts the mail tells."""
    if not accounts or is_sender(name, from_name) or set(words_of(name)) & set(words_of(plain_name(from_name))):
        return False
    return not any(makes_username(name, account) for account in accounts)
