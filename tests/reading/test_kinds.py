"""What a mail is, and that nothing is taken for more than it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.reading.reader import read
from tests.reading.work import grows_in_proportion
from tests.reading.writing import mail, reading, stated

DETAILS = "New school: Ysgol Bro Dulas\nDfES: 667/4021\nUsername: pughg101\nStaff code: GPU\nEmployee number: 0042317"


def test_a_half_is_a_half_even_when_it_also_says_i_approve() -> None:
    result = reading(
        "I approve this.\nName: Gwenno Pugh\nFormer school: Thornybank Primary School\nDfES: 6725012\n"
        "Username: pughg33\nNew school: Ysgol Bro Dulas\nLeaving date on MIS: yes, 17/07/2026",
        subject="Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of Gwenno Pugh",
    )
    assert result.kind is MailKind.AUTHORISATION
    assert result.answer is None
    assert result.reference == "HWB-7F3K-2MQD"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied\r\n", "X-Autoreply: yes\r\n", "Precedence: auto_reply\r\n"],
)
def test_an_auto_reply_is_never_an_answer_or_a_half(header: str) -> None:
    result = reading(f"APPROVE\n{DETAILS}\nI am back on 9 November.", subject="Re: [HWB-7F3K-2MQD] x", extra=header)
    assert result.kind is MailKind.AUTO_REPLY
    assert result.machine
    assert result.answer is None
    assert result.requests == ()
    assert result.returns_on is not None


def test_a_bounce_is_a_bounce() -> None:
    result = read(
        mail(
            "Your message could not be delivered to pughg101@hwbcymru.example: user unknown. APPROVE",
            sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender",
        ),
        null_sender=True,
    )  # fmt: skip
    assert result.kind is MailKind.BOUNCE
    assert result.answer is None


@pytest.mark.parametrize(
    ("extra", "reference"),
    [
        ("", None),
        ("In-Reply-To: <HWB-7F3K-2MQD.17a@support.example>\r\n", "HWB-7F3K-2MQD"),
        ("References: <x@y.example> <HWB-7F3K-2MQD.17a@support.example>\r\n", "HWB-7F3K-2MQD"),
    ],
)
def test_the_reference_comes_from_the_mail_that_is_answered(extra: str, reference: str | None) -> None:
    assert reading("Any news?", subject="Re: Hwb", extra=extra).reference == reference


def test_the_subjects_reference_goes_first() -> None:
    result = reading("About HWB-AAAA-BBBB", subject="Re: [HWB-7F3K-2MQD] Hwb")
    assert result.reference == "HWB-7F3K-2MQD"


def test_our_own_mark_in_a_subject_goes_before_what_somebody_typed_there() -> None:
    subject = "Re: HWB-AAAA-BBBB my details [HWB-7F3K-2MQD]"
    assert reading("Any news?", subject=subject).reference == "HWB-7F3K-2MQD"


def test_the_json_has_the_published_shape() -> None:
    shown = reading_as_json("x.eml", reading(f"Please merge my accounts\n{DETAILS}"))
    assert shown["kind"] == "consolidation"
    assert shown["decision"] is None
    assert shown["requests"][0]["fields"]["staff_code"] == {"value": "GPU", "evidence": "GPU", "where": "body"}
    assert shown["requests"][0]["missing"] == []
    assert shown["requests"][0]["problems"] == []


HOSTILE = {
    "letters": "a " * 50_000,
    "capitals": "Aa " * 50_000,
    "numbers": "661 " * 30_000,
    "labels": "username: " * 10_000,
    "label lines": "School: x\n" * 20_000,
    "negations": "not approve " * 20_000,
    "one word": "x" * 200_000,
    "brackets": "( " * 40_000,
    "list": "1) a\n" * 20_000,
    "names": "Mae Bryn Llan " * 10_000,
    "dates": "31 Awst " * 20_000,
    "dashes": "-" * 150_000,
    "addresses": "a@" * 50_000,
    "boxes": "[x] approve [ ] reject " * 8_000,
    "tabs": "a\tb\tc\n" * 10_000,
    "blanks": " " * 100_000 + "x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_with_bounded_work(name: str) -> None:
    assert grows_in_proportion(reading, HOSTILE[name][:12_000])
    result = reading(HOSTILE[name])
    assert result.answer in (None, Answer.UNCLEAR)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600), st.text(alphabet=st.characters(codec="ascii", exclude_characters="\r\n\0"), max_size=60))
def test_any_text_is_survived_and_approves_nothing(body: str, subject: str) -> None:
    result = reading(body, subject=subject)
    assert result.answer in (None, Answer.UNCLEAR) or "HWB-" in subject.upper()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_survived(raw: bytes) -> None:
    assert read(raw).kind in MailKind


def test_a_learner_is_no_staff_member() -> None:
    result = reading("A Year 5 learner, username hughesl44, cannot log in. School 667/4021.")
    assert result.kind is MailKind.ENQUIRY


def test_an_instruction_to_do_nothing_is_an_enquiry() -> None:
    result = reading(
        "I have two accounts, pughg33 (old) and pughg101 (new). I haven't applied for consolidation yet, "
        "please don't do anything until I have had an answer: will my files move?"
    )
    assert result.kind is MailKind.ENQUIRY


def test_someone_elses_words_are_not_the_senders() -> None:
    result = reading("Mr Bevan says he approves.", subject="Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of X")
    assert result.answer is Answer.UNCLEAR
    assert stated(result) == {}


LETTER = """

