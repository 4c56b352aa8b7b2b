"""Which actions a page offers for a case as it stands. Whether one can be done is ``domain.deciding``'s word."""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.permitted import OUT_OF_PLACE
from hwb_mailbot.web.people import Role

ACTIONS = (
    "undo",
    "release",
    "approve",
    "ask",
    "amend",
    "link",
    "unlink",
    "hold",
    "withdraw",
    "reject",
    "note",
    "resend",
)
"""All actions, the likeliest first."""
WEIGHTY = frozenset({"approve", "reject", "release", "link", "unlink", "withdraw", "undo", "ask", "resend"})
"""Actions that may merge, end, part, bring back or write to people: what follows is shown, and they are asked once."""
CHANGES_ACCOUNTS = frozenset({"approve", "reject", "release", "link", "undo"})
"""Those whose page shows both accounts before and after."""
MAY_MERGE = frozenset({"approve", "release", "link"})


def offered(case: Case, role: Role, undo_until: datetime | None, now: datetime) -> tuple[str, ...]:
    """The actions to offer."""
    if not role.reaches(Role.OFFICER) or case.joined_to:
        return ()
    in_place = [action for action in ACTIONS if case.state not in OUT_OF_PLACE[action]]
    pointless = {"resend"}  # is offered beside each letter
    if undo_until is None or now > undo_until:
        pointless.add("undo")
    if not case.before_join:
        pointless.add("unlink")
    if not (case.asked or case.authorisation or case.consolidation or case.enquiry):
        pointless |= {"ask", "withdraw"}
    return tuple(action for action in in_place if action not in pointless)
