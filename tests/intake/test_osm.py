"""An OpenStreetMap file becomes a network: split at junctions, joined where nothing changes, in one part."""

import bz2
import gzip

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from clearway.city.distance import distance_m
from clearway.errors import InputError
from clearway.intake.area import area_of_bbox
from clearway.intake.osm import read_osm
from tests.conftest import BAD_HERSFELD, MAPS
from tests.intake.drawn_maps import line, osm_file

STREET = {"highway": "residential", "name": "Ring Street"}


def ids(path, **options):
    return set(read_osm(path, **options).network.link_ids)


def refused(path, **options):
    with pytest.raises(InputError) as caught:
        read_osm(path, **options)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_street_without_junctions_is_one_link_each_way_with_all_its_points(tmp_path):
    network = read_osm(osm_file(tmp_path, line(4), [(7, [1, 2, 3, 4], STREET)])).network
    assert network.link_ids == ("7_0f", "7_0b")
    assert [len(network.points(ix)) for ix in (0, 1)] == [4, 4]
    assert np.array_equal(network.points(0), network.points(1)[::-1])
    assert network.names == ("Ring Street", "Ring Street")
    step_m = float(distance_m(36.0, 50.0, 36.001, 50.0))
    assert network.length_m == pytest.approx([3 * step_m] * 2, abs=0.01)


def test_streets_are_split_where_they_meet(tmp_path):
    places = line(3) | {4: (1.0, 1.0)}
    path = osm_file(tmp_path, places, [(7, [1, 2, 3], STREET), (8, [2, 4], STREET)])
    assert ids(path) == {"7_0f", "7_0b", "7_1f", "7_1b", "8_0f", "8_0b"}


def test_ways_drawn_in_pieces_and_in_both_directions_are_joined(tmp_path):
    path = osm_file(tmp_path, line(4), [(7, [1, 2], STREET), (8, [3, 2], STREET), (9, [3, 4], STREET)])
    network = read_osm(path).network
    assert network.link_ids == ("7_0f", "7_0b")
    assert list(network.points(0)[:, 0]) == sorted(network.points(0)[:, 0])
    assert len(network.points(0)) == 4


@pytest.mark.parametrize(
    "change",
    [{"name": "Other Street"}, {"lanes": "4"}, {"maxspeed": "30"}, {"highway": "primary"}, {"bridge": "yes"}],
)
def test_what_differs_is_not_joined(tmp_path, change):
    path = osm_file(tmp_path, line(3), [(7, [1, 2], STREET), (8, [2, 3], STREET | change)])
    assert ids(path) == {"7_0f", "7_0b", "8_0f", "8_0b"}


def test_lanes_that_differ_by_direction_follow_the_drawing_when_joined(tmp_path):
    ahead = STREET | {"lanes": "3", "lanes:forward": "2", "lanes:backward": "1"}
    back = STREET | {"lanes": "3", "lanes:forward": "1", "lanes:backward": "2"}
    network = read_osm(osm_file(tmp_path, line(3), [(7, [1, 2], ahead), (8, [3, 2], back)])).network
    assert network.link_ids == ("7_0f", "7_0b")
    assert list(network.lanes) == [2.0, 1.0]


def test_a_bridge_keeps_the_name_by_which_the_bottleneck_is_told(tmp_path):
    bridge = STREET | {"name": "Hafenstraße", "bridge": "yes"}
    path = osm_file(tmp_path, line(4), [(7, [1, 2], STREET), (8, [2, 3], bridge), (9, [3, 4], STREET)])
    network = read_osm(path).network
    assert network.label(network.link_ix_by_id["8_0f"]) == "bridge on Hafenstraße"


def test_one_way_streets_and_roundabouts_run_one_way(tmp_path):
    """A square of four one-way streets, drawn round; against its drawing nothing runs."""
    places = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}
    path = osm_file(tmp_path, places, [(7, [1, 2, 3, 4, 1], {"highway": "primary", "junction": "roundabout"}),
                                       (8, [1, 3], STREET)])  # fmt: skip
    assert ids(path) == {"7_0f", "7_2f", "8_0f", "8_0b"}


