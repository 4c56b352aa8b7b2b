"""Mails that no client writes: known ones broken at random, and texts made to be slow.

    python -m tests.reading.hostile [--count 100000] [--seed 0] [--first 0] [--processes 2]

reads that many broken mails and every slow text, and says which raised or took long. A mail's number and the seed make
it again; a run that was interrupted goes on with ``--first``. The suite reads a small part.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from hwb_mailbot.reading.reader import read

ROOT = Path(__file__).parents[2]
SLOWEST_SECONDS = 4.0
_AT_ONCE = 100
"""Broken mails that a process reads before it tells how it went."""

_HEAD = b"From: Nia Evans <nia@coedmawr.example>\r\nTo: hwb@support.example\r\nSubject: Re: [HWB-7F3K-2MQD] Hwb\r\n"
_PLAIN = _HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
_HTML = _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"

_TOKENS = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff\xfe",
    b"=\r\n",
    b"=C3",
    b"=?utf-8?B?",
    b"?=",
    b"<",
    b">",
    b"> ",
    b"--",
    b"-- \r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: text/html\r\n",
    b"charset=utf-16",
    b"charset=x-none",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"message/rfc822",
    b"From: ",
    b"Subject: ",
    b"\r\n\r\n",
    b"<table><tr><td>",
    b"</div>",
    b"<blockquote>",
    b"&#0;",
    b"&nbsp;",
    b"<!--",
    b"]]>",
    b"APPROVE",
    b"GWRTHOD",
    b"HWB-7F3K-2MQD",
    b"661/4003",
    "Siôn".encode(),
    "\u202e".encode(),
    "ﬁ".encode(),
    b"\xf0\x9f",
    b"On Mon, 28 Sep 2026 at 12:00 X wrote:\r\n",
    b"winmail.dat",
    b"\t\t\t\t",
    b" " * 500,
    b"a" * 2000,
    b",;:" * 50,
]


def seeds() -> list[bytes]:
    """The mails to break."""
    folders = [ROOT / "tests" / "reading" / "mails", ROOT.parent / "shared" / "corpus"]
    return [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.eml"))]


def broken(mails: list[bytes], chance: random.Random) -> bytes:
    """One of ``mails`` with a few things done to it that happen to mails, and a few that do not."""
    raw = bytearray(chance.choice(mails))
    for _ in range(chance.randint(1, 8)):
        chance.choice(_CHANGES)(raw, chance, mails)
    return bytes(raw[:400_000])


def _place(raw: bytearray, chance: random.Random) -> int:
    return chance.randint(0, len(raw))


def _flip(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    for _ in range(chance.randint(1, 20)):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)


def _insert(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    at = _place(raw, chance)
    raw[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 1, 3, 40))


def _cut(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    at = _place(raw, chance)
    del raw[at : at + chance.randint(1, 400)]


def _end(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    del raw[_place(raw, chance) :]


def _repeat(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    at = _place(raw, chance)
    raw[at:at] = raw[at : at + chance.randint(1, 300)] * chance.choice((1, 2, 30))


def _splice(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    other = chance.choice(mails)
    at, begin = _place(raw, chance), chance.randint(0, len(other))
    raw[at : at + chance.randint(0, 500)] = other[begin : begin + chance.randint(1, 3000)]


def _swap_lines(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    lines = bytes(raw).split(b"\r\n")
    for _ in range(chance.randint(1, 6)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    raw[:] = b"\r\n".join(lines)


_CHANGES: tuple[Callable[[bytearray, random.Random, list[bytes]], None], ...] = (
    _flip, _insert, _insert, _cut, _end, _repeat, _splice, _swap_lines,
)  # fmt: skip


_A_HALF = _PLAIN + (
    b"Please combine my Hwb accounts. I am now at Oakfield Rise Primary School, DfES 6812156. Username boyceh28, staff "
    b"code HBO. "
)
_AS_LETTERS = str.maketrans("0123456789", "aeiouywlrn")


def slow_texts(size: int) -> Iterator[tuple[str, bytes]]:
    """Texts of about ``size`` octets at which readers of mails have hung, by name."""
    lines = {
        "attributions": "On a a a ",
        "newlines": "\r\n",
        "quote marks": ">",
        "quote marks apart": "> ",
        "headers": "From: a\r\n",
        "headers wrapped": "From: a\r\n \r\n",
        "lists": "- ",
        "nested lists": "1. a) - ",
        "labels": "New school: ",
        "labels in one line": "username: a code: b ",
        "dashes": "-",
        "underscores": "_ ",
        "commas": "a, ",
        "dots": "a. ",
        "capitals": "Aa ",
        "schools": "Ysgol y ",
        "names": "Mrs Nia ",
        "digits": "661",
        "numbers": "661 4003 ",
        "dates": "1 ",
        "date pieces": "1/1/",
        "negations": "not ",
        "negations and answers": "not approve ",
        "conditions": "if ",
        "Welsh negations": "ddim ",
        "boxes": "[ ] ",
        "ticked boxes": "[x] APPROVE ",
        "question marks": "?",
        "quotes": '"',
        "brackets": "(",
        "tabs": "\t",
        "cells": "a\t",
        "bars": "| ",
        "addresses": "a@a.a ",
        "at signs": "@",
        "angles": "<",
        "links": "http://a ",
        "apostrophes": "'",
        "accents": "ŵ",
        "invisible": "\u200b",
        "blanks": " ",
        "words": "approve ",
        "signatures": "-- \r\n",
        "thanks": "Thanks\r\nNia\r\n",
        "wrote": "wrote: ",
        "colons": ":",
        "postscripts": "P.S. ",
        "forwarded": "----- Forwarded message -----\r\n",
        "separators": "-----Original Message-----\r\n",
        "both": "and/or ",
        "codes": "cod staff AB ",
        "employee numbers": "employee number 5512345 and ",
        "schools and numbers": "Bryn Teg 661 2345 ",
        "schools in small letters": "at bryn teg 661 2345 ",
        "usernames and addresses": "pughg33 a@a.a ",
        "laughs": "Her leaving date is on SIMS, " + "ha " * 800 + "no. ",
    }
    for name, piece in lines.items():
        yield name, _PLAIN + (piece * (size // len(piece.encode()) + 1)).encode()[:size]
        yield (
            f"{name}, then words",
            _PLAIN + (piece * (size // len(piece.encode()) + 1)).encode()[:size] + b"\r\nApprove",
        )
    yield "a signature with a gap", _PLAIN + b"Approve\r\n\r\n-- \r\nNia" + b" " * size + b"y"
    yield "long words after a denial", _A_HALF + b"I do not have an " + (b"a" * 60 + b" ") * (size // 61)
    schools = (f"Former school: Ysgol {number:05d}\r\n".translate(_AS_LETTERS) for number in range(size // 28))
    yield "schools of many names", _PLAIN + "".join(schools).encode()
    yield "nested divisions", _HTML + b"<div>" * (size // 11) + b"a" + b"</div>" * (size // 11)
    yield "open divisions", _HTML + b"<div>" * (size // 5) + b"a"
    yield "nested quotes", _HTML + b"<blockquote>" * (size // 12) + b"a"
    yield "nested tables", _HTML + b"<table><tr><td>" * (size // 15) + b"a"
    yield "wide table", _HTML + b"<table><tr>" + b"<td>a" * (size // 5)
    yield "long table", _HTML + b"<table>" + b"<tr><td>a<td>b" * (size // 14)
    yield "nested list", _HTML + b"<ul><li>" * (size // 8) + b"a"
    yield "styles", _HTML + b'<p style="' + b"color:red;" * (size // 10) + b'">a'
    yield "style sheet", _HTML + b"<style>" + b".a{display:none}" * (size // 16) + b"</style>a"
    yield "comments", _HTML + b"<!--" * (size // 4)
    yield "entities", _HTML + b"&amp;" * (size // 5)
    yield "open parts", _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * (size // 5)
    yield "encoded words", b"Subject: " + b"=?utf-8?Q?=41?= " * (size // 16) + b"\r\n\r\na"
    yield "comments in From", b"From: " + b"(" * size + b"\r\n\r\na"
    yield "receivers", _HEAD + b"Cc: " + b"a@a.example, " * (size // 13) + b"\r\n\r\na"


def fault(raw: bytes) -> str:
    """What was wrong in reading ``raw``; empty where nothing was."""
    began = time.process_time()
    try:
        read(raw)
    except Exception as error:  # any exception at all is the fault that is looked for
        return f"{type(error).__name__}: {error}"
    spent = time.process_time() - began
    return f"{spent:.1f} s" if spent > SLOWEST_SECONDS else ""


@cache
def _seeds() -> list[bytes]:
    return seeds()


def _faults(stretch: tuple[int, int, int]) -> list[str]:
    """The faults of the broken mails of one seed, from the first number up to the last."""
    seed, first, last = stretch
    found = []
    for number in range(first, last):
        wrong = fault(broken(_seeds(), random.Random(f"{seed}/{number}")))
        if wrong:
            found.append(f"mail {seed}/{number}: {wrong}")
    return found


def main() -> int:
    """Read them all; exit status 1 where one raised or took long."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--first", type=int, default=0, help="the number of the first mail")
    arguments.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    chosen = arguments.parse_args()
    faults, began, end = 0, time.monotonic(), chosen.first + chosen.count
    stretches = [(chosen.seed, at, min(at + _AT_ONCE, end)) for at in range(chosen.first, end, _AT_ONCE)]
    with multiprocessing.get_context("spawn").Pool(chosen.processes) as pool:
        for (_, _, last), found in zip(stretches, pool.imap(_faults, stretches), strict=True):
            faults += len(found)
            print(*found, sep="\n", end="\n" if found else "", flush=True)
            if last % 1_000 == 0 or last == end:
                minutes = (time.monotonic() - began) / 60
                print(f"seed {chosen.seed}: up to --first {last}, {faults} faults, {minutes:.1f} min", flush=True)
    for name, raw in slow_texts(40_000):
        wrong = fault(raw)
        if wrong:
            faults += 1
            print(f"{name}: {wrong}")
    print(f"{chosen.count} broken mails, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
