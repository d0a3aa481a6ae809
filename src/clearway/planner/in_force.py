"""Counts as replanning needs them: with those whom the plan in force has on the road or in shelters.

A journal counts who is still to leave and which beds are free; a plan that is carried on counts everybody
it was made for, and every bed. Where register and plan disagree, fewer are taken to have left: nobody is
lost, at worst a place is kept for somebody who has gone.
"""

from dataclasses import replace

import numpy as np

from clearway.city.arrays import Floats
from clearway.plan import Plan
from clearway.planner.pieces import pieces_of
from clearway.situation import Situation


def with_those_who_left(now: Situation, counted: Situation, counted_s: Floats, before: Plan) -> Situation:
    """Return a situation with the people and beds of those who have left by the plan in force added.

    Parameters
    ----------
    now : as it is known: people still to leave, beds still free
    counted : the same by counts alone, as if no household had been seen on its way
    counted_s : (n_zones,) seconds after the start, when each zone was last counted
    before : the plan in force, of the same rows
    """
    zones, shelters = now.zones, now.shelters
    gone, since_count, guests = np.zeros(len(zones)), np.zeros(len(zones)), np.zeros(len(shelters))
    for piece in pieces_of(before.routes, before.departures):
        left = piece.between(-np.inf, now.at_s) if piece.from_s < now.at_s else piece.with_vehicles(0.0)
        earlier = min(float(counted_s[piece.zone_ix]), now.at_s)
        by_count = left.between(-np.inf, earlier) if left.from_s < earlier else left.with_vehicles(0.0)
        gone[piece.zone_ix] += left.vehicles
        since_count[piece.zone_ix] += left.vehicles - by_count.vehicles
        guests[piece.shelter_ix] += left.vehicles * float(counted.zones.people_per_vehicle[piece.zone_ix])
    at_home = np.minimum(np.maximum(counted.zones.vehicles - since_count, 0.0), zones.vehicles)
    each = np.where(
        counted.zones.people_per_vehicle > 0, counted.zones.people_per_vehicle, now.people_per_vehicle
    )
    vehicles = at_home + gone
    return replace(
        now,
        zones=replace(zones, vehicles=vehicles, people=vehicles * each + zones.no_car_people),
        shelters=replace(shelters, beds=np.minimum(counted.shelters.beds, shelters.beds + guests)),
    )
