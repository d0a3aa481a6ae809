"""Turn restrictions of OpenStreetMap to pairs of links that must not follow each other.

A restriction names ways; here it becomes a ban from the link that comes in to the link that goes out.
Where a way passes the junction on both sides it does not say which side is meant, and is not used.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from clearway.city.network import TurnBan
from clearway.intake.osm_file import Restriction


def turn_bans_of(
    restrictions: Sequence[Restriction],
    node_ix_by_osm: Mapping[int, int],
    tail_ix: Sequence[int],
    head_ix: Sequence[int],
    first_way: Sequence[int],
    last_way: Sequence[int],
) -> tuple[tuple[TurnBan, ...], int]:
    """Return the bans, and how many restrictions could not be used.

    tail_ix, head_ix : (n_links,) node rows
    first_way, last_way : (n_links,) OpenStreetMap ids of the ways a link begins and ends with
    """
    ends = {node_ix_by_osm[r.via_node] for r in restrictions if r.via_node in node_ix_by_osm}
    coming, going = _by_node(head_ix, ends), _by_node(tail_ix, ends)
    bans: dict[TurnBan, None] = {}
    n_unused = 0
    for restriction in restrictions:
        via = node_ix_by_osm.get(restriction.via_node, -1)
        from_links = [ix for ix in coming[via] if last_way[ix] == restriction.from_way]
        to_links = [ix for ix in going[via] if first_way[ix] == restriction.to_way]
        if len(from_links) != 1 or len(to_links) != 1:
            n_unused += 1
            continue
        if restriction.kind.startswith("only_"):
            to_links = [ix for ix in going[via] if ix != to_links[0]]
        bans.update((TurnBan(from_links[0], via, to_link), None) for to_link in to_links)
    return tuple(bans), n_unused


def _by_node(ends: Sequence[int], wanted: set[int]) -> defaultdict[int, list[int]]:
    rows = defaultdict(list)
    for link_ix, node_ix in enumerate(ends):
        if node_ix in wanted:
            rows[node_ix].append(link_ix)
    return rows
