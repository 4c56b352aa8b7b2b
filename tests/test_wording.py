"""The catalogue of short texts: complete, in both languages, and whole without any value."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from hwb_mailbot import wording
from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, RunOutcome, SchoolStatus
from hwb_mailbot.domain.letters import LetterState
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind

GROUPS = {
    "field": [name.value for name in FieldName],
    "role": [role.value for role in AccountRole],
    "kind": [kind.value for kind in AccountKind],
    "status": [*AccountStatus, *SchoolStatus, *RunOutcome],
    "mail": [kind.value for kind in MailKind],
    "answer": [answer.value for answer in Answer],
    "language": [language.value for language in Language],
    "evidence": [evidence.value for evidence in Evidence],
    "letter": [LetterState.DUE, LetterState.SENT, LetterState.FAILED, LetterState.BOUNCED],
    "state": [
        "waiting-authorisation",
        "waiting-consolidation",
        "waiting-sender-check",
        "waiting-directory",
        "waiting-proceed",
        "review",
        "held",
        "merging",
        "merged",
        "undone",
        "rejected",
        "expired",
        "withdrawn",
    ],
}
EVERY_VALUE = {"stated": "<VALUE>", "date": "<DATE>", "by": "<NAME>"}
# Only here are the patterns themselves looked at, to compare their placeholders.
PATTERNS = wording._CATALOGUE["text"]


@pytest.mark.parametrize(("group", "name"), [(group, name) for group in GROUPS for name in GROUPS[group]])
def test_every_name_that_people_see_has_a_label_in_both_languages(group: str, name: str) -> None:
    for language in ("en", "cy"):
        assert wording.label(group, name, language).strip()


@pytest.mark.parametrize("field", list(FieldName))
def test_every_field_can_be_reported_missing(field: FieldName) -> None:
    assert f"missing-{field.value}" in wording.codes()


@pytest.mark.parametrize("code", sorted(wording.codes()))
def test_each_text_is_one_plain_sentence_in_both_languages(code: str) -> None:
    for language in (Language.ENGLISH, Language.WELSH):
        for values in ({}, EVERY_VALUE):
            sentence = wording.text(code, language, **values)
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert not re.search(r"[\[\]{}]|\s{2}|\s[.,:]", sentence)
    assert wording.text(code, "en") != wording.text(code, "cy")


@pytest.mark.parametrize("code", sorted(wording.codes()))
def test_both_languages_have_room_for_the_same_values_and_only_in_brackets(code: str) -> None:
    english, welsh = PATTERNS[code]["en"], PATTERNS[code]["cy"]
    assert re.findall(r"{[^}]*}", english) == re.findall(r"{[^}]*}", welsh)
    for pattern in (english, welsh):
        assert "{" not in re.sub(r"\[[^\[\]]*\]", "", pattern)
        assert set(re.findall(r"{([^}]*)}", pattern)) <= set(EVERY_VALUE)


def test_a_value_is_shown_where_there_is_room_and_left_out_where_not() -> None:
    assert wording.text("near-miss", "en", stated="jonse12").startswith("Something given, jonse12, is")
    assert wording.text("near-miss", "en").startswith("Something given is")
    assert wording.text("same-account", "en", stated="jonse12") == wording.text("same-account", "en")


def test_a_value_is_never_taken_for_a_pattern() -> None:
    assert "{value.__class__} [x{date}]" in wording.text(
        "near-miss", "cy", stated="{value.__class__} [x{date}]", date="never"
    )


def test_both_languages_together_put_welsh_first() -> None:
    both = wording.text("same-account", Language.BOTH)
    assert both == f"{wording.text('same-account', 'cy')} {wording.text('same-account', 'en')}"
    assert wording.field_label(FieldName.LEAVING_DATE, "both") == "Dyddiad gadael / Leaving date"
    assert wording.label("role", "staff", "both") == "Staff"


def test_an_unknown_code_says_which() -> None:
    with pytest.raises(wording.UnknownCode, match="text no-such-code"):
        wording.text("no-such-code", "en")
    with pytest.raises(wording.UnknownCode, match="state lost"):
        wording.state_label("lost", "cy")
    assert issubclass(wording.UnknownCode, KeyError)


DOMAIN = Path(wording.__file__).parent / "domain"
SAID_WITH = {"concern", "Refused", "Entitlement", "Finding", "end", "MergeBlocked"}
"""Calls in the domain whose string arguments are reason codes; ``note`` takes the names of history events."""


def said(functions: set[str], *, skip: int = 0) -> set[str]:
    """The hyphenated literals that the domain hands to these functions."""
    found: set[str] = set()
    for module in DOMAIN.rglob("*.py"):
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in functions:
                literals = (arg.value for arg in call.args[skip:] if isinstance(arg, ast.Constant))
                found |= {
                    text for text in literals if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z_]+)+", text)
                }
    return found


def test_every_reason_that_the_domain_gives_can_be_said() -> None:
    reasons = said(SAID_WITH)
    assert len(reasons) > 20
    assert reasons <= wording.codes()


def test_every_event_that_the_domain_notes_can_be_said() -> None:
    events = said({"note"}, skip=1)
    assert events
    for event in events:
        assert wording.event_label(event, "cy")


@pytest.mark.parametrize(
    ("code", "value", "english", "welsh"),
    [
        (
            "former-dfes-differs",
            "6614022",
            "The DfES number given, 6614022, for the former school does not match",
            "Nid yw'r rhif AdAS (rhif DfES) a roddwyd ar gyfer yr ysgol flaenorol, sef 6614022, yn cyd-fynd",
        ),
        (
            "staff-code-differs",
            "QQ",
            "The staff code given, QQ, does not match",
            "Nid yw'r cod staff a roddwyd, sef QQ, yn cyd-fynd",
        ),
    ],
)
def test_a_value_that_does_not_fit_stands_beside_given(code: str, value: str, english: str, welsh: str) -> None:
    """At the end of the sentence it would read as the value on record."""
    assert wording.text(code, Language.ENGLISH, stated=value).startswith(english)
    assert wording.text(code, Language.WELSH, stated=value).startswith(welsh)


def test_no_sentence_about_something_given_ends_in_it() -> None:
    for code in wording.codes():
        said = wording.text(code, Language.ENGLISH, stated="QQ")
        assert not re.search(r"\bgiven\b.* (?:match|school|record).*: QQ\.$", said), said
