"""Readers under strain: children killed from outside, floods of tasks, answers of megabytes, callers that go away."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from hwb_mailbot.reading.processes.pool import TASKS_BEFORE_RENEWAL, ReaderFailed, Readers

MEGABYTES = 8 * 1024 * 1024


def hang(started: str) -> None:
    Path(started).write_text(str(os.getpid()))
    while True:
        time.sleep(60)


def wait_for(fifo: str) -> int:
    with Path(fifo).open("rb") as end:
        end.read()
    return os.getpid()


def meet(fifo: str, mode: str) -> int:
    with Path(fifo).open(mode):
        return os.getpid()


def octets(number: int, begun: str = "") -> bytes:
    if begun:
        Path(begun).touch()
    return bytes(number)


def a_local_function() -> object:
    return lambda: None


class ForChildrenOnly:
    def __init__(self, parent: int) -> None:
        if os.getpid() == parent:
            raise ValueError("not here")
        self.parent = parent

    def __reduce__(self) -> tuple[type, tuple[int]]:
        return ForChildrenOnly, (self.parent,)


class EndsWhoeverReadsIt:
    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (3,)


class HangsWhoeverReadsIt:
    def __reduce__(self) -> tuple[Callable[[float], None], tuple[float]]:
        return time.sleep, (600.0,)


def descriptors() -> Counter[str]:
    """What this process holds, by kind: pipes and sockets are numbered anew."""
    found: Counter[str] = Counter()
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists them
            found[str(one.readlink()).partition(":")[0]] += 1
    return found


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def has_ended(pid: int) -> bool:
    try:
        return state(pid) == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def children_of_the_server() -> set[int]:
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    return {int(one) for one in Path(f"/proc/{server}/task/{server}/children").read_text().split()}


async def until(so: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not so():
        assert time.monotonic() < limit
        await asyncio.sleep(0.001)


async def failure(task: asyncio.Task[object]) -> ReaderFailed:
    with pytest.raises(ReaderFailed) as caught:
        await task
    return caught.value


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    made = Readers(2, 20.0, frozenset())
    yield made
    made.close()


@pytest.fixture
def hurried() -> Iterator[Readers]:
    made = Readers(1, 1.0, frozenset())
    yield made
    made.close()


@pytest.fixture
def halted_server() -> Iterator[Callable[[], None]]:
    """Stops the server that children are forked from until the test ends, or half a minute has passed."""
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    later = threading.Timer(30, os.kill, (pid, signal.SIGCONT))

    def halt() -> None:
        os.kill(pid, signal.SIGSTOP)
        later.start()

    yield halt
    later.cancel()
    os.kill(pid, signal.SIGCONT)


async def test_two_are_at_work_at_once(readers: Readers, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    one, other = await asyncio.gather(
        readers.run(meet, str(tmp_path / "fifo"), "rb"), readers.run(meet, str(tmp_path / "fifo"), "wb")
    )
    assert one != other


async def test_a_child_killed_at_work_fails_its_own_task_only(readers: Readers, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    beside = asyncio.create_task(readers.run(wait_for, str(tmp_path / "fifo")))
    doomed = asyncio.create_task(readers.run(hang, str(tmp_path / "pid")))
    behind = asyncio.create_task(readers.run(max, 1, 2))
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    failed = await failure(doomed)
    assert (failed.reason_code, failed.detail) == ("crashed", "exit status -9")
    assert await behind == 2
    (tmp_path / "fifo").write_bytes(b"")
    assert await beside


async def test_with_a_child_that_dies_idle_no_task_is_lost(hurried: Readers) -> None:
    first = await hurried.run(os.getpid)
    held = descriptors()
    os.kill(first, signal.SIGKILL)
    await until(lambda: has_ended(first))
    second = await hurried.run(os.getpid)
    assert second != first
    await hurried.run(max, 1, 2)
    assert descriptors() == held


async def test_an_answer_of_megabytes_comes_whole(readers: Readers) -> None:
    assert await readers.run(octets, MEGABYTES) == bytes(MEGABYTES)


async def test_an_answer_that_stops_half_way_holds_up_nothing(hurried: Readers, tmp_path: Path) -> None:
    pid = await hurried.run(os.getpid)
    stuck = asyncio.create_task(hurried.run(octets, MEGABYTES, str(tmp_path / "begun")))
    await asyncio.sleep(0)
    # Nobody listens meanwhile, so the child falls asleep when there is no room for more of its answer.
    while not (tmp_path / "begun").exists() or state(pid) != "S":
        pass
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    assert (await failure(stuck)).reason_code == "deadline"
    assert time.monotonic() - began < 20
    assert await hurried.run(max, 1, 2) == 2


async def test_arguments_of_megabytes_arrive(readers: Readers) -> None:
    assert await readers.run(len, bytes(MEGABYTES)) == MEGABYTES


async def test_a_child_that_takes_no_arguments_has_a_deadline(hurried: Readers) -> None:
    os.kill(await hurried.run(os.getpid), signal.SIGSTOP)
    failed = await failure(asyncio.create_task(hurried.run(len, bytes(MEGABYTES))))
    assert failed.reason_code == "deadline"
    assert await hurried.run(max, 1, 2) == 2


async def test_tasks_are_served_in_their_order_and_waiting_counts_for_no_deadline(hurried: Readers) -> None:
    order: list[int] = []

    async def one(number: int) -> None:
        await hurried.run(time.sleep, 0.03)
        order.append(number)

    await asyncio.gather(*map(one, range(50)))
    assert order == list(range(50))


async def test_what_cannot_be_pickled_fails_its_own_task_and_no_child(hurried: Readers) -> None:
    pid = await hurried.run(os.getpid)
    for function, argument in (
        (a_local_function, None),
        (len, lambda: None),
        (ForChildrenOnly, os.getpid()),
    ):
        arguments = () if argument is None else (argument,)
        failed = await failure(asyncio.create_task(hurried.run(function, *arguments)))  # type: ignore[arg-type]
        assert failed.reason_code == "crashed"
    assert await hurried.run(os.getpid) == pid


async def test_children_are_renewed_while_others_are_at_work(readers: Readers) -> None:
    await readers.run(max, 1, 2)
    held, number = descriptors(), 2 * TASKS_BEFORE_RENEWAL + 200
    done = Counter(await asyncio.gather(*(readers.run(os.getpid) for _ in range(number))))
    assert done.total() == number
    assert max(done.values()) <= TASKS_BEFORE_RENEWAL
    await asyncio.gather(readers.run(max, 1, 2), readers.run(max, 1, 2))
    assert sum(not has_ended(pid) for pid in done) <= 2
    await until(lambda: descriptors()["socket"] <= held["socket"] + 1)


async def test_the_loop_goes_on_while_a_child_starts(halted_server: Callable[[], None], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    two = Readers(2, 20.0, frozenset())
    try:
        await two.run(max, 1, 2)
        halted_server()
        under_way = asyncio.create_task(two.run(wait_for, str(tmp_path / "fifo")))
        starting = asyncio.create_task(two.run(max, 3, 4))
        began = time.monotonic()
        await asyncio.to_thread((tmp_path / "fifo").write_bytes, b"")
        await under_way
        assert time.monotonic() - began < 20
        assert not starting.done()
        starting.cancel()
    finally:
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGCONT)  # type: ignore[attr-defined]
        two.close()


async def test_who_is_cancelled_takes_the_child_at_work_along_and_nobody_elses(
    hurried: Readers, tmp_path: Path
) -> None:
    under_way = asyncio.create_task(hurried.run(hang, str(tmp_path / "pid")))
    waiting = asyncio.create_task(hurried.run(max, 1, 2))
    behind = asyncio.create_task(hurried.run(os.getpid))
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    waiting.cancel()
    under_way.cancel()
    pid = int((tmp_path / "pid").read_text())
    assert await behind != pid
    await until(lambda: has_ended(pid))
    for task in (waiting, under_way):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_child_that_starts_for_who_is_cancelled_serves_the_next(readers: Readers) -> None:
    await readers.run(max, 1, 2)
    before = children_of_the_server()
    one = Readers(1, 20.0, frozenset())
    try:
        for _ in range(5):
            gone = asyncio.create_task(one.run(os.getpid))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            gone.cancel()
        assert len({await one.run(os.getpid) for _ in range(4)}) <= 2
        await until(lambda: len(children_of_the_server() - before) == 1)
    finally:
        one.close()
    assert children_of_the_server() <= before


async def test_closing_fails_what_is_under_way_and_what_waits_and_leaves_nothing(tmp_path: Path) -> None:
    Readers(1, 1.0, frozenset()).close()
    held = descriptors()
    closed = Readers(2, 60.0, frozenset())
    idle = await closed.run(os.getpid)
    tasks = [asyncio.create_task(closed.run(hang, str(tmp_path / f"pid{number}"))) for number in range(2)]
    tasks += [asyncio.create_task(closed.run(hang, str(tmp_path / "never"))) for _ in range(20)]
    await until(lambda: all((tmp_path / f"pid{one}").exists() for one in range(2)))
    await until(lambda: all((tmp_path / f"pid{one}").read_text() for one in range(2)))
    closed.close()
    closed.close()
    for one in range(2):
        assert has_ended(int((tmp_path / f"pid{one}").read_text()))
    assert has_ended(idle)
    for task in tasks:
        failed = await failure(task)
        assert (failed.reason_code, failed.detail) == ("crashed", "the readers were closed")
    assert not (tmp_path / "never").exists()
    assert descriptors() == held


async def test_a_child_that_cannot_start_fails_the_task_that_it_was_for() -> None:
    never = Readers(1, 5.0, EndsWhoeverReadsIt())  # type: ignore[arg-type]
    try:
        for _ in range(2):
            failed = await asyncio.wait_for(failure(asyncio.create_task(never.run(max, 1, 2))), 60)
            assert (failed.reason_code, failed.detail) == ("crashed", "exit status 3")
    finally:
        never.close()


async def test_a_child_that_hangs_while_it_is_prepared_has_a_deadline() -> None:
    others = children_of_the_server()
    never = Readers(1, 1.0, HangsWhoeverReadsIt())  # type: ignore[arg-type]
    try:
        for _ in range(2):
            failed = await asyncio.wait_for(failure(asyncio.create_task(never.run(max, 1, 2))), 60)
            assert failed.reason_code == "deadline"
        await until(lambda: children_of_the_server() <= others)
    finally:
        never.close()


async def test_killed_with_their_server_they_come_again(hurried: Readers) -> None:
    pid = await hurried.run(os.getpid)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    await until(lambda: has_ended(pid))
    assert await hurried.run(os.getpid) != pid


def test_one_loop_after_another_has_the_same_readers() -> None:
    shared = Readers(1, 20.0, frozenset())
    try:

        async def some() -> set[int]:
            return set(await asyncio.gather(*(shared.run(os.getpid) for _ in range(3))))

        assert len(asyncio.run(some()) | asyncio.run(some())) == 1
    finally:
        shared.close()
