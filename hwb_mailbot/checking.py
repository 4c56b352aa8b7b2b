"""``check``: looks at everything ``serve`` will need and says what is wrong and how to mend it. Changes nothing.

Each examination gives one row: ``outcome`` is ``fine``, ``note`` or ``wrong``. Nothing here raises for what it finds.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import ssl
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosmtplib

from hwb_mailbot.config import ConfigurationError, Settings, relay_password, school_holidays
from hwb_mailbot.control import SOCKET_NAME
from hwb_mailbot.post.resolver import Resolver
from hwb_mailbot.trust.questions import DnsQuestion, DnsState, RecordType

_SECONDS = 5.0
_AHEAD = timedelta(days=180)
_RENEWAL = timedelta(days=21)
_CLOCK_DIFFERS = timedelta(minutes=10)
_KEPT_PRIVATE = ("secret", "lock", "journal", "control.sock")
_PORT_MENDED = {
    errno.EADDRINUSE: "stop what uses it, or choose another port",
    errno.EACCES: "ports below 1024 are root's: choose another, or let the service manager open it",
}
Row = dict[str, Any]


def _row(outcome: str, what: str, found: str, mend: str = "") -> Row:
    return {"outcome": outcome, "what": what, "found": found, "mend": mend}


async def examine(settings: Settings) -> list[Row]:
    """Every finding, in the order of the configuration's sections."""
    rows = [_row("fine", "configuration", f"{settings.folder}: every key is known and allowed")]
    rows += list(_clock(settings))
    rows += list(_holidays(settings))
    rows += list(_patience(settings))
    serving = await _serving(settings)
    rows += list(_digest(settings))
    rows += list(_store(settings, serving))
    rows += list(_tls(settings))
    if not serving:
        rows += [
            _port("listener", settings.listener.host, settings.listener.port),
            _port("web", settings.web.host, settings.web.port),
        ]
    rows += [row async for row in _relay(settings)]
    rows += [row async for row in _dns(settings)]
    rows += list(_trust(settings))
    return rows


async def _serving(settings: Settings) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(settings.store_directory / SOCKET_NAME)
    except OSError:
        return False
    writer.close()
    return True


def _clock(settings: Settings) -> Iterator[Row]:
    """The time as the bot goes by it; a store that was written in the future shows a clock that was set back."""
    now = datetime.now(UTC)
    yield _row(
        "fine", "time", f"{now.astimezone(settings.mailbot.timezone):%A %d %B %Y %H:%M} in {settings.mailbot.timezone}"
    )
    with contextlib.suppress(OSError):
        written = datetime.fromtimestamp((settings.store_directory / "journal").stat().st_mtime, UTC)
        if written > now + _CLOCK_DIFFERS:
            found = f"the store was written on {written:%d %B %Y %H:%M} UTC, so the clock runs behind"
            yield _row("wrong", "time", found, "set this machine's clock, best by NTP")


def _patience(settings: Settings) -> Iterator[Row]:
    """Periods that are allowed each by itself and make no sense beside the others."""
    workflow = settings.workflow
    expire = f"cases close after {_in_words(workflow.expire)}"
    late = [span for span in workflow.reminders if span >= workflow.expire]
    if late:
        found = f"the reminder after {_in_words(late[0])} never comes: {expire}"
        yield _row("note", "[workflow] reminders", found, "make it shorter, or [workflow] expire longer")
    for name in ("run_awaited", "answer_awaited", "longest_absence"):
        span: timedelta = getattr(workflow, name)
        if span >= workflow.expire:
            found = f"{_in_words(span)} are not over when {expire}"
            yield _row("note", f"[workflow] {name}", found, "make it shorter, or [workflow] expire longer")
    if not late:
        found = (
            f"a run is waited for {_in_words(workflow.run_awaited)}, an absence {_in_words(workflow.longest_absence)}"
        )
        yield _row("fine", "[workflow]", f"{found}; {expire}")


