"""Make a plan: from a situation to who leaves when, by which road, to which bed, and the proof."""

from dataclasses import replace

import numpy as np

from clearway.plan import Plan
from clearway.planner.assemble import assemble, tables_of
from clearway.planner.contraflow import choose_turned, with_contraflow, with_every_road_turnable
from clearway.planner.danger import within_limits
from clearway.planner.demand import Demand, read_demand
from clearway.planner.flow import plan_flow
from clearway.planner.from_now import put_back, seen_from_now
from clearway.planner.orders import plan_orders
from clearway.planner.prove import Proof, prove
from clearway.planner.quick import plan_at_once
from clearway.planner.replan import LARGE_GAIN, Scheduled, left_over, replan
from clearway.planner.routes import first_pool
from clearway.planner.settings import Progress, Settings, Stopped, carry_on
from clearway.planner.signs import junctions_with_two_ways, plan_signs
from clearway.planner.summary import name_unserved, shelters_of_zone, zones_left_over
from clearway.planner.task import SoFar, Task
from clearway.planner.trees import Roads
from clearway.planner.windows import tabulate
from clearway.situation import Situation

DEFAULT = Settings()
CONTRAFLOW_PAYS = 0.02  # of the mean arrival: less is not worth the posts
REPLAN_EFFORT = 0.3
REPLAN_HORIZONS = 30  # half the time of 80 with a closure, for 0.3 % of the bound on the mean
METHODS = {
    "flow": "flow: routes and slots balanced by prices, then packed exactly; waiting at home only",
    "orders": "orders: few routes and windows for each zone; waiting at home only",
    "signs": "signs: one way on at every junction; waiting at home only",
}


