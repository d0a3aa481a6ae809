"""Any map file into one network: finds out what a file is, reads it, cuts it to an area and to one part."""

from pathlib import Path

import numpy as np

from clearway.city.network import Network
from clearway.errors import InputError, Problem
from clearway.intake.area import Area
from clearway.intake.connected import largest_part, part_of
from clearway.intake.gmns import read_gmns
from clearway.intake.imported import ImportedMap, assumed_note, loose_note
from clearway.intake.matsim import read_matsim
from clearway.intake.osm import read_osm
from clearway.intake.osm_file import OSM_ENDINGS
from clearway.intake.tntp import read_tntp

KNOWN = (
    "OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2), a GMNS folder, TNTP (_net.tntp) "
    "or MATSim (.xml, .xml.gz)"
)


def read_map(
    path: Path, *, area: Area | None = None, crs: str | None = None, keep_ends: bool = False
) -> ImportedMap:
    """Read a map file of any known kind.

    Parameters
    ----------
    area : what lies outside is cut
    crs : reference system of the coordinates, where the format does not fix it (MATSim, TNTP)
    keep_ends : of OpenStreetMap, keep carriageways of main roads that leave the map (`read_osm`)

    Raises
    ------
    InputError
        Where the file is of no known kind, or cannot be used.
    """
    if not path.exists():
        raise InputError([Problem(str(path), "there is no such file", f"Name a map: {KNOWN}.")])
    if path.is_dir():
        if not (path / "link.csv").exists():
            raise InputError([Problem(path.name, "there is no link.csv in this folder", f"Name {KNOWN}.")])
        return _in_area(read_gmns(path, fill=True, name=path.name), [], area, only_if_cut=True)
    name = path.name.lower()
    if name.endswith(OSM_ENDINGS) and not _is_plain_xml(name):
        return read_osm(path, area, keep_ends=keep_ends)
    if name.endswith(".tntp"):
        return _in_area(read_tntp(path, crs), [], area, only_if_cut=True)
    if name.endswith((".xml", ".xml.gz")):
        network, n_others = read_matsim(path, crs)
        notes = [f"{n_others:,} links are left out: they are not for cars."] if n_others else []
        return _in_area(network, notes, area)
    raise InputError([Problem(path.name, "this is no kind of map that is known here", f"Name {KNOWN}.")])


def _is_plain_xml(name: str) -> bool:
    return name.endswith((".xml", ".xml.gz")) and ".osm." not in name


def _in_area(
    network: Network, notes: list[str], area: Area | None, *, only_if_cut: bool = False
) -> ImportedMap:
    """Cut to the area, then to the largest strongly connected part.

    only_if_cut : leave a network in its parts that somebody made by hand and nothing was cut from
    """
    if area is not None:
        inside = area.contains(network.lon, network.lat)
        within = inside[network.tail_ix] & inside[network.head_ix]
        if n_cut := int((~within).sum()):
            notes = [*notes, f"{n_cut:,} links lie outside the area and are cut."]
        network = part_of(network, within)
    inside = largest_part(network.tail_ix, network.head_ix, network.n_nodes, network.length_m)
    keep = inside[network.tail_ix] & inside[network.head_ix]
    loose = np.flatnonzero(~keep)
    if only_if_cut and area is None:
        if len(loose):
            notes = [*notes, f"{len(loose):,} links lead where one cannot drive back; they are kept."]
        return ImportedMap(network, (*notes, assumed_note(network)))
    if not keep.any():
        remedy = "Take a larger area, or a map whose roads lead both ways."
        raise InputError([Problem("the map", "no two places in it can be reached from each other", remedy)])
    names = [network.names[ix] for ix in loose.tolist()]
    note = loose_note(names, network.length_m[loose], float(network.length_m.sum()))
    network = part_of(network, keep)
    return ImportedMap(network, tuple(text for text in (*notes, note, assumed_note(network)) if text))
