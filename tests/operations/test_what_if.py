"""Many cases side by side: on this machine's cores, and on a Dask cluster with a real scheduler."""

import pytest
from distributed import LocalCluster

from clearway.errors import InputError
from clearway.operations.what_if import cluster, own_cores, plan_cases
from clearway.planner import Settings, make_plan
from clearway.planner.what_if import Case, cases_of

SETTINGS = Settings()


@pytest.fixture
def cases(two_banks) -> tuple[Case, ...]:
    return cases_of(two_banks, make_plan(two_banks))


def test_the_cases_are_capacities_people_and_each_major_road(cases):
    names = [case.name for case in cases]
    assert names[:5] == ["as given", "low capacity", "high capacity", "-30% people", "+30% people"]
    assert {"without ring", "without bridge"} <= set(names)


def test_losing_the_bridge_leaves_the_east_bank(two_banks, cases):
    """3,120 people live east of it; the 2,000 in the west still reach the hall."""
    with own_cores(1) as pool:
        outcomes = plan_cases(two_banks, cases, SETTINGS, pool)
    without = {row.case: row for row in outcomes}["without bridge"]
    assert without.evacuated_people == pytest.approx(2000)
    assert without.unserved_people == pytest.approx(3120)


def test_a_cluster_of_two_workers_finds_what_this_machine_finds(two_banks, cases):
    heard = []
    with own_cores(1) as pool:
        here = plan_cases(two_banks, cases, SETTINGS, pool)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as workers,
        cluster(workers.scheduler_address) as executor,
    ):
        there = plan_cases(two_banks, cases, SETTINGS, executor, heard.append)
    assert there == here
    assert len(heard) == len(cases)


def test_an_address_where_nothing_answers_is_said_in_a_sentence():
    with pytest.raises(InputError, match="no scheduler answers"), cluster("tcp://127.0.0.1:9"):
        pass
