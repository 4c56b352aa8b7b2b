"""``mailbot.ini`` to frozen ``Settings``: every section and key, its default, and a clear word about every
fault.

Relative paths start at the folder of the ini file, never at the working directory.

What can fail: an unreadable file, an unknown section or key, a value that is not allowed. Then
``ConfigurationError`` is raised with all faults at once, one a line, and the program does not start. Files
that the settings merely name (certificates, password, holidays) are opened by those who use them.
"""

from __future__ import annotations

import configparser
import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hwb_mailbot.config import values
from hwb_mailbot.config.sections import Settings

__all__ = [
    "SECTIONS",
    "ConfigurationError",
    "Settings",
    "load",
    "parse",
    "relay_password",
    "school_holidays",
]


class ConfigurationError(Exception):
    """The configuration cannot be used; the text lists every fault with section, key and what is allowed."""


_LINE_END = "\\n"  # as configparser quotes it
SECTIONS: tuple[str, ...] = tuple(name for name in Settings.model_fields if name != "folder")


def load(path: Path) -> Settings:
    """The settings of the ini file at ``path``. Raises ``ConfigurationError`` naming every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        advice = "name yours with --config or $HWB_MAILBOT_CONFIG, or write one whose [mailbot] states an address"
        raise ConfigurationError(f"{path}: cannot be read: there is no such file; {advice}") from fault
    except OSError as fault:
        raise ConfigurationError(f"{path}: cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError as fault:
        raise ConfigurationError(f"{path}: is not UTF-8 text (byte {fault.start})") from fault
    return parse(text, path.resolve().parent, path.name)


def parse(text: str, folder: Path, name: str = "mailbot.ini") -> Settings:
    """The settings that ``text`` states; relative paths start at ``folder``, ``name`` begins each fault.

    Raises ``ConfigurationError`` naming every fault.
    """
    ini = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=(";",), default_section="\0")
    try:
        ini.read_string(text, source=name)
    except configparser.Error as fault:
        raise ConfigurationError(_unparsed(name, fault)) from fault
    stated: dict[str, Any] = {section: {} for section in SECTIONS}
    stated.update({section: dict(ini[section]) for section in ini.sections()})
    faults = [
        f"{name}: [{section}] is not a section: allowed are {', '.join(SECTIONS)}{_near(section, SECTIONS)}"
        for section in stated
        if section not in SECTIONS
    ]
    known = {section: stated[section] for section in SECTIONS}
    try:
        settings = Settings.model_validate({"folder": folder, **known}, context={"folder": folder})
    except ValidationError as invalid:
        faults += [f"{name}: {_sentence(error, known)}" for error in invalid.errors(include_url=False)]
    if faults:
        raise ConfigurationError("\n".join(faults))
    return settings


def school_holidays(settings: Settings) -> tuple[tuple[date, date], ...]:
    """The school holidays as (first day, last day), inclusive, ascending; where none are set, the default
    ones.

    Raises ``ConfigurationError`` naming file and line of every fault.
    """
    own = settings.workflow.holidays
    try:
        text = own.read_text("utf-8-sig") if own else _default_holidays()
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"[workflow] holidays = {own}: cannot be read ({fault})") from fault
    spans, faults = values.holiday_lines(text)
    if faults:
        raise ConfigurationError("\n".join(f"{own or 'holidays.txt'}:{fault}" for fault in faults))
    return spans


def relay_password(settings: Settings) -> str:
    """The relay's password: the first line of ``[relay] password_file``; empty without one.

    Raises ``ConfigurationError`` when the file cannot be read or is empty.
    """
    file = settings.relay.password_file
    if file is None:
        return ""
    try:
        password = file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"[relay] password_file = {file}: cannot be read") from fault
    if not password:
        raise ConfigurationError(f"[relay] password_file = {file}: allowed is a file whose first line is the password")
    return password


def _default_holidays() -> str:
    return resources.files(__name__).joinpath("holidays.txt").read_text("utf-8")


def _sentence(error: ErrorDetails, stated: Mapping[str, Mapping[str, str]]) -> str:
    section, key = str(error["loc"][0]), str(error["loc"][1])
    keys = Settings.model_fields[section].annotation.model_fields  # type: ignore[union-attr]
    if error["type"] == "extra_forbidden":
        return f"[{section}] {key} is not a key: allowed are {', '.join(keys)}{_near(key, tuple(keys))}"
    if error["type"] == "missing":
        return f"[{section}] {key} is missing: allowed is {keys[key].description}"
    allowed = error["msg"] if error["type"] == "together" else keys[key].description
    return f"[{section}] {key} = {stated[section].get(key, '')}: allowed is {allowed}"


def _near(word: str, among: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, among, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _unparsed(name: str, fault: configparser.Error) -> str:
    return "\n".join(f"{name}: {line}" for line in _unparsed_lines(fault))


def _unparsed_lines(fault: configparser.Error) -> Iterator[str]:
    match fault:
        case configparser.DuplicateSectionError():
            yield f"line {fault.lineno}: [{fault.section}] stands twice: allowed is once"
        case configparser.DuplicateOptionError():
            yield f"line {fault.lineno}: [{fault.section}] {fault.option} stands twice: allowed is once"
        case configparser.MissingSectionHeaderError():
            yield f"line {fault.lineno}: stands before any section: allowed first is a line such as [mailbot]"
        case configparser.ParsingError():
            for line, text in fault.errors:
                what = text[1:-1].removesuffix(_LINE_END)
                yield f"line {line}: {what} is neither a section nor a key: allowed is key = value"
        case _:
            yield fault.message
