"""From a map file to a judged plan, by the commands a person would type, on maps of five countries.

    make bench-maps

Each map is imported, its people and ways out are stated or made, it is planned and judged by the referee.
The numbers of people are round figures for the benchmark, no census. Prints a table and, last, one line
of JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
NETWORKS = HERE / "instances" / "networks"
REFEREE = HERE.parent / "referee" / "check_plan.py"
CLEARWAY = Path(sys.executable).with_name("clearway")


@dataclass(frozen=True)
class Place:
    """A map, who leaves it, and by how many ways out."""

    name: str
    file: str
    people: int
    ways_out: int = 8
    import_options: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()

    def commands(self, folder: Path) -> list[list[str]]:
        """What a person would type, in order."""
        scenario, source = str(folder / "scenario"), "a round figure for the benchmark"
        stated = ("--population", str(self.people), "--population-source", source)
        return [
            ["import", str(NETWORKS / self.file), "--out", scenario, *self.import_options],
            ["zones", scenario, *(self.zones or stated)],
            ["shelters", scenario, "--ways-out", str(self.ways_out)],
            ["plan", scenario, "--out", str(folder / "plan")],
        ]


COLUMNS = (
    "place",
    "links",
    "zones",
    "people",
    "import s",
    "zones s",
    "plan s",
    "accepted",
    "mean over bound",
)
SURF_COAST_ZONES = (
    "--table", str(NETWORKS / "surf_coast_zones.geojson"),
    "--field", "zone_id=ID", "--field", "name=IDName", "--field", "people=FR",
)  # fmt: skip
PLACES = (
    Place("Liechtenstein", "liechtenstein.osm.pbf", 38_000),
    Place("Heidelberg", "heidelberg.osm.pbf", 160_000),
    Place("Vancouver", "vancouver_pelias.osm.pbf", 600_000),
    Place("Porto core", "porto_core.osm.pbf", 300_000),
    Place("Surf Coast", "surf_coast_2021_epsg32754.xml.gz", 0, 4, ("--crs", "EPSG:32754"), SURF_COAST_ZONES),
    Place("Porto metro", "porto_portugal.osm.pbf", 1_000_000),
)


def run(place: Place) -> dict:
    """Do all commands of one place; seconds for each, and the referee's verdict."""
    figures: dict = {"people": place.people}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in place.commands(folder):
            begin = time.perf_counter()
            done = subprocess.run([str(CLEARWAY), *command], capture_output=True, text=True, check=False)
            figures[f"{command[0]}_s"] = round(time.perf_counter() - begin, 1)
            if done.returncode:
                return figures | {"failed": f"{command[0]}: {done.stderr.strip()[-300:]}"}
        call = [sys.executable, str(REFEREE), str(folder / "scenario"), str(folder / "plan")]
        verdict = json.loads(subprocess.run(call, capture_output=True, text=True, check=False).stdout)
        with (folder / "scenario" / "network" / "link.csv").open(encoding="utf-8") as handle:
            figures["links"] = sum(1 for _ in handle) - 1
    kept = ("feasible", "people", "evacuated_people", "clearance_s", "mean_gap", "gap", "zones")
    return figures | {key: verdict[key] for key in kept}


def main() -> None:
    """Run all places, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--places", nargs="+", choices=[place.name for place in PLACES])
    options = parser.parse_args()
    table = Table(
        "place", "links", "zones", "people", "import s", "zones s", "plan s", "accepted", "mean over bound"
    )
    found = {}
    for place in PLACES:
        if options.places and place.name not in options.places:
            continue
        row = found[place.name] = run(place)
        if "failed" in row:
            table.add_row(place.name, "", "", "", "", "", "", row["failed"])
            continue
        gap = f"{row['mean_gap']:.1%}" if row["mean_gap"] is not None else "not proved"
        table.add_row(
            place.name, f"{row['links']:,}", str(row["zones"]), f"{row['people']:,.0f}", str(row["import_s"]),
            str(row["zones_s"]), str(row["plan_s"]), "yes" if row["feasible"] else "NO", gap,
        )  # fmt: skip
    Console(width=120).print(table)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
