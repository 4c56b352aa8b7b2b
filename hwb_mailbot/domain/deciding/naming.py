"""Whether a yes is for the person of the case to whose letter it came.

A telephone quotes nothing: ``I approve Tomos Gwynn.`` in the case of Siân is known by its token alone, and would hand
over an account for which it was not said (N1). Nothing here fails.
"""

from __future__ import annotations

from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.names import fold

_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})


def for_somebody_else(pair: Pair, mail: MailArrived) -> bool:
    """Whether a yes names a person by names that are not the mover's, on record or as stated.

    A word counts as theirs by its first three letters, so that ``Jon`` stands for Jonathan.
    """
    names = [pair.case.person]
    names += [account.full_name for account in (pair.former, pair.new) if account is not None]
    halves = [half for half in (pair.authorisation, pair.consolidation) if half is not None]
    names += [half.text(FieldName.STAFF_NAME) or "" for half in halves]
    begun = {word[:3] for name in names for word in fold(name).split()}
    return any(not {word[:3] for word in _words(name)} <= begun for name in mail.reading.yes_names)


def _words(name: str) -> set[str]:
    return set(fold(name).split()) - _TITLES
