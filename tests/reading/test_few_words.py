"""Replies of hardly more than a value, and of thanks alone: what they would state, and where they state nothing."""

from __future__ import annotations

from datetime import date

import pytest

from hwb_mailbot.domain.mails import Detail, MailKind
from hwb_mailbot.reading.answers.objections import mere_thanks
from hwb_mailbot.reading.details.few_words import few_words
from hwb_mailbot.reading.message.material import Line, Voice
from tests.reading.writing import reading

TODAY = date(2026, 9, 10)
NUMBER, USERNAME, CODE, EMPLOYEE = Detail.DFES_NUMBER, Detail.USERNAME, Detail.STAFF_CODE, Detail.EMPLOYEE_NUMBER
SUBJECT = "Re: [HWB-5K0P-Y8RB] We need more details to merge your Hwb accounts"


def said(text: str, from_name: str = "") -> dict[Detail, str | bool]:
    lines = [Line(line, Voice.OWN, "body") for line in text.split("\n")]
    return {detail: stated.value for detail, stated in few_words(lines, TODAY, from_name).items()}


@pytest.mark.parametrize(
    "text",
    [
        "6614022",
        "661/4022",
        "Sorry, it should be 6614022",
        "It should read 661 4022",
        "Oops, my mistake. 6614022",
        "Oops - wrong number! It's 6614022, thanks",
        "6614022, not 6614011",
        "Nid 6614011 ond 6614022",
        "Mae'n ddrwg gen i, 6614022 yw'r rhif cywir",
        "Camgymeriad oedd hwnna: 6614022",
        "Rhif anghywir, 6614022",
        "Typo: 6614022",
    ],
)
def test_the_one_number(text: str) -> None:
    assert said(text) == {NUMBER: "6614022"}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("bowens42", {USERNAME: "bowens42"}),
        ("Sorry, it's bowens42@hwbcymru.example", {USERNAME: "bowens42"}),
        ("SAB", {CODE: "SAB"}),
        ("sab", {CODE: "SAB"}),
        ("SAB ydi'r cod, diolch", {CODE: "SAB"}),
        ("The number is 6614022", {NUMBER: "6614022"}),
        ("Y rhif yw 661/4022", {NUMBER: "6614022"}),
        ("55012", {EMPLOYEE: "55012"}),
    ],
)
def test_other_values_by_their_shape(text: str, stated: dict[Detail, str]) -> None:
    assert said(text) == stated


@pytest.mark.parametrize(
    "text",
    [
        "Is it 6614022?",
        "I think it's 6614022",
        "No, 6614022",
        "6614022 was her old school",
        "6614022 or 6614011",
        "6614022 for Mari, 6614011 for Tomos",
        "Ring me on 01443 555 018",
        "6614022 is the one that I want to withdraw",
        "Please stop, 6614022 is not her school",
        "Stop! 6614022",
        "No idea",
        "Nid wyf yn gwybod",
        "ok",
        "yes please",
        "6614022 is wrong",
        "6614022 is a typo",
        "The wrong one was 6614022",
        "6614022 oedd y rhif anghywir",
        "Anghywir 6614022",
        "SAB is wrong",
        "Thx",
        "fyi",
        "Ann",
        "It should be in the post",
        "Our number is 6614022. " + "And while I write to you, here is what happened to us on the trip last week. " * 3,
    ],
)
def test_what_is_no_plain_value_states_none(text: str) -> None:
    assert not set(said(text)) - {Detail.ON_RECORD}


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "Yes it's in now",
        "It's there now",
        "Done",
        "All done, thank you",
        "Yes, entered this afternoon",
        "Yes, 31 August 2026",
        "Yes - I can confirm it has been added to SIMS",
        "Ydy",
        "Ydy, mae o yna rŵan",
        "Mae'r dyddiad gadael ar SIMS nawr",
        "Do, dw i wedi'i ychwanegu",
    ],
)
def test_that_it_is_on_the_record(text: str) -> None:
    assert said(text)[Detail.ON_RECORD] is True


