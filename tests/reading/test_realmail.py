"""Real mails by other hands, where they are at hand: none raises, is slow, or is taken for a half or answer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import MailKind
from hwb_mailbot.reading.processes import warming  # noqa: F401 (what is compiled once is no mail's time)
from hwb_mailbot.reading.reader import read

REALMAIL = Path(__file__).parents[2].parent / "shared" / "realmail"
HARMLESS = {MailKind.ENQUIRY, MailKind.AUTO_REPLY, MailKind.BOUNCE}


PARTS = 16
"""So many tests read them, for as many processes; none of them lasts long on a busy machine."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.skipif(not REALMAIL.is_dir(), reason="the real mails are not at hand")
def test_nothing_by_other_hands_is_taken_for_ours(part: int) -> None:
    slow = []
    for file in sorted(REALMAIL.rglob("*"))[part::PARTS]:
        if not file.is_file():
            continue
        started = time.process_time()
        result = read(file.read_bytes())
        if time.process_time() - started > 2:
            slow.append(file.name)
        assert result.kind in HARMLESS, file
        assert result.answer is None, file
    assert slow == []
