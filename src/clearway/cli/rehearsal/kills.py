"""Write while processes die: every acknowledged event must be there afterwards, once."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from clearway.cli.rehearsal.caller import Caller
from clearway.cli.rehearsal.fleet import Fleet
from clearway.cli.rehearsal.witness import Ledger

WRITERS = 16
BATCH = 50  # a desk that was cut off, an import
SAID_AGAIN = 0.02  # of acknowledged requests, sent once more as if the answer had been lost


@dataclass
class Writing:
    """What all writers share."""

    journal_id: str
    wanted: int
    ledger: Ledger = field(default_factory=Ledger)
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0
    refused: list[str] = field(default_factory=list)

    def take(self, how_many: int) -> int:
        """Return how many events to write next; 0 when all are on their way."""
        with self.lock:
            given = min(how_many, self.wanted - self.asked)
            self.asked += given
            return given


def write_under_fire(
    fleet: Fleet,
    tokens: list[str],
    journal_id: str,
    *,
    events: int,
    kills: int,
    seed: int,
    told: Callable[[int, int], None],
) -> tuple[Writing, float]:
    """Write `events` events while `kills` processes are killed at random moments; return what was said."""
    writing = Writing(journal_id, events)
    began = time.perf_counter()
    writers = [
        threading.Thread(
            target=_write, args=(writing, Caller(fleet.ports, n, tokens[n % len(tokens)]), seed + n)
        )
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    _kill(fleet, writing, kills, random.Random(seed), writers, told)
    for writer in writers:
        writer.join()
    return writing, time.perf_counter() - began


def _kill(
    fleet: Fleet,
    writing: Writing,
    kills: int,
    draw: random.Random,
    writers: list[threading.Thread],
    told: Callable[[int, int], None],
) -> None:
    """Kill at moments spread over the writing: each when a drawn number of events is acknowledged."""
    moments = sorted(draw.randrange(writing.wanted) for _ in range(kills))
    for which, moment in enumerate(moments):
        while len(writing.ledger.told) < moment and any(writer.is_alive() for writer in writers):
            told(len(writing.ledger.told), fleet.kills)
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.1))
        fleet.kill_and_restart(draw.randrange(1_000) * 4 + which % 4)
    while any(writer.is_alive() for writer in writers):
        told(len(writing.ledger.told), fleet.kills)
        time.sleep(0.05)


def _write(writing: Writing, caller: Caller, seed: int) -> None:
    """Write until there is nothing left to write; half of the events come one by one, half in batches."""
    draw = random.Random(seed)
    while size := writing.take(BATCH if draw.random() < 1 / (BATCH + 1) * 8 else 1):
        events = [_appeal(draw) for _ in range(size)]
        for _ in range(2 if draw.random() < SAID_AGAIN else 1):
            status, answer = caller.ask("POST", f"/api/journals/{writing.journal_id}/events", events)
            with writing.lock:
                if status != 201:
                    writing.refused.append(f"{status} {answer}")
                    continue
                for line in answer["lines"]:
                    event = line["event"]
                    writing.ledger.acknowledged(event["event_id"], line["line"], event["people"])
    caller.close()


def _appeal(draw: random.Random) -> dict[str, Any]:
    number = f"{draw.getrandbits(96):024x}"
    return {
        "kind": "AppealReceived",
        "event_id": f"drill-{number}",
        "household_id": f"H-{number}",
        "zone_id": "drill",
        "people": draw.randint(1, 6),
        "source": "drill",
    }
