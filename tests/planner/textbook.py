"""A textbook time expansion and random small cities: what exact answers are held against."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from clearway.situation import Situation
from tests.conftest import city

VPH = 3600.0  # one vehicle a second


def most_safe_by(situation: Situation, horizon: int) -> int:
    """Return the most people safe by a whole second, by a maximum flow over one node a junction and second.

    Exact for whole travel times, ready times, closures and capacities (vehicles a second), one
    person in each vehicle (Fleischer and Tardos 1998: steps and continuous time agree).
    """
    network, zones, shelters = situation.network, situation.zones, situation.shelters
    n, layers = network.n_nodes, max(horizon, 0)
    if layers == 0:
        return 0
    source, sink = n * layers, n * layers + 1
    first_zone, first_shelter = sink + 1, sink + 1 + len(zones)
    rows: list[int] = []
    columns: list[int] = []
    amounts: list[int] = []

    def join(a: int, b: int, amount: float) -> None:
        if amount > 0:
            rows.append(a)
            columns.append(b)
            amounts.append(round(min(amount, 10**6)))

    for node in range(n):
        for t in range(layers - 1):
            join(node * layers + t, node * layers + t + 1, 10**6)
    for link in range(network.n_links):
        travel = round(float(network.travel_s[link]))
        closed = situation.closures.windows_of(link)
        for t in range(layers - travel):
            if not any(a < t + 1 and t < b for a, b in closed):
                tail, head = int(network.tail_ix[link]), int(network.head_ix[link])
                join(tail * layers + t, head * layers + t + travel, float(network.capacity_vph[link]) / VPH)
    for zone in range(len(zones)):
        join(source, first_zone + zone, float(zones.car_people[zone]))
        ready = round(float(zones.ready_s[zone]))
        for node in zones.nodes[zone] if ready < layers else ():
            join(first_zone + zone, int(node) * layers + ready, 10**6)
    for shelter in range(len(shelters)):
        if shelters.opens_s[shelter] <= horizon:
            join(first_shelter + shelter, sink, float(shelters.beds[shelter]))
            for node in shelters.nodes[shelter]:
                join(int(node) * layers + layers - 1, first_shelter + shelter, 10**6)
    size = first_shelter + len(shelters)
    graph = csr_matrix((amounts, (rows, columns)), shape=(size, size), dtype=np.int32)
    return int(maximum_flow(graph, source, sink).flow_value)


def random_city(seed: int, *, closures: bool = False) -> Situation:
    """Draw a small city with whole numbers: several nodes a zone, ready and opening times, islands."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    names = [f"n{i}" for i in range(n)]
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    picked = rng.choice(len(pairs), size=min(len(pairs), int(rng.integers(n, 3 * n))), replace=False)
    links = [
        (
            f"l{k}",
            names[pairs[p][0]],
            names[pairs[p][1]],
            float(rng.integers(0, 6)),
            VPH * float(rng.integers(1, 4)),
        )
        for k, p in enumerate(picked)
    ]

    def some_nodes() -> list[str]:
        return [names[i] for i in rng.choice(n, size=int(rng.integers(1, 3)), replace=False)]

    zones = [
        {
            "id": f"z{k}",
            "nodes": some_nodes(),
            "people": float(rng.integers(1, 30)),
            "ready_s": float(rng.integers(0, 6)) if rng.random() < 0.4 else 0.0,
        }
        for k in range(int(rng.integers(1, 4)))
    ]
    shelters = [
        {
            "id": f"s{k}",
            "nodes": some_nodes(),
            "beds": float(rng.integers(5, 50)) if rng.random() < 0.7 else np.inf,
            "opens_s": float(rng.integers(0, 12)) if rng.random() < 0.3 else 0.0,
        }
        for k in range(int(rng.integers(1, 4)))
    ]
    shut = []
    if closures:
        for link in links[:2]:
            start = float(rng.integers(0, 8))
            lasting = rng.random() < 0.3
            shut.append((link[0], start, np.inf if lasting else start + float(rng.integers(1, 9))))
    return city(links, zones, shelters, shut)
