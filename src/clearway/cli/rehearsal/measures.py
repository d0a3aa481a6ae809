"""What one process can do: durable events a second, import, the fold of a long journal."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from clearway.situation.events import AppealReceived, BedHeld, Event, HouseholdArrived, HouseholdBoarded
from clearway.store import Store

CALLERS = 32
MEASURE_S = 3.0
IMPORT_AT_ONCE = 2_000
START = datetime(2024, 1, 6, 8, 0, tzinfo=UTC)
KINDS_A_HOUSEHOLD = 4


@dataclass(frozen=True)
class Rates:
    """Durable events a second: one caller, many callers of one process."""

    one_caller_per_s: float
    events_per_s: float


def durable_rates(store: Store, journal_id: str) -> Rates:
    """Append single events from one caller, then from many; each waits until its event is on disk."""
    return Rates(_rate(store, journal_id, 1), _rate(store, journal_id, CALLERS))


def _rate(store: Store, journal_id: str, callers: int) -> float:
    journal = store.journal(journal_id)
    done = [0] * callers
    began = time.perf_counter()

    def call(n: int) -> None:
        while time.perf_counter() - began < MEASURE_S:
            journal.append([some_event(0, str(uuid4()))])
            done[n] += 1

    threads = [threading.Thread(target=call, args=(n,)) for n in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def import_events(store: Store, journal_id: str, how_many: int) -> float:
    """Import a long journal; return events a second, each batch on disk before the next."""
    journal = store.journal(journal_id)
    began = time.perf_counter()
    for first in range(0, how_many, IMPORT_AT_ONCE):
        batch = range(first, min(first + IMPORT_AT_ONCE, how_many))
        journal.append([some_event(n, f"00000000-0000-4000-8000-{n:012d}") for n in batch])
    return how_many / (time.perf_counter() - began)


def some_event(n: int, event_id: str) -> Event:
    """Return the n-th event of a long journal: households ask, get a bed, leave and arrive."""
    at = START + timedelta(seconds=n)
    household_id, people = f"H{n // KINDS_A_HOUSEHOLD:08d}", 1 + (n // KINDS_A_HOUSEHOLD) % 6
    told = {"event_id": event_id, "who": "drill", "happened_at": at, "learnt_at": at, "source": "drill"}
    of = {"household_id": household_id, "people": people}
    shelter_id = f"S{n % 7}"
    make = (
        lambda: AppealReceived(zone_id=f"Z{n % 50}", **of, **told),  # type: ignore[arg-type]
        lambda: BedHeld(shelter_id=shelter_id, **of, **told),  # type: ignore[arg-type]
        lambda: HouseholdBoarded(shelter_id=shelter_id, **of, **told),  # type: ignore[arg-type]
        lambda: HouseholdArrived(shelter_id=shelter_id, **of, **told),  # type: ignore[arg-type]
    )
    return make[n % KINDS_A_HOUSEHOLD]()


_FOLD = """
import json, resource, sys, time
from datetime import datetime, timezone
from clearway.situation import beds_taken
from clearway.store import Store
store, at = Store(sys.argv[1]), datetime(2200, 1, 1, tzinfo=timezone.utc)
began = time.perf_counter()
known, seq = store.known(sys.argv[2], at)
seconds = time.perf_counter() - began
arrived = sum(taken.arrived for taken in beds_taken(known, at).values())
peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "lines": seq, "arrived": arrived}))
"""


@dataclass(frozen=True)
class Fold:
    """What a fold took, in a process of its own."""

    seconds: float
    peak_mb: float
    lines: int
    arrived: int


def fold_alone(database: str, journal_id: str) -> Fold:
    """Fold a journal in a fresh process, so that its memory is its own."""
    command = [sys.executable, "-c", _FOLD, database, journal_id]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Fold(**json.loads(done.stdout))


def arrived_people(how_many: int) -> int:
    """Return how many people must be in shelters after so many of these events, worked out by hand."""
    return sum(1 + n % 6 for n in range(how_many // KINDS_A_HOUSEHOLD))
