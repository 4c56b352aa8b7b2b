"""All letters with made-up people, as a page to read: ``docs/letters.md``, for whoever changes or checks
the words.

Every letter is shown as its plain text, in Welsh, in English, and one as people get it who have not written
yet (both). Nothing can fail here but what fails in ``Letters``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy

from hwb_mailbot import wording
from hwb_mailbot.domain.letters import LetterOrder, LetterValue, Scalar
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, CONSOLIDATION_FIELDS, FieldName, Language
from hwb_mailbot.domain.tokens import tag
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.letters.rendering import Letters

WRITTEN_AT = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
REFERENCE, TOKEN = "HWB-7F3K-2MQD", "K7Q2M4XA9PTB3C5D"

_STATED = {
    FieldName.STAFF_NAME: "Nia Evans",
    FieldName.FORMER_USERNAME: "evansn216",
    FieldName.LEAVING_DATE: "2026-08-31",
    FieldName.NEW_SCHOOL_NAME: "Coed Mawr",
}


def _labels(field: FieldName) -> dict[str, str]:
    return {"field": str(field), **{f"label_{tongue}": wording.field_label(field, tongue) for tongue in ("en", "cy")}}


def _texts(*codes: str, to: str = "", **values: str) -> list[dict[str, str]]:
    return [
        {f"text_{tongue}": wording.text_to(to, code, tongue, **values) for tongue in ("en", "cy")} for code in codes
    ]


def _cause(code: str, who: str) -> list[dict[str, str]]:
    return [{**_texts(code)[0], "who": who}]


def _question(words: str) -> list[dict[str, Scalar]]:
    return [{"piece": words, "ends": True}]


def _dated(code: str) -> list[dict[str, str]]:
    days = {"en": "2 September 2026", "cy": "2 Medi 2026"}
    return [{f"text_{tongue}": wording.text(code, tongue, date=day) for tongue, day in days.items()}]


_DETAILS: dict[str, LetterValue] = {
    "person": "Nia Evans",
    "former_username": "evansn216",
    "former_school": "Cwm Hafren Special School",
    "former_school_cy": "Ysgol Arbennig Cwm Hafren",
    "former_dfes_number": "6667002",
    "new_username": "evansn87",
    "new_school": "Coed Mawr Primary School",
    "new_school_cy": "Ysgol Gynradd Coed Mawr",
    "new_dfes_number": "6632062",
}


def _waiting(reference: str, person: str, asked: str) -> dict[str, Scalar]:
    """One case of a letter about several."""
    kinds: dict[str, Scalar] = {kind: kind == asked for kind in ("approve", "leaving_date", "complete", "pass_on")}
    return {
        **kinds,
        "reference": reference,
        "tag": "" if asked == "pass_on" else tag(reference, TOKEN),
        "person": person,
        "address": "pennaeth@cwmhafren.example",
        "expires": "2026-10-12",
    }


_OTHERS = ("HWB-2B8X-6KTD", "HWB-5M1Z-9QWA", "HWB-8C4R-3HNE")
_SEVERAL = [
    _waiting(REFERENCE, "Nia Evans", "approve"),
    _waiting(_OTHERS[0], "Ifan Llwyd", "leaving_date"),
    _waiting(_OTHERS[1], "", "complete"),
    _waiting(_OTHERS[2], "Elin Prys", "pass_on"),
]

COMMON: Mapping[str, LetterValue] = {
    **_DETAILS,
    "email": "evansn216@hwbcymru.example",
    "stated": [{**_labels(field), "value": value} for field, value in _STATED.items()],
    "missing": [_labels(FieldName.FORMER_SCHOOL_NAME)],
    "differs": _texts("former-dfes-differs", stated="6667020"),
    "expires": "2026-10-12",
    "reasons": _texts("waiting-consolidation"),
    "agreement": "7/8",
    "head_name": "Huw Davies",
    "note": "Diolch am bopeth, Huw. Nia",
    "undo_days": 30,
    "sender": "nia@post.example",
    "mail_subject": "Fy nghyfrif Hwb",
    "mail_id": "5b0c1f6e9a7d",
    "words_en": _question("Is your staff code at the new school NE or NE2? The school's record has both."),
    "words_cy": _question("Ai NE ynteu NE2 yw eich cod staff yn yr ysgol newydd? Mae'r ddau yng nghofnod yr ysgol."),
    "evidence_en": wording.label("evidence", "none", "en"),
    "evidence_cy": wording.label("evidence", "none", "cy"),
    "cases": [{"reference": REFERENCE}],
    "state_en": wording.state_label("merged", "en"),
    "state_cy": wording.state_label("merged", "cy"),
    "closed_on": "2026-09-11",
    "school": "Coed Mawr Primary School",
    "school_cy": "Ysgol Gynradd Coed Mawr",
    "champions": [{"name": "Dilwyn Morion"}],
    "causes": _cause("no-staff-code", "Nia Evans") + _dated("run-succeeded"),
    "awaited": [{"address": "pennaeth@cwmhafren.example"}],
    "changed": [
        {
            **{f"label_{tongue}": wording.label("detail", detail, tongue) for tongue in ("en", "cy")},
            "detail": detail,
            "value": value,
        }
        for detail, value in (("staff_code", "NE2"), ("start_date", "2026-09-03"))
    ],
    "at": "08:00",
    "today": "2026-09-14",
    "for_us": 3,
    "held": 1,
    "for_others": 41,
    "messages": 2,
    "why": [
        {**one, "number": str(number)}
        for number, one in zip((2, 1), _texts("namesake-new-school", "letter-bounced"), strict=True)
    ],
    "oldest": [{"reference": REFERENCE, "day": "2026-09-09"}],
    "soonest": [{"reference": REFERENCE, "day": "2026-10-12"}],
    "first": "2026-09-11",
    "last": "2026-09-13",
    "received": 18,
    "merged_alone": 15,
    "merged_by_person": 4,
    "expired": 1,
    "failed_runs": [{"school": "Coed Mawr Primary School", "school_cy": "Ysgol Gynradd Coed Mawr"}],
    "more_failed_runs": 2,
    "returned": [{"reference": REFERENCE}],
    "returned_in_all": 4,
}
"""A value for everything that is no yes-or-no; a letter takes of it what it may be told."""

PARTICULAR: Mapping[str, Mapping[str, LetterValue]] = {
    "headteacher-authorisation-received": {"pass_on": True},
    "headteacher-authorisation-incomplete": {
        "form": [{**_labels(field), "value": _STATED.get(field, "")} for field in AUTHORISATION_FIELDS]
    },
    "mover-consolidation-received": {"ask_headteacher": True, "reasons": _texts("waiting-authorisation", to="mover")},
    "mover-consolidation-incomplete": {
        "stated": [{**_labels(FieldName.NEW_USERNAME), "value": "evansn87"}],
        "missing": [_labels(field) for field in CONSOLIDATION_FIELDS if field is not FieldName.NEW_USERNAME],
        "differs": [],
    },
    "mover-sender-check": {
        "stated": [{**_labels(FieldName.NEW_USERNAME), "value": "evansn87"}],
    },
    "mover-waiting-directory": {"reasons": _texts("former-run-pending")},
    "mover-transfer-school-check": {
        "stated": [
            {**_labels(FieldName.FORMER_SCHOOL_NAME), "value": "Cwm Hafren"},
            {**_labels(FieldName.FORMER_DFES_NUMBER), "value": "6602011"},
        ],
        "missing": [],
        "differs": [],
        "former_school": "Maes Derw Primary School",
        "former_school_cy": "Ysgol Gynradd Maes Derw",
        "former_dfes_number": "6602011",
    },
    "headteacher-reminder-of-several": {"count": 4, "cases": _SEVERAL},
    "support-cases-overdue": {"count": 2, "cases": _SEVERAL[:2]},
    "headteacher-refused": {"reasons": _texts("former-school-name-ambiguous", stated="Cwm Hafren")},
    "mover-refused": {"reasons": _texts("staff-code-differs", stated="NE7")},
    "sender-case-opened": {"pass_on": True},
    "sender-case-closed": {"merged": True, "undone": False},
    "sender-leavers-still-shown": {"causes": _cause("no-leaving-date", "Huw Pugh") + _dated("run-succeeded")},
    "sender-learner-not-in-portal": {
        "causes": _dated("run-succeeded"),
        "refused": _cause("no-upn", "Elin Prys") + _cause("former-school-no-leaving-date", "Efan Rees"),
    },
    "sender-staff-not-in-portal": {"there": False},
    "sender-learner-password": {"is_champion": False},
    "sender-last-years-classes": {"causes": _dated("run-failed"), "run_succeeded": False},
    "sender-case-status": {
        "state_en": "",
        "state_cy": "",
        "closed_on": "",
        "reasons": _texts("waiting-consolidation", to="mover"),
    },
    "support-mail-forwarded": {"reasons": _texts("enquiry")},
    "administrator-mend-record": {"reasons": _texts("staff-code-missing", "start-date-missing", to="administrator")},
}
"""Where one letter's sample differs from ``COMMON``."""


