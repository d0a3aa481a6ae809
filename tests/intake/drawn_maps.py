"""Small OpenStreetMap files drawn by hand: nodes on a grid of 0.001 degrees, ways over them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

Way = tuple[int, Sequence[int], Mapping[str, str]]
Relation = tuple[int, Sequence[tuple[str, int, str]], Mapping[str, str]]
HERE = (50.0, 36.0)  # latitude and longitude of node place (0, 0)


def osm_file(
    folder: Path,
    places: Mapping[int, tuple[float, float]],
    ways: Sequence[Way],
    relations: Sequence[Relation] = (),
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
    name: str = "map.osm",
) -> Path:
    """Write a file: places are node id -> (steps east, steps north); members are (type, id, role)."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='tests'>"]
    for node, (east, north) in places.items():
        at = f"lat='{HERE[0] + north / 1000:.7f}' lon='{HERE[1] + east / 1000:.7f}'"
        lines.append(f"<node id='{node}' {at}>{_tags((node_tags or {}).get(node, {}))}</node>")
    for way, nodes, tags in ways:
        refs = "".join(f"<nd ref='{node}'/>" for node in nodes)
        lines.append(f"<way id='{way}'>{refs}{_tags(tags)}</way>")
    for relation, members, tags in relations:
        told = "".join(f"<member type='{kind}' ref='{ref}' role='{role}'/>" for kind, ref, role in members)
        lines.append(f"<relation id='{relation}'>{told}{_tags(tags)}</relation>")
    path = folder / name
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def line(n: int) -> dict[int, tuple[float, float]]:
    """Return nodes 1 to n, one step apart from west to east."""
    return {node: (node - 1.0, 0.0) for node in range(1, n + 1)}


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
