"""The worker plans when the journal knows more, and never twice; a plan is a draft until approved."""

# ruff: noqa: ARG001 - a test asks for a fixture so that it is there

import threading
from datetime import timedelta

import numpy as np
import pytest

from clearway.errors import Conflict
from clearway.intake import read_plan
from clearway.operations.approve import approve
from clearway.operations.replan import claim_if_more, replan, work
from clearway.operations.tell import tell, undo
from clearway.planner.pieces import pieces_of

CLOSED = {"kind": "LinkClosed", "link_id": "bridge", "reason": "the bridge is down"}


def told(store, cities, clock, *records):
    return tell(store, cities, "live", list(records), who="desk-1", now=clock.now())


def test_the_first_plan_is_made_without_anything_told(store, cities, live, clock):
    draft = replan(store, cities, "live", clock=clock, by="worker-1")
    assert (draft.status, draft.seq, draft.summary["unserved_people"]) == ("draft", 0, 0)
    assert replan(store, cities, "live", clock=clock, by="worker-1") is None, "nothing new: no new plan"


def test_a_closure_makes_a_new_plan_that_names_who_is_cut_off(store, cities, live, clock):
    replan(store, cities, "live", clock=clock, by="worker-1")
    told(store, cities, clock, CLOSED)
    draft = replan(store, cities, "live", clock=clock, by="worker-1")
    assert draft.seq == 1
    assert list(draft.summary["unserved"]) == ["east"]
    [line] = live.lines()
    undo(store, "live", line.event.event_id, who="desk-1", now=clock.now())
    assert replan(store, cities, "live", clock=clock, by="worker-1").summary["unserved"] == {}


def test_what_changes_no_plan_asks_for_none(store, cities, live, clock):
    replan(store, cities, "live", clock=clock, by="worker-1")
    told(store, cities, clock, {"kind": "ZoneStatusSet", "zone_id": "east", "status": "warning"})
    assert replan(store, cities, "live", clock=clock, by="worker-1") is None