_ANSWERS = frozenset(
    {
        "sender-staff-not-in-portal",
        "sender-staff-transferred",
        "sender-leavers-still-shown",
        "sender-learner-not-in-portal",
        "sender-learner-password",
        "sender-last-years-classes",
        "sender-cannot-sign-in",
    }
)
"""Answers to a school's questions, which belong to no case."""


_CALL_BACKS = ("headteacher-sender-check", "mover-sender-check")
VARIANTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    *((template, ("correction",), "a correction of what stands") for template in _CALL_BACKS),
    *((template, ("correction", "takes_back"), "a no to what stands") for template in _CALL_BACKS),
    ("headteacher-answer-unclear", ("only_leaving_date",), "the leaving date"),
    *((f"{who}-answer-unclear", ("details_asked",), "details that were asked for") for who in ("headteacher", "mover")),
)
"""Letters that have other sentences: the template, the values that choose them, and what that is for."""


def sample(template: str, language: Language, *switches: str) -> LetterOrder:
    """An order for this letter with everything it may be told; ``switches`` choose other sentences of it."""
    kind = LETTERS[template]
    told = {**COMMON, **PARTICULAR.get(template, {}), **dict.fromkeys(switches, True)}
    unknown = template in {"sender-blank-form", "sender-own-account", "support-daily-digest"} | _ANSWERS
    return LetterOrder(
        template=template,
        to="someone@school.example",
        language=language,
        reference="" if unknown else REFERENCE,
        values={name: told[name] for name in sorted(kind.takes & set(told))},
        token=TOKEN if kind.asks else "",
        others=_OTHERS if "count" in kind.takes else (),
        answered_subject=str(COMMON["mail_subject"]) if kind.of_a_mail else "",
    )


