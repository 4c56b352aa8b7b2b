"""How much of other people's reply sets is reproduced, beside the libraries that were made for them.

    python -m benchmarks.reply_trimming [--misses] [REALMAIL]

``REALMAIL`` is a folder with ``discourse-email_reply_trimmer`` (64 mails with their expected text),
``crisp-reply-parser`` and ``willdurand-reply`` (mails whose reply is the one well-known paragraph). The sets disagree
on signatures and on quotes between answers, so each mail counts where one of a few fixed renderings equals what is
expected, white space and quote marks aside; the libraries get the same leave. Libraries that are not installed are
passed over; each runs in a child process that is killed after five seconds a mail, for some of them hang.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.message.plain import plain_lines
from hwb_mailbot.reading.voices.own_letters import OwnLetters
from hwb_mailbot.reading.voices.quoting import quote_voices
from hwb_mailbot.reading.voices.signatures import mark_signatures

SECONDS = 5.0
PARAGRAPH = "Fusce bibendum, quam hendrerit"
PARAGRAPH_END = "varius aliquet nec nec nibh."
"""How the reply begins and ends in the sets whose mails all have the same one."""


def plain(text: str) -> str:
    """``text`` without white space differences and quote marks."""
    return " ".join(text.replace(">", " ").split())


def samples(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Set name with mail name, the mail's text, the expected reply."""
    discourse = folder / "discourse-email_reply_trimmer" / "test"
    for path in sorted((discourse / "emails").glob("*.txt")):
        expected = (discourse / "trimmed" / path.name).read_text(encoding="utf-8")
        yield f"discourse {path.name}", path.read_text(encoding="utf-8"), expected
    for name, place in (
        ("crisp", "crisp-reply-parser/test/fixtures"),
        ("willdurand", "willdurand-reply/tests/Fixtures"),
    ):
        for path in sorted((folder / place).glob("*.txt")):
            text = path.read_text(encoding="utf-8", errors="replace")
            if text.lstrip().startswith(PARAGRAPH):
                yield f"{name} {path.name}", text, text[: text.find(PARAGRAPH_END)] + PARAGRAPH_END


def ours(text: str) -> list[str]:
    """Ours: own words; signatures kept; quotes between answers kept; all but introductions where nothing is."""
    lines = plain_lines(text)
    quotes = quote_voices(lines, OwnLetters(frozenset()))
    voices = list(quotes)
    mark_signatures(lines, voices, "")
    renderings = [
        _join(lines, voices, (Voice.OWN,)),
        _join(lines, voices, (Voice.OWN, Voice.SIGNATURE)),
        _join(lines, voices, (Voice.OWN, Voice.SIGNATURE, Voice.DISCLAIMER)),
        _join(*_until_delimiter(lines, voices), (Voice.OWN, Voice.SIGNATURE)),
        _with_inner_quotes(lines, voices),
    ]
    if not renderings[2]:
        renderings.append("\n".join(line.text for line in lines if line.depth or line.text))
        renderings.append(_join(lines, voices, (Voice.FORWARDED,)))
    return renderings


def _join(lines: list[MarkedLine], voices: list[Voice], kept: tuple[Voice, ...]) -> str:
    return "\n".join(line.text for line, voice in zip(lines, voices, strict=True) if voice in kept)


def _until_delimiter(lines: list[MarkedLine], voices: list[Voice]) -> tuple[list[MarkedLine], list[Voice]]:
    cut = [Voice.DISCLAIMER if line.text.strip() == "--" else voice for line, voice in zip(lines, voices, strict=True)]
    for index, (line, voice) in enumerate(zip(lines, cut, strict=True)):
        if line.text.strip() == "--" and voice is Voice.DISCLAIMER:
            for below in range(index, len(cut)):
                cut[below] = Voice.DISCLAIMER
            break
    return lines, cut


def _with_inner_quotes(lines: list[MarkedLine], voices: list[Voice]) -> str:
    last = max((index for index, line in enumerate(lines) if voices[index] is Voice.OWN and not line.blank), default=-1)
    return "\n".join(
        line.text for index, line in enumerate(lines[: last + 1]) if voices[index] is not Voice.QUOTE or line.depth
    )


