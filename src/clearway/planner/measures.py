"""What would help most: measures found where the proof says it hurts, confirmed by planning again.

Links and beds that the cuts cross have a price: seconds of mean arrival. A measure makes something dear
more plentiful: beds, a road's other direction, an earlier start, a closed road, one more way out. The bound
with the measure says at once what it can bring at most; only a plan says what it does bring.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from clearway.city.arrays import Ragged
from clearway.plan import Plan
from clearway.planner.prices import prices_of
from clearway.planner.prove import Proof, prove
from clearway.planner.trees import Array
from clearway.situation import Situation
from clearway.situation.variants import (
    with_beds_added,
    with_links_reopened,
    with_zones_ready,
)

MORE_BEDS = 200.0
EARLIER_S = 3600.0
OF_EACH_KIND = 3
MOST_CONFIRMED = 8
PRICE_STEPS = 48


@dataclass(frozen=True)
class Measure:
    """Something that staff could do.

    kind : "beds", "one way", "earlier", "reopen" or "way out"
    sentence : what to do, as an order of work
    change : gives the situation in which it is done
    """

    kind: str
    sentence: str
    change: Callable[[Situation], Situation]


@dataclass(frozen=True)
class Gain:
    """What a measure brings, confirmed by a plan: sooner is above 0.

    safe_people : more people safe, or safe by their deadline
    """

    measure: Measure
    clearance_s: float
    mean_s: float
    safe_people: float


def what_would_help(
    situation: Situation,
    plan: Plan,
    make: Callable[[Situation], Plan],
    *,
    most: int = 5,
    told: Callable[[str, float], object] = lambda _what, _share: None,
) -> list[Gain]:
    """Return the measures that help most, best first; `make` plans a situation as `plan` was planned."""
    proof = prove(situation)
    found = candidates(situation, proof)
    promised = []
    for row, measure in enumerate(found):
        told("looking for measures", row / max(1, len(found)))
        promised.append(_promise(proof, measure.change(situation), plan))
    order = np.argsort(-np.array(promised), kind="stable")
    gains = []
    for n, row in enumerate(order[:MOST_CONFIRMED]):
        told("planning with a measure", n / min(MOST_CONFIRMED, len(order)))
        gains.append(_confirmed(plan, found[int(row)], make(found[int(row)].change(situation))))
    helpful = [gain for gain in gains if _worth(gain)]
    helpful.sort(key=lambda gain: (-round(gain.safe_people), -(gain.mean_s + 0.25 * gain.clearance_s)))
    return helpful[:most]


def _promise(proof: Proof, situation: Situation, plan: Plan) -> float:
    """At most so many seconds: mean arrival, a quarter of the clearance, an hour for all people more."""
    changed = prove(situation, tolerance=1e-2, most_horizons=12)
    now, then = proof.bounds(plan.evacuated_people), changed.bounds(plan.evacuated_people)
    people = max(0.0, changed.savable_people - proof.savable_people) / max(plan.people, 1.0)
    sooner_s = now.mean_arrival_s - then.mean_arrival_s + 0.25 * (now.clearance_s - then.clearance_s)
    return sooner_s + 3600.0 * people


def _confirmed(plan: Plan, measure: Measure, then: Plan) -> Gain:
    safe = (then.evacuated_people - then.late_people) - (plan.evacuated_people - plan.late_people)
    return Gain(measure, plan.clearance_s - then.clearance_s, plan.mean_arrival_s - then.mean_arrival_s, safe)


def _worth(gain: Gain) -> bool:
    return gain.safe_people >= 1 or (gain.safe_people > -1 and (gain.mean_s >= 30 or gain.clearance_s >= 60))


def candidates(situation: Situation, proof: Proof) -> list[Measure]:
    """Return measures worth trying, from what the cuts cross; a few of each kind."""
    prices = prices_of(proof)
    worth = link_worth(situation, proof)
    return [
        *_more_beds(situation, prices.bed_s, proof.savable_people),
        *_one_way(situation, worth),
        *_earlier(situation, prices.zone_s),
        *_reopened(situation),
        *_ways_out(situation),
    ]


def link_worth(situation: Situation, proof: Proof) -> Array:
    """(n_links,) what each link's whole capacity is worth: vehicles an hour times seconds of mean arrival."""
    prices = prices_of(proof)
    worth = np.zeros(situation.network.n_links)
    if len(prices.until_s) and len(prices.link_ix):
        table = prices.table(float(prices.until_s[-1]) / PRICE_STEPS, PRICE_STEPS)
        worth[prices.link_ix] = table.sum(axis=1) * situation.network.capacity_vph[prices.link_ix]
    return worth


def _more_beds(situation: Situation, bed_s: Array, savable_people: float) -> list[Measure]:
    """Shelters whose beds have a price; all that have a limit where beds are missing for somebody."""
    shelters = situation.shelters
    short = savable_people < situation.zones.car_people.sum() - 0.5
    limited = np.isfinite(shelters.beds) & ((bed_s > 0) | short)
    dearest = np.lexsort((-shelters.beds, -bed_s))
    scarce = [int(s) for s in dearest if limited[s]]
    return [
        Measure(
            "beds",
            f"Open {MORE_BEDS:.0f} more beds in {shelters.names[s] or shelters.shelter_ids[s]}.",
            partial(with_beds_added, shelter_ix=int(s), beds=MORE_BEDS),
        )
        for s in scarce[:OF_EACH_KIND]
    ]


