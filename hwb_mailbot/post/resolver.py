"""The edge that answers the DNS questions of ``hwb_mailbot.trust`` (dnspython, asynchronous).

Every question gets an answer, of JSON values alone, to be kept beside the verdict. What can fail: the nameserver
refuses, breaks off or is silent; the answer then says ``servfail`` or ``timeout`` and never ``absent``, the mail's
sender stays temporarily unverified, and intake asks again later. Nothing is raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from weakref import WeakValueDictionary

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT

from hwb_mailbot.trust.dmarc import organisational_domain
from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestion, DnsState

LIFETIME = 10.0
"""Seconds until a question that nobody answers is given up."""
TRY = 3.0
"""Seconds until a nameserver is asked again, or the next one."""
AT_ONCE = 16
"""Most questions of one mail that are under way together."""
AT_ONCE_A_DOMAIN = 8
"""Most questions about one organisation's names that are under way together, of all mails: others are not kept
waiting by nameservers that never answer."""
UDP_PAYLOAD = 1232
"""Octets of an answer that fit into one packet everywhere; above them TCP is used."""


class Resolver:
    """Asks one nameserver (host and port), or the system's."""

    def __init__(self, nameserver: tuple[str, int] | None, *, lifetime: float = LIFETIME) -> None:
        """``nameserver`` is an IP address and a port, None for those in the system's resolv.conf.

        Where the system names none, every answer is ``servfail``.
        """
        try:
            self._resolver = dns.asyncresolver.Resolver(configure=nameserver is None)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.asyncresolver.Resolver(configure=False)
        if nameserver is not None:
            self._resolver.nameservers = [nameserver[0]]
            self._resolver.port = nameserver[1]
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._resolver.lifetime = lifetime
        self._resolver.timeout = min(TRY, lifetime)
        self._resolver.use_edns(0, payload=UDP_PAYLOAD)

    @property
    def nameservers(self) -> tuple[str, ...]:
        """The nameservers asked, in that order, for people to read; empty if the system names none."""
        return tuple(str(nameserver) for nameserver in self._resolver.nameservers)

    async def resolve(self, questions: Iterable[DnsQuestion]) -> dict[str, DnsAnswer]:
        """One answer for every question, by its ``key``."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def answer(question: DnsQuestion) -> tuple[str, DnsAnswer]:
            domain = organisational_domain(question.name)
            place = self._places.setdefault(domain, asyncio.Semaphore(AT_ONCE_A_DOMAIN))
            async with turns, place:
                return question.key, await self._answer(question)

        return dict(await asyncio.gather(*map(answer, dict.fromkeys(questions))))

    async def _answer(self, question: DnsQuestion) -> DnsAnswer:
        try:
            # Built from its labels: in a text, a backslash of some MAIL FROM would be read as an escape.
            name = dns.name.Name([*question.name.encode("ascii").split(b"."), b""])
        except (dns.exception.DNSException, UnicodeEncodeError):
            return {"state": DnsState.ABSENT.value, "records": []}
        try:
            found = await self._resolver.resolve(name, question.type.value)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return {"state": DnsState.ABSENT.value, "records": []}
        except dns.exception.Timeout:
            return {"state": DnsState.TIMEOUT.value, "records": []}
        except (dns.exception.DNSException, OSError, EOFError):
            return {"state": DnsState.SERVFAIL.value, "records": []}
        return {"state": DnsState.FOUND.value, "records": [_record(data) for data in found]}


def _record(data: dns.rdata.Rdata) -> str:
    """A record as ``DnsAnswer`` has it."""
    match data:
        case TXT():
            return b"".join(data.strings).decode("latin-1")
        case MX():
            return f"{data.preference} {data.exchange.to_text(omit_final_dot=True)}"
        case PTR():
            return data.target.to_text(omit_final_dot=True)
    return data.to_text()
