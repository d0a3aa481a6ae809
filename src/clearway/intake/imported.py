"""What an import hands back: the network, and in sentences what it is and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearway.city import Network
from clearway.city.arrays import Floats

OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
LOOSE_SHARE = 0.05  # more road than this left out deserves a warning
NAMED_AT_MOST = 5


@dataclass(frozen=True, eq=False)
class ImportedMap:
    """A network from a map file.

    notes : sentences for the person who imports: what was left out and what is assumed
    attribution : who must be named wherever the map is shown; "" where the file does not tell
    """

    network: Network
    notes: tuple[str, ...]
    attribution: str = ""


def assumed_note(network: Network) -> str:
    """Say how much of the network is tagged and how much assumed."""
    kinds = ("speed", "lanes", "capacity")
    given = [1.0 - float(np.mean(getattr(network, f"{kind}_assumed"))) for kind in kinds]
    told = ", ".join(f"{kind} on {share:.0%}" for kind, share in zip(kinds, given, strict=True))
    return f"The map tells {told} of {network.n_links:,} links; the rest is assumed from the road class."


def loose_note(names: Sequence[str], length_m: Floats, total_m: float) -> str | None:
    """Say which links do not hang together with the largest part; None where there are none.

    names, length_m : of the links left out; total_m : of all links, these included
    """
    if not len(names):
        return None
    longest = [names[ix] for ix in np.argsort(-length_m, kind="stable").tolist() if names[ix]]
    told = list(dict.fromkeys(longest))[:NAMED_AT_MOST]
    named = f" Among them: {', '.join(told)}." if told else ""
    share = float(length_m.sum()) / total_m if total_m > 0 else 1.0
    warning = (
        " That is much: a bridge may be missing, or the map be cut too narrow." if share > LOOSE_SHARE else ""
    )
    return (
        f"{len(names):,} links ({length_m.sum() / 1000:,.1f} km, {share:.1%}) are left out: "
        f"one cannot drive both to them and back.{named}{warning}"
    )
