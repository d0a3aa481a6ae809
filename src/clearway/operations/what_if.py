"""Plan many cases side by side: on this machine's cores, or on a Dask cluster.

A cluster's executor takes the same calls as a pool of processes here, so a province that plans
hundreds of cases and a laptop that plans ten run the same lines.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context

from clearway.errors import InputError, Problem
from clearway.planner import Settings, make_plan
from clearway.planner.what_if import Case, Outcome, outcome_of
from clearway.situation import Situation

CONNECT_S = 10


def plan_case(situation: Situation, case: Case, settings: Settings) -> Outcome:
    """Plan one case; runs in a process or on a machine of its own."""
    return outcome_of(case, make_plan(case.apply(situation), settings))


def plan_cases(
    situation: Situation,
    cases: Sequence[Case],
    settings: Settings,
    executor: Executor,
    told: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Plan all cases; `told` hears of each as it is done, the result is in the order of `cases`."""
    waiting = {executor.submit(plan_case, situation, case, settings): row for row, case in enumerate(cases)}
    outcomes: dict[int, Outcome] = {}
    for done in as_completed(waiting):
        outcomes[waiting[done]] = done.result()
        told(done.result())
    return [outcomes[row] for row in range(len(cases))]


@contextmanager
def own_cores(workers: int | None = None) -> Iterator[Executor]:
    """Give a pool of processes on this machine."""
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the workers of a running Dask scheduler.

    Raises InputError where nothing answers at the address or Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            [Problem("--cluster", "Dask is not installed", "Install clearway[cluster].")]
        ) from error
    try:
        client = Client(address, timeout=CONNECT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        what = f"no scheduler answers at {address!r}"
        raise InputError(
            [Problem("--cluster", what, "Give the address of a Dask scheduler, tcp://HOST:8786.")]
        ) from error
    with client:
        yield client.get_executor()  # type: ignore[no-untyped-call]
