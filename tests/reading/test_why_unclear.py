"""An unclear answer names the sentences that made it so, as they were written, and why."""

from __future__ import annotations

import pytest

from hwb_mailbot.cli.reading_shown import show_reading
from hwb_mailbot.domain.mails import Answer, MailKind, Reading
from hwb_mailbot.reading.answers.why_unclear import verbatim
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.reading.reader import read
from hwb_mailbot.wording import codes
from tests.reading.writing import reading

SUBJECT = "Re: [HWB-5K0P-Y8RB] Please approve or reject: moving the Hwb account of Elin Mai"
LETTER = (
    "\n\nOn 1 Sep 2026, Hwb Support <hwb@support.example> wrote:\n> Please reply with APPROVE or REJECT.\n> Elin Mai\n"
)


def answered(text: str) -> Reading:
    return reading(f"{text}\n{LETTER}", subject=SUBJECT)


def doubts(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in answered(text).doubts]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("APPROVE. She works in our office most days.", ("words-beside", "She works in our office most days.")),
        ("Approve. That is the wrong account.", ("words-beside", "That is the wrong account.")),
        ("Approve if HR agree.", ("answer-conditional", "Approve if HR agree.")),
        ("Who is she?", ("answer-put-off", "Who is she?")),
        ("Should I approve this?", ("answer-asks", "Should I approve this?")),
        ("I think I approve.", ("answer-hedged", "I think I approve.")),
        ("I will look at it tomorrow.", ("no-answer", "I will look at it tomorrow.")),
        ("APPROVE\n\nHer leaving date is 31 December 2031.", ("leaves-later", "Her leaving date is 31 December 2031.")),
        ("Ie, os yw'r awdurdod yn cytuno.", ("answer-conditional", "Ie, os yw'r awdurdod yn cytuno.")),
        ("I approve of her keeping both.", ("answer-conditional", "I approve of her keeping both.")),
        ("APPROVE HWB-7F3K-2MQD", ("several-references", "HWB-5K0P-Y8RB, HWB-7F3K-2MQD")),
    ],
)
def test_the_sentence_is_named_with_its_reason(text: str, named: tuple[str, str]) -> None:
    assert answered(text).answer is Answer.UNCLEAR
    assert doubts(text) == [named]


def test_both_sides_of_a_contradiction_are_named() -> None:
    assert doubts("Approve.\n\nActually no, reject.") == [
        ("both-answers", "Approve."),
        ("both-answers", "Actually no, reject."),
    ]


def test_a_sentence_is_named_as_it_was_written_over_two_lines() -> None:
    text = "APPROVE.\nShe works in our office\nmost days."
    assert doubts(text) == [("words-beside", "She works in our office\nmost days.")]
    assert verbatim("a  b", "x\na\nb y") == "a\nb"
    assert verbatim("not (there", "x") == "not (there"


@pytest.mark.parametrize("text", ["APPROVE", "REJECT", "Approve, thank you."])
def test_a_plain_answer_leaves_none(text: str) -> None:
    assert answered(text).answer is not Answer.UNCLEAR
    assert doubts(text) == []


def test_what_takes_details_back_is_named() -> None:
    half = reading(
        "Former Hwb username: maie99\nNew school DfES number: 6714022\nNew school staff code: EM\n\n"
        "Please do not merge these accounts.",
        subject="Consolidation",
    )
    assert half.kind is MailKind.CONSOLIDATION
    assert [one.code for one in half.doubts] == ["takes-something-back"]
    assert half.doubts[0].text == "Please do not merge these accounts."


@pytest.mark.parametrize("text", ["APPROVE. She works in our office most days.", "Who is she?", "hm", "APPROVE?"])
def test_every_reason_has_words_and_the_json_keeps_its_shape(text: str) -> None:
    found = answered(text)
    assert {one.code for one in found.doubts} <= codes()
    assert found.doubts
    assert "doubts" not in reading_as_json("a.eml", found)


def test_read_shows_the_sentence_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    show_reading("a.eml", answered("APPROVE. She works in our office most days."))
    out = capsys.readouterr().out
    assert "answer: Unclear" in out
    assert 'Unclear: These words stand beside the answer and may change what it means. "She works in our' in out


HALF = """I authorise the move.

MIS record updated with a leaving date: {date}
Former staff member's name: Elin Mai
Former school name: Bryn Eithin
Former school DfES number: 661/4011
Former Hwb username: maie99
New school name: Coed Llwyd High School
"""


@pytest.mark.parametrize(("date", "stated"), [("yes", "yes"), ("not yet", "no")])
def test_read_speaks_in_words(date: str, stated: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_reading("a.eml", reading(HALF.format(date=date), subject="Authorisation"))
    out = capsys.readouterr().out
    (line,) = (one for one in out.splitlines() if one.startswith("Leaving date entered on the MIS"))
    assert line.split()[6] == stated
    assert "True" not in out
    assert "False" not in out
    assert ("not confirmed: Leaving date entered on the MIS" in out) is (stated == "no")
    assert out.splitlines()[1] == "Authorisation (English)"


def test_not_yet_is_not_said_to_confirm_a_leaving_date() -> None:
    text = "Leaving date on the MIS: {}\nFormer staff member's name: Elin Mai\nFormer school name: Bryn Eithin\n"
    said = [reading(text.format(date) + "Pennaeth", subject="Elin Mai").why for date in ("yes", "not yet")]
    assert [("leaving-date-confirmed" in why, "tells-of-leaving-date" in why) for why in said] == [
        (True, False),
        (False, True),
    ]


def test_every_reason_for_a_kind_has_words() -> None:
    asked = "Re: [HWB-5K0P-Y8RB] We need more details for your authorisation"
    number = reading("Our number is 661/4011\n\nJac Roberts\nHeadteacher", subject=asked)
    assert number.why == ("completes-authorisation",)
    assert set(number.why) <= codes()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"Subject: Form\r\n\r\n\r\n", "no-words"),
        (b"Subject: Form\r\n\r\n> Please reply with the form below.\r\n", "only-quote"),
        (
            b'Subject: Form\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name="form.xyz"\r\n'
            b"Content-Disposition: attachment\r\n\r\nxx\r\n",
            "only-attachment",
        ),
        (
            b'Subject: Form\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n'
            b'The form is attached.\r\n--b\r\nContent-Type: application/octet-stream; name="form.xyz"\r\n'
            b"Content-Disposition: attachment\r\n\r\nxx\r\n--b--\r\n",
            "nothing-in-words",
        ),
        (b"Subject: Form\r\n\r\nThe sun is out.\r\n", "nothing-stated"),
    ],
)
def test_a_mail_without_details_is_told_for_what_it_is(raw: bytes, why: str) -> None:

    assert read(raw).why == (why,)
    assert why in codes()
