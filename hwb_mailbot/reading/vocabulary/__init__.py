"""Knowledge that is data: the words of clients, machines and people in both languages, one TOML file a subject.

The files are part of the program; a broken one is a fault of the program and raises at first use. Parsing them takes
longer than reading many mails, so a process that starts readers parses them once and hands them on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_parsed: dict[str, dict[str, Any]] = {}


def vocabulary(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` beside this file; to be read, never changed."""
    if name not in _parsed:
        _parsed[name] = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return _parsed[name]


def every_vocabulary() -> dict[str, dict[str, Any]]:
    """All of them by name, for ``hand_on`` in another process."""
    return {path.stem: vocabulary(path.stem) for path in sorted(_FOLDER.glob("*.toml"))}


def hand_on(parsed: Mapping[str, dict[str, Any]]) -> None:
    """Take over what another process has parsed."""
    _parsed.update(parsed)