def _one_way(situation: Situation, worth: Array) -> list[Measure]:
    """Turn the dearest roads one way: all links of a name that have a price, with their opposites."""
    network = situation.network
    opposite = network.opposite_ix
    measures: list[Measure] = []
    taken: set[int] = set()
    for link in np.argsort(-worth, kind="stable"):
        if worth[link] <= 0 or len(measures) == OF_EACH_KIND:
            break
        if int(link) in taken or opposite[link] < 0:
            continue
        name = network.names[link]
        same = (
            [int(e) for e in np.flatnonzero(worth > 0) if network.names[e] == name] if name else [int(link)]
        )
        turned = [e for e in same if opposite[e] >= 0 and worth[opposite[e]] < worth[e]]
        taken.update(same)
        if turned:
            sentence = f"Turn {network.label(int(link))} one way, outwards ({len(turned)} links)."
            measures.append(Measure("one way", sentence, partial(with_one_way, links=tuple(turned))))
    return measures


def with_one_way(situation: Situation, links: Sequence[int]) -> Situation:
    """Return the situation in which these links have the lanes of their opposites too."""
    network = situation.network
    rows = np.array(links, np.int64)
    opposite = network.opposite_ix[rows]
    per_lane = network.capacity_vphpl.copy()
    lanes = np.maximum(network.lanes[rows], 1e-9)
    per_lane[rows] = (network.capacity_vph[rows] + network.capacity_vph[opposite]) / lanes
    per_lane[opposite] = 0.0
    return replace(situation, network=replace(network, capacity_vphpl=per_lane))


def _earlier(situation: Situation, zone_s: Array) -> list[Measure]:
    zones = situation.zones
    late = [int(z) for z in np.flatnonzero((zones.ready_s > 0) & (zone_s > 0) & (zones.car_people > 0))]
    if not late:
        return []
    names = ", ".join(zones.names[z] or zones.zone_ids[z] for z in late[:3]) + (
        " and others" if len(late) > 3 else ""
    )
    sentence = f"Have {names} ready {EARLIER_S / 60:.0f} minutes earlier ({len(late)} zones)."
    return [Measure("earlier", sentence, partial(with_zones_ready, zones=tuple(late), earlier_s=EARLIER_S))]


def _reopened(situation: Situation) -> list[Measure]:
    """Open each closed road, the one that carries most first."""
    network = situation.network
    closed = sorted(
        {int(link) for link in situation.closures.link_ix}, key=lambda e: (-network.capacity_vph[e], e)
    )
    opposite = network.opposite_ix
    measures: list[Measure] = []
    taken: set[int] = set()
    for link in closed:
        if link in taken or len(measures) == OF_EACH_KIND:
            continue
        both = [e for e in (link, int(opposite[link])) if e >= 0]
        taken.update(both)
        sentence = f"Open {network.label(link)} again."
        measures.append(Measure("reopen", sentence, partial(with_links_reopened, links=tuple(both))))
    return measures


def _ways_out(situation: Situation) -> list[Measure]:
    """One more way out, at the best road end of the sides of the map that have none."""
    network, shelters = situation.network, situation.shelters
    into = np.bincount(network.head_ix, network.capacity_vph, network.n_nodes)
    middle = np.array([np.median(network.lon), np.median(network.lat)])
    east = (network.lon - middle[0]) * np.cos(np.radians(middle[1]))
    north = network.lat - middle[1]
    far, side = np.hypot(east, north), np.arctan2(north, east)
    taken = {int(np.floor(side[node] / (np.pi / 4))) for node in shelters.nodes.flat}
    measures: list[Measure] = []
    rim = np.flatnonzero(far >= np.quantile(far, 0.9))
    for node in rim[np.argsort(-into[rim] * far[rim], kind="stable")]:
        octant = int(np.floor(side[node] / (np.pi / 4)))
        if octant in taken or len(measures) == OF_EACH_KIND:
            continue
        taken.add(octant)
        where = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")
        points = where[round(side[node] / (np.pi / 4)) % 8]
        arriving = int(np.flatnonzero(network.head_ix == node)[0])
        sentence = f"Open a way out in the {points}, at the end of {network.label(arriving)}."
        measures.append(Measure("way out", sentence, partial(with_way_out, node=int(node))))
    return measures


def with_way_out(situation: Situation, node: int) -> Situation:
    """Return the situation with one more shelter, without a limit, at a node (row)."""
    old = situation.shelters
    rows = [list(old.nodes[s]) for s in range(len(old))] + [[node]]
    new = replace(
        old,
        shelter_ids=(*old.shelter_ids, f"way-out-{situation.network.node_ids[node]}"),
        names=(*old.names, "the new way out"),
        nodes=Ragged.of(rows, np.int32),
        beds=np.append(old.beds, np.inf),
        opens_s=np.append(old.opens_s, situation.at_s),
        accessible_beds=np.append(old.accessible_beds, np.nan),
        pets=(*old.pets, ""),
        regions=(*old.regions, ""),
    )
    return replace(situation, shelters=new)
