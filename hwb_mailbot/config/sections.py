"""The sections of ``mailbot.ini`` as frozen models: each key's type, default and, as description, what is
allowed.

The description is the sentence that a fault shows, so what is allowed is written once, beside the key.
"""

from __future__ import annotations

from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from hwb_mailbot.config import values

LONGEST_PATIENCE = timedelta(days=20)
"""Beyond four school weeks nobody would hear in time that a run or an answer does not come."""

Address = Annotated[str, BeforeValidator(values.address)]
OptionalAddress = Annotated[str, BeforeValidator(values.optional(values.address, ""))]
HostName = Annotated[str, BeforeValidator(values.host_name)]
OptionalHostName = Annotated[str, BeforeValidator(values.optional(values.host_name, ""))]
Switch = Annotated[bool, BeforeValidator(values.switch)]
Duration = Annotated[timedelta, BeforeValidator(values.duration)]
SchoolDays = Annotated[timedelta, BeforeValidator(values.school_days), Field(ge=timedelta(days=1), le=LONGEST_PATIENCE)]
Durations = Annotated[tuple[timedelta, ...], BeforeValidator(values.durations)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(values.networks)]
NameServer = Annotated[values.NameServer | None, BeforeValidator(values.optional(values.name_server, None))]
TimeOfDay = Annotated[time, BeforeValidator(values.time_of_day)]
TimeZone = Annotated[ZoneInfo, BeforeValidator(values.time_zone)]
FilePath = Annotated[Path | None, BeforeValidator(values.path_beside)]
StoreUrl = Annotated[str, BeforeValidator(values.store_url)]

AN_ADDRESS = "an e-mail address such as hwb@support.example"
A_HOST = "a host name or IP address"
A_PORT = "a whole number from 0 to 65535 (0: any free port)"
A_FILE = "the path of a file, relative to the folder of this file, or nothing"
A_DURATION = "a whole number and a unit (s m h d) such as 28d"
SCHOOL_DAYS = f"whole school days from 1d to {LONGEST_PATIENCE.days}d"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MailbotSettings(_Section):
    """``[mailbot]``: who the bot is. Compare addresses with the functions here only."""

    address: Address = Field(description=AN_ADDRESS)
    support: OptionalAddress = Field("", description=f"{AN_ADDRESS.replace('hwb@', 'team@')}, or nothing")
    account_domain: HostName = Field("hwbcymru.example", description="a domain name such as hwbcymru.example")
    timezone: TimeZone = Field(ZoneInfo("Europe/London"), description="a time zone's name such as Europe/London")

    @field_validator("support")
    @classmethod
    def _not_the_inbox(cls, support: str, info: ValidationInfo) -> str:
        if support and values.same_address(support, info.data.get("address", "")):
            raise _together("another address than [mailbot] address (or the team's mail would come back to the bot)")
        return support

    @property
    def inbox_local(self) -> str:
        """The inbox address before its ``@``."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The inbox address after its ``@``, lower-case."""
        return self.address.rpartition("@")[2].lower()

    def is_inbox(self, address: str) -> bool:
        """Whether mail for ``address`` is ours: the inbox or the inbox with a ``+tag``, in any case."""
        return self._tag(address) is not None

    def tag_of(self, address: str) -> str:
        """The ``TAG`` of ``inbox+TAG@domain`` as written; empty without one or for an address not ours."""
        return self._tag(address) or ""

    def _tag(self, address: str) -> str | None:
        local, _, domain = address.rpartition("@")
        base = self.inbox_local
        if domain.lower() != self.domain or local[: len(base)].lower() != base.lower():
            return None
        rest = local[len(base) :]
        if not rest:
            return ""
        return rest[1:] if rest.startswith("+") else None


class ListenerSettings(_Section):
    """``[listener]``: the door for mail."""

    protocol: Literal["smtp", "lmtp"] = Field("smtp", description="smtp or lmtp")
    host: HostName = Field("127.0.0.1", description=A_HOST)
    port: int = Field(8025, ge=0, le=65535, description=A_PORT)
    tls_certificate: FilePath = Field(None, description=A_FILE)
    tls_key: FilePath = Field(None, validate_default=True, description=A_FILE)
    require_tls: Switch = Field(False, description="yes or no")
    max_message_mb: int = Field(25, ge=1, le=150, description="a whole number from 1 to 150")

    @field_validator("tls_key")
    @classmethod
    def _certificate_and_key(cls, key: Path | None, info: ValidationInfo) -> Path | None:
        certificate = info.data.get("tls_certificate")
        if certificate and not key:
            raise _together("a file, because [listener] tls_certificate is set (it may be the same file)")
        if key and not certificate and "tls_certificate" in info.data:
            raise _together("nothing, unless [listener] tls_certificate is set as well")
        return key

    @field_validator("require_tls")
    @classmethod
    def _tls_possible(cls, require: bool, info: ValidationInfo) -> bool:
        if require and not info.data.get("tls_certificate") and "tls_certificate" in info.data:
            raise _together("no, unless [listener] tls_certificate and tls_key are set")
        return require

    @property
    def max_message_bytes(self) -> int:
        """The size limit of one mail in bytes (SIZE, RFC 1870)."""
        return self.max_message_mb * 1024 * 1024


