"""A network is a value: nobody can write to it, and it knows what a link carries."""

import numpy as np
import pytest

from clearway.city.arrays import Ragged, frozen


def test_arrays_cannot_be_written(one_road):
    with pytest.raises(ValueError, match="read-only"):
        one_road.network.capacity_vphpl[0] = 5


def test_freezing_leaves_the_callers_array_alone():
    mine = np.zeros(3)
    theirs = frozen(mine, np.float64)
    mine[0] = 1.0
    assert theirs[0] == 0.0


def test_capacity_counts_all_lanes_and_travel_is_in_seconds(two_banks):
    network = two_banks.network
    assert network.capacity_vph[0] == 1600.0
    assert network.travel_s[0] == pytest.approx(60.0)


def test_low_capacity_is_another_network(two_banks):
    assert two_banks.network.at_capacity("base") is two_banks.network


def test_ragged_rows_come_back():
    ragged = Ragged.of([[1, 2], [], [3]], np.int32)
    assert [list(row) for row in (ragged[0], ragged[1], ragged[2])] == [[1, 2], [], [3]]
    with pytest.raises(IndexError):
        ragged[3]


def test_a_pointer_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="ptr"):
        Ragged(np.array([0, 5]), np.zeros(3))
