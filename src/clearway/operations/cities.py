"""The city of a journal, read from the scenario folder that is kept with it; read once a process."""

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from clearway.errors import Problem
from clearway.situation import Situation
from clearway.situation.records import Record
from clearway.store import Store


@dataclass(frozen=True)
class Places:
    """The ids that an event may name."""

    zone_id: frozenset[str]
    shelter_id: frozenset[str]
    link_id: frozenset[str]

    def check(self, record: Record, *, where: str, row: int | None = None) -> list[Problem]:
        """Return what a record names that the city does not have."""
        return [
            Problem(
                where,
                f"{record[name]!r} is not in this city",
                f"Give a {name} of the scenario, or import the map that has it",
                row,
                name,
            )
            for name in ("zone_id", "shelter_id", "link_id")
            if record.get(name) and record[name] not in getattr(self, name)
        ]


class Cities:
    """Cities by the hash of their scenario folder."""

    def __init__(self) -> None:
        self._cities: dict[str, Situation] = {}
        self._places: dict[str, Places] = {}
        self._reading = threading.Lock()

    def of(self, store: Store, journal_id: str) -> Situation | None:
        """Return the city of a journal; None where it has no map yet."""
        scenario_hash = store.card(journal_id).scenario_hash
        return None if scenario_hash is None else self._city(store, scenario_hash)

    def places(self, store: Store, journal_id: str) -> Places | None:
        """Return the ids of a journal's city; None where it has no map yet and any id will do."""
        city = self.of(store, journal_id)
        if city is None:
            return None
        key = store.card(journal_id).scenario_hash or ""
        if key not in self._places:
            self._places[key] = Places(
                frozenset(city.zones.zone_ids),
                frozenset(city.shelters.shelter_ids),
                frozenset(city.network.link_ids),
            )
        return self._places[key]

    def _city(self, store: Store, scenario_hash: str) -> Situation:
        from clearway.intake import read_scenario  # loaded by whoever needs a city, not by `--help`

        with self._reading:
            if scenario_hash not in self._cities:
                with tempfile.TemporaryDirectory(prefix="clearway-") as folder:
                    unpacked = store.folders.unpack(scenario_hash, Path(folder))
                    self._cities[scenario_hash] = read_scenario(unpacked)
            return self._cities[scenario_hash]
