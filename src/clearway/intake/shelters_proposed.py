"""Shelters proposed from a map, for a person to confirm; until then they are no shelters.

Proposals stand in shelters_proposed.csv of the scenario folder. No plan sees them. A person corrects
their beds where they know better, and confirms those that hold; confirmed ones go into shelters.csv.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely

from clearway.city import Network, Shelters
from clearway.city.distance import distance_m
from clearway.city.geo import Plane
from clearway.errors import Problem, raise_if_any
from clearway.intake.osm_places import ShelterSites
from clearway.intake.shelters_table import shelters_of
from clearway.intake.tables import Table, cell_of, read_table, table_bytes
from clearway.intake.zone_nodes import loading_nodes, near_network
from clearway.intake.zones_table import node_rows

FILE = "shelters_proposed.csv"
HEADER = (
    "shelter_id", "name", "kind", "lon", "lat", "nodes", "beds", "floor_m2", "confirmed", "source",
)  # fmt: skip
ALL = "all"
LEAST_BEDS = 20
SAME_BUILDING_M = 150.0

M2_PER_PERSON = 3.5  # Sphere Handbook 2018, shelter and settlement standard 3: living space
# Of the floor, what is left to sleep on beside corridors, kitchens and washrooms (assumed).
USABLE_SHARE = MappingProxyType({"sports hall": 0.6, "school": 0.4, "college": 0.4, "university": 0.4})
USABLE_SHARE_ELSE = 0.5
# Houses that are furnished for guests: gross floor for each bed (assumed).
FLOOR_M2_PER_BED = MappingProxyType({"hotel": 25.0, "hostel": 12.0})


@dataclass(frozen=True)
class Proposal:
    """A place that might take people in.

    beds : estimated from its floor; nan where the map shows no building
    node_id : of the street beside it
    """

    shelter_id: str
    name: str
    kind: str
    lon: float
    lat: float
    node_id: str
    beds: float
    floor_m2: float
    source: str
    confirmed: bool = False


def propose_shelters(sites: ShelterSites, network: Network, plane: Plane) -> list[Proposal]:
    """Return the places of a map that could take people in, the largest first.

    Left out are places outside the network's area, those for fewer than 20 people, and those without a
    name and without a building.
    """
    points = plane.to_metres(np.column_stack([sites.lon, sites.lat]))
    near = near_network(points, network, plane)
    nodes, _ = loading_nodes(network, shapely.points(points), np.zeros(len(sites)), plane)
    proposals = []
    for ix, kind in enumerate(sites.kinds):
        beds, source = estimated_beds(kind, float(sites.floor_m2[ix]))
        if not near[ix] or beds < LEAST_BEDS or (math.isnan(beds) and not sites.names[ix]):
            continue
        proposals.append(
            Proposal(
                shelter_id=sites.osm_ids[ix],
                name=sites.names[ix] or f"{kind} ({sites.osm_ids[ix]})",
                kind=kind,
                lon=round(float(sites.lon[ix]), 6),
                lat=round(float(sites.lat[ix]), 6),
                node_id=network.node_ids[nodes[ix][0]],
                beds=beds,
                floor_m2=float(np.round(sites.floor_m2[ix])),
                source=source,
            )
        )
    return _each_floor_once(sorted(proposals, key=lambda row: (-np.nan_to_num(row.beds), row.shelter_id)))


def _each_floor_once(proposals: list[Proposal]) -> list[Proposal]:
    """Drop a second use of the same building (a hotel in a spa): the same floor to the metre, next to it."""
    kept: list[Proposal] = []
    for row in proposals:
        same = (one for one in kept if one.floor_m2 == row.floor_m2)
        if not any(distance_m(one.lon, one.lat, row.lon, row.lat) < SAME_BUILDING_M for one in same):
            kept.append(row)
    return kept


def estimated_beds(kind: str, floor_m2: float) -> tuple[float, str]:
    """Return how many people a floor may hold, and on what that rests; nan where no floor is known."""
    if math.isnan(floor_m2):
        return math.nan, "the map shows no building: give the beds"
    if kind in FLOOR_M2_PER_BED:
        each = FLOOR_M2_PER_BED[kind]
        return math.floor(floor_m2 / each), f"assumed: {floor_m2:,.0f} m² of floor, {each:g} m² for each bed"
    share = USABLE_SHARE.get(kind, USABLE_SHARE_ELSE)
    basis = f"{share:.0%} of {floor_m2:,.0f} m² of floor, {M2_PER_PERSON} m² for each person (Sphere 2018)"
    return math.floor(floor_m2 * share / M2_PER_PERSON), f"assumed: {basis}"


def proposals_bytes(proposals: list[Proposal]) -> bytes:
    """Return shelters_proposed.csv."""
    return table_bytes(
        HEADER,
        (
            (
                row.shelter_id,
                row.name,
                row.kind,
                cell_of(row.lon),
                cell_of(row.lat),
                row.node_id,
                cell_of(row.beds),
                cell_of(row.floor_m2),
                "yes" if row.confirmed else "no",
                row.source,
            )
            for row in proposals
        ),
    )


def read_proposals(folder: Path) -> Table:
    """Read shelters_proposed.csv; what is wrong stands in the table's problems."""
    remedy = "Make it with `clearway shelters SCENARIO --from-map FILE`."
    return read_table(folder / FILE, required=HEADER, if_missing=remedy)


def confirm(
    table: Table, chosen: Collection[str], known: Collection[str], network: Network
) -> tuple[Shelters, bytes]:
    """Return the confirmed proposals as shelters, and shelters_proposed.csv with them marked.

    Parameters
    ----------
    table : of shelters_proposed.csv
    chosen : shelter ids, or "all" for every proposal that has a number of beds
    known : ids that are shelters already, and are not confirmed twice

    Raises
    ------
    InputError
        Where an id is not proposed, or a chosen one has no number of beds.
    """
    raise_if_any(table.problems)
    rows = _chosen_rows(table, chosen, set(known))
    picked = Table(
        table.file,
        {name: [cells[row] for row in rows] for name, cells in table.columns.items()},
        table.rows[rows],
    )
    for row, beds in enumerate(picked.columns["beds"]):
        if not beds:
            what = f"{picked.columns['shelter_id'][row]} has no number of beds"
            picked.problem(row, "beds", what, "Write it into the table, then confirm it.")
    if not rows:
        raise_if_any([Problem(table.file, "nothing in it is left to confirm", "See shelters.csv.")])
    shelters = shelters_of(picked, node_rows(picked, network.node_ix_by_id))
    raise_if_any(picked.problems)
    columns = dict(table.columns)
    columns["confirmed"] = [
        "yes" if row in set(rows) else cell for row, cell in enumerate(columns["confirmed"])
    ]
    return shelters, table_bytes(tuple(columns), zip(*columns.values(), strict=True))


def _chosen_rows(table: Table, chosen: Collection[str], known: set[str]) -> list[int]:
    row_of = {own_id: row for row, own_id in enumerate(table.ids("shelter_id", "shelter"))}
    if ALL in chosen:
        return [row for own_id, row in row_of.items() if own_id not in known and table.columns["beds"][row]]
    for own_id in chosen:
        if own_id not in row_of:
            remedy = f"Name a shelter_id of {FILE}, or say --confirm {ALL}."
            table.problems.append(Problem("--confirm", f"{own_id} is not proposed", remedy))
        elif own_id in known:
            table.problems.append(Problem("--confirm", f"{own_id} is confirmed already", "Leave it out."))
    raise_if_any(table.problems)
    return sorted(row_of[own_id] for own_id in chosen)
