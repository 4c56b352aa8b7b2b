"""What must never happen (N1, N3), tried by strangers who write whatever they like between honest people's mails.

The judge knows who is truly who and who wrote what; it knows none of the rules.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

import pytest

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus, School
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import World, staff

SCHOOLS = {"6611001": "Bryn Eithin", "6622002": "Coed Llwyd", "6633003": "Maes y Nant"}
HEADS = {"6611001": "head@bryneithin.example", "6622002": "head@coedllwyd.example", "6633003": "head@maesynant.example"}
TRUE_PAIRS = {("rhyss1", "rhyss2"), ("rhyss3", "rhyss4"), ("huwb1", "huwb2")}
"""Two Siân Rhyses and one Bedwyr Huw have moved."""
INTRUDERS = ("intruder@mail.example", "crook9@hwbcymru.example", "rhyss9@hwbcymru.example")
"""A stranger, a colleague with an account, and a namesake of the movers at a third school."""


def wales() -> World:
    world = World()
    for number, name in SCHOOLS.items():
        world.add(School(number, f"{name} School", f"Ysgol {name}", head_email=HEADS[number]))
    gone = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    here = {"start_date": date(2026, 9, 1)}
    world.add(
        staff("rhyss1", "Siân Rhys", "6611001", staff_code="SR", **gone),
        staff("rhyss2", "Siân Rhys", "6622002", staff_code="SR", employee_number="101", **here),
        staff("rhyss3", "Siân Rhys", "6622002", staff_code="SY", **gone),
        staff("rhyss4", "Siân Rhys", "6611001", staff_code="SX", employee_number="104", **here),
        staff("huwb1", "Bedwyr Huw", "6633003", staff_code="BH", **gone),
        staff("huwb2", "Bedwyr Huw", "6622002", staff_code="BH", employee_number="102", **here),
        staff("rhyss9", "Siân Rhys", "6633003", staff_code="SR", employee_number="109", **here),
        staff("crook9", "Cai Crook", "6622002", staff_code="CC", employee_number="103", **here),
        staff("rhyss5", "Siân Rhys", "6611001", kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR),
    )
    return world


@dataclass
class Play:
    """One script: honest people do what they would, intruders what they can."""

    world: World
    chance: random.Random
    patient: bool = False
    """Everybody answers every letter; otherwise one in five is left lying."""
    wrote: list[tuple[str, frozenset[tuple[FieldName, object]]]] = field(default_factory=list)
    read: int = 0

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.chance.choice([self.head_writes, self.mover_writes, self.intruder_writes, self.intruder_writes])()
            self.judge()
            for _ in range(6):
                self.people_answer()
                self.judge()

    def head_writes(self) -> None:
        former, new = self.chance.choice(sorted(TRUE_PAIRS))
        account = self.world.accounts[former]
        school = account.dfes_number
        details: dict[FieldName, str | bool] = {
            FieldName.LEAVING_DATE_CONFIRMED: True,
            FieldName.STAFF_NAME: account.full_name,
            FieldName.FORMER_SCHOOL_NAME: SCHOOLS[school],
            FieldName.FORMER_DFES_NUMBER: school,
            FieldName.FORMER_USERNAME: former,
            FieldName.NEW_SCHOOL_NAME: SCHOOLS[self.world.accounts[new].dfes_number],
        }
        self.write(HEADS[school], MailKind.AUTHORISATION, details)

    def mover_writes(self) -> None:
        former, new = self.chance.choice(sorted(TRUE_PAIRS))
        account = self.world.accounts[new]
        if self.chance.random() < 0.3:
            number = self.world.accounts[former].dfes_number
            transfer: dict[FieldName, str | bool] = {
                FieldName.FORMER_USERNAME: former,
                FieldName.FORMER_DFES_NUMBER: number,
            }
            self.write(account.email, MailKind.TRANSFER_REQUEST, transfer)
            return
        details = self.consolidation(account)
        if self.chance.random() < 0.4:
            details[FieldName.FORMER_USERNAME] = former
        self.write(account.email, MailKind.CONSOLIDATION, details)

    def consolidation(self, account: Account) -> dict[FieldName, str | bool]:
        return {
            FieldName.NEW_SCHOOL_NAME: SCHOOLS[account.dfes_number],
            FieldName.NEW_DFES_NUMBER: account.dfes_number,
            FieldName.NEW_USERNAME: account.username,
            FieldName.STAFF_CODE: account.staff_code,
            FieldName.EMPLOYEE_NUMBER: account.employee_number,
        }

    def write(self, sender: str, kind: MailKind, details: dict[FieldName, str | bool]) -> None:
        """An honest mail; one in three arrives without being vouched for."""
        self.wrote.append((sender, frozenset(details.items())))
        evidence = self.chance.choice([Evidence.PASS, Evidence.PASS, Evidence.NONE])
        self.world.mail(sender, kind, details, evidence=evidence)

    def intruder_writes(self) -> None:
        """From an own address vouched for, or from anybody's address and not vouched for, with any details."""
        everybody = [*HEADS.values(), *(account.email for account in self.world.accounts.values())]
        own = self.chance.random() < 0.5
        sender = self.chance.choice(INTRUDERS) if own else self.chance.choice(everybody)
        evidence = Evidence.PASS if own else self.chance.choice([Evidence.FAIL, Evidence.NONE, Evidence.TEMPERROR])
        accounts = list(self.world.accounts.values())
        former, new = self.chance.choice(accounts), self.chance.choice(accounts)
        details: dict[FieldName, str | bool] = {
            FieldName.LEAVING_DATE_CONFIRMED: True,
            FieldName.STAFF_NAME: self.chance.choice([former, new]).full_name,
            FieldName.FORMER_SCHOOL_NAME: SCHOOLS[former.dfes_number],
            FieldName.FORMER_DFES_NUMBER: former.dfes_number,
            FieldName.FORMER_USERNAME: former.username,
            **self.consolidation(new),
        }
        for name in list(details):
            if self.chance.random() < 0.25:
                del details[name]
        kind = self.chance.choice([MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST])
        about = self.chance.choice([None, *self.world.cases])
        if self.chance.random() < 0.3:
            answer = self.chance.choice(list(Answer))
            self.world.mail(sender, MailKind.DECISION, answer=answer, evidence=evidence, about=about)
        else:
            self.world.mail(sender, kind, details, evidence=evidence, about=about)

    def people_answer(self) -> None:
        """Whoever got a letter with a question answers it: honest people truly, intruders with yes."""
        letters = self.world.letters[self.read :]
        self.read = len(self.world.letters)
        for letter in letters:
            self.nothing_told_to_strangers(letter)
            if not letter.token or (not self.patient and self.chance.random() < 0.2):
                continue
            if letter.to in INTRUDERS:
                self.reply(letter, self.chance.choice([Answer.APPROVE, Answer.PROCEED]))
            elif letter.template.endswith("sender-check"):
                stated = {(item["field"], item["value"]) for item in letter.values["stated"]}  # type: ignore[union-attr,index,call-overload]
                mine = any(
                    writer == letter.to and {(str(name), value) for name, value in details} >= stated
                    for writer, details in self.wrote
                )
                self.reply(letter, self.yes(letter) if mine else self.no(letter))
            elif letter.template in ("headteacher-approval-asked", "mover-transfer-approved"):
                pair = (letter.values.get("former_username"), letter.values.get("new_username"))
                self.reply(letter, self.yes(letter) if pair in TRUE_PAIRS else self.no(letter))

    def yes(self, letter: LetterOrder) -> Answer:
        return Answer.APPROVE if letter.template.startswith("headteacher") else Answer.PROCEED

    def no(self, letter: LetterOrder) -> Answer:
        return Answer.REJECT if letter.template.startswith("headteacher") else Answer.CANCEL

    def reply(self, letter: LetterOrder, answer: Answer) -> None:
        kind = MailKind.DECISION if answer in (Answer.APPROVE, Answer.REJECT) else MailKind.CONFIRMATION
        self.world.mail(letter.to, kind, answer=answer, evidence=Evidence.NONE, reply_to=letter)

    def nothing_told_to_strangers(self, letter: LetterOrder) -> None:
        on_record = {*HEADS.values(), *(account.email for account in self.world.accounts.values())}
        if letter.to not in on_record:
            assert letter.template in ("sender-blank-form", "sender-with-support")
            assert not letter.values

    def judge(self) -> None:
        for case in self.world.cases.values():
            if case.state is CaseState.MERGING:
                assert (case.former.username, case.new.username) in TRUE_PAIRS, case


@pytest.mark.parametrize("seed", range(250))
def test_no_script_merges_two_peoples_accounts_or_tells_a_stranger(seed: int) -> None:
    Play(wales(), random.Random(seed)).run(12)


def test_honest_people_among_themselves_come_through() -> None:
    """Without intruders the pair whose name nobody shares is merged, whatever the order and the authentication."""
    merged = both_wrote = 0
    for seed in range(60):
        play = Play(wales(), random.Random(f"honest {seed}"), patient=True)
        for _ in range(14):
            play.chance.choice([play.head_writes, play.mover_writes])()
            for _ in range(6):
                play.people_answer()
        wrote = {sender for sender, details in play.wrote if {"huwb1", "huwb2"} & {value for _, value in details}}
        both_wrote += wrote == {HEADS["6633003"], "huwb2@hwbcymru.example"}
        merged += any(case.former.username == "huwb1" for case in play.world.cases.values() if case.state == "merging")
    assert both_wrote > 30
    assert merged >= 0.95 * both_wrote
