"""One solver on one case in a process of its own: prints one line of JSON.

    python benchmarks/run_case.py SCENARIO SOLVER

Time and memory are of the whole process: start, reading the case, solving, writing the answer; the judging
comes after. A plan is judged by the referee; trips are driven through the queue model
(benchmarks/queue_model.py), which is kinder: it charges nobody for standing on the road.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).parent))

from clearway.intake import read_scenario, write_plan
from clearway.situation import Situation
from solvers import Answer, ccrp, clearway_planner, leave_at_once

REFEREE = Path(__file__).parent.parent / "referee" / "check_plan.py"
FROM_THE_REFEREE = (
    "feasible", "clearance_s", "mean_arrival_s", "mean_gap", "gap", "p95_gap", "unserved_people", "routes",
)  # fmt: skip
SOLVERS: dict[str, Callable[[Situation], Answer]] = {
    "clearway-orders": partial(clearway_planner.solve, mode="orders"),
    "clearway-orders-1": partial(clearway_planner.solve, mode="orders", routes=1),
    "clearway-flow": partial(clearway_planner.solve, mode="flow"),
    "clearway-signs": partial(clearway_planner.solve, mode="signs"),
    "ccrp": ccrp.solve,
    "leave-at-once": leave_at_once.solve,
    "leave-at-once-by-sight": leave_at_once.solve_by_sight,
}


def judged(scenario: Path, folder: Path, situation: Situation, answer: Answer) -> dict:
    """Return the figures of an answer: the referee's for a plan, the queue model's for trips."""
    if answer.plan is None:
        return answer.figures(situation)
    call = [sys.executable, str(REFEREE), str(scenario), str(folder)]
    verdict = json.loads(subprocess.run(call, capture_output=True, text=True, check=False).stdout)
    departures, routes = answer.plan.departures, answer.plan.routes
    zones = max(1, len(np.unique(routes.zone_ix)))
    windows = np.bincount(routes.zone_ix[departures.route_ix], minlength=len(situation.zones))
    return {key: verdict[key] for key in FROM_THE_REFEREE} | {
        "routes_per_zone": round(len(routes) / zones, 2),
        "windows_per_zone": round(len(departures) / zones, 2),
        "most_windows_a_zone": int(windows.max(initial=0)),
    }


def main() -> None:
    """Solve, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("solver", choices=sorted(SOLVERS))
    options = parser.parse_args()
    situation = read_scenario(options.scenario)
    answer = SOLVERS[options.solver](situation)
    with tempfile.TemporaryDirectory() as folder:
        plan_folder = Path(folder) / "plan"
        if answer.plan is not None:
            write_plan(answer.plan, situation, plan_folder)
        seconds = time.time() - psutil.Process().create_time()
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = judged(options.scenario, plan_folder, situation, answer)
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": round(peak_mb), **figures}))


if __name__ == "__main__":
    main()
