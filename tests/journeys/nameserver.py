"""A DNS server whose zone can be broken and mended while it runs."""

from __future__ import annotations

from dnslib import QTYPE, RCODE, RR, DNSError
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer

from tests.trust.signing import key_record


class Nameserver(BaseResolver):
    """Publishes SPF, DKIM and DMARC records of domains; answers SERVFAIL to everything while ``broken``."""

    def __init__(self, *domains: str, key_at: tuple[str, ...] = (), address: str = "127.0.0.1", port: int = 0) -> None:
        self.broken = False
        self.silent: set[str] = set()
        """Domains below which nothing is ever answered."""
        self.asked = 0
        self._records = []
        for domain in domains:
            self._records += RR.fromZone(f'_dmarc.{domain}. 60 IN TXT "v=DMARC1; p=reject"')
            self._records += RR.fromZone(f'{domain}. 60 IN TXT "v=spf1 -all"')
        for domain in key_at:
            record = key_record()
            pieces = " ".join(f'"{record[at : at + 250]}"' for at in range(0, len(record), 250))
            self._records += RR.fromZone(f"s1._domainkey.{domain}. 60 IN TXT {pieces}")
        quiet = DNSLogger(log="-request,-reply,-truncated,-error,-recv,-send,-data", prefix=False)
        self._server = DNSServer(self, address=address, port=port, logger=quiet)
        self.port = self._server.server.server_address[1]
        self._server.start_thread()

    def resolve(self, request: object, handler: DNSHandler) -> object:
        self.asked += 1
        if any(request.q.qname.matchSuffix(one) for one in self.silent):  # type: ignore[attr-defined]
            raise DNSError("no answer")
        reply = request.reply()  # type: ignore[attr-defined]
        if self.broken:
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        name, kind = request.q.qname, QTYPE[request.q.qtype]  # type: ignore[attr-defined]
        of_name = [record for record in self._records if record.rname == name]
        for record in of_name:
            if QTYPE[record.rtype] == kind:
                reply.add_answer(record)
        if not of_name:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply

    def stop(self) -> None:
        self._server.stop()
        self._server.server.server_close()
