"""Synthetic cities of any size: a seeded street grid with arterials, rivers, zones and shelters.

    python benchmarks/generate.py 13000 --zones 300 --vehicles 300000 --out out/city

Streets form a jittered grid with missing blocks; every sixth street is an arterial, every thirtieth a
motorway-like trunk; two rivers are crossed only by arterials. The middle of the city leaves, shelters stand
outside, each at an arterial. The same numbers give the same city, to the last digit.
"""

import argparse
from pathlib import Path

import numpy as np

from clearway.city import Network
from clearway.situation import Situation
from instances.on_networks import Recipe, make_case

BLOCK_M = 180.0
# (every n-th street, km/h, vehicles an hour and lane, lanes): residential, arterial, trunk
CLASSES = (("residential", 30.0, 600.0, 1.0), ("secondary", 50.0, 900.0, 1.0), ("trunk", 80.0, 1800.0, 2.0))
ARTERIAL_EVERY, TRUNK_EVERY = 6, 30
MISSING_SHARE = 0.12


def street_grid(n_links: int, seed: int = 1) -> Network:
    """Return a connected street grid of about so many directed links."""
    rng = np.random.default_rng(seed)
    side = max(4, round(np.sqrt(n_links / (4 * (1 - MISSING_SHARE))) + 1))
    rank = np.zeros(side, int)
    rank[::ARTERIAL_EVERY] = 1
    rank[TRUNK_EVERY // 2 :: TRUNK_EVERY] = 2
    rivers = {side // 3, 2 * side // 3}
    ix = np.arange(side * side).reshape(side, side)
    jitter = rng.uniform(-0.25, 0.25, (side * side, 2))
    roads = []
    for across in (False, True):
        for line in range(side):
            for k in range(side - 1):
                level = rank[line]
                crosses_river = not across and k in rivers
                if level == 0 and (crosses_river or rng.random() < MISSING_SHARE):
                    continue
                a, b = (ix[line, k], ix[line, k + 1]) if across else (ix[k, line], ix[k + 1, line])
                roads.append((a, b, level))
    return _largest_part(side, roads, jitter)


def _largest_part(side: int, roads: list[tuple[int, int, int]], jitter: np.ndarray) -> Network:
    """Keep what hangs together, both directions of every road."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    table = np.array(roads)
    _, part = connected_components(
        coo_matrix((np.ones(len(table)), (table[:, 0], table[:, 1])), (side * side, side * side)),
        directed=False,
    )
    keep = part == np.bincount(part).argmax()
    new = np.cumsum(keep) - 1
    table = table[keep[table[:, 0]]]
    xy = (np.column_stack(np.divmod(np.arange(side * side), side)) + jitter)[keep] * BLOCK_M
    tail = new[np.concatenate([table[:, 0], table[:, 1]])]
    head = new[np.concatenate([table[:, 1], table[:, 0]])]
    level = np.tile(table[:, 2], 2)
    kinds, speeds, capacities, lanes = zip(*CLASSES, strict=True)
    return Network(
        node_ids=tuple(f"n{i}" for i in range(int(keep.sum()))),
        lon=xy[:, 1] / 71_500.0 + 8.0,
        lat=xy[:, 0] / 111_320.0 + 50.0,
        link_ids=tuple(f"l{i}" for i in range(len(tail))),
        tail_ix=tail.astype(np.int32),
        head_ix=head.astype(np.int32),
        length_m=np.hypot(*(xy[tail] - xy[head]).T),
        free_speed_kph=np.array(speeds)[level],
        capacity_vphpl=np.array(capacities)[level],
        lanes=np.array(lanes)[level],
        facility_types=tuple(np.array(kinds)[level]),
    )


def synthetic_city(n_links: int, n_zones: int, vehicles: int, seed: int = 1) -> Situation:
    """Return a whole evacuation case on a street grid."""
    shelters = int(np.clip(n_zones // 12, 4, 40))
    return make_case(
        street_grid(n_links, seed),
        Recipe(f"grid-{n_links}", n_zones, vehicles, n_shelters=shelters, seed=seed),
    )


def main() -> None:
    """Write one city as a scenario folder."""
    from clearway.intake import write_scenario

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("links", type=int)
    parser.add_argument("--zones", type=int, default=100)
    parser.add_argument("--vehicles", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_scenario(synthetic_city(options.links, options.zones, options.vehicles, options.seed), options.out)


if __name__ == "__main__":
    main()
