"""Shelters taken in from an operator's CSV or GeoJSON, checked and snapped to the network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from clearway.city import Network, Shelters
from clearway.city.arrays import Floats, Ragged
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.operators_table import places_of, read_operators_table
from clearway.intake.shelters_table import shelters_of
from clearway.intake.zones_made import plane_of


def take_shelters(
    path: Path, network: Network, *, fields: Mapping[str, str], encoding: str = "utf-8"
) -> tuple[Shelters, Floats]:
    """Return an operator's shelters, and how many metres each lies from its node.

    Parameters
    ----------
    fields : our column -> theirs, as in `read_operators_table`

    Raises
    ------
    InputError
        With every problem of the file.
    """
    given = read_operators_table(path, fields, id_column="shelter_id", encoding=encoding)
    table = given.table
    if "beds" not in table:
        remedy = f"Say which column holds it, --field beds=COLUMN; there are {', '.join(table.columns)}."
        table.problems.append(Problem(table.file, "there is no column beds", remedy))
        raise InputError(table.problems)
    shelters = shelters_of(table, Ragged.of([[0]] * len(table), np.int32))
    nodes, away_m = places_of(given, network, plane_of(network), np.zeros(len(table)))
    raise_if_any(table.problems)
    shelters = replace(shelters, nodes=nodes)
    if not any(shelters.sources):
        shelters = replace(shelters, sources=(f"taken in from {path.name}",) * len(shelters))
    return shelters, away_m


def joined(first: Shelters, second: Shelters) -> Shelters:
    """Return the shelters of both, the first ones first.

    Raises
    ------
    InputError
        Where an id is in both.
    """
    twice = [own_id for own_id in second.shelter_ids if own_id in first.shelter_ix_by_id]
    raise_if_any(
        Problem("shelters.csv", f"there is a shelter {own_id} already", "Give the new one another id.")
        for own_id in twice
    )
    return Shelters(
        (*first.shelter_ids, *second.shelter_ids),
        (*first.names, *second.names),
        Ragged.of([rows[ix] for rows in (first.nodes, second.nodes) for ix in range(len(rows))], np.int32),
        np.concatenate([first.beds, second.beds]),
        np.concatenate([first.opens_s, second.opens_s]),
        np.concatenate([first.accessible_beds, second.accessible_beds]),
        (*first.pets, *second.pets),
        (*first.regions, *second.regions),
        (*first.sources, *second.sources),
    )


def without(shelters: Shelters, dropped: set[str]) -> Shelters:
    """Return the shelters but those with these ids."""
    rows = [ix for ix, own_id in enumerate(shelters.shelter_ids) if own_id not in dropped]
    return Shelters(
        tuple(shelters.shelter_ids[ix] for ix in rows),
        tuple(shelters.names[ix] for ix in rows),
        Ragged.of([shelters.nodes[ix] for ix in rows], np.int32),
        shelters.beds[rows],
        shelters.opens_s[rows],
        shelters.accessible_beds[rows],
        tuple(shelters.pets[ix] for ix in rows),
        tuple(shelters.regions[ix] for ix in rows),
        tuple(shelters.sources[ix] for ix in rows),
    )
