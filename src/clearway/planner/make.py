"""Make a plan: from a situation to who leaves when, by which road, to which bed, and the proof."""

import numpy as np

from clearway.plan import ArrivalCurve, Plan
from clearway.planner.bottleneck import bottleneck_of
from clearway.planner.demand import Demand, read_demand
from clearway.planner.flow import plan_flow
from clearway.planner.orders import plan_orders
from clearway.planner.prove import METHOD as BOUND_METHOD
from clearway.planner.prove import Proof, prove
from clearway.planner.routes import first_pool
from clearway.planner.schedule import Schedule
from clearway.planner.settings import Progress, Settings, carry_on
from clearway.planner.summary import (
    SHARES,
    Arrivals,
    curve_instants,
    name_unserved,
    shelters_of_zone,
    zones_left_over,
)
from clearway.planner.task import Task
from clearway.planner.trees import Roads
from clearway.planner.windows import tabulate
from clearway.situation import Situation

DEFAULT = Settings()
METHODS = {
    "flow": "flow: routes and slots balanced by prices, then packed exactly; waiting at home only",
    "orders": "orders: few routes and windows for each zone; waiting at home only",
    "signs": "signs: one way on at every junction; waiting at home only",
}


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
    proof = prove(situation, progress=watch)
    watch("looking for routes", 0.3)
    first = first_pool(situation, demand, roads)
    task = Task(situation, demand, roads, *_aims(proof, demand, situation), settings, watch)
    schedule = (plan_orders if settings.mode == "orders" else plan_flow)(task, first)
    return summarise(task, schedule, proof)


def _aims(proof: Proof, demand: Demand, situation: Situation) -> tuple[float, float]:
    """Return (bound on the clearance, share of the people who can be saved at all)."""
    people = float(demand.vehicles @ situation.zones.people_per_vehicle)
    share = min(1.0, proof.savable_people / people) if people > 0 else 1.0
    end_s = proof.bounds(share * people).clearance_s
    return (end_s if np.isfinite(end_s) and end_s > 0 else situation.horizon_s / 4, share)


def summarise(task: Task, schedule: Schedule, proof: Proof) -> Plan:
    """Tabulate the schedule, hold it against the proof, and name who is left over."""
    situation, demand, zones = task.situation, task.demand, task.situation.zones
    routes, departures = tabulate(schedule)
    arrivals = Arrivals.of(situation, routes, departures)
    served = float(arrivals.people.sum())
    in_reach = shelters_of_zone(situation, demand, task.roads, zones_left_over(situation, schedule.waiting))
    cuts = proof.plan_cuts()
    t_s = curve_instants(arrivals, np.array([cut.horizon_s for cut in cuts]))
    at_most = np.maximum.accumulate([proof.at_most(float(t)) for t in t_s])
    return Plan(
        scenario=situation.name,
        created_at=situation.start_at,
        method=METHODS[task.settings.mode],
        routes=routes,
        departures=departures,
        curve=ArrivalCurve(t_s, arrivals.safe_by(t_s), at_most),
        cuts=cuts,
        bounds=proof.bounds(served),
        bound_method=BOUND_METHOD,
        bottleneck=bottleneck_of(situation, proof, served),
        people=float(zones.people.sum()),
        evacuated_people=served,
        late_people=arrivals.late_people,
        clearance_s=arrivals.clearance_s,
        mean_arrival_s=arrivals.mean_s,
        **{name: arrivals.time_of(share) for name, share in SHARES.items()},
        unserved=name_unserved(situation, demand, schedule.waiting, schedule.beds, in_reach),
        waiting_for_seat={
            zones.zone_ids[z]: float(zones.no_car_people[z]) for z in np.flatnonzero(zones.no_car_people > 0)
        },
    )
