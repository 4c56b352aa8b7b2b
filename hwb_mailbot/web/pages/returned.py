"""Letters that come back: which addresses get none any more, since when, by which letter, and letting them have some.

An address is never part of a path, which proxies write down: a keyed hash stands for it. Clearing is the command
``address clear``, with a reason that is kept beside the address and in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.casework.receivers import CameBack
from hwb_mailbot.web.desk import NotDone
from hwb_mailbot.web.doors import shows, takes
from hwb_mailbot.web.exporting import csv_file
from hwb_mailbot.web.pages.acting import signed
from hwb_mailbot.web.paging import Paged, asked_page
from hwb_mailbot.web.people import Role
from hwb_mailbot.web.submitted import MOST_WORDS
from hwb_mailbot.web.visit import Visit

_PAGE = 50
_EXPORTED = ("address", "since", "letter", "case")


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An address with the letter that came back; ``key`` stands for it in paths."""

    key: str
    address: str
    since: str
    subject: str
    template: str
    reference: str


async def addresses(visit: Visit) -> Response:
    """The addresses that letters come back from, the latest first."""
    marked = _marked(visit)
    visit.note("addresses-seen")
    paged = Paged(marked, asked_page(visit.request.query_params), _PAGE)
    done = visit.request.query_params.get("done", "")
    return visit.show(
        "addresses.html.j2",
        paged=paged,
        rows=[_shown(visit, one) for one in paged.rows],
        said=visit.words("address-cleared") if done == "clear" else "",
        page_link=lambda page: f"/addresses?page={page}",
    )


async def export(visit: Visit) -> Response:
    """All of them as CSV."""
    rows = [_shown(visit, one) for one in _marked(visit)]
    visit.note("addresses-exported")
    return csv_file("addresses", _EXPORTED, ((one.address, one.since, one.template, one.reference) for one in rows))


async def form(visit: Visit) -> Response:
    """The form that asks for the reason."""
    found = _found(visit)
    if found is None:
        return visit.show("plain.html.j2", 404, say="address-unknown")
    visit.note("addresses-seen")
    return _show(visit, found, visit.draft())


async def clear(visit: Visit) -> Response:
    """Let letters go there again."""
    found = _found(visit)
    if found is None:
        return visit.show("plain.html.j2", 404, say="address-unknown")
    reason = visit.form.get("reason", "").strip()
    if not reason:
        return _show(visit, found, visit.form, say="reason-missing", status=422)
    if len(reason) > MOST_WORDS:
        return _show(visit, found, visit.form, say="reason-too-long", status=422)
    try:
        await visit.desk.run("address clear", {"address": found.address, "by": signed(visit), "reason": reason})
    except NotDone:
        return visit.show("plain.html.j2", 404, say="address-unknown")
    visit.note("address-cleared", found.address, reason)
    return visit.go("/addresses?done=clear")


def _show(visit: Visit, found: CameBack, values: Mapping[str, str], *, say: str = "", status: int = 200) -> Response:
    return visit.show("address.html.j2", status, one=_shown(visit, found), values=values, say=say)


def _marked(visit: Visit) -> list[CameBack]:
    return sorted(visit.desk.casework.receivers.all_came_back(), key=lambda one: one.since, reverse=True)


def _found(visit: Visit) -> CameBack | None:
    key = visit.request.path_params["key"]
    return next((one for one in _marked(visit) if _key(visit, one.address) == key), None)


def _key(visit: Visit, address: str) -> str:
    return letter_id_of(visit.desk.casework.policy.secret, f"page/address/{address}")


def _shown(visit: Visit, one: CameBack) -> ShownAddress:
    letter = visit.desk.records.get("letter", one.letter_id) if one.letter_id else None
    body: Mapping[str, str] = letter.body if letter is not None else {}
    reference = body.get("reference", "")
    subject = body.get("subject", "").replace(f"[{reference}]", "").strip()
    return ShownAddress(_key(visit, one.address), one.address, one.since, subject, body.get("template", ""), reference)


DOORS = (
    shows("/addresses", addresses),
    shows("/addresses.csv", export, Role.SUPERVISOR),
    shows("/addresses/{key}/clear", form, Role.OFFICER),
    takes("/addresses/{key}/clear", clear),
)
