"""Whoever writes to a headteacher cannot write for them: in forms, brackets, behind marks, in a subject (N1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD

SIAN = "Siân ap Rhys <sian@home.example>"
DETAILS = mails.authorisation()[1].split("The details are:\n\n")[1].split("\n\nKind regards")[0]
TO_FILL_IN = f"Hi Jac,\n\nPlease fill in the form below and reply to this e-mail:\n\n{DETAILS}\n\nSiân"
IN_BRACKETS = "Hi Jac\n\n[Jac Roberts] I authorise this.\n" + "\n".join(
    f"[Jac Roberts] {one}" for one in DETAILS.split("\n")
)
BEHIND_MARKS = f"> Hi Jac\n> you asked what Hwb need\n\n{mails.authorisation()[1]}"


def marked(cover: str, inner: str) -> str:
    quoted = "\n".join(f"> {line}" for line in inner.splitlines())
    return f"{cover}\n\nOn Thu, 10 Sept 2026 at 08:12, {SIAN} wrote:\n\n{quoted}\n"


def outlook(cover: str, inner: str) -> str:
    block = (
        f"From: {SIAN}\nSent: 10 September 2026 08:12\nTo: Jac Roberts\nCc: hwb@support.example\nSubject: my account"
    )
    return f"{cover}\n\n________________________________\n{block}\n\n{inner}\n"


@pytest.mark.parametrize("cover", ["Thank you Siân, I will look at it next week.", ""])
@pytest.mark.parametrize(
    ("client", "inner"),
    [
        (marked, TO_FILL_IN),
        (outlook, TO_FILL_IN),
        (marked, IN_BRACKETS),
        (outlook, IN_BRACKETS),
        (outlook, BEHIND_MARKS),
    ],
    ids=["form", "form, outlook", "brackets", "brackets, outlook", "marks"],
)
async def test_what_the_headteacher_is_sent_and_answers_to_all_is_not_theirs(
    mailbot: Mailbot, client: object, inner: str, cover: str
) -> None:
    assert callable(client)
    await mailbot.consolidate()
    mail = mailbot.mail(FORMER_HEAD, ("Re: my account", client(cover, inner)))
    named = mail.raw.replace(b"From: pennaeth@bryneithin", b"From: Jac Roberts <pennaeth@bryneithin", 1)
    named = named.replace(b"<pennaeth@bryneithin.example", b"<pennaeth@bryneithin.example>", 1)
    await mailbot.send(replace(mail, raw=named))
    assert not await mailbot.is_merged()
    assert (await mailbot.queue()) or "waiting-authorisation" not in {one["state"] for one in await mailbot.cases()}


@pytest.mark.parametrize("subject", ["Re: [{}] Friday", "Re: lesson cover on Friday ({})"])
async def test_a_yes_to_somebody_elses_mail_is_asked_about(mailbot: Mailbot, subject: str) -> None:
    """The staff member knows the reference, and has it stand in a subject of her own."""
    await mailbot.consolidate(extra="Former username: aprhyss12\nFormer school DfES number: 6614011")
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail(FORMER_HEAD, (subject.format(reference), "Approved.")))
    assert await mailbot.state() == "waiting-authorisation"
    await mailbot.answer("headteacher-approval-asked", "APPROVE")
    assert await mailbot.is_merged()


@pytest.mark.parametrize("words", ["Approve. Skip {}.", "Approve, like {}.", "Approve (see {} for my reasons)."])
async def test_a_yes_that_names_another_case_of_several_is_a_persons(mailbot: Mailbot, words: str) -> None:
    await mailbot.send(mailbot.mail("aprhyss77@hwbcymru.example", mails.transfer_request()))
    subject, text = mails.transfer_request(username="gwynnt5")
    await mailbot.send(mailbot.mail("gwynnt9@hwbcymru.example", (subject, text.replace("Siân", "Tomos"))))
    for _ in range(6):
        await mailbot.pass_time(days=1)
    references = {case["former"]["username"]: case["reference"] for case in await mailbot.cases()}
    await mailbot.answer("headteacher-reminder-of-several", words.format(references["gwynnt5"]))
    assert {case["state"] for case in await mailbot.cases()} == {"waiting-authorisation"}