def test_of_many_workers_at_one_moment_one_plans(store, cities, live, clock):
    claims = []
    workers = [
        threading.Thread(
            target=lambda n=n: claims.append(claim_if_more(store, "live", now=clock.now(), by=f"worker-{n}"))
        )
        for n in range(12)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len([claim for claim in claims if claim is not None]) == 1


def test_a_worker_that_died_is_replaced_and_its_late_plan_is_dropped(store, cities, live, clock):
    now = clock.now()
    died = claim_if_more(store, "live", now=now, by="worker-1")
    assert claim_if_more(store, "live", now=now + timedelta(seconds=59), by="worker-2") is None
    later = claim_if_more(store, "live", now=now + timedelta(seconds=61), by="worker-2")
    assert later.claim == died.claim + 1
    keep = {"plan_id": "p", "seq": 0, "at": now, "kept_at": now, "summary": {}, "folder_hash": "x"}
    with pytest.raises(Conflict, match="Another worker plans"):
        store.plans.keep_draft(died, **keep)
    with pytest.raises(Conflict, match="Another worker plans"):
        store.plans.renew(died, at=now, lease=timedelta(seconds=60))
    assert store.plans.keep_draft(later, **keep).status == "draft"


def test_a_plan_that_could_not_be_made_is_tried_again(store, cities, live, clock, monkeypatch):
    monkeypatch.setattr("clearway.operations.replan._plan_and_keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replan(store, cities, "live", clock=clock, by="worker-1")
    monkeypatch.undo()
    assert replan(store, cities, "live", clock=clock, by="worker-2") is not None


def later(monkeypatch, clock, minutes: float) -> None:
    """Let the clock of the service show so many minutes more from now on."""
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(minutes=minutes))


def leaving(plan, zone_ix: int, from_s: float = -np.inf, until_s: float = np.inf) -> float:
    """Vehicles of a zone that leave within a time."""
    pieces = [piece for piece in pieces_of(plan.routes, plan.departures) if piece.zone_ix == zone_ix]
    inside = [piece for piece in pieces if piece.from_s < until_s and piece.until_s > from_s]
    return sum(piece.between(from_s, until_s).vehicles for piece in inside)


def test_what_follows_an_approved_plan_counts_who_has_left(store, cities, live, clock, tmp_path, monkeypatch):
    """Ten minutes in the bridge falls: who has crossed is safe, who is still in the east is named."""
    city = cities.of(store, "live")
    first = replan(store, cities, "live", clock=clock, by="worker-1")
    approve(store, "live", first.plan_id, who="officer-1", now=clock.now())
    later(monkeypatch, clock, 10)
    told(store, cities, clock, CLOSED)
    second = replan(store, cities, "live", clock=clock, by="worker-1")
    after = read_plan(store.folders.unpack(second.folder_hash, tmp_path / "second"), city)
    assert 0 < leaving(after, city.zones.zone_ix_by_id["east"]) < 3120
    assert after.evacuated_people + after.unserved_people == pytest.approx(5120, abs=0.5)
    assert "east" in (tmp_path / "second" / "changes.txt").read_text()


def test_a_count_of_who_is_still_there_changes_no_order_in_force(
    store, cities, live, clock, tmp_path, monkeypatch
):
    """Ten minutes in as many are counted as should still be at home; nobody who has left is lost."""
    city = cities.of(store, "live")
    first = replan(store, cities, "live", clock=clock, by="worker-1")
    before = read_plan(store.folders.unpack(first.folder_hash, tmp_path / "first"), city)
    approve(store, "live", first.plan_id, who="officer-1", now=clock.now())
    later(monkeypatch, clock, 10)
    row = city.zones.zone_ix_by_id["east"]
    at_s = (clock.now() - city.start_at).total_seconds()
    people = int(np.ceil(leaving(before, row, from_s=at_s) * city.zones.people_per_vehicle[row]))
    counted = {"kind": "PeopleCounted", "zone_id": "east", "people": people, "no_car_people": 0}
    told(store, cities, clock, counted)
    second = replan(store, cities, "live", clock=clock, by="worker-1")
    after = read_plan(store.folders.unpack(second.folder_hash, tmp_path / "second"), city)
    assert 0 < people < 3120
    assert after.evacuated_people == pytest.approx(5120, abs=3)
    for row in range(len(city.zones)):
        for minute in range(0, 90, 5):
            in_time = 60.0 * minute, 60.0 * minute + 300.0
            assert leaving(after, row, *in_time) == pytest.approx(leaving(before, row, *in_time), abs=3)


def test_a_draft_is_in_force_only_when_a_person_approves_it(store, cities, live, clock):
    first = replan(store, cities, "live", clock=clock, by="worker-1")
    told(store, cities, clock, CLOSED)
    second = replan(store, cities, "live", clock=clock, by="worker-1")
    assert [plan.status for plan in store.plans.all("live")] == ["draft", "draft"]
    approve(store, "live", first.plan_id, who="officer-1", now=clock.now())
    approve(store, "live", first.plan_id, who="officer-1", now=clock.now())
    approve(store, "live", second.plan_id, who="officer-2", now=clock.now())
    assert {p.plan_id: p.status for p in store.plans.all("live")} == {
        first.plan_id: "superseded",
        second.plan_id: "approved",
    }
    approvals = [(e.plan_id, e.who) for e in live.events() if type(e).__name__ == "PlanApproved"]
    assert approvals == [(first.plan_id, "officer-1"), (second.plan_id, "officer-2")]
    with pytest.raises(Conflict, match="replaced by a newer one"):
        approve(store, "live", first.plan_id, who="officer-1", now=clock.now())


def test_the_plan_that_is_kept_is_the_folder_that_anybody_can_read(store, cities, live, clock, tmp_path):
    draft = replan(store, cities, "live", clock=clock, by="worker-1")
    folder = store.folders.unpack(draft.folder_hash, tmp_path / "plan")
    plan = read_plan(folder, cities.of(store, "live"))
    assert plan.evacuated_people == draft.summary["evacuated_people"] == 5120


def test_two_workers_side_by_side_plan_each_change_once(store, cities, live, clock):
    """Two loops look at the same journal; two changes come; every plan knows another line."""
    stop, said = threading.Event(), []
    workers = [
        threading.Thread(
            target=work,
            args=(store, cities),
            kwargs={
                "clock": clock,
                "by": f"worker-{n}",
                "until": stop,
                "every_s": 0.01,
                "said": lambda what, more: said.append((what, more)),
            },
        )
        for n in range(2)
    ]
    for worker in workers:
        worker.start()
    for seq in (0, 1, 2):
        if seq:
            told(store, cities, clock, CLOSED)
        wait_until(lambda seq=seq: any(plan.seq == seq for plan in store.plans.all("live")), stop)
    stop.set()
    for worker in workers:
        worker.join()
    seqs = [plan.seq for plan in store.plans.all("live")]
    assert sorted(seqs) == sorted(set(seqs)) == [0, 1, 2]
    assert [what for what, _ in said if what == "could not plan"] == []


def wait_until(done, stop, *, at_most_s: float = 60.0):
    waits = threading.Event()
    for _ in range(int(at_most_s / 0.05)):
        if done():
            return
        waits.wait(0.05)
    stop.set()
    raise AssertionError("the workers did not plan")
