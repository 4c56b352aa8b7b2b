"""A real Postfix with a queue, a configuration and an address of its own, and Debian's milters beside it.

Everything lives below one folder and on one private address of the loopback network (127.0.0.0/8), so several may
run at once. Postfix writes its log into a file; that is what tests wait for.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

MX_PORT, LMTP_PORT, HARDENED_PORT, SMARTHOST_PORT, BOT_PORT, WORLD_PORT = 2525, 2526, 2527, 2587, 8025, 2600
OPENDKIM_PORT, OPENDMARC_PORT = 8891, 8893
HOSTNAME = "mx.support.example"
PACKAGES = ("postfix", "opendkim", "opendmarc")
DAEMONS = Path("/usr/lib/postfix/sbin")

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = {hostname}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 192.0.2.1/32
smtpd_peername_lookup = no
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_recipient_restrictions =
relay_domains = support.example
relay_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_milters = {milters}
non_smtpd_milters =
milter_default_action = tempfail
milter_connect_macros = j _ {{daemon_name}} {{daemon_addr}} v
smtp_tls_security_level = may
lmtp_tls_security_level = may
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_connection_cache_on_demand = no
transport_maps = inline:{{ support.example=smtp:[{address}]:{bot_port} }}
relayhost = [{address}]:{world_port}
notify_classes =
bounce_queue_lifetime = 1d
minimal_backoff_time = 300s
maximal_backoff_time = 300s
queue_run_delay = 300s
transport_retry_time = 300s
smtpd_client_connection_rate_limit = 0
smtpd_forbid_bare_newline_exclusions =
"""

MASTER = """\
{address}:{mx} inet n - n - - smtpd
{address}:{lmtp} inet n - n - - smtpd -o content_filter=lmtp:inet:[{address}]:{bot_port}
{address}:{hardened} inet n - n - - smtpd -o smtpd_forbid_bare_newline=normalize
{address}:{smarthost} inet n - n - - smtpd -o smtpd_milters= -o mynetworks=127.0.0.0/8
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def missing_packages() -> str:
    """Which of Debian's packages are missing and how to get them; empty where none is."""
    missing = [name for name in PACKAGES if not Path(f"/usr/sbin/{name}").exists()]
    if not missing:
        return ""
    how = "apt-get install --no-install-recommends postfix opendkim opendmarc dbconfig-no-thanks"
    return f"the tests with real mail servers need {', '.join(missing)}: {how}"


def machine_forbids() -> str:
    """Why these tests cannot run here whatever is installed; empty where they can."""
    if os.geteuid() != 0:
        return "the tests with real mail servers must be run as root (Postfix demands it), in a container for instance"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return "the tests with real mail servers need mount namespaces (unshare --mount), so CAP_SYS_ADMIN"
    return ""


def private_address() -> str:
    """An address of the loopback network that nobody uses now; port 53 can be had there."""
    while True:
        address = f"127.{random.randrange(64, 255)}.{random.randrange(256)}.{random.randrange(1, 255)}"
        with suppress(OSError), socket.create_server((address, MX_PORT)):
            return address


