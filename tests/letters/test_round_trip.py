"""What people send back on our letters, as the reader reads it: the answer's word, and forms however filled in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest

from hwb_mailbot import wording
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, CONSOLIDATION_FIELDS, FieldName, Reading
from hwb_mailbot.letters import RenderedLetter
from hwb_mailbot.letters.forms import field_lines
from hwb_mailbot.reading.reader import read

from .conftest import LANGUAGES, LETTERS_ROOM, html_of, order, render, text_of

OWN = LETTERS_ROOM.own_lines()
FILLED: dict[FieldName, str | bool] = {
    FieldName.LEAVING_DATE_CONFIRMED: True,
    FieldName.STAFF_NAME: "Nia Evans",
    FieldName.FORMER_SCHOOL_NAME: "Cwm Hafren",
    FieldName.FORMER_DFES_NUMBER: "6667002",
    FieldName.FORMER_USERNAME: "evansn216",
    FieldName.NEW_SCHOOL_NAME: "Ysgol Gynradd Coed Mawr",
    FieldName.NEW_DFES_NUMBER: "6632062",
    FieldName.NEW_USERNAME: "evansn87",
    FieldName.STAFF_CODE: "NEVA",
    FieldName.EMPLOYEE_NUMBER: "4654728",
}
ANSWERS = {
    "APPROVE": "approve",
    "CYMERADWYO": "approve",
    "REJECT": "reject",
    "GWRTHOD": "reject",
    "PROCEED": "proceed",
    "PARHAU": "proceed",
    "CANCEL": "cancel",
    "CANSLO": "cancel",
}
ASKING = {
    "headteacher-approval-asked": ("APPROVE", "CYMERADWYO", "REJECT", "GWRTHOD"),
    "headteacher-sender-check": ("APPROVE", "GWRTHOD"),
    "headteacher-answer-unclear": ("CYMERADWYO", "REJECT"),
    "mover-sender-check": ("PROCEED", "CANSLO"),
    "mover-transfer-approved": ("PROCEED", "PARHAU", "CANCEL", "CANSLO"),
    "mover-merge-paused": ("PARHAU", "CANCEL"),
    "mover-answer-unclear": ("PROCEED", "CANSLO"),
}
FORMS = {
    "headteacher-authorisation-incomplete": AUTHORISATION_FIELDS,
    "mover-consolidation-incomplete": CONSOLIDATION_FIELDS,
    "mover-consolidation-invited": CONSOLIDATION_FIELDS,
}


def answered(letter: RenderedLetter, body: str, subject: str = "") -> Reading:
    lines = [
        "From: Nia Evans <evansn87@hwbcymru.example>",
        "To: hwb@support.example",
        f"Subject: {subject or 'Re: [HWB-7F3K-2MQD]'}",
        "Message-ID: <answer@school.example>",
        "Date: Mon, 14 Sep 2026 10:00:00 +0100",
        f"In-Reply-To: {letter.message_id}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *body.split("\n"),
    ]
    return read("\r\n".join(lines).encode(), OWN)


def quoted(text: str) -> str:
    marked = "\n".join(f"> {line}" for line in text.split("\n"))
    return f"On Mon, 14 Sep 2026 at 09:30, Hwb Support wrote:\n{marked}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("template", "word"), [(name, word) for name, words in ASKING.items() for word in words])
def test_the_word_above_our_letter_is_the_answer(template: str, word: str, language: str) -> None:
    letter = render(order(template, language))
    for below in (quoted(text_of(letter)), text_of(letter), ""):
        reading = answered(letter, f"{word}\n\nDiolch\nNia\n\n{below}")
        assert (reading.answer, reading.reference, reading.defects) == (ANSWERS[word], "HWB-7F3K-2MQD", ())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ASKING)
def test_one_tap_is_an_answer(template: str, language: str) -> None:
    letter = render(order(template, language))
    links = [parse_qs(urlsplit(link).query) for link in lxml.html.fromstring(html_of(letter)).xpath("//a/@href")]
    assert len(links) == (4 if language == "both" else 2)
    for link in links:
        (word,) = link["body"]
        assert answered(letter, word, link["subject"][0]).answer == ANSWERS[word]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", FORMS)
def test_a_form_filled_in_anywhere_is_read_whole(template: str, language: str) -> None:
    values = {name: value for name, value in order(template).values.items() if name != "form"}
    letter = render(order(template, language, values))
    empty = [str(line) for line in field_lines(FORMS[template], language)]
    whole = text_of(letter)
    filled = []
    for line, name in zip(empty, FORMS[template], strict=True):
        value = FILLED[name]
        filled.append(f"{line} {'yes' if value is True else value}")
        assert f"{line}\n" in whole
        whole = whole.replace(f"{line}\n", f"{filled[-1]}\n")
    (link,) = [
        query["body"][0]
        for href in lxml.html.fromstring(html_of(letter)).xpath("//a/@href")
        if ":" in (query := parse_qs(urlsplit(href).query))["body"][0]
    ][:1]
    assert [line.rstrip() for line in link.split("\r\n")] == empty
    for body in (quoted(whole), "\n".join(filled) + "\n\n" + quoted(text_of(letter)), "\n".join(filled)):
        (request,) = answered(letter, body).requests
        assert {name: field.value for name, field in request.fields.items()} == {
            name: FILLED[name] for name in FORMS[template]
        }


def _labelled(name: FieldName, value: str | bool = "") -> dict[str, str | bool]:
    labels: dict[str, str | bool] = {f"label_{tongue}": wording.field_label(name, tongue) for tongue in ("en", "cy")}
    return labels | ({"value": value} if value else {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("template", "lacks"), [(name, lacks) for name, fields in FORMS.items() for lacks in fields])
def test_a_form_filled_in_for_them_is_read_whole(template: str, lacks: FieldName, language: str) -> None:
    """All but one line is filled in already; they write that one, in the quoted form, above it, or in a new mail."""
    form = [_labelled(name, "" if name is lacks else FILLED[name]) for name in FORMS[template]]
    letter = render(order(template, language, {"form": form}))
    whole = text_of(letter)
    (empty,) = [str(line) for line in field_lines([lacks], language)]
    theirs = f"{empty} {'yes' if FILLED[lacks] is True else FILLED[lacks]}"
    assert f"{empty}\n" in whole
    filled = whole.replace(f"{empty}\n", f"{theirs}\n")
    links = [parse_qs(urlsplit(href).query) for href in lxml.html.fromstring(html_of(letter)).xpath("//a/@href")]
    (opened,) = [link["body"][0] for link in links if ":" in link["body"][0]][:1]
    tapped = "\n".join(theirs if line.strip() == empty else line for line in opened.split("\r\n"))
    for body in (quoted(filled), f"{theirs}\n\n{quoted(whole)}", tapped):
        (request,) = answered(letter, body).requests
        assert {name: field.value for name, field in request.fields.items()} == {
            name: FILLED[name] for name in FORMS[template]
        }
