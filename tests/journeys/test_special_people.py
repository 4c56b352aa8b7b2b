"""People and schools that are not as most are: each finds the way that is theirs, and nothing is mixed up."""

from __future__ import annotations

from datetime import date

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import (
    CLOSED,
    ELSEWHERE,
    FORMER,
    FORMER_HEAD,
    NEW,
    SIAN,
    SIAN_NEW,
    VACANT,
    amended,
    arrival,
    leaver,
    staff,
)

ACTING = "mortont3@hwbcymru.example"


class TestActingHead:
    async def test_with_the_headteachers_role_they_authorise(self, start: StartMailbot) -> None:
        mailbot = await start(staff("mortont3", "Tegwen Morton", FORMER, role=AccountRole.HEADTEACHER))
        await mailbot.authorise(sender=ACTING)
        await mailbot.consolidate()
        assert await mailbot.is_merged()

    async def test_without_it_the_schools_address_is_asked_and_may_answer(self, start: StartMailbot) -> None:
        mailbot = await start(staff("mortont3", "Tegwen Morton", FORMER))
        await mailbot.authorise(sender=ACTING)
        await mailbot.consolidate()
        assert await mailbot.state() == "waiting-sender-check"
        assert mailbot.letter("headteacher-sender-check").receiver == FORMER_HEAD
        await mailbot.answer("headteacher-sender-check", "APPROVE")
        assert await mailbot.is_merged()


class TestAmalgamatedSchool:
    async def test_the_successors_head_writes_and_support_decides(self, start: StartMailbot) -> None:
        mailbot = await start(amended(SIAN, dfes_number=CLOSED))
        await mailbot.authorise(former_school="Ysgol yr Hen Bont", former_number=CLOSED)
        assert (await mailbot.case())["reasons"] == ["former-school-closed"]
        assert mailbot.letter("sender-with-support").receiver == FORMER_HEAD
        await mailbot.act("approve")
        assert await mailbot.state() == "waiting-consolidation"
        await mailbot.consolidate()
        assert await mailbot.is_merged()

    async def test_a_transfer_request_is_for_support_and_its_sender_hears_it(self, start: StartMailbot) -> None:
        mailbot = await start(amended(SIAN, dfes_number=VACANT))
        text = f"Former school DfES number: {VACANT}\nFormer Hwb username: aprhyss12\n"
        await mailbot.send(mailbot.mail(MOVER, ("Transfer my Hwb account", f"Please transfer my account.\n\n{text}")))
        assert (await mailbot.case())["reasons"] == ["no-headteacher-on-record"]
        assert mailbot.templates() == ["sender-with-support"]
        await mailbot.act("approve")
        await mailbot.answer("mover-transfer-approved", "PROCEED")
        assert await mailbot.is_merged()


class TestTwoSchools:
    async def test_who_still_works_at_the_former_school_keeps_both_accounts(self, start: StartMailbot) -> None:
        there = amended(SIAN, leaving_date=None, status=AccountStatus.ACTIVE)
        mailbot = await start(there)
        await mailbot.authorise()
        await mailbot.consolidate()
        assert (await mailbot.case())["reasons"] == ["leaving-date-missing"]
        await mailbot.pass_time(days=20)
        assert [row["status"] for row in await mailbot.accounts("aprhyss12", "aprhyss77")] == ["active", "active"]

    async def test_who_moves_from_one_of_two_keeps_the_third_account(self, start: StartMailbot) -> None:
        mailbot = await start(staff("aprhyss5", "Siân ap Rhys", ELSEWHERE, staff_code="SAR"))
        await mailbot.authorise()
        await mailbot.consolidate()
        assert await mailbot.is_merged()
        assert (await mailbot.account("aprhyss5"))["status"] == "active"

    async def test_two_posts_at_once_are_for_a_person(self, start: StartMailbot) -> None:
        mailbot = await start(amended(SIAN_NEW, start_date=date(2019, 9, 1)))
        await mailbot.authorise()
        await mailbot.consolidate()
        assert {reason for case in await mailbot.cases() for reason in case["reasons"]} >= {"new-post-older"}


