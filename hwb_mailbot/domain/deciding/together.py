"""One letter for several cases that wait for the same headteacher, instead of one each (N4).

When a reminder to a headteacher is due, whatever else waits for their answer since before today is named in the same
letter, each case with its own way to answer, and that counts as its next reminder. A letter to the support team about a
case that waits too long names the others that wait for the same headteacher and are due as well. The other cases are
found by the key ``awaits:ADDRESS`` and decided anew like any whose time has come; nothing is scanned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.letters import LetterOrder, Scalar
from hwb_mailbot.domain.mails import Language

REMINDER = "headteacher-reminder-of-several"
OVERDUE = "support-cases-overdue"
_ALONE = "support-case-overdue"


@dataclass(frozen=True, slots=True)
class _Written:
    """A letter that a decision wrote about one case."""

    file: CaseFile
    letter: LetterOrder


def with_others(file: CaseFile) -> tuple[CaseFile, ...]:
    """The case that was decided because its time came, and the others that its letters now speak of as well.

    Raises ``FactNeeded``.
    """
    reminded = {one.to.lower() for one in file.letters if _reminds(one)}
    overdue = any(one.template == _ALONE for one in file.letters)
    heads = {one.address.lower() for one in file.case.awaited if one.letter.startswith(patience.REMINDED_TOGETHER)}
    files = [file]
    for address in sorted(reminded | (heads if overdue else set())):
        known = {one.case.reference for one in files}
        for case in _others(file, address, known, early=address in reminded):
            other = CaseFile(case, file.facts, file.policy, file.now)
            other.timed = True
            other.reminds = address if address in reminded else ""
            settle(other)
            files.append(other)
    for address in sorted(reminded):
        _join(file, REMINDER, [one for one in _written(files) if _reminds(one.letter) and _to(one.letter, address)])
    if overdue:
        _join(file, OVERDUE, [one for one in _written(files) if one.letter.template == _ALONE])
    return tuple(files)


def _others(file: CaseFile, address: str, known: set[str], *, early: bool) -> list[Case]:
    """The cases to decide along with this one, those that are due first; so many as one letter may speak of."""
    found = [
        case
        for case in file.facts.open_cases(patience.awaits(address))
        if case.reference not in known and (_is_due(file, case) or (early and _waits(file, case, address)))
    ]
    found.sort(key=lambda case: not _is_due(file, case))
    return found[: file.policy.people_a_mail - 1]


def _is_due(file: CaseFile, case: Case) -> bool:
    return case.due_at is not None and case.due_at <= file.now


def _waits(file: CaseFile, case: Case, address: str) -> bool:
    return any(one.address.lower() == address and patience.may_be_named(file, one) for one in case.awaited)


def _reminds(letter: LetterOrder) -> bool:
    return bool(letter.values.get("reminder")) and f"{letter.template}@".startswith(patience.REMINDED_TOGETHER)


def _to(letter: LetterOrder, address: str) -> bool:
    return letter.to.lower() == address


def _written(files: Iterable[CaseFile]) -> Iterator[_Written]:
    for file in files:
        yield from (_Written(file, letter) for letter in file.letters)


def _join(file: CaseFile, template: str, written: list[_Written]) -> None:
    """Put one letter in the place of several; one stays as it is. Each history says in whose letter it stands."""
    references = tuple(dict.fromkeys(one.file.case.reference for one in written))
    if len(references) < 2:
        return
    for one in written:
        one.file.letters.remove(one.letter)
        leading = () if one.file.case.reference == references[0] else references[:1]
        one.file.note_again(one.letter.template, (template, *leading))
    languages = {one.letter.language for one in written}
    file.letters.append(
        LetterOrder(
            template=template,
            to=written[0].letter.to,
            language=languages.pop() if len(languages) == 1 else Language.BOTH,
            reference=references[0],
            others=references[1:],
            values={"count": len(references), "cases": [_named(one.letter) for one in written]},
        )
    )


def _named(letter: LetterOrder) -> dict[str, Scalar]:
    """One case as the joint letter names it: what its own letter would have said, and the way to answer it."""
    values = letter.values
    told: dict[str, Scalar] = {"reference": letter.reference, "tag": letter.token, "address": ""}
    for name in ("person", "expires"):
        value = values.get(name)
        told[name] = value if isinstance(value, str) else ""
    awaited = values.get("awaited")
    if isinstance(awaited, list):
        told["address"] = ", ".join(str(one["address"]) for one in awaited)
    leaving_date = bool(values.get("only_leaving_date"))
    told |= {
        "approve": letter.template == "headteacher-approval-asked",
        "leaving_date": leaving_date,
        "complete": letter.template == "headteacher-authorisation-incomplete" and not leaving_date,
        "pass_on": bool(values.get("pass_on")),
    }
    return told
