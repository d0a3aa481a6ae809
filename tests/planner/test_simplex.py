"""The network simplex against a linear program, and warm against cold."""

import numpy as np
import pytest
from scipy.optimize import linprog

from clearway.planner.simplex import NONE, Circulation


def random_circulation(seed: int) -> tuple[Circulation, int, np.random.Generator]:
    """Up to 12 vertices; from the root an arc to every other, dear, where the tree begins."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(3, 13)), int(rng.integers(4, 40))
    tails, heads = rng.integers(0, n, m), rng.integers(0, n, m)
    heads = np.where(heads == tails, (heads + 1) % n, heads)
    tree = np.full(n, NONE, np.int64)
    tree[1:] = m + np.arange(n - 1)
    capacities = np.concatenate([rng.uniform(0.5, 4.0, m), np.full(n - 1, 1e3)])
    network = Circulation(
        n,
        0,
        np.concatenate([tails, np.zeros(n - 1, np.int64)]),
        np.concatenate([heads, np.arange(1, n)]),
        capacities,
        tree,
    )
    return network, m, rng


@pytest.mark.parametrize("seed", range(60))
def test_flows_cost_what_a_linear_program_finds_also_when_costs_change(seed):
    """Three solves in a row, each from the tree of the last; costs may be negative, so flow pays."""
    network, m, rng = random_circulation(seed)
    n = len(network.potential)
    balance = np.zeros((n, len(network.tails)))
    for arc, (tail, head) in enumerate(zip(network.tails, network.heads, strict=True)):
        balance[tail, arc] -= 1
        balance[head, arc] += 1
    for _ in range(3):
        costs = np.concatenate([rng.integers(-5, 10, m), np.full(n - 1, 60)]).astype(float)
        network.solve(costs)
        answer = linprog(
            costs, A_eq=balance, b_eq=np.zeros(n), bounds=[(0.0, most) for most in network.capacities]
        )
        assert costs @ network.flow == pytest.approx(answer.fun, abs=1e-6)
        assert np.abs(balance @ network.flow).max() < 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_potentials_prove_the_flow_best(seed):
    network, m, rng = random_circulation(seed)
    costs = np.concatenate([rng.integers(-5, 10, m), np.full(len(network.potential) - 1, 60)]).astype(float)
    network.solve(costs)
    reduced = costs + network.potential[network.tails] - network.potential[network.heads]
    assert reduced[network.flow < network.capacities - 1e-9].min() >= -1e-6
    assert reduced[network.flow > 1e-9].max(initial=0.0) <= 1e-6
