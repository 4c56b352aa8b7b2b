"""Deciding: each action has a form that asks for the reason, and a weighty one shows what it does and asks once.

The form carries the version of the case that was looked at. If the case has changed since, nothing is done: the form
comes back with what happened, and with everything that was written. Pages only build the event; casework decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.permitted import Refused, must_be_in_place
from hwb_mailbot.domain.events import SupportActed, SupportAction
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.records import Document
from hwb_mailbot.web.candidates import other_cases
from hwb_mailbot.web.comparing import sides
from hwb_mailbot.web.consequences import consequences
from hwb_mailbot.web.doors import Door, Page, shows, takes
from hwb_mailbot.web.offers import ACTIONS, WEIGHTY
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.rendering import label, reason
from hwb_mailbot.web.visit import Visit

MOST_WORDS = 2_000
"""Characters of a reason."""


def _form(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        found = _case(visit)
        if found is None:
            return visit.show("plain.html.j2", 404, say="case-unknown")
        visit.note("case-seen", found[1].reference)
        draft = visit.draft()
        changed = bool(draft) and draft.get("version") != str(found[0].version)
        values = {"other": visit.request.query_params.get("other", "")} | dict(draft)
        return _show(visit, action, *found, values, say="case-changed" if changed else "")

    return page


def _act(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        async with visit.desk.casework.turn():
            found = _case(visit)
            if found is None:
                return visit.show("plain.html.j2", 404, say="case-unknown")
            document, case = found
            hindrance = _hindrance(visit, action, document)
            if hindrance:
                status = 409 if hindrance == "case-changed" else 422
                return _show(visit, action, document, case, visit.form, say=hindrance, status=status)
            if action in WEIGHTY and visit.form.get("confirmed") != "yes":
                return _show(visit, action, document, case, visit.form, asking=True)
            refused = _do(visit, action, case) if action != "undo" else None
        if action == "undo":
            refused = await _undo(visit, case)
        if refused:
            return _show(visit, action, document, case, visit.form, refused=refused, status=422)
        visit.note(f"case-{action}", case.reference, visit.form["reason"].strip())
        return visit.go(f"/cases/{case.reference}?done={action}")

    return page


def _hindrance(visit: Visit, action: str, document: Document) -> str:
    """What is wrong with the form, as the name of a phrase."""
    words = visit.form.get("reason", "").strip()
    if visit.form.get("version") != str(document.version):
        return "case-changed"
    if not words:
        return "reason-missing"
    if len(words) > MOST_WORDS:
        return "reason-too-long"
    if action == "amend" and visit.form.get("field") not in set(FieldName):
        return "field-missing"
    if action == "link" and not identifiers.reference(visit.form.get("other", "")):
        return "other-missing"
    return ""


def _do(visit: Visit, action: str, case: Case) -> str:
    """Hand the event to casework, whose turn is held; gives why it was refused, in words."""
    form = visit.form
    event = SupportActed(
        reference=case.reference,
        action=SupportAction(action),
        by=signed(visit),
        reason=form["reason"].strip(),
        field=FieldName(form["field"]) if action == "amend" else None,
        value=form.get("value", "").strip() if action == "amend" else "",
        other_reference=identifiers.reference(form.get("other", "")) or "" if action == "link" else "",
    )
    handled = visit.desk.casework.handle_now(event)
    return _in_words(visit, handled.refused, handled.refused_values) if handled.refused else ""


async def _undo(visit: Visit, case: Case) -> str:
    casework = visit.desk.casework
    try:
        must_be_in_place("undo", case, casework.policy)
    except Refused as refused:
        return _in_words(visit, refused.code, refused.values)
    if case.merged_at is None or visit.desk.now() - case.merged_at > casework.policy.undo:
        return visit.words("undo-too-late")
    code = await casework.undo(case.reference, signed(visit), visit.form["reason"].strip())
    return _in_words(visit, code, {}) if code else ""


def _in_words(visit: Visit, code: str, values: Mapping[str, str]) -> str:
    told = {name: visit.pages.day(value, visit.language) if name == "date" else value for name, value in values.items()}
    if "state" in told:
        told["stated"] = label("state", told["state"], visit.language)
    return reason(code, visit.language, **told)


def signed(visit: Visit) -> str:
    """The name that a case's history keeps."""
    return f"{visit.somebody.name} ({visit.somebody.username})"


def _case(visit: Visit) -> tuple[Document, Case] | None:
    reference = identifiers.reference(visit.request.path_params["reference"])
    return find_case(visit.desk.records, reference) if reference else None


def _show(
    visit: Visit,
    action: str,
    document: Document,
    case: Case,
    values: Mapping[str, str],
    *,
    say: str = "",
    refused: str = "",
    asking: bool = False,
    status: int = 200,
) -> Response:
    former, new = sides(case, visit.desk.directory)
    since: list[Any] = []
    if say == "case-changed":
        known = values.get("entries", "")
        since = list(case.history[int(known) :]) if known.isascii() and known.isdigit() and len(known) < 6 else []
    return visit.show(
        "act.html.j2",
        status,
        action=action,
        case=case,
        version=document.version,
        entries=len(case.history),
        since=since,
        values=values,
        say=say,
        refused=refused,
        asking=asking,
        weighty=action in WEIGHTY,
        fields=list(FieldName),
        stated=_stated(case),
        others=other_cases(case, visit.desk.records) if action == "link" else [],
        outcome=consequences(action, case, former, new, visit.desk.directory) if action in WEIGHTY else None,
    )


def _stated(case: Case) -> dict[str, str | bool]:
    halves = [half for half in (case.consolidation, case.authorisation) if half is not None]
    return {str(name): field.value for half in halves for name, field in half.fields.items()}


def _doors(action: str) -> tuple[Door, Door]:
    path = f"/cases/{{reference}}/{action}"
    return shows(path, _form(action), Role.OFFICER), takes(path, _act(action))


DOORS = tuple(door for action in ACTIONS for door in _doors(action))
