"""CCRP, the classic heuristic: again and again the earliest-arriving route with room, reserved step by step.

Lu, George and Shekhar, Capacity Constrained Routing Algorithms for Evacuation Planning (SSTD 2005).
Time runs in steps of a minute; a link has room for capacity x step vehicles in each; waiting on the
road is allowed. What it reserves is then driven through the queue model, because its steps average
over a minute and its plan queues.
"""

import numpy as np
from numba import njit

from clearway.situation import Situation
from queue_model import NOWHERE, Trips, _pop, _push, closures_by_link, drive, shelter_of_node
from solvers import Answer

NAME = "CCRP"
STEP_S = 60.0
LEAST_VEHICLES = 0.01


@njit(cache=True)
def _first_with_room(next_step, link, step):
    """Return the first step >= `step` in which the link has room, shortening the chain on the way."""
    at = step
    while next_step[link, at] != at:
        at = next_step[link, at]
    while next_step[link, step] != at:
        step, next_step[link, step] = next_step[link, step], at
    return at


@njit(cache=True)
def _earliest(
    n_steps, out_ptr, out_links, head, steps_of, next_step, zone_nodes_ptr, zone_nodes, left, ready_step,
    goal, open_step, label, via, entered, origin, heap_t, heap_p,
):  # fmt: skip
    """Label nodes by earliest step from any zone with people left; return the goal node, or -1."""
    label[:] = n_steps
    size = 0
    for zone in range(len(left)):
        if left[zone] < LEAST_VEHICLES:
            continue
        for k in range(zone_nodes_ptr[zone], zone_nodes_ptr[zone + 1]):
            node = zone_nodes[k]
            if ready_step[zone] < label[node]:
                label[node], via[node], origin[node] = ready_step[zone], -1, zone
                size = _push(heap_t, heap_p, size, float(ready_step[zone]), node)
    while size:
        t, node, size = _pop(heap_t, heap_p, size)
        if t > label[node]:
            continue
        if goal[node] >= 0 and t >= open_step[goal[node]]:
            return node
        for k in range(out_ptr[node], out_ptr[node + 1]):
            link = out_links[k]
            start = _first_with_room(next_step, link, label[node])
            arrive = start + steps_of[link]
            if start < n_steps and arrive < label[head[link]]:
                label[head[link]], via[head[link]], entered[head[link]] = arrive, link, start
                origin[head[link]] = origin[node]
                if size < len(heap_t) - 1:
                    size = _push(heap_t, heap_p, size, float(arrive), head[link])
    return -1


@njit(cache=True)
def _reserve(
    max_rows, n_steps, out_ptr, out_links, tail, head, steps_of, room, next_step, zone_nodes_ptr, zone_nodes,
    left, ready_step, goal, open_step, beds_left, people_per_vehicle,
):  # fmt: skip
    n_nodes = len(out_ptr) - 1
    label, via = np.empty(n_nodes, np.int64), np.empty(n_nodes, np.int64)
    entered, origin = np.empty(n_nodes, np.int64), np.empty(n_nodes, np.int64)
    heap_t, heap_p = np.empty(len(head) + n_nodes + 2), np.empty(len(head) + n_nodes + 2, np.int64)
    rows = np.empty((max_rows, 3), np.int64)
    amount = np.empty(max_rows)
    ptr = np.zeros(max_rows + 1, np.int64)
    links = np.empty(max_rows * 8, np.int64)
    n, used = 0, 0
    while n < max_rows:
        node = _earliest(
            n_steps, out_ptr, out_links, head, steps_of, next_step, zone_nodes_ptr, zone_nodes, left,
            ready_step, goal, open_step, label, via, entered, origin, heap_t, heap_p,
        )  # fmt: skip
        if node < 0:
            break
        zone, shelter = origin[node], goal[node]
        flow, hops, at = left[zone], 0, node
        while via[at] >= 0:
            flow = min(flow, room[via[at], entered[at]])
            hops += 1
            at = tail[via[at]]
        flow = min(flow, beds_left[shelter] / people_per_vehicle[zone])
        if used + hops > len(links):
            grown = np.empty(2 * len(links) + hops, np.int64)
            grown[:used] = links[:used]
            links = grown
        at, k, first = node, used + hops, label[node]
        while via[at] >= 0:
            link, step = via[at], entered[at]
            k -= 1
            links[k], first = link, step
            room[link, step] -= flow
            if room[link, step] < LEAST_VEHICLES:
                next_step[link, step] = step + 1
            at = tail[link]
        left[zone] -= flow
        beds_left[shelter] -= flow * people_per_vehicle[zone]
        if beds_left[shelter] < LEAST_VEHICLES * people_per_vehicle[zone]:
            for v in range(n_nodes):
                if goal[v] == shelter:
                    goal[v] = -1
        rows[n, 0], rows[n, 1], rows[n, 2], amount[n] = zone, shelter, first, flow
        used += hops
        n += 1
        ptr[n] = used
    return rows[:n], amount[:n], ptr[: n + 1], links[:used]


