"""``mail …``: the mails that lie before the support team, and dealing with them by hand.

What concerns a case goes through casework like everything else: ``retry`` hands the mail to the intake again, which
decides as if it came now, ``attach`` is an event that only adds to the case's history and never acts as the mail's
sender. A mail that a case was decided on already is not handed in again (N2). What was done by hand, by whom and why,
is kept in the mail's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.command_rows import Command, CommandRefused, Progress, Rows, named
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import MailAttached
from hwb_mailbot.domain.mails import CLASSIFIABLE, Reading
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.office import Office
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.records import Change, Document
from hwb_mailbot.web.likely import likely_cases

QUEUE = "queue"
"""The key of mails that lie before the support team."""

_FEWEST_DIGITS = 4


async def mail_list(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail list [--limit N]``: the mails that lie before the support team, oldest first, with the reasons."""
    waiting = sorted(office.records.find("mail", QUEUE), key=lambda one: (str(one.body["received_at"]), one.id))
    return [_row(office, document) for document in waiting[: arguments.get("limit") or None]]


async def mail_show(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail show ID``: one mail with its envelope, whether its sender is vouched for, what it says, and the open cases
    that it may belong to by who wrote it, where it is in none's history.
    """
    document = _mail(office, arguments["mail"])
    body = document.body
    row = _row(office, document)
    reading = from_body(Reading, body["reading"]) if body["reading"] else None
    return [
        row
        | {
            "envelope": body["envelope"],
            "verdict": body["verdict"],
            "attempts": body["attempts"],
            "due_at": body["due_at"],
            "handled": list(body.get("handled", ())),
            "likely_cases": await _likely_cases(office, document, progress),
            "reading": reading_as_json(row["file"], reading)
            | {"own_text": reading.own_text, "doubts": [asdict(one) for one in reading.doubts]}
            if reading
            else None,
        }
    ]


async def mail_retry(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail retry ID``: the mail waits to be read, verified and decided on as if it came now."""
    return await _hand_in(office, arguments, {})


async def mail_classify(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail classify ID KIND --by NAME --reason TEXT``: the mail is of that kind, and is handed in again as such.

    Only what it is told to be changes: its sender is verified, and what they may do decided, as ever.
    """
    named(arguments)
    kind = arguments.get("kind")
    if kind not in set(CLASSIFIABLE):
        raise CommandRefused(f"a mail can be said to be one of these: {', '.join(CLASSIFIABLE)}")
    return await _hand_in(office, arguments, {"kind_by_hand": kind})


async def _hand_in(office: Office, arguments: Mapping[str, Any], said: Mapping[str, Any]) -> Rows:
    """Let the intake take the mail again; ``said`` goes into its record, and that somebody said so."""
    async with office.casework.turn():
        document = _listed(office, arguments["mail"])
        body = document.body
        if body["references"]:
            raise CommandRefused(
                f"mail {document.id} was decided on already, see 'case show {body['references'][0]}': "
                "go on there with the 'case' commands"
            )
        path = office.mail_path(body["spool_id"])
        if not path.exists():
            raise CommandRefused(f"mail {document.id}: its file {path} is gone, so it cannot be read again")
        again = {"state": "waiting", "attempts": 0, "due_at": None, "retries": body.get("retries", 0) + 1}
        if said:
            body = {**_handled(office, document, "classify", arguments), **said}
        document = _changed(office, document, {**body, **again})
        try:
            await office.take_in_again(body["spool_id"])
        except DurableFault as fault:
            raise CommandRefused(f"mail {document.id} cannot be handed in again now ({fault}); try again") from fault
        return [_row(office, document)]


async def mail_attach(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail attach ID REF --by NAME --reason TEXT``: the case's history names the mail; nothing else happens."""
    named(arguments)
    reference = identifiers.reference(arguments["reference"])
    found = find_case(office.records, reference) if reference else None
    if found is None:
        raise CommandRefused(f"no case {arguments['reference']}: references look like HWB-7F3K-2MQD; try 'case list'")
    case = found[1]
    document = _mail(office, arguments["mail"])
    if case.reference in _cases(document):
        raise CommandRefused(f"mail {document.id} is in the history of {case.reference} already")
    reading = document.body["reading"] or {}
    event = MailAttached(
        reference=case.reference,
        mail_id=document.id,
        message_id=reading.get("message_id") or "",
        by=arguments["by"],
        reason=arguments["reason"],
    )
    await office.casework.handle(event)
    async with office.casework.turn():
        document = _mail(office, document.id)
        attached = [*document.body.get("attached", ()), case.reference]
        handled = _handled(office, document, "attach", arguments) | {"attached": attached}
        return [_row(office, _changed(office, document, handled))]


async def mail_done(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``mail done ID --by NAME --reason TEXT``: a person has dealt with it, so it leaves the list."""
    named(arguments)
    async with office.casework.turn():
        document = _listed(office, arguments["mail"])
        ended: dict[str, Any] = {"state": "done", "due_at": None, "keys": []}
        return [_row(office, _changed(office, document, _handled(office, document, "done", arguments) | ended))]


MAIL_COMMANDS: Mapping[str, Command] = {
    "mail list": mail_list,
    "mail show": mail_show,
    "mail retry": mail_retry,
    "mail classify": mail_classify,
    "mail attach": mail_attach,
    "mail done": mail_done,
}


def _row(office: Office, document: Document) -> dict[str, Any]:
    """One line of ``mail list --json``; ``file`` is a path that ``read`` takes."""
    body = document.body
    reading = body["reading"] or {}
    return {
        "mail": document.id,
        "state": body["state"],
        "reasons": list(body["reasons"]),
        "cases": _cases(document),
        "received_at": body["received_at"],
        "from": reading.get("from_address") or body["envelope"]["mail_from"] or None,
        "subject": reading.get("subject") or None,
        "kind": reading.get("kind"),
        "kind_by_hand": body.get("kind_by_hand"),
        "file": str(office.mail_path(body["spool_id"])),
    }


def _cases(document: Document) -> list[str]:
    """The cases that the mail was decided to speak of, and those that support attached it to."""
    return list(dict.fromkeys((*document.body["references"], *document.body.get("attached", ()))))


async def _likely_cases(office: Office, document: Document, progress: Progress) -> list[dict[str, Any]]:
    sender = str((document.body["reading"] or {}).get("from_address") or "").lower()
    if not sender or _cases(document) or QUEUE not in document.body["keys"]:
        return []
    if office.case_search is None:
        await office.index_cases(lambda taken: progress("indexing", taken, 0))
    assert office.case_search is not None
    return [asdict(one) for one in likely_cases([sender], office.case_search).get(sender, ())]


def _listed(office: Office, written: str) -> Document:
    """A mail on the list. Raises ``CommandRefused``."""
    document = _mail(office, written)
    if QUEUE not in document.body["keys"]:
        raise CommandRefused(f"mail {document.id} is {document.body['state']}: it is not on the list ('mail list')")
    return document


def _mail(office: Office, written: str) -> Document:
    """The mail whose id is, or begins with, what was written; one on the list first. Raises ``CommandRefused``."""
    wanted = written.strip().lower()
    if len(wanted) < _FEWEST_DIGITS or not set(wanted) <= set("0123456789abcdef"):
        raise CommandRefused(f"no mail {written}: give its number, or the first digits of it; try 'mail list'")
    exact = office.records.get("mail", wanted)
    if exact is not None:
        return exact
    listed = [one for one in office.records.find("mail", QUEUE) if one.id.startswith(wanted)]
    known = (office.records.get("mail", id) for id in office.records.ids_beginning("mail", wanted))
    found = listed or [one for one in known if one is not None]
    if not found:
        raise CommandRefused(f"no mail {written}; try 'mail list'")
    if len(found) > 1:
        raise CommandRefused(f"{len(found)} mails begin with {written}: give more digits")
    return found[0]


def _handled(office: Office, document: Document, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    entry = {
        "at": office.now().isoformat(),
        "action": action,
        "by": arguments["by"].strip(),
        "reason": arguments["reason"].strip(),
    }
    return {**document.body, "handled": [*document.body.get("handled", ()), entry]}


def _changed(office: Office, document: Document, body: Mapping[str, Any]) -> Document:
    office.records.commit([Change("mail", document.id, document.version, body)])
    return Document("mail", document.id, document.version + 1, body)
