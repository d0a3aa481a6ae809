"""Many questions about relatives: does the answer, or its time, tell the known from the unknown?"""

import math
import random
import time
from dataclasses import dataclass

from clearway.cli.rehearsal.caller import Caller
from clearway.people import Household, Person
from clearway.store.vault import Vault

KNOWN_PEOPLE = 200
FIRST = ("Оксана", "Ганна", "Марія", "Іван", "Юрій", "Anna", "Peter", "Hanna", "Олег", "Ірина")
LAST = ("Тест", "Зразок", "Приклад", "Muster", "Sample", "Probe", "Дослід", "Проба", "Exempel", "Vzor")


@dataclass(frozen=True)
class Tried:
    """What so many questions gave: different answers, and how likely so large a difference in time is."""

    names: int
    answers: int
    p_value: float


def register_known(vault: Vault, now: object) -> list[tuple[str, int, str]]:
    """Keep files of invented people; return name, birth year and telephone of each."""
    known = []
    for n in range(KNOWN_PEOPLE):
        name, year, phone = _person(n)
        household = Household(
            household_id=f"drill-{n:05d}", people=(Person(name=name, birth_year=year),), phones=(phone,)
        )
        vault.keep(household, who="drill", at=now, asked_again=True)  # type: ignore[arg-type]
        known.append((name, year, phone))
    return known


def _person(n: int) -> tuple[str, int, str]:
    name = f"{FIRST[n % 10]} {LAST[n // 10 % 10]}{chr(0x430 + n % 32)}{chr(0x430 + n // 32 % 32)}"
    return name, 1940 + n % 70, f"+38050{n:07d}"


def try_names(ports: list[int], known: list[tuple[str, int, str]], names: int, *, seed: int) -> Tried:
    """Ask about known and unknown people in a drawn order; compare every answer and the times."""
    draw, caller = random.Random(seed), Caller(ports[:1], 0, "")
    seen: set[str] = set()
    ms: dict[bool, list[float]] = {True: [], False: []}
    for n in range(names):
        is_known = draw.random() < 0.5
        name, year, phone = draw.choice(known) if is_known else _person(KNOWN_PEOPLE + n)
        question = {"name": name, "birth_year": year, "phone": phone, "address": "", "seeker": "drill"}
        began = time.perf_counter()
        status, answer = caller.ask("POST", "/api/relatives/questions", question)
        ms[is_known].append(time.perf_counter() - began)
        seen.add(f"{status} {answer}")
    caller.close()
    return Tried(names, len(seen), mann_whitney_p(ms[True], ms[False]))


def mann_whitney_p(one: list[float], other: list[float]) -> float:
    """Return how likely so large a difference in rank is if both are alike (two-sided, normal approximation).

    Source: Mann and Whitney, On a test of whether one of two random variables is stochastically larger
    than the other (1947).
    """
    if not one or not other:
        return 1.0
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    rank_sum = sum(rank for rank, (_, mine) in enumerate(ranked, start=1) if mine)
    n, m = len(one), len(other)
    u = rank_sum - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))
