"""Scripts that once found a fault, each with the fault: run again for ever.

A script is found again by its name alone (``CLASS/SEED/NUMBER``), as long as its class draws its lots in the same
order; the fault itself has a test of its own in the room where it was mended.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.adversary import running
from tests.adversary.running import Outcome

FOUND = {
    "several-leavers-in-one-mail/y10/1894": "Rhys ap Rhys was taken for Lleucu ap Rhys, and his half was lost",
    "incomplete-then-completed-consolidation/try/0": "a letter went to the account that the merge had closed",
    "two-claims-at-once/try/0": "a form that came after the merge opened another case",
    "replay-after-a-rejection/try/1": "an authorisation taken back came again under another Message-ID",
    "namesake-before-the-true-account-is-there/try/0": "a colleague of the leaver's name got their account",
    "invited-in-place-of-another/try/0": "a namesake long at the school that the headteacher named by mistake",
    "headteacher-who-has-changed/try/13": "whoever had been headteacher when we asked confirmed",
    "text-and-html-disagree/try/4": "the text part asked who this was, the HTML part approved",
    "the-mover-changed-their-mind/try/0": "an unauthenticated CANCEL was noted, and the merge went on",
    "the-head-took-it-back/try/1": "an unauthenticated REJECT was noted, and the merge went on",
    "the-head-took-it-back/try/2": "'Please do not merge these accounts' was an enquiry, and the merge went on",
    "undone-and-replayed/a/0": "after an answer that nothing had changed, a merge could not be undone",
    "only-the-head-writes/first/317": "the initials of Elin Griffiths were taken for 'e.g.'",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once(name: str) -> None:
    outcomes: list[Outcome] = []
    asyncio.run(running.run([name], outcomes.append))
    (outcome,) = outcomes
    assert outcome.good, (FOUND[name], outcome.verdict)
