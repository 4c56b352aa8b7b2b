"""The queue: what is there, in which order, found by what; and the file behind it, which may vanish at any time."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

import pytest

from hwb_mailbot import case_commands
from hwb_mailbot.records import Change
from hwb_mailbot.records.tiny import TinyRecords
from hwb_mailbot.web import case_search
from hwb_mailbot.web.assignments import assign
from hwb_mailbot.web.case_search import Wanted
from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER, NEW, TOMOS, arrival, leaver
from tests.web.conftest import Browser, OpenBrowser


async def references(browser: Browser, path: str) -> list[str]:
    page = (await browser.get(path)).text
    return [part.split('"')[0] for part in page.split('href="/cases/')[1:]]


async def two_cases(mailbot: Mailbot) -> Sequence[str]:
    """Siân's, which waits, and Tomos's, which is put on hold."""
    await mailbot.authorise()
    await mailbot.authorise(name=TOMOS.full_name, former_username=TOMOS.username)
    rows = {row["person"]: row["reference"] for row in await mailbot.cases()}
    await mailbot.act("hold", rows["Tomos Gwynn"])
    return rows["Siân ap Rhys"], rows["Tomos Gwynn"]


async def test_every_case_lies_on_its_shelf(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, tomos = await two_cases(mailbot)
    mair = await somebody()
    assert await references(mair, "/") == []
    assert "No case waits for us" in (await mair.get("/")).text
    assert await references(mair, "/?shelf=waiting") == [sian]
    assert await references(mair, "/?shelf=held") == [tomos]
    await mailbot.act("release", tomos)
    assert await references(mair, "/?shelf=held") == []
    await mailbot.act("reject", tomos)
    assert await references(mair, "/?shelf=closed") == [tomos]


async def test_a_case_is_found_by_name_username_school_number_and_reference(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    sian, tomos = await two_cases(mailbot)
    mair = await somebody()
    for words in ("sian ap rhys", "Rhys", "aprhyss12", "APRHYSS12@hwbcymru.example"):
        assert await references(mair, f"/?words={words}") == [sian], words
    for words in ("Bryn Eithin", "bryn eith", "661/4011", "6614011", "Ysgol Gynradd"):
        assert set(await references(mair, f"/?words={words}")) == {sian, tomos}, words
    for words in ("Sir Ddinbych", "denbighshire", "Ddinbych", "Gwynedd"):
        found = set(await references(mair, f"/?words={words}"))
        assert found == ({sian, tomos} if words == "Gwynedd" else set()), words
    for words in ("nobody", "AND", "x" * 5000, "'; DROP TABLE cases; --", "NEAR(a b)", "%25"):
        assert await references(mair, f"/?words={words}") == [], words
    for words in ('"', "*", "%00", "(", "- -"):
        assert (await mair.get(f"/?words={words}")).status_code == 200, words
    assert (await mair.get(f"/?words={sian.lower()}")).headers["location"] == f"/cases/{sian}"


async def test_filters_narrow_the_list(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, tomos = await two_cases(mailbot)
    mair = await somebody()
    assert await references(mair, "/?shelf=&state=held") == [tomos]
    assert await references(mair, "/?shelf=&reason=held-by-support") == [tomos]
    assert len(await references(mair, "/?shelf=&authority=Gwynedd")) == 2
    assert await references(mair, "/?shelf=&authority=Powys") == []
    assert len(await references(mair, "/?shelf=&school=661-4011")) == 2
    assert await references(mair, "/?shelf=&language=cy") == []
    assert await references(mair, "/?shelf=&older_than=3") == []
    await mailbot.pass_time(days=4)
    await mair.sign_in()
    assert len(await references(mair, "/?shelf=&older_than=3")) == 2
    await mair.send(f"/cases/{sian}", f"/cases/{sian}/assignment", to_whom="me")
    assert await references(mair, "/?shelf=&assignee=mair") == [sian]
    assert await references(mair, "/?shelf=&assignee=nobody") == [tomos]


async def test_a_case_lies_once_under_the_authorities_of_both_its_schools(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many cases there are: each question goes straight to the authority's own."""
    more = [leaver("prysb1", "Bethan Prys"), arrival("prysb7", "Bethan Prys"), arrival("prysb8", "Bethan Prys")]
    await mailbot.import_directory(*more)
    bethan = await review(mailbot, "Bethan Prys", "prysb1", "prysb7", "BP7", "70777")
    _, tomos = await two_cases(mailbot)  # whose new schools nobody has named yet
    index, search = mailbot.running.index, mailbot.running.case_search
    questions: list[tuple[str, tuple[object, ...]]] = []
    ask = index.query

    def noted(sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        questions.append((sql, tuple(values)))
        return ask(sql, values)

    monkeypatch.setattr(index, "query", noted)

    def under(authority: str, **more: str) -> list[str]:
        found = search.find(Wanted(authority=authority, **more), 1, mailbot.clock())
        assert found.total == len(found.rows)
        return [row["reference"] for row in found.rows]

    schools = [mailbot.running.office.directory.school(number) for number in (FORMER, NEW)]
    authorities = [school.local_authority for school in schools if school]
    assert len(set(authorities)) == 2
    for authority in authorities:
        assert under(authority, shelf="review") == [bethan]
        assert under(authority, shelf="closed") == []
        assert under(authority, state="review", language="en", assignee="nobody") == [bethan]
    former, new = authorities
    assert (under(former, shelf="held"), under(new, shelf="held")) == ([tomos], [])
    assert (len(under(former, shelf="")), under(new, shelf="")) == (3, [bethan])
    assert under(former, shelf="", words="prys") == [bethan]
    assert under(former, shelf="review", school=NEW) == [bethan]
    plans = [row["detail"] for sql, values in questions for row in ask(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any("SEARCH authorities" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith(("SCAN cases", "SCAN authorities"))] == []
    assert search.counts(mailbot.clock()).authorities == tuple(sorted(set(authorities)))
    await mailbot.act("reject", bethan)
    for authority in authorities:
        assert (under(authority, shelf="review"), under(authority, shelf="closed")) == ([], [bethan])


async def test_the_next_case_is_taken_once(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    more = [leaver("prysb1", "Bethan Prys"), arrival("prysb7", "Bethan Prys"), arrival("prysb8", "Bethan Prys")]
    await mailbot.import_directory(*more)
    first = await review(mailbot, "Bethan Prys", "prysb1", "prysb7", "BP7", "70777")
    mair, gwen = await somebody("officer", "mair"), await somebody("officer", "gwen", "Gwen Parri")
    assert (await mair.send("/", "/next")).headers["location"] == f"/cases/{first}"
    assert "Mair Eleri" in (await gwen.get("/")).text
    nothing = await gwen.send("/", "/next")
    assert "with a colleague already" in nothing.text
    assert (await mair.send("/", "/next")).headers["location"] == f"/cases/{first}"
    await mair.send(f"/cases/{first}", f"/cases/{first}/assignment", to_whom="nobody")
    assert (await gwen.send("/", "/next")).headers["location"] == f"/cases/{first}"


async def review(mailbot: Mailbot, name: str, former: str, new: str, code: str, number: str) -> str:
    """A case that lies before the team because a namesake stands at the new school; its reference."""
    await mailbot.authorise(name=name, former_username=former)
    what = {"new_username": new, "staff_code": code, "employee_number": number}
    subject_and_text = mails.consolidation("en", **what)
    await mailbot.send(mailbot.mail(f"{new}@hwbcymru.example", subject_and_text))
    (row,) = [row for row in await mailbot.cases() if row["state"] == "review"]
    return str(row["reference"])


async def test_a_viewer_takes_nothing(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await two_cases(mailbot)
    viewer = await somebody("viewer")
    assert "Take the next case" not in (await viewer.get("/")).text


async def by_command_alone(mailbot: Mailbot, action: str, reference: str) -> None:
    """With no service running, a command opens the store for itself."""
    what = {"action": action, "reference": reference, "by": "Mair", "reason": "checked by telephone"}
    await mailbot.command("case act", **what)


async def test_the_index_comes_back_and_catches_up(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, tomos = await two_cases(mailbot)
    mair = await somebody()
    assert len(await references(mair, "/?shelf=")) == 2
    store = mailbot.folder / "store"
    await mailbot.stop()
    for path in store.glob("cases.sqlite*"):
        path.unlink()
    await by_command_alone(mailbot, "release", tomos)
    await mailbot.start()
    await mailbot.running.index.caught_up.wait()
    found = mailbot.running.index.query("SELECT reference, shelf FROM cases ORDER BY opened_at")
    assert [tuple(row) for row in found] == [(sian, "waiting"), (tomos, "waiting")]
    await mailbot.stop()
    await by_command_alone(mailbot, "hold", sian)
    (store / "cases.sqlite-wal").unlink(missing_ok=True)
    await mailbot.start()
    await mailbot.running.index.caught_up.wait()
    found = mailbot.running.index.query("SELECT reference FROM cases WHERE shelf = 'held'")
    assert [row["reference"] for row in found] == [sian]
    await mailbot.stop()
    with closing(sqlite3.connect(store / "cases.sqlite")) as database:
        database.executescript("PRAGMA user_version = 99; DROP TABLE cases;")
    await mailbot.start()
    await mailbot.running.index.caught_up.wait()
    assert len(mailbot.running.index.query("SELECT reference FROM cases")) == 2, "tables of another version"
    await mailbot.stop()
    (store / "cases.sqlite").write_bytes(b"no database at all, " * 400)
    await mailbot.start()
    await mailbot.running.index.caught_up.wait()
    assert len(mailbot.running.index.query("SELECT reference FROM cases")) == 2


async def test_an_exported_cell_is_never_a_formula(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, _ = await two_cases(mailbot)
    supervisor, officer = await somebody("supervisor", "mair"), await somebody("officer", "gwen")
    assert (await officer.get("/cases.csv")).status_code == 403
    answer = await supervisor.get("/cases.csv?shelf=")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith("\ufeff".encode()), "so that Excel reads the circumflexes"
    assert "Siân ap Rhys" in answer.text
    records = mailbot.running.office.records
    for formula in ('=HYPERLINK("https://evil.example")', "+44", "-1+1", "@SUM(1)"):
        case = records.get("case", sian)
        assert case is not None
        records.commit([Change("case", sian, case.version, {**case.body, "person": formula})])
        rows = {row["reference"]: row for row in await exported(supervisor, "/cases.csv?shelf=")}
        assert rows[sian]["person"] == f"'{formula}"
    (row,) = await exported(supervisor, "/cases.csv?words=gwynn")
    assert row["person"] == "Tomos Gwynn"


async def exported(browser: Browser, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader((await browser.get(path)).content.decode("utf-8-sig").splitlines()))


async def test_a_renamed_school_is_found_at_once(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """By its new name, though no case of it has changed since."""
    await mailbot.authorise()
    await mailbot.running.index.caught_up.wait()
    mair = await somebody()
    reference = (await mailbot.case())["reference"]
    assert reference not in (await mair.get("/?words=Cwm Gwyrdd")).text
    records = mailbot.running.office.records
    school = records.get("school", FORMER)
    assert school is not None
    renamed = {**school.body, "name_cy": "Ysgol Cwm Gwyrdd", "name_en": "Cwm Gwyrdd School"}
    records.commit([Change("school", FORMER, school.version, renamed)])
    assert reference in (await mair.get("/?words=Cwm Gwyrdd")).text
    await mailbot.restart()
    await mailbot.running.index.caught_up.wait()


async def test_age_and_authority_stand_in_the_readers_language(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    mair = await somebody()
    for days, ages in enumerate((("today", "heddiw"), ("yesterday", "ddoe"), ("2 days ago", "2 ddiwrnod yn ôl"))):
        for language, age in zip(("en", "cy"), ages, strict=True):
            await mair.send("/account", "/language", language=language)
            assert f'<span class="quiet">{age}</span>' in (await mair.get("/?shelf=")).text, days
        mailbot.clock.time += timedelta(days=1)
        await mair.sign_in()
    schools = (await mair.get("/schools")).text
    assert "Pen-y-bont ar Ogwr" in schools
    assert '<option value="Bridgend">' in schools
    assert "672" in (await mair.get("/schools?words=ogwr")).text


async def test_both_names_of_a_local_authority_find_the_same(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, tomos = await two_cases(mailbot)
    records = mailbot.running.office.records
    school = records.get("school", FORMER)
    assert school is not None
    records.commit([Change("school", FORMER, school.version, {**school.body, "local_authority": "Flintshire"})])
    mair = await somebody()
    for words in ("Flintshire", "flintsh", "Sir y Fflint", "sir fflint", "Fflint"):
        assert set(await references(mair, f"/?words={words}")) == {sian, tomos}, words
    assert await references(mair, "/?words=Sir Fynwy") == []


async def test_mine_are_the_open_cases_in_my_care(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sian, tomos = await two_cases(mailbot)
    mair = await somebody()
    assert "No open case is in your care" in (await mair.get("/?shelf=open&assignee=mair")).text
    for reference in (sian, tomos):
        await mair.send(f"/cases/{reference}", f"/cases/{reference}/assignment", to_whom="me")
    assert set(await references(mair, "/?shelf=open&assignee=mair")) == {sian, tomos}
    await mailbot.act("reject", tomos)
    page = (await mair.get("/?shelf=open&assignee=mair")).text
    assert (page.count('aria-current="page"'), "Mine: 1" in page) == (2, True), "the menu and one shelf"


async def test_a_list_without_a_service_looks_through_no_case(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index says which; only what was written since it was last kept up is read."""
    sian, tomos = await two_cases(mailbot)
    await mailbot.running.index.caught_up.wait()
    await mailbot.stop()

    def never(*_: object) -> None:
        raise AssertionError("every case was read")

    monkeypatch.setattr(TinyRecords, "all", never)
    monkeypatch.setattr(case_commands, "_looked_through", never)
    assert [row["reference"] for row in await mailbot.command("case list")] == [sian, tomos]
    assert [row["reference"] for row in await mailbot.command("case list", limit=1)] == [tomos]
    assert [row["reference"] for row in await mailbot.command("case list", state="held")] == [tomos]
    assert [row["reference"] for row in await mailbot.command("case list", after=sian, portion=500)] == [tomos]
    monkeypatch.undo()
    await mailbot.start()


async def test_the_index_is_the_same_however_it_was_made(mailbot: Mailbot) -> None:
    """Made at once, or kept up case by case: the same rows, words and counts."""
    sian, tomos = await two_cases(mailbot)
    assign(mailbot.running.office.records, sian, "mair", mailbot.clock())
    await mailbot.act("reject", tomos)
    tables = (
        "reference, shelf, state, assignee FROM cases",
        "code FROM reasons",
        "authority, shelf, state FROM authorities",
        "what, number FROM tallies",
    )
    index = mailbot.running.index
    index.refresh()
    kept_up = [sorted(map(tuple, index.query(f"SELECT {one}"))) for one in tables]
    await mailbot.stop()
    for path in (mailbot.folder / "store").glob("cases.sqlite*"):
        path.unlink()
    await mailbot.start()
    index = mailbot.running.index
    await index.caught_up.wait()
    assert [sorted(map(tuple, index.query(f"SELECT {one}"))) for one in tables] == kept_up
    assert [row["reference"] for row in index.query("SELECT reference FROM cases WHERE assignee = 'mair'")] == [sian]


async def test_a_search_that_finds_too_much_says_so(
    mailbot: Mailbot, somebody: OpenBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "MOST_FOUND", 1)
    await two_cases(mailbot)
    mair = await somebody()
    page = (await mair.get("/?words=eithin")).text
    assert "at least 1" in page
    assert page.count('href="/cases/') == 1
    assert "at least" not in (await mair.get("/?words=tomos")).text
    await mair.send("/account", "/language", language="cy")
    assert "o leiaf 1" in (await mair.get("/?words=eithin")).text


async def test_the_last_word_is_a_beginning_however_much_begins_so(mailbot: Mailbot) -> None:
    """Few words are looked for one by one, many as a beginning; what begins otherwise is never found."""
    await mailbot.authorise()
    (sian,) = await mailbot.cases()
    records = mailbot.running.office.records
    document = records.get("case", sian["reference"])
    assert document is not None
    many = [f"zephyr{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst"]
    changes = []
    for number, name in enumerate([*many, "quixotella", "quixotello", "quixoty"]):
        reference = f"HWB-0000-{number:04}"
        body = {**document.body, "reference": reference, "person": name, "authorisation": None}
        changes.append(Change("case", reference, 0, body))
    records.commit(changes)
    search, now = mailbot.running.case_search, mailbot.clock()

    def found(words: str) -> int:
        return search.find(Wanted(shelf="", words=words), 1, now).total

    by_chance = any(part.startswith("Q") for part in sian["reference"].split("-"))  # a reference is a word too
    assert {words: found(words) for words in ("q", "qu", "qui", "quix", "quixo", "quixotell", "quixotella")} == {
        "q": 3 + by_chance, "qu": 3, "qui": 3, "quix": 3, "quixo": 3, "quixotell": 2, "quixotella": 1,
    }  # fmt: skip
    assert (found("zephyr"), found("zephyra"), found("zephyrak")) == (100, 10, 1)
    assert (found("quixotella quix"), found("quix zephyr"), found("quixotellas")) == (1, 0, 0)
    assert found('quix" OR "zep') == 0, "no expression of the full text's own"
