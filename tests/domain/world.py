"""A small made-up Wales for tests of deciding: schools, accounts and cases, found as the store would find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus, School
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding import Decision, decide
from hwb_mailbot.domain.events import Event, MailArrived, SentLetter
from hwb_mailbot.domain.facts import FactNeeded, Facts, Lookup
from hwb_mailbot.domain.letters import LetterOrder, LetterState, WrittenLetter
from hwb_mailbot.domain.mails import (
    Answer,
    Detail,
    Enquiry,
    Envelope,
    Evidence,
    Field,
    FieldName,
    Language,
    MailKind,
    Reading,
    Request,
    Verdict,
)
from hwb_mailbot.domain.names import folded_name, school_names_agree
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.tokens import reference

SECRET = b"thirty-two bytes of test secret!"
START = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)

FORMER_HEAD = "head@bryneithin.example"
NEW_HEAD = "head@coedllwyd.example"


def staff(username: str, name: str, school: str, **more: Any) -> Account:
    forename, _, surname = name.rpartition(" ")
    return Account(
        username=username,
        email=f"{username}@hwbcymru.example",
        kind=more.pop("kind", AccountKind.STAFF),
        role=more.pop("role", AccountRole.STAFF),
        forename=forename,
        surname=surname,
        dfes_number=school,
        **more,
    )


@dataclass
class World:
    """Everything ``decide`` may ask about, and what it decided so far."""

    schools: dict[str, School] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    letters: list[LetterOrder] = field(default_factory=list)
    written_at: list[datetime] = field(default_factory=list)
    policy: Policy = field(default_factory=lambda: Policy(secret=SECRET, zone=ZoneInfo("Europe/London")))
    now: datetime = START
    mails: int = 0
    came_back: set[str] = field(default_factory=set)
    absences: dict[str, Absence] = field(default_factory=dict)
    separated: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, *things: Account | School) -> None:
        for thing in things:
            if isinstance(thing, School):
                self.schools[thing.dfes_number] = thing
            else:
                self.accounts[thing.username] = thing

    def look_up(self, lookup: Lookup) -> Any:
        kind, *arguments = lookup
        accounts = self.accounts.values()
        if kind == "account":
            return self.accounts.get(arguments[0])
        if kind == "school":
            return self.schools.get(arguments[0])
        if kind == "schools-named":
            named = (one for one in self.schools.values() if school_names_agree(arguments[0], one.name_en, one.name_cy))
            return tuple(named)
        if kind == "staff-named":
            return tuple(
                one
                for one in accounts
                if one.kind is AccountKind.STAFF
                and one.dfes_number == arguments[0]
                and folded_name(one.full_name) == folded_name(arguments[1])
            )
        if kind == "staff-coded":
            return tuple(one for one in accounts if (one.dfes_number, one.staff_code) == tuple(arguments))
        if kind == "learners-with-upn":
            return tuple(one for one in accounts if one.upn == arguments[0])
        if kind == "accounts-with-address":
            return tuple(one for one in accounts if one.email.lower() == arguments[0])
        if kind == "schools-with-address":
            return tuple(one for one in self.schools.values() if one.head_email.lower() == arguments[0])
        if kind in ("headteachers", "administrators"):
            role = AccountRole.HEADTEACHER if kind == "headteachers" else AccountRole.DIGITAL_CHAMPION
            return tuple(
                one
                for one in accounts
                if one.dfes_number == arguments[0] and one.role is role and one.status is AccountStatus.ACTIVE
            )
        if kind == "case":
            case = self.cases.get(arguments[0])
            while case is not None and case.joined_to:
                case = self.cases[case.joined_to]
            return case
        if kind == "merges-of":
            merged = (one for one in self.cases.values() if one.merged_at and one.former.username == arguments[0])
            return tuple(one.reference for one in sorted(merged, key=lambda one: one.opened_at))
        if kind == "separated":
            return tuple(arguments) in self.separated
        if kind == "case-itself":
            return self.cases.get(arguments[0])
        if kind == "letter":
            return self._written(int(arguments[0]))
        if kind == "open-cases":
            return tuple(one for one in self.cases.values() if one.open and arguments[0] in one.keys)
        if kind == "letters-lately":
            day = timedelta(days=1)
            return sum(
                (letter.to.lower(), letter.template) == tuple(arguments) and self.now - written <= day
                for letter, written in zip(self.letters, self.written_at, strict=True)
            )
        if kind == "letters-to":
            day = timedelta(days=1)
            written = zip(self.letters, self.written_at, strict=True)
            return sum(letter.to.lower() == arguments[0] and self.now - at <= day for letter, at in written)
        if kind == "call-backs-lately":
            day = timedelta(days=1)
            written = zip(self.letters, self.written_at, strict=True)
            return sum(letter.unverified and self.now - at <= day for letter, at in written)
        if kind == "came-back":
            return arguments[0] in self.came_back
        if kind == "away":
            return self.absences.get(arguments[0])
        assert kind == "free-reference"
        return reference(SECRET, arguments[0], 0)

    def _written(self, number: int) -> WrittenLetter | None:
        """The letter of that number, counted from 1, as if it had been sent."""
        if not 0 < number <= len(self.letters):
            return None
        one = self.letters[number - 1]
        sent = LetterState.SENT
        return WrittenLetter(str(number), one.reference, one.template, one.to, sent, one.token, one.unverified)

    def number(self, template: str) -> str:
        """The id under which the latest letter of that kind is found."""
        return str(max(number for number, one in enumerate(self.letters, 1) if one.template == template))

    def decide(self, event: Event) -> Decision:
        answers: dict[Lookup, Any] = {}
        while True:
            try:
                decision = decide(event, Facts(answers), self.policy, self.now)
            except FactNeeded as needed:
                answers[needed.lookup] = self.look_up(needed.lookup)
            else:
                break
        for case in decision.cases:
            self.cases[case.reference] = case
        self.absences |= {one.address: one for one in decision.absences}
        for one in decision.separations:
            (self.separated.add if one.apart else self.separated.discard)(one.usernames)
        self.letters += decision.letters
        self.written_at += [self.now] * len(decision.letters)
        return decision

    def mail(
        self,
        sender: str,
        kind: MailKind,
        *people: dict[FieldName, str | bool],
        answer: Answer | None = None,
        evidence: Evidence = Evidence.PASS,
        vouched_by: str = "",
        written: timedelta | None = None,
        reply_to: LetterOrder | None = None,
        about: str | None = None,
        language: Language = Language.ENGLISH,
        defects: tuple[str, ...] = (),
        subject: str = "",
        returns_on: date | None = None,
        enquiry: Enquiry | None = None,
        in_reply_to: tuple[str, ...] = (),
        note: str = "",
        where: str = "body",
        in_thread_of: tuple[SentLetter, ...] = (),
        own_text: str = "own words",
        only_thanks: bool = False,
        mere_thanks: bool = False,
        few_words: Mapping[Detail, str | bool] | None = None,
        takes_back: bool = False,
        people_named: tuple[str, ...] = (),
        usernames_named: tuple[str, ...] = (),
    ) -> Decision:
        """Let a mail arrive, ``written`` so long ago; ``reply_to`` brings back that letter's token."""
        self.mails += 1
        self.now += timedelta(minutes=5)
        requests = tuple(
            Request({name: Field(value, str(value), where) for name, value in person.items()}) for person in people
        )
        reading = Reading(
            kind=kind,
            language=language,
            answer=answer,
            reference=about or (reply_to.reference if reply_to else None),
            requests=requests,
            from_address=sender,
            message_id=f"<{self.mails}@mail.example>",
            subject=subject
            or (
                f"Re: [{about or (reply_to.reference if reply_to else None)}]" if reply_to or about else "Hwb accounts"
            ),
            own_text=own_text,
            sent_at=None if written is None else self.now - written,
            defects=defects,
            returns_on=returns_on,
            enquiry=enquiry,
            in_reply_to=in_reply_to,
            note=note,
            only_thanks=only_thanks or mere_thanks,
            mere_thanks=mere_thanks,
            few_words={one: Field(value, own_text, "body") for one, value in (few_words or {}).items()},
            takes_back=takes_back,
            people_named=people_named,
            usernames_named=usernames_named,
        )
        tags = (reply_to.token,) if reply_to is not None and reply_to.token else ()
        envelope = Envelope("127.0.0.1", "mx.example", False, sender, ("hwb@support.example",), self.now)
        return self.decide(
            MailArrived(
                f"mail-{self.mails}",
                envelope,
                reading,
                Verdict(evidence, sender, vouched_by),
                tags,
                in_thread_of=in_thread_of,
            )
        )

    @property
    def case(self) -> Case:
        """The one case that was not joined to another."""
        (case,) = (one for one in self.cases.values() if not one.joined_to)
        return case

    def letter(self, template: str) -> LetterOrder:
        """The latest letter of that kind."""
        return [one for one in self.letters if one.template == template][-1]

    @property
    def sent(self) -> list[str]:
        return [one.template for one in self.letters]