def make_plan(
    situation: Situation,
    settings: Settings = DEFAULT,
    *,
    before: Plan | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan the evacuation of a situation, feasible by construction, and prove how good it is.

    Nobody is lost: every person with a car is in a departure window or in `plan.unserved` with a
    reason, everybody without one in `plan.waiting_for_seat`.

    Parameters
    ----------
    situation : what stands, what is closed, ready and open; nothing is ordered before its `at_s`
    settings : mode, routes and windows, contraflow, effort, seed
    before : the plan in force, made for the same rows; it is kept where it can be (`plan.changes`)
    progress : told what is being done; answers False to stop with the best plan so far
    """
    watch = progress or carry_on
    narrow = within_limits(situation)
    if before is not None:
        return _replanned(situation, narrow, settings, before, watch)
    plan, proof = _afresh(situation, narrow, settings, watch)
    if settings.contraflow:
        return _turned_where_it_pays(situation, narrow, settings, plan, proof, watch)
    return plan


def _afresh(
    situation: Situation, narrow: Situation, settings: Settings, watch: Progress, proof: Proof | None = None
) -> tuple[Plan, Proof]:
    """Plan on the narrow situation (limits, roads turned); prove on the situation as it is."""
    proof = proof or prove(situation, progress=watch)
    rest = _scheduled(narrow, settings, watch, proof)
    method = METHODS[settings.mode]
    if settings.mode == "signs" and (n := junctions_with_two_ways(situation.network, rest.routes)):
        method += f"; {n} junctions have a second sign, for those whose own leads to no free bed"
    return assemble(situation, rest.routes, rest.departures, rest.unserved, proof, method), proof


def _scheduled(
    situation: Situation,
    settings: Settings,
    watch: Progress,
    proof: Proof | None = None,
    others_until_s: float = 0.0,
) -> Scheduled:
    """Find routes and departures for all vehicles of a situation, on a clock that begins now.

    proof : of the situation, if there is one; where planning begins later than the situation's clock it
        says too little about how long the evacuation takes, and another is made
    others_until_s : when those are out, at the earliest, who share the roads with them
    """
    watch("reading the demand", 0.0)
    now, moved_s = seen_from_now(situation)
    roads = Roads(now.network, now.shelters)
    demand = read_demand(now, roads)
    proof = proof if proof is not None and moved_s == 0 else prove(now, progress=watch)
    watch("looking for routes", 0.3)
    first = first_pool(now, demand, roads)
    end_s, share = _aims(proof, demand, now)
    so_far = SoFar()
    end_s = max(end_s, others_until_s - moved_s)
    task = Task(now, demand, roads, end_s, share, settings, so_far.stopping(watch), so_far)
    plan_by = {"orders": plan_orders, "flow": plan_flow, "signs": plan_signs}[settings.mode]
    try:
        schedule = plan_by(task, first)
    except Stopped:
        schedule = plan_at_once(task, first)
    in_reach = shelters_of_zone(now, demand, roads, zones_left_over(now, schedule.waiting))
    unserved = name_unserved(now, demand, schedule.waiting, schedule.beds, in_reach)
    routes, departures = tabulate(schedule)
    return Scheduled(routes, put_back(departures, moved_s), unserved)


def _turned_where_it_pays(
    situation: Situation, narrow: Situation, settings: Settings, plan: Plan, proof: Proof, watch: Progress
) -> Plan:
    """Plan again with the roads turned that the bound picks; keep them only if the plan gains."""
    if not watch("looking for roads to turn one way", 0.9):
        return plan
    turned = choose_turned(narrow, plan, proof)
    if not turned:
        return plan
    wide = prove(with_every_road_turnable(situation), progress=watch)
    again, _ = _afresh(situation, with_contraflow(narrow, turned), settings, watch, proof=wide)
    gain_s = plan.mean_arrival_s - again.mean_arrival_s
    if again.unserved_people > plan.unserved_people + 0.5 or gain_s < CONTRAFLOW_PAYS * plan.mean_arrival_s:
        return plan
    return replace(again, method=f"{again.method}; contraflow", contraflow=turned)


def _replanned(
    situation: Situation, narrow: Situation, settings: Settings, before: Plan, watch: Progress
) -> Plan:
    """Keep the plan before where it can be kept, plan the rest, say what changes."""
    proof = prove(situation, most_horizons=REPLAN_HORIZONS, progress=watch)
    narrow = with_contraflow(narrow, before.contraflow)
    quick = replace(settings, effort=settings.effort * REPLAN_EFFORT)

    together_s = proof.bounds(min(proof.savable_people, float(situation.zones.car_people.sum()))).clearance_s

    def plan_rest(rest: Situation) -> Scheduled:
        return _scheduled(rest, quick, watch, others_until_s=together_s)

    again = replan(narrow, before, plan_rest, lambda *found: _near_enough(situation, before, proof, *found))
    tables = tables_of(situation, again.pieces, before)
    changes = {situation.zones.zone_ids[zone]: text for zone, text in again.changes.items()}
    if before.contraflow:
        proof = prove(with_every_road_turnable(situation), progress=watch)
    return assemble(
        situation, *tables, left_over(situation, again), proof, f"{METHODS[settings.mode]}; replanned",
        contraflow=before.contraflow, changes=changes,
    )  # fmt: skip


def _near_enough(
    situation: Situation, before: Plan, proof: Proof, served: float, stranded: float, mean_s: float
) -> bool:
    """Whether a plan is as near its bound as the plan before was, and serves as many as can be.

    Each shelter may keep a last few beds that fit no vehicle; nothing can be ordered to who is stranded.
    """
    everybody = float(situation.zones.car_people.sum())
    in_a_vehicle = float(situation.zones.people_per_vehicle.max(initial=0.0))
    could_be = min(proof.savable_people, everybody) - in_a_vehicle * len(situation.shelters)
    left_over = everybody - served - stranded
    as_many = served + stranded >= could_be - 0.5 or left_over <= before.unserved_people + 0.5
    if not before.bounds.mean_arrival_s > 0:  # nothing was proved of the plan before: its orders stay
        return as_many
    over = before.mean_arrival_s / before.bounds.mean_arrival_s
    return as_many and mean_s <= over * proof.bounds(served).mean_arrival_s * (1 + LARGE_GAIN)


def _aims(proof: Proof, demand: Demand, situation: Situation) -> tuple[float, float]:
    """Return (bound on the clearance, share of the people who can be saved at all)."""
    people = float(demand.vehicles @ situation.zones.people_per_vehicle)
    share = min(1.0, proof.savable_people / people) if people > 0 else 1.0
    end_s = proof.bounds(share * people).clearance_s
    return (end_s if np.isfinite(end_s) and end_s > 0 else situation.horizon_s / 4, share)
