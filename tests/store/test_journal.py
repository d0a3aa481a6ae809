"""What the city can rely on about its journal, on both databases."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from clearway.errors import Conflict, NotFound
from clearway.situation.events import Undone
from clearway.store import Store
from tests.stores import START, appeal, minute, told


def test_an_event_comes_back_as_it_was_told(journal):
    event = appeal(5, source="форма 12", happened_at=minute(4) + timedelta(microseconds=7))
    [line] = journal.append([event])
    assert (line.seq, line.new) == (1, True)
    assert journal.line("e5").event == event
    assert list(journal.events()) == [event]


def test_the_same_event_twice_is_once(journal):
    [first] = journal.append([appeal(5)])
    [again] = journal.append([appeal(5, learnt_at=minute(30))])
    assert (again.seq, again.hash, again.new) == (first.seq, first.hash, False)
    assert journal.head().seq == 1


def test_the_same_event_twice_in_one_request_is_once(journal):
    first, again = journal.append([appeal(5), appeal(5)])
    assert first.seq == again.seq == journal.head().seq == 1


def test_the_same_id_with_another_content_is_a_conflict_that_says_what_differs(journal):
    journal.append([appeal(5)])
    with pytest.raises(Conflict, match="line 1 already, with another people"):
        journal.append([appeal(6), appeal(5, people=4)])
    assert journal.head().seq == 1, "nothing of a refused request is kept"


def test_what_was_known_never_changes_because_learnt_at_never_falls(journal):
    journal.append([appeal(10)])
    [line] = journal.append([appeal(5)])
    assert line.event.happened_at == minute(5)
    assert line.event.learnt_at == minute(10)


def test_a_request_made_for_an_older_head_is_refused(journal):
    journal.append([appeal(1)])
    with pytest.raises(Conflict, match="moved on"):
        journal.append([appeal(2)], only_if_head=0)
    assert [line.seq for line in journal.append([appeal(2)], only_if_head=1)] == [2]


def test_many_callers_at_once_lose_nothing_and_double_nothing(journal):
    """24 callers write 40 events each; 20 of every 40 are told by two callers."""

    def tell(caller: int) -> None:
        for n in range(40):
            number = 10_000 * (caller // 2) + n if n < 20 else 1_000_000 + 1_000 * caller + n
            event = appeal(1, event_id=f"x{number}", household_id=f"H{number}")
            journal.append([event])

    callers = [threading.Thread(target=tell, args=(caller,)) for caller in range(24)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    ids = [event.event_id for event in journal.events()]
    assert len(ids) == len(set(ids)) == 12 * 20 + 24 * 20
    assert [line.seq for line in journal.lines(limit=1000)] == list(range(1, len(ids) + 1))


def test_two_processes_share_one_journal(journal, database_url):
    """Two stores stand for two processes: each sees and continues the other's chain."""
    with Store(database_url) as other:
        journal.append([appeal(1)])
        other.journal("live").append([appeal(2)])
        journal.append([appeal(3)])
        assert [e.event_id for e in other.journal("live").events()] == ["e1", "e2", "e3"]
        assert other.verify("live").whole


def test_lines_are_read_page_by_page(journal):
    journal.append([appeal(n) for n in range(7)])
    assert [line.seq for line in journal.lines(after=2, limit=3)] == [3, 4, 5]
    assert [e.event_id for e in journal.events(after=2, until=4)] == ["e2", "e3"]


def test_more_lines_than_one_chunk_come_whole_and_in_order(journal):
    journal.append([appeal(1, event_id=f"x{n}") for n in range(12_001)])
    assert [e.event_id for e in journal.events()] == [f"x{n}" for n in range(12_001)]


def test_an_exercise_is_another_journal_and_never_touches_the_live_one(store, journal):
    drill = store.open_journal("exercise-1", name="Night shift", live=False, at=START)
    drill.append([appeal(1)])
    assert journal.head().seq == 0
    assert drill.append([appeal(2)])[0].seq == 2
    with pytest.raises(Conflict, match="already"):
        store.open_journal("exercise-1", name="Again", live=False, at=START)
    with pytest.raises(NotFound):
        store.journal("nowhere")


def test_the_last_plan_is_asked_for_only_by_events_that_change_it(journal):
    journal.append([appeal(1)])
    assert journal.knows_more(0, {"AppealReceived"})
    assert not journal.knows_more(1, {"AppealReceived"})
    assert not journal.knows_more(0, {"LinkClosed"})


def test_what_is_taken_back_is_found_without_reading_all(store, journal):
    journal.append([appeal(1), Undone(undoes="e1", **told(2))])
    with store.database.read() as connection:
        assert [(seq, e.undoes) for seq, e in journal.undoings(connection, until=2)] == [(2, "e1")]
        assert journal.undoings(connection, until=1) == []


def test_text_of_any_alphabet_survives(journal):
    event = appeal(1, zone_id="Ковальчук “é” \\ \" ' % 漢字 🚌")
    journal.append([event])
    assert journal.line("e1").event == replace(event)
