"""What if: the cases a plan should be held against before anybody relies on it.

Low and high road capacities, fewer and more people, each major road lost. A case is a small
value that can be sent to another process or machine; planning it there is the caller's work.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from clearway.city import Network
from clearway.city.network import CapacityLevel
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.situation.variants import with_links_closed, with_people_scaled

PEOPLE_FACTORS = (0.7, 1.3)


@dataclass(frozen=True)
class Case:
    """One thing that may turn out otherwise.

    name : in words, for the table
    closed_links : link rows that are lost from the start, both directions of a road
    """

    name: str
    capacity: CapacityLevel = "base"
    people_factor: float = 1.0
    closed_links: tuple[int, ...] = ()

    def apply(self, situation: Situation) -> Situation:
        """Return the situation as it is in this case."""
        changed = situation.at_capacity(self.capacity)
        if self.people_factor != 1.0:
            changed = with_people_scaled(changed, self.people_factor)
        if self.closed_links:
            changed = with_links_closed(changed, self.closed_links, reason=self.name)
        return replace(changed, name=f"{situation.name}: {self.name}")


@dataclass(frozen=True)
class Outcome:
    """What the plan of a case comes to, people in people and times in seconds after the start."""

    case: str
    clearance_s: float
    mean_arrival_s: float
    lower_bound_s: float
    evacuated_people: float
    unserved_people: float
    late_people: float


def outcome_of(case: Case, plan: Plan) -> Outcome:
    """Return the figures of a case's plan."""
    return Outcome(
        case.name,
        plan.clearance_s,
        plan.mean_arrival_s,
        plan.lower_bound_s,
        plan.evacuated_people,
        plan.unserved_people,
        plan.late_people,
    )


def cases_of(situation: Situation, plan: Plan, roads: int = 8) -> tuple[Case, ...]:
    """Return the cases to plan: as given, capacities, people, and the plan's busiest roads one by one."""
    cases = [Case("as given"), Case("low capacity", capacity="low"), Case("high capacity", capacity="high")]
    cases += [Case(f"{factor - 1:+.0%} people", people_factor=factor) for factor in PEOPLE_FACTORS]
    cases += [
        Case(f"without {name}", closed_links=links)
        for name, links in major_roads(situation.network, plan, roads)
    ]
    return tuple(cases)


def major_roads(network: Network, plan: Plan, most: int) -> list[tuple[str, tuple[int, ...]]]:
    """Return the roads that carry most vehicles in the plan: (name, all link rows of that name).

    A road without a name is its one link and the link the other way.
    """
    load_veh = np.zeros(network.n_links)
    for route_ix, vehicles in zip(plan.departures.route_ix, plan.departures.vehicles, strict=True):
        load_veh[plan.routes.links[route_ix]] += vehicles
    links_of: dict[str, list[int]] = defaultdict(list)
    for link_ix, name in enumerate(network.names):
        if name:
            links_of[name].append(link_ix)
    found: list[tuple[str, tuple[int, ...]]] = []
    taken: set[int] = set()
    for link_ix in np.argsort(-load_veh, kind="stable"):
        if len(found) == most or load_veh[link_ix] <= 0:
            break
        if link_ix in taken:
            continue
        links = links_of[network.names[link_ix]] or _both_ways(network, int(link_ix))
        taken.update(links)
        found.append(
            (
                network.label(int(link_ix)) if not network.names[link_ix] else network.names[link_ix],
                tuple(links),
            )
        )
    return found


def _both_ways(network: Network, link_ix: int) -> list[int]:
    back = int(network.opposite_ix[link_ix])
    return [link_ix, back] if back >= 0 else [link_ix]