def mail_parser_reply(text: str) -> list[str]:
    from mailparser_reply import EmailReplyParser

    languages = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "ja"]
    reply = EmailReplyParser(languages=languages).read(text=text)
    first = reply.replies[0]
    return [reply.latest_reply or "", first.body, first.full_body, first.content]


def quotequail_(text: str) -> list[str]:
    import quotequail

    parts = quotequail.quote(text)
    unwrapped = quotequail.unwrap(text) or {}
    top = str(unwrapped.get("text_top", ""))
    return [
        "\n".join(piece for shown, piece in parts if shown),
        top,
        f"{top}\n{unwrapped.get('text_bottom', '')}",
        str(unwrapped.get("text", "")),
    ]


def email_reply_parser(text: str) -> list[str]:
    from email_reply_parser import EmailReplyParser

    message = EmailReplyParser.read(text)
    return [message.reply, "\n".join(one.content for one in message.fragments if not one.quoted and not one.headers)]


def unquotemail_(text: str) -> list[str]:
    from unquotemail import Unquote

    unquoted = Unquote("", text)
    unquoted.parse()
    return [str(unquoted.get_text() or "")]


def talon_(text: str) -> list[str]:
    from talon import quotations

    reply = quotations.extract_from_plain(text)
    try:
        from talon.signature.bruteforce import extract_signature
    except ImportError:  # scikit-learn and what it needs are not there
        return [reply]
    return [reply, extract_signature(reply)[0]]


PARSERS: dict[str, Callable[[str], list[str]]] = {
    "hwb-mailbot": ours,
    "mail-parser-reply": mail_parser_reply,
    "quotequail": quotequail_,
    "email-reply-parser": email_reply_parser,
    "unquotemail": unquotemail_,
    "talon": talon_,
}


def _child(name: str, requests: multiprocessing.Queue[str], answers: multiprocessing.Queue[list[str] | None]) -> None:
    while True:
        text = requests.get()
        try:
            answers.put(PARSERS[name](text))
        except ImportError:
            answers.put(None)
        except Exception:
            answers.put([])


class Killable:
    """One library in a child process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start()

    def start(self) -> None:
        """A new child."""
        context = multiprocessing.get_context("spawn")
        self.requests = context.Queue()
        self.answers = context.Queue()
        self.process = context.Process(target=_child, args=(self.name, self.requests, self.answers), daemon=True)
        self.process.start()

    def ask(self, text: str) -> list[str] | None:
        """The renderings; none where it hung, ``None`` where it is not installed."""
        self.requests.put(text)
        limit = time.monotonic() + SECONDS
        while time.monotonic() < limit:
            if not self.answers.empty():
                return self.answers.get()
            time.sleep(0.0005)
        self.process.kill()
        self.start()
        return []


def main() -> None:
    """Print one line a library."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument(
        "folder", nargs="?", type=Path, default=Path(__file__).parents[1].parent / "shared" / "realmail"
    )
    arguments.add_argument("--misses", action="store_true")
    chosen = arguments.parse_args()
    mails = list(samples(chosen.folder))
    sets = sorted({name.split(" ")[0] for name, _, _ in mails})
    for parser in PARSERS:
        child = Killable(parser)
        if child.ask("warm up") is None:
            print(f"{parser:<20} not installed")
            continue
        hit = dict.fromkeys(sets, 0)
        began = time.monotonic()
        for name, text, expected in mails:
            renderings = child.ask(text) or []
            if plain(expected) in [plain(rendering) for rendering in renderings]:
                hit[name.split(" ")[0]] += 1
            elif chosen.misses and parser == "hwb-mailbot":
                print(f"  miss {name}")
        spent = time.monotonic() - began
        totals = {one: sum(1 for name, _, _ in mails if name.startswith(one)) for one in sets}
        shares = ", ".join(f"{one} {hit[one]}/{totals[one]}" for one in sets)
        print(
            f"{parser:<20} {sum(hit.values())}/{len(mails)} = {sum(hit.values()) / len(mails):.3f}"
            f"  ({shares})  {spent:.1f} s"
        )
        child.process.kill()


if __name__ == "__main__":
    main()