def test_what_leads_nowhere_back_is_left_out_and_told(tmp_path):
    trap = STREET | {"oneway": "yes", "name": "Trap Lane"}
    imported = read_osm(osm_file(tmp_path, line(3), [(7, [1, 2], STREET), (8, [2, 3], trap)]))
    assert imported.network.link_ids == ("7_0f", "7_0b")
    assert any("1 links" in note and "Trap Lane" in note for note in imported.notes)


def test_a_motorway_that_leaves_the_map_is_kept_when_asked_for(tmp_path):
    """Town 1-2 has a ramp on to the carriageway 3-4-5 and one off 6-7-8: both leave the map at their ends."""
    motorway, ramp = {"highway": "motorway", "name": "A 4"}, {"highway": "motorway_link"}
    ways = [
        (20, [1, 2], STREET),
        (21, [3, 4, 5], motorway),
        (22, [6, 7, 8], motorway),
        (23, [2, 4], ramp),
        (24, [7, 2], ramp),
    ]
    path = osm_file(tmp_path, line(8), ways)
    assert ids(path) == {"20_0f", "20_0b"}
    kept = read_osm(path, keep_ends=True)
    assert set(kept.network.link_ids) == {
        "20_0f",
        "20_0b",
        "21_0f",
        "21_1f",
        "22_0f",
        "22_1f",
        "23_0f",
        "24_0f",
    }
    assert any("4 one-way ends of main roads are kept" in note for note in kept.notes)


def test_a_way_with_missing_nodes_is_cut_there(tmp_path):
    imported = read_osm(
        osm_file(tmp_path, line(6), [(7, [1, 2, 3, 99, 4, 5], STREET), (8, [1, 6, 5], STREET)])
    )
    assert set(imported.network.link_ids) == {"7_0f", "7_0b"}  # one chain: 3-2-1-6-5-4
    assert len(imported.network.points(0)) == 6
    assert any("1 nodes of roads are not in the file" in note for note in imported.notes)


def test_an_area_cuts_the_roads_that_leave_it(tmp_path):
    path = osm_file(tmp_path, line(6), [(7, [1, 2, 3, 4, 5, 6], STREET)])
    network = read_osm(path, area_of_bbox("35.9995,49.9,36.0025,50.1")).network
    assert network.lon.max() == pytest.approx(36.002)
    assert "no two places" in refused(path, area=area_of_bbox("10,10,11,11"))


def test_ids_stay_the_same_when_the_area_changes(tmp_path):
    places = line(6) | {7: (3.0, 1.0)}
    path = osm_file(tmp_path, places, [(7, [1, 2, 3, 4, 5, 6], STREET), (8, [4, 7], STREET)])
    assert "7_3f" in ids(path)
    assert "7_3f" in ids(path, area=area_of_bbox("36.0015,49.9,36.1,50.1"))


def test_service_roads_are_kept_only_where_a_street_hangs_on_them(tmp_path):
    """Streets 1-2 and 3-4 meet only over the service road 2-3; the yard at 1-5 is not needed."""
    places = line(4) | {5: (0.0, 1.0)}
    yard = {"highway": "service"}
    ways = [(7, [1, 2], STREET), (8, [2, 3], yard), (9, [3, 4], STREET), (10, [1, 5], yard)]
    assert ids(osm_file(tmp_path, places, ways)) == {"7_0f", "7_0b", "8_0f", "8_0b", "9_0f", "9_0b"}


def test_ferries_paths_private_and_closed_ways_are_no_roads(tmp_path):
    others = [
        {"route": "ferry"},
        {"highway": "footway"},
        {"highway": "residential", "access": "private"},
        {"highway": "residential", "motor_vehicle": "no"},
        {"highway": "residential", "area": "yes"},
        {"highway": "residential", "route": "ferry"},
        {"highway": "construction"},
        {"highway": "primary", "oneway": "reversible"},
    ]
    ways = [(7, [1, 2], STREET), *((10 + ix, [2, 3], tags) for ix, tags in enumerate(others))]
    assert ids(osm_file(tmp_path, line(3), ways)) == {"7_0f", "7_0b"}


