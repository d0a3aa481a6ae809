"""An operator's own table of zones or shelters is taken in as it comes, or refused in sentences."""

import json

import numpy as np
import pytest

from clearway.errors import InputError
from clearway.intake.shelters_taken import joined, take_shelters, without
from clearway.intake.zones_taken import read_drawn_zones, take_zones
from tests.conftest import city


@pytest.fixture
def network():
    """Nodes a to e on a line, a minute apart; conftest lays them 1 km (1/70 degree) apart from 36.0, 50.0."""
    links = [(x + y, x, y, 60.0, 600.0) for x, y in ("ab", "ba", "bc", "cb", "cd", "dc", "de", "ed")]
    return city(links, [{"id": "Z", "nodes": ["a"], "people": 1}], [{"id": "S", "nodes": ["e"]}]).network


def taken(network, path, **settings):
    return take_zones(path, network, fields=settings.pop("fields", {}), people_per_vehicle=2.0, **settings)


def square(lon, lat, size=0.005):
    corners = [
        [lon - size, lat - size],
        [lon + size, lat - size],
        [lon + size, lat + size],
        [lon - size, lat + size],
    ]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def geojson(path, *features):
    listed = [{"type": "Feature", "properties": props, "geometry": shape} for props, shape in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    return path


def test_a_table_with_semicolons_in_a_named_encoding_under_other_names(network, tmp_path):
    path = tmp_path / "районы.csv"
    path.write_bytes(
        "район;жители;lon;lat\nЦентр города;100;36.001;50\nСевер;30;36.0429;50\n".encode("cp1251")
    )
    fields = {"zone_id": "район", "name": "район", "people": "жители"}
    zones, away_m = taken(network, path, fields=fields, encoding="cp1251")
    assert zones.zone_ids == ("Центр-города", "Север")
    assert zones.names == ("Центр города", "Север")
    assert list(zones.people) == [100, 30]
    assert list(zones.vehicles) == [50, 15]
    assert [network.node_ids[zones.nodes[ix][0]] for ix in (0, 1)] == ["a", "d"]
    assert away_m[0] == pytest.approx(72, abs=2)
    assert zones.sources[0] == "taken in from районы.csv"


def test_the_same_table_without_its_encoding_is_refused_not_garbled(network, tmp_path):
    path = tmp_path / "zones.csv"
    path.write_bytes("zone_id,people,nodes\nЦентр,1,a\n".encode("cp1251"))
    with pytest.raises(InputError, match="row 2: byte 0xd6 is not UTF-8 text"):
        taken(network, path)


def test_a_table_with_utf16_as_spreadsheets_save_it(network, tmp_path):
    path = tmp_path / "zones.txt"
    path.write_bytes("zone_id\tpeople\tnodes\nЦентр\t7\ta b\n".encode("utf-16"))
    zones, _ = taken(network, path)
    assert (zones.zone_ids, list(zones.nodes[0])) == (("Центр",), [0, 1])


def test_polygons_are_snapped_to_the_streets_in_them_and_kept(network, tmp_path):
    """A square over b and c, with the sum of two columns as people: 700, so two loading nodes."""
    shape = square(36.0 + 1.5 / 70, 50.0, 0.01)
    path = geojson(tmp_path / "zones.geojson", ({"ID": 12, "FR": 600, "PR": 100, "T": None}, shape))
    zones, away_m = taken(network, path, fields={"zone_id": "ID", "people": "FR+PR"})
    assert (zones.zone_ids, list(zones.people), away_m[0]) == (("12",), [700.0], 0.0)
    assert [network.node_ids[ix] for ix in zones.nodes[0]] == ["b", "c"]
    assert zones.polygons[0] == shape


def test_a_share_without_a_car_is_taken_where_the_table_says_nothing(network, tmp_path):
    """0.3 of 103 people is 31; 52 + 20 left in two a car: 26 and 10 vehicles."""
    path = tmp_path / "zones.csv"
    path.write_text("zone_id,people,nodes\nA,74,a\nB,29,b\n")
    zones, _ = taken(network, path, no_car_share=0.3)
    assert zones.no_car_people.sum() == 31
    assert list(zones.vehicles) == list(np.ceil((zones.people - zones.no_car_people) / 2))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("zone_id,name\nA,x\n", ["there is no column people", "people=COLUMN; there are zone_id, name"]),
        ("zone_id,people\nA,1\n", ["there is nothing that says where each row lies"]),
        ("zone_id,people,lon,lat\nA,x,36,50\nB,-2,36,95\n", [
            "row 2, people: x is not a number of", "people: -2 is not", "row 3, lon: 36, 95 is not in"]),
        ("zone_id,people,nodes\nA,1,a\nA,1,z\n", ["row 3, zone_id: A is there twice", "nodes: z is not"]),
        ("", ["the file is empty"]),
    ],
)  # fmt: skip
def test_all_problems_of_a_table_are_said_together(network, tmp_path, text, sentences):
    path = tmp_path / "zones.csv"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        taken(network, path)
    for sentence in sentences:
        assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"people": "POP"}, "there is no column POP to take people from. There are zone_id, people, nodes."),
        ({"people": "people+POP"}, "there is no column POP"),
    ],
)
def test_a_field_that_is_not_there_is_named(network, tmp_path, fields, sentence):
    path = tmp_path / "zones.csv"
    path.write_text("zone_id,people,nodes\nA,1,a\n")
    with pytest.raises(InputError) as caught:
        taken(network, path, fields=fields)
    assert sentence in str(caught.value)


