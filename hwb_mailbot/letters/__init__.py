"""A decision's letters: ``LetterOrder`` to the exact bytes of a mail, in Welsh, English or both.

The words lie in ``templates/letter/<audience>-<event>.{en,cy}.md.j2``; ``catalogue`` says what each letter
may be told; ``values`` makes every value harmless; ``markdown`` makes HTML and plain text of one reading;
``forms`` are the forms to fill in; ``message`` puts the header on; ``own_lines`` tells the reader which
lines are ours; ``gallery`` shows all.

What can fail: ``LetterFault`` for an unknown letter, a required value that is missing, a receiver that is
no bare address. It is raised before anything is decided for good, so nothing half-written is ever sent.
"""

from hwb_mailbot.letters.message import LetterFault
from hwb_mailbot.letters.rendering import Letters, RenderedLetter

__all__ = ["LetterFault", "Letters", "RenderedLetter"]