def test_a_bollard_cuts_a_street_and_a_gate_does_not(tmp_path):
    ways = [(7, [1, 2, 3, 4], STREET), (8, [1, 5, 4], STREET)]
    places = line(4) | {5: (1.5, 1.0)}
    whole = read_osm(osm_file(tmp_path, places, ways, node_tags={2: {"barrier": "gate"}})).network
    cut = read_osm(osm_file(tmp_path, places, ways, node_tags={2: {"barrier": "bollard"}})).network
    assert cut.length_m.sum() < whole.length_m.sum()
    passable = {2: {"barrier": "bollard", "motor_vehicle": "yes"}}
    assert read_osm(osm_file(tmp_path, places, ways, node_tags=passable)).network.n_links == whole.n_links


CROSS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
ARMS = [(7, [1, 2], STREET), (8, [2, 3], STREET), (9, [2, 4], STREET), (10, [5, 2], STREET)]


def bans(path):
    network = read_osm(path).network
    return {(network.link_ids[b.from_link_ix], network.link_ids[b.to_link_ix]) for b in network.turn_bans}


def test_a_turn_that_is_not_allowed_is_kept(tmp_path):
    members = [("way", 7, "from"), ("node", 2, "via"), ("way", 9, "to")]
    relation = (1, members, {"type": "restriction", "restriction": "no_left_turn"})
    assert bans(osm_file(tmp_path, CROSS, ARMS, [relation])) == {("7_0f", "9_0f")}


def test_the_only_turn_that_is_allowed_forbids_the_others(tmp_path):
    members = [("way", 7, "from"), ("node", 2, "via"), ("way", 8, "to")]
    relation = (1, members, {"type": "restriction", "restriction": "only_straight_on"})
    expected = {("7_0f", "9_0f"), ("7_0f", "10_0b"), ("7_0f", "7_0b")}
    assert bans(osm_file(tmp_path, CROSS, ARMS, [relation])) == expected


def test_turn_restrictions_that_cannot_be_used_are_counted(tmp_path):
    over_a_way = [("way", 7, "from"), ("way", 8, "via"), ("way", 9, "to")]
    relation = (1, over_a_way, {"type": "restriction", "restriction": "no_left_turn"})
    for_buses = [("way", 7, "from"), ("node", 2, "via"), ("way", 9, "to")]
    exempt = (2, for_buses, {"type": "restriction", "restriction": "no_left_turn", "except": "motorcar;psv"})
    path = osm_file(tmp_path, CROSS, ARMS, [relation, exempt])
    assert bans(path) == set()
    assert any(
        "0 turns are kept as not allowed; 1 turn restrictions are not used" in n for n in read_osm(path).notes
    )


def test_negative_ids_of_an_editor_are_fine_in_any_order(tmp_path):
    places = {-5: (0, 0), 12: (1, 0), -9: (2, 0)}
    network = read_osm(osm_file(tmp_path, places, [(-1, [-5, 12, -9], STREET)])).network
    assert network.link_ids == ("-1_0f", "-1_0b")


def test_packed_files_read_the_same(tmp_path):
    path = osm_file(tmp_path, line(3), [(7, [1, 2, 3], STREET)])
    for name, pack in (("map.osm.gz", gzip.compress), ("map.osm.bz2", bz2.compress)):
        (tmp_path / name).write_bytes(pack(path.read_bytes()))
        assert ids(tmp_path / name) == ids(path)


