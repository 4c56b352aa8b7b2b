"""All labels and words that the reader knows, as a page for people: ``docs/words.md``.

Made from ``vocabulary/*.toml``, so that whoever knows the language, and no code, can review and extend it. Tables are
explained in ``page.toml``; one without an explanation is shown by its name. Pure; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import SEE

_SHARED = (
    "signatures", "signing", "machines", "clients", "denials", "remarks", "topics", "explained", "beside",
    "own_affairs", "asides", "few_words", "objections", "withheld", "held_halves", "doubted", "on_record", "pointing",
    "sent_before", "lower_case", "left_out", "bystanders", "pasted_entry", "refusals", "granting",
    "written_for", "which_account", "whose_account", "notions",
)  # fmt: skip
"""Files whose lists hold the words of all languages together."""

_READABLE = (
    (re.compile(r"\(\?:"), "("),
    (re.compile(r"\(\?<!"), "(not after: "),
    (re.compile(r"\(\?<="), "(after: "),
    (re.compile(r"\(\?="), "(before: "),
    (re.compile(r"\(\?!"), "(not before: "),
    (re.compile(r"\[\^[^\]]*\]\{0,\d+\}\??|\[\^[^\]]*\][*+]\??|\\w[*+]|\[\\w'-\]\+|\\S[*+]"), "…"),
    (re.compile(r"\\W\*|\\b|\(not after: \\w\)"), ""),
    (re.compile(r"\\d\{[\d,]+\}|\\d\+?"), "9"),
    (re.compile(r"\\(.)"), r"\1"),
)

_INTRODUCTION = """\
# The words the reader knows

Made by `hwb-mailbot words` from `hwb_mailbot/reading/vocabulary/*.toml`; do not change this page, change those files.
To add a label or a word, write it into the list it belongs to, in `en.toml` or `cy.toml`, in lower case; nothing else
is needed, and accents do not matter. `make words` then makes this page anew.

Gwneir y dudalen hon gan `hwb-mailbot words` o'r ffeiliau `hwb_mailbot/reading/vocabulary/*.toml`; newidiwch y rheini,
nid y dudalen. I ychwanegu label neu air, ysgrifennwch ef yn y rhestr briodol yn `en.toml` neu `cy.toml`, mewn
llythrennau bach; nid oes angen dim arall, ac nid oes gwahaniaeth am acenion. Yna bydd `make words` yn gwneud y dudalen
o'r newydd.

Signs in the lists / Arwyddion yn y rhestrau: `(a|b)` a or b / a neu b · `x?` with or without x / gydag x neu hebddo ·
`…` any letters or words / unrhyw lythrennau neu eiriau · `9` a digit / digid · `(before: …)`, `(not before: …)` only,
or not, before these words / dim ond, neu nid, o flaen y geiriau hyn.
"""


def words_page() -> str:
    """The page, as Markdown."""
    pages = [_INTRODUCTION]
    english, welsh = vocabulary("en"), vocabulary("cy")
    for section in english:
        pages.append(_heading(section))
        keys = dict.fromkeys([*english[section], *welsh[section]])
        for key in keys:
            pages.append(f"### {_title(section, key)}\n")
            pages.extend(
                f"- {name}: {_listed(words.get(section, {}).get(key, []), section)}"
                for name, words in (("Cymraeg", welsh), ("English", english))
            )
            pages.append("")
    for file in _SHARED:
        pages.append(_heading(file))
        for key, words in _lists(vocabulary(file)):
            pages.append(f"- {key.replace('_', ' ')}: {_listed(words)}")
        pages.append("")
    return "\n".join(pages).rstrip() + "\n"


def _heading(section: str) -> str:
    text = vocabulary("page")["sections"].get(section)
    if text is None:
        return f"## {section}\n"
    return f"## {section}\n\n{text['cy']}\n\n{text['en']}\n"


def _title(section: str, key: str) -> str:
    text = vocabulary("page")["keys"].get(f"{section}.{key}")
    return f"{text['cy']} / {text['en']}" if text else key.replace("_", " ")


def _lists(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Iterable[str]]]:
    for key, value in table.items():
        name = f"{above} {key}".strip()
        if isinstance(value, dict):
            yield from _lists(value, name)
        else:
            yield (
                name,
                value.split() if isinstance(value, str) else map(str, value if isinstance(value, list) else [value]),
            )


def _listed(phrases: Iterable[str], section: str = "") -> str:
    return " · ".join(_shown(phrase, section) for phrase in phrases) or "–"


def _shown(phrase: str, section: str) -> str:
    return f"*{_title(section, phrase[1:])}*" if phrase.startswith(SEE) else f"`{_readable(phrase)}`"


def _readable(phrase: str) -> str:
    for found, shown in _READABLE:
        phrase = found.sub(shown, phrase)
    return phrase.replace("`", "'").strip()
