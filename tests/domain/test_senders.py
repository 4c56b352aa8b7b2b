"""What a sender may do is told by their address on record and how well it is vouched for (R24, R25)."""

from __future__ import annotations

from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.mails import Evidence
from hwb_mailbot.domain.senders import Effect, Entitlement, Sender, may_consolidate
from tests.domain.pairs import asked
from tests.domain.world import MOVER, world

WALES = world()
FORMER, NEW = WALES.accounts["aprhyss12"], WALES.accounts["aprhyss77"]


def consolidates(address: str, former: Account | None, evidence: Evidence = Evidence.PASS) -> Entitlement:
    sender = Sender(address, evidence)
    return asked(WALES, lambda facts: may_consolidate(sender, facts, former, NEW))  # type: ignore[no-any-return]


def test_the_former_account_entitles_where_an_authorisation_names_it() -> None:
    assert consolidates(MOVER, None) == Entitlement(Effect.ACTS)
    assert consolidates(FORMER.email, FORMER) == Entitlement(Effect.ACTS)
    assert consolidates(FORMER.email, None) == Entitlement(Effect.CALL_BACK, "sender-unknown", MOVER)


def test_who_is_not_vouched_for_is_called_back_at_the_new_account() -> None:
    for address in (MOVER, FORMER.email):
        found = consolidates(address, FORMER, Evidence.NONE)
        assert found == Entitlement(Effect.CALL_BACK, "sender-unauthenticated", MOVER)
