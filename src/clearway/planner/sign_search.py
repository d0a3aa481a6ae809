"""Where the signs point: from first signs by small changes to the best forest found.

The search counts vehicles on continuous time; weights and deadlines come in when the schedule is packed.
"""

from dataclasses import dataclass

import numpy as np

from clearway.planner.first_signs import first_signs
from clearway.planner.forest_kernels import MOST_STEPS, Ground, Signs, sweep_all
from clearway.planner.routes import Pool, PoolBuilder
from clearway.planner.sign_turning import Homes, anneal, joining_s, new_memory
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

ROUNDS = 60
TRIES_AN_ENTRY, LEAST_TRIES, MOST_TRIES = 25, 12_000, 40_000  # in a round
PARTS = 8  # of a zone's vehicles; each goes to one of its entries
HOT, COLD = 3e-3, 3e-7  # of the bound's vehicle seconds: by how much a change may raise the cost
LOST_ENDS = (3.0, 30.0)  # a vehicle without a bed costs so many bounds on the clearance, at first and at last
GUIDES = 6
MOST_BED_PRICE_S = 600.0
PLAIN_VPH = 1000.0


@dataclass(frozen=True, eq=False)
class Forest:
    """Signs and who starts where.

    sign : (n_nodes,) the link on which everybody goes on, -1 at the end of all ways or where there is none
    entry : (n_entries,) like `zones.nodes.flat`, vehicles that enter there
    mean_s : mean arrival of all, those without a bed at the end of their way; lost : vehicles without a bed
    """

    sign: Array
    entry: Array
    mean_s: float
    lost: float


def best_forest(task: Task) -> Forest:
    """Return the best forest found, the same for the same seed."""
    network, nodes = task.situation.network, task.situation.zones.nodes
    ground, (sign, entry) = ground_of(task), first_signs(task)
    supply = np.bincount(nodes.flat, entry, minlength=network.n_nodes).astype(float)
    signs = new_signs(sign, supply)
    homes = Homes(
        nodes.ptr.astype(np.int64), nodes.flat.astype(np.int64), entry.copy(), task.demand.vehicles / PARTS
    )
    way, memory = np.empty(network.n_nodes, np.int64), new_memory(network.n_nodes)
    rng = np.random.default_rng(task.settings.seed)
    tries = int(np.clip(TRIES_AN_ENTRY * len(nodes.flat), LEAST_TRIES, MOST_TRIES))
    rounds = max(2, round(ROUNDS * task.settings.effort))
    vehicles = max(float(supply.sum()), 1.0)
    warmth = task.end_s * vehicles * HOT * (COLD / HOT) ** (np.arange(rounds + 1) / rounds)

    dear_s = task.end_s * np.geomspace(*LOST_ENDS, rounds)

    def forest() -> Forest:
        cost, lost = sweep_all(ground, signs, way), float(signs.lost.sum())
        return Forest(
            signs.sign.copy(), homes.vehicles.copy(), (cost - lost * ground.lost_s) / vehicles, lost
        )

    best = forest()
    for k in range(rounds):
        ground = ground._replace(lost_s=float(dear_s[k]))
        sweep_all(ground, signs, way)
        hurry = not task.watch("turning signs", 0.6 + 0.2 * k / rounds)
        at = rounds - 1 if hurry else k
        draws, guides = rng.random((tries, 6)), guides_for(task, signs, rng)
        anneal(ground, signs, homes, memory, guides, draws, warmth[at], warmth[at + 1])
        best = min(best, forest(), key=lambda one: (round(one.lost), one.mean_s))
        if hurry:
            break
        point_the_unused(task, ground, signs, rng)
    return best


def new_signs(sign: Array, supply: Array) -> Signs:
    """Return signs not yet swept; sign, supply : (n_nodes,)."""
    n = len(sign)
    return Signs(
        sign.astype(np.int64), supply.astype(float), np.zeros(n, np.int64), np.zeros((n, MOST_STEPS + 1)),
        np.zeros((n, MOST_STEPS)), np.zeros(n), np.zeros(n), np.zeros(n),
    )  # fmt: skip


