"""Plan again when the journal knows more than the last plan did; two workers never plan twice."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from clearway.errors import ClearwayError, Conflict
from clearway.operations.cities import Cities
from clearway.operations.clock import Clock
from clearway.plan import Plan
from clearway.situation import Situation, situation_of
from clearway.situation.events import CHANGES_THE_PLAN
from clearway.situation.known import Known, micros
from clearway.store import Store
from clearway.store.plans import Claim, KeptPlan

LEASE = timedelta(seconds=60)  # a worker that dies is replaced after this long; a living one renews

Said = Callable[[str, dict[str, Any]], None]


def replan(store: Store, cities: Cities, journal_id: str, *, clock: Clock, by: str) -> KeptPlan | None:
    """Plan from what is known now and keep a draft; None if there is nothing new or somebody is at it."""
    city = cities.of(store, journal_id)
    claim = None if city is None else claim_if_more(store, journal_id, now=clock.now(), by=by)
    if city is None or claim is None:
        return None
    try:
        with _renewed(store, claim, clock):
            at = _instant_of_planning(store, journal_id, clock.now())
            known, seq = store.known(journal_id, at)
            plan, folder_hash = _plan_and_keep(store, journal_id, city, known, at, clock.now())
            return store.plans.keep_draft(
                claim,
                plan_id=str(uuid4()),
                seq=seq,
                at=at,
                kept_at=clock.now(),
                summary=summary_of(plan, city),
                folder_hash=folder_hash,
            )
    except BaseException:
        store.plans.release(claim)
        raise


def claim_if_more(store: Store, journal_id: str, *, now: datetime, by: str) -> Claim | None:
    """Claim the planning of a journal if it knows more than the last plan."""
    journal = store.journal(journal_id)
    planned, head = store.plans.planned_seq(journal_id), journal.head()
    if planned >= 0 and not journal.knows_more(planned, CHANGES_THE_PLAN):
        return None
    return store.plans.claim(journal_id, head.seq, by=by, at=now, lease=LEASE)


def _instant_of_planning(store: Store, journal_id: str, now: datetime) -> datetime:
    """Return now on the journal's clock, but never before its last line: a plan knows all of it."""
    return max(store.card(journal_id).time(now), store.journal(journal_id).head().learnt_at)


def _plan_and_keep(
    store: Store, journal_id: str, city: Situation, known: Known, at: datetime, created_at: datetime
) -> tuple[Plan, str]:
    """Plan and keep the folder; where a plan is in force, its orders are kept as far as they can be."""
    from clearway.alerts import changes_by_zone, orders_in_words
    from clearway.intake import read_plan, write_plan
    from clearway.planner import make_plan  # compiles code: loaded by the worker only
    from clearway.planner.in_force import with_those_who_left

    situation, before = situation_of(city, known, at), None
    with tempfile.TemporaryDirectory(prefix="clearway-") as name:
        folder = Path(name)
        if kept := store.plans.in_force(journal_id):
            before = read_plan(store.folders.unpack(kept.folder_hash, folder / "before"), city)
            counted = situation_of(city, replace(known, moves={}, holds={}), at)
            situation = with_those_who_left(situation, counted, _counted_s(city, known), before)
        plan = replace(make_plan(situation, before=before), created_at=created_at)
        beside = orders_in_words(situation, plan)
        if before is not None:
            beside |= {"changes.txt": "\n".join(changes_by_zone(situation, plan)) + "\n"}
        write_plan(plan, situation, folder / "plan", beside=beside)
        return plan, store.folders.keep(folder / "plan")


def _counted_s(city: Situation, known: Known) -> np.ndarray:
    """(n_zones,) seconds after the start when each zone was last counted; the map's count is the first."""
    start = micros(city.start_at)
    return np.array(
        [
            max(0.0, (known.counts[zone_id].stamp[0] - start) / 1e6) if zone_id in known.counts else 0.0
            for zone_id in city.zones.zone_ids
        ]
    )


def summary_of(plan: Plan, city: Situation) -> dict[str, Any]:
    """Return what a list of plans shows of a plan: counts and times, nobody's name."""
    return {
        "people": plan.people,
        "evacuated_people": plan.evacuated_people,
        "unserved_people": plan.unserved_people,
        "late_people": plan.late_people,
        "waiting_for_seat": sum(plan.waiting_for_seat.values()),
        "clearance_s": _number(plan.clearance_s),
        "lower_bound_s": _number(plan.lower_bound_s),
        "bottleneck": plan.bottleneck.sentence,
        "unserved": {zone_id: row.reason for zone_id, row in plan.unserved.items()},
        "start": city.start_at.isoformat(),
    }


def _number(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


@contextmanager
def _renewed(store: Store, claim: Claim, clock: Clock) -> Iterator[None]:
    """Renew a claim while we plan, however long that takes."""
    done = threading.Event()

    def keep_renewing() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            try:
                store.plans.renew(claim, at=clock.now(), lease=LEASE)
            except Conflict:
                return  # it has passed to another; keep_draft will say so
            except ClearwayError:
                continue  # the database may be back before the claim ends

    renewing = threading.Thread(target=keep_renewing, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def work(
    store: Store,
    cities: Cities,
    *,
    clock: Clock,
    by: str,
    until: threading.Event,
    every_s: float = 1.0,
    chores: Sequence[Callable[[datetime], None]] = (),
    said: Said = lambda _what, _more: None,
) -> None:
    """Look at every journal, plan where there is more to know, keep snapshots; until told to end.

    chores : what else is done at each look, given the instant
    """
    while not until.wait(every_s):
        try:
            journal_ids = [card.journal_id for card in store.cards()]
        except ClearwayError as error:
            said("the store does not answer", {"error": type(error).__name__})
            continue
        for journal_id in journal_ids:
            _look_at(store, cities, journal_id, clock, by, said)
        for chore in chores:
            try:
                chore(clock.now())
            except Exception as error:  # a conflict: another worker did it at the same moment
                said("a chore was left", {"error": type(error).__name__})


def _look_at(store: Store, cities: Cities, journal_id: str, clock: Clock, by: str, said: Said) -> None:
    """Plan and snapshot one journal; what goes wrong with it must not stop the others."""
    try:
        if draft := replan(store, cities, journal_id, clock=clock, by=by):
            said("planned", {"journal": journal_id, "plan": draft.plan_id, "line": draft.seq})
        if seq := store.snapshot(journal_id):
            said("snapshot", {"journal": journal_id, "line": seq})
    except Exception as error:
        said("could not plan", {"journal": journal_id, "error": type(error).__name__})
