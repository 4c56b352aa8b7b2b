"""What the README tells a newcomer to try works: its mail goes through the real door and opens the case it promises."""

from __future__ import annotations

import re
import textwrap
from email.message import EmailMessage
from importlib import resources
from pathlib import Path

from hwb_mailbot.config import load
from tests.journeys.harness import StartMailbot
from tests.journeys.mails import Mail

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = re.search(r"^    swaks .*?^    END$", README, re.MULTILINE | re.DOTALL)


def example() -> tuple[str, str, str, str]:
    """Sender, receiver, subject and text of the README's mail."""
    assert EXAMPLE is not None
    command, _, text = textwrap.dedent(EXAMPLE[0]).partition("<<'END'\n")
    sender, receiver, subject = (
        re.search(pattern, command)[1]  # type: ignore[index]
        for pattern in (r"--from (\S+)", r"--to (\S+)", r"'Subject: ([^']+)'")
    )
    return sender, receiver, subject, text.removesuffix("END")


async def test_the_mail_of_the_readme_opens_its_case(start: StartMailbot) -> None:
    mailbot = await start()
    with resources.as_file(resources.files("hwb_mailbot.samples") / "directory") as directory:
        await mailbot.command("directory import", directory=str(directory))
    sender, receiver, subject, text = example()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, receiver, subject
    mail.set_content(text)
    await mailbot.send(Mail(mail.as_bytes().replace(b"\n", b"\r\n"), sender, receiver))
    case = await mailbot.case()
    promised = re.search(r"shows a case for (.+?) that is\s+`(.+?)`", README.replace("\n", " "))
    assert promised is not None
    assert (case["person"], case["state"]) == (promised[1], promised[2])
    fields = case["fields"]["authorisation"]["fields"]
    assert len(fields) >= 6
    assert mailbot.template(mailbot.letters()[-1]) == "headteacher-sender-check"
    assert mailbot.letters()[-1].receiver == sender


def test_the_readme_fits_its_configuration_and_one_screen() -> None:
    _, receiver, _, _ = example()
    settings = load(ROOT / "mailbot.ini")
    assert settings.mailbot.address == receiver
    assert f"127.0.0.1:{settings.listener.port}" in README
    assert README.count("\n") <= 70
