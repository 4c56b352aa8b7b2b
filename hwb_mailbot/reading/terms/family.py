"""The words for whoever belongs to somebody's family, as a fragment of patterns in folded text, in both languages.

Nothing here fails.
"""

from __future__ import annotations

FAMILY = (
    r"(?:husband|wife|partner|sister|brother|mother|mum|mam|father|dad|son|daughter|children|kids|cousin|aunt|uncle"
    r"|n?gwr|n?gwraig|mh?artner|chwaer|m?brawd|nhad|tad|mab|merch|cefnder|[cg]h?yfnither)"
)
