"""Writing down what we were told, whatever the clocks do; exercises; the example day; the board."""

# ruff: noqa: ARG001 - a test asks for a fixture so that it is there

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clearway.errors import Conflict, InputError, NotFound
from clearway.intake import read_scenario
from clearway.operations.board import Board
from clearway.operations.clock import Clock
from clearway.operations.example import EXAMPLE, LODGED_PEOPLE, example_day, open_example
from clearway.operations.exercises import open_exercise
from clearway.operations.tell import tell, undo
from clearway.situation import fold
from clearway.situation.overview import overview_of

APPEAL = {"kind": "AppealReceived", "household_id": "H1", "zone_id": "east", "people": 3}


def test_who_tells_and_when_we_learnt_it_are_ours_to_say(store, cities, live, clock):
    now = clock.now()
    [line] = tell(store, cities, "live", [APPEAL | {"who": "forged"}], who="desk-1", now=now)
    assert (line.event.who, line.event.learnt_at, line.event.happened_at) == ("desk-1", now, now)


def test_the_same_request_with_the_same_key_is_once_even_hours_later(store, cities, live, clock):
    key = {"who": "desk-1", "idempotency_key": "form-7"}
    [first] = tell(store, cities, "live", [APPEAL], now=clock.now(), **key)
    [again] = tell(store, cities, "live", [APPEAL], now=clock.now() + timedelta(hours=3), **key)
    assert (again.seq, again.hash, again.new) == (first.seq, first.hash, False)
    with pytest.raises(Conflict):
        tell(store, cities, "live", [APPEAL | {"people": 4}], now=clock.now(), **key)
    other = tell(store, cities, "live", [APPEAL], who="desk-2", now=clock.now(), idempotency_key="form-7")
    assert other[0].new, "another account's key is another key"


def test_every_problem_of_every_event_is_said_together_and_nothing_is_kept(store, cities, live, clock):
    wrong = [APPEAL, APPEAL | {"zone_id": "nowhere"}, APPEAL | {"people": -3}]
    with pytest.raises(InputError) as caught:
        tell(store, cities, "live", wrong, who="desk-1", now=clock.now())
    assert [(p.row, p.column) for p in caught.value.problems] == [(2, "zone_id"), (3, "people")]
    assert live.head().seq == 0


def test_an_unknown_event_cannot_be_taken_back(store, live, clock):
    with pytest.raises(NotFound):
        undo(store, "live", "nothing", who="desk-1", now=clock.now())


def test_a_clock_that_is_set_back_or_ahead_does_not_disturb_the_order():
    """The wall clock runs, then jumps back an hour, then ahead a day; ours counts on, and says so."""
    wall, steady = iter([1000.0, 1000.0 + 10 - 3600, 1000.0 + 86400]), iter([5.0, 15.0, 25.0, 15.0, 25.0])
    clock = Clock(lambda: next(wall), lambda: next(steady))
    assert [clock.now(), clock.now()] == [
        datetime.fromtimestamp(1010, UTC),
        datetime.fromtimestamp(1020, UTC),
    ]
    assert clock.jump_s() == pytest.approx(-3600)
    assert clock.jump_s() == pytest.approx(86400 - 20)


def test_a_machine_whose_clock_is_behind_never_changes_what_was_known(store, cities, live, clock):
    now = clock.now()
    tell(store, cities, "live", [APPEAL], who="desk-1", now=now)
    before = store.known("live", now)[1]
    slow = now - timedelta(minutes=20)
    [line] = tell(store, cities, "live", [APPEAL | {"household_id": "H2"}], who="desk-2", now=slow)
    assert line.event.learnt_at == now
    assert line.event.happened_at == slow
    assert store.known("live", now - timedelta(seconds=1))[1] == 0
    assert before == 1


def test_an_exercise_runs_on_its_own_day_and_the_live_journal_does_not(store, live, clock, cities):
    day = datetime(2024, 1, 6, 8, 0, tzinfo=UTC)
    now = clock.now()
    open_exercise(store, "flood-1", name="Flood", now=now, copy_city_of="live", starts_at=day)
    later = now + timedelta(minutes=5)
    [line] = tell(store, cities, "flood-1", [APPEAL], who="desk-1", now=later)
    assert line.event.learnt_at == day + timedelta(minutes=5)
    assert live.head().seq == 0
    with pytest.raises(Conflict, match="only an exercise has its own"):
        store.open_journal("live-2", name="x", live=True, at=now, clock_ahead=timedelta(days=1))


def test_the_board_is_what_a_fold_from_nothing_would_show(store, cities, live, clock):
    board = Board(store, cities)
    board.now("live", clock.now())
    deeds = [
        APPEAL,
        {"kind": "BedHeld", "household_id": "H1", "shelter_id": "hall", "people": 3},
        {"kind": "LinkClosed", "link_id": "bridge"},
        {"kind": "HouseholdArrived", "household_id": "H1", "shelter_id": "hall", "people": 3},
    ]
    for deed in deeds:
        [line] = tell(store, cities, "live", [deed], who="desk-1", now=clock.now())
        look = board.now("live", clock.now(), at_least_seq=line.seq)
        assert look.seq == line.seq
    undone = undo(store, "live", line.event.event_id, who="desk-1", now=clock.now())
    look = board.now("live", clock.now(), at_least_seq=undone.seq)
    at = look.overview.at
    expected = overview_of(cities.of(store, "live"), fold(list(live.events()), at), at)
    assert look.overview == expected
    assert look.overview.shelters[0].held == 3


def test_a_look_is_shared_for_a_second_unless_a_later_line_is_asked_for(store, cities, live, clock):
    board = Board(store, cities)
    first = board.now("live", clock.now())
    tell(store, cities, "live", [APPEAL], who="desk-1", now=clock.now())
    assert board.now("live", clock.now()) is first
    assert board.now("live", clock.now(), at_least_seq=1).seq == 1


def test_the_example_day_lodges_as_many_people_as_were_reported(two_banks):
    city = replace(two_banks, start_at=datetime(2024, 1, 6, 8, 0, tzinfo=UTC))
    day = example_day(city)
    assert day == example_day(city), "same seed, same day"
    assert [e.learnt_at for e in day] == sorted(e.learnt_at for e in day)
    end = day[-1].learnt_at
    overview = overview_of(city, fold(day, end), end)
    [hall] = overview.shelters
    assert LODGED_PEOPLE - 5 < hall.arrived + hall.boarded + hall.held <= LODGED_PEOPLE
    assert overview.waiting.people > 0


def test_the_example_opens_as_an_exercise_that_goes_on_from_its_evening(store, clock):
    folder = Path(__file__).parent.parent.parent / "examples" / EXAMPLE
    journal = open_example(store, folder, read_scenario(folder), now=clock.now())
    card = store.card(EXAMPLE)
    assert not card.live
    assert journal.head().seq > 500
    ahead = card.time(clock.now()) - journal.head().learnt_at
    assert timedelta(0) <= ahead < timedelta(minutes=5)
    assert open_example(store, folder, read_scenario(folder), now=clock.now()) is journal
