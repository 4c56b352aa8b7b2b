"""A letter that asks somebody for something: written once, said by when, and reminded of when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from hwb_mailbot.domain.cases import Half, Question
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import Language


def ask(
    file: CaseFile,
    template: str,
    to: str,
    language: Language,
    values: Mapping[str, LetterValue],
    *,
    once: str,
    answering: Half | None = None,
    question: Question | None = None,
    version: int = 0,
    unverified: bool = False,
) -> None:
    """Ask, once under ``template`` and ``once``, and count on the answer; a reminder is the same letter again.

    Call it whenever the case is found to wait for this answer: what was asked already is only reminded of. No address,
    no letter, and nobody to wait for.
    """
    if not to:
        return
    values = {**values, "expires": patience.closing_day(file)}
    known = file.told(f"{template}@{once}")
    reminder = patience.await_answer(file, f"{template}@{once}", to)
    if known and not reminder and not file.repeats(template, to):
        return
    if reminder:
        last = patience.is_last(file, f"{template}@{once}", reminder)
        values |= {"reminder": True, "last_reminder": last}
    file.tell(
        template,
        to,
        language,
        values,
        once=once,
        answering=None if reminder else answering,
        question=question,
        version=version,
        unverified=unverified,
        reminder=reminder,
    )
