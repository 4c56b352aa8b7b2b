"""Whatever a stranger wrote into a value, it stays one line of plain words in every part of the letter."""

from __future__ import annotations

import unicodedata
from typing import Any

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hwb_mailbot.letters.values import LONGEST, clean

from .conftest import html_of, order, parsed, render, text_of

EVIL = [
    "<script>alert(1)</script>",
    "<b>bold</b> & <a href='https://evil.example'>click</a>",
    "[click](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "[APPROVE](answer:approve)",
    "<https://evil.example>",
    "&lt;b&gt; &#60; &amp;",
    "# heading",
    "- item",
    "1. item",
    "    code",
    "> quote",
    "---",
    "***bold*** __x__ `code` ~~~",
    "| a | b |",
    "{{ reference }} {% raw %} {# x #}",
    "{{ ''.__class__ }}",
    "a\r\nBcc: all@evil.example",
    "a\n\n# heading\n\n- APPROVE",
    "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "\u202egnp.exe\u202c \u2066x\u2069 a\u200bb \ufeff\u00ad",
    "\x00\x1b[31m\x7f",
    "\ud800 lone",
    "back\\slash \\",
    "=?utf-8?q?x?=",
    "javascript://x",
    "]: https://evil.example",
    "”  “",
    "\n".join(["."] * 3),
    "x" * 5000,
    "٣\u0301\u0301\u0301",
]
LETTER = "headteacher-approval-asked"
BONES = {
    language: [
        (element.tag, sorted(element.attrib))
        for element in lxml.html.fromstring(html_of(render(order(LETTER, language)))).iter()
    ]
    for language in ("en", "cy", "both")
}


def told(value: str) -> dict[str, Any]:
    values = {name: value for name, known in order(LETTER).values.items() if isinstance(known, str)}
    return {**values, "expires": "2026-10-12"}


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize("language", ["en", "cy", "both"])
def test_a_hostile_value_changes_no_bone_of_the_letter(value: str, language: str) -> None:
    check(value, language)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=120), st.sampled_from(["en", "cy", "both"]))
@example("\\", "both")
@example("*a*", "en")
def test_no_value_at_all_changes_a_bone_of_the_letter(value: str, language: str) -> None:
    if clean(value):
        check(value, language)


def check(value: str, language: str) -> None:
    rendered = render(order(LETTER, language, told(value)))
    shown = clean(value)
    html, text = html_of(rendered), text_of(rendered)
    page = lxml.html.fromstring(html)
    if shown:
        assert [(element.tag, sorted(element.attrib)) for element in page.iter()] == BONES[language]
    assert all(link.startswith("mailto:hwb%2B") for link in page.xpath("//a/@href"))
    # Both parts show exactly the value's own characters, wherever it was wrapped.
    for part in (page.text_content(), text):
        assert f"“{shown}”".replace(" ", "") in "".join(part.split())
    for character in text:
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert rendered.raw.isascii()
    message = parsed(rendered)
    assert not message.defects
    assert set(message.keys()) == set(parsed(render(order(LETTER, language))).keys())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_subject_adds_a_header_line(subject: str) -> None:
    rendered = render(order(LETTER, "en", answers="<a@x.example>", answered_subject=subject))
    message = parsed(rendered)
    assert set(message.keys()) == set(parsed(render(order(LETTER, "en", answers="<a@x.example>"))).keys())
    assert str(message["Subject"]) == rendered.subject
    assert "[HWB-7F3K-2MQD]" in rendered.subject


@given(st.text(max_size=3000))
def test_a_clean_value_is_one_line_of_bounded_length_and_stays_as_it_is(value: str) -> None:
    shown = clean(value)
    assert len(shown.splitlines()) <= 1
    assert len(shown) <= LONGEST
    assert shown == shown.strip()
    assert clean(shown) == shown


def test_web_addresses_are_pulled_apart_and_mail_addresses_stay() -> None:
    assert clean("see https://evil.example and www.evil.example") == "see https: //evil.example and www .evil.example"
    assert clean("nia@post.example") == "nia@post.example"


@pytest.mark.parametrize(
    "name", ["Siân Tŷ-Wyn", "O’Brien", "D'Arcy", "Llŷr ap Gwilym", "Müller & Söhne (Cymru)", "Łukasz"]
)
def test_ordinary_names_are_shown_as_they_are(name: str) -> None:
    rendered = render(order(LETTER, "cy", told(name)))
    assert f"“{name}”" in " ".join(text_of(rendered).split())
    assert f"“{name}”" in lxml.html.fromstring(html_of(rendered)).text_content()


def test_hostile_list_entries_and_forms_are_harmless_too() -> None:
    evil = "</p><script>x</script>\n\n# [click](https://evil.example)"
    entry = {"field": "staff_name", "label_en": evil, "label_cy": evil, "value": evil, "text_en": evil, "text_cy": evil}
    values = {"stated": [entry], "missing": [entry], "differs": [entry], "form": [entry]}
    for language in ("en", "cy", "both"):
        page = lxml.html.fromstring(html_of(render(order("mover-consolidation-incomplete", language, values))))
        assert not page.xpath("//script")
        assert not page.xpath("//a[starts-with(@href, 'http')]")
