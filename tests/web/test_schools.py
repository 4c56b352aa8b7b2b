"""The schools: how the provisioning of each stands, found and filtered, and a page for each, kept in the trail."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from hwb_mailbot.domain.accounts import AccountStatus
from tests.journeys.harness import Mailbot
from tests.journeys.wales import ACCOUNTS, ELSEWHERE, FORMER, NEW, SIAN, arrival, write_staff_export
from tests.web.conftest import Browser, OpenBrowser


async def numbers(browser: Browser, path: str) -> list[str]:
    page = (await browser.get(path)).text
    return [part.split('"')[0] for part in page.split('class="govuk-link" href="/schools/')[1:]]


async def test_what_is_wrong_comes_first(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    viewer = await somebody("viewer")
    every = await numbers(viewer, "/schools")
    assert len(every) == 5
    await mailbot.provision(ELSEWHERE, failed=True)
    assert (await numbers(viewer, "/schools"))[0] == ELSEWHERE
    assert await numbers(viewer, "/schools?state=failed") == [ELSEWHERE]
    assert "6612009" in await numbers(viewer, "/schools?state=closed")
    await mailbot.pass_time(days=8)
    await viewer.sign_in()
    assert set(await numbers(viewer, "/schools?state=late")) == {FORMER, NEW, "6672033"}
    await mailbot.provision(NEW)
    assert await numbers(viewer, "/schools?state=fine") == [NEW]


async def test_a_school_is_found_by_name_number_and_authority(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    viewer = await somebody("viewer")
    for words in ("bryn eithin", "Gynradd Bryn", "eithin"):
        assert await numbers(viewer, f"/schools?words={words}") == [FORMER], words
    assert await numbers(viewer, "/schools?authority=Bridgend") == [NEW]
    assert await numbers(viewer, "/schools?words=powys&page=99999") == ["6672033"]
    assert (await viewer.get("/schools?words=661/4011")).headers["location"] == f"/schools/{FORMER}"
    for words in ("nobody", "'; DROP TABLE", "x" * 3000):
        answer = await viewer.get(f"/schools?words={words}")
        assert "No school fits" in answer.text, words
    await viewer.send("/account", "/language", language="cy")
    assert "Ysgol Gynradd Bryn Eithin" in (await viewer.get("/schools")).text


async def test_a_run_that_cases_wait_for_says_so(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    still_there = replace(SIAN, status=AccountStatus.ACTIVE)
    await mailbot.import_directory(still_there)
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-directory"
    viewer = await somebody("viewer")
    assert await numbers(viewer, "/schools?awaited=yes") == [FORMER]
    await mailbot.import_directory()
    assert await mailbot.state() == "merged"
    assert await numbers(viewer, "/schools?awaited=yes") == []


async def test_a_school_has_its_runs_its_people_and_its_cases(
    mailbot: Mailbot, somebody: OpenBrowser, tmp_path: Path
) -> None:
    await mailbot.authorise()
    mailbot.clock.time = mailbot.clock.time.replace(hour=12, minute=0)
    await mailbot.provision(NEW, failed=True)
    mailbot.clock.time = mailbot.clock.time.replace(hour=13, minute=0)
    people = [one for one in ACCOUNTS if one.dfes_number == NEW]
    without_code = arrival("prysb7", "Bethan Prys", staff_code="")
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", *people, without_code))
    viewer, supervisor = await somebody("viewer"), await somebody("supervisor", "nia", "Nia Haf")
    page = (await viewer.get(f"/schools/{NEW}")).text
    runs = page.split('id="runs"')[1].split("</table>")[0]
    assert runs.index("14:00") < runs.index("13:00") < runs.index("8 September 2026"), "latest first"
    assert "Failed" in runs
    assert "Bethan Prys" in page.split('id="unfit"')[1]
    assert "head@coedllwyd.example" in page.split('id="heads"')[1]
    assert "haulw4@hwbcymru.example" in page.split('id="heads"')[1]
    former = (await viewer.get(f"/schools/{FORMER}")).text
    assert "Dilwyn Morion" in former.split('id="champions"')[1]
    assert "Siân ap Rhys" in former.split('id="cases"')[1]
    trail = (await supervisor.get("/audit")).text
    assert trail.count("Looked at a school") == 2
    assert (await viewer.get("/schools/0000000")).status_code == 404


async def test_the_list_is_exported_without_formulas_and_without_addresses(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    school = mailbot.running.office.directory.school(ELSEWHERE)
    assert school is not None
    await mailbot.import_directory(replace(school, name_en="=1+1 School"))
    viewer = await somebody("viewer")
    answer = await viewer.get("/schools.csv")
    rows = {row["dfes_number"]: row for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())}
    assert rows[ELSEWHERE]["name_en"] == "'=1+1 School"
    assert (rows[NEW]["state"], rows[NEW]["last_run"]) == ("fine", "2026-09-08T02:15+00:00")
    assert "@" not in answer.text


async def test_an_import_of_the_same_run_is_no_further_run(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.import_directory()
    await mailbot.import_directory()
    page = (await (await somebody("viewer")).get(f"/schools/{NEW}")).text
    assert page.split('id="runs"')[1].split("</table>")[0].count('<td role="cell"><b>') == 1
