"""Replanning: how long it takes, what it costs beside planning afresh, and whom it disturbs.

    make bench-replan
    python benchmarks/bench_replan.py --cases city-3000

For each case a plan is made; when 30 % of its time has passed one thing changes (replan_changes.py), and
`clearway plan --before PLAN --at S` is run as a process of its own on two cores. "Beside afresh": the mean
arrival, beside that of a plan that leaves those who have left by then as they are (turned off as they
were), and plans everybody else anew with all the time it takes. "Others": zones that nothing happened to
and that still get new orders. Every plan is judged by the referee and by `clearway verify`. Prints a table
and, last, one line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from rich.console import Console
from rich.table import Table

from bench_planner import CORES, two_cores
from clearway.intake import read_plan, read_scenario, write_scenario
from clearway.plan import Plan
from clearway.planner import make_plan
from clearway.planner.pieces import pieces_of
from clearway.planner.replan import rest_of
from clearway.situation import Situation
from instances.cases import CASES
from replan_changes import AT_SHARE_OF_CLEARANCE, Changed, Course, changes, closed_at_first, reopened

CLEARWAY = Path(sys.executable).with_name("clearway")
REFEREE = Path(__file__).parent.parent / "referee" / "check_plan.py"
WARM_UP = "city-3000"
COLUMNS = (
    "change",
    "s",
    "MB",
    "mean min",
    "over",
    "beside afresh",
    "others",
    "turned off",
    "stranded",
    "holds",
)


def command(*words: str) -> float:
    """Run a clearway command on two cores; return its seconds as a whole process."""
    environment = {**os.environ, "NUMBA_NUM_THREADS": str(CORES), "OMP_NUM_THREADS": str(CORES)}
    begin = time.perf_counter()
    done = subprocess.run(
        [str(CLEARWAY), *words],
        capture_output=True, text=True, check=False, env=environment, preexec_fn=two_cores,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"clearway {' '.join(words)}\n{done.stderr}")
    return time.perf_counter() - begin


def future_orders(plan: Plan, at_s: float) -> dict[int, set[tuple]]:
    """Return what each zone is told to do from an instant on: way, shelter, times, vehicles."""
    orders: dict[int, set[tuple]] = {}
    for piece in pieces_of(plan.routes, plan.departures):
        if piece.until_s > at_s + 1e-3:
            left = piece.between(at_s, np.inf)
            told = (
                left.links.tobytes(),
                left.shelter_ix,
                round(left.from_s),
                round(left.until_s),
                round(left.vehicles, 1),
            )
            orders.setdefault(left.zone_ix, set()).add(told)
    return orders


def others_disturbed(change: Changed, before: Plan, after: Plan, at_s: float) -> tuple[int, int]:
    """Return (zones that nothing happened to and that get new orders, zones that nothing happened to)."""
    old, new = future_orders(before, at_s), future_orders(after, at_s)
    others = set(range(len(change.situation.zones))) - change.touched
    return sum(old.get(zone) != new.get(zone) for zone in others), len(others)


def mean_afresh_s(situation: Situation, plan: Plan, at_s: float) -> float:
    """Return the mean arrival if all who have not left were planned anew, the others as in the plan."""
    pieces = pieces_of(plan.routes, plan.departures)
    gone = [piece.between(-np.inf, at_s) for piece in pieces if piece.from_s < at_s - 1e-6]
    lost = np.zeros(len(situation.zones))
    for zone_id, row in plan.unserved.items():
        zone = situation.zones.zone_ix_by_id[zone_id]
        lost[zone] += row.people / situation.zones.people_per_vehicle[zone]
    rest = make_plan(rest_of(replace(situation, at_s=at_s), gone, lost))
    people = np.array([piece.people(situation) for piece in gone])
    middle_s = [(p.from_s + p.until_s) / 2 + p.offsets_s(situation)[-1] for p in gone]
    total = float(people @ np.array(middle_s)) + rest.evacuated_people * rest.mean_arrival_s
    return total / (float(people.sum()) + rest.evacuated_people)


def turned_off_veh(before: Plan, after: Plan, at_s: float) -> float:
    """Return how many vehicles that have left drive on otherwise than they were told."""

    def gone(plan: Plan) -> dict[tuple[int, bytes], float]:
        by_way: dict[tuple[int, bytes], float] = {}
        for piece in pieces_of(plan.routes, plan.departures):
            if piece.from_s < at_s:
                way = piece.zone_ix, piece.links.tobytes()
                by_way[way] = by_way.get(way, 0.0) + piece.between(-np.inf, at_s).vehicles
        return by_way

    old = gone(before)
    return sum(max(0.0, vehicles - old.get(way, 0.0)) for way, vehicles in gone(after).items())


def replanned(change: Changed, before: Plan, old: Path, at_s: float, folder: Path) -> dict:
    """Replan one change by the command, judge the plan, and hold it against planning afresh."""
    scenario, new = folder / "scenario", folder / "plan"
    write_scenario(change.situation, scenario)
    seconds = command("plan", str(scenario), "--out", str(new), "--before", str(old), "--at", f"{at_s:g}")
    situation = read_scenario(scenario)
    after = read_plan(new, situation)
    call = [sys.executable, str(REFEREE), str(scenario), str(new)]
    verdict = json.loads(subprocess.run(call, capture_output=True, text=True, check=False).stdout)
    verified = subprocess.run(
        [str(CLEARWAY), "verify", str(scenario), str(new)], capture_output=True, check=False
    )
    disturbed, others = others_disturbed(change, before, after, at_s)
    figures = {
        "seconds": round(seconds, 2), "peak_mb": round(after.peak_memory_mb),
        "mean_arrival_s": verdict["mean_arrival_s"], "mean_gap": verdict["mean_gap"],
        "others_disturbed": disturbed, "others": others, "zones_changed": len(after.changes),
        "turned_off_veh": round(turned_off_veh(before, after, at_s), 1),
        "stranded_people": round(after.unserved_people, 1),
        "reasons": sorted({row.reason for row in after.unserved.values()}),
        "referee": verdict["feasible"], "verify": verified.returncode == 0,
    }  # fmt: skip
    figures["beside_afresh"] = verdict["mean_arrival_s"] / mean_afresh_s(situation, after, at_s) - 1
    return figures


def planned(situation: Situation, folder: Path) -> tuple[Plan, Path, float]:
    """Plan a situation by the command: (the plan, its folder, when the change is learnt)."""
    write_scenario(situation, folder / "scenario")
    command("plan", str(folder / "scenario"), "--out", str(folder / "plan"))
    plan = read_plan(folder / "plan", situation)
    return plan, folder / "plan", 60.0 * round(AT_SHARE_OF_CLEARANCE * plan.clearance_s / 60.0)


def all_changes(situation: Situation, folder: Path) -> Iterator[tuple[str, Changed, Plan, Path, float]]:
    """Yield each change with the plan that it happens to, its folder, and the instant."""
    plan, old, at_s = planned(situation, folder / "open")
    for label, change in changes(situation, plan, Course(situation, plan, at_s)):
        yield label, change, plan, old, at_s
    closed, link = closed_at_first(situation, plan)
    plan, old, at_s = planned(closed, folder / "closed")
    yield "a road reopens", reopened(closed, link, at_s), plan, old, at_s


def show(console: Console, case: str, rows: dict[str, dict]) -> None:
    """Print one case."""
    table = Table(title=case)
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "change" else "right")
    for change, row in rows.items():
        table.add_row(
            change, f"{row['seconds']:.1f}", f"{row['peak_mb']:,}", f"{row['mean_arrival_s'] / 60:.1f}",
            f"{row['mean_gap']:.1%}", f"{row['beside_afresh']:+.1%}",
            f"{row['others_disturbed']} of {row['others']}", f"{row['turned_off_veh']:,.0f}",
            f"{row['stranded_people']:,.1f}", "yes" if row["referee"] and row["verify"] else "NO",
        )  # fmt: skip
    console.print(table)
    for change, row in rows.items():
        for reason in row["reasons"]:
            console.print(f"{change}: {reason}", markup=False)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", nargs="+", default=["city-13000"], choices=sorted(CASES))
    options = parser.parse_args()
    two_cores()
    console, found = Console(width=130), {}
    with tempfile.TemporaryDirectory() as name:
        for case in (WARM_UP, *options.cases):  # the first compiles, once for all
            rows = {}
            for label, change, plan, old, at_s in all_changes(
                CASES[case](), Path(name) / f"{case}-{len(found)}"
            ):
                folder = Path(name) / f"{case}-{len(found)}-{len(rows)}"
                rows[label] = replanned(change, plan, old, at_s, folder)
            found[case] = rows
            show(console, case, rows)
    print(json.dumps({"cores": CORES, "cases": found}))


if __name__ == "__main__":
    main()
