"""How time and memory of the proof and of a plan grow: with links, with zones, with the hours to plan for.

    make bench-scale                       1,000 to 200,000 links (hours; the smallest half takes minutes)
    python benchmarks/bench_scale.py --links 1000 3000 10000 --zones 50 100 200 --hours 3 6 12

Cities are generated (benchmarks/generate.py). Along each axis only one thing grows:

links   100 zones, four vehicles a link
zones   10,000 links, 40,000 vehicles
hours   10,000 links, 100 zones; the horizon, and with it the vehicles, 20,000 an hour of it: the
        evacuation fills about the same share of each horizon

Every run is a process of its own on two cores, measured whole as in benchmarks/run_case.py; compiled
code is cached by a first small run. Prints a table with the growth (the slope in the logarithms: 1 is
in proportion, 2 is by the square), a chart into docs/images/scale.svg, and last one line of JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from rich.console import Console
from rich.table import Table

from bench_certificate import proof_of
from bench_planner import CORES, run
from chart import Panel, sheet
from clearway.intake import write_scenario
from clearway.situation import Situation
from generate import synthetic_city
from run_case import SOLVERS

CHART = Path(__file__).parent.parent / "docs" / "images" / "scale.svg"
LINKS = (1_000, 2_000, 5_000, 10_000, 20_000, 45_000, 100_000, 200_000)
ZONES = (25, 50, 100, 200, 400, 800, 1_600)
HOURS = (3, 6, 12, 24, 48)
PROOF = "proof alone"
USUAL_SOLVERS = ("clearway-orders", "clearway-flow")
USUAL_LINKS, USUAL_ZONES, VEHICLES_A_LINK, VEHICLES_AN_HOUR = 10_000, 100, 4, 20_000
MEASURES = (("seconds", "whole process, seconds"), ("peak_mb", "peak memory, MB"))


def cities(options: argparse.Namespace) -> Iterator[tuple[str, float, Situation]]:
    """Yield (axis, size along it, city), smallest first."""
    for links in sorted(options.links):
        yield "links", links, synthetic_city(links, USUAL_ZONES, VEHICLES_A_LINK * links)
    for zones in sorted(options.zones):
        yield "zones", zones, synthetic_city(USUAL_LINKS, zones, VEHICLES_A_LINK * USUAL_LINKS)
    for hours in sorted(options.hours):
        city = synthetic_city(USUAL_LINKS, USUAL_ZONES, round(VEHICLES_AN_HOUR * hours))
        yield "hours", hours, replace(city, horizon_s=3600.0 * hours)


def proved(scenario: Path) -> dict:
    """Return time and memory of the proof alone."""
    try:
        figures = proof_of(scenario, {})
    except subprocess.CalledProcessError as error:
        return {"failed": (error.stderr.strip().splitlines() or ["?"])[-1]}
    return {"seconds": figures["s"], "peak_mb": figures["mb"], "cuts": figures["cuts"]}


def measured(options: argparse.Namespace, console: Console) -> list[dict]:
    """Run everything, each in its own process; one row a run."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (axis, size, city) in enumerate(_warm_first(options)):
            scenario = Path(folder) / str(number)
            write_scenario(city, scenario)
            about = {"axis": axis, "size": size, "links": city.network.n_links, "zones": len(city.zones)}
            for name in (PROOF, *options.solvers):
                console.print(f"{axis} {size:,}: {name}", style="dim")
                figures = proved(scenario) if name == PROOF else run(scenario, name, options.limit)
                rows.append({**about, "what": name, **figures})
    return [row for row in rows if row["axis"] != "warm"]


def _warm_first(options: argparse.Namespace) -> Iterator[tuple[str, float, Situation]]:
    yield "warm", 0, synthetic_city(1_000, 20, 1_000)
    yield from cities(options)


