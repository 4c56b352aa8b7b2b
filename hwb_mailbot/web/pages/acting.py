"""Deciding: each action has a form that asks for the reason, and a weighty one shows what it does and asks once.

The form carries the version of the case that was looked at. If the case has changed since, nothing is done: the form
comes back with what happened, and with everything that was written. Pages only build the event; casework decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from hwb_mailbot.casework.case_letters import letters_of
from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.permitted import Refused, must_be_in_place
from hwb_mailbot.domain.events import Party, SupportActed
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.records import Document
from hwb_mailbot.web.candidates import other_cases
from hwb_mailbot.web.comparing import sides
from hwb_mailbot.web.consequences import consequences
from hwb_mailbot.web.doors import Door, Page, shows, takes
from hwb_mailbot.web.offers import ACTIONS, CHANGES_ACCOUNTS, WEIGHTY
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.rendering import label, reason
from hwb_mailbot.web.submitted import Foreseen, event_of, foreseen, hindrance
from hwb_mailbot.web.timeline import ShownLetter, shown_letter
from hwb_mailbot.web.visit import Visit


def _form(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        found = _case(visit)
        if found is None:
            return visit.show("plain.html.j2", 404, say="case-unknown")
        visit.note("case-seen", found[1].reference)
        draft = visit.draft()
        changed = bool(draft) and draft.get("version") != str(found[0].version)
        asked = visit.request.query_params
        values = {name: asked.get(name, "")[:200] for name in ("other", "letter", "field", "value")} | dict(draft)
        return _show(visit, action, *found, values, say="case-changed" if changed else "")

    return page


def _act(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        async with visit.desk.casework.turn():
            found = _case(visit)
            if found is None:
                return visit.show("plain.html.j2", 404, say="case-unknown")
            document, case = found
            wrong = hindrance(visit.form, action, document)
            if wrong:
                status = 409 if wrong == "case-changed" else 422
                return _show(visit, action, document, case, visit.form, say=wrong, status=status)
            event = event_of(visit.form, action, case, signed(visit)) if action != "undo" else None
            if action in WEIGHTY and visit.form.get("confirmed") != _seal(visit, action):
                return _ask_once(visit, action, document, case, event)
            refused = ""
            if event is not None:
                handled = visit.desk.casework.handle_now(event)
                refused = _in_words(visit, handled.refused, handled.refused_values) if handled.refused else ""
        if action == "undo":
            refused = await _undo(visit, case)
        if refused:
            return _show(visit, action, document, case, visit.form, refused=refused, status=422)
        visit.note(f"case-{action}", case.reference, visit.form["reason"].strip())
        return visit.go(f"/cases/{case.reference}?done={action}")

    return page


def _seal(visit: Visit, action: str) -> str:
    """What the asking page shows, in short: whoever changes what they wrote there is shown what follows once more."""
    shown = "\n".join(visit.form.get(name, "") for name in ("party", "words_cy", "words_en", "other", "letter"))
    return hashlib.sha256(f"{action}\n{shown}".encode()).hexdigest()[:16]


def _ask_once(visit: Visit, action: str, document: Document, case: Case, event: SupportActed | None) -> Response:
    """Show what would follow, and ask; what cannot be done is refused at once."""
    if event is None:
        return _show(visit, action, document, case, visit.form, asking=True)
    follows = foreseen(visit.desk.casework, event)
    if follows.refused:
        refused = _in_words(visit, follows.refused, dict(follows.refused_values))
        return _show(visit, action, document, case, visit.form, refused=refused, status=422)
    return _show(visit, action, document, case, visit.form, asking=True, follows=follows)


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
    follows: Foreseen | None = None,
    status: int = 200,
) -> Response:
    former, new = sides(case, visit.desk.directory)
    policy = visit.desk.casework.policy
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
        seal=_seal(visit, action),
        follows=follows,
        parties=visit.desk.casework.askable(case) if action == "ask" else (),
        withdrawable=(Party.MOVER, Party.HEADTEACHER),
        letter=_letter(visit, case, values.get("letter", "")) if action == "resend" else None,
        weighty=action in WEIGHTY,
        answer_until=policy.school_days.after(policy.today(visit.desk.now()), policy.answer_awaited),
        fields=list(FieldName),
        stated=_stated(case),
        others=other_cases(case, visit.desk.records) if action == "link" else [],
        outcome=consequences(action, case, former, new, visit.desk.directory) if action in CHANGES_ACCOUNTS else None,
    )


def _letter(visit: Visit, case: Case, letter_id: str) -> ShownLetter | None:
    desk = visit.desk
    letters = letters_of(desk.records, desk.casework.policy.secret, case)
    return next((shown_letter(one) for one in letters if one.id == letter_id), None)


def _stated(case: Case) -> dict[str, str | bool]:
    halves = [half for half in (case.consolidation, case.authorisation) if half is not None]
    return {str(name): field.value for half in halves for name, field in half.fields.items()}


def _doors(action: str) -> tuple[Door, Door]:
    path = f"/cases/{{reference}}/{action}"
    return shows(path, _form(action), Role.OFFICER), takes(path, _act(action))


DOORS = tuple(door for action in ACTIONS for door in _doors(action))
