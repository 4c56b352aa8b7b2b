"""``case …``: the queue by command. Acting builds an event and hands it to casework, like everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from heapq import nlargest
from types import MappingProxyType
from typing import Any

from hwb_mailbot.casework.case_letters import letters_of
from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.casework.showing import case_row, case_whole
from hwb_mailbot.command_rows import Command, CommandRefused, Progress, Rows, named
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import CLOSED, Case, CaseState
from hwb_mailbot.domain.deciding.permitted import UNDO, Refused, must_be_in_place
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import Party, SupportActed, SupportAction
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.letters.values import day
from hwb_mailbot.office import Office
from hwb_mailbot.records import Document
from hwb_mailbot.web.case_search import EVERY
from hwb_mailbot.web.likely import likely_messages
from hwb_mailbot.wording import UnknownCode, state_label, text

_FEWEST_DIGITS = 4


async def case_list(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``case list [--state STATE] [--limit N]``: oldest first, closed ones too; the newest N.

    With ``after`` (a reference, empty at the beginning) and ``portion`` the next so many instead, for whoever reads
    them all; without a service all that follow come at once. The index of cases says which; only while a service is
    still making it are the cases themselves looked through.
    """
    state = arguments.get("state")
    if state is not None and state not in set(CaseState):
        raise CommandRefused(f"no state {state}: there are {', '.join(CaseState)}")
    most, after = arguments.get("portion") or arguments.get("limit") or 0, _place(office, arguments.get("after"))
    if office.case_search is None:
        await office.index_cases(lambda taken: progress("indexing", taken, 0))
        most = most if after is None else 0
    assert office.case_search is not None
    listed = office.case_search.listed(state or "", most or EVERY, after)
    if listed is None:
        listed = _looked_through(office, state, most if after is None else 0, after)
    found = (office.records.get("case", reference) for reference in listed)
    return [case_row(from_body(Case, document.body)) for document in found if document is not None]


def _place(office: Office, after: str | None) -> tuple[str, str] | None:
    """Where in the list the case ``after`` stands; before all others for an empty text."""
    if not after:
        return None if after is None else ("", "")
    document = office.records.get("case", after)
    return (str(document.body["opened_at"]), after) if document is not None else ("", "")


def _looked_through(office: Office, state: str | None, newest: int, after: tuple[str, str] | None) -> list[str]:
    """What the index would say, from the cases themselves."""
    still_open = state is not None and state not in CLOSED
    documents = office.records.find("case", f"state:{state}") if still_open else office.records.all("case")
    chosen = (
        (str(one.body["opened_at"]), one.id)
        for one in documents
        if not one.body.get("joined_to") and state in (None, one.body["state"])
    )
    chosen = (one for one in chosen if after is None or one > after)
    return [reference for _, reference in sorted(nlargest(newest, chosen) if newest else chosen)]


async def case_show(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``case show REF``: with the messages in no case's history that may belong to it, by who wrote them."""
    case = _case(office, arguments["reference"])
    likely = likely_messages(case, office.mails, office.records) if case.open else []
    return [case_whole(case) | {"likely_messages": [asdict(one) for one in likely]}]


async def case_letters(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``case letters REF``: the letters of a case, oldest first, each with what became of it."""
    case = _case(office, arguments["reference"])
    return [
        {
            "letter": one.id,
            "kind": one.body["template"],
            "to": one.body["to"],
            "subject": one.body["subject"],
            "state": one.body["state"],
            "written_at": one.body["written_at"],
        }
        for one in _letters(office, case)
    ]


async def case_act(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``case approve|reject|hold|release|amend|link|note|ask|resend|unlink|withdraw REF --by NAME --reason TEXT``."""
    case = _case(office, arguments["reference"])
    named(arguments)
    event = SupportActed(
        reference=case.reference,
        action=SupportAction(arguments["action"]),
        by=arguments["by"],
        reason=arguments["reason"],
        field=FieldName(arguments["field"]) if arguments.get("field") else None,
        value=arguments.get("value") or "",
        other_reference=arguments.get("other") or "",
        party=Party(arguments["party"]) if arguments.get("party") else None,
        words_cy=arguments.get("words_cy") or "",
        words_en=arguments.get("words_en") or "",
        letter_id=_letter(office, case, arguments["letter"]) if arguments.get("letter") else "",
    )
    handled = await office.casework.handle(event)
    if handled.refused:
        raise CommandRefused(f"{case.reference}: {_sentence(handled.refused, handled.refused_values)}")
    return [case_row(_case(office, case.reference))]


async def case_undo(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``case undo REF``: both accounts as they were, within the configured days."""
    case = _case(office, arguments["reference"])
    named(arguments)
    try:
        must_be_in_place(UNDO, case, office.policy)
    except Refused as out_of_place:
        raise CommandRefused(f"{case.reference}: {_sentence(out_of_place.code, out_of_place.values)}") from None
    if case.merged_at is not None and office.now() - case.merged_at > office.policy.undo:
        merged_on, days = f"{case.merged_at:%d %B %Y}", office.policy.undo.days
        raise CommandRefused(f"{case.reference} was merged on {merged_on}: undoing ends after {days} days")
    refused = await office.casework.undo(case.reference, arguments["by"], arguments["reason"])
    if refused:
        raise CommandRefused(f"{case.reference}: {_sentence(refused)}")
    undone = _case(office, case.reference)
    changed = [one.details for one in undone.history if one.event == "changes-put-back"]
    return [case_row(undone) | {"changed_since": list(changed[-1]) if changed else []}]


CASE_COMMANDS: Mapping[str, Command] = {
    "case list": case_list,
    "case show": case_show,
    "case letters": case_letters,
    "case act": case_act,
    "case undo": case_undo,
}


def _case(office: Office, written: str) -> Case:
    reference = identifiers.reference(written)
    found = find_case(office.records, reference) if reference else None
    if found is not None:
        return found[1]
    raise CommandRefused(f"no case {written}: references look like HWB-7F3K-2MQD; try 'case list'")


def _letters(office: Office, case: Case) -> list[Document]:
    return letters_of(office.records, office.policy.secret, case)


def _letter(office: Office, case: Case, written: str) -> str:
    """The id of the case's letter that begins so, or of its latest one of that kind. Raises ``CommandRefused``."""
    wanted, letters = written.strip().lower(), _letters(office, case)
    of_kind = [one.id for one in letters if one.body["template"] == wanted]
    if of_kind:
        return of_kind[-1]
    found = [one.id for one in letters if len(wanted) >= _FEWEST_DIGITS and one.id.startswith(wanted)]
    if len(found) != 1:
        raise CommandRefused(f"{case.reference} has no one letter {written}; try 'case letters {case.reference}'")
    return found[0]


def _sentence(code: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
    """Why something is refused, in words; ``values`` are those of a decision's refusal."""
    told = {name: day(value, "en") if name == "date" else value for name, value in values.items()}
    if "state" in told:
        told["stated"] = state_label(told["state"], "en")
    try:
        return text(code, "en", **told)
    except UnknownCode:
        return code
