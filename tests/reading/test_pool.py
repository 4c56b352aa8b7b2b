"""Children that hang, die or swell take no mail with them, and end with their parent."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hwb_mailbot.reading.processes.pool import ReaderFailed, Readers

MAIL = b"From: Nia Evans <nia@coedmawr.example>\r\nTo: hwb@support.example\r\nSubject: Hwb\r\n\r\nHelo\r\n"


def hang() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def swell() -> int:
    return len(bytearray(64 * 1024**3))


def has_compiled() -> bool:
    return "hwb_mailbot.reading.processes.warmed" in sys.modules and gc.get_freeze_count() > 10_000


def fail() -> None:
    raise ValueError("broken")


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    made = Readers(2, 2.0, frozenset())
    yield made
    made.close()


async def reason(readers: Readers, function: object) -> str:
    with pytest.raises(ReaderFailed) as caught:
        await readers.run(function)  # type: ignore[arg-type]
    return caught.value.reason_code


def descriptors() -> set[str]:
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            found.add(str(one.readlink()))
        except FileNotFoundError:  # the one that lists them
            continue
    return found


async def test_a_mail_is_read(readers: Readers, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(MAIL)
    assert (await readers.read(path, null_sender=False)).from_address == "nia@coedmawr.example"


async def test_a_missing_file_is_unreadable(readers: Readers, tmp_path: Path) -> None:
    with pytest.raises(ReaderFailed) as caught:
        await readers.read(tmp_path / "none.eml", null_sender=False)
    assert caught.value.reason_code == "unreadable"


async def test_whatever_a_task_does_others_go_on(readers: Readers) -> None:
    hanging = asyncio.create_task(reason(readers, hang))
    assert await readers.run(max, 1, 2) == 2
    assert await hanging == "deadline"
    assert await reason(readers, die) == "crashed"
    assert await reason(readers, fail) == "crashed"
    assert await reason(readers, swell) == "crashed"
    assert await readers.run(max, 3, 4) == 4


async def test_a_child_has_no_descriptor_of_its_parent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, (tmp_path / "secret").open("wb") as secret:
        for one in (door, secret):
            os.set_inheritable(one.fileno(), True)
        kept = {os.readlink(f"/proc/self/fd/{one.fileno()}") for one in (door, secret)}  # noqa: PTH115
        theirs = Readers(1, 30.0, frozenset())
        try:
            assert kept <= descriptors()
            assert not kept & await theirs.run(descriptors)
        finally:
            theirs.close()


async def test_a_new_child_has_little_left_to_do(readers: Readers) -> None:
    await reason(readers, die)
    assert await readers.run(has_compiled) is True


async def test_children_that_cannot_be_prepared_fail_at_once() -> None:
    unfit = Readers(1, 5.0, 7)  # type: ignore[arg-type]
    try:
        with pytest.raises(ReaderFailed) as caught:
            await asyncio.wait_for(unfit.run(max, 1, 2), 60)
        assert caught.value.reason_code == "crashed"
        assert "could not be prepared" in caught.value.detail
    finally:
        unfit.close()


async def test_closed_readers_fail_plainly() -> None:
    closed = Readers(1, 2.0, frozenset())
    closed.close()
    assert await reason(closed, hang) == "crashed"


def test_children_run_the_program_that_starts_them_wherever_it_is_started(tmp_path: Path) -> None:
    other = tmp_path / "hwb_mailbot"
    other.mkdir()
    (other / "__init__.py").write_text("raise ImportError('another program of that name')")
    script = tmp_path / "elsewhere" / "parent.py"
    script.parent.mkdir()
    project = str(Path(__file__).parents[2])
    script.write_text(ELSEWHERE.format(project=project), encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert run.stdout.strip() == "True", run.stderr


ELSEWHERE = """
import asyncio, sys
sys.path.insert(0, {project!r})
from hwb_mailbot.reading.processes.pool import Readers
from tests.reading.test_pool import has_compiled
async def main():
    readers = Readers(1, 600.0, frozenset())
    print(await readers.run(has_compiled), flush=True)
    readers.close()
if __name__ == "__main__":
    asyncio.run(main())
"""
SCRIPT = """
import asyncio, sys
sys.path.insert(0, {project!r})
from hwb_mailbot.reading.processes.pool import Readers
async def main():
    readers = Readers(1, 600.0, frozenset())
    await readers.run(exec, "import os, time; print(os.getpid(), flush=True); time.sleep(600)")
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_children_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT.format(project=str(Path(__file__).parents[2])), encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    limit = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split(")")[1][:3]:
        assert time.monotonic() < limit, "the child outlived its parent"
        time.sleep(0.01)


async def test_what_the_pool_adds_can_be_measured(tmp_path: Path) -> None:
    """The benchmark reads in children as the service does; it must go on to do so."""
    from benchmarks.reading import added_by_the_pool

    path = tmp_path / "mail.eml"
    path.write_bytes(b"Subject: x\r\n\r\nI moved to another school.\r\n")
    assert len(await added_by_the_pool(frozenset(), [path], rounds=1)) == 2