def test_a_feature_without_a_polygon_is_named(network, tmp_path):
    path = geojson(tmp_path / "z.geojson", ({"people": 3}, square(36, 50)), ({"people": 3}, None))
    with pytest.raises(InputError, match="row 2, geometry: the geometry is missing"):
        taken(network, path)


def test_shelters_are_taken_in_beside_their_street(network, tmp_path):
    path = tmp_path / "halls.csv"
    path.write_text("shelter_id;name;PLACES;lon;lat;pets\nh1;Hall;250;36.0571;50.001;yes\nh2;Gate;;36;50;\n")
    shelters, away_m = take_shelters(path, network, fields={"beds": "PLACES"})
    assert list(shelters.beds) == [250, np.inf]
    assert shelters.pets == ("yes", "")
    assert [network.node_ids[shelters.nodes[ix][0]] for ix in (0, 1)] == ["e", "a"]
    assert away_m[0] == pytest.approx(111, abs=2)


def test_shelters_without_beds_are_asked_for_them(network, tmp_path):
    path = tmp_path / "halls.csv"
    path.write_text("shelter_id,lon,lat\nh1,36,50\n")
    with pytest.raises(InputError, match="Say which column holds it, --field beds=COLUMN"):
        take_shelters(path, network, fields={})


def test_shelters_join_and_part_without_losing_a_column(network, tmp_path):
    path = tmp_path / "halls.csv"
    path.write_text("shelter_id,beds,nodes,region\nh1,5,a,North\nh2,6,b,South\n")
    both, _ = take_shelters(path, network, fields={})
    one, other = without(both, {"h2"}), without(both, {"h1"})
    again = joined(one, other)
    assert (again.shelter_ids, again.regions, list(again.beds)) == (("h1", "h2"), ("North", "South"), [5, 6])
    assert [list(again.nodes[ix]) for ix in (0, 1)] == [[0], [1]]
    with pytest.raises(InputError, match="there is a shelter h1 already"):
        joined(both, one)


def test_drawn_polygons_give_ids_where_they_have_none(tmp_path):
    path = geojson(
        tmp_path / "p.geojson", ({"zone_id": "old town"}, square(36, 50)), ({"name": "B"}, square(37, 50))
    )
    drawn = read_drawn_zones(path)
    assert (drawn.zone_ids, drawn.names) == (("old-town", "Z2"), ("", "B"))


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ([({}, {"type": "Point", "coordinates": [1, 2]})], "row 1: the geometry is no polygon in degrees"),
        ([({}, square(500_000, 5_600_000))], "row 1: the geometry is no polygon in degrees"),
        ([({"zone_id": "A"}, square(36, 50)), ({"zone_id": "A"}, square(37, 50))], "row 2: A is there twice"),
        ([], "there is no polygon in it"),
    ],
)
def test_drawings_that_are_no_zones_are_refused(tmp_path, features, sentence):
    with pytest.raises(InputError) as caught:
        read_drawn_zones(geojson(tmp_path / "p.geojson", *features))
    assert sentence in str(caught.value)
