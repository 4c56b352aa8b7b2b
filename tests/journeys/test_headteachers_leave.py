"""The headteacher of the former school leaves between request, reminder and answer; another leads it since (R24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwb_mailbot.domain.accounts import AccountRole, SchoolStatus
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import ACCOUNTS, ELSEWHERE, FORMER, FORMER_HEAD, SCHOOLS, SIAN, staff

NEXT_HEAD = "nia@bryneithin.example"


async def another_leads_the_school(mailbot: Mailbot) -> None:
    """Jac Roberts takes a post elsewhere and keeps his address; Nia Owen follows him."""
    school = next(one for one in SCHOOLS if one.dfes_number == FORMER)
    jac = next(one for one in ACCOUNTS if one.username == "robertsj1")
    nia = staff("owenn3", "Nia Owen", FORMER, role=AccountRole.HEADTEACHER, staff_code="NO")
    await mailbot.import_directory(replace(school, head_email=NEXT_HEAD), replace(jac, dfes_number=ELSEWHERE), nia)


async def ask_for_approval(mailbot: Mailbot) -> None:
    await mailbot.consolidate(extra="Former username: aprhyss12\nFormer school DfES number: 6614011")


@pytest.mark.parametrize("word", ["APPROVE", "REJECT"])
@pytest.mark.parametrize("token", [True, False])
async def test_who_was_asked_and_has_left_decides_nothing(mailbot: Mailbot, word: str, token: bool) -> None:
    await ask_for_approval(mailbot)
    asked, reference = mailbot.letter("headteacher-approval-asked"), (await mailbot.case())["reference"]
    await another_leads_the_school(mailbot)
    if token:
        await mailbot.send(mailbot.reply(asked, word))
    else:
        await mailbot.send(mailbot.mail(FORMER_HEAD, (f"Re: [{reference}]", f"{word} {reference}\n")))
    assert (await mailbot.state(), (await mailbot.case())["reasons"]) == ("review", ["sender-unknown"])
    assert not mailbot.letters(NEXT_HEAD), "nobody hears of an answer as if it were theirs"


async def test_who_leads_the_school_since_is_asked_and_decides(mailbot: Mailbot) -> None:
    await ask_for_approval(mailbot)
    await another_leads_the_school(mailbot)
    for _ in range(6):
        await mailbot.pass_time(days=1)
    asked = mailbot.letter("headteacher-approval-asked")
    assert asked.receiver == NEXT_HEAD
    await mailbot.send(mailbot.reply(asked, "APPROVE"))
    assert await mailbot.is_merged()


@pytest.mark.parametrize("words", ["REJECT", "Oops. Not her.", "I take back my authorisation for Siân ap Rhys."])
async def test_who_authorised_and_has_left_takes_it_back_before_a_person(mailbot: Mailbot, words: str) -> None:
    await mailbot.authorise()
    received = mailbot.letter("headteacher-authorisation-received")
    await another_leads_the_school(mailbot)
    await mailbot.send(mailbot.reply(received, words))
    assert await mailbot.state() == "review"
    await mailbot.consolidate()
    assert await mailbot.state() == "review"
    assert not await mailbot.is_merged()
    assert not mailbot.letters(NEXT_HEAD)


async def test_one_word_of_who_has_left_completes_nothing(mailbot: Mailbot) -> None:
    await mailbot.authorise(without="confirmed")
    incomplete = mailbot.letter("headteacher-authorisation-incomplete")
    await another_leads_the_school(mailbot)
    await mailbot.consolidate()
    await mailbot.send(mailbot.reply(incomplete, "APPROVE"))
    assert await mailbot.state() == "review"


async def test_the_end_is_told_to_who_leads_the_school_by_then(mailbot: Mailbot) -> None:
    await mailbot.authorise("cy")
    await another_leads_the_school(mailbot)
    before = len(mailbot.letters())
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    told = {mailbot.template(one): one for one in mailbot.letters()[before:]}
    assert {template: one.receiver for template, one in told.items()} == {
        "headteacher-merged": NEXT_HEAD,
        "mover-merged": "aprhyss12@hwbcymru.example",
    }
    assert {"have been merged", "wedi'u cyfuno"} <= {
        words for words in ("have been merged", "wedi'u cyfuno") if words in told["headteacher-merged"].flowing
    }, "in both languages: she has not written yet"


async def test_what_lapses_is_told_to_who_leads_the_school_by_then(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await another_leads_the_school(mailbot)
    before = len(mailbot.letters())
    for _ in range(45):
        await mailbot.pass_time(days=1)
    assert await mailbot.state() == "expired"
    assert {one.receiver for one in mailbot.letters()[before:]} == {NEXT_HEAD, MOVER}


async def test_where_the_school_has_become_another_since_a_person_looks(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    school = next(one for one in SCHOOLS if one.dfes_number == FORMER)
    closed = replace(school, status=SchoolStatus.CLOSED, successor_dfes_number=ELSEWHERE)
    await mailbot.import_directory(closed, replace(SIAN, dfes_number=ELSEWHERE))
    for _ in range(6):
        await mailbot.pass_time(days=1)
    assert (await mailbot.state(), (await mailbot.case())["reasons"]) == ("review", ["former-school-closed"])
