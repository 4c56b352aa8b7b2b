"""The single values of ``mailbot.ini``: text in, value out, ``ValueError`` where the text is not one. Pure.

The sentence about what is allowed stands beside the key in ``config``; here a refusal needs no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo

Value = TypeVar("Value")

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_LOCAL_PART = re.compile(r"(?=.{1,64}\Z)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DURATION = re.compile(r"([0-9]{1,9})\s*([smhd])")
_TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)
_LONGEST_HOLIDAY = 100
_SWITCHES = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}


class NameServer(NamedTuple):
    """Where DNS is asked: an IP address and a port."""

    host: str
    port: int


def optional(of: Callable[[str], Value], otherwise: Value) -> Callable[[str | None], Value]:
    """A check that lets an empty value through as ``otherwise``."""

    def check(text: str | None) -> Value:
        return of(text) if text else otherwise

    return check


def address(text: str) -> str:
    """An e-mail address in RFC 5321 Dot-string form."""
    local, _, domain = text.rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or "." not in host_name(domain):
        raise ValueError(text)
    return text


def same_address(one: str, other: str) -> bool:
    """Whether two addresses lead to the same mailbox as far as this program is concerned."""
    return one.lower() == other.lower()


def host_name(text: str) -> str:
    """A host name or IP address (IPv6 without brackets)."""
    if not _HOST_NAME.fullmatch(text):
        ip_address(text)
    return text


def is_loopback(host: str) -> bool:
    """Whether what is sent to ``host`` stays on this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def switch(text: str | bool) -> bool:
    """yes or no, in any of the ini format's spellings."""
    if isinstance(text, bool):
        return text
    if text.lower() not in _SWITCHES:
        raise ValueError(text)
    return _SWITCHES[text.lower()]


def duration(text: str) -> timedelta:
    """A number and a unit, at most ten years."""
    stated = _DURATION.fullmatch(text)
    if not stated or (span := timedelta(**{_UNITS[stated[2]]: int(stated[1])})) > _LONGEST:
        raise ValueError(text)
    return span


def school_days(text: str) -> timedelta:
    """A duration of whole days."""
    span = duration(text)
    if span % timedelta(days=1):
        raise ValueError(text)
    return span


def durations(text: str) -> tuple[timedelta, ...]:
    """Several durations, ascending, each once."""
    return tuple(sorted({duration(part) for part in _parts(text)}))


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """IP networks; an address alone is a network of one. Host bits beside a mask are a slip, so an error."""
    return tuple(ip_network(part) for part in _parts(text))


def name_server(text: str) -> NameServer:
    """``IP:PORT``, ``[IPv6]:PORT``, ``localhost:PORT``, or without port for 53."""
    bracketed = re.fullmatch(r"\[(.+)\](?::([0-9]{1,5}))?", text)
    plain = re.fullmatch(r"([^:]+)(?::([0-9]{1,5}))?", text)
    stated = bracketed or plain
    if not stated:
        raise ValueError(text)
    host, port = "127.0.0.1" if stated[1] == "localhost" else stated[1], int(stated[2] or 53)
    if not 0 < port < 65536:
        raise ValueError(text)
    return NameServer(str(ip_address(host)), port)


def time_of_day(text: str | time) -> time:
    """Hours and minutes, ``8:00`` or ``08:00``."""
    if isinstance(text, time):
        return text
    stated = _TIME_OF_DAY.fullmatch(text)
    if not stated:
        raise ValueError(text)
    return time(int(stated[1]), int(stated[2]))


def time_zone(text: str) -> ZoneInfo:
    """A time zone of the IANA database."""
    try:
        return ZoneInfo(text)
    except (OSError, KeyError) as unknown:
        raise ValueError(text) from unknown


def path_beside(text: str | None, info: ValidationInfo) -> Path | None:
    """A path, made absolute from the configuration's folder."""
    return _folder(info) / text if text else None


def store_url(text: str, info: ValidationInfo) -> str:
    """``tinydb:FOLDER`` with an absolute folder."""
    scheme, _, folder = text.partition(":")
    if scheme != "tinydb" or not folder:
        raise ValueError(text)
    return f"tinydb:{_folder(info) / folder}"


def holiday_lines(text: str) -> tuple[tuple[tuple[date, date], ...], tuple[str, ...]]:
    """The spans of a holidays file, and its faults as ``LINE: what is allowed``. ``#`` begins a comment."""
    spans: list[tuple[date, date]] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            first, last = (date.fromisoformat(word) for word in words)
            if not 0 <= (last - first).days <= _LONGEST_HOLIDAY:
                raise ValueError(line)
            spans.append((first, last))
        except ValueError:
            faults.append(
                f"{number}: {line.strip()}: allowed are two dates, first and last day, such as 2026-10-26 2026-10-30, "
                f"at most {_LONGEST_HOLIDAY} days apart"
            )
    return tuple(sorted(spans)), tuple(faults)


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in text.split(",")) if part]


def _folder(info: ValidationInfo) -> Path:
    context: dict[str, Any] = info.context or {}
    return Path(context["folder"])
