"""The support team's hand: an officer who acts on what they see, by command, and means no harm.

An officer is honest and may be mistaken about who wrote what: they know the list of cases and the list of mails, not
the truth. Whose consent an action ends, the scripts say.
"""

from __future__ import annotations

from typing import Any

from hwb_mailbot.command_rows import CommandRefused
from tests.adversary.judge import SUPPORT
from tests.adversary.people import folded
from tests.adversary.stage import Play
from tests.adversary.wales import Move

_BY = {"by": "Mair Ellis", "reason": "spoke to them on the telephone"}
QUESTION = {"words_cy": "Beth yw'ch cod staff?\nCod staff: QQ7", "words_en": "Which staff code is yours?\nCode: QQ7"}


async def cases(play: Play) -> list[dict[str, Any]]:
    """The cases as the officer lists them, oldest first."""
    return await play.program.command("case list")


async def act(play: Play, action: str, reference: str = "", *, answer: bool = True, **more: str) -> bool:
    """``case ACTION`` on the case of this reference, or the first; whether it could be done."""
    rows = await cases(play)
    if not reference and not rows:
        return False
    arguments = {"action": action, "reference": reference or rows[0]["reference"], **_BY, **more}
    told = " ".join(more.get(name, "") for name in ("value", "words_cy", "words_en"))
    play.truth.wrote.append((SUPPORT, folded(told)))
    try:
        await play.program.command("case undo" if action == "undo" else "case act", **arguments)
    except CommandRefused:
        return False
    await _seen(play, answer=answer)
    return True


async def must(play: Play, action: str, reference: str = "", **more: str) -> None:
    """The same, where it can be done if all is well. Raises ``RuntimeError``, which the run tells."""
    if not await act(play, action, reference, **more):
        raise RuntimeError(f"{action} was refused")


async def act_on_all(play: Play, action: str, **more: str) -> None:
    """The same for every case on the list."""
    for row in await cases(play):
        await act(play, action, row["reference"], **more)


async def classify(play: Play, kind: str, *, answer: bool = True) -> int:
    """Say of every mail on the list that it is of this ``kind``; how many could be handed in so."""
    done = 0
    for row in await play.program.command("mail list"):
        try:
            await play.program.command("mail classify", mail=row["mail"], kind=kind, **_BY)
            done += 1
        except CommandRefused:
            continue
    await _seen(play, answer=answer)
    return done


async def attach(play: Play) -> None:
    """Put every mail on the list into the history of every case."""
    rows = await cases(play)
    for mail in await play.program.command("mail list"):
        for row in rows:
            if row["reference"] not in mail["cases"]:
                await play.program.command("mail attach", mail=mail["mail"], reference=row["reference"], **_BY)
    await _seen(play, answer=True)


def no_longer_wanted(play: Play, move: Move) -> None:
    """The mover said, to an officer and truly, that they do not want it."""
    play.truth.asked.discard(move.new.username)
    play.truth.wanting.discard(move.new.username)


def no_longer_approved(play: Play, move: Move) -> None:
    """The headteacher said, to an officer and truly, that they do not agree."""
    play.truth.approved.discard(move.former.username)
    play.truth.willing.discard(move.former.username)


async def _seen(play: Play, *, answer: bool) -> None:
    await play.judge.look(())
    if answer:
        await play.people_answer()