def points(rows: Sequence[dict], axis: str, what: str, measure: str) -> list[tuple[float, float]]:
    """Return (size, figure) of the runs that gave an answer; links as they are, not as asked for."""
    size = "links" if axis == "links" else "size"
    return [
        (row[size], row[measure])
        for row in rows
        if row["axis"] == axis and row["what"] == what and "failed" not in row
    ]


def growth(line: Sequence[tuple[float, float]]) -> float | None:
    """Return the slope in the logarithms over the larger half of the sizes; None of fewer than two."""
    upper = sorted(line)[-max(2, (len(line) + 1) // 2) :]
    if len({x for x, _ in upper}) < 2:
        return None
    x, y = np.log(np.array(upper, float)).T
    return round(float(np.polyfit(x, y, 1)[0]), 2)


def growths(rows: Sequence[dict]) -> list[dict]:
    """Return the growth of each figure along each axis with two sizes or more."""
    whats, axes = (list(dict.fromkeys(row[key] for row in rows)) for key in ("what", "axis"))
    every = [
        {"axis": axis, "what": what, **{m: growth(points(rows, axis, what, m)) for m, _ in MEASURES}}
        for axis in axes
        for what in whats
    ]
    return [row for row in every if row["seconds"] is not None]


def show(console: Console, rows: Sequence[dict]) -> None:
    """Print the runs, then the growth."""
    table = Table(title=f"How time and memory grow; {CORES} cores, whole process")
    for column in ("axis", "links", "zones", "hours", "what", "s", "MB", "mean over bound"):
        table.add_column(column, justify="left" if column in ("axis", "what") else "right")
    for row in rows:
        about = (row["axis"], f"{row['links']:,}", f"{row['zones']:,}")
        hours = f"{row['size']:g}" if row["axis"] == "hours" else "48"
        if "failed" in row:
            table.add_row(*about, hours, row["what"], row["failed"])
            continue
        gap = "" if row.get("mean_gap") is None else f"{row['mean_gap']:.1%}"
        table.add_row(*about, hours, row["what"], f"{row['seconds']:.1f}", f"{row['peak_mb']:,.0f}", gap)
    for row in growths(rows):
        seconds, peak = (f"^ {row[m]:.2f}" for m, _ in MEASURES)
        table.add_row(row["axis"], "", "", "", f"{row['what']}, growth", seconds, peak, style="bold")
    console.print(table)


def drawn(rows: Sequence[dict], note: str) -> str:
    """Return the chart: time above, memory below, one column an axis."""
    whats = list(dict.fromkeys(row["what"] for row in rows))
    across = {"links": "directed links", "zones": "zones", "hours": "hours of horizon"}
    panels = [
        [
            Panel(
                f"{'time' if measure == 'seconds' else 'memory'} by {axis}",
                words,
                up,
                {what: points(rows, axis, what, measure) for what in whats},
            )
            for axis, words in across.items()
        ]
        for measure, up in MEASURES
    ]
    return sheet(panels, note)


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", nargs="*", type=int, default=LINKS)
    parser.add_argument("--zones", nargs="*", type=int, default=ZONES)
    parser.add_argument("--hours", nargs="*", type=float, default=HOURS)
    parser.add_argument("--solvers", nargs="*", default=USUAL_SOLVERS, choices=sorted(SOLVERS))
    parser.add_argument("--limit", type=float, default=1_800.0, help="seconds for each plan")
    parser.add_argument("--svg", type=Path, default=CHART, help="where the chart goes")
    options = parser.parse_args()
    rows = measured(options, Console(stderr=True))
    show(Console(width=110), rows)
    options.svg.parent.mkdir(parents=True, exist_ok=True)
    note = f"make bench-scale: generated cities, {CORES} cores, whole process, logarithmic axes"
    options.svg.write_text(drawn(rows, note), encoding="utf-8", newline="\n")
    print(json.dumps({"cores": CORES, "runs": rows, "growth": growths(rows)}))


if __name__ == "__main__":
    main()
