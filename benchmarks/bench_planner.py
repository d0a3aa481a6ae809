"""The planner's benchmark: Clearway, CCRP and "everybody leaves at once" on the same cases, in the same run.

    make bench-planner                     the cases of the table in docs/benchmarks.md
    python benchmarks/bench_planner.py --cases vancouver --solvers clearway-orders ccrp --limit 600

Prints a table and, last, one line of JSON with all figures.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from rich.console import Console
from rich.table import Table

from clearway.intake import write_scenario
from instances.cases import CASES
from run_case import SOLVERS

RUN = Path(__file__).parent / "run_case.py"
USUAL_CASES = (
    "city-3000",
    "bad-hersfeld",
    "city-13000",
    "vancouver",
    "porto-core",
    "porto-core-1800",
    "city-44000",
)
USUAL_SOLVERS = (
    "clearway-flow", "clearway-orders", "clearway-signs", "ccrp", "leave-at-once", "leave-at-once-by-sight",
)  # fmt: skip
COLUMNS = ("solver", "s", "MB", "mean min", "over", "clearance min", "over", "routes a zone", "left out")
LEFT_OUT = ("unserved_people", "never_arrive_people", "without_a_bed_people")
CORES = 2


def two_cores() -> None:
    """Keep a process on two cores, whatever the machine has."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def run(scenario: Path, solver: str, limit_s: float) -> dict:
    """Run one solver on one case in its own process."""
    environment = {**os.environ, "NUMBA_NUM_THREADS": str(CORES), "OMP_NUM_THREADS": str(CORES)}
    try:
        done = subprocess.run(
            [sys.executable, str(RUN), str(scenario), solver],
            capture_output=True, text=True, check=False, timeout=limit_s, env=environment,
            preexec_fn=two_cores,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": f"nothing in {limit_s:.0f} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["?"])[-1]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def bounds_of(rows: dict[str, dict]) -> tuple[float, float]:
    """Return the best proven bounds (mean, clearance) that any plan of a case carries."""
    proved = [row for row in rows.values() if row.get("mean_gap") is not None and not row.get("failed")]
    mean = max((row["mean_arrival_s"] / (1 + row["mean_gap"]) for row in proved), default=float("nan"))
    clearance = max((row["clearance_s"] / (1 + row["gap"]) for row in proved), default=float("nan"))
    return mean, clearance


def show(console: Console, case: str, rows: dict[str, dict]) -> None:
    """Print one case."""
    mean_s, clearance_s = bounds_of(rows)
    title = f"{case}: no plan is faster than mean {mean_s / 60:.1f} min, clearance {clearance_s / 60:.1f} min"
    table = Table(title=title)
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "solver" else "right")
    for solver, row in rows.items():
        if "failed" in row:
            table.add_row(solver, row["failed"])
            continue
        left_out = sum(row.get(key, 0) for key in LEFT_OUT)
        table.add_row(
            solver, f"{row['seconds']:.1f}", f"{row['peak_mb']:,}",
            f"{row['mean_arrival_s'] / 60:.1f}", f"{row['mean_arrival_s'] / mean_s - 1:.1%}",
            f"{row['clearance_s'] / 60:.1f}", f"{row['clearance_s'] / clearance_s - 1:.1%}",
            str(row.get("routes_per_zone", f"{row.get('routes', 0):,} in all")), f"{left_out:,.0f}",
        )  # fmt: skip
    console.print(table)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", nargs="+", default=USUAL_CASES, choices=sorted(CASES))
    parser.add_argument("--solvers", nargs="+", default=USUAL_SOLVERS, choices=sorted(SOLVERS))
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for each run")
    options = parser.parse_args()
    console, found = Console(width=110), {}
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        write_scenario(CASES["bad-hersfeld"](), small)
        for solver in options.solvers:
            run(small, solver, options.limit)  # compiles, once for all
        for case in options.cases:
            scenario = Path(folder) / case
            write_scenario(CASES[case](), scenario)
            found[case] = {solver: run(scenario, solver, options.limit) for solver in options.solvers}
            show(console, case, found[case])
    print(json.dumps({"cores": CORES, "cases": found}))


if __name__ == "__main__":
    main()
