"""What waits for provisioning goes on by itself (R10, R11, R13, R16), whoever changed the directory, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import (
    FORMER,
    FORMER_CHAMPION,
    NEW,
    SIAN,
    SIAN_NEW,
    amended,
    staff,
    write_staff_export,
)

STILL_THERE = amended(SIAN, status=AccountStatus.ACTIVE, leaving_date=None, employee_number="41001")


async def waiting(start: StartMailbot, *changed: object) -> Mailbot:
    mailbot: Mailbot = await start(*changed)
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-directory"
    return mailbot


async def test_not_yet_released_goes_on_after_the_run_that_releases(start: StartMailbot, tmp_path: Path) -> None:
    mailbot = await waiting(start, STILL_THERE)
    assert (await mailbot.case())["reasons"] == ["leaving-date-missing"]
    assert mailbot.letter("mover-waiting-directory").receiver == MOVER
    assert mailbot.letter("administrator-mend-record").receiver == FORMER_CHAMPION
    left = amended(STILL_THERE, leaving_date=date(2026, 8, 31))
    await mailbot.provision(FORMER, write_staff_export(tmp_path / "staff.csv", left))
    assert await mailbot.state() == "merged"
    assert await mailbot.is_merged()


async def test_a_failed_run_changes_nothing_and_the_next_good_one_does(start: StartMailbot, tmp_path: Path) -> None:
    mailbot = await waiting(start, amended(STILL_THERE, leaving_date=date(2026, 8, 31)))
    before = await mailbot.accounts("aprhyss12", "aprhyss77")
    await mailbot.provision(FORMER, failed=True)
    assert (await mailbot.case())["reasons"] == ["former-run-failed"]
    assert await mailbot.accounts("aprhyss12", "aprhyss77") == before
    assert (await mailbot.command("directory school", dfes_number=FORMER))[0]["outcome"] == "failed"
    export = write_staff_export(tmp_path / "staff.csv", amended(STILL_THERE, leaving_date=date(2026, 8, 31)))
    await mailbot.provision(FORMER, export)
    assert await mailbot.is_merged()


async def test_a_leaving_date_to_come_goes_on_after_its_day_and_run(start: StartMailbot, tmp_path: Path) -> None:
    leaving = amended(STILL_THERE, leaving_date=date(2026, 10, 2))
    mailbot = await waiting(start, leaving)
    assert (await mailbot.case())["reasons"] == ["leaving-date-future"]
    await mailbot.restart()
    await mailbot.pass_time(days=23)
    assert (await mailbot.case())["reasons"] == ["former-run-pending"]
    await mailbot.provision(FORMER, write_staff_export(tmp_path / "staff.csv", leaving))
    assert await mailbot.is_merged()


async def test_deactivated_by_hand_is_no_release(start: StartMailbot) -> None:
    mailbot = await waiting(start, amended(SIAN, leaving_date=None))
    assert (await mailbot.case())["reasons"] == ["former-manually-deactivated"]


async def test_a_new_account_without_a_staff_code_waits_for_its_school(start: StartMailbot, tmp_path: Path) -> None:
    mailbot: Mailbot = await start(amended(SIAN_NEW, staff_code=""))
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() != "merged"
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", SIAN_NEW))
    assert await mailbot.is_merged()


async def test_an_import_lets_waiting_cases_go_on(start: StartMailbot) -> None:
    mailbot = await waiting(start, STILL_THERE)
    await mailbot.import_directory()
    assert await mailbot.is_merged()


async def test_importing_again_never_reverts_a_merge(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    rows = await mailbot.import_directory()
    assert rows[0]["conflicts"] >= 1
    assert await mailbot.is_merged()


async def test_what_the_mis_says_already_needs_no_second_mail(start: StartMailbot, tmp_path: Path) -> None:
    """The staff code that Siân states is in the MIS and not yet in Hwb: she hears so, and the run mends it."""
    mailbot: Mailbot = await start(amended(SIAN_NEW, staff_code="SA9", employee_number="1"))
    await mailbot.authorise()
    await mailbot.consolidate()
    assert (await mailbot.case())["reasons"] == ["staff-code-differs", "employee-number-differs"]
    number = len(mailbot.letters())
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", amended(SIAN_NEW, staff_code="SA9")))
    assert (await mailbot.case())["reasons"] == ["staff-code-differs"]
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", SIAN_NEW))
    assert await mailbot.is_merged()
    assert [mailbot.template(one) for one in mailbot.letters()[number:]].count("mover-merged") == 1


async def test_where_both_schools_lack_something_each_is_told_once_and_each_run_brings_it_on(
    start: StartMailbot, tmp_path: Path
) -> None:
    carys = staff("evansc2", "Carys Evans", NEW, role=AccountRole.DIGITAL_CHAMPION, staff_code="CE")
    mailbot = await waiting(start, STILL_THERE, amended(SIAN_NEW, start_date=None, staff_code=""), carys)
    assert (await mailbot.case())["reasons"] == ["leaving-date-missing", "start-date-missing", "staff-code-missing"]
    for _ in range(20):
        await mailbot.pass_time(days=1)
    told = [one.receiver for one in mailbot.letters() if mailbot.template(one) == "administrator-mend-record"]
    assert sorted(told) == ["evansc2@hwbcymru.example", FORMER_CHAMPION]
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", SIAN_NEW))
    assert (await mailbot.case())["reasons"] == ["leaving-date-missing"]
    left = amended(STILL_THERE, leaving_date=date(2026, 8, 31))
    await mailbot.provision(FORMER, write_staff_export(tmp_path / "left.csv", left))
    assert await mailbot.is_merged()
    told = [one.receiver for one in mailbot.letters() if mailbot.template(one) == "administrator-mend-record"]
    assert len(told) == 2
