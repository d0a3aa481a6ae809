"""`clearway demo`: the main job on two real examples, from their inputs to pages to open."""

import os
import sys
import time
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from clearway.cli.console import err, out
from clearway.cli.levels import EFFORT, planning_beside
from clearway.cli.report import write_report
from clearway.errors import NotFound
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock

BORDER_CITY, BAD_HERSFELD, PAGE = "border-city", "bad-hersfeld", "report.html"


def demo(
    to: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the results go.")] = Path(
        "out/demo"
    ),
    examples: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the examples are; else those of the repository."),
    ] = None,
    offer: Annotated[
        bool, typer.Option("--offer/--no-offer", help="Where there is a display, offer to open the pages.")
    ] = True,
) -> None:
    """Plan two real examples: check the border city, import Bad Hersfeld street by street from its
    OpenStreetMap extract, plan both, and write scenario, plan and report of each.

      clearway demo --out out/demo

    Exit: 0 planned, 2 bad input. Next: open the two report.html, then clearway import YOUR-MAP --out SCENARIO
    """
    source = examples or find_examples()
    with err.status("Checking the border city") as status:
        border = _checked(source / BORDER_CITY)
        # Planned alone first: whatever has to be compiled is compiled once, for all that follow.
        found = [write_plan_of(border, to / BORDER_CITY)]
        status.update("Importing Bad Hersfeld: map, zones and shelters")
        with planning_beside(border) as border_levels:
            town = _imported(source / BAD_HERSFELD)
            status.update("Planning Bad Hersfeld, also at low and high road capacities")
            with planning_beside(town) as town_levels:
                found.append(write_plan_of(town, to / BAD_HERSFELD))
                write_report(border, found[0], to / BORDER_CITY / PAGE, border_levels())
                write_report(town, found[1], to / BAD_HERSFELD / PAGE, town_levels())
    for situation, plan in zip((border, town), found, strict=True):
        out.print(found_words(situation, plan), markup=False, soft_wrap=True)
    pages = [to / name / PAGE for name in (BORDER_CITY, BAD_HERSFELD)]
    out.print(f"Open {pages[0]} and {pages[1]} in any browser.", markup=False, soft_wrap=True)
    if offer and has_display() and sys.stdin.isatty() and typer.confirm("Open them now?", default=True):
        for page in pages:
            webbrowser.open(page.resolve().as_uri())


def find_examples() -> Path:
    """Return the repository's examples: here, or beside the package where it runs from a clone."""
    for folder in (Path("examples"), Path(__file__).resolve().parents[3] / "examples"):
        if (folder / BORDER_CITY / "scenario.toml").exists():
            return folder
    raise NotFound(
        f"The examples are not here ({Path('examples').resolve()}): they come with the repository, not "
        "with the installed package. Run `clearway demo` in a clone, or name their folder with --examples."
    )


def has_display() -> bool:
    """Whether a window could open on this machine."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def write_plan_of(situation: Situation, folder: Path) -> Plan:
    """Write a situation's scenario folder and its plan folder."""
    from clearway.alerts import orders_in_words
    from clearway.intake import write_plan, write_scenario
    from clearway.planner import Settings, make_plan

    write_scenario(situation, folder / "scenario")
    started = time.monotonic()
    plan = make_plan(situation, Settings(effort=EFFORT))
    plan = replace(plan, created_at=datetime.now(UTC), wall_s=round(time.monotonic() - started, 3))
    write_plan(plan, situation, folder / "plan", beside=orders_in_words(situation, plan))
    return plan


def found_words(situation: Situation, plan: Plan) -> str:
    """Say in one sentence what a plan comes to."""
    start = situation.start_at
    words = (
        f"{situation.name}: {plan.evacuated_people:,.0f} of {situation.zones.people.sum():,.0f} people "
        f"are safe by {clock(start, plan.clearance_s)} by road"
    )
    if plan.bounds.clearance_s > 0:
        words += f" (no plan can end before {clock(start, plan.bounds.clearance_s)})"
    if seats := sum(plan.waiting_for_seat.values()):
        words += f", {seats:,.0f} without a car wait for a seat"
    if plan.unserved_people >= 1:
        words += f", {plan.unserved_people:,.0f} cannot be served"
    return words + "."


def _checked(folder: Path) -> Situation:
    from clearway.intake import read_scenario

    return read_scenario(folder)


def _imported(folder: Path) -> Situation:
    from clearway.intake.recipe import follow, read_recipe

    return follow(read_recipe(folder / "recipe.toml")).situation
