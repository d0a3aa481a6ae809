"""Under fire: the situation as narrow as danger allows it to be used.

A limit on the vehicles at once on a link becomes a capacity: at an even rate, rate times driving time
are on it. Outside its lulls a link counts as closed. A shelter takes in no more than may be in one place.
The bound is still made from the situation as it is: it holds for plans that keep the limits, too.
"""

from dataclasses import replace

import numpy as np

from clearway.city import Closures
from clearway.situation import Situation


def within_limits(situation: Situation) -> Situation:
    """Return the situation in which every plan keeps the limits; the same one where there are none."""
    if not situation.limits:
        return situation
    return _with_few_people_in_one_place(_with_lulls_only(_with_few_vehicles_at_once(situation)))


def _with_few_vehicles_at_once(situation: Situation) -> Situation:
    network, limits = situation.network, situation.limits
    links = limits.exposed_link_ix
    seconds = np.maximum(network.travel_s[links], 1e-9)
    share = np.ones(network.n_links)
    allowed_vph = 3600.0 * limits.most_vehicles / seconds
    carried_vph = np.maximum(network.capacity_vph[links], 1e-9)
    np.minimum.at(share, links, np.minimum(1.0, allowed_vph / carried_vph))
    return replace(situation, network=replace(network, capacity_vphpl=network.capacity_vphpl * share))


def _with_lulls_only(situation: Situation) -> Situation:
    limits, old = situation.limits, situation.closures
    links: list[int] = []
    from_s: list[float] = []
    until_s: list[float] = []
    for link in np.unique(limits.lull_link_ix):
        rows = limits.lull_link_ix == link
        lulls = sorted(zip(limits.lull_from_s[rows], limits.lull_until_s[rows], strict=True))
        shut_from = 0.0
        for low, high in [*lulls, (np.inf, np.inf)]:
            if low > shut_from:
                links.append(int(link))
                from_s.append(shut_from)
                until_s.append(float(low))
            shut_from = max(shut_from, float(high))
    n = len(links)
    closures = Closures(
        np.concatenate([old.link_ix, np.array(links, np.int32)]),
        np.concatenate([old.from_s, from_s]),
        np.concatenate([old.until_s, until_s]),
        old.reasons + ("used in lulls only",) * n,
        old.sources + ("",) * n,
    )
    return replace(situation, closures=closures)


def _with_few_people_in_one_place(situation: Situation) -> Situation:
    beds = situation.shelters.beds.copy()
    np.minimum.at(beds, situation.limits.place_ix, situation.limits.most_people)
    return replace(situation, shelters=replace(situation.shelters, beds=beds))