def _in_words(span: timedelta) -> str:
    """A period as in mailbot.ini, in its largest whole unit: ``3d``, ``36h``."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _holidays(settings: Settings) -> Iterator[Row]:
    try:
        spans = school_holidays(settings)
    except ConfigurationError as fault:
        yield _row("wrong", "[workflow] holidays", str(fault), "write one 'from to' a line, as YYYY-MM-DD YYYY-MM-DD")
        return
    today = datetime.now(settings.mailbot.timezone).date()
    if not spans or spans[-1][1] < today:
        yield _row("note", "[workflow] holidays", "every holiday is past", "add this year's school holidays")
    elif spans[-1][1] < today + _AHEAD:
        found = f"the last holiday known ends on {spans[-1][1]:%d %B %Y}"
        yield _row("note", "[workflow] holidays", found, "add the next school year's holidays")


def _digest(settings: Settings) -> Iterator[Row]:
    """Whether the team gets its daily letter, and when."""
    what = "[digest]"
    if not settings.digest.send:
        yield _row("note", what, "the team gets no daily letter", "set send = yes to have one")
    elif not settings.mailbot.support:
        yield _row("note", what, "nobody to write the daily letter to", "set [mailbot] support to the team's address")
    else:
        found = f"{settings.mailbot.support} gets a letter every school day at {settings.digest.at:%H:%M}"
        yield _row("fine", what, found)


def _store(settings: Settings, serving: bool) -> Iterator[Row]:
    folder = settings.store_directory
    if serving:
        yield _row("fine", "store", f"{folder}: a running service owns it")
    if not folder.exists():
        parent = next(one for one in folder.parents if one.exists())
        if os.access(parent, os.W_OK):
            yield _row("note", "store", f"{folder} is not there yet", "it is made at the first start")
        else:
            yield _row("wrong", "store", f"{parent} cannot be written", "give the service's user the folder")
        return
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        yield _row("wrong", "store", f"{folder} is on a read-only file system", "mount it for writing")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield _row("wrong", "store", f"{folder} cannot be written", "give the service's user the folder")
    if (folder / "secret").exists():
        for path in (folder, *(folder / name for name in _KEPT_PRIVATE)):
            yield from _private(path, "store")
        if folder.stat().st_uid != os.geteuid():
            mend = "run check and serve as the same user, the one who owns the store"
            yield _row("wrong", "store", f"{folder} belongs to another user", mend)
    else:
        yield _row("note", "store", f"{folder} was never used", "the first start makes it its owner's alone")
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if mode & 0o002 and not mode & stat.S_ISVTX:
            found = f"{parent} can be written by others, who could put another store in its place"
            yield _row("wrong", "store", found, f"chmod o-w {parent}")
    free = os.statvfs(folder)
    free_mb = free.f_bavail * free.f_frsize // 2**20
    if free_mb < 1024:
        yield _row("wrong", "store", f"{free_mb} MB of disk are free", "make room: a mail may have 25 MB")
    else:
        yield _row("fine", "store", f"{folder}: {free_mb // 1024} GB of disk are free")


def _private(path: Path, what: str, others: int = 0o077) -> Iterator[Row]:
    """A finding where the bits ``others`` of the mode let anybody but its owner reach ``path``."""
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & others:
        mend = f"chmod {'0700' if path.is_dir() else '0600'} {path}"
        yield _row("wrong", what, f"{path} can be read by others", mend)


def _tls(settings: Settings) -> Iterator[Row]:
    certificate, key = settings.listener.tls_certificate, settings.listener.tls_key
    if key is not None:
        yield from _private(key, "[listener] tls_key", 0o007)  # a group may share it, as Debian's ssl-cert does
    if certificate is None or key is None:
        yield _row("note", "[listener] tls", "mail comes in unencrypted", "set tls_certificate and tls_key")
        return
    unreadable = [(name, why) for name, path in (("tls_certificate", certificate), ("tls_key", key))
                  if (why := _unreadable(path))]  # fmt: skip
    for name, why in unreadable:
        yield _row("wrong", f"[listener] {name}", why, "give the path of a PEM file that the service's user may read")
    if unreadable:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as fault:
        if getattr(fault, "reason", "") == "KEY_VALUES_MISMATCH":
            found = f"{key} is not the key of {certificate}"
        else:
            found = f"{certificate} and {key} are no PEM certificate and key, or the key has a passphrase"
        yield _row("wrong", "[listener] tls", found, "give a PEM certificate and the key that belongs to it")
        return
    ends = _certificate_ends(certificate)
    if ends is None:
        yield _row("fine", "[listener] tls", "certificate and key fit")
    elif ends < datetime.now(UTC):
        yield _row("wrong", "[listener] tls_certificate", f"expired on {ends:%d %B %Y}", "renew it")
    elif ends < datetime.now(UTC) + _RENEWAL:
        yield _row("note", "[listener] tls_certificate", f"expires on {ends:%d %B %Y}", "renew it soon")
    else:
        yield _row("fine", "[listener] tls", f"valid until {ends:%d %B %Y}")


def _unreadable(path: Path) -> str:
    try:
        path.open("rb").close()
    except OSError as fault:
        return f"{path} cannot be read ({fault.strerror})"
    return ""


def _certificate_ends(certificate: Path) -> datetime | None:
    with contextlib.suppress(Exception):  # the decoder is private to ssl: without it the date is simply not shown
        decoded = ssl._ssl._test_decode_cert(str(certificate))  # type: ignore[attr-defined]
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(decoded["notAfter"]), UTC)
    return None


def _port(section: str, host: str, port: int) -> Row:
    what = f"[{section}] {host}:{port}"
    try:
        with socket.create_server((host, port)):
            return _row("fine", what, "free")
    except OSError as fault:
        mend = _PORT_MENDED.get(fault.errno or 0, "give a host that is this machine's own, and a free port")
        return _row("wrong", what, f"cannot be used ({fault.strerror or fault})", mend)


async def _relay(settings: Settings) -> AsyncIterator[Row]:
    relay = settings.relay
    if not relay.host:
        where = settings.store_directory / "outgoing"
        yield _row("note", "[relay]", f"no host: letters are kept in {where}", "set host to have them sent")
        return
    if relay.password_file is not None:
        for row in _private(relay.password_file, "[relay] password_file", 0o007):
            yield row
    what = f"[relay] {relay.host}:{relay.port}"
    try:
        password = relay_password(settings)
    except ConfigurationError as fault:
        yield _row("wrong", "[relay] password_file", str(fault), "write the password into its first line")
        return
    client = aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.username or None,
        password=password or None,
        local_hostname=settings.mailbot.domain,
        timeout=_SECONDS,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",
    )
    waits = "letters wait until then"
    try:
        async with asyncio.timeout(_SECONDS * 2):
            await client.connect()
            await client.ehlo()
            await client.quit()
    except aiosmtplib.SMTPAuthenticationError as fault:
        yield _row("wrong", what, f"refuses the login ({fault.code})", f"check username and password_file; {waits}")
    except ssl.SSLError as fault:
        yield _row("wrong", what, f"offers no TLS that can be trusted ({fault.reason})", f"check security; {waits}")
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
        if isinstance(fault.__cause__, ssl.SSLError) or "STARTTLS" in str(fault) or "certificate" in str(fault).lower():
            found, mend = f"offers no TLS that can be trusted ({fault})", "check security, or the relay's certificate"
        else:
            found, mend = f"does not answer as a mail server ({fault or 'in time'})", "check host and port"
        yield _row("wrong", what, found, f"{mend}; {waits}")
    else:
        secured = {"none": "unencrypted", "starttls": "with STARTTLS", "tls": "with TLS"}[relay.security]
        yield _row("fine", what, f"answers {secured}{', and takes the login' if relay.username else ''}")
    client.close()


async def _dns(settings: Settings) -> AsyncIterator[Row]:
    resolver = Resolver(settings.trust.nameserver, lifetime=_SECONDS)
    question = DnsQuestion(settings.mailbot.domain, RecordType.MX)
    answers = await resolver.resolve([question])
    state = answers[question.key]["state"]
    if state in (DnsState.FOUND, DnsState.ABSENT):
        yield _row("fine", "DNS", f"{', '.join(resolver.nameservers)} answers")
    else:
        found = f"{', '.join(resolver.nameservers) or 'no nameserver'}: {state}"
        yield _row("wrong", "DNS", found, "set [trust] nameserver; until then unknown senders wait unverified")


def _trust(settings: Settings) -> Iterator[Row]:
    if not settings.trust.authserv_id:
        mend = "set authserv_id to the name in your relay's Authentication-Results"
        yield _row("note", "[trust]", "no relay's results are believed: own SPF, DKIM and DMARC count", mend)
    elif not settings.trust.trusted_relays:
        mend = f"set trusted_relays to the networks from which the relay {settings.trust.authserv_id} connects"
        yield _row(
            "note", "[trust]", "no relay is trusted, so no results are believed: own SPF, DKIM and DMARC count", mend
        )
    else:
        networks = ", ".join(map(str, settings.trust.trusted_relays))
        yield _row("fine", "[trust]", f"results of {settings.trust.authserv_id} from {networks} are believed")
