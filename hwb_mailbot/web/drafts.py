"""What somebody had written when their session ended: kept for a moment, until the form is shown filled again.

In memory, one draft a session, a few hundred at most; only somebody who has signed in can leave one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

_MOST = 200


class Drafts:
    """Forms to be shown filled, by the hash of the session's token."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, Mapping[str, str]]] = OrderedDict()

    def keep(self, token_hash: str, path: str, values: Mapping[str, str]) -> None:
        """Keep what was written into the form at ``path``."""
        self._kept[token_hash] = (path, values)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def take(self, token_hash: str, path: str) -> Mapping[str, str]:
        """What was written there, once; nothing where nothing was."""
        kept_path, values = self._kept.get(token_hash, ("", {}))
        if kept_path != path:
            return {}
        del self._kept[token_hash]
        return values
