"""The scenario folder (docs/formats.md): everything a plan is made from, as plain files."""

from pathlib import Path

import numpy as np

from clearway.city import Closures, Limits, Network, Zones
from clearway.city.arrays import Ints
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.folders import replace_files, whole_folder
from clearway.intake.gmns import read_gmns, write_gmns
from clearway.intake.limits_table import LIMITS_FILE, LIMITS_HEADER, limits_rows, read_limits
from clearway.intake.settings import FILE as SETTINGS_FILE
from clearway.intake.settings import Settings, read_settings, settings_text
from clearway.intake.shelters_table import FILE as SHELTERS_FILE
from clearway.intake.shelters_table import no_shelters, read_shelters, shelters_bytes
from clearway.intake.tables import cell_of, read_table, table_bytes, write_table
from clearway.intake.zones_table import FILE as ZONES_FILE
from clearway.intake.zones_table import HEADER as ZONES_HEADER
from clearway.intake.zones_table import POLYGONS_FILE, no_zones, polygons_text, read_zones, zones_rows
from clearway.situation import Situation

CLOSURES_FILE = "closures.csv"
CLOSURES_HEADER = ("link_id", "from_s", "until_s", "reason", "source")
NETWORK_FOLDER = "network"
OWNED = frozenset(
    {SETTINGS_FILE, NETWORK_FOLDER, ZONES_FILE, POLYGONS_FILE, SHELTERS_FILE, CLOSURES_FILE, LIMITS_FILE}
)


def read_scenario(
    folder: Path | str, *, whole: bool = True, without: frozenset[str] = frozenset()
) -> Situation:
    """Read a scenario folder; every problem of all its files is raised together.

    Parameters
    ----------
    folder : as docs/formats.md describes it
    whole : False allows a scenario in the making, without zones.csv or shelters.csv
    without : files not to read, because they are about to be made anew

    Raises
    ------
    InputError
        With one sentence for each problem: file, row, column, value, and what to do.
    """
    folder = Path(folder)
    _refuse_no_folder(folder)
    settings, problems = read_settings(folder)
    network = _read_network(folder, problems)
    known_nodes = network.node_ix_by_id if network is not None else None
    zones, shelters = no_zones(), no_shelters()
    if ZONES_FILE not in without and (whole or (folder / ZONES_FILE).exists()):
        zones, found = read_zones(folder, known_nodes, settings.people_per_vehicle)
        problems += found
    if SHELTERS_FILE not in without and (whole or (folder / SHELTERS_FILE).exists()):
        shelters, found = read_shelters(folder, known_nodes)
        problems += found
    closures, found = _read_closures(folder, network.link_ix_by_id if network is not None else None)
    problems += found
    limits = Limits()
    if network is not None and len(shelters):  # else every id in it would look unknown
        limits, found = read_limits(folder, network.link_ix_by_id, shelters.shelter_ix_by_id)
        problems += found
    raise_if_any(problems)
    assert network is not None
    assert settings.start_at is not None
    return Situation(
        name=settings.name,
        start_at=settings.start_at,
        horizon_s=settings.horizon_s,
        people_per_vehicle=settings.people_per_vehicle,
        network=network,
        zones=zones,
        shelters=shelters,
        closures=closures,
        limits=limits,
        at_s=settings.at_s,
        attribution=settings.attribution,
    )


def _refuse_no_folder(folder: Path) -> None:
    if not folder.is_dir():
        what = "there is no such folder" if not folder.exists() else "it is a file, not a scenario folder"
        remedy = "Name a scenario folder; `clearway import MAP --out SCENARIO` makes one."
        raise InputError([Problem(str(folder), what, remedy)])


