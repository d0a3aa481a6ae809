"""What `clearway shelters` does to a scenario folder, thought out before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clearway.city import Shelters
from clearway.errors import InputError, Problem
from clearway.intake.osm_places import read_places
from clearway.intake.scenario import read_scenario, refuse_if_there
from clearway.intake.shelters_proposed import FILE as PROPOSED_FILE
from clearway.intake.shelters_proposed import (
    Proposal,
    confirm,
    proposals_bytes,
    propose_shelters,
    read_proposals,
)
from clearway.intake.shelters_table import FILE as SHELTERS_FILE
from clearway.intake.shelters_table import shelters_bytes
from clearway.intake.shelters_taken import joined, take_shelters, without
from clearway.intake.tables import table_of
from clearway.intake.ways_out import ID_PREFIX, ways_out
from clearway.intake.zones_made import plane_of
from clearway.situation import Situation


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; any of it together.

    table, fields, encoding : an operator's table, as in `take_shelters`
    from_map : an OpenStreetMap file to propose shelters from
    confirmed : ids of proposals, or "all"
    n_ways_out : how many ways out to add
    force : replace what is there
    """

    table: Path | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    from_map: Path | None = None
    confirmed: tuple[str, ...] = ()
    n_ways_out: int = 0
    force: bool = False


@dataclass(frozen=True, eq=False)
class FoundShelters:
    """What came of it.

    shelters : all of the scenario's, or None where none were added
    proposals : those of the map, or None where none was read
    files : name -> content, to be put into the folder together
    notes : sentences for the person
    """

    shelters: Shelters | None
    proposals: list[Proposal] | None
    files: dict[str, bytes | None]
    notes: tuple[str, ...]


def find_shelters(folder: Path, wanted: Wanted) -> FoundShelters:
    """Return a scenario's shelters with what is wanted added; nothing is written.

    Raises
    ------
    InputError
        Where something is wrong with an input, or would be run over without `force`.
    """
    if wanted.table is None and wanted.from_map is None and not wanted.confirmed and not wanted.n_ways_out:
        remedy = "Give --table FILE, --from-map FILE, --confirm ID or --ways-out N."
        raise InputError([Problem("clearway shelters", "it is not said what to do", remedy)])
    situation = _scenario_in_the_making(folder, anew=wanted.table is not None, force=wanted.force)
    found, network, notes = situation.shelters, situation.network, []
    files: dict[str, bytes | None] = {}
    proposals = None
    if wanted.table is not None:
        found, away_m = take_shelters(wanted.table, network, fields=wanted.fields, encoding=wanted.encoding)
        far = f"{away_m.max(initial=0):,.0f} m"
        notes.append(f"{len(found)} shelters taken in; the farthest lies {far} from its street.")
    if wanted.n_ways_out:
        before = len(found)
        found = _with_ways_out(found, situation, wanted)
        if (n := len(found) - before) < wanted.n_ways_out and not wanted.force:
            notes.append(f"The map has {n} roads out in as many directions, not {wanted.n_ways_out}.")
    if wanted.from_map is not None:
        proposals = _proposed(wanted.from_map, folder, situation, force=wanted.force)
        files[PROPOSED_FILE] = proposals_bytes(proposals)
    if wanted.confirmed:
        fresh = files.get(PROPOSED_FILE)
        table = read_proposals(folder) if fresh is None else table_of(fresh.decode("utf-8"), PROPOSED_FILE)
        confirmed, files[PROPOSED_FILE] = confirm(table, wanted.confirmed, found.shelter_ids, network)
        found = joined(found, confirmed)
    if found is situation.shelters:
        return FoundShelters(None, proposals, files, tuple(notes))
    files[SHELTERS_FILE] = shelters_bytes(found, network)
    return FoundShelters(found, proposals, files, tuple(notes))


def _scenario_in_the_making(folder: Path, *, anew: bool, force: bool) -> Situation:
    if anew and force:
        return read_scenario(folder, whole=False, without=frozenset({SHELTERS_FILE}))
    if anew:
        refuse_if_there(folder, SHELTERS_FILE)
    return read_scenario(folder, whole=False)


def _with_ways_out(found: Shelters, situation: Situation, wanted: Wanted) -> Shelters:
    there = {own_id for own_id in found.shelter_ids if own_id.startswith(ID_PREFIX)}
    if there and not wanted.force:
        what = f"there are ways out already: {', '.join(sorted(there))}"
        raise InputError([Problem(SHELTERS_FILE, what, "Say --force to choose them anew.")])
    network = situation.network
    return joined(without(found, there), ways_out(network, wanted.n_ways_out, plane_of(network)))


def _proposed(from_map: Path, folder: Path, situation: Situation, *, force: bool) -> list[Proposal]:
    if not force:
        refuse_if_there(folder, PROPOSED_FILE)
    places = read_places(from_map)
    return propose_shelters(places.sites, situation.network, plane_of(situation.network))
