"""Raw mail kept safe: what accept promised is there after every kind of end."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot import durable
from hwb_mailbot.domain.mails import Envelope
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.post import spool as spool_room
from hwb_mailbot.post.spool import Spool

ENVELOPE = Envelope(
    peer="192.0.2.1",
    helo="mail.hendre.example",
    tls=True,
    mail_from="siân@hendre.example",
    recipients=("hwb@support.example", "hwb+T@support.example"),
    received_at=datetime(2026, 11, 5, 9, 30, 1, tzinfo=UTC),
)


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    opened = Spool(tmp_path)
    yield opened
    await opened.close()


def abandon(spool: Spool) -> None:
    """Let go as a killed process does: nothing flushed, nothing said."""
    spool._writer.shutdown()
    spool._journal.close()


def found(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.rglob(pattern))


async def test_accepted_mail_lies_where_people_look_for_it(spool: Spool, tmp_path: Path) -> None:
    mail = await spool.accept(ENVELOPE, b"Subject: x\r\n\r\n")
    assert spool.path(mail) == tmp_path / "mails" / "2026-11" / f"{mail}.eml"
    assert spool.path(mail).read_bytes() == spool.read(mail) == b"Subject: x\r\n\r\n"
    assert spool.envelope(mail) == ENVELOPE
    spool.done(mail)
    stated = json.loads((tmp_path / "mails" / "2026-11" / f"{mail}.envelope.json").read_bytes())
    assert stated["mail_from"] == "siân@hendre.example"
    assert spool.envelope(mail) == ENVELOPE
    assert {path.name for path in (tmp_path / "incoming").iterdir()} == {"journal"}


async def test_mails_wait_in_order_until_they_are_done(spool: Spool) -> None:
    mails = [await spool.accept(ENVELOPE, b"%d" % number) for number in range(3)]
    assert list(spool.waiting()) == mails
    spool.done(mails[1])
    spool.done(mails[1])
    assert list(spool.waiting()) == [mails[0], mails[2]]


async def test_many_at_once_are_kept_apart(spool: Spool) -> None:
    raws = [b"%d" % number * 1000 for number in range(200)]
    mails = await asyncio.gather(*(spool.accept(ENVELOPE, raw) for raw in raws))
    assert [spool.read(mail) for mail in mails] == raws
    assert len(set(mails)) == 200


async def test_arrival_wakes_once_for_what_came(spool: Spool) -> None:
    sleeper = asyncio.create_task(spool.arrival())
    await asyncio.sleep(0)
    assert not sleeper.done()
    await spool.accept(ENVELOPE, b"x")
    await asyncio.wait_for(sleeper, 5)
    again = asyncio.create_task(spool.arrival())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


async def test_what_waited_before_wakes_at_once(tmp_path: Path) -> None:
    first = Spool(tmp_path)
    mail = await first.accept(ENVELOPE, b"x")
    await first.close()
    second = Spool(tmp_path)
    await asyncio.wait_for(second.arrival(), 5)
    assert list(second.waiting()) == [mail]
    await second.close()


async def test_forgotten_mail_is_gone_for_good(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    done, waiting = await spool.accept(ENVELOPE, b"x"), await spool.accept(ENVELOPE, b"y")
    spool.done(done)
    await spool.forget(done)
    await spool.forget(waiting)
    abandon(spool)
    again = Spool(tmp_path)
    assert list(again.waiting()) == []
    assert found(tmp_path / "mails", "*.*") == []
    with pytest.raises(DurableFault):
        again.read(done)
    with pytest.raises(DurableFault):
        again.envelope(done)
    await again.close()


@pytest.mark.parametrize("id", ["", "..", "../../x", "20261105T093001-0123456789abcde/", "x" * 32])
async def test_no_id_leads_out_of_the_spool(spool: Spool, id: str) -> None:
    with pytest.raises(ValueError, match="spool id"):
        spool.path(id)


@pytest.mark.parametrize("torn", ["missing", "short", "zeroes"])
async def test_journal_restores_what_the_files_lost(tmp_path: Path, torn: str) -> None:
    spool = Spool(tmp_path)
    mail = await spool.accept(ENVELOPE, b"precious")
    done = await spool.accept(ENVELOPE, b"taken in")
    spool.done(done)
    abandon(spool)
    for path in found(tmp_path, f"{mail}.*"):
        if torn == "missing":
            path.unlink()
        else:
            path.write_bytes(b"\0" * path.stat().st_size if torn == "zeroes" else b"")
    spool.path(done).unlink()
    again = Spool(tmp_path)
    assert (again.read(mail), again.envelope(mail)) == (b"precious", ENVELOPE)
    assert again.read(done) == b"taken in"
    assert list(again.waiting()) == [mail]
    await again.close()


async def test_torn_mail_that_nobody_was_promised_is_deleted(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    mail = await spool.accept(ENVELOPE, b"whole")
    await spool.close()
    other = mail[:-4] + ("0000" if mail[-4:] != "0000" else "1111")
    for path in found(tmp_path, f"{mail}.*"):
        path.with_name(path.name.replace(mail, other)).write_bytes(path.read_bytes()[:-1])
    again = Spool(tmp_path)
    assert list(again.waiting()) == [mail]
    assert found(tmp_path, f"{other}*") == []
    await again.close()


async def test_journal_starts_anew_when_it_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_room, "JOURNAL_BYTES", 50_000)
    spool = Spool(tmp_path)
    mails = [await spool.accept(ENVELOPE, b"%d" % number * 5000) for number in range(30)]
    await spool.accept(ENVELOPE, b"")
    assert (tmp_path / "incoming" / "journal").stat().st_size < 100_000
    abandon(spool)
    again = Spool(tmp_path)
    assert [again.read(mail) for mail in mails] == [b"%d" % number * 5000 for number in range(30)]
    assert len(list(again.waiting())) == 31
    await again.close()


async def test_journal_stays_when_the_files_cannot_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spool_room, "JOURNAL_BYTES", 1)
    spool = Spool(tmp_path)

    def broken(paths: Any) -> None:
        raise DurableFault("flush: broken")

    monkeypatch.setattr(durable, "flush", broken)
    mails = [await spool.accept(ENVELOPE, b"%d" % number) for number in range(3)]
    await spool.accept(ENVELOPE, b"last")
    monkeypatch.undo()
    abandon(spool)
    for mail in mails:
        spool.path(mail).unlink()
    again = Spool(tmp_path)
    assert [again.read(mail) for mail in mails] == [b"0", b"1", b"2"]
    assert "spool_unflushed" in capfd.readouterr().err
    await again.close()


@pytest.mark.parametrize("step", range(6))
async def test_whatever_fails_nothing_stays_of_a_refused_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    spool = Spool(tmp_path)
    first = await spool.accept(ENVELOPE, b"first")
    left = [step]

    def failing(real: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*arguments, **named)

        return call

    for name in ("open", "write", "fdatasync"):
        monkeypatch.setattr(durable.os, name, failing(getattr(os, name)))
    refused = None
    try:
        kept = [first, await spool.accept(replace(ENVELOPE, received_at=datetime.now(UTC)), b"second")]
    except DurableFault as fault:
        kept, refused = [first], fault
    monkeypatch.undo()
    assert (refused is not None) == (left[0] < 0)
    assert list(spool.waiting()) == kept
    assert {path.stem for path in found(tmp_path, "*.eml")} == set(kept)
    third = await spool.accept(ENVELOPE, b"third")
    abandon(spool)
    again = Spool(tmp_path)
    assert sorted(again.waiting()) == sorted([*kept, third])
    await again.close()


async def test_sender_who_left_does_not_disturb_the_others(spool: Spool) -> None:
    leaving = asyncio.create_task(spool.accept(ENVELOPE, b"left"))
    staying = asyncio.create_task(spool.accept(ENVELOPE, b"stayed"))
    await asyncio.sleep(0)
    leaving.cancel()
    mail = await staying
    assert spool.read(mail) == b"stayed"
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert mail in spool.waiting()


async def test_close_keeps_what_is_on_its_way(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    accepting = [asyncio.create_task(spool.accept(ENVELOPE, b"x" * 10_000)) for _ in range(20)]
    await asyncio.sleep(0)
    await spool.close()
    mails = await asyncio.gather(*accepting)
    again = Spool(tmp_path)
    assert sorted(again.waiting()) == sorted(mails)
    await again.close()
