"""Our own lines are known again whatever a mail program did to them; what people write themselves stays theirs."""

from __future__ import annotations

import re
import textwrap
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.lines import is_own_line, normalise_line, own_phrases
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.letters import Letters
from hwb_mailbot.letters.gallery import VARIANTS, sample
from hwb_mailbot.letters.rendering import MARKER, templates_folder

from .conftest import LETTERS_ROOM, SETTINGS, TEMPLATES, order, render, text_of

OWN = LETTERS_ROOM.own_lines()
SHARED = Path(__file__).parents[2].parent / "shared"
TWO_HALVES = "# Title\n\nAlpha beta gamma delta {{ x }} epsilon zeta eta theta iota.\n"
THEIRS = [
    "APPROVE",
    "CYMERADWYO",
    "I agree.",
    "Nia Evans",
    "The leaving date has been entered in our MIS.",
    "I confirm that a leaving date has been entered on the staff record in our school's MIS.",
    "A leaving date has been entered on the staff record.",
    "Leaving date entered on the MIS: yes",
    "Leaving date entered on the MIS / Dyddiad gadael wedi'i nodi ar y MIS: yes",
    "New school DfES number: 6632062",
    "Enw'r ysgol newydd / New school name: Ysgol Gynradd Coed Mawr",
    "Mae dyddiad gadael wedi'i nodi ar gofnod yr aelod o staff yn ein MIS ni.",
    "Rwy'n cadarnhau bod dyddiad gadael Nia wedi'i nodi ym MIS ein hysgol.",
    "Please merge my former Hwb account with my new one.",
    "Hoffwn gadw fy nghyfrif Hwb blaenorol a'i gyfuno â'r cyfrif newydd.",
    "I do not agree, I do not know this person.",
    "Nid wyf yn cytuno, nid wyf yn adnabod y person hwn.",
    "Please cancel, I would rather keep my two accounts apart.",
]


def of_our_words_alone(template: str, language: str) -> list[str]:
    """The paragraphs of a letter without any value, without its title and closing lines."""
    lines = text_of(render(order(template, language, {"former_username": "x"}, token="")))
    return [" ".join(block.split()) for block in re.split(r"\n\n|\n(?=- )|\n=+\n", lines)]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("width", [50, 64, 76, 500])
def test_a_letter_wrapped_anew_and_marked_is_still_ours(template: str, language: str, width: int) -> None:
    for paragraph in of_our_words_alone(template, language):
        if re.search(r"@|HWB-|: x| / ", paragraph):  # a value stands in it, or it is a form to fill in
            continue
        for line in textwrap.wrap(paragraph, width)[:-1] if width < 500 else [paragraph]:
            if len(normalise_line(line).split()) >= 7:
                assert is_own_line(f"> {line.replace(chr(39), '’')} ", OWN), line


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
@pytest.mark.parametrize(("template", "switches"), [(template, switches) for template, switches, _ in VARIANTS])
def test_so_are_the_other_sentences_of_a_letter(template: str, switches: tuple[str, ...], language: Language) -> None:
    rendered = render(sample(template, language, *switches))
    for line in text_of(rendered).split("\n"):
        if len(normalise_line(line).split()) >= 7 and not re.search(r"@|HWB-|: |\d", line):
            assert is_own_line(f"> {line}", OWN), line


def test_the_lines_as_we_wrap_them_are_ours_even_the_short_last_ones() -> None:
    text = text_of(render(order("mover-undone", "en", {})))
    for line in text.split("\n")[3:-4]:
        assert not line.strip() or is_own_line(line, OWN), line


def test_marker_empty_form_lines_and_short_texts_are_ours() -> None:
    assert is_own_line(f"> {MARKER}", OWN)
    assert is_own_line("*Atebwch uwchben y llinell hon / Reply above this line*", OWN)
    assert is_own_line("Enw'r ysgol newydd / New school name:", OWN)
    assert is_own_line("New school name / Enw'r ysgol newydd: ", OWN)
    assert is_own_line("- We are waiting for the authorisation of the headteacher of the former school.", OWN)


@pytest.mark.parametrize("line", THEIRS)
def test_what_people_write_themselves_is_theirs(line: str) -> None:
    assert not is_own_line(line, OWN)


def test_lines_of_retired_letters_stay_ours(tmp_path: Path) -> None:
    for template in templates_folder().glob("*"):
        if template.is_file():
            (tmp_path / template.name).write_bytes(template.read_bytes())
    sentence = "Once upon a time our letters said this quite differently."
    assert not is_own_line(sentence, Letters(SETTINGS, tmp_path).own_lines())
    (tmp_path / "retired").mkdir()
    (tmp_path / "retired" / "mover-merged-2025.en.md.j2").write_text(f"# Old\n\n{sentence}\n", "utf-8")
    assert is_own_line(f"> {sentence}", Letters(SETTINGS, tmp_path).own_lines())


@given(st.text(max_size=200))
def test_a_line_normalised_once_is_normalised(line: str) -> None:
    assert normalise_line(normalise_line(line)) == normalise_line(line)


@given(st.lists(st.from_regex(r"[a-zâêŵŷ]{1,9}", fullmatch=True), min_size=4, max_size=30))
def test_a_remembered_line_is_known_in_any_dress(words: list[str]) -> None:
    own = frozenset(own_phrases(" ".join(words)))
    dressed = ">> *" + "  ".join(words).upper() + "*."
    assert is_own_line(dressed, own)
    assert not is_own_line(" ".join([*words, "besides"]), own)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled mails are not here")
def test_no_line_that_somebody_wrote_to_us_first_is_taken_for_ours() -> None:
    mails = [mail for folder in ("english", "welsh") for mail in sorted((SHARED / "corpus" / folder).glob("*.eml"))]
    for mail in mails:
        body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
        for line in str(body.get_content()).splitlines() if body is not None else ():
            assert not is_own_line(line, OWN), (mail.name, line)


def test_a_short_piece_of_a_sentence_of_ours_is_anybodys() -> None:
    own = frozenset(own_phrases("alpha beta gamma delta epsilon zeta eta theta iota"))
    assert is_own_line("beta gamma delta epsilon zeta eta theta", own)
    assert not is_own_line("beta gamma delta epsilon zeta eta", own)
    assert not is_own_line("beta gamma delta epsilon", own)
    assert is_own_line("One two three four", frozenset(own_phrases("one two three four")))


def test_no_phrase_of_ours_reaches_across_a_value(tmp_path: Path) -> None:
    (tmp_path / "x.en.md.j2").write_text(TWO_HALVES, "utf-8")
    own = Letters(SETTINGS, tmp_path).own_lines()
    assert not is_own_line("alpha beta gamma delta epsilon zeta eta theta iota", own)
    assert is_own_line("epsilon zeta eta theta iota", own)
