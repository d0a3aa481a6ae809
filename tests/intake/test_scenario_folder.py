"""A scenario folder is the situation it was written from, and appears whole or not at all."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.city import Closures, Network, Shelters, Zones
from clearway.city.arrays import Ragged
from clearway.errors import InputError
from clearway.intake import read_scenario, write_scenario
from clearway.situation import Situation
from tests.conftest import city

IDS = st.text(st.characters(codec="utf-8", categories=["L", "N"], include_characters="-_.:/"), min_size=1)
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(
    str.strip
)
AMOUNTS = st.integers(0, 100_000).map(float) | st.floats(0, 1e6, allow_subnormal=False)
SECONDS = st.floats(0, 1e6, allow_subnormal=False)
ABOVE_0 = st.floats(1e-3, 1e4)


def several(draw, strategy, n):
    return np.array([draw(strategy) for _ in range(n)], float)


def ids(draw, at_least):
    return tuple(draw(st.lists(IDS, min_size=at_least, max_size=5, unique=True)))


def nodes_of(draw, rows, n_nodes):
    choice = st.lists(st.integers(0, n_nodes - 1), min_size=1, max_size=3, unique=True)
    return Ragged.of([draw(choice) for _ in range(rows)], np.int32)


@st.composite
def situations(draw):
    """Any situation: names in any script, odd numbers, no or many closures, with and without polygons."""
    node_ids, link_ids = ids(draw, 2), ids(draw, 1)
    zone_ids, shelter_ids = ids(draw, 1), ids(draw, 1)
    n, m, z, s = len(node_ids), len(link_ids), len(zone_ids), len(shelter_ids)
    row = st.integers(0, n - 1)
    people = several(draw, AMOUNTS, z)
    square = {"type": "Polygon", "coordinates": [[[36.0, 50.0], [36.1, 50.0], [36.1, 50.1], [36.0, 50.0]]]}
    closed = draw(st.lists(st.integers(0, m - 1), max_size=3))
    from_s = several(draw, SECONDS, len(closed))
    offset = timezone(timedelta(minutes=draw(st.integers(-14 * 60, 14 * 60))))
    beds = several(draw, AMOUNTS | st.just(np.inf), s)
    return Situation(
        name=draw(TEXTS.filter(bool)),
        start_at=draw(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(offset))),
        horizon_s=float(draw(st.integers(60, 10**6))),
        people_per_vehicle=draw(ABOVE_0),
        network=Network(
            node_ids, several(draw, st.floats(-180, 180), n), several(draw, st.floats(-90, 90), n), link_ids,
            np.array([draw(row) for _ in range(m)]), np.array([draw(row) for _ in range(m)]),
            several(draw, SECONDS, m), several(draw, ABOVE_0, m), several(draw, AMOUNTS, m),
            several(draw, st.integers(0, 6).map(float), m), tuple(draw(TEXTS) for _ in range(m)),
        ),
        zones=Zones(
            zone_ids, tuple(draw(TEXTS) or zone_id for zone_id in zone_ids), nodes_of(draw, z, n), people,
            people * several(draw, st.floats(0, 1), z), several(draw, AMOUNTS, z), several(draw, SECONDS, z),
            several(draw, SECONDS | st.just(np.inf), z), several(draw, ABOVE_0, z),
            tuple(draw(st.sampled_from([None, square])) for _ in range(z)),
            several(draw, st.floats(0, 1) | st.just(np.nan), z), tuple(draw(TEXTS) for _ in range(z)),
        ),
        shelters=Shelters(
            shelter_ids, tuple(draw(TEXTS) or shelter_id for shelter_id in shelter_ids), nodes_of(draw, s, n),
            beds, several(draw, SECONDS, s),
            np.nan_to_num(beds, posinf=np.nan) * several(draw, st.floats(0, 1), s),
            tuple(draw(st.sampled_from(["", "yes", "no"])) for _ in range(s)),
            tuple(draw(TEXTS) for _ in range(s)), tuple(draw(TEXTS) for _ in range(s)),
        ),
        closures=Closures(
            np.array(closed, np.int32), from_s,
            from_s + several(draw, SECONDS | st.just(np.inf), len(closed)),
            tuple(draw(TEXTS) for _ in closed), tuple(draw(TEXTS) for _ in closed),
        ),
    )  # fmt: skip


def assert_same(one, other, where="situation"):
    """Compare two values of the city field by field, to the last bit."""
    if isinstance(one, Ragged):
        np.testing.assert_array_equal(one.ptr, other.ptr, where)
        np.testing.assert_array_equal(one.flat, other.flat, where)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other, where)
    elif hasattr(one, "__dataclass_fields__"):
        for own in fields(one):
            assert_same(getattr(one, own.name), getattr(other, own.name), f"{where}.{own.name}")
    else:
        assert one == other, where


@settings(max_examples=60, deadline=None)
@given(situations())
def test_what_is_written_is_read_back_to_the_last_bit(situation):
    with TemporaryDirectory() as folder:
        write_scenario(situation, Path(folder) / "scenario")
        assert_same(situation, read_scenario(Path(folder) / "scenario"))


def test_vehicles_follow_from_the_people_where_none_are_given(two_banks, tmp_path):
    """Whoever overwrites the people need not think of the vehicles: 10 people, 3 in a car, 4 cars."""
    cars = replace(two_banks, people_per_vehicle=3.0)
    zones = replace(cars.zones, vehicles=np.array([1040.0, 667.0]))
    write_scenario(replace(cars, zones=zones), tmp_path / "scenario")
    path = tmp_path / "scenario" / "zones.csv"
    assert "east,east,east,3120,0,,," in path.read_text()
    path.write_text(path.read_text().replace("3120", "10"))
    assert list(read_scenario(tmp_path / "scenario").zones.vehicles) == [4.0, 667.0]


def test_a_whole_number_of_cars_is_not_rounded_up_by_a_computers_fraction(tmp_path):
    """21 people with 0.7 in a vehicle need 30 vehicles; a computer has 21 / 0.7 = 30.000000000000004."""
    drawn = city(
        [("a", "x", "y", 1, 1)], [{"id": "Z", "nodes": ["x"], "people": 21}], [{"id": "S", "nodes": ["y"]}]
    )
    write_scenario(replace(drawn, people_per_vehicle=0.7), tmp_path / "s")
    text = (tmp_path / "s" / "zones.csv").read_text()
    (tmp_path / "s" / "zones.csv").write_text(text.replace(",21,0,21,", ",21,0,,"))
    assert list(read_scenario(tmp_path / "s").zones.vehicles) == [30.0]


def test_a_zones_own_people_in_a_vehicle_go_before_the_scenarios(two_banks, tmp_path):
    """3,120 people, 2 in a vehicle: 1,560."""
    write_scenario(two_banks, tmp_path / "s")
    (tmp_path / "s" / "zones.csv").write_text("zone_id,nodes,people,people_per_vehicle\neast,east,3120,2\n")
    assert list(read_scenario(tmp_path / "s").zones.vehicles) == [1560.0]


def test_toml_may_give_the_start_without_quotation_marks(two_banks, tmp_path):
    write_scenario(two_banks, tmp_path / "s")
    (tmp_path / "s" / "scenario.toml").write_text('name = "x"\nstart = 2024-01-05T08:00:00Z\n')
    back = read_scenario(tmp_path / "s")
    assert back.start_at == datetime(2024, 1, 5, 8, tzinfo=UTC)
    assert (back.people_per_vehicle, back.horizon_s) == (2.5, 86_400.0)


def test_a_scenario_in_the_making_needs_neither_zones_nor_shelters(two_banks, tmp_path):
    write_scenario(two_banks, tmp_path / "s")
    (tmp_path / "s" / "zones.csv").unlink()
    (tmp_path / "s" / "shelters.csv").unlink()
    making = read_scenario(tmp_path / "s", whole=False)
    assert (len(making.zones), len(making.shelters), making.network.n_links) == (0, 0, 3)
    with pytest.raises(InputError, match=r"zones\.csv: the file is missing"):
        read_scenario(tmp_path / "s")


def test_writing_again_replaces_our_files_and_keeps_what_others_put_there(two_banks, one_road, tmp_path):
    write_scenario(two_banks, tmp_path / "s")
    (tmp_path / "s" / "closures.csv").write_text("link_id\nring\n")
    (tmp_path / "s" / "README.md").write_text("about this city")
    write_scenario(one_road, tmp_path / "s")
    assert read_scenario(tmp_path / "s").network.link_ids == ("road",)
    assert (tmp_path / "s" / "README.md").read_text() == "about this city"
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_folder_that_is_no_scenario_is_left_alone(two_banks, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(InputError, match=r"holds no scenario\.toml. Name a new folder; nothing was changed"):
        write_scenario(two_banks, tmp_path / "photos")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


def test_a_scenario_that_cannot_be_written_leaves_the_old_one(two_banks, tmp_path):
    """A name that no file can hold stops the writing in its middle."""
    write_scenario(two_banks, tmp_path / "s")
    zones = replace(two_banks.zones, names=("east \udcff", "west"))
    with pytest.raises(UnicodeEncodeError):
        write_scenario(replace(two_banks, zones=zones), tmp_path / "s")
    assert read_scenario(tmp_path / "s").zones.names == ("east", "west")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


@pytest.mark.parametrize(
    ("feature", "sentence"),
    [
        ('{"properties": {"zone_id": "north"}, "geometry": null}', "zone_id north is not a zone"),
        ('{"properties": {"zone_id": "east"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}',
         "the geometry of zone east is no polygon"),
        ('{"properties": {"zone_id": "east"}, "geometry": null}, {"properties": {"zone_id": "east"}}',
         "zone east has a polygon already"),
        ("3", "the file holds no list of features"),
        ("{", "the file is no GeoJSON or is cut short"),
    ],
)  # fmt: skip
def test_polygons_that_do_not_fit_are_refused(two_banks, tmp_path, feature, sentence):
    write_scenario(two_banks, tmp_path / "s")
    (tmp_path / "s" / "zones.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    with pytest.raises(InputError, match=r"zones\.geojson") as caught:
        read_scenario(tmp_path / "s")
    assert sentence in str(caught.value)
