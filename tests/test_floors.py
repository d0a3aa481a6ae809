"""House rules: imports only go down, and rooms on one floor do not know each other."""

import ast
from pathlib import Path

SRC = Path(__file__).parent.parent / "src" / "clearway"
FLOORS = {
    "cli": 9,
    "web": 8,
    "operations": 7,
    "store": 6,
    "channels": 6,
    "traffic": 5,
    "beds": 5,
    "alerts": 5,
    "maps": 5,
    "planner": 4,
    "intake": 4,
    "reading": 4,
    "plan": 3,
    "situation": 3,
    "city": 2,
    "people": 2,
    "seekers": 3,
    "errors": 1,
    "times": 1,
    "letters": 1,
}
IMPURE = {"sqlite3", "sqlalchemy", "socket", "logging", "urllib", "requests", "httpx", "structlog"}
HIGHEST_PURE_FLOOR = 5
# The drill counts with the database's plain driver, so that it shares no line with the store it checks.
INDEPENDENT_WITNESS = "cli/rehearsal/witness.py"
ONLY_THE_STORE_KNOWS_SQL = {"sqlite3", "sqlalchemy", "pg8000", "alembic"}


def room_of(path: Path) -> str:
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; say the whole name"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def files() -> list[Path]:
    return [path for path in sorted(SRC.rglob("*.py")) if path != SRC / "__init__.py"]


def test_every_room_is_on_a_floor():
    assert {room_of(path) for path in files()} <= set(FLOORS)


def test_imports_only_go_down():
    wrong = []
    for path in files():
        room = room_of(path)
        for line, name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "clearway" or len(parts) < 2 or parts[1] not in FLOORS or parts[1] == room:
                continue
            if FLOORS[parts[1]] >= FLOORS[room]:
                wrong.append(f"{path.relative_to(SRC)}:{line}: {room} imports {parts[1]}")
    assert not wrong, "\n".join(wrong)


def test_the_thinking_floors_touch_nothing_outside():
    wrong = [
        f"{path.relative_to(SRC)}:{line}: {name}"
        for path in files()
        if FLOORS[room_of(path)] <= HIGHEST_PURE_FLOOR
        for line, name in imports_of(path)
        if name.split(".")[0] in IMPURE
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_store_knows_sql():
    wrong = [
        f"{path.relative_to(SRC)}:{line}: {name}"
        for path in files()
        if room_of(path) != "store" and path.relative_to(SRC).as_posix() != INDEPENDENT_WITNESS
        for line, name in imports_of(path)
        if name.split(".")[0] in ONLY_THE_STORE_KNOWS_SQL
    ]
    assert not wrong, "\n".join(wrong)


def test_every_file_says_in_its_first_line_what_it_is_for():
    wrong = []
    for path in files():
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if not text:
            wrong.append(str(path.relative_to(SRC)))
    assert not wrong, f"no first line: {wrong}"


def test_no_file_is_a_drawer_for_everything():
    assert not [path for path in files() if path.stem in {"utils", "common", "core", "helpers"}]
