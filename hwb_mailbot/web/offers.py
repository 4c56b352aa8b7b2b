"""Which actions a page offers for a case as it stands. Whether one can be done is ``domain.deciding``'s word."""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.permitted import OUT_OF_PLACE
from hwb_mailbot.web.people import Role

ACTIONS = ("undo", "release", "approve", "amend", "link", "hold", "reject", "note")
"""All actions, the likeliest first."""
WEIGHTY = frozenset({"approve", "reject", "release", "link", "undo"})
"""Actions that may merge, end or bring back: both accounts are shown before and after, and they are asked once."""
MAY_MERGE = frozenset({"approve", "release", "link"})


def offered(case: Case, role: Role, undo_until: datetime | None, now: datetime) -> tuple[str, ...]:
    """The actions to offer."""
    if not role.reaches(Role.OFFICER) or case.joined_to:
        return ()
    in_place = [action for action in ACTIONS if case.state not in OUT_OF_PLACE[action]]
    too_late = undo_until is None or now > undo_until
    return tuple(action for action in in_place if not (action == "undo" and too_late))
