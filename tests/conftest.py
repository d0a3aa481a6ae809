"""Cities drawn by hand, small enough to work out every answer on paper."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from clearway.city import Closures, Network, Shelters, Zones
from clearway.city.arrays import Ragged
from clearway.situation import Situation

START = datetime(2024, 1, 5, 8, 0, tzinfo=UTC)
SHARED = Path(__file__).parent.parent.parent / "shared"
MAPS = Path(__file__).parent.parent / "benchmarks" / "instances" / "networks"
BAD_HERSFELD = Path(__file__).parent.parent / "examples" / "bad-hersfeld" / "map.osm.gz"
REFEREE = Path(__file__).parent.parent / "referee" / "check_plan.py"


def judge(scenario: Path, plan: Path) -> dict:
    """Let the independent referee check a plan folder; returns its verdict."""
    run = subprocess.run(
        [sys.executable, REFEREE, scenario, plan], capture_output=True, text=True, check=False
    )
    assert run.stdout, run.stderr
    return json.loads(run.stdout)


def city(
    links: Sequence[tuple[str, str, str, float, float]],
    zones: Sequence[dict],
    shelters: Sequence[dict],
    closures: Sequence[tuple[str, float, float]] = (),
    horizon_s: float = 86_400.0,
) -> Situation:
    """Draw a city: links as (id, from, to, seconds, vehicles an hour), zones and shelters as dicts.

    Zones: `id`, `nodes`, `people`, optional `no_car_people`, `vehicles` (else one for each person with
    a car), `ready_s`, `deadline_s`, `weight`. Shelters: `id`, `nodes`, optional `beds`, `opens_s`.
    Nodes lie on a line, 1 km apart; speed is chosen so that a link takes its seconds.
    """
    node_ids = tuple(dict.fromkeys(n for _, a, b, _, _ in links for n in (a, b)))
    for row in (*zones, *shelters):
        node_ids = tuple(dict.fromkeys((*node_ids, *row["nodes"])))
    ix = {node: i for i, node in enumerate(node_ids)}
    seconds = np.array([s for *_, s, _ in links], float)
    network = Network(
        node_ids=node_ids,
        lon=36.0 + np.arange(len(node_ids)) / 70,
        lat=np.full(len(node_ids), 50.0),
        link_ids=tuple(link[0] for link in links),
        tail_ix=np.array([ix[a] for _, a, *_ in links], np.int32),
        head_ix=np.array([ix[b] for _, _, b, *_ in links], np.int32),
        length_m=seconds * 10.0,
        free_speed_kph=np.full(len(links), 36.0),
        capacity_vphpl=np.array([c for *_, c in links], float),
        lanes=np.ones(len(links)),
        names=tuple(link[0] for link in links),
    )
    people = np.array([z["people"] for z in zones], float)
    no_car = np.array([z.get("no_car_people", 0.0) for z in zones], float)
    vehicles = [z.get("vehicles", z["people"] - z.get("no_car_people", 0.0)) for z in zones]
    return Situation(
        name="drawn by hand",
        start_at=START,
        horizon_s=horizon_s,
        people_per_vehicle=1.0,
        network=network,
        zones=Zones(
            zone_ids=tuple(z["id"] for z in zones),
            names=tuple(z.get("name", z["id"]) for z in zones),
            nodes=Ragged.of([[ix[n] for n in z["nodes"]] for z in zones], np.int32),
            people=people,
            no_car_people=no_car,
            vehicles=np.array(vehicles, float),
            ready_s=np.array([z.get("ready_s", 0.0) for z in zones], float),
            deadline_s=np.array([z.get("deadline_s", np.inf) for z in zones], float),
            weight=np.array([z.get("weight", 1.0) for z in zones], float),
        ),
        shelters=Shelters(
            shelter_ids=tuple(s["id"] for s in shelters),
            names=tuple(s.get("name", s["id"]) for s in shelters),
            nodes=Ragged.of([[ix[n] for n in s["nodes"]] for s in shelters], np.int32),
            beds=np.array([s.get("beds", np.inf) for s in shelters], float),
            opens_s=np.array([s.get("opens_s", 0.0) for s in shelters], float),
        ),
        closures=Closures(
            np.array([[link[0] for link in links].index(c[0]) for c in closures], np.int32),
            np.array([c[1] for c in closures], float),
            np.array([c[2] for c in closures], float),
        ),
    )


@pytest.fixture
def one_road() -> Situation:
    """900 vehicles, one road of 1,800 vehicles an hour, no driving time: out after 30 minutes."""
    return city(
        [("road", "home", "away", 0.0, 1800.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 900}],
        [{"id": "S1", "nodes": ["away"]}],
    )


@pytest.fixture
def two_banks() -> Situation:
    """A river city: 3,120 people on the east bank, 2,000 on the west, one bridge, shelter in the west."""
    return city(
        [
            ("bridge", "east", "west", 60.0, 1600.0),
            ("ring", "west", "hall", 120.0, 3600.0),
            ("egdirb", "west", "east", 60.0, 1600.0),
        ],
        [
            {"id": "east", "nodes": ["east"], "people": 3120},
            {"id": "west", "nodes": ["west"], "people": 2000},
        ],
        [{"id": "hall", "nodes": ["hall"], "beds": 6000}],
    )