@pytest.mark.parametrize(
    "text",
    [
        "Not yet",
        "No",
        "Nac ydy",
        "Yes, once payroll has sent it",
        "Yes, it will be in by Friday",
        "Yes, today",
        "Yes, we will",
        "Yes, I have to",
        "Yes, it goes in on 30 September 2026",
        "Yes but not for her",
        "It's in hand",
        "It was there",
        "Is it there now?",
        "Yes, he left the keys",
        "Yes. She is back with us now.",
        "Bydd o yna fory",
        "Yes, on it now",
    ],
)
def test_what_does_not_say_that_it_is_on_the_record(text: str) -> None:
    assert Detail.ON_RECORD not in said(text)


@pytest.mark.parametrize("text", ["Oma", "OMA", "oma"])
def test_who_only_signs_gives_no_staff_code(text: str) -> None:
    assert said(text, "Elin Roberts") == {CODE: "OMA"}
    assert not said(text, "Oma Roberts")


def test_the_reader_tells_few_words_of_a_reply_alone() -> None:
    assert reading("6614022\n\nElin Mai", subject=SUBJECT).few_words[NUMBER].value == "6614022"
    assert not reading("6614022", subject="School 6614022").few_words
    assert not reading("6614022\n\nThanks\n\nor is that the one of the old school", subject=SUBJECT).few_words
    half = reading("Former Hwb username: bowens42\nFormer school DfES number: 6614022", subject=SUBJECT)
    assert half.kind is MailKind.TRANSFER_REQUEST
    assert not half.few_words


@pytest.mark.parametrize(
    "text",
    ["Thanks", "Thank you very much!", "Many thanks,\nElin", "Hi Mair\n\nThanks for letting me know\n\nElin Mai",
     "Cheers", "Diolch!", "Diolch yn fawr iawn i chi", "Diolch am roi gwybod", "Diolch o galon\nElin"],
)  # fmt: skip
def test_thanks_and_nothing_else(text: str) -> None:
    assert mere_thanks(text.split("\n"), "Elin Mai", "maie99")


@pytest.mark.parametrize(
    "text",
    ["Yes, thanks", "OK thanks", "Great, thanks", "Thanks, will do", "Thank you, that is correct", "Iawn, diolch",
     "Diolch, mae'n gywir", "Thanks, but no", "Thanks. Stop please", "Thanks?", "Yes", "OK", "", "Elin",
     "Thanks. 6614022", "Thanks, got it", "Thanks, all done"],
)  # fmt: skip
def test_what_is_more_than_thanks(text: str) -> None:
    assert not mere_thanks(text.split("\n"), "Elin Mai", "maie99")


def test_thanks_are_found_by_the_reader() -> None:
    assert reading("Diolch!\n", subject=SUBJECT).mere_thanks
    assert reading("Thank you\n\nJac Roberts\nHeadteacher\nYsgol y Bryn, Ffordd y Môr", subject=SUBJECT).mere_thanks
    assert not reading("Thanks\n\nplease leave it until the summer", subject=SUBJECT).mere_thanks
    assert not reading("Diolch!\n\nWhen will it be done?", subject=SUBJECT).mere_thanks


@pytest.mark.parametrize("text", ["Thanks", "Diolch yn fawr", "6614022"])
def test_words_beside_a_picture_are_not_all_that_was_sent(text: str) -> None:
    """A photograph of a form holds what no text tells: a person looks at it."""
    body = (
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: image/jpeg\n"
        'Content-Disposition: attachment; filename="form.jpg"\nContent-Transfer-Encoding: base64\n\n/9j/\n--b--\n'
    )
    said = reading(body, subject=SUBJECT, content_type="multipart/mixed; boundary=b")
    assert not said.mere_thanks
    assert not said.only_thanks
    assert not said.few_words
