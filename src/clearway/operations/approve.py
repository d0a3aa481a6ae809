"""A person approves a plan: from then on it is in force, and the journal says who approved it."""

from datetime import datetime

from clearway.errors import NotFound
from clearway.operations.tell import named
from clearway.situation.events import PlanApproved
from clearway.store import Store
from clearway.store.plans import KeptPlan


def approve(store: Store, journal_id: str, plan_id: str, *, who: str, now: datetime) -> KeptPlan:
    """Put a draft in force and write it down. Twice is once: the line is named after the plan.

    The line comes first: if we are stopped between the two, approving again finishes it.
    """
    if store.plans.one(journal_id, plan_id).status == "draft":
        _write_down(store, journal_id, plan_id, who, store.card(journal_id).time(now))
    return store.plans.approve(journal_id, plan_id)


def _write_down(store: Store, journal_id: str, plan_id: str, who: str, at: datetime) -> None:
    journal = store.journal(journal_id)
    event_id = named("approval", plan_id, 0)
    try:
        journal.line(event_id)
    except NotFound:
        told = PlanApproved(event_id=event_id, who=who, happened_at=at, learnt_at=at, plan_id=plan_id)
        journal.append([told])
