"""Make a plan: from a situation to who leaves when, by which road, to which bed, and the proof."""

import numpy as np

from clearway.plan import ArrivalCurve, Bottleneck, Departures, Plan, Routes
from clearway.planner.demand import Demand, read_demand
from clearway.planner.flow import Packed, pack_everybody
from clearway.planner.prove import METHOD, Proof, prove
from clearway.planner.routes import first_pool
from clearway.planner.settings import Progress, Settings, carry_on
from clearway.planner.summary import (
    SHARES,
    Arrivals,
    curve_instants,
    name_unserved,
    shelters_of_zone,
    zones_left_over,
)
from clearway.planner.trees import Roads
from clearway.planner.windows import join_steps, tabulate
from clearway.situation import Situation

DEFAULT = Settings()


def make_plan(
    situation: Situation,
    settings: Settings = DEFAULT,
    *,
    progress: Progress | None = None,
) -> Plan:
    """Plan the evacuation of a situation, feasible by construction, and prove how good it is.

    Nobody is lost: every person with a car is in a departure window or in `plan.unserved` with a
    reason, everybody without one in `plan.waiting_for_seat`.

    Parameters
    ----------
    situation : what stands, what is closed, ready and open
    settings : mode, routes and windows, effort, seed
    progress : told what is being done; answers False to stop with the best plan so far
    """
    watch = progress or carry_on
    watch("reading the demand", 0.0)
    roads = Roads(situation.network, situation.shelters)
    demand = read_demand(situation, roads)
    watch("looking for routes", 0.1)
    builder = first_pool(situation, demand, roads)
    watch("placing departures", 0.4)
    packed = pack_everybody(situation, demand, roads, builder)
    tables = tabulate(situation, packed.timed, *join_steps(situation, packed.timed, packed.placed))
    proof = prove(situation, progress=watch)
    return summarise(situation, settings, demand, roads, packed, *tables, proof)


def summarise(
    situation: Situation,
    settings: Settings,
    demand: Demand,
    roads: Roads,
    packed: Packed,
    routes: Routes,
    departures: Departures,
    proof: Proof,
) -> Plan:
    """Add up the tables, hold them against the proof, and name who is left over."""
    zones = situation.zones
    arrivals = Arrivals.of(situation, routes, departures)
    served = float(arrivals.people.sum())
    in_reach = shelters_of_zone(situation, demand, roads, zones_left_over(situation, packed.waiting))
    cuts = proof.plan_cuts()
    t_s = curve_instants(arrivals, np.array([cut.horizon_s for cut in cuts]))
    at_most = np.maximum.accumulate([proof.at_most(float(t)) for t in t_s])
    return Plan(
        scenario=situation.name,
        created_at=situation.start_at,
        method=f"{settings.mode}: routes by static assignment, departures packed in order of arrival",
        routes=routes,
        departures=departures,
        curve=ArrivalCurve(t_s, arrivals.safe_by(t_s), at_most),
        cuts=cuts,
        bounds=proof.bounds(served),
        bound_method=METHOD,
        bottleneck=Bottleneck(),
        people=float(zones.people.sum()),
        evacuated_people=served,
        late_people=arrivals.late_people,
        clearance_s=arrivals.clearance_s,
        mean_arrival_s=arrivals.mean_s,
        **{name: arrivals.time_of(share) for name, share in SHARES.items()},
        unserved=name_unserved(situation, demand, packed.waiting, packed.beds_left, in_reach),
        waiting_for_seat={
            zones.zone_ids[z]: float(zones.no_car_people[z]) for z in np.flatnonzero(zones.no_car_people > 0)
        },
    )