def gallery(letters: Letters) -> str:
    """The page, Markdown: every letter's plain text in both languages."""
    return "\n".join(_page(letters)) + "\n"


def _page(letters: Letters) -> Iterator[str]:
    yield "# The letters"
    yield ""
    yield "Every letter that Hwb Mailbot sends, with made-up people; `hwb-mailbot letters preview` writes this page"
    yield "anew. The words lie in `templates/letter/`. People get the language they wrote in; who has not written yet"
    yield "gets both in one letter, Welsh first, as the first one below shows."
    yield from _shown(letters, "headteacher-approval-asked", Language.BOTH)
    for template in LETTERS:
        for language in (Language.WELSH, Language.ENGLISH):
            yield from _shown(letters, template, language)
        for switches, of in ((switches, f", {of}") for name, switches, of in VARIANTS if name == template):
            for language in (Language.WELSH, Language.ENGLISH):
                yield from _shown(letters, template, language, switches, of)


def _shown(
    letters: Letters, template: str, language: Language, switches: tuple[str, ...] = (), of: str = ""
) -> Iterator[str]:
    order = sample(template, language, *switches)
    rendered = letters.render(order, "gallery", WRITTEN_AT)
    body = message_from_bytes(rendered.raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    yield ""
    welsh, english = (wording.label("language", language, one) for one in ("cy", "en"))
    yield f"## {template}{of}: {welsh} / {english}"
    yield ""
    yield "```text"
    yield f"Subject: {rendered.subject}"
    yield ""
    yield str(body.get_content()).replace("\r\n", "\n").rstrip("\n")
    yield "```"
