"""The documents are true: every command is documented, the examples run, the links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from clearway.cli.app import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, kind: str) -> list[str]:
    """Return the fenced blocks of one kind, in order."""
    return [body for said, body in FENCE.findall(page.read_text(encoding="utf-8")) if said.strip() == kind]


def commands(at: Any, name: str = "clearway") -> list[str]:
    """Return every command's full name, those of groups included."""
    if not hasattr(at, "commands"):
        return [name]
    return [full for part, below in at.commands.items() for full in commands(below, f"{name} {part}")]


def with_examples(folder: Path) -> Path:
    """Make a folder a stand-in for the repository's root, to run examples in."""
    (folder / "examples").symlink_to(ROOT / "examples")
    return folder


def ids(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", COMMANDS_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip((title.strip().strip("`") for title in parts[1::2]), parts[2::2], strict=True))


@pytest.mark.parametrize("command", commands(typer.main.get_command(app)))
def test_every_command_has_a_section_with_an_example(command):
    section = sections().get(command)
    assert section, f"docs/commands.md has no section '## {command}'"
    shown = "\n".join(body for _, body in FENCE.findall(section))
    assert re.search(rf"^{command}\b", shown, re.MULTILINE), f"its section shows no example of {command}"


def test_every_command_is_described_once():
    titles = re.findall(r"^## (.+)$", COMMANDS_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_section_is_of_a_command_that_exists():
    known = set(commands(typer.main.get_command(app)))
    assert [title for title in sections() if title.startswith("clearway ") and title not in known] == []


@pytest.mark.parametrize("command", commands(typer.main.get_command(app)))
def test_every_help_shows_an_example_and_what_the_exit_code_means(command):
    words = command.split()[1:]
    at = typer.main.get_command(app)
    for word in words:
        at = at.commands[word]
    assert command in (at.help or ""), "no example"
    assert "Exit:" in (at.help or ""), "no exit codes"


@pytest.mark.slow
def test_the_examples_of_the_command_page_run_one_after_the_other(tmp_path):
    with_examples(tmp_path)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for block in blocks(COMMANDS_PAGE, "bash run"):
        for line in block.replace("\\\n", " ").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            done = subprocess.run(
                shlex.split(line, comments=True),
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name
)
def test_the_python_examples_of_a_page_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(with_examples(tmp_path))
    names: dict[str, object] = {"__name__": "example"}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)
    assert "Traceback" not in capsys.readouterr().err


def test_the_readmes_example_is_ten_lines_and_leaves_a_plan(tmp_path, monkeypatch):
    (example,) = blocks(ROOT / "README.md", "python")
    assert sum(bool(line.strip()) for line in example.splitlines()) <= 10
    monkeypatch.chdir(with_examples(tmp_path))
    exec(compile(example, "README.md", "exec"), {})
    assert (tmp_path / "out" / "plan" / "plan.json").exists()


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_link_of_a_page_leads_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    inside = [target for target in targets if not re.match(r"[a-z]+:", target)]
    lost = [
        target
        for target in inside
        if ((path := target.split("#")[0]) and not (page.parent / path).exists())
        or (not path and target[1:] not in headings(text))
    ]
    assert lost == []


def headings(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_glossary_has_one_row_for_one_word():
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = [word.strip("` ") for terms, _ in rows[2:] for word in terms.split(",")]
    assert len(words) > 10
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_report_and_the_readme_speak_the_glossarys_language():
    """The words that the glossary forbids outright must not meet a person on the page or in the README."""
    never = re.compile(r"\b(evac[_ ]time|od matrix|hh|arcs?|infeasible|deadlock|batch(es)?)\b", re.IGNORECASE)
    for path in (ROOT / "README.md", ROOT / "src/clearway/maps/page/report.html", ROOT / "docs/report.md"):
        assert never.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_no_page_names_a_machine_or_a_registry():
    for page in PAGES:
        found = re.findall(
            r"/(?:work|root|home/\w+)/|https?://(?:pypi|registry)\S+", page.read_text(encoding="utf-8")
        )
        assert found == [], page.name
