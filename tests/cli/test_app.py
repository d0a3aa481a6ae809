"""The list of commands: there at once, true, and not stopped by one command that is broken."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from clearway.cli.app import COMMANDS, app

HEAVY = ("numpy", "numba", "scipy", "fastapi", "sqlalchemy", "ortools", "highspy", "osmium")


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of its own, so that what is imported here does not matter."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_lists_every_command_with_a_line_of_its_own():
    shown = " ".join(CliRunner().invoke(app, ["--help"]).output.replace("│", " ").split())
    for name, place in COMMANDS.items():
        assert f" {name} {place.help}" in shown


def test_help_imports_no_command_and_nothing_heavy():
    code = (
        "import sys; from clearway.cli.app import main\ntry: main()\nfinally: print(*sys.modules, sep='\\n')"
    )
    done = python(code, "--help")
    assert done.returncode == 0
    modules = set(done.stdout.split())
    assert modules.isdisjoint(HEAVY)
    assert modules.isdisjoint(f"clearway.cli.{place.file}" for place in COMMANDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_is_there_and_explains_itself(name):
    done = CliRunner().invoke(app, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert f"clearway {name}" in done.output
    assert "completion" not in done.output


def test_a_broken_part_stops_only_its_own_command_and_is_said_in_a_sentence(one_road, tmp_path):
    from clearway.intake import write_scenario

    write_scenario(one_road, tmp_path / "city")
    code = "import sys; sys.modules['clearway.cli.serve'] = None; from clearway.cli.app import main; main()"
    broken = python(code, "serve", "--help")
    assert broken.returncode == 2
    assert "clearway serve" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert python(code, "--help").returncode == 0
    assert python(code, "check", str(tmp_path / "city")).returncode == 0


def test_a_name_that_is_no_command_is_refused():
    done = CliRunner().invoke(app, ["plam"])
    assert done.exit_code == 2
    assert "plan" in done.output


def test_all_commands_can_be_walked():
    commands = typer.main.get_group(app).commands
    assert list(commands) == list(COMMANDS)
    assert "service" in commands["drill"].commands
    assert "plam" not in commands
