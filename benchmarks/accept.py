"""Durable accepts a second at the door, beside a bare aiosmtpd that throws every mail away.

Both servers run as processes of their own, one after the other in every round and in changing order, with the same
clients: each keeps one connection and waits for every reply. The bare server answers 250 from memory; ours only when
mail and envelope are on disk. Run ``python benchmarks/accept.py`` on an otherwise quiet machine; ``--folder`` names
the disk to measure (default: the working directory's).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

SIZES = {"4 KB": 4 * 1024, "40 KB": 40 * 1024}

_BARE = """
import asyncio, logging
from aiosmtpd.smtp import SMTP

class Discard:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Discard(), hostname="bare.example", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(86400)

asyncio.run(serve())
"""

_OURS = """
import asyncio, sys
from pathlib import Path
from hwb_mailbot import config
from hwb_mailbot.post.listener import Listener
from hwb_mailbot.post.spool import Spool

async def serve():
    folder = Path(sys.argv[1])
    settings = config.parse("[mailbot]\\naddress = hwb@support.example\\n[listener]\\nport = 0\\n", folder)
    spool = Spool(folder)
    listener = Listener(settings, spool)
    print((await listener.start())[1], flush=True)
    while True:
        await spool.arrival()
        for mail in spool.waiting():
            spool.done(mail)

asyncio.run(serve())
"""


@contextlib.contextmanager
def server(source: str, *arguments: str) -> Iterator[int]:
    """A server process; its port."""
    child = subprocess.Popen(
        [sys.executable, "-c", source, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        child.terminate()
        child.wait()


def mail(size: int) -> bytes:
    """A mail of about ``size`` bytes in lines of 76 characters, as encoded parts have them."""
    head = b"From: head@hendre.example\r\nTo: hwb@support.example\r\nSubject: A leaver\r\n\r\n"
    line = b"SGVsbG8gZnJvbSB0aGUgc2Nob29sIG9mIEhlbmRyZSwgd2hpY2ggaXMgbm90IGEgcmVhbCBvbmUu\r\n"
    return head + line * ((size - len(head)) // len(line))


async def client(port: int, wire: bytes, mails: int) -> None:
    """One connection, ``mails`` mails."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def say(what: bytes, expected: bytes) -> None:
        writer.write(what)
        while (line := await reader.readline())[3:4] == b"-":
            pass
        if not line.startswith(expected):
            raise RuntimeError(f"{what[:60]!r} was answered {line!r}")

    await say(b"", b"220")
    await say(b"EHLO client.example\r\n", b"250")
    for _ in range(mails):
        await say(b"MAIL FROM:<head@hendre.example>\r\n", b"250")
        await say(b"RCPT TO:<hwb@support.example>\r\n", b"250")
        await say(b"DATA\r\n", b"354")
        await say(wire, b"250")
    await say(b"QUIT\r\n", b"221")
    writer.close()


async def rate(port: int, wire: bytes, clients: int, mails: int) -> float:
    """Mails a second, all clients together."""
    started = time.perf_counter()
    await asyncio.gather(*(client(port, wire, mails // clients) for _ in range(clients)))
    return mails // clients * clients / (time.perf_counter() - started)


def measure(folder: Path, wire: bytes, clients: int, mails: int, rounds: int) -> tuple[list[float], list[float]]:
    """The rates of the bare server and of ours, pair by pair."""
    bare_rates, our_rates = [], []
    with server(_BARE) as bare, server(_OURS, str(folder)) as ours:
        for port in (bare, ours):
            asyncio.run(rate(port, wire, clients, max(clients, mails // 10)))
        for turn in range(rounds):
            pair = [(bare, bare_rates), (ours, our_rates)]
            for port, rates in pair if turn % 2 else reversed(pair):
                rates.append(asyncio.run(rate(port, wire, clients, mails)))
    return bare_rates, our_rates


def main() -> None:
    """Measure every size with every number of clients and print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--mails", type=int, default=1000, help="for each round and server")
    options.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    options.add_argument("--folder", type=Path, default=Path.cwd())
    chosen = options.parse_args()
    table = Table(
        "mail", "clients", "bare, discards /s", "ours, durable /s", "ratio (median of pairs)", "least", "most"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for name, size in SIZES.items():
        wire = mail(size) + b".\r\n"
        for clients in chosen.clients:
            with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="accept-") as folder:
                bare, ours = measure(Path(folder), wire, clients, chosen.mails, chosen.rounds)
            ratios = [one / other for one, other in zip(ours, bare, strict=True)]
            table.add_row(
                name,
                str(clients),
                f"{statistics.median(bare):.0f}",
                f"{statistics.median(ours):.0f}",
                f"{statistics.median(ratios):.2f}",
                f"{min(ratios):.2f}",
                f"{max(ratios):.2f}",
            )
    Console().print(table)
    print(f"{os.cpu_count()} processors, Python {sys.version.partition(' ')[0]}, {chosen.rounds} rounds")


if __name__ == "__main__":
    main()
