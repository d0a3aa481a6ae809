"""`clearway verify`: check a plan folder as a stranger would, and print what holds."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from clearway.cli.console import out

SHOWN_AT_MOST = 20


def verify(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
    plan: Annotated[Path, typer.Argument(help="The plan folder.", show_default=False)],
) -> None:
    """Check PLAN against SCENARIO: can it be driven, is it what it says, is its proof true. Changes nothing.

    Every figure is added up anew from the tables, every cut valued anew from the road capacities.

      clearway verify examples/border-city out/plan

    Exit: 0 the plan holds, 1 it does not, 2 a folder cannot be read. Next: clearway report SCENARIO PLAN
    """
    from clearway.intake import read_plan, read_scenario
    from clearway.planner.verify import NAMES
    from clearway.planner.verify import verify as verdict_on

    situation = read_scenario(scenario)
    verdict = verdict_on(situation, read_plan(plan, situation))
    for check in verdict.checks:
        mark, style = ("holds", "green") if check.holds else ("FAILS", "red")
        out.print(f"{mark}  {check.claim}", style=style, markup=False, soft_wrap=True)
        for fault in check.faults[:SHOWN_AT_MOST]:
            out.print(f"       {fault}", markup=False, soft_wrap=True)
        if len(check.faults) > SHOWN_AT_MOST:
            out.print(f"       and {len(check.faults) - SHOWN_AT_MOST} more of the kind")
    table = Table("", "this plan", "no plan before", "over it")
    for name, words in NAMES.items():
        bound = verdict.proved.get(name)
        table.add_row(
            words,
            _duration(verdict.own[name]),
            "not proved" if bound is None else _duration(bound),
            "" if bound is None or bound <= 0 else f"{verdict.gap(name):.1%}",
        )
    out.print(table)
    if not verdict.proved:
        out.print("The plan carries no certificate: how good it is, is not proved.", style="yellow")
    out.print(
        f"{verdict.evacuated_people:,.0f} people are brought to safety, {verdict.late_people:,.0f} late."
    )
    if not verdict.holds:
        raise typer.Exit(1)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:d}:{minutes % 60:02d}:{rest:02d}"
