"""A store as the support team would have it on a Thursday in September: a term's work done, a full queue, and mail.

What is shown open came by real mails through a running mailbot; the closed cases behind the figures are made up.
All from the project's own sample directory, and always the same: the clock, the chance and the secret are fixed.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from hwb_mailbot.directory.provisioning import record_run
from hwb_mailbot.domain.accounts import RunOutcome
from hwb_mailbot.domain.cases import AccountName, Case, CaseState, HistoryEntry, Journey
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.tokens import reference
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.records import Change
from hwb_mailbot.records.index_keys import EVERY_SCHOOL
from hwb_mailbot.web.assignments import assign
from tests.journeys import mails
from tests.journeys.harness import Clock, Mailbot
from tests.post.relay import Relay

DIRECTORY = Path(str(resources.files("hwb_mailbot.samples"))) / "directory"
TERM, MORNING = datetime(2026, 9, 1, 7, 0, tzinfo=UTC), datetime(2026, 9, 24, 7, 0, tzinfo=UTC)
_CLOSED_CASES = 420
_ENDS = (
    *([CaseState.MERGED] * 82),
    *([CaseState.WITHDRAWN] * 5),
    *([CaseState.REJECTED] * 4),
    *([CaseState.EXPIRED] * 2),
    CaseState.UNDONE,
)
_HOURS_TAKEN = (0.4, 0.7, 3, 5, 8, 20, 26, 30, 49, 70, 90, 120, 150, 200, 260, 340, 420)


@dataclass(frozen=True)
class Mover:
    """Somebody who changed school, as the sample directory has them."""

    former: dict[str, Any]
    new: dict[str, Any]
    former_school: dict[str, Any]
    new_school: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.former['forename']} {self.former['surname']}"

    def authorisation(self, language: str = "en", **changes: str) -> tuple[str, str]:
        number = self.former["dfes_number"]
        told = {
            "name": self.name,
            "former_school": self.former_school["name_cy" if language == "cy" else "name_en"],
            "former_number": f"{number[:3]}/{number[3:]}",
            "former_username": self.former["username"],
            "new_school": self.new_school["name_cy" if language == "cy" else "name_en"],
        }
        return mails.authorisation(language, **told | changes)

    def consolidation(self, language: str = "en", **changes: str) -> tuple[str, str]:
        number = self.new["dfes_number"]
        told = {
            "new_school": self.new_school["name_cy" if language == "cy" else "name_en"],
            "new_number": f"{number[:3]}/{number[3:]}",
            "new_username": self.new["email"],
            "staff_code": self.new["staff_code"],
            "employee_number": self.new["employee_number"],
        }
        subject, text = mails.consolidation(language, **told | changes)
        return subject, text.replace("\nSiân\n", f"\n{self.name}\n")


class SampleStore:
    """The store and the mailbot that runs on it. Use ``open`` and ``close``."""

    def __init__(self, folder: Path, readers: Readers) -> None:
        self.folder = folder
        self.readers = readers
        self.mailbot: Mailbot
        self.shown: dict[str, str] = {}
        """References of cases worth a picture, by what they show."""

    async def open(self) -> Mailbot:
        store = self.folder / "store"
        store.mkdir(mode=0o700)
        (store / "secret").write_bytes(bytes(range(32)))
        (store / "secret").chmod(0o600)
        relay = await Relay().start()
        self.mailbot = Mailbot(self.folder, self.readers, relay, clock=Clock(TERM))
        await self.mailbot.start()
        await self.mailbot.command("directory import", directory=str(DIRECTORY))
        self._fill()
        await self._runs()
        await self._days_before()
        await self._this_week()
        await self.mailbot.running.index.caught_up.wait()
        self.mailbot.running.index.refresh()
        return self.mailbot

    async def close(self) -> None:
        await self.mailbot.stop()
        await self.mailbot.relay.stop()

    async def _runs(self) -> None:
        """The provisioning runs of the days before: most schools every night, one not for a while, two that failed."""
        schools = sorted(one.id for one in self.mailbot.running.office.records.find("school", EVERY_SCHOOL))
        for night in range(9, -1, -1):
            self.mailbot.clock.time = MORNING - timedelta(days=night, hours=4, minutes=11)
            for place, number in enumerate(schools):
                if number == "6682099" and night < 8:
                    continue
                failed = number in ("6722143", "6664077") and night < 2
                self.mailbot.clock.time += timedelta(minutes=place % 4)
                record_run(
                    self.mailbot.running.office.records,
                    number,
                    self.mailbot.clock(),
                    RunOutcome.FAILED if failed else RunOutcome.SUCCESS,
                )
        self.shown["school"] = "6664077"

    async def _days_before(self) -> None:
        """Halves that came on earlier days and wait for others."""
        movers, mailbot = self._movers(), self.mailbot
        for number, mover in enumerate(movers[3:15]):
            mailbot.clock.time = MORNING - timedelta(days=(9, 8, 7, 6, 3, 2)[number % 6], minutes=-60 - number * 7)
            language = "cy" if number % 3 == 1 else "en"
            if number % 2:
                await mailbot.send(mailbot.mail(mover.new["email"], mover.consolidation(language)))
            else:
                await self._authorise(mover, language)

    async def _this_week(self) -> None:
        movers, mailbot = self._movers(), self.mailbot
        for number, mover in enumerate(movers[15:26]):
            mailbot.clock.time = MORNING - timedelta(days=_DAYS_AGO[number], minutes=-9 * number)
            what = _THIS_WEEK[number % len(_THIS_WEEK)]
            if what == "namesake":
                self._namesake(mover)
            other = {"former_username": self._somebody_else(mover)} if what == "other person" else {}
            await self._authorise(mover, "cy" if number % 3 == 0 else "en", **other)
            wrong = {"employee_number": "9999001"} if what == "wrong number" else {}
            await mailbot.send(mailbot.mail(mover.new["email"], mover.consolidation("en", **wrong)))
        await self._unsure(movers[26:30])
        sian = movers[0]
        self._namesake(sian)
        await self._authorise(sian, "en")
        await mailbot.send(mailbot.mail(sian.new["email"], sian.consolidation("cy")))
        cases = await mailbot.cases()
        self.shown["review"] = next(
            row["reference"] for row in cases if (row["person"], row["state"]) == (sian.name, "review")
        )
        whole = movers[15 + _THIS_WEEK.index("as it should be")]
        theirs = (whole.name, whole.new["username"])
        self.shown["merged"] = next(
            row["reference"] for row in cases if (row["person"], row["new"]["username"]) == theirs
        )
        waiting = [row["reference"] for row in cases if row["state"] == "review"]
        assign(mailbot.running.office.records, waiting[1], "mair", mailbot.clock())
        await mailbot.act("hold", waiting[0], reason="The school rings back this afternoon", by="Mair Eleri (mair)")
        for sender, subject, text in _FROM_STRANGERS:
            await mailbot.send(mailbot.mail(sender, (subject, text), dmarc="none"))
        for receiver in dict.fromkeys(letter.receiver for letter in mailbot.letters()[-30:-8:9]):
            letter = mailbot.letters(receiver)[-1]
            if letter.mail_from:
                await mailbot.send(mails.bounce(letter, mailbot.clock()))

    async def _unsure(self, movers: list[Mover]) -> None:
        """Mails that nobody vouches for, one of which its sender never wrote, and requests to transfer an account."""
        mailbot = self.mailbot
        denied, asked, first, second = movers
        head = denied.former_school["head_email"]
        await mailbot.send(mailbot.mail(head, denied.authorisation(), dmarc="none"))
        await mailbot.send(mailbot.reply(mailbot.letters(head)[-1], "I did not send this. Please do nothing.\n"))
        await mailbot.send(mailbot.mail(asked.former_school["head_email"], asked.authorisation(), dmarc="none"))
        for mover in (first, second):
            request = mails.transfer_request("cy", mover.former["dfes_number"], mover.former["username"])
            await mailbot.send(mailbot.mail(mover.new["email"], request))

    async def _authorise(self, mover: Mover, language: str, **changes: str) -> None:
        head = mover.former_school["head_email"]
        if head:
            mail = self.mailbot.mail(head, mover.authorisation(language, **changes))
            await self.mailbot.send(mail)

    def _namesake(self, mover: Mover) -> None:
        """Somebody of the same name at the new school."""
        username = f"{mover.new['username']}9"
        another = {**mover.new, "username": username, "email": f"{username}@hwbcymru.example", "staff_code": "QX9"}
        self.mailbot.running.office.records.commit([Change("account", username, 0, another)])

    def _somebody_else(self, mover: Mover) -> str:
        """The username of a colleague at the former school."""
        colleagues = self.mailbot.running.office.directory.accounts_of(mover.former["dfes_number"])
        staff = [one.username for one in colleagues if one.kind == "staff" and one.role == "staff"]
        return next(username for username in staff if username != mover.former["username"])

    def _movers(self) -> list[Mover]:
        records = self.mailbot.running.office.records

        def body(kind: str, id: str) -> dict[str, Any]:
            found = records.get(kind, id)
            assert found is not None
            return dict(found.body)

        movers = []
        with (DIRECTORY / "movers.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                former, new = body("account", row["former_username"]), body("account", row["new_username"])
                schools = [body("school", one["dfes_number"]) for one in (former, new)]
                movers.append(Mover(former, new, *schools))
        return movers

    def _fill(self) -> None:
        """The closed cases of the term."""
        records = self.mailbot.running.office.records
        changes = [Change("case", case.reference, 0, to_body(case)) for case in self._closed()]
        for start in range(0, len(changes), 100):
            records.commit(changes[start : start + 100])

    def _closed(self) -> Iterator[Case]:
        chance = random.Random(1)
        office = self.mailbot.running.office
        staff = [one.body for one in office.records.all("account") if one.body["kind"] == "staff"]
        days = [TERM + timedelta(days=number) for number in range(23)]
        school_days = [day for day in days if day.weekday() < 5]
        weights = [2.0 - number / len(school_days) for number in range(len(school_days))]
        for count in range(_CLOSED_CASES):
            former, new = chance.choice(staff), chance.choice(staff)
            day = chance.choices(school_days, weights)[0]
            opened = day + timedelta(minutes=chance.randrange(9 * 60))
            ended = opened + timedelta(hours=chance.choice(_HOURS_TAKEN))
            state = chance.choice(_ENDS)
            if ended >= MORNING:
                ended = min(opened + timedelta(minutes=40), MORNING)
            by_person = state is CaseState.MERGED and chance.random() < 0.24
            history = [HistoryEntry(opened, "mailbot", "opened")]
            if by_person:
                history.append(
                    HistoryEntry(ended, "support: Mair Eleri (mair)", "release", text="Checked by telephone")
                )
            history.append(HistoryEntry(ended, "mailbot", str(state)))
            yield Case(
                reference(office.policy.secret, f"sample {count}", 0),
                Journey.EMAIL,
                state,
                f"{former['forename']} {former['surname']}",
                opened,
                ended,
                language=Language.WELSH if chance.random() < 0.4 else Language.ENGLISH,
                former=AccountName(former["username"], former["dfes_number"]),
                new=AccountName(new["username"], new["dfes_number"]),
                merged_at=ended if state in (CaseState.MERGED, CaseState.UNDONE) else None,
                history=tuple(history),
            )


_DAYS_AGO = (7, 6, 3, 3, 2, 2, 1, 1, 0, 0, 0)
_THIS_WEEK = ("namesake", "other person", "namesake", "as it should be", "wrong number", "namesake")
_FROM_STRANGERS = (
    ("ifan@elsewhere.example", "Can you help?", "Hello,\n\nMy daughter cannot see her homework.\n\nIfan\n"),
    (
        "swyddfa@nantyrafon.example",
        "Just2easy",
        "Annwyl Gymorth Hwb,\n\nNid yw ein disgyblion yn gallu gweld eu gwaith yn Just2easy.\n\nDiolch,\nY swyddfa\n",
    ),
    ("office@meadowside.example", "Leavers", "Hello,\n\nCould somebody ring us about our leavers?\n\nThe office\n"),
)
