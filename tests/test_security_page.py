"""The security page is true: every test that it names exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_page_names_exists():
    named = re.findall(r"`(tests/\S+?\.py)::(\w+)`", PAGE)
    assert len(named) > 50
    assert [f"{path}::{name}" for path, name in named if name not in names_in(ROOT / path)] == []


def test_every_file_of_tests_that_the_page_names_exists():
    assert [path for path in re.findall(r"`(tests/[\w/]+\.py)`", PAGE) if not (ROOT / path).is_file()] == []


def test_every_chapter_is_gone_through():
    assert [n for n in range(1, 18) if not re.search(rf"\bV{n}\b", PAGE)] == []
