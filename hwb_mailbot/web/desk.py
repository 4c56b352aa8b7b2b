"""What the pages work with: the parts of the running service, handed over once by ``service``. Values only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hwb_mailbot.casework import Casework
from hwb_mailbot.config import Settings
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.post.spool import Spool
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.records import Records
from hwb_mailbot.web.attempts import Attempts
from hwb_mailbot.web.audit import Audit
from hwb_mailbot.web.case_search import CaseSearch
from hwb_mailbot.web.drafts import Drafts
from hwb_mailbot.web.figures import Figures
from hwb_mailbot.web.mail_list import MailList
from hwb_mailbot.web.passwords import Checking
from hwb_mailbot.web.people import People
from hwb_mailbot.web.school_list import SchoolList

Run = Callable[[str, Mapping[str, Any]], Awaitable[list[dict[str, Any]]]]
"""Carries out a command by its name, as the command line does. Raises ``NotDone``."""


class NotDone(Exception):
    """What was asked for cannot be done as things stand; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts. ``now`` tells the time in UTC."""

    settings: Settings
    now: Callable[[], datetime]
    records: Records
    directory: Directory
    casework: Casework
    people: People
    audit: Audit
    search: CaseSearch
    figures: Figures
    schools: SchoolList
    mails: MailList
    spool: Spool
    readers: Readers
    run: Run
    passwords: Checking = field(default_factory=Checking)
    attempts: Attempts = field(default_factory=Attempts)
    drafts: Drafts = field(default_factory=Drafts)
