"""Makes this scenario folder from the tables in source/: python examples/border-city/make_scenario.py.

Which number is reported and which is assumed stands in README.md. To ask "what if more people
leave?", change a share in source/zones.csv and run this again.
"""

import csv
import math
import unicodedata
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

import numpy as np

from clearway.city import Closures, Network, Shelters, Zones
from clearway.city.arrays import Ragged
from clearway.intake import write_scenario
from clearway.intake.link_classes import class_of
from clearway.intake.zones_table import vehicles_needed
from clearway.situation import Situation

HERE = Path(__file__).parent
START_AT = datetime(2024, 1, 6, 8, 0, tzinfo=timezone(timedelta(hours=3)))
HORIZON_S = 36 * 3600.0
PEOPLE_PER_VEHICLE = 3.0
SHUT_ALONG_THE_BORDER = ("Krasnaya Yaruga", "Grayvoron")


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table in source/."""
    with (HERE / "source" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def id_of(name: str) -> str:
    """Return a place's name as an id: "Oktyabr’skiy" is "oktyabrskiy"."""
    plain = unicodedata.normalize("NFKD", name.lower().replace(" ", "-"))
    return "".join(letter for letter in plain if letter.isascii() and (letter.isalnum() or letter == "-"))


def seconds_after_start(clock: str) -> float:
    """Return the seconds from the start to a clock time of the same day."""
    return (datetime.combine(START_AT.date(), time.fromisoformat(clock), START_AT.tzinfo) - START_AT).seconds


def network(places: list[dict[str, str]], roads: list[dict[str, str]]) -> Network:
    """Return the main roads, each one way and back, with speed and capacity of their class."""
    node_ix = {place["name"]: ix for ix, place in enumerate(places)}
    ways = [
        (start, end, road)
        for road in roads
        for start, end in ((road["from"], road["to"]), (road["to"], road["from"]))
    ]
    classes = [class_of(road["class"]) for _, _, road in ways]
    everything = np.ones(len(ways), bool)
    return Network(
        node_ids=tuple(map(id_of, node_ix)),
        lon=np.array([float(place["lon"]) for place in places]),
        lat=np.array([float(place["lat"]) for place in places]),
        link_ids=tuple(f"{id_of(start)}--{id_of(end)}" for start, end, _ in ways),
        tail_ix=np.array([node_ix[start] for start, _, _ in ways], np.int32),
        head_ix=np.array([node_ix[end] for _, end, _ in ways], np.int32),
        length_m=np.array([round(1000 * float(road["length_km"])) for _, _, road in ways], float),
        free_speed_kph=np.array([kind.speed_kph for kind in classes]),
        capacity_vphpl=np.array([kind.base_vphpl for kind in classes]),
        lanes=np.array([float(road["lanes_each_way"]) for _, _, road in ways]),
        names=tuple(f"{road['from']}–{road['to']} road".replace("’", "") for _, _, road in ways),
        facility_types=tuple(road["class"] for _, _, road in ways),
        speed_assumed=everything,
        lanes_assumed=everything,
        capacity_assumed=everything,
        capacity_low=np.array([kind.low_factor for kind in classes]),
        capacity_high=np.array([kind.high_factor for kind in classes]),
    )


def zones(places: list[dict[str, str]], node_ix_by_id: dict[str, int]) -> Zones:
    """Return those who are expected to leave: a share of each settlement's people."""
    population = {place["name"]: int(place["population"]) for place in places}
    rows = table("zones.csv")
    people = np.array(
        [
            round(population[row["place"]] * float(row["share_of_place"]) * float(row["share_leaving"]))
            for row in rows
        ],
        float,
    )
    no_car = np.round(people * [float(row["share_no_car"]) for row in rows])
    return Zones(
        zone_ids=tuple(row["zone_id"] for row in rows),
        names=tuple(row["name"] for row in rows),
        nodes=Ragged.of([[node_ix_by_id[id_of(row["place"])]] for row in rows], np.int32),
        people=people,
        no_car_people=no_car,
        vehicles=vehicles_needed(people - no_car, PEOPLE_PER_VEHICLE),
        ready_s=np.array([60.0 * float(row["ready_min"]) for row in rows]),
        deadline_s=np.array(
            [seconds_after_start(row["deadline"]) if row["deadline"] else math.inf for row in rows]
        ),
        weight=np.array([float(row["weight"]) for row in rows]),
        sources=tuple(
            f"assumed: {float(row['share_of_place']) * float(row['share_leaving']):.0%} leave"
            f" of {population[row['place']]:,}"
            for row in rows
        ),
    )


def shelters(node_ix_by_id: dict[str, int]) -> Shelters:
    """Return the towns that take people in; an empty number of beds is a way out without a limit."""
    rows = table("shelters.csv")
    return Shelters(
        shelter_ids=tuple(row["shelter_id"] for row in rows),
        names=tuple(row["name"] for row in rows),
        nodes=Ragged.of([[node_ix_by_id[id_of(row["place"])]] for row in rows], np.int32),
        beds=np.array([float(row["beds"] or math.inf) for row in rows]),
        opens_s=np.array([seconds_after_start(row["opens"]) for row in rows]),
        regions=tuple(row["region"] for row in rows),
        sources=tuple(row["source"] for row in rows),
    )


def scenario() -> Situation:
    """Return the border city in January 2024."""
    places = table("places.csv")
    roads = network(places, table("roads.csv"))
    one, other = map(id_of, SHUT_ALONG_THE_BORDER)
    shut = [roads.link_ix_by_id[f"{one}--{other}"], roads.link_ix_by_id[f"{other}--{one}"]]
    return Situation(
        name="Border city, January 2024",
        start_at=START_AT,
        horizon_s=HORIZON_S,
        people_per_vehicle=PEOPLE_PER_VEHICLE,
        network=roads,
        zones=zones(places, roads.node_ix_by_id),
        shelters=shelters(roads.node_ix_by_id),
        closures=Closures(
            np.array(shut, np.int32),
            np.zeros(2),
            np.full(2, np.inf),
            ("runs along the border within range of fire",) * 2,
            ("assumed",) * 2,
        ),
    )


if __name__ == "__main__":
    write_scenario(scenario(), HERE)
