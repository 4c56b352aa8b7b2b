"""Who has been told what after each order of halves and call-backs (R4, R26); nobody is left without a word.

A capital half is vouched for, a small one is called back; ``+`` and ``-`` are the answers to that call-back.
"""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, World, world

RECEIVED = "headteacher-authorisation-received"
INVITED = "mover-consolidation-invited"
REQUEST = "mover-consolidation-received"
HEAD_ASKED, MOVER_ASKED = "headteacher-sender-check", "mover-sender-check"

ORDERS: dict[str, list[list[str]]] = {
    "A C": [[RECEIVED, INVITED], []],
    "C A": [[REQUEST], []],
    "A c +c": [[RECEIVED, INVITED], [MOVER_ASKED], []],
    "c A +c": [[MOVER_ASKED], [RECEIVED], []],
    "c +c A": [[MOVER_ASKED], [REQUEST], []],
    "a C +a": [[HEAD_ASKED], [REQUEST], []],
    "a +a C": [[HEAD_ASKED], [RECEIVED, INVITED], []],
    "C a +a": [[REQUEST], [HEAD_ASKED], []],
    "a c +a +c": [[HEAD_ASKED], [MOVER_ASKED], [RECEIVED], []],
    "a c +c +a": [[HEAD_ASKED], [MOVER_ASKED], [REQUEST], []],
    "a +a c +c": [[HEAD_ASKED], [RECEIVED, INVITED], [MOVER_ASKED], []],
    "c a +a +c": [[MOVER_ASKED], [HEAD_ASKED], [RECEIVED], []],
    "c a +c +a": [[MOVER_ASKED], [HEAD_ASKED], [REQUEST], []],
    "c +c a +a": [[MOVER_ASKED], [REQUEST], [HEAD_ASKED], []],
    # Somebody else wrote in their name: whoever is awaited now hears what to do.
    "c A -c": [[MOVER_ASKED], [RECEIVED], [INVITED]],
    "a C -a": [[HEAD_ASKED], [REQUEST], [REQUEST]],
    "a c -c +a": [[HEAD_ASKED], [MOVER_ASKED], [], [RECEIVED, INVITED]],
    "a c -a +c": [[HEAD_ASKED], [MOVER_ASKED], [], [REQUEST]],
}


def step(wales: World, event: str) -> list[LetterOrder]:
    """One event of an order; the letters that it brought."""
    before = len(wales.letters)
    evidence = Evidence.PASS if event.isupper() else Evidence.NONE
    if event in ("A", "a"):
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION, evidence=evidence)
    elif event in ("C", "c"):
        wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION, evidence=evidence)
    else:
        yes, head = event[0] == "+", event[1] == "a"
        answer = (Answer.APPROVE if yes else Answer.REJECT) if head else (Answer.PROCEED if yes else Answer.CANCEL)
        letter = wales.letter(HEAD_ASKED if head else MOVER_ASKED)
        wales.mail(letter.to, MailKind.DECISION, answer=answer, evidence=evidence, reply_to=letter)
    return wales.letters[before:]


@pytest.mark.parametrize("order", ORDERS)
def test_who_has_been_told_what(order: str) -> None:
    wales = world()
    for event, templates in zip(order.split(), ORDERS[order], strict=True):
        letters = step(wales, event)
        assert [one.template for one in letters] == templates, event
        for one in letters:
            assert one.to == (FORMER_HEAD if one.template.startswith("headteacher") else MOVER)
    assert (wales.case.state is CaseState.MERGING) == ("-" not in order)


def test_what_nobody_confirmed_is_told_to_nobody_else() -> None:
    """N3: the receipt of the one half names nothing that only the other, unconfirmed one says."""
    wales = world()
    step(wales, "c")
    (received,) = step(wales, "A")
    assert "new_username" not in received.values
    wales = world()
    step(wales, "a")
    (request,) = step(wales, "C")
    assert "former_username" not in request.values


def test_the_mover_is_asked_to_see_to_it_only_where_nobody_else_can() -> None:
    wales = world()
    step(wales, "a")
    (request,) = step(wales, "C")
    assert not request.values["ask_headteacher"]
    (again,) = step(wales, "-a")
    assert again.values["ask_headteacher"]


def test_a_mover_whose_headteacher_wrote_an_incomplete_half_hears_that_theirs_is_here() -> None:
    wales = world()
    short = {name: value for name, value in AUTHORISATION.items() if name is not FieldName.LEAVING_DATE_CONFIRMED}
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, short)
    (request,) = step(wales, "C")
    assert (request.template, request.to) == (REQUEST, MOVER)
