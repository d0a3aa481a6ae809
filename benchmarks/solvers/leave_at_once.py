"""Everybody leaves at once by the shortest way: what happens without a plan.

`solve` keeps to the shortest way; `solve_by_sight` looks at the queues every five minutes and reroutes.
Both leave when their zone is ready and go to the nearest shelter, beds or no beds.
"""

import numpy as np

from clearway.situation import Situation
from queue_model import Trips, drive, drive_by_sight, shelter_of_node, tree_to_shelters
from solvers import Answer, packets

NAME = "leave at once, shortest way"
NAME_BY_SIGHT = "leave at once, rerouting by sight"
PACKET_VEHICLES = 1.0


def _line_up(situation: Situation) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Packets of all zones, shuffled by a fixed seed so that no zone goes first by its number."""
    zone_ix, vehicles = packets(situation, PACKET_VEHICLES)
    order = np.random.default_rng(0).permutation(len(zone_ix))
    zone_ix, vehicles = zone_ix[order], vehicles[order]
    people = vehicles * situation.zones.people_per_vehicle[zone_ix]
    return zone_ix, vehicles, people, situation.zones.ready_s[zone_ix].copy()


def solve(situation: Situation) -> Answer:
    """Drive everybody along the free-flow shortest way to the nearest shelter."""
    network = situation.network
    zone_ix, vehicles, people, leave_s = _line_up(situation)
    shelter_at = shelter_of_node(situation)
    cost = np.where(network.capacity_vph > 0, network.travel_s, np.inf)
    shut = situation.closures
    cost[shut.link_ix[(shut.from_s <= 0) & np.isinf(shut.until_s)]] = np.inf  # that much everybody knows
    seconds, next_link = tree_to_shelters(situation, cost, np.flatnonzero(shelter_at >= 0))
    routes, shelter = [], np.full(len(situation.zones), -1)
    for zone in range(len(situation.zones)):
        nodes = situation.zones.nodes[zone]
        node, links = int(nodes[np.argmin(seconds[nodes])]), []
        while shelter_at[node] < 0 and next_link[node] >= 0:
            links.append(int(next_link[node]))
            node = int(network.head_ix[links[-1]])
        shelter[zone] = shelter_at[node]
        routes.append(links)
    stranded = shelter[zone_ix] < 0
    lengths = np.array([len(routes[zone]) for zone in zone_ix])
    ptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    links = np.array([link for zone in zone_ix for link in routes[zone]], np.int64)
    driven = drive(situation, Trips(zone_ix, shelter[zone_ix], leave_s, vehicles, ptr, links))
    arrive = np.where(stranded, np.inf, driven.arrive_s)
    return Answer(None, zone_ix, driven.shelter_ix, arrive, people, driven.waited_s, routes=len(routes))


def solve_by_sight(situation: Situation) -> Answer:
    """The same, but everybody turns off when another way is faster by now."""
    zone_ix, vehicles, people, leave_s = _line_up(situation)
    driven = drive_by_sight(situation, zone_ix, leave_s, vehicles)
    return Answer(
        None, zone_ix, driven.shelter_ix, driven.arrive_s, people, driven.waited_s, notes="no fixed routes"
    )
