"""The certificate alone: how long a proof takes, how large it is, how close to the best known.

    make bench-certificate                 a town, 13,000, 44,000 and (porto-metro) 128,000 links
    python benchmarks/bench_certificate.py --cases vancouver --fine

Measured is the whole process on two cores, interpreter, imports and reading the scenario
included; compiled code is cached by a first small proof. The best known bound on the mean is
that of a proof with ten times more care (a tolerance of a 25th, up to 400 horizons), off the clock.
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

USUAL_CASES = (
    "city-3000",
    "bad-hersfeld",
    "city-13000",
    "vancouver",
    "porto-core",
    "city-44000",
    "porto-metro",
)
COLUMNS = (
    "case",
    "links",
    "zones",
    "s",
    "MB",
    "cuts",
    "rows",
    "mean min",
    "below best known",
    "clearance min",
)
FINE = {"tolerance": 4e-5, "most_horizons": 400}
CORES = 2

PROVE = """
import json, resource, sys, time
started = time.perf_counter()
from clearway.intake import read_scenario
from clearway.planner.prove import prove
situation = read_scenario(sys.argv[1])
proof = prove(situation, **json.loads(sys.argv[2]))
bounds = proof.bounds(proof.savable_people)
print(json.dumps({
    "links": situation.network.n_links, "zones": len(situation.zones), "cuts": len(proof.cuts),
    "rows": int(sum((cut.reached_s < cut.horizon_s).sum() for cut in proof.cuts)),
    "mean_s": bounds.mean_arrival_s, "clearance_s": bounds.clearance_s,
    "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "s": time.perf_counter() - started,
}))
"""


def proof_of(scenario: Path, care: dict) -> dict:
    """Return the figures of one proof in its own process."""
    done = subprocess.run(
        [sys.executable, "-c", PROVE, str(scenario), json.dumps(care)],
        capture_output=True, text=True, check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES]),
    )  # fmt: skip
    return json.loads(done.stdout)


def row_of(case: str, folder: Path, *, fine: bool) -> dict:
    """Return the figures of one case, beside the best known where that is asked for."""
    scenario = folder / case
    write_scenario(CASES[case](), scenario)
    row = {"case": case, **proof_of(scenario, {})}
    if fine:
        best = max(row["mean_s"], proof_of(scenario, FINE)["mean_s"])
        row["below_best_known"] = 1 - row["mean_s"] / best if best > 0 else 0.0
    return row


def main() -> None:
    """Prove each case and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", nargs="+", default=USUAL_CASES, choices=sorted(CASES))
    parser.add_argument("--fine", action="store_true", help="hold each bound against one made with more care")
    options = parser.parse_args()
    console, table = (
        Console(width=130),
        Table(*COLUMNS, title="The certificate alone, whole process, two cores"),
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        row_of("city-3000", Path(folder) / "warm", fine=False)
        for case in options.cases:
            row = row_of(case, Path(folder), fine=options.fine)
            rows.append(row)
            below = row.get("below_best_known")
            table.add_row(
                case, f"{row['links']:,}", f"{row['zones']:,}", f"{row['s']:.2f}", f"{row['mb']:.0f}",
                str(row["cuts"]), f"{row['rows']:,}", f"{row['mean_s'] / 60:.3f}",
                "" if below is None else f"{below:.3%}", f"{row['clearance_s'] / 60:.2f}",
            )  # fmt: skip
    console.print(table)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