def world() -> World:
    """Siân ap Rhys has moved from Bryn Eithin to Coed Llwyd; both records are as they should be."""
    wales = World()
    wales.add(
        School("6614011", "Bryn Eithin Primary School", "Ysgol Gynradd Bryn Eithin", head_email=FORMER_HEAD),
        School("6724022", "Coed Llwyd High School", "Ysgol Uwchradd Coed Llwyd", head_email=NEW_HEAD),
        staff("robertsj1", "Jac Roberts", "6614011", role=AccountRole.HEADTEACHER, staff_code="JR"),
        staff("moriond3", "Dilwyn Morion", "6614011", role=AccountRole.DIGITAL_CHAMPION, staff_code="DM"),
        staff("haulw4", "Wena Haul", "6724022", role=AccountRole.HEADTEACHER, staff_code="WH"),
        staff(
            "aprhyss12",
            "Siân ap Rhys",
            "6614011",
            staff_code="SAR",
            start_date=date(2015, 9, 1),
            leaving_date=date(2026, 8, 31),
            status=AccountStatus.INACTIVE,
        ),
        staff(
            "aprhyss77",
            "Siân ap Rhys",
            "6724022",
            staff_code="SAR",
            employee_number="55012",
            start_date=date(2026, 9, 1),
        ),
    )
    return wales


AUTHORISATION: dict[FieldName, str | bool] = {
    FieldName.LEAVING_DATE_CONFIRMED: True,
    FieldName.STAFF_NAME: "Siân ap Rhys",
    FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin",
    FieldName.FORMER_DFES_NUMBER: "6614011",
    FieldName.FORMER_USERNAME: "aprhyss12",
    FieldName.NEW_SCHOOL_NAME: "Ysgol Uwchradd Coed Llwyd",
}
CONSOLIDATION: dict[FieldName, str | bool] = {
    FieldName.NEW_SCHOOL_NAME: "Coed Llwyd High",
    FieldName.NEW_DFES_NUMBER: "6724022",
    FieldName.NEW_USERNAME: "aprhyss77",
    FieldName.STAFF_CODE: "SAR",
    FieldName.EMPLOYEE_NUMBER: "55012",
}
TRANSFER: dict[FieldName, str | bool] = {
    FieldName.FORMER_DFES_NUMBER: "6614011",
    FieldName.FORMER_USERNAME: "aprhyss12",
}
MOVER = "aprhyss77@hwbcymru.example"


def amended(account: Account, **changes: Any) -> Account:
    return replace(account, **changes)
