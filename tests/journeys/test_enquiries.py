"""A school asks, through the running mailbot: the actual cause comes back to whom it concerns, and to nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole
from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS, Letter, Mailbot, StartMailbot
from tests.journeys.wales import (
    FORMER,
    FORMER_CHAMPION,
    FORMER_HEAD,
    NEW,
    NEW_HEAD,
    SIAN_NEW,
    arrival,
    staff,
    write_staff_export,
)

NEW_TEACHER = (
    "New teacher not in Hwb",
    "Hello,\n\nOur new teacher Nia Evans started on 1 September, but she is not in the User Management Portal. "
    "Can you help?\n\nThanks,\nWena Haul\nHeadteacher\n",
)
ATHRAWES_NEWYDD = (
    "Athrawes newydd",
    "Helo,\n\nMae ein hathrawes newydd Nia Evans wedi dechrau, ond nid yw hi'n ymddangos yn y porth. "
    "Allwch chi helpu?\n\nDiolch,\nWena Haul\nPennaeth\n",
)
LEAVER = (
    "Still in the portal",
    "Hello,\n\nOur teacher Siân ap Rhys left in August but still appears in the portal. What should we do?\n\nDilwyn\n",
)
TRANSFERRED = (
    "Existing account",
    "Hello,\n\nA member of staff has transferred from another school and wants to keep her existing Hwb account. "
    "What do we need to do?\n",
)
CLASSES = ("Dosbarthiadau", "Helo,\n\nMae'r porth yn dangos dosbarthiadau'r llynedd. Allwch chi helpu?\n")
PASSWORD = ("Password", "Hello,\n\nA new learner does not have a password in the portal. What should we do?\n")
NEW_PUPIL = ("New pupil", "Hello,\n\nOur new pupil Efan Rees has no Hwb account in the portal. Can you help?\n")
JUST2EASY = ("Just2easy", "Hello,\n\nA learner has moved school and cannot see his work in Just2easy. Can you help?\n")
LEARNER_HEADER = "upn,forename,surname,year_group,class_name,entry_date,leaving_date"


async def ask(mailbot: Mailbot, sender: str, mail: tuple[str, str], dmarc: str = "pass") -> Letter | None:
    """The answer to an enquiry, if one comes."""
    before = len(mailbot.letters(sender))
    await mailbot.send(mailbot.mail(sender, mail, dmarc=dmarc))
    after = mailbot.letters(sender)[before:]
    assert len(after) <= 1
    return after[0] if after else None


async def answered(mailbot: Mailbot, sender: str, mail: tuple[str, str]) -> Letter:
    letter = await ask(mailbot, sender, mail)
    assert letter is not None
    assert await mailbot.queue() == []
    return letter


@pytest.mark.parametrize(
    ("mail", "cause", "ran"),
    [
        (NEW_TEACHER, "Nia Evans: The record has no staff code", "last ran on 10 September 2026 and was successful"),
        (ATHRAWES_NEWYDD, "Nia Evans: Nid oes cod staff ar y cofnod", "ddiwethaf ar 10 Medi 2026"),
    ],
)
async def test_a_new_teachers_record_has_no_staff_code(
    mailbot: Mailbot, tmp_path: Path, mail: tuple[str, str], cause: str, ran: str
) -> None:
    nia = arrival("evansn1", "Nia Evans", staff_code="")
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", nia, SIAN_NEW))
    letter = await answered(mailbot, NEW_HEAD, mail)
    assert cause in letter.flowing
    assert ran in letter.flowing
    assert letter.message["In-Reply-To"]


async def test_once_the_record_is_mended_the_account_is_there(mailbot: Mailbot, tmp_path: Path) -> None:
    nia = arrival("evansn1", "Nia Evans", staff_code="")
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", nia))
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", arrival("evansn1", "Nia Evans")))
    letter = await answered(mailbot, NEW_HEAD, NEW_TEACHER)
    assert "Nia Evans: There is an active account at your school: evansn" in letter.flowing


async def test_the_provisioning_client_failed(mailbot: Mailbot) -> None:
    await mailbot.provision(NEW, failed=True)
    letter = await answered(mailbot, NEW_HEAD, NEW_TEACHER)
    assert "Your school's provisioning client last ran on 10 September 2026 and failed." in letter.flowing


async def test_a_leaver_stays_visible(mailbot: Mailbot) -> None:
    letter = await answered(mailbot, FORMER_CHAMPION, LEAVER)
    assert "Siân ap Rhys: The record has a leaving date, 31 August 2026" in letter.flowing
    assert "As your school's Hwb digital champion, you can also deactivate" in letter.flowing


async def test_how_to_keep_an_account(mailbot: Mailbot) -> None:
    assert "Former Hwb username" in (await answered(mailbot, NEW_HEAD, TRANSFERRED)).flowing
    assert await mailbot.cases() == []


async def test_last_years_classes(mailbot: Mailbot) -> None:
    await mailbot.provision(FORMER, failed=True)
    letter = await answered(mailbot, FORMER_HEAD, CLASSES)
    assert "Rhedodd Cleient Darparu eich ysgol ddiwethaf ar 10 Medi 2026, a methodd y rhediad." in letter.flowing


async def test_a_learners_password(mailbot: Mailbot) -> None:
    letter = await answered(mailbot, FORMER_HEAD, PASSWORD)
    assert "digital champion (Dilwyn Morion) can reset it" in letter.flowing


async def test_a_new_learner_is_not_released(start: StartMailbot, tmp_path: Path) -> None:
    upn = "J661401120001"
    efan = staff(
        "reese4", "Efan Rees", FORMER, kind=AccountKind.LEARNER, role=AccountRole.LEARNER, upn=upn,
        start_date=date(2020, 9, 1),
    )  # fmt: skip
    mailbot: Mailbot = await start(efan)
    export = tmp_path / "learners.csv"
    export.write_text(f"{LEARNER_HEADER}\n{upn},Efan,Rees,7,7C,2026-09-02,\n", "utf-8")
    await mailbot.command("provision", dfes_number=NEW, staff=None, learners=str(export), failed=False)
    letter = await answered(mailbot, NEW_HEAD, NEW_PUPIL)
    assert "Efan Rees: No leaving date has reached Hwb from the former school" in letter.flowing
    assert "Bryn Eithin" not in letter.flowing
    assert "reese4" not in letter.flowing


async def test_just2easy_goes_to_a_person(mailbot: Mailbot) -> None:
    letter = await ask(mailbot, FORMER_HEAD, JUST2EASY)
    assert letter is not None
    assert mailbot.template(letter) == "sender-with-support"
    assert [one["reasons"] for one in await mailbot.queue()] == [["just2easy-by-hand"]]


async def test_an_answer_that_does_not_help_is_a_persons(mailbot: Mailbot) -> None:
    letter = await answered(mailbot, FORMER_HEAD, CLASSES)
    await mailbot.send(mailbot.reply(letter, "Mae'r porth yn dal i ddangos dosbarthiadau'r llynedd. Allwch chi helpu?"))
    assert len(await mailbot.queue()) == 1
    assert mailbot.template(mailbot.letters(FORMER_HEAD)[-1]) == "sender-with-support"


async def test_strangers_heads_of_other_schools_and_forgers_learn_nothing(mailbot: Mailbot, tmp_path: Path) -> None:
    nia = arrival("evansn1", "Nia Evans", staff_code="")
    await mailbot.provision(NEW, write_staff_export(tmp_path / "staff.csv", nia))
    asked = (NEW_TEACHER, LEAVER, PASSWORD, NEW_PUPIL)
    for sender, dmarc in (("parent@mail.example", "pass"), (NEW_HEAD, "none"), (NEW_HEAD, "fail")):
        for mail in asked:
            assert await ask(mailbot, sender, mail, dmarc) is None
    for mail in asked:
        letter = await ask(mailbot, FORMER_HEAD, mail)
        assert letter is not None
        for secret in ("Coed Llwyd", "Nia Evans", "staff code,", "evansn"):
            assert secret not in letter.flowing
    letter = await ask(mailbot, MOVER, NEW_TEACHER)
    assert letter is not None
    assert mailbot.template(letter) == "sender-with-support"


async def test_how_a_case_stands(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    received = mailbot.letter("mover-consolidation-received")
    await mailbot.send(mailbot.reply(received, "Any news on this?"))
    letter = mailbot.letter("sender-case-status")
    assert letter.receiver == MOVER
    assert "waiting for the authorisation of the headteacher of your former school" in letter.flowing
    assert await mailbot.state() == "waiting-authorisation"
    assert await mailbot.queue() == []
    number = len(mailbot.letters())
    reference = (await mailbot.case())["reference"]
    for sender, dmarc in (("parent@mail.example", "pass"), (MOVER, "fail"), (NEW_HEAD, "pass")):
        await mailbot.send(mailbot.mail(sender, (f"[{reference}]", "Any news on this?\n"), dmarc=dmarc))
    assert {mailbot.template(one) for one in mailbot.letters()[number:]} == {"sender-with-support"}
    assert await mailbot.state() == "waiting-authorisation"


@pytest.mark.parametrize(
    ("question", "waits", "ended"),
    [
        (
            "How is my request going, please?\n",
            ("We are waiting for your authorisation.", "We are waiting for you to say whether to proceed."),
            "Outcome: Merged.",
        ),
        (
            "Helo,\n\nBeth yw sefyllfa'r cais, os gwelwch yn dda?\n",
            ("Rydym yn aros am eich awdurdodiad.", "Rydym yn aros i chi ddweud a ydych am barhau."),
            "Canlyniad: Wedi'i gyfuno.",
        ),
    ],
    ids=["en", "cy"],
)
async def test_whoever_replies_hears_how_it_stands_with_them(
    mailbot: Mailbot, question: str, waits: tuple[str, str], ended: str
) -> None:
    """By reply at each turn, in the language of the question, and said to whoever asks."""
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
    asked = mailbot.letter("headteacher-approval-asked")
    await mailbot.send(mailbot.reply(asked, question))
    assert waits[0] in mailbot.letter("sender-case-status").flowing
    await mailbot.send(mailbot.reply(asked, "APPROVE\n"))
    await mailbot.answer("mover-transfer-approved", question)
    status = mailbot.letter("sender-case-status")
    assert status.receiver == MOVER
    assert waits[1] in status.flowing
    await mailbot.answer("mover-transfer-approved", "PROCEED\n")
    await mailbot.answer("mover-merged", question)
    assert ended in mailbot.letter("sender-case-status").flowing
    assert await mailbot.queue() == []
    assert await mailbot.is_merged()


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (
            ("Cannot sign in", "Hello,\n\nI can no longer sign in with my new username. Can you help?\n"),
            "Hwb username:",
        ),
        (
            ("Mewngofnodi", "Helo,\n\nNi allaf fewngofnodi mwyach gyda fy enw defnyddiwr newydd. Allwch chi helpu?\n"),
            "Enw defnyddiwr Hwb:",
        ),
    ],
    ids=["en", "cy"],
)
async def test_who_cannot_sign_in_after_the_merge_hears_with_which_username(
    mailbot: Mailbot, mail: tuple[str, str], said: str
) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.send(mailbot.mail(MOVER, mail, dmarc="fail"), mailbot.mail(NEW_HEAD, mail))
    assert "sender-cannot-sign-in" not in mailbot.templates()
    await mailbot.send(mailbot.mail(MOVER, mail))
    letter = mailbot.letter("sender-cannot-sign-in")
    assert letter.receiver == OLD_ADDRESS, "the account that lives on"
    assert f"{said} aprhyss12" in letter.text
    assert "aprhyss77" in letter.text
    assert len(await mailbot.cases()) == 1


async def test_the_portal_is_no_school(mailbot: Mailbot) -> None:
    question = "Nid oes cyfrinair gan ddysgwr newydd yn y Porth Rheoli Defnyddwyr.\n"
    await mailbot.send(mailbot.mail(NEW_HEAD, ("Cyfrinair", question)))
    letter = mailbot.letter("sender-learner-password")
    assert "Ysgol Uwchradd Coed Llwyd" in letter.flowing
    assert await mailbot.queue() == []
