"""A busy shift: many people at once, reading and writing, with a breath between two deeds."""

import random
import threading
import time
from dataclasses import dataclass, field

from clearway.cli.rehearsal.caller import Caller
from clearway.cli.rehearsal.witness import Ledger

BREATH_S = 1.0  # on average between two deeds of one person; ERA's script waits about as long
WARM_UP_S = 3.0

DEEDS = ("look", "look", "look", "look", "tell", "tell", "tell", "lines", "plans", "head")


@dataclass
class Shift:
    """What everybody's deeds took."""

    ledger: Ledger = field(default_factory=Ledger)
    ms: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, part: float) -> float:
        """Return the milliseconds within which so large a share of the deeds was done."""
        ordered = sorted(self.ms) or [float("nan")]
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def work_a_shift(ports: list[int], tokens: list[str], journal_id: str, *, seconds: float, seed: int) -> Shift:
    """Let everybody work for so long; only what was begun after the warm-up counts."""
    shift = Shift()
    began = time.perf_counter()
    people = [
        threading.Thread(
            target=_person, args=(shift, Caller(ports, n, token), journal_id, began, seconds, seed + n)
        )
        for n, token in enumerate(tokens)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return shift


def _person(shift: Shift, caller: Caller, journal_id: str, began: float, seconds: float, seed: int) -> None:
    draw = random.Random(seed)
    time.sleep(draw.uniform(0, BREATH_S))
    counts_from, until = began + WARM_UP_S, began + WARM_UP_S + seconds
    while (now := time.perf_counter()) < until:
        retries = caller.retries
        status = _deed(draw.choice(DEEDS), shift, caller, f"/api/journals/{journal_id}", draw)
        took_ms = (time.perf_counter() - now) * 1000
        with shift.lock:
            if now >= counts_from:
                shift.ms.append(took_ms)
            if status not in (200, 201) or caller.retries != retries:
                shift.failed.append(str(status))
        time.sleep(draw.expovariate(1 / BREATH_S))
    caller.close()


def _deed(what: str, shift: Shift, caller: Caller, journal: str, draw: random.Random) -> int:
    if what == "tell":
        number = f"{draw.getrandbits(96):024x}"
        told = {
            "kind": "AppealReceived",
            "event_id": f"shift-{number}",
            "household_id": f"S-{number}",
            "zone_id": "drill",
            "people": draw.randint(1, 6),
        }
        status, answer = caller.ask("POST", f"{journal}/events", [told])
        if status == 201:
            with shift.lock:
                line = answer["lines"][0]
                shift.ledger.acknowledged(told["event_id"], line["line"], line["event"]["people"])  # type: ignore[arg-type]
        return status
    paths = {"look": "situation", "lines": "events?limit=50", "plans": "plans", "head": "head"}
    return caller.ask("GET", f"{journal}/{paths[what]}")[0]