class RelaySettings(_Section):
    """``[relay]``: the way out. Without a host, mails are kept as .eml files in the store."""

    host: OptionalHostName = Field("", description=f"{A_HOST}, or nothing (mails are kept in store/outgoing)")
    port: int = Field(25, ge=1, le=65535, description="a whole number from 1 to 65535")
    security: Literal["none", "starttls", "tls"] = Field("none", description="none, starttls or tls")
    username: str = Field("", description="the relay's user name, or nothing")
    password_file: FilePath = Field(None, validate_default=True, description=A_FILE)

    @field_validator("username")
    @classmethod
    def _no_open_password(cls, username: str, info: ValidationInfo) -> str:
        if username and info.data.get("security") == "none" and not values.is_loopback(info.data.get("host", "")):
            raise _together("nothing, unless [relay] security is starttls or tls (passwords never go in the clear)")
        return username

    @field_validator("password_file")
    @classmethod
    def _username_and_password(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if "username" in info.data and bool(file) != bool(info.data["username"]):
            raise _together(
                "nothing, unless [relay] username is set as well"
                if file
                else "a file holding the password, because [relay] username is set"
            )
        return file


class TrustSettings(_Section):
    """``[trust]``: whose word about a sender counts, and where DNS is asked."""

    trusted_relays: Networks = Field(
        (IPv4Network("127.0.0.1/32"),),
        description="networks such as 10.1.0.0/16 or 2001:db8::/32, separated by commas, or nothing",
    )
    authserv_id: str = Field(
        "", pattern=r"^[^\s;=\"]*$", description="the relay's own name in Authentication-Results, or nothing"
    )
    relay_strips_results: Switch = Field(False, description="yes or no")
    """Whether every mail gets the relay's results and loses all others that bear its name (RFC 8601 section 5)."""
    nameserver: NameServer = Field(None, description="HOST:PORT, the host an IP address or localhost, or nothing")


class StoreSettings(_Section):
    """``[store]``: where things are remembered. ``url`` holds an absolute path once loaded."""

    url: StoreUrl = Field("tinydb:store", validate_default=True, description="tinydb:FOLDER such as tinydb:store")


class WorkflowSettings(_Section):
    """``[workflow]``: patience. ``reminders`` (ascending), ``expire``, ``run_awaited`` (after a leaving date),
    ``answer_awaited`` (after support's own question) and ``longest_absence`` count school days; the latter three are
    whole ones."""

    reminders: Durations = Field(
        (timedelta(days=3), timedelta(days=7), timedelta(days=14)),
        description=f"{A_DURATION}, several separated by commas, or nothing",
    )
    expire: Duration = Field(timedelta(days=28), gt=timedelta(0), description=f"{A_DURATION}, more than 0s")
    run_awaited: SchoolDays = Field(timedelta(days=3), description=SCHOOL_DAYS)
    answer_awaited: SchoolDays = Field(timedelta(days=10), description=SCHOOL_DAYS)
    longest_absence: SchoolDays = Field(timedelta(days=10), description=SCHOOL_DAYS)
    grace: Duration = Field(timedelta(0), description=A_DURATION)
    undo: Duration = Field(timedelta(days=30), description=A_DURATION)
    holidays: FilePath = Field(None, description=A_FILE)


class DigestSettings(_Section):
    """``[digest]``: the daily letter to ``[mailbot] support``, on school days. ``at`` is a time of the zone's day."""

    send: Switch = Field(True, description="yes or no")
    at: TimeOfDay = Field(time(8, 0), description="a time of day from 00:00 to 23:59 such as 08:00")


class WebSettings(_Section):
    """``[web]``: the support queue's own server."""

    host: HostName = Field("127.0.0.1", description=A_HOST)
    port: int = Field(8080, ge=0, le=65535, description=A_PORT)


class Settings(_Section):
    """All settings. ``folder`` is the absolute folder of the ini file."""

    folder: Path = Field(description="not a section")
    mailbot: MailbotSettings
    listener: ListenerSettings
    relay: RelaySettings
    trust: TrustSettings
    store: StoreSettings
    workflow: WorkflowSettings
    digest: DigestSettings
    web: WebSettings

    @property
    def store_directory(self) -> Path:
        """The absolute folder of the embedded store and all run-time data."""
        return Path(self.store.url.partition(":")[2])


def _together(allowed: str) -> PydanticCustomError:
    """A value that is fine alone but not beside another: the fault says what is allowed here."""
    return PydanticCustomError("together", "{allowed}", {"allowed": allowed})
