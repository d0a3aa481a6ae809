"""What can happen while a plan is being followed: seven changes, each worked out from the plan itself.

A change keeps the rows of the situation; what is new comes after them. `touched` are the zones that it
happens to: theirs is the link, the shelter or the people; every other zone could keep its orders.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from clearway.city.arrays import Ragged
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.situation.variants import with_beds_added, with_links_closed

AT_SHARE_OF_CLEARANCE = 0.3  # the change is learnt when so much of the old plan's time has passed
MORE_PEOPLE = 1.2


@dataclass(frozen=True, eq=False)
class Changed:
    """A situation with something new in it, and the zones that it happens to (rows)."""

    situation: Situation
    touched: frozenset[int]


class Course:
    """How far a plan has come at an instant: who is where on its links and in its shelters.

    to_come : (n_links,) vehicles that still have to enter each link
    inside, coming : (n_shelters,) people in each shelter, and on their way or still at home
    """

    def __init__(self, situation: Situation, plan: Plan, at_s: float):
        self.situation, self.plan, self.at_s = situation, plan, at_s
        self._users: dict[int, set[int]] = {}
        self._guests: dict[int, set[int]] = {}
        self.to_come = np.zeros(situation.network.n_links)
        self.inside, self.coming = np.zeros(len(situation.shelters)), np.zeros(len(situation.shelters))
        for row in range(len(plan.departures)):
            self._follow(row)

    def _follow(self, row: int) -> None:
        plan, route = self.plan, int(self.plan.departures.route_ix[row])
        zone, shelter, links = (
            int(plan.routes.zone_ix[route]),
            int(plan.routes.shelter_ix[route]),
            plan.routes.links[route],
        )
        from_s, until_s = float(plan.departures.from_s[row]), float(plan.departures.until_s[row])
        passes_s = np.concatenate([[0.0], np.cumsum(self.situation.network.travel_s[links])])
        later = np.clip((until_s + passes_s - self.at_s) / (until_s - from_s), 0.0, 1.0)
        vehicles = float(plan.departures.vehicles[row])
        np.add.at(self.to_come, links, vehicles * later[:-1])
        each = float(self.situation.zones.people_per_vehicle[zone])
        self.coming[shelter] += vehicles * later[-1] * each
        self.inside[shelter] += vehicles * (1 - later[-1]) * each
        for link in links[later[:-1] > 0]:
            self._users.setdefault(int(link), set()).add(zone)
        if later[-1] > 0:
            self._guests.setdefault(shelter, set()).add(zone)

    def users_of(self, link: int) -> frozenset[int]:
        """Return the zones with vehicles that still have to enter a link."""
        return frozenset(self._users.get(link, ()))

    def guests_of(self, shelter: int) -> frozenset[int]:
        """Return the zones with people who still have to arrive at a shelter."""
        return frozenset(self._guests.get(shelter, ()))


def changes(situation: Situation, plan: Plan, course: Course) -> Iterator[tuple[str, Changed]]:
    """Yield what may happen at the course's instant, by name; the reopened link is `reopened`."""
    at_s = course.at_s
    cut = {situation.network.link_ix_by_id[link] for link in plan.bottleneck.link_ids}
    busiest = np.argsort(-course.to_come, kind="stable")
    for name, wanted in (("the busiest road off the cut closes", False), ("a bottleneck road closes", True)):
        links = [int(link) for link in busiest if (int(link) in cut) == wanted and course.to_come[link] > 0]
        if links:
            closed = with_links_closed(situation, links[:1], from_s=at_s, reason="hit")
            yield name, Changed(closed, course.users_of(links[0]))
    shelter = int(np.argmax(np.where(np.isfinite(situation.shelters.beds), course.coming, -1.0)))
    for name, share in (("a shelter is lost", 0.0), ("a shelter fills", 0.5)):
        beds = np.ceil(course.inside[shelter] + share * course.coming[shelter])
        fewer = with_beds_added(situation, shelter, beds - situation.shelters.beds[shelter])
        yield name, Changed(fewer, course.guests_of(shelter))
    yield "a zone is added", Changed(_with_zone_added(situation), frozenset({len(situation.zones)}))
    zones = np.argsort(-situation.zones.people, kind="stable")[:5]
    yield (
        "20 % more people in five zones",
        Changed(_with_more_people(situation, zones), frozenset(map(int, zones))),
    )


def _with_zone_added(situation: Situation) -> Situation:
    """A second zone beside the middling one, with as many people."""
    zones = situation.zones
    like = int(np.argsort(zones.people, kind="stable")[len(zones) // 2])
    rows = [*range(len(zones)), like]
    return replace(situation, zones=replace(
        zones,
        zone_ids=(*zones.zone_ids, "added"), names=(*zones.names, "added"),
        nodes=Ragged.of([zones.nodes[row] for row in rows], np.int32),
        polygons=tuple(zones.polygons[row] for row in rows),
        sources=tuple(zones.sources[row] for row in rows),
        **{name: getattr(zones, name)[rows] for name in (
            "people", "no_car_people", "vehicles", "ready_s", "deadline_s", "weight", "coverage")},
    ))  # fmt: skip


def _with_more_people(situation: Situation, rows: np.ndarray) -> Situation:
    zones, factor = situation.zones, np.ones(len(situation.zones))
    factor[rows] = MORE_PEOPLE
    vehicles = np.ceil(zones.vehicles * factor - 1e-9)
    return replace(situation, zones=replace(zones, people=zones.people * factor, vehicles=vehicles))


def closed_at_first(situation: Situation, plan: Plan) -> tuple[Situation, int]:
    """Return the situation in which the busiest link of a plan is closed from the start, and that link."""
    link = int(np.argmax(Course(situation, plan, 0.0).to_come))
    return with_links_closed(situation, [link], reason="not yet passable"), link


def reopened(closed: Situation, link: int, at_s: float) -> Changed:
    """Return the situation in which the link is open again from an instant on; nobody has to change."""
    shut = closed.closures
    until_s = np.where(shut.link_ix == link, at_s, shut.until_s)
    return Changed(replace(closed, closures=replace(shut, until_s=until_s)), frozenset())