@dataclass
class Postfix:
    """One running Postfix."""

    address: str
    folder: Path
    log_seen: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    _master = str(DAEMONS / "master")

    @property
    def log(self) -> str:
        """All that Postfix has logged so far."""
        path = self.folder / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start the milters, then Postfix; returns when all of them answer."""
        for part in ("conf", "queue", "data", "milters"):
            (self.folder / part).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix", "postfix")
        self._start_milters()
        milters = f"inet:{self.address}:{OPENDKIM_PORT}, inet:{self.address}:{OPENDMARC_PORT}"
        values = {
            "folder": self.folder,
            "daemons": DAEMONS,
            "hostname": HOSTNAME,
            "address": self.address,
            "milters": milters,
            "bot_port": BOT_PORT,
            "world_port": WORLD_PORT,
            "mx": MX_PORT,
            "lmtp": LMTP_PORT,
            "hardened": HARDENED_PORT,
            "smarthost": SMARTHOST_PORT,
        }
        (self.folder / "conf" / "main.cf").write_text(MAIN.format(**values))
        (self.folder / "conf" / "master.cf").write_text(MASTER.format(**values))
        self._run("postfix", "-c", str(self.folder / "conf"), "check")
        self._spawn(self._master, "-c", str(self.folder / "conf"), "-d")
        for port in (MX_PORT, LMTP_PORT, HARDENED_PORT, SMARTHOST_PORT):
            self._await_greeting(port)

    def stop(self) -> None:
        """Stop everything that was started."""
        for process in reversed(self.processes):
            # The milters take seconds to notice SIGTERM; nothing in them is worth that.
            process.send_signal(signal.SIGTERM if process.args[0] == self._master else signal.SIGKILL)  # type: ignore[index]
        for process in reversed(self.processes):
            process.wait(20)

    def flush(self) -> None:
        """Try every queued mail again now."""
        self._run("postqueue", "-c", str(self.folder / "conf"), "-f")

    def empty(self) -> None:
        """Throw away what is queued."""
        self._run("postsuper", "-c", str(self.folder / "conf"), "-d", "ALL")

    def queue(self) -> list[str]:
        """What is queued, one JSON object a mail."""
        return self._run("postqueue", "-c", str(self.folder / "conf"), "-j").splitlines()

    def forget_log(self) -> None:
        """Let ``logged`` see only what is logged from now on."""
        self.log_seen = len(self.log)

    async def logged(self, pattern: str, times: int = 1) -> list[str]:
        """Wait until ``times`` lines of the log match; those lines."""
        async with asyncio.timeout(60):
            while len(lines := self._matching(pattern)) < times:  # noqa: ASYNC110 -- a log file calls nobody
                await asyncio.sleep(0.02)
        return lines

    async def emptied(self) -> None:
        """Wait until the queue is empty."""
        async with asyncio.timeout(60):
            while await asyncio.to_thread(self.queue):  # noqa: ASYNC110 -- nor does a queue
                await asyncio.sleep(0.02)

    def _matching(self, pattern: str) -> list[str]:
        return [line for line in self.log[self.log_seen :].splitlines() if re.search(pattern, line)]

    def _start_milters(self) -> None:
        conf = self.folder / "milters"
        (conf / "unbound.conf").write_text(
            "server:\n  do-not-query-localhost: no\n  module-config: iterator\n  cache-max-ttl: 0\n"
            f'forward-zone:\n  name: "."\n  forward-addr: {self.address}@53\n'
        )
        (conf / "resolv.conf").write_text(f"nameserver {self.address}\noptions timeout:2 attempts:1\n")
        (conf / "opendkim.conf").write_text(
            f"Mode v\nAuthservID {HOSTNAME}\nAlwaysAddARHeader yes\nRemoveARAll yes\nRemoveARFrom {HOSTNAME}\n"
            f"ResolverConfiguration {conf}/unbound.conf\nSocket inet:{OPENDKIM_PORT}@{self.address}\n"
            "UserID opendkim\nBackground no\nSyslog no\nInternalHosts 192.0.2.1\nQueryCache no\n"
        )
        (conf / "ignored").write_text("192.0.2.1\n")
        (conf / "opendmarc.conf").write_text(
            f"AuthservID {HOSTNAME}\nTrustedAuthservIDs {HOSTNAME}\nIgnoreHosts {conf}/ignored\n"
            f"RejectFailures no\nSPFSelfValidate yes\nSPFIgnoreResults yes\n"
            f"Socket inet:{OPENDMARC_PORT}@[{self.address}]\nUserID opendmarc\nBackground no\nSyslog no\n"
        )
        self._spawn("opendkim", "-f", "-x", str(conf / "opendkim.conf"))
        # OpenDMARC asks the machine's nameservers; a mount of its own makes those ours.
        own_dns = f"mount --bind {conf}/resolv.conf /etc/resolv.conf && exec opendmarc -f -c {conf}/opendmarc.conf"
        self._spawn("unshare", "--mount", "sh", "-c", own_dns)
        for port in (OPENDKIM_PORT, OPENDMARC_PORT):
            self._connected(port).close()

    def _spawn(self, *command: str) -> None:
        with (self.folder / "processes.log").open("ab") as log:
            self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}{self.log}"
        return done.stdout

    def _await_greeting(self, port: int) -> None:
        """Wait until Postfix has greeted and hung up, so that its milters have seen one client wholly.

        OpenDKIM sets its resolver up with the first client (``mlfi_connect``) and takes no lock for it: a second
        client at that moment makes two threads read one configuration, and the milter dies.
        """
        with self._connected(port) as client, client.makefile("rb") as replies:
            client.settimeout(60)
            said = replies.readline()
            assert said.startswith(b"220"), said.decode() + self.log
            client.sendall(b"QUIT\r\n")
            replies.read()

    def _connected(self, port: int) -> socket.socket:
        for _ in range(3000):
            with suppress(OSError):
                return socket.create_connection((self.address, port), 5)
            for process in self.processes:
                assert process.poll() is None, (self.folder / "processes.log").read_text() + self.log
            time.sleep(0.01)  # a daemon signals its readiness to nobody
        raise TimeoutError(f"nothing answers on {self.address}:{port}")


@contextmanager
def postfix_folder() -> Iterator[Path]:
    """A folder that Postfix's own users may enter, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="hwb-mailbot-peers-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
