"""Every letter, in every language, with all it may be told and with no more than it needs."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import jinja2
import jinja2.meta
import lxml.html
import pytest

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.letters import LetterFault, Letters
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.letters.gallery import COMMON, PARTICULAR
from hwb_mailbot.letters.rendering import MARKER, templates_folder

from .conftest import LANGUAGES, SETTINGS, TEMPLATES, WRITTEN_AT, bare_values, html_of, order, parsed, render, text_of

ALWAYS_KNOWN = {"reference", "inbox", "reply_address"}
BEFORE_THE_MERGE = [
    *(name for name in TEMPLATES if name.startswith("mover-consolidation-") or name.startswith("mover-transfer-")),
    "mover-sender-check",
    "mover-waiting-directory",
    "mover-merge-paused",
    "mover-answer-unclear",
]
WARNINGS = {"cy": "byddwch yn colli popeth", "en": "you lose whatever you have saved"}


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_is_whole_with_all_values_and_with_none(template: str, language: Language) -> None:
    for values in (None, bare_values(template)):
        rendered = render(order(template, language, values))
        message = parsed(rendered)
        assert not message.defects
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        for shown in (text_of(rendered), html_of(rendered)):
            assert not re.search(r"None|{{|}}|{%|%}|answer:|\*\*|\[\]|: *\.|\s,", shown)
        assert not re.search(r"\n{3,}", text_of(rendered))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_bytes_are_seven_bit_with_whole_line_ends_and_always_the_same(template: str, language: Language) -> None:
    rendered = render(order(template, language))
    assert rendered.raw.isascii()
    assert rendered.raw.replace(b"\r\n", b"").count(b"\r") == rendered.raw.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(len(line) for line in rendered.raw.split(b"\r\n")) <= 998
    assert render(order(template, language)) == rendered


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_plain_text_keeps_to_72_columns_but_for_long_words(template: str, language: Language) -> None:
    for line in text_of(render(order(template, language))).split("\n"):
        assert len(line) <= 72 or (" / " in line and line.rstrip().endswith(":")) or " " not in line.strip()


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_form_line_stands_on_one_line_with_both_labels(template: str) -> None:
    kind = LETTERS[template]
    for language in LANGUAGES:
        text = text_of(render(order(template, language)))
        blanks = [line for line in text.splitlines() if re.fullmatch(r"[^:]+ / [^:]+:( .+)?", line)]
        fields = sum(len(fields) for _, fields in kind.forms)
        closed = order(template, language)
        assert len(blanks) - bool(closed.reference and not closed.others) == fields


@pytest.mark.parametrize("template", TEMPLATES)
def test_both_languages_use_the_same_values_and_only_declared_ones(template: str) -> None:
    used = {tongue: variables(f"{template}.{tongue}.md.j2") for tongue in ("cy", "en")}
    neutral = {tongue: {re.sub(r"_(en|cy)$", "", name) for name in names} for tongue, names in used.items()}
    assert neutral["cy"] == neutral["en"]
    assert used["cy"] | used["en"] <= LETTERS[template].takes | ALWAYS_KNOWN
    declared = LETTERS[template].takes - {"form"} - ({LETTERS[template].form_when} - {""})
    assert declared <= used["cy"] | used["en"]


def variables(name: str) -> set[str]:
    """The values that a template and the parts it includes may show."""
    environment = jinja2.Environment()
    environment.filters["day"] = str
    tree = environment.parse((templates_folder() / name).read_text("utf-8"))
    found = jinja2.meta.find_undeclared_variables(tree)
    for part in jinja2.meta.find_referenced_templates(tree):
        found |= variables(str(part))
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_both_languages_say_as_much(template: str) -> None:
    """A forgotten paragraph, list item, heading or answer shows in the bones of the two letters."""

    def bones(language: str) -> list[str]:
        page = lxml.html.fromstring(html_of(render(order(template, language))))
        return [element.tag for element in page.iter("h1", "h2", "p", "li", "a", "strong")]

    assert bones("cy") == bones("en")


@pytest.mark.parametrize("template", BEFORE_THE_MERGE)
def test_whoever_moves_is_warned_of_the_loss_in_every_letter_before_the_merge(template: str) -> None:
    for values in (None, bare_values(template)):
        for tongue, warning in WARNINGS.items():
            assert warning in words_of(text_of(render(order(template, tongue, values))))
            assert warning in words_of(html_of(render(order(template, tongue, values))))


def test_every_letter_to_a_mover_is_known_as_before_or_after_the_merge() -> None:
    movers = {name for name in TEMPLATES if name.startswith("mover-")}
    ended = {"mover-merged", "mover-rejected", "mover-refused", "mover-withdrawn", "mover-expired", "mover-undone"}
    assert movers - ended == set(BEFORE_THE_MERGE)


@pytest.mark.parametrize("template", TEMPLATES)
def test_letters_that_ask_carry_the_marker_on_top_and_others_do_not(template: str) -> None:
    for language in LANGUAGES:
        rendered = render(order(template, language))
        assert text_of(rendered).startswith(MARKER) == LETTERS[template].asks
        assert (MARKER in html_of(rendered)) == LETTERS[template].asks


def test_a_letter_in_two_languages_has_welsh_first_and_marks_each() -> None:
    rendered = render(order("mover-transfer-approved", "both"))
    page = lxml.html.fromstring(html_of(rendered))
    assert page.get("lang") == "cy"
    assert [part.get("lang") for part in page.xpath("//div[h1]")] == ["cy", "en"]
    text = text_of(rendered)
    assert text.index("Mae eich cais") < text.index("Your request")
    assert parsed(rendered)["Content-Language"] == "cy, en"
    assert "14 Hydref" not in text
    assert "12 Hydref 2026" in text
    assert "12 October 2026" in text


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_page_reads_well_on_a_telephone_and_in_the_dark(template: str) -> None:
    html = html_of(render(order(template, "both")))
    page = lxml.html.fromstring(html)
    assert page.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]
    assert page.xpath("//meta[@name='viewport']")
    assert page.xpath("count(//div[@lang]/h1)") == 2
    assert not page.xpath("//script|//img|//form|//table|//link")
    assert not re.search(r"(?<!max-)width:\s*\d{3}", html)
    for element in page.xpath("//*[@style]"):
        dressed = dict(rule.split(":", 1) for rule in element.get("style").split(";") if ":" in rule)
        assert ("color" in dressed) == ("background-color" in dressed)


@pytest.mark.parametrize("tongue", ["cy", "en"])
def test_answers_open_with_one_tap_and_stand_in_the_text(tongue: str) -> None:
    words = {"cy": ("CYMERADWYO", "GWRTHOD"), "en": ("APPROVE", "REJECT")}[tongue]
    rendered = render(order("headteacher-approval-asked", tongue, token="T0KEN"))
    links = dict(
        zip(words, lxml.html.fromstring(html_of(rendered)).xpath("//a/@href"), strict=True),
    )
    for word, link in links.items():
        assert link == f"mailto:hwb%2BT0KEN@support.example?subject=Re%3A%20%5BHWB-7F3K-2MQD%5D&body={word}"
        assert re.search(rf"^- {word} ", text_of(rendered), re.MULTILINE)
    assert "hwb+T0KEN@support.example" in text_of(rendered)


def test_the_form_opens_filled_with_its_lines() -> None:
    html = html_of(render(order("mover-consolidation-incomplete", "en")))
    (link,) = [link for link in lxml.html.fromstring(html).xpath("//a/@href") if "New%20school" in link]
    assert link.count("%0D%0A") == 4
    assert "body=New%20school%20name%20%2F%20Enw%27r%20ysgol%20newydd%3A%20%0D%0A" in link


def test_a_form_that_the_case_asks_for_replaces_the_standing_one() -> None:
    asked = [{"label_en": "New Hwb username", "label_cy": "Enw defnyddiwr Hwb newydd"}]
    text = text_of(render(order("mover-consolidation-incomplete", "cy", {"form": asked})))
    assert "Enw defnyddiwr Hwb newydd / New Hwb username:" in text
    assert "New school name" not in text


def test_an_unverified_reader_is_told_nothing_but_what_the_mail_said() -> None:
    """N3: the letters for senders we do not know cannot be given anything from the directory."""
    for template in ("headteacher-sender-check", "mover-sender-check", "sender-blank-form", "sender-with-support"):
        shown = text_of(render(order(template, "both", {**COMMON, "stated": ()})))
        for secret in ("Nia Evans", "evansn216", "evansn87", "6667002", "Huw Davies", "Coed Mawr", "Diolch am bopeth"):
            assert secret not in shown


def test_a_template_cannot_show_what_its_letter_may_not_be_told(tmp_path: Path) -> None:
    shutil.copytree(templates_folder(), tmp_path, dirs_exist_ok=True)
    (tmp_path / "mover-sender-check.en.md.j2").write_text("# Hello\n\n{{ person }}\n", "utf-8")
    with pytest.raises(jinja2.UndefinedError, match="person"):
        Letters(SETTINGS, tmp_path).render(order("mover-sender-check", "en", COMMON), "l1", WRITTEN_AT)


def test_yes_and_no_are_said_in_the_letters_language() -> None:
    for stated, (english, welsh) in {True: ("yes", "ydy"), False: ("no", "nac ydy")}.items():
        item = {
            "field": "leaving_date_confirmed",
            "label_en": "Leaving date",
            "label_cy": "Dyddiad gadael",
            "value": stated,
        }
        shown = text_of(render(order("headteacher-sender-check", "both", {"stated": [item]})))
        assert f"- Leaving date: {english}\n" in shown
        assert f"- Dyddiad gadael: {welsh}\n" in shown


def test_days_are_said_in_the_letters_language() -> None:
    item = {"field": "leaving_date", "label_en": "Leaving date", "label_cy": "Dyddiad gadael", "value": "2026-08-31"}
    shown = text_of(render(order("headteacher-sender-check", "both", {"stated": [item]})))
    assert "- Leaving date: 31 August 2026\n" in shown
    assert "- Dyddiad gadael: 31 Awst 2026\n" in shown


def test_what_a_letter_needs_and_was_not_given_is_named() -> None:
    with pytest.raises(LetterFault, match="mover-merged needs former_username"):
        render(order("mover-merged", "en", {}))
    with pytest.raises(LetterFault, match="no letter 'headteacher-greeting'"):
        render(replace(order("mover-merged"), template="headteacher-greeting"))


def test_the_gallery_shows_every_yes_or_no_somewhere() -> None:
    particular = set().union(*(set(values) for values in PARTICULAR.values()))
    of_cases = {"pass_on", "ask_headteacher", "asked_by_school", "by_support", "only_leaving_date"}
    switches = of_cases | {"reminder", "last_reminder", "correction", "takes_back", "details_asked"}
    for kind in LETTERS.values():
        assert kind.takes <= set(COMMON) | particular | switches
    for template, kind in LETTERS.items():
        for switch in switches & kind.takes:
            for tongue in ("cy", "en"):
                on = text_of(render(order(template, tongue, {**order(template).values, switch: True})))
                off = text_of(render(order(template, tongue, {**order(template).values, switch: False})))
                assert on != off