def ground_of(task: Task) -> Ground:
    """Return what the sweep needs to know: beds in vehicles, shared out over the nodes of each shelter."""
    situation, network, roads = task.situation, task.situation.network, task.roads
    zones, shelters, vehicles = situation.zones, situation.shelters, task.demand.vehicles
    n = network.n_nodes
    each = float(vehicles @ zones.people_per_vehicle) / max(float(vehicles.sum()), 1e-9)
    vps = np.where(task.demand.usable, network.capacity_vph / 3600.0, 0.0)
    roads_in = np.bincount(network.head_ix, vps, minlength=n)[roads.goals] + 1e-9
    share = roads_in / np.bincount(roads.goal_shelter, roads_in, minlength=len(shelters))[roads.goal_shelter]
    beds, opens_s = np.zeros(n), np.zeros(n)
    np.add.at(beds, roads.goals, share * shelters.beds[roads.goal_shelter] / max(each, 1e-9))
    np.maximum.at(opens_s, roads.goals, shelters.opens_s[roads.goal_shelter])
    zone = np.repeat(np.arange(len(zones)), np.diff(zones.nodes.ptr))
    weight = np.bincount(zones.nodes.flat, vehicles[zone], minlength=n)
    ready = np.bincount(zones.nodes.flat, vehicles[zone] * task.demand.ready_s[zone], minlength=n)
    out = np.argsort(network.tail_ix, kind="stable")
    shut = situation.closures
    by_link = np.lexsort((shut.from_s, shut.link_ix))
    by_link = by_link[shut.until_s[by_link] > shut.from_s[by_link]]
    return Ground(
        network.tail_ix.astype(np.int64), network.head_ix.astype(np.int64), network.travel_s, vps,
        roads.in_ptr, roads.in_links.astype(np.int64), _ptr(network.tail_ix, n), out.astype(np.int64),
        _ptr(shut.link_ix[by_link], network.n_links), shut.from_s[by_link], shut.until_s[by_link],
        beds, opens_s, np.divide(ready, weight, out=np.zeros(n), where=weight > 0), LOST_ENDS[0] * task.end_s,
    )  # fmt: skip


def _ptr(rows: Array, n: int) -> Array:
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))]).astype(np.int64)


def guides_for(task: Task, signs: Signs, rng: np.random.Generator) -> Array:
    """(n, n_nodes) trees whose pieces are tried: some prefer wide roads, some avoid jams and keep signs."""
    network, shelters = task.situation.network, task.situation.shelters
    usable, n_links = task.demand.usable, network.n_links
    signed = np.flatnonzero(signs.sign != NONE)
    kept, jam = np.zeros(n_links, bool), np.zeros(n_links)
    kept[signs.sign[signed]] = True
    busy = signed[signs.peak[signed] >= 0.999 * network.capacity_vph[signs.sign[signed]] / 3600.0]
    busy = busy[signs.n[busy] > 0]
    jam[signs.sign[busy]] = signs.from_s[busy, signs.n[busy]]
    jam = (jam / max(float(jam.max(initial=0.0)), 1.0)) ** 2
    usual_s = float(network.travel_s[usable].mean()) if usable.any() else 0.0
    too_many = np.zeros(len(shelters), bool)
    np.logical_or.at(too_many, task.roads.goal_shelter, signs.lost[task.roads.goals] > 0.0)
    guides = []
    for k in range(GUIDES):
        narrow = (PLAIN_VPH / np.maximum(network.capacity_vph, 1.0)) ** (1.5 * rng.random())
        cost = network.travel_s * narrow * rng.uniform(0.4, 1.6, n_links)
        if k >= GUIDES // 3:
            cost = cost + usual_s * 10.0 ** (2.0 * rng.random()) * jam
            cost = np.where(kept, cost * rng.uniform(0.3, 1.0), cost)
        price = (k % 3) * MOST_BED_PRICE_S * rng.random(len(shelters))
        full = (shelters.beds <= 0) | (too_many & (k % 2 == 1))
        tree = task.roads.tree(np.where(usable, cost, np.inf), np.where(full, np.inf, price))
        guides.append(tree.next_link)
    return np.array(guides, np.int64)


def point_the_unused(task: Task, ground: Ground, signs: Signs, rng: np.random.Generator) -> None:
    """Let junctions where nobody comes by point to where one vehicle more would be in soonest."""
    network = task.situation.network
    price = joining_s(ground, signs)
    used = np.isfinite(price)
    price = np.where(~used & (ground.beds > 0), ground.opens_s, price)
    goals = np.flatnonzero(np.isfinite(price))
    free = task.demand.usable & ~used[network.tail_ix]
    cost = np.where(free, network.travel_s * rng.uniform(0.5, 2.5, network.n_links), np.inf)
    signs.sign[~used] = task.roads.next_links(cost, goals, price[goals])[~used]


def forest_routes(task: Task, sign: Array) -> Pool:
    """Return the ways along the signs: one for each entry of a zone and each shelter that it passes."""
    network, roads, shelters = task.situation.network, task.roads, task.situation.shelters
    shelters_at: dict[int, list[int]] = {}
    for node, shelter in zip(roads.goals.tolist(), roads.goal_shelter.tolist(), strict=True):
        if shelters.beds[shelter] > 0:
            shelters_at.setdefault(node, []).append(shelter)
    builder = PoolBuilder(task.situation)
    for zone in np.flatnonzero(task.demand.vehicles > 0).tolist():
        for node in task.situation.zones.nodes[zone].tolist():
            way: list[int] = []
            while True:
                for shelter in shelters_at.get(node, ()):
                    builder.add(zone, shelter, np.array(way, np.int32))
                link = int(sign[node])
                if link == NONE:
                    break
                way.append(link)
                node = int(network.head_ix[link])
    return builder.pool()