def test_every_figure_says_whether_it_is_tagged_or_assumed(tmp_path):
    tagged = STREET | {"maxspeed": "40", "lanes": "2"}
    network = read_osm(osm_file(tmp_path, line(3), [(7, [1, 2], STREET), (8, [2, 3], tagged)])).network
    row = network.link_ix_by_id["8_0f"]
    assert (network.free_speed_kph[row], network.lanes[row]) == (40.0, 1.0)
    assert not network.speed_assumed[row]
    assert not network.lanes_assumed[row]
    assert network.speed_assumed[network.link_ix_by_id["7_0f"]]
    assert network.capacity_assumed.all()
    low, base, high = (network.at_capacity(level).capacity_vphpl[row] for level in ("low", "base", "high"))
    assert (low, base, high) == pytest.approx((400.0, 600.0, 1000.0))


def test_a_ring_of_streets_does_not_close_on_itself(tmp_path):
    """A lollipop: the loop 2-3-4-2 stays in pieces, for a link from a node to itself leads nowhere."""
    places = line(2) | {3: (2, 1), 4: (2, -1)}
    ways = [(7, [1, 2], STREET), (8, [2, 3], STREET), (9, [3, 4], STREET), (10, [4, 2], STREET)]
    network = read_osm(osm_file(tmp_path, places, ways)).network
    assert np.all(network.tail_ix != network.head_ix)
    assert network.n_links == 8


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.osm.pbf", b"", "the file is empty"),
        ("text.osm", b"hello", "not a whole OpenStreetMap file"),
        ("page.osm", b"<html><body/></html>", "not a whole OpenStreetMap file"),
        ("cut.osm", b"<osm version='0.6'><node id='1' lat='1' lon='2'/><way id='1'><nd ref=", "not a whole"),
        ("text.osm.pbf", b"this is no protocol buffer", "not a whole OpenStreetMap file"),
        ("zip.osm.gz", b"PK\x03\x04 not gzip", "not a whole OpenStreetMap file"),
        ("none.osm", b"<osm version='0.6'><node id='1' lat='1' lon='2'/></osm>", "no road for cars"),
    ],
)
def test_a_file_that_is_no_whole_map_is_told_in_one_sentence(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    text = refused(tmp_path / name)
    assert said in text
    assert text.startswith(name)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "the file is missing" in refused(tmp_path / "nowhere.osm.pbf")


def test_a_way_or_node_that_is_there_twice_is_refused(tmp_path):
    twice = osm_file(tmp_path, line(3), [(7, [1, 2], STREET), (7, [2, 3], STREET)])
    assert "way 7 is there twice" in refused(twice)
    text = twice.read_text(encoding="utf-8").replace("<node id='2'", "<node id='1'")
    (tmp_path / "nodes.osm").write_text(text.replace("<way id='7'", "<way id='8'", 1), encoding="utf-8")
    assert "node 1 is there twice" in refused(tmp_path / "nodes.osm")


@pytest.mark.parametrize(
    "path",
    [
        BAD_HERSFELD,
        *(
            MAPS / name
            for name in ("liechtenstein.osm.pbf", "heidelberg.osm.pbf", "vancouver_pelias.osm.pbf")
        ),
    ],
    ids=lambda path: path.name,
)
def test_real_maps_hang_together_and_name_each_link_once(path):
    network = read_osm(path).network
    graph = csr_array((np.ones(network.n_links), (network.tail_ix, network.head_ix)), (network.n_nodes,) * 2)
    assert connected_components(graph, directed=True, connection="strong")[0] == 1
    assert len(set(network.link_ids)) == network.n_links
    assert (network.capacity_vph > 0).all()
    assert np.all(network.tail_ix != network.head_ix)
    first, last = network.geometry.ptr[:-1], network.geometry.ptr[1:] - 1
    assert np.array_equal(network.geometry.flat[first, 0], network.lon[network.tail_ix])
    assert np.array_equal(network.geometry.flat[last, 1], network.lat[network.head_ix])
    steps = distance_m(*network.geometry.flat[:-1].T, *network.geometry.flat[1:].T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    assert along[last] - along[first] == pytest.approx(network.length_m, abs=0.02)
