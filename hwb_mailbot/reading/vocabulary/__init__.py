"""Knowledge that is data: the words of clients, machines and people in both languages, one TOML file a subject.

The files are part of the program; a broken one is a fault of the program and raises at first use.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` beside this file; to be read, never changed."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