class TestNewSurname:
    async def test_support_sees_what_agrees_and_decides(self, start: StartMailbot) -> None:
        mailbot: Mailbot = await start(amended(SIAN_NEW, surname="Parry"))
        await mailbot.authorise()
        await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
        assert "because a name has changed" in mailbot.letter("mover-consolidation-incomplete").flowing
        (mail,) = await mailbot.queue()
        assert mail["reasons"] == ["former-account-other-person"]
        one, other = await mailbot.cases()
        await mailbot.act("link", one["reference"], other=other["reference"])
        (linked,) = await mailbot.cases()
        assert (linked["state"], linked["reasons"]) == ("review", ["near-miss"])
        agreement = (await mailbot.case())["agreement"]
        assert {one["field"] for one in agreement if one["agrees"]} >= {"former_username", "new_username", "staff_code"}
        await mailbot.act("release", linked["reference"])
        assert await mailbot.is_merged()


class TestSupplyStaff:
    @pytest.mark.parametrize("side", ["former", "new"])
    async def test_an_account_without_a_record_in_the_mis_is_never_merged(self, start: StartMailbot, side: str) -> None:
        account = amended(SIAN if side == "former" else SIAN_NEW, kind=AccountKind.OTHER)
        mailbot: Mailbot = await start(account)
        await mailbot.authorise()
        await mailbot.consolidate()
        assert not any(case["state"] == "merged" for case in await mailbot.cases())
        template = "headteacher-authorisation-incomplete" if side == "former" else "mover-consolidation-incomplete"
        assert "staff account" in mailbot.letter(template).flowing


class TestEmployeeNumber:
    async def waiting(self, start: StartMailbot, **half: str) -> Mailbot:
        mailbot: Mailbot = await start(amended(SIAN_NEW, employee_number=""))
        await mailbot.authorise()
        await mailbot.consolidate(**half)
        return mailbot

    async def test_one_not_issued_yet_is_waived_by_support(self, start: StartMailbot) -> None:
        mailbot = await self.waiting(start, without="employee number")
        case = await mailbot.case()
        assert (case["state"], case["reasons"]) == ("waiting-consolidation", ["missing-employee_number"])
        await mailbot.act("amend", field="employee_number", value="waived", reason="payroll issues it in October")
        assert await mailbot.state() == "merged"
        account = await mailbot.account("aprhyss12")
        assert (account["status"], account["dfes_number"], account["employee_number"]) == ("active", NEW, "")
        entry = next(one for one in (await mailbot.case())["history"] if one["event"] == "amend")
        assert (entry["actor"], entry["details"], entry["text"]) == (
            "support: Mair", ["employee_number=waived"], "payroll issues it in October",
        )  # fmt: skip

    async def test_one_that_the_record_lacks_is_waited_for_or_waived(self, start: StartMailbot) -> None:
        mailbot = await self.waiting(start)
        assert (await mailbot.case())["reasons"] == ["employee-number-missing"]
        await mailbot.act("amend", field="employee_number", value="waived")
        assert await mailbot.state() == "merged"

    async def test_a_waiver_does_not_cover_a_number_that_differs(self, start: StartMailbot) -> None:
        mailbot: Mailbot = await start()
        await mailbot.authorise()
        await mailbot.consolidate(employee_number="99999")
        await mailbot.act("amend", field="employee_number", value="waived")
        assert (await mailbot.case())["reasons"] == ["employee-number-differs"]


async def test_a_headteacher_who_moves_is_authorised_by_support(start: StartMailbot) -> None:
    jac = leaver("robertsj1", "Jac Roberts", role=AccountRole.HEADTEACHER, staff_code="JR")
    mailbot: Mailbot = await start(jac, arrival("robertsj8", "Jac Roberts"))
    await mailbot.authorise(name="Jac Roberts", former_username="robertsj1")
    assert (await mailbot.case())["reasons"] == ["conflict-mover-is-headteacher"]
    await mailbot.act("approve", reason="the chair of governors wrote")
    await mailbot.consolidate(
        sender="robertsj8@hwbcymru.example", new_username="robertsj8", staff_code="RO8", employee_number="70888"
    )
    former = await mailbot.account("robertsj1")
    assert (former["status"], former["dfes_number"]) == ("active", NEW)
