"""`clearway check`: every problem of a scenario, then what is in it and what to look at."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from clearway.cli.console import out

SHOWN_AT_MOST = 30


def check(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
) -> None:
    """Check SCENARIO: all problems at once, else its figures and what to look at. Changes nothing.

      clearway check examples/border-city

    Exit: 0 it can be planned, 2 it cannot. Next: clearway plan SCENARIO --out PLAN
    """
    from clearway.intake import read_scenario
    from clearway.intake.checks import check_situation, overview

    situation = read_scenario(scenario)
    figures = overview(situation)
    out.print(f"{situation.name}, from {situation.start_at:%Y-%m-%d %H:%M %z}", markup=False, style="bold")
    shown = Table(show_header=False)
    shown.add_column()
    shown.add_column(justify="right")
    for name, value in (
        ("people", f"{figures.people:,.0f}"),
        ("of them without a car, waiting for a seat", f"{figures.no_car_people:,.0f}"),
        ("zones", f"{figures.zones:,}"),
        ("vehicles", f"{figures.vehicles:,.0f}"),
        ("shelters with a limit", f"{figures.shelters:,}"),
        ("their beds", f"{figures.beds:,.0f}"),
        ("ways out without a limit", f"{figures.ways_out:,}"),
        ("beds missing", f"{figures.beds_missing:,.0f}"),
        ("nodes", f"{figures.nodes:,}"),
        ("links, each one way", f"{figures.links:,}"),
        ("their length", f"{figures.road_km:,.1f} km"),
        ("of them closed roads (capacity 0)", f"{figures.closed_links:,}"),
        ("capacities assumed from the road class", f"{figures.capacity_assumed_share:.0%}"),
        ("closures", f"{figures.closures:,}"),
        ("planned ahead", f"{situation.horizon_s / 3600:g} h"),
    ):
        shown.add_row(name, value)
    out.print(shown)
    remarks = check_situation(situation)
    if not remarks:
        out.print("Nothing to look at. Next: clearway plan SCENARIO --out PLAN")
        return
    out.print(f"To look at ({len(remarks)}); none of it keeps a plan from being made:", style="bold")
    for remark in remarks[:SHOWN_AT_MOST]:
        out.print(f"- {remark}", markup=False, style="yellow", soft_wrap=True)
    if len(remarks) > SHOWN_AT_MOST:
        out.print(f"and {len(remarks) - SHOWN_AT_MOST} more of the kind")
