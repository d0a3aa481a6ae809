"""A variant is the same situation, changed in one thing and in nothing else."""

import numpy as np

from clearway.situation.variants import (
    with_beds_added,
    with_links_closed,
    with_links_reopened,
    with_people_scaled,
    with_zones_ready,
)


def test_more_people_come_with_more_vehicles(two_banks):
    more = with_people_scaled(two_banks, 1.3)
    assert more.zones.people.sum() == two_banks.zones.people.sum() * 1.3
    assert list(more.zones.vehicles) == [4056.0, 2600.0]


def test_a_link_closed_and_reopened_leaves_what_was_there(two_banks):
    closed = with_links_closed(two_banks, [0], from_s=600.0, reason="hit")
    assert closed.closures.windows_of(0) == [(600.0, np.inf)]
    assert closed.closures.reasons == ("hit",)
    assert len(with_links_reopened(closed, [0]).closures) == 0
    assert len(with_links_reopened(closed, [1]).closures) == 1


def test_beds_taken_away_never_fall_below_none(two_banks):
    assert with_beds_added(two_banks, 0, 200).shelters.beds[0] == 6200
    assert with_beds_added(two_banks, 0, -9999).shelters.beds[0] == 0


def test_nobody_is_ready_before_the_start(two_banks):
    assert list(with_zones_ready(two_banks, [0], 3600.0).zones.ready_s) == [0.0, 0.0]


def test_the_situation_it_came_from_is_untouched(two_banks):
    with_people_scaled(two_banks, 2.0)
    with_links_closed(two_banks, [0])
    assert two_banks.zones.people.sum() == 5120
    assert len(two_banks.closures) == 0
