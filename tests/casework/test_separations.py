"""What support has separated: found by either order of the usernames, after a restart too, until it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hwb_mailbot.casework.separations import Separations
from hwb_mailbot.domain.separations import separation
from hwb_mailbot.records.tiny import TinyRecords

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
SECRET = b"thirty-two bytes of test secret!"


def test_two_accounts_stay_apart_over_a_restart_until_they_may_join_again(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path / "store")
    kept = Separations(records, SECRET)
    assert not kept.between("puwm1", "puwm7")
    records.commit(kept.changes([separation("puwm7", "puwm1", apart=True)], NOW))
    records.close()
    records = TinyRecords(tmp_path / "store")
    kept = Separations(records, SECRET)
    assert kept.between("puwm1", "puwm7")
    assert kept.between("puwm7", "puwm1")
    assert not kept.between("puwm1", "puwm8")
    records.commit(kept.changes([separation("puwm1", "puwm7", apart=False)], NOW))
    assert not kept.between("puwm1", "puwm7")
    records.close()
