"""What `clearway plan` shows beside the plan: what if, and what would help most; as tables and as files."""

import csv
from collections.abc import Sequence
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from clearway.cli.console import err, out
from clearway.operations.what_if import cluster, own_cores, plan_cases
from clearway.plan import Plan
from clearway.planner import Settings, make_plan
from clearway.planner.measures import Gain, what_would_help
from clearway.planner.what_if import Outcome, cases_of
from clearway.situation import Situation

WHAT_IF_FILE, MEASURES_FILE = "what_if.csv", "measures.csv"


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, transient=True,
    )  # fmt: skip


def show_what_if(
    situation: Situation, made: Plan, settings: Settings, roads: int, address: str | None, folder: Path
) -> None:
    """Plan the cases, show them beside the plan as given, and keep them in the plan folder."""
    cases = cases_of(situation, made, roads)
    with _progress() as bar, cluster(address) if address else own_cores() as executor:
        task = bar.add_task("what if", total=len(cases))
        outcomes = plan_cases(situation, cases, settings, executor, lambda _: bar.advance(task))
    out.print(_what_if_table(situation, outcomes))
    header = list(Outcome.__dataclass_fields__)
    _write(folder / WHAT_IF_FILE, header, [[getattr(row, name) for name in header] for row in outcomes])


def _what_if_table(situation: Situation, outcomes: Sequence[Outcome]) -> Table:
    given = outcomes[0]
    table = Table(title=f"What if? {situation.name}")
    table.add_column("case")
    for column in ("everybody safe after", "against as given", "on average", "not served", "late"):
        table.add_column(column, justify="right")
    for row in outcomes:
        table.add_row(
            row.case,
            f"{row.clearance_s / 60:,.0f} min",
            f"{(row.clearance_s - given.clearance_s) / 60:+,.0f} min" if row is not given else "",
            f"{row.mean_arrival_s / 60:,.0f} min",
            f"{row.unserved_people:,.0f}",
            f"{row.late_people:,.0f}",
        )
    return table


def show_measures(situation: Situation, made: Plan, settings: Settings, folder: Path) -> None:
    """Find what would help most, show it, and keep it in the plan folder."""
    with _progress() as bar:
        task = bar.add_task("what would help", total=100)
        gains = what_would_help(
            situation,
            made,
            lambda changed: make_plan(changed, settings),
            told=lambda what, share: bar.update(task, description=what, completed=100 * share),
        )
    if not gains:
        out.print("No single measure that was tried makes the evacuation noticeably shorter.")
    else:
        out.print(_measures_table(gains))
    rows = [[g.measure.kind, g.measure.sentence, g.clearance_s, g.mean_s, g.safe_people] for g in gains]
    _write(folder / MEASURES_FILE, ["kind", "measure", "clearance_s", "mean_s", "safe_people"], rows)


def _measures_table(gains: Sequence[Gain]) -> Table:
    table = Table(title="What would help most (each planned again)")
    table.add_column("measure")
    for column in ("everybody safe earlier by", "on average", "more people safe"):
        table.add_column(column, justify="right")
    for gain in gains:
        table.add_row(
            gain.measure.sentence,
            f"{gain.clearance_s / 60:,.0f} min",
            f"{gain.mean_s / 60:,.1f} min",
            f"{gain.safe_people:,.0f}",
        )
    return table


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