def solve(situation: Situation, max_rows: int = 2_000_000) -> Answer:
    """Reserve routes until everybody has one (or no bed or road is left), then drive them."""
    network, zones, shelters = situation.network, situation.zones, situation.shelters
    n_steps = int(situation.horizon_s / STEP_S)
    order = np.argsort(network.tail_ix, kind="stable").astype(np.int64)
    out_ptr = np.concatenate([[0], np.cumsum(np.bincount(network.tail_ix, minlength=network.n_nodes))])
    room = np.repeat((network.capacity_vph * STEP_S / 3600.0).astype(np.float32)[:, None], n_steps, axis=1)
    shut_ptr, shut_from, shut_until = closures_by_link(situation)
    for link in np.flatnonzero(np.diff(shut_ptr)):
        for k in range(shut_ptr[link], shut_ptr[link + 1]):
            last = n_steps if np.isinf(shut_until[k]) else int(np.ceil(shut_until[k] / STEP_S))
            room[link, int(shut_from[k] // STEP_S) : last] = 0.0
    steps = np.arange(n_steps + 1, dtype=np.int32)
    next_step = np.repeat(steps[None, :], network.n_links, axis=0)
    next_step[:, :-1] += room < LEAST_VEHICLES
    rows, amount, ptr, links = _reserve(
        max_rows, n_steps, out_ptr, order, network.tail_ix, network.head_ix,
        np.ceil(network.travel_s / STEP_S - 1e-9).astype(np.int64), room, next_step,
        zones.nodes.ptr, zones.nodes.flat, zones.vehicles.copy(),
        np.ceil(zones.ready_s / STEP_S).astype(np.int64),
        shelter_of_node(situation), np.ceil(shelters.opens_s / STEP_S).astype(np.int64),
        shelters.beds.copy(), np.maximum(zones.people_per_vehicle, 1e-9),
    )  # fmt: skip
    leave_s = rows[:, 2] * STEP_S
    driven = drive(situation, Trips(rows[:, 0], rows[:, 1], leave_s, amount, ptr, links))
    routes = len({(int(z), links[ptr[i] : ptr[i + 1]].tobytes()) for i, z in enumerate(rows[:, 0])})
    left_veh = zones.vehicles - np.bincount(rows[:, 0], amount, len(zones))
    left = np.flatnonzero(left_veh > LEAST_VEHICLES)  # no bed, no road, or no time: they never arrive
    zone_ix = np.concatenate([rows[:, 0], left])
    nobody = np.full(len(left), np.inf)
    return Answer(
        None, zone_ix, np.concatenate([driven.shelter_ix, np.full(len(left), NOWHERE)]),
        np.concatenate([driven.arrive_s, nobody]),
        np.concatenate([amount, left_veh[left]]) * zones.people_per_vehicle[zone_ix],
        np.concatenate([driven.waited_s, nobody]), routes, f"{len(rows)} reservations",
    )  # fmt: skip
