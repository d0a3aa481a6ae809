"""`clearway report`: from a scenario and its plan to one page that a duty officer can read and print."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from clearway.city.network import CapacityLevel
from clearway.cli.console import err, out
from clearway.cli.levels import OTHER_LEVELS, planning_beside
from clearway.plan import Plan
from clearway.situation import Situation


def report(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
    plan: Annotated[Path, typer.Argument(help="The plan folder.", show_default=False)],
    to: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the page goes.")] = Path(
        "report.html"
    ),
    levels: Annotated[
        bool,
        typer.Option("--levels/--no-levels", help="Also plan at low and high road capacities, to compare."),
    ] = True,
    low: Annotated[
        Path | None, typer.Option(metavar="PLAN", help="The plan at low capacities, if you have it.")
    ] = None,
    high: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="The plan at high capacities, if you have it."),
    ] = None,
    time_limit: Annotated[
        float, typer.Option(metavar="S", min=0.0, help="For each of the plans made to compare.")
    ] = 60.0,
) -> None:
    """Draw PLAN over its city: one HTML file that opens from disk, with no network, and prints to A4.

      clearway report examples/border-city out/plan --out report.html

    Exit: 0 drawn, 2 bad input. Next: open the page in any browser.
    """
    from clearway.intake import read_plan, read_scenario

    situation = read_scenario(scenario)
    made = read_plan(plan, situation)
    compared: dict[CapacityLevel, Plan] = {}
    if levels:
        for level, path in zip(OTHER_LEVELS, (low, high), strict=True):
            if path is not None:
                compared[level] = read_plan(path, situation.at_capacity(level))
        missing = tuple(level for level in OTHER_LEVELS if level not in compared)
        with (
            err.status("Planning again at other road capacities, to compare"),
            planning_beside(situation, missing, time_limit) as planned,
        ):
            compared |= planned()
    write_report(situation, made, to, compared)
    size_mb = to.stat().st_size / 1e6
    out.print(f"{to} ({size_mb:.1f} MB). Open it in any browser; it needs no network.", markup=False)
    if levels and not compared:
        out.print("Low, base and high road capacities are the same in this scenario: nothing to compare.")


def write_report(situation: Situation, plan: Plan, to: Path, compared: Mapping[CapacityLevel, Plan]) -> None:
    """Draw the page and write it whole or not at all."""
    from clearway.alerts import compose_orders
    from clearway.maps import draw_report

    page = draw_report(situation, plan, compose_orders(situation, plan), levels=compared)
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.part")
    part.write_text(page, encoding="utf-8", newline="\n")
    part.replace(to)
