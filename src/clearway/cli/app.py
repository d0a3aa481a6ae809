"""The command `clearway`: which commands there are, and how a person is told that something is wrong.

A command's file is imported when the command is first used, so that a part that is missing or broken
stops only its own command, and `clearway --help` is there at once.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from clearway.cli.console import say_problems
from clearway.errors import ClearwayError, InputError, Problem


@dataclass(frozen=True)
class Place:
    """Where a command is: its file here, the function or group of commands in it, its line in the list."""

    file: str
    name: str
    help: str


# One line a command; each lives in the file of its name.
COMMANDS = {
    "import": Place("import_map", "import_map", "Make a scenario from a map."),
    "zones": Place("zones", "zones", "Say who has to leave."),
    "shelters": Place("shelters", "shelters", "Say where people can go."),
    "check": Place("check", "check", "Check a scenario: all problems at once, else what to look at."),
    "plan": Place("plan", "plan", "Plan departures for a scenario, and prove how good the plan is."),
    "report": Place("report", "report", "Draw a plan over its city: one page to open from disk and print."),
    "verify": Place("verify", "verify", "Check a plan: can it be driven, and is its proof true."),
    "demo": Place("demo", "demo", "Plan two real examples from map to report."),
    "read": Place("read", "read", "Read reports in English, Russian and Ukrainian."),
    "appeals": Place("appeals", "appeals", "Read appeals in English, Russian and Ukrainian."),
    "serve": Place("serve", "serve", "Run the service."),
    "work": Place("work", "work", "Plan drafts and keep snapshots, as long as it runs."),
    "known": Place("journal", "known", "Say what was known at an instant."),
    "verify-journal": Place("journal", "verify_journal", "Check every line of the journal for changes."),
    "backup": Place("backup", "backup", "Back the database up while it runs."),
    "restore": Place("backup", "restore", "Bring a backup back into an empty database."),
    "keys": Place("keys", "keys", "Check the master key and its copy, or rotate it."),
    "drill": Place("drill", "drill", "Rehearse load and faults; nobody is warned."),
}
LOOKS: dict[str, Any] = {
    "add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": "rich",
}  # fmt: skip


def fetched(name: str) -> Any:
    """Import a command; what is missing for it is said in a sentence."""
    place = COMMANDS[name]
    try:
        found = getattr(importlib.import_module(f"clearway.cli.{place.file}"), place.name)
    except ImportError as error:
        what, remedy = (
            f"a part of it is missing: {error}",
            "Install Clearway again; the others still work.",
        )
        raise InputError([Problem(f"clearway {name}", what, remedy)]) from error
    one = typer.Typer(**LOOKS)
    if not isinstance(found, typer.Typer):
        one.command(name)(found)
        return typer.main.get_command(one)
    one.add_typer(found, name=name)
    return typer.main.get_group(one).commands[name]


class Fetched(Mapping[str, Any]):
    """All commands by name, each imported when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        return fetched(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Shelf(TyperGroup):
    """A group that imports the one command that is to run; for the list of all, their lines are enough."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(**kept)
        self.commands = Fetched()  # type: ignore[assignment]  # looked up, never changed

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Return a command's name and line; None where there is no such command."""
        place = COMMANDS.get(cmd_name)
        return None if place is None else TyperCommand(cmd_name, help=place.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is to run, imported."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name not in COMMANDS else fetched(name), rest


app = typer.Typer(name="clearway", cls=Shelf, no_args_is_help=True, **LOOKS)


@app.callback()
def clearway() -> None:
    """Plan and run the evacuation of a city's civilians, with a proof of how good each plan is."""


def main() -> None:
    """Run the command line; what is wrong is said in sentences, and the exit code is 2."""
    try:
        app()
    except ClearwayError as error:
        say_problems(error)
        sys.exit(2)
