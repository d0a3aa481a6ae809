"""What a plan changes for each zone since the plan before it, for the staff who give out the orders."""

from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock


def changes_by_zone(situation: Situation, plan: Plan) -> list[str]:
    """Return one line that says how many zones change from when on, then one for each of them."""
    zones, n = situation.zones, len(situation.zones)
    if not plan.changes:
        return ["Every order stays as it was; nobody needs to be told anything."]
    stay = n - len(plan.changes)
    kept = "no zone keeps" if stay == 0 else "1 keeps" if stay == 1 else f"the other {stay} keep"
    changed = "1 zone changes" if len(plan.changes) == 1 else f"{len(plan.changes)} zones change"
    head = f"From {clock(situation.start_at, situation.at_s)} on {changed}; {kept} the orders given."
    return [head] + [
        f"{zones.names[row] or zone_id} ({zone_id}): {plan.changes[zone_id]}"
        if zones.names[row] != zone_id
        else f"{zone_id}: {plan.changes[zone_id]}"
        for row, zone_id in enumerate(zones.zone_ids)
        if zone_id in plan.changes
    ]
