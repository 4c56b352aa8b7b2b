"""Knowledge that is data: the words of clients, machines and people in both languages, one TOML file a subject.

The files are part of the program; a broken one is a fault of the program and raises at first use.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` beside this file; to be read, never changed."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
