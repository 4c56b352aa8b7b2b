"""What a shell is told when somebody presses Tab: references, from the index's file alone."""

from __future__ import annotations

import asyncio
import sys

from click.shell_completion import BashComplete

from hwb_mailbot.cli import commands
from tests.journeys.harness import Mailbot
from tests.web.test_queue import two_cases

_WITHOUT_THE_PROGRAM = """
import sys
from click.shell_completion import BashComplete
from hwb_mailbot.cli import commands
found = BashComplete(commands, {}, "hwb-mailbot", "X").get_completions(["--config", sys.argv[1], "case", "show"], "H")
assert found
print(*sorted(name for name in sys.modules if name.startswith("hwb_mailbot")))
"""


def completed(mailbot: Mailbot, words: list[str], typed: str) -> list[str]:
    asked = ["--config", str(mailbot.folder / "mailbot.ini"), *words]
    return [one.value for one in BashComplete(commands, {}, "hwb-mailbot", "X").get_completions(asked, typed)]


async def test_references_complete_themselves(mailbot: Mailbot) -> None:
    """The newest first while nothing tells them apart; beside a service and without one."""
    sian, tomos = await two_cases(mailbot)
    mailbot.running.index.refresh()
    (mailbot.folder / "mailbot.ini").write_text("[mailbot]\naddress = hwb@support.example\n")
    for _ in ("beside", "without"):
        for typed in ("", "h", "HWB-"):
            assert set(completed(mailbot, ["case", "show"], typed)) == {sian, tomos}
        assert completed(mailbot, ["case", "link", sian], tomos[:7].lower()) == [tomos]
        assert completed(mailbot, ["case", "note"], "HWB-~") == []
        await mailbot.stop()
    (mailbot.folder / "store" / "cases.sqlite").write_bytes(b"no index at all")
    assert completed(mailbot, ["case", "show"], "HWB-") == []
    await mailbot.start()


async def test_completing_needs_little_of_the_program(mailbot: Mailbot) -> None:
    """Importing all of it would take longer than somebody waits at a key."""
    await two_cases(mailbot)
    mailbot.running.index.refresh()
    (mailbot.folder / "mailbot.ini").write_text("[mailbot]\naddress = hwb@support.example\n")
    asked = [sys.executable, "-c", _WITHOUT_THE_PROGRAM, str(mailbot.folder / "mailbot.ini")]
    running = await asyncio.create_subprocess_exec(*asked, stdout=asyncio.subprocess.PIPE)
    told, _ = await running.communicate()
    assert running.returncode == 0
    loaded = told.decode().split()
    for room in ("casework", "letters", "reading", "trust", "service", "office", "records.tiny", "web.application"):
        assert f"hwb_mailbot.{room}" not in loaded
