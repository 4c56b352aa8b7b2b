"""The one address that From names (R24): the identity a mail claims, still to be vouched for.

What can fail: nothing is raised; ``FromAddress.fault`` says why From names nobody, and a person looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.domain.addresses import AddressFault, mailboxes, unfolded
from hwb_mailbot.trust.headers import HeaderField, MalformedHeader, header_fields, values


@dataclass(frozen=True, slots=True)
class FromAddress:
    """Whom From names.

    ``address`` has its domain in lower case and is empty exactly when ``fault`` is set. ``display_name`` is
    for people to read and never an identity. ``fault`` is None, ``missing-from``, ``duplicate-from`` (two
    fields), ``several-from`` (several mailboxes in it), ``malformed-from`` or ``malformed-header``.
    """

    address: str
    display_name: str
    fault: str | None

    @property
    def domain(self) -> str:
        """The domain of ``address``, lower-case, or empty."""
        return self.address.rpartition("@")[2]


def from_address(raw: bytes) -> FromAddress:
    """Whom the From field of the mail (or header block) ``raw`` names (RFC 5322 section 3.6.2, narrowed)."""
    try:
        return from_fields(header_fields(raw))
    except MalformedHeader:
        return FromAddress("", "", "malformed-header")


def from_fields(fields: tuple[HeaderField, ...]) -> FromAddress:
    """As ``from_address``, of a header block already divided."""
    found = values(fields, "from")
    if not found:
        return FromAddress("", "", "missing-from")
    if len(found) > 1:
        return FromAddress("", "", "duplicate-from")
    try:
        named = mailboxes(unfolded(found[0]))
    except AddressFault:
        return FromAddress("", "", "malformed-from")
    if len(named) > 1:
        return FromAddress("", "", "several-from")
    return FromAddress(named[0].address, named[0].display_name, None)
