"""Links that the same routes enter at the same moments: only the narrowest of them can be too full."""

import numpy as np

from clearway.planner.routes import Pool
from clearway.planner.trees import Array
from clearway.situation import Situation

SAME_S = 1e-3  # seconds: detours that differ by less are one


def narrowest_of_alike(situation: Situation, pool: Pool, to_go_s: Array) -> Array:
    """(n_links,) the link that speaks for each link: the narrowest of those alike, itself where none is.

    Two links are alike where the same routes use them and each route has the same detour still to come
    from both: on the links' own clocks (see `balance`) they then carry the same at all times. Links whose
    room changes over time speak for themselves only.

    to_go_s : (n_links,) seconds from entering a link to the nearest shelter
    """
    network = situation.network
    counts = np.diff(pool.ptr)
    route = np.repeat(np.arange(len(pool)), counts)
    so_far = np.concatenate([[0.0], np.cumsum(network.travel_s[pool.links])])
    left_s = np.repeat(so_far[pool.ptr[1:]], counts) - so_far[:-1]
    detour = np.round(np.maximum(left_s - to_go_s[pool.links], 0.0) / SAME_S).astype(np.uint64)
    sign = np.zeros(network.n_links, np.uint64)  # sums of well mixed numbers: alike have equal ones
    np.add.at(sign, pool.links, _mixed(_mixed(route.astype(np.uint64)) ^ detour))
    own = np.concatenate([situation.closures.link_ix, situation.reserved.link_ix]).astype(np.int64)
    sign[own] = _mixed(own.astype(np.uint64))
    links = np.unique(pool.links)
    links = links[np.lexsort((links, network.capacity_vph[links], sign[links]))]
    first = np.ones(len(links), bool)
    first[1:] = sign[links][1:] != sign[links][:-1]
    speaker = np.arange(network.n_links)
    speaker[links] = links[first][np.cumsum(first) - 1]
    return speaker


def _mixed(numbers: Array) -> Array:
    """Return 64 bits that look random for each number (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed = (numbers + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
