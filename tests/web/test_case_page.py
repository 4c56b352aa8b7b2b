"""A case on one screen: everything needed to decide, and nothing that a mail can do to whoever looks."""

from __future__ import annotations

from html import unescape

from hwb_mailbot.web.shown_mail import blocks
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import CLOSED, FORMER
from tests.web.conftest import OpenBrowser

HOSTILE = """Dear team,

<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7*7 }} {% raw %} </textarea></details>
<a href="javascript:alert(3)">click</a> &lt;b&gt; http://evil.example/x.png
<svg onload=alert(4)> "onmouseover=alert(5)
\u202eecnedivE \u200b\x07
"""


async def test_both_halves_stand_beside_the_record_with_the_difference_marked(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    await mailbot.authorise()
    await mailbot.consolidate(employee_number="55021")
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    page = (await mair.get(f"/cases/{reference}")).text
    assert '550<mark class="differs">2</mark>1' in page or '5502<mark class="differs">1</mark>' in page
    assert page.count("verdict--agrees") > 6
    assert '<mark class="evidence-mark">661/4011</mark>' in page
    assert "Ysgol Uwchradd Coed Llwyd / Coed Llwyd High School" in page
    assert "from an address on record, and genuine" in page
    assert "Jac Roberts" in page
    assert "It closes by itself on" in page
    assert "Letter to aprhyss77@hwbcymru.example" in page
    assert "Sent" in page
    trail = mailbot.running.office.audit.of_day(mailbot.clock().date())
    assert [(one.who, one.address, one.about) for one in trail if one.what == "case-seen" and one.who == "mair"] == [
        ("mair", "127.0.0.1", reference)
    ]


async def test_a_hostile_mail_is_text_and_nothing_else(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    _, details = mails.consolidation("en")
    html = "<pre>" + details.replace("<", "&lt;") + f"</pre>{HOSTILE}<img src='http://evil.example/p.gif'>"
    for name, more in (("Siân ap Rhys", ""), ("Siân ap Rhys <b>", html)):
        await mailbot.authorise(name=name)
        subject = "<script>alert(6)</script>"
        await mailbot.send(mailbot.mail(MOVER, (subject, f"{details}\n{HOSTILE}"), html=more))
    mair = await somebody("supervisor")
    shown = ""
    for row in await mailbot.cases():
        page = (await mair.get(f"/cases/{row['reference']}")).text
        for active in (
            "<script",
            "<img",
            "<svg onload",
            '<a href="javascript',
            "</textarea",
            "\u202e",
            "\u200b",
            "\x07",
        ):
            assert active not in page, active
        shown += page
    assert "{{ 7*7 }}" in shown
    assert "&lt;script&gt;alert(6)" in shown


async def test_a_joined_case_leads_to_the_other_and_an_unknown_one_nowhere(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    mair = await somebody()
    for wrong in ("HWB-0000-0000", "nonsense", "..%2f..%2fsecret", "HWB-7F3K-2MQD%00"):
        assert (await mair.get(f"/cases/{wrong}")).status_code == 404


def test_evidence_is_marked_where_it_first_stands() -> None:
    (block,) = blocks([("own", "Code SAR, again SAR"), ("own", ""), ("own", "")], [("staff_code", "SAR")])
    assert [(piece.text, piece.field) for piece in block.lines[0]] == [
        ("Code ", ""),
        ("SAR", "staff_code"),
        (", again SAR", ""),
    ]
    assert len(block.lines) == 2, "blank lines become one"


async def test_a_letter_about_two_cases_is_shown_on_the_page_of_each(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request("en")))
    tomos = mails.transfer_request("cy", username="gwynnt5")
    await mailbot.send(mailbot.mail("gwynnt9@hwbcymru.example", tomos))
    await mailbot.pass_time(days=5)
    subject = mailbot.letter("headteacher-reminder-of-several").subject
    mair = await somebody()
    for row in await mailbot.cases():
        assert subject in unescape((await mair.get(f"/cases/{row['reference']}")).text)


async def test_a_closed_school_that_has_become_the_former_one_is_no_difference(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request("en", number=CLOSED)))
    case = await mailbot.case()
    (number,) = [one for one in case["agreement"] if one["field"] == "former_dfes_number"]
    assert (number["stated"], number["recorded"], number["agrees"], number["has_become"]) == (
        CLOSED,
        FORMER,
        True,
        True,
    )
    mair = await somebody()
    page = (await mair.get(f"/cases/{case['reference']}")).text
    assert "Is now this school" in page
    assert "verdict--differs" not in page.partition("compare--")[2]


async def test_a_merged_case_is_compared_with_the_accounts_of_that_day(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """The merge has moved the former account to the new school: that makes no difference of what was said before."""
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    reference = (await mailbot.case())["reference"]
    page = (await (await somebody()).get(f"/cases/{reference}")).text
    assert "Directory said before the merge" in page
    assert "Differs: 0" in page
    assert 'class="compare--differs"' not in page
    await mailbot.act("undo", reference)
    page = (await (await somebody("officer", "nia")).get(f"/cases/{reference}")).text
    assert "Directory says" in page
    assert "Differs: 0" in page


async def test_the_sentence_that_made_an_answer_unclear_is_marked(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    sentence = "She works in our <i>office</i> most days."
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
    await mailbot.answer("headteacher-approval-asked", f"APPROVE. {sentence}")
    page = (await (await somebody()).get(f"/cases/{(await mailbot.case())['reference']}")).text
    assert '<mark class="doubt-mark">She works in our &lt;i&gt;office&lt;/i&gt; most days.</mark>' in page
    assert "These words stand beside the answer and may change what it means." in page
