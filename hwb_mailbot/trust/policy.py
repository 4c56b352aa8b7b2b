"""What the operator says about trust (``[trust]`` in mailbot.ini)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """Whose ``Authentication-Results`` are believed.

    ``trusted_relays`` are the networks that mail may come from with results we believe; ``authserv_id`` the
    name that these bear, empty: none are believed. ``strips_results`` is the operator's word that the relay
    adds results to every mail and removes all others that bear its name (RFC 8601 section 5): only then are
    results believed that stand below the relay's own ``Received`` line, where a sender could have written
    them.
    """

    trusted_relays: tuple[IPv4Network | IPv6Network, ...] = ()
    authserv_id: str = ""
    strips_results: bool = False

    def trusts(self, address: str) -> bool:
        """Whether the IP address ``address`` lies in a trusted network; False for what is no IP address."""
        ip = parsed_ip(address)
        return ip is not None and any(ip in network for network in self.trusted_relays)


def parsed_ip(address: str) -> IPv4Address | IPv6Address | None:
    """``address`` as an IP address, an IPv4-mapped one as IPv4; None for what is none."""
    try:
        ip = ip_address(address.strip().removeprefix("[").removesuffix("]").removeprefix("IPv6:"))
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return ip
