"""Who is who: namesakes, governors, learners, two hats, closed and headless schools (R12, R14, R15, R24)."""

from __future__ import annotations

from contextlib import suppress

import pytest

from hwb_mailbot.commands import CommandRefused
from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus
from hwb_mailbot.domain.documents import to_body
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import (
    CLOSED,
    ELSEWHERE,
    FORMER,
    FORMER_HEAD,
    NEW,
    NEW_HEAD,
    SCHOOLS,
    SIAN,
    SIAN_NEW,
    VACANT,
    amended,
    leaver,
    staff,
)


async def both(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()


async def nothing_merged(mailbot: Mailbot) -> bool:
    accounts = await mailbot.accounts("aprhyss12", "aprhyss77")
    return [one["status"] for one in accounts] == ["inactive", "active"]


async def test_namesakes_elsewhere_are_normal(start: StartMailbot) -> None:
    mailbot = await start(
        staff("aprhyss3", "Sian Ap Rhys", ELSEWHERE, staff_code="SAR"), leaver("abrhyss4", "Siân ab Rhys", ELSEWHERE)
    )
    await both(mailbot)
    assert await mailbot.is_merged()


@pytest.mark.parametrize("school", [FORMER, NEW])
async def test_a_namesake_at_either_school_is_for_a_person(start: StartMailbot, school: str) -> None:
    mailbot = await start(staff("aprhyss3", "Sian Ap Rhys", school, staff_code="SR2"))
    await both(mailbot)
    assert {case["state"] for case in await mailbot.cases()} == {"review"}
    assert await nothing_merged(mailbot)


@pytest.mark.parametrize(("kind", "role"), [("governor", "governor"), ("learner", "learner")])
async def test_governors_and_learners_of_the_name_do_not_count(start: StartMailbot, kind: str, role: str) -> None:
    same = staff("aprhyss3", "Siân ap Rhys", FORMER, kind=AccountKind(kind), role=AccountRole(role))
    mailbot = await start(same)
    await both(mailbot)
    assert await mailbot.is_merged()


GOVERNOR = staff("aprhyss3", "Siân ap Rhys", FORMER, kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR)
GOVERNOR_NOW = amended(GOVERNOR, username="aprhyss4", email="aprhyss4@hwbcymru.example", dfes_number=NEW)
LEARNER = staff("aprhyss5", "Siân ap Rhys", NEW, kind=AccountKind.LEARNER, role=AccountRole.LEARNER)


@pytest.mark.parametrize("account", [GOVERNOR, GOVERNOR_NOW, LEARNER], ids=lambda one: one.username)
async def test_a_governor_or_learner_account_is_never_merged(start: StartMailbot, account: Account) -> None:
    mailbot = await start(account)
    if account.dfes_number == FORMER:
        await mailbot.authorise(former_username=account.username)
        await mailbot.consolidate()
    else:
        await mailbot.authorise()
        await mailbot.consolidate(new_username=account.username)
        await mailbot.consolidate(sender=account.email, new_username=account.username)
    for case in await mailbot.cases():
        for action in ("release", "approve"):
            with suppress(CommandRefused):
                await mailbot.act(action, case["reference"])
    assert all(case["state"] not in ("merged", "merging") for case in await mailbot.cases())
    assert (await mailbot.account(account.username)) == to_body(account)


async def test_one_sender_of_both_halves_is_for_a_person(start: StartMailbot) -> None:
    former = amended(SCHOOLS[0], head_email=MOVER)
    mailbot = await start(former)
    await both_from(mailbot, MOVER)
    assert "review" in {case["state"] for case in await mailbot.cases()}
    assert await nothing_merged(mailbot)


async def both_from(mailbot: Mailbot, sender: str) -> None:
    await mailbot.authorise(sender=sender)
    await mailbot.consolidate(sender=sender)


@pytest.mark.parametrize("sender", [NEW_HEAD, "moriond3@hwbcymru.example", "somebody@mail.example"])
async def test_anybody_who_sends_both_halves_merges_nothing(mailbot: Mailbot, sender: str) -> None:
    await both_from(mailbot, sender)
    assert await nothing_merged(mailbot)
    assert all(case["state"] in ("review", "waiting-sender-check") for case in await mailbot.cases())


async def test_the_mover_who_authorises_too_merges_nothing(mailbot: Mailbot) -> None:
    await both_from(mailbot, MOVER)
    assert await nothing_merged(mailbot)


async def test_the_headteachers_own_account_counts_as_well(mailbot: Mailbot) -> None:
    await mailbot.authorise(sender="robertsj1@hwbcymru.example")
    await mailbot.consolidate()
    assert await mailbot.is_merged()


async def test_a_headteacher_who_moves_cannot_authorise_for_themself(start: StartMailbot) -> None:
    jac = leaver("robertsj1", "Jac Roberts", role=AccountRole.HEADTEACHER, staff_code="JR")
    mailbot = await start(jac, staff("robertsj8", "Jac Roberts", NEW, staff_code="JR8", employee_number="9"))
    await mailbot.authorise(name="Jac Roberts", former_username="robertsj1")
    assert await mailbot.state() == "review"
    assert (await mailbot.case())["reasons"] == ["conflict-mover-is-headteacher"]


async def test_a_closed_school_is_for_a_person_who_may_approve(start: StartMailbot) -> None:
    mailbot = await start(amended(SIAN, dfes_number=CLOSED))
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    await mailbot.authorise(former_school="Ysgol yr Hen Bont", former_number=CLOSED)
    assert "former-school-closed" in (await mailbot.case())["reasons"]
    assert await nothing_merged(mailbot)
    await mailbot.act("approve")
    assert await mailbot.is_merged()
    assert any(entry["actor"] == "support: Mair" for entry in (await mailbot.case())["history"])


async def test_a_school_without_a_headteacher_is_for_a_person(start: StartMailbot) -> None:
    mailbot = await start(amended(SIAN, dfes_number=VACANT))
    await mailbot.authorise(former_school="Ysgol Cwm Celyn", former_number=VACANT, sender="clerk@cwmcelyn.example")
    assert (await mailbot.case())["reasons"] == ["no-headteacher-on-record"]
    assert mailbot.letters() == []


async def test_a_username_of_another_school_writes_to_no_other_head(start: StartMailbot) -> None:
    """Who names their own school, if without its number, is asked about the username; no other headteacher is."""
    mailbot = await start(leaver("aprhyss21", "Siân ap Rhys", ELSEWHERE))
    await mailbot.authorise(without="former number", former_username="aprhyss21")
    (asked,) = mailbot.letters()
    assert (mailbot.template(asked), asked.receiver) == ("headteacher-authorisation-incomplete", FORMER_HEAD)
    assert "aprhyss21" in asked.flowing
    assert "Maes y Nant" not in asked.flowing


async def test_the_head_of_another_school_is_not_this_schools_head(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(sender="head@maesynant.example")
    assert await nothing_merged(mailbot)
    (told,) = mailbot.letters("head@maesynant.example")
    assert mailbot.template(told) == "sender-own-account", "what anybody hears of another's part"
    assert FORMER_HEAD in {letter.receiver for letter in mailbot.letters()}


async def test_an_inactive_new_account_is_never_written_to(start: StartMailbot) -> None:
    mailbot = await start(amended(SIAN_NEW, status=AccountStatus.INACTIVE))
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.consolidate(dmarc="fail")
    assert mailbot.letters(MOVER) == []
    assert mailbot.letters(mails.INBOX) == []
    assert "review" in {case["state"] for case in await mailbot.cases()}