On Wed, 16 Sept 2026 at 15:20 Cymorth Hwb / Hwb Support <hwb@support.example> wrote:
> -- Atebwch uwchben y llinell hon / Reply above this line --
>
> We need more details for your authorisation
>
> What we understood from the message:
>
> - Former staff member's name: Neil Cadogan
> - Former Hwb username: cadogann25
> - New school name: Deri Duon
>
> What does not look right:
>
> - The DfES number given for the former school does not match the number of
>   the former account's school: 6722260.
>
> This request will stay open until 14 October 2026.
"""
ASKED = "Re: [HWB-AZ01-EJ8A] We need more details for your authorisation"


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("Sorry about that. The number is 672 2206.", {"former_dfes_number": "6722206"}),
        ("Our school is Afon Wen Primary.\n\nKaren", {"former_school_name": "Afon Wen Primary"}),
        (
            "The number should have been 6722206. Everything else on your list is right.",
            {
                "former_dfes_number": "6722206",
                "staff_name": "Neil Cadogan",
                "former_username": "cadogann25",
                "new_school_name": "Deri Duon",
            },
        ),
        (
            "Rhif yr ysgol yw 6722206. Mae popeth arall ar y rhestr yn gywir.",
            {
                "former_dfes_number": "6722206",
                "staff_name": "Neil Cadogan",
                "former_username": "cadogann25",
                "new_school_name": "Deri Duon",
            },
        ),
    ],
)
def test_what_a_headteacher_was_asked_for_completes_an_authorisation(words: str, fields: dict[str, str]) -> None:
    result = reading(words + LETTER, subject=ASKED)
    assert result.kind is MailKind.AUTHORISATION
    assert stated(result) == fields


@pytest.mark.parametrize(
    "words",
    [
        "What number do you mean, please?",
        "Thank you, I will look for it tomorrow.",
        "I never wrote to you about this.",
    ],
)
def test_an_answer_without_a_detail_completes_no_authorisation(words: str) -> None:
    assert reading(words + LETTER, subject=ASKED).kind is not MailKind.AUTHORISATION


def test_a_bare_word_in_reply_to_a_letter_without_its_subject_is_an_answer() -> None:
    assert reading("Proceed\n\nSent from my iPhone", subject="Re: Move your account").kind is MailKind.CONFIRMATION
    assert reading("APPROVE", subject="Re: Move your account").kind is MailKind.DECISION
    assert reading("Proceed to the hall", subject="The concert").kind is MailKind.ENQUIRY


def test_what_a_quoted_table_of_our_letter_says_is_no_half() -> None:
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (
            ("Staff member / Aelod staff", "Steffan Moelwyn"),
            ("Former school / Ysgol flaenorol", "Ysgol Bro Gwen (6602214)"),
            ("Former Hwb username / Enw defnyddiwr blaenorol", "moelwyns37"),
        )
    )
    page = (
        "<p>Gwrthod plis. Rhaid bod rhywun wedi llenwi'r ffurflen ar gam.</p><blockquote><p>Reply APPROVE if you agree."
        f"</p><table>{rows}</table><p>Reply REJECT if you do not agree.</p></blockquote>"
    )
    result = reading(page, subject="Re: [HWB-9EQ5-T4AS] Authorisation needed", content_type="text/html; charset=utf-8")
    assert result.kind is MailKind.DECISION
