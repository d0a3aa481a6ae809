"""The command `clearway`: which commands there are, and how a person is told that something is wrong."""

import sys

import typer

from clearway.cli.appeals import appeals
from clearway.cli.backup import backup, restore
from clearway.cli.check import check
from clearway.cli.console import say_problems
from clearway.cli.demo import demo
from clearway.cli.drill import drill
from clearway.cli.import_map import import_map
from clearway.cli.journal import known, verify_journal
from clearway.cli.keys import keys
from clearway.cli.plan import plan
from clearway.cli.read import read
from clearway.cli.report import report
from clearway.cli.serve import serve
from clearway.cli.shelters import shelters
from clearway.cli.verify import verify
from clearway.cli.work import work
from clearway.cli.zones import zones
from clearway.errors import ClearwayError

app = typer.Typer(
    name="clearway",
    help="Plan and run the evacuation of a city's civilians, with a proof of how good each plan is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

# One line a command; each lives in the file of its name.
app.command("import")(import_map)
app.command()(appeals)
app.command()(check)
app.command()(demo)
app.command()(plan)
app.command()(read)
app.command()(report)
app.command()(shelters)
app.command()(verify)
app.command()(zones)
app.command()(serve)
app.command()(work)
app.command("verify-journal")(verify_journal)
app.command()(known)
app.add_typer(drill, name="drill")
app.add_typer(keys, name="keys")
app.command()(backup)
app.command()(restore)


def main() -> None:
    """Run the command line; what is wrong is said in sentences, and the exit code is 2."""
    try:
        app()
    except ClearwayError as error:
        say_problems(error)
        sys.exit(2)
