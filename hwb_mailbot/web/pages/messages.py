"""Messages that the bot laid before the team: each with its reason, and what a person can do with it.

A message is handed in again, put into a case's history, or ended by hand, by the same commands that the command line
has; a message never acts as its sender from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from hwb_mailbot.domain.mails import CLASSIFIABLE
from hwb_mailbot.records import Document
from hwb_mailbot.web.desk import NotDone
from hwb_mailbot.web.doors import Door, Page, shows, takes
from hwb_mailbot.web.likely import LikelyCase, likely_cases
from hwb_mailbot.web.pages.acting import signed
from hwb_mailbot.web.pages.case import shown
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.submitted import MOST_WORDS
from hwb_mailbot.web.visit import Visit

ACTIONS = ("attach", "classify", "retry", "done")
_PAGE = 50


async def messages(visit: Visit) -> Response:
    """The messages that need a person, oldest first."""
    visit.note("mails-seen")
    asked = visit.request.query_params.get("page", "1")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1
    documents, page, total = visit.desk.mails.page(wanted, _PAGE)
    pages = max(1, -(-total // _PAGE))
    unplaced = [one for one in documents if not _cases(one)]
    likely = likely_cases(map(_sender, unplaced), visit.desk.search)
    rows = [_row(one, likely) for one in documents]
    return visit.show("messages.html.j2", rows=rows, total=total, page=page, pages=pages)


def _row(document: Document, likely: Mapping[str, list[LikelyCase]]) -> dict[str, Any]:
    body = document.body
    reading = body["reading"] or {}
    return {
        "mail": document.id,
        "reasons": body["reasons"],
        "cases": _cases(document),
        "likely": [] if _cases(document) else likely.get(_sender(document), []),
        "received_at": body["received_at"],
        "from": reading.get("from_address") or body["envelope"]["mail_from"],
        "subject": reading.get("subject"),
    }


def _cases(document: Document) -> list[str]:
    return list(dict.fromkeys((*document.body["references"], *document.body.get("attached", ()))))


def _sender(document: Document) -> str:
    return str((document.body["reading"] or {}).get("from_address") or "").lower()


async def message(visit: Visit) -> Response:
    """One message, as its sender wrote it."""
    document = _mail(visit)
    if document is None:
        return visit.show("plain.html.j2", 404, say="mail-unknown")
    visit.note("mail-seen", document.id)
    done = visit.request.query_params.get("done", "")
    sender, unplaced = _sender(document), not _cases(document)
    return visit.show(
        "message.html.j2",
        likely=likely_cases([sender], visit.desk.search).get(sender, []) if unplaced else [],
        mail=await shown(visit, document),
        said=visit.words(f"mail-done-{done}") if done in ACTIONS else "",
        offers=_offers(visit, document),
    )


def _form(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        document = _mail(visit)
        if document is None:
            return visit.show("plain.html.j2", 404, say="mail-unknown")
        visit.note("mail-seen", document.id)
        asked = {"reference": visit.request.query_params.get("reference", "")[:20]}
        return _show(visit, action, document, asked | dict(visit.draft()))

    return page


def _act(action: str) -> Page:
    async def page(visit: Visit) -> Response:
        document = _mail(visit)
        if document is None:
            return visit.show("plain.html.j2", 404, say="mail-unknown")
        why = visit.form.get("reason", "").strip()
        if visit.form.get("version") != str(document.version):
            return _show(visit, action, document, visit.form, "mail-changed", 409)
        if not why or len(why) > MOST_WORDS:
            return _show(visit, action, document, visit.form, "reason-too-long" if why else "reason-missing", 422)
        asked = {"mail": document.id, "by": signed(visit), "reason": why}
        try:
            chosen = {name: visit.form.get(name, "") for name in ("reference", "kind")}
            await visit.desk.run(f"mail {action}", asked | chosen)
        except NotDone:
            return _show(visit, action, document, visit.form, f"mail-not-{action}", 422)
        visit.note(f"mail-{action}", document.id, why)
        return visit.go(f"/mails/{document.id}?done={action}")

    return page


def _show(
    visit: Visit, action: str, document: Document, values: Mapping[str, str], say: str = "", status: int = 200
) -> Response:
    return visit.show(
        "message-act.html.j2",
        status,
        action=action,
        mail_id=document.id,
        version=document.version,
        subject=(document.body["reading"] or {}).get("subject", ""),
        values=values,
        say=say,
        kinds=CLASSIFIABLE,
    )


def _mail(visit: Visit) -> Document | None:
    id = visit.request.path_params["mail"]
    harmless = id.isascii() and id.isalnum() and len(id) <= 80
    return visit.desk.records.get("mail", id) if harmless else None


def _offers(visit: Visit, document: Document) -> tuple[str, ...]:
    if not visit.somebody.role.reaches(Role.OFFICER) or "queue" not in document.body["keys"]:
        return ()
    return ACTIONS if not document.body["references"] else ("attach", "done")


def _doors(action: str) -> tuple[Door, Door]:
    path = f"/mails/{{mail}}/{action}"
    return shows(path, _form(action), Role.OFFICER), takes(path, _act(action))


DOORS = (
    shows("/mails", messages),
    shows("/mails/{mail}", message),
    *(door for action in ACTIONS for door in _doors(action)),
)