def write_scenario(situation: Situation, folder: Path | str) -> None:
    """Write a situation as a scenario folder that `read_scenario` turns back into the same situation.

    The folder appears whole or not at all. An existing scenario is replaced; files in it that no
    scenario has (a README, fleet.csv, proposals) are carried over. Zones or shelters that are not
    there yet get no file.

    Raises
    ------
    InputError
        Where `folder` exists and is no scenario; nothing is changed then.
    """
    with whole_folder(Path(folder), marker=SETTINGS_FILE, keep=OWNED) as fresh:
        settings = Settings(
            situation.name,
            situation.start_at,
            situation.people_per_vehicle,
            situation.horizon_s,
            situation.at_s,
            situation.attribution,
        )
        (fresh / SETTINGS_FILE).write_text(settings_text(settings), encoding="utf-8", newline="\n")
        write_gmns(situation.network, fresh / NETWORK_FOLDER)
        if len(situation.zones):
            replace_files(fresh, _zones_files(situation.zones, situation))
        if len(situation.shelters):
            (fresh / SHELTERS_FILE).write_bytes(shelters_bytes(situation.shelters, situation.network))
        _write_closures(situation.closures, situation.network, fresh)
        if situation.limits:
            rows = limits_rows(situation.limits, situation.network.link_ids, situation.shelters.shelter_ids)
            write_table(fresh / LIMITS_FILE, LIMITS_HEADER, rows)


def write_zones(folder: Path, situation: Situation, zones: Zones, own: float | None = None) -> None:
    """Put zones into a scenario folder; other files stay as they are.

    Parameters
    ----------
    situation : of the scenario, for its network and its people in a vehicle
    own : the zones' own people in a vehicle, where they differ from the scenario's
    """
    replace_files(folder, _zones_files(zones, situation, own))


def refuse_if_there(folder: Path, file: str) -> None:
    """Refuse to make a file anew: somebody may have overwritten numbers in it.

    Raises
    ------
    InputError
        Where the file is there.
    """
    if (folder / file).exists():
        what = "the file is there already, and somebody may have overwritten numbers in it"
        raise InputError([Problem(file, what, "Say --force to make it anew; nothing was changed.")])


def _zones_files(zones: Zones, situation: Situation, own: float | None = None) -> dict[str, bytes | None]:
    rows = zones_rows(zones, situation.network, situation.people_per_vehicle, own)
    polygons = polygons_text(zones)
    return {
        ZONES_FILE: table_bytes(ZONES_HEADER, rows),
        POLYGONS_FILE: None if polygons is None else polygons.encode("utf-8"),
    }


def _write_closures(closures: Closures, network: Network, folder: Path) -> None:
    if len(closures):
        rows = (
            (
                network.link_ids[link_ix],
                cell_of(closures.from_s[row], None),
                cell_of(closures.until_s[row], None),
                closures.reasons[row],
                closures.sources[row],
            )
            for row, link_ix in enumerate(closures.link_ix)
        )
        write_table(folder / CLOSURES_FILE, CLOSURES_HEADER, rows)


def _read_network(folder: Path, problems: list[Problem]) -> Network | None:
    if not (folder / NETWORK_FOLDER).is_dir():
        remedy = "Make it with `clearway import MAP --out SCENARIO`."
        problems.append(Problem(f"{NETWORK_FOLDER}/", "the folder with the road network is missing", remedy))
        return None
    try:
        return read_gmns(folder / NETWORK_FOLDER)
    except InputError as error:
        problems += error.problems
        return None


def _read_closures(folder: Path, link_ix_by_id: dict[str, int] | None) -> tuple[Closures, list[Problem]]:
    if not (folder / CLOSURES_FILE).exists():
        return Closures(), []
    table = read_table(folder / CLOSURES_FILE, required=("link_id",))
    from_s = table.numbers("from_s", empty=0.0, is_not="a time", remedy="Give seconds after the start.")
    until_s = table.numbers("until_s", empty=np.inf, is_not="a time", remedy="Give seconds after the start.")
    for row in np.flatnonzero(until_s < from_s):
        what = f"{cell_of(until_s[row])} lies before the closure's beginning at {cell_of(from_s[row])}"
        table.problem(int(row), "until_s", what, "Leave it empty for a closure for good.")
    links: Ints = np.zeros(len(table), np.int32)
    if link_ix_by_id is not None:
        remedy = "Name a link_id of network/link.csv."
        links = table.references("link_id", link_ix_by_id, "a link of the network", remedy)
    if table.problems:
        return Closures(), table.problems
    reasons, sources = tuple(table.text("reason")), tuple(table.text("source"))
    return Closures(links, from_s, until_s, reasons, sources), []
