"""Prices read off a proof: nobody's way is cheaper than the zone is worth, and they add up to the bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.planner.prices import Prices, prices_of
from clearway.planner.prove import prove
from clearway.situation import Situation
from tests.conftest import city
from tests.planner.textbook import random_city

STEP_S = 0.05


def queue_by_the_road(people: float) -> Situation:
    return city(
        [("road", "home", "away", 100.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": people}],
        [{"id": "S1", "nodes": ["away"]}],
    )


def test_a_place_on_a_busy_road_is_worth_the_wait_it_saves():
    """600 vehicles at one a second, 100 s long: a place at t is worth the 600 - t seconds of queue left.

    The zone is let in by all cuts until the clearance, 700 s; who leaves at t arrives at t + 100
    and pays 600 - t, always 700.
    """
    prices = prices_of(prove(queue_by_the_road(600.0)))
    assert list(prices.link_ix) == [0]
    assert prices.zone_s[0] == pytest.approx(700, abs=0.1)
    paid = prices.table(10.0, 80)[0]
    assert paid[:60] == pytest.approx(600 - (np.arange(60) + 0.5) * 10, abs=0.2)
    assert paid[60:] == pytest.approx(0, abs=0.01)


def test_a_near_bed_is_worth_the_way_to_the_far_one():
    """Ten beds at no distance and a way out 300 s away, wide roads: a near bed saves 300 s."""
    situation = city(
        [("near", "home", "hall", 0.0, 3.6e6), ("far", "home", "away", 300.0, 3.6e6)],
        [{"id": "Z1", "nodes": ["home"], "people": 100}],
        [{"id": "hall", "nodes": ["hall"], "beds": 10}, {"id": "exit", "nodes": ["away"]}],
    )
    assert prices_of(prove(situation)).bed_s == pytest.approx([300, 0], abs=0.5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_no_way_is_cheaper_than_its_zone_is_worth(seed):
    """arrival + link prices + bed price >= zone price, for a random walk to a shelter with random waits."""
    situation = random_city(seed)
    proof = prove(situation)
    prices, rng = prices_of(proof), np.random.default_rng(seed)
    table = _lookup(prices, proof.curve.horizons_s[-1] if proof.cuts else 1.0)
    network, shelters = situation.network, situation.shelters
    for zone in range(len(situation.zones)):
        node = int(rng.choice(situation.zones.nodes[zone]))
        time_s, paid = float(situation.zones.ready_s[zone]), 0.0
        for _ in range(6):
            for shelter in range(len(shelters)):
                if node in shelters.nodes[shelter] and shelters.beds[shelter] > 0:
                    cost = max(time_s, float(shelters.opens_s[shelter])) + paid + prices.bed_s[shelter]
                    assert cost >= prices.zone_s[zone] - 3 * STEP_S
            onward = np.flatnonzero(network.tail_ix == node)
            if not len(onward):
                break
            link = int(rng.choice(onward))
            time_s += float(rng.integers(0, 3))
            paid += table(link, time_s)
            time_s += float(network.travel_s[link])
            node = int(network.head_ix[link])


def test_prices_add_up_to_the_bound_on_the_mean():
    """People times zone prices, less places times link prices and beds times bed prices, is the bound."""
    situation = queue_by_the_road(600.0)
    proof = prove(situation)
    prices = prices_of(proof)
    places = prices.table(1.0, 800).sum() * 1.0  # one vehicle a second
    assert (600 * prices.zone_s[0] - places) / 600 == pytest.approx(
        proof.bounds(600).mean_arrival_s, rel=1e-3
    )


def _lookup(prices: Prices, until_s: float):
    """Return the least price near a time: a table holds the middles of its steps."""
    rows = {int(link): row for row, link in enumerate(prices.link_ix)}
    table = prices.table(STEP_S, int(min(until_s, 120.0) / STEP_S) + 2)

    def price(link: int, time_s: float) -> float:
        step = int(time_s / STEP_S)
        if link not in rows or step >= table.shape[1]:
            return 0.0
        return float(table[rows[link], max(0, step - 1) : step + 2].max())

    return price
