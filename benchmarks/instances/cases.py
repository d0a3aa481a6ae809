"""The cases of the planner's benchmark, by name.

`python benchmarks/instances/cases.py NAME FOLDER` writes one as a scenario folder (docs/formats.md), so
that any program can solve it and `referee/check_plan.py` can judge the answer.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from clearway.intake import write_scenario
from clearway.intake.osm import read_osm
from clearway.situation import Situation
from generate import synthetic_city
from instances.on_networks import Recipe, make_case

HERE = Path(__file__).parent
MAPS = {
    "bad-hersfeld": HERE.parent.parent / "examples" / "bad-hersfeld" / "map.osm.gz",
    "heidelberg": HERE / "networks" / "heidelberg.osm.pbf",
    "vancouver": HERE / "networks" / "vancouver_pelias.osm.pbf",
    "porto-core": HERE / "networks" / "porto_core.osm.pbf",
    "porto-core-1800": HERE / "networks" / "porto_core.osm.pbf",
    "porto-metro": HERE / "networks" / "porto_portugal.osm.pbf",
}
RECIPES = {
    "bad-hersfeld": Recipe("bad-hersfeld", n_zones=60, vehicles=12_000),
    "heidelberg": Recipe("heidelberg", n_zones=120, vehicles=60_000),
    "vancouver": Recipe("vancouver", n_zones=300, vehicles=300_000),
    "porto-core": Recipe("porto-core", n_zones=300, vehicles=300_000),
    "porto-core-1800": Recipe("porto-core-1800", n_zones=1_800, vehicles=300_000),
    "porto-metro": Recipe("porto-metro", n_zones=2_000, vehicles=400_000),
}
"""2.5 people a vehicle: Porto metro has a million people."""


def _on_map(name: str) -> Situation:
    return make_case(read_osm(MAPS[name]).network, RECIPES[name])


CASES: dict[str, Callable[[], Situation]] = {
    "city-3000": partial(synthetic_city, 3_000, 60, 12_000),
    "city-13000": partial(synthetic_city, 13_000, 300, 300_000),
    "city-44000": partial(synthetic_city, 44_000, 1_800, 300_000),
    **{name: partial(_on_map, name) for name in RECIPES},
}


def main() -> None:
    """Write one case as a scenario folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=sorted(CASES))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write_scenario(CASES[options.name](), options.folder)


if __name__ == "__main__":
    main()
