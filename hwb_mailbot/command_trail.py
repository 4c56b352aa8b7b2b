"""What commands put into the audit trail: who asked for which personal data, or did what, from a shell and why.

One entry a command, made once it was carried out and before anybody sees what it says, as pages do. What
can fail: ``DurableFault`` where the trail cannot be kept; then nothing is said.
"""

from __future__ import annotations

import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hwb_mailbot.domain import identifiers
from hwb_mailbot.office import Office
from hwb_mailbot.web.audit import COMMAND_LINE


@dataclass(frozen=True, slots=True)
class _Entry:
    """``what`` may hold ``{action}``; ``about`` and ``chosen`` name arguments of the command."""

    what: str
    about: str = ""
    chosen: tuple[str, ...] = ()
    """Arguments that choose what is shown: they are the entry's why where nobody gave a reason."""


_TRAIL: Mapping[str, _Entry] = {
    "case list": _Entry("queue-seen", chosen=("state",)),
    "case show": _Entry("case-seen", "reference"),
    "case letters": _Entry("case-seen", "reference"),
    "case act": _Entry("case-{action}", "reference"),
    "case undo": _Entry("case-undo", "reference"),
    "mail list": _Entry("mails-seen"),
    "mail show": _Entry("mail-seen", "mail"),
    "mail retry": _Entry("mail-retry", "mail"),
    "mail classify": _Entry("mail-classify", "mail"),
    "mail attach": _Entry("mail-attach", "mail"),
    "mail done": _Entry("mail-done", "mail"),
    "address list": _Entry("addresses-seen"),
    "address clear": _Entry("address-cleared", "address"),
    "people list": _Entry("people-seen"),
    "people change": _Entry("people-{action}", "username", ("role",)),
    "directory import": _Entry("directory-imported"),
    "directory export": _Entry("directory-exported"),
    "directory account": _Entry("account-seen", "username"),
    "directory school": _Entry("school-seen", "dfes_number"),
    "directory search": _Entry("directory-searched", chosen=("text",)),
    "directory switch": _Entry("account-switched", "username"),
    "provision": _Entry("provisioned", "dfes_number"),
}


def keep(office: Office, command: str, arguments: Mapping[str, Any], user: str) -> None:
    """Keep what ``user`` of this machine has asked for. Raises ``DurableFault``."""
    if arguments.get("after"):
        return  # the portions of one list are one entry
    entry = _TRAIL[command]
    about = str(arguments.get(entry.about) or "") if entry.about else ""
    chosen = {name: arguments[name] for name in entry.chosen if arguments.get(name)}
    who = str(arguments.get("by") or "").strip() or user
    why = str(arguments.get("reason") or "").strip() or urlencode(chosen)
    what = entry.what.format(action=arguments.get("action", ""))
    about = identifiers.reference(about) or identifiers.dfes_number(about) or about
    office.audit.add(who, f"{COMMAND_LINE}: {user}", what, about, why)


def user_name(number: int) -> str:
    """What this machine calls the user of that number."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
