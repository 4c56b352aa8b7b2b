"""The house keeps its shape: rooms know lower rooms only, the pure ones only compute, files stay readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hwb_mailbot"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

LAYERS: dict[str, int] = {
    "domain": 0,
    "durable": 1,
    "config": 1,
    "eventlog": 1,
    "wording": 1,
    "mail_id": 1,
    "reading": 1,
    "trust": 1,
    "records": 2,
    "letters": 2,
    "examining": 2,
    "post.spool": 2,
    "post.courier": 2,
    "post.resolver": 2,
    "directory": 3,
    "casework": 4,
    "intake": 5,
    "post.listener": 5,
    "post.outbox": 5,
    "timers": 5,
    "digest": 5,
    "web": 5,
    "office": 6,
    "command_rows": 6,
    "mail_commands": 6,
    "case_commands": 6,
    "commands": 6,
    "command_trail": 6,
    "control": 6,
    "service": 6,
    "checking": 6,
    "cli": 7,
    "__main__": 8,
    "samples": 8,
    "post": 1,
    "": 0,
}
"""Every room's layer (docs/architecture.md). ``post`` holds rooms of several layers, so they are named one by one."""

READING = tuple(
    "vocabulary message terms weighing people sides leaving answers layouts voices prose details judging".split()
)
"""The rooms within ``reading``, lower ones first; its modules that are in none stand below (``words``) or above all."""

NOT_PURE = frozenset(
    "asyncio socket ssl subprocess random secrets time logging structlog sqlite3 shutil tempfile threading".split()
)
COMPOSING = frozenset(
    "office command_rows mail_commands case_commands commands command_trail control service checking".split()
)
"""The composition root: one room in several files."""

PURE_BUT = {
    "reading/processes/pool.py": "runs the pure readers in child processes",
    "reading/processes/children.py": "starts them and speaks with them",
    "reading/processes/in_child.py": "is what they run",
}
SILENCES_A_LIBRARY = {"reading/message/attachments.py", "trust/dkim.py"}
"""Modules that know ``logging`` only to keep a library from writing to it."""


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[:1] != ["hwb_mailbot"]:
        return ""
    if len(parts) == 1:
        return ""
    if parts[1] == "post":
        return ".".join(parts[1:3])
    return parts[1]


def imported(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            modules.update(f"{node.module}.{alias.name}" for alias in node.names)
    return modules


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_knows_only_itself_and_lower_rooms(path: Path) -> None:
    room = room_of(name_of(path))
    for module in imported(path):
        other = room_of(module)
        if not module.startswith("hwb_mailbot.") or other == room or other not in LAYERS:
            continue
        same_layer = {("reading", "trust")}
        if room in COMPOSING and LAYERS[other] == 6:
            continue  # the composition root is one room in several files
        assert LAYERS[other] < LAYERS[room] or (room, other) in same_layer, f"{room} must not know {other}"


@pytest.mark.parametrize("room", READING)
def test_a_room_within_reading_knows_only_itself_and_lower_ones(room: str) -> None:
    higher = READING[READING.index(room) + 1 :]
    for path in (PACKAGE / "reading" / room).rglob("*.py"):
        known = {module.split(".")[2] for module in imported(path) if module.startswith("hwb_mailbot.reading.")}
        assert not known & {*higher, "reader", "processes"}, f"{path.name} of {room}"


def test_every_room_within_reading_has_its_place_in_the_order() -> None:
    rooms = {path.parent.name for path in (PACKAGE / "reading").glob("*/__init__.py")}
    assert rooms == {*READING, "processes"}


def test_every_room_has_a_layer() -> None:
    rooms = {room_of(name_of(path)) for path in MODULES}
    assert rooms <= set(LAYERS)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in ("domain", "reading", "trust")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_the_pure_rooms_do_nothing_but_compute(path: Path) -> None:
    if str(path.relative_to(PACKAGE)) in PURE_BUT:
        pytest.skip("the one place of its room that is not pure")
    forbidden = NOT_PURE - ({"logging"} if str(path.relative_to(PACKAGE)) in SILENCES_A_LIBRARY else set())
    assert not {module.split(".")[0] for module in imported(path)} & forbidden
    text = path.read_text(encoding="utf-8")
    assert "datetime.now(" not in text
    assert "date.today(" not in text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "every module says what it is for"
