"""The words for whoever belongs to somebody's family, as a fragment of patterns in folded text, in both languages.

Nothing here fails.
"""

from __future__ import annotations

FAMILY = (
    r"(?:husband|wife|partner|sister|brother|mother|mum|mam|father|dad|son|daughter|children|kids|cousin|aunt|uncle"
    r"|twin|niece|nephew|n?g?wr|n?g?wraig|(?:ph?|mh|b)artner|chwaer|[bfm]rawd|(?:th?|nh|d)ad|fam|[mf]ab|[mf]erch|efaill"
    r"|(?:c|g|ch|ngh)efnder|(?:c|g|ch|ngh)yfnither|nai|nith|(?:ph?|mh|b)lant)"
)
