"""The cut in words: which roads and beds everybody left over waits for.

The cut that holds the clearance back longest is read as a map: the zones it lets in, the beds
it counts, the links it crosses. What is said about them is what the cut proves, no more.
"""

from collections.abc import Sequence

import numpy as np

from clearway.city.arrays import Ints
from clearway.plan import Bottleneck
from clearway.planner.cut import Valued, crossing_s
from clearway.planner.prove import Proof
from clearway.situation import Situation

NAMED = 3
"""A sentence names so many roads, zones or shelters; the rest are counted."""
LEAST_PEOPLE = 1e-3
LEAST_VEHICLES = 1e-3


def bottleneck_of(situation: Situation, proof: Proof, people_served: float) -> Bottleneck:
    """Return what holds back a plan that serves so many people, narrowest first, and say it.

    Empty where nothing does: nobody to serve, or everybody may be safe at once.
    """
    cut = _holding_cut(proof, people_served)
    if cut is None:
        return Bottleneck()
    ground, sets = proof.ground, cut.sets
    vehicles = crossing_s(ground, cut.reached_s) * ground.vehicles_per_s
    crossed = np.flatnonzero(vehicles > LEAST_VEHICLES)
    crossed = crossed[np.argsort(-vehicles[crossed], kind="stable")]
    paid = np.flatnonzero(~sets.unreached & ~sets.unopened & (ground.beds > 0))
    inside = np.flatnonzero(sets.let_in & (ground.people > 0))
    inside = inside[np.argsort(-ground.people[inside], kind="stable")]
    links = ground.link_ix[crossed]
    return Bottleneck(
        tuple(situation.network.link_ids[ix] for ix in links),
        tuple(situation.shelters.shelter_ids[ix] for ix in paid),
        tuple(situation.zones.zone_ids[ix] for ix in inside),
        _sentence(
            situation, proof, cut, links, paid.astype(np.int32), inside.astype(np.int32), people_served
        ),
    )


def _holding_cut(proof: Proof, people: float) -> Valued | None:
    """Return the cut of the last horizon by which so many people cannot be safe."""
    short = [cut for cut in proof.cuts if people > LEAST_PEOPLE and cut.people_at_most < people * (1 - 1e-9)]
    return max(short, key=lambda cut: (cut.horizon_s, -cut.people_at_most), default=None)


def _sentence(
    situation: Situation,
    proof: Proof,
    cut: Valued,
    links: Ints,
    paid: Ints,
    inside: Ints,
    people_served: float,
) -> str:
    ground, zones, shelters = proof.ground, situation.zones, situation.shelters
    kept_home = float(ground.people[~cut.sets.let_in].sum())
    waiting = max(0.0, min(people_served - kept_home, float(ground.people[inside].sum())))
    beds = float(ground.beds[paid].sum())
    who = _list([zones.names[z] or zones.zone_ids[z] for z in inside], "zone")
    said = []
    if beds > 0:
        where = _list([shelters.names[s] or shelters.shelter_ids[s] for s in paid], "shelter")
        have = "has" if len(paid) == 1 else "have together"
        said.append(f"{where} {have} {beds:,.0f} beds for {waiting:,.0f} people of {who}.")
    if len(links):
        fullest = float(ground.people_per_vehicle[inside].max(initial=0.0))
        vehicles = max(0.0, waiting - beds) / fullest if fullest > 0 else 0.0
        whose = "for whom none is left there" if beds > 0 else f"from {who}"
        said.append(_roads_sentence(situation, links, vehicles, whose))
    elif waiting > beds:
        said.append(
            f"Nobody more of {who} can be safe within {cut.horizon_s / 60:,.0f} minutes of the start: "
            "getting ready, the drive on empty roads or the opening of shelters takes as long."
        )
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in said)


def _roads_sentence(situation: Situation, links: Ints, vehicles: float, whose: str) -> str:
    names = _road_names(situation, links)
    rate = float(situation.network.capacity_vph[links].sum())
    carry, them, they = (
        ("carries", "it", "it is") if len(names) == 1 else ("carry together", "them", "they are")
    )
    meanwhile = f" while {they} open" if np.isin(situation.closures.link_ix, links).any() else ""
    return (
        f"{_list(names, 'road', prefix=False)} {carry} {rate:,.0f} vehicles an hour{meanwhile}; "
        f"{vehicles:,.0f} vehicles {whose} must cross {them}."
    )


def _road_names(situation: Situation, links: Ints) -> list[str]:
    """What people call the roads, each once."""
    network, names = situation.network, []
    for ix in links.tolist():
        if network.bridge[ix] or network.tunnel[ix]:
            names.append(f"the {network.label(ix)}")
        else:
            names.append(network.names[ix] or f"the {network.facility_types[ix]} road {network.link_ids[ix]}")
    return list(dict.fromkeys(name.replace("  ", " ") for name in names))


def _list(names: Sequence[str], kind: str, *, prefix: bool = True) -> str:
    """Name a few and count the rest: "zone A", "zones A and B", "12 zones (A, B, C and 9 more)"."""
    unique = list(dict.fromkeys(names))
    if not unique:
        return f"no {kind}"
    few = len(unique) <= NAMED + 1
    shown = unique if few else unique[:NAMED]
    rest = shown[-1] if few else f"{len(unique) - NAMED} more"
    listed = " and ".join([", ".join(shown[:-1] if few else shown), rest] if len(unique) > 1 else [rest])
    if not prefix:
        return listed if few else f"{listed} {kind}s"
    if not few:
        return f"{len(unique)} {kind}s ({listed})"
    if all(name.casefold().startswith(kind) for name in unique):
        return listed
    return f"{kind}{'s' if len(unique) > 1 else ''} {listed}"
