"""What the pages work with: the parts of the running service, handed over once by ``service``. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hwb_mailbot.casework import Casework
from hwb_mailbot.config import Settings
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.post.spool import Spool
from hwb_mailbot.reading.pool import Readers
from hwb_mailbot.records import Records
from hwb_mailbot.web.attempts import Attempts
from hwb_mailbot.web.audit import Audit
from hwb_mailbot.web.case_search import CaseSearch
from hwb_mailbot.web.drafts import Drafts
from hwb_mailbot.web.passwords import Checking
from hwb_mailbot.web.people import People


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
    spool: Spool
    readers: Readers
    passwords: Checking = field(default_factory=Checking)
    attempts: Attempts = field(default_factory=Attempts)
    drafts: Drafts = field(default_factory=Drafts)
