"""Details that we have had already, of which a reply to a letter of ours only asks what became of them.

``I sent you my details (they are underneath) on the 16th … how long is it likely to be?`` points at what stands with us
as it was read then; to state it anew, as the quote happens to show it, would put another's reading in its place.
Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.message.references import reference_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed, pattern


def only_asked_after(pointing: str, spoken: Sequence[str], material: Material) -> bool:
    """Whether the sentence tells what was sent before, and the mail, which answers us, asks how that stands."""
    if not listed("sent_before", "sent").search(fold(pointing)) or reference_of(material) is None:
        return False
    if any(pattern("kinds", "chasing").search(fold(one)) for one in spoken):
        return True
    return any("?" in one and listed("sent_before", "asks_after").search(fold(one)) for one in spoken)
