"""Every instruction printed in any letter, followed in every mail program, is read as what the letter asked for.

The instructions are found in the rendered letters themselves, so a new letter is covered as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hwb_mailbot import wording
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, Answer, FieldName, Language, Request
from hwb_mailbot.letters import RenderedLetter
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.reading.reader import read
from tests.letters.conftest import LANGUAGES, LETTERS_ROOM, html_of, order, render, text_of
from tests.printed import clients, instructions
from tests.printed.clients import CLIENTS, Returned, returned
from tests.printed.instructions import ANSWERS, fields_of

OWN = LETTERS_ROOM.own_lines()
VALUES: dict[FieldName, str] = {
    FieldName.LEAVING_DATE_CONFIRMED: "yes",
    FieldName.STAFF_NAME: "Nia Evans",
    FieldName.FORMER_SCHOOL_NAME: "Cwm Hafren",
    FieldName.FORMER_DFES_NUMBER: "6667002",
    FieldName.FORMER_USERNAME: "evansn216",
    FieldName.NEW_SCHOOL_NAME: "Coed Mawr",
    FieldName.NEW_DFES_NUMBER: "6632062",
    FieldName.NEW_USERNAME: "evansn87",
    FieldName.STAFF_CODE: "NEVA",
    FieldName.EMPLOYEE_NUMBER: "4654728",
}
REMARKS = (
    "She never left us, this is a different Nia.",
    "Sorry, not her!",
    "Nid yw hi wedi gadael yr ysgol hon.",
    "We have two of that name and I do not know which one is meant.",
)
LETTERS_IN = [(template, language) for template in LETTERS for language in LANGUAGES]


def letter_of(template: str, language: Language) -> RenderedLetter:
    return render(order(template, language))


def tongue_of(language: Language) -> str:
    return "en" if language is Language.ENGLISH else "cy"


@pytest.mark.parametrize(("template", "language"), LETTERS_IN)
def test_words_and_links_of_a_letter_are_the_same(template: str, language: Language) -> None:
    """Nobody is asked for a word that no link offers, nor offered a link to a word that the text does not name."""
    letter = letter_of(template, language)
    bodies = [link.body for link in instructions.links(letter)]
    assert {body for body in bodies if ":" not in body} == set(instructions.words(letter))
    if LETTERS[template].asks and LETTERS[template].forms:
        assert any(":" in body for body in bodies)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(("template", "language"), LETTERS_IN)
def test_the_word_that_a_letter_asks_for_is_the_answer(template: str, language: Language, client: str) -> None:
    letter = letter_of(template, language)
    here = {link.body for link in instructions.links(letter) if link.to == clients.reply_address(letter)}
    for word in [one for one in instructions.words(letter) if one in here]:
        for said in (word, word.lower(), f"{word}.", f"{word}\n\nDiolch / Thanks\nNia Evans\nCoed Mawr"):
            reading = read(CLIENTS[client](returned(letter, said, tongue=tongue_of(language))), OWN)
            assert (reading.answer, reading.reference, reading.defects, reading.requests) == (
                ANSWERS[word],
                "HWB-7F3K-2MQD",
                (),
                (),
            ), (said, reading)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("template", [name for name, kind in LETTERS.items() if "reminder" in kind.takes and kind.asks])
def test_a_word_above_a_reminder_is_the_answer(template: str, client: str) -> None:
    """All that the former half stated stands in the letter, under a heading that is a question."""
    stated = {name: value for name, value in VALUES.items() if name in AUTHORISATION_FIELDS}
    told = [{**labelled(name), "value": value} for name, value in stated.items()]
    again = {"reminder": True, "last_reminder": True} | (
        {"stated": told} if "stated" in LETTERS[template].takes else {}
    )
    for language in LANGUAGES:
        letter = render(order(template, language, {**order(template, language).values, **again}))
        for word in instructions.words(letter):
            reading = read(CLIENTS[client](returned(letter, word, tongue=tongue_of(language))), OWN)
            assert (reading.answer, reading.defects) == (ANSWERS[word], ()), (word, language)


def labelled(name: FieldName) -> dict[str, str]:
    labels = {f"label_{tongue}": wording.field_label(name, tongue) for tongue in ("en", "cy")}
    return {"field": str(name), **labels}


@pytest.mark.parametrize(("template", "language"), LETTERS_IN)
def test_a_tapped_link_answers_with_the_telephones_signature_below(template: str, language: Language) -> None:
    letter = letter_of(template, language)
    for link in instructions.links(letter):
        body = link.body if ":" not in link.body else completed(link.body)
        for tongue in ("en", "cy"):
            reading = read(clients.tapped(letter, link.subject, body, tongue, to=link.to), OWN)
            assert reading.reference is not None
            assert (reading.reference in link.subject, reading.defects) == (True, ())
            if ":" in link.body:
                told(reading.requests, {field: line for line in link.body.split("\n") for field in fields_of(line)})
            else:
                assert reading.answer is ANSWERS[link.body]


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("client", [name for name in CLIENTS if name != "nothing_quoted"])
@pytest.mark.parametrize("template", ["headteacher-approval-asked", "mover-transfer-approved"])
def test_a_yes_above_is_unclear_where_a_remark_in_the_letter_opposes(template: str, client: str, remark: str) -> None:
    """People answer between the paragraphs too, and most clients do not mark what is typed there."""
    for language in (Language.ENGLISH, Language.WELSH):
        letter = letter_of(template, language)
        yes = next(word for word in instructions.words(letter) if ANSWERS[word] in (Answer.APPROVE, Answer.PROCEED))
        text, page = text_of(letter).split("\n\n"), html_of(letter).split("</p>")
        for place in range(2, min(len(text), len(page)) - 1):
            typed = "\n\n".join([*text[:place], remark, *text[place:]])
            inside = "</p>".join([*page[:place], f"</p><p>{remark}", *page[place:]])
            back = Returned(letter, yes, typed, inside, tongue=tongue_of(language))
            assert read(CLIENTS[client](back), OWN).answer is Answer.UNCLEAR, place


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(("template", "language"), LETTERS_IN)
def test_a_form_that_a_letter_prints_is_read_whole(template: str, language: Language, client: str) -> None:
    """Filled in where it stands, or its lines copied above the letter."""
    letter = letter_of(template, language)
    for form in instructions.forms(letter):
        lines = "\n".join(line if line.partition(":")[2] else f"{line} {VALUES[one]}" for one, line in form.items())
        backs = [returned(letter, lines, tongue=tongue_of(language))]
        if client != "nothing_quoted":
            text, page = instructions.filled(letter, form, VALUES)
            backs += [
                Returned(letter, words, text, page, tongue=tongue_of(language))
                for words in ("", "Diolch / Thanks\nNia")
            ]
        for back in backs:
            reading = read(CLIENTS[client](back), OWN)
            assert reading.answer in (None, Answer.UNCLEAR)
            told(reading.requests, form)


def completed(form: str) -> str:
    """The form that a link opens, filled in."""
    lines = []
    for line in form.split("\n"):
        (field,) = instructions.fields_of(line)
        lines.append(line if line.partition(":")[2].strip() else f"{line}{VALUES[field]}")
    return "\n".join(lines)


def told(requests: tuple[Request, ...], form: Mapping[FieldName, str]) -> None:
    """One request, with every field of the form, the values that stood there already included."""
    (request,) = requests
    expected = {one: line.partition(":")[2].strip() or VALUES[one] for one, line in form.items()}
    assert {one: field.value for one, field in request.fields.items()} == {
        one: True if one is FieldName.LEAVING_DATE_CONFIRMED else value for one, value in expected.items()
    }
