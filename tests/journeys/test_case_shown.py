"""``case show`` for people: every mail by its number, and what the new school's own mail says."""

from __future__ import annotations

import pytest

from hwb_mailbot.cli.cases import print_case
from hwb_mailbot.commands import CommandRefused
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.test_new_school import CHAMPION, ENGLISH


async def shown(mailbot: Mailbot, capsys: pytest.CaptureFixture[str]) -> str:
    """The one case as people see it."""
    case = await mailbot.case()
    capsys.readouterr()
    print_case((await mailbot.command("case show", reference=case["reference"]))[0])
    return capsys.readouterr().out


async def test_every_mail_of_the_history_is_found_by_its_number(
    mailbot: Mailbot, capsys: pytest.CaptureFixture[str]
) -> None:
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail(MOVER, (f"About {reference}", "Hello,\n\nWhen does the office open?\n")))
    out = await shown(mailbot, capsys)
    for event in ("Consolidation details received", "Enquiry received"):
        (line,) = (one for one in out.splitlines() if event in one)
        number = line.split()[-1]
        (row,) = await mailbot.command("mail show", mail=number)
        assert row["mail"].startswith(number)
    assert "mail show MAIL" in out


async def test_an_unclear_answer_is_shown_with_the_sentence_that_made_it_so(
    mailbot: Mailbot, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = "She works in our office most days."
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
    await mailbot.answer("headteacher-approval-asked", f"APPROVE. {sentence}")
    out = await shown(mailbot, capsys)
    (line,) = (one for one in out.splitlines() if "Answer received" in one)
    assert f"Unclear {sentence}" in line
    number = next(one["mail"] for one in (await mailbot.case())["history"] if one["event"] == "answer-received")
    (row,) = await mailbot.command("mail show", mail=number)
    assert row["reading"]["doubts"] == [{"code": "words-beside", "text": sentence}]


async def test_what_the_new_school_wrote_is_shown_with_its_words(
    start: StartMailbot, capsys: pytest.CaptureFixture[str]
) -> None:
    mailbot: Mailbot = await start(CHAMPION)
    await mailbot.send(mailbot.mail(CHAMPION.email, ENGLISH))
    out = await shown(mailbot, capsys)
    assert f"Enquiry from {CHAMPION.email}" in out
    assert "661/4011" in out


async def test_a_withdrawal_for_whoever_has_given_nothing_yet_says_so_and_what_to_do(mailbot: Mailbot) -> None:
    """They have written, but nobody has confirmed it: saying that they never wrote would be false."""
    await mailbot.authorise(dmarc="none", former_username="nobody1")
    with pytest.raises(CommandRefused, match=r"Nothing that they gave counts in this case yet.*reject it\.$"):
        await mailbot.act("withdraw", party="headteacher")
