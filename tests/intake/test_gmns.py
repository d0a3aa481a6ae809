"""GMNS folders come back as they were written, and say what is wrong with them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.city import Network
from clearway.city.arrays import Ragged
from clearway.city.network import TurnBan
from clearway.errors import InputError
from clearway.intake.gmns import read_gmns, write_gmns
from clearway.intake.gmns_writing import AT_A_TIME

NODES = "node_id,x_coord,y_coord\na,36.5,50.5\nb,36.6,50.5\nc,36.7,50.5\n"
LINKS = (
    "link_id,from_node_id,to_node_id,length,free_speed,capacity,lanes\n"
    "ab,a,b,1.5,50,900,2\n"
    "bc,b,c,0.5,30,600,1\n"
)  # fmt: skip


def folder_of(tmp_path: Path, **files: str) -> Path:
    for name, text in {"node": NODES, "link": LINKS, **files}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def sentences(folder: Path, *, fill: bool = False) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_gmns(folder, fill=fill)
    return [str(problem) for problem in caught.value.problems]


def same(one: Network, other: Network) -> None:
    """Hold that two networks are equal in every field, to the last bit."""
    for name in ("node_ids", "link_ids", "names", "facility_types", "turn_bans"):
        assert getattr(one, name) == getattr(other, name), name
    for name in (
        "lon", "lat", "tail_ix", "head_ix", "length_m", "free_speed_kph", "capacity_vphpl", "lanes",
        "speed_assumed", "lanes_assumed", "capacity_assumed", "bridge", "tunnel",
        "capacity_low", "capacity_high",
    ):  # fmt: skip
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert (one.geometry is None) == (other.geometry is None)
    if one.geometry is not None and other.geometry is not None:
        assert np.array_equal(one.geometry.ptr, other.geometry.ptr)
        assert np.array_equal(one.geometry.flat, other.geometry.flat)


def test_lengths_are_kilometres_and_speeds_kilometres_an_hour_unless_it_is_said(tmp_path):
    network = read_gmns(folder_of(tmp_path))
    assert list(network.length_m) == [1500.0, 500.0]
    assert list(network.free_speed_kph) == [50.0, 30.0]
    assert list(network.capacity_vph) == [1800.0, 600.0]


def test_miles_are_read_where_the_config_says_so(tmp_path):
    network = read_gmns(folder_of(tmp_path, config="long_length,speed\nmile,mph\n"))
    assert network.length_m[0] == pytest.approx(1.5 * 1609.344)
    assert network.free_speed_kph[0] == pytest.approx(50 * 1.609344)


def test_an_unknown_unit_is_named(tmp_path):
    folder = folder_of(tmp_path, config="long_length,speed\nfurlong,kph\n")
    assert sentences(folder)[0].startswith(
        "network/config.csv, row 2, long_length: furlong is not a known unit."
    )


def test_a_closed_road_is_no_error(tmp_path):
    network = read_gmns(folder_of(tmp_path, link=LINKS.replace("900", "0")))
    assert network.capacity_vph[0] == 0.0


def test_all_problems_of_all_tables_are_told_at_once(tmp_path):
    links = (
        "link_id,from_node_id,to_node_id,length,free_speed,capacity,lanes\n"
        "ab,a,b,1.5,0,-900,2\n"
        "ab,b,nowhere,0.5,30,many,1\n"
    )  # fmt: skip
    nodes = NODES.replace("c,36.7,50.5", "c,36.7,east")
    found = sentences(folder_of(tmp_path, node=nodes, link=links))
    assert any("link.csv, row 2, capacity: -900 is not a capacity. Give vehicles" in text for text in found)
    assert any("row 3, capacity: many is not a capacity" in text for text in found)
    assert any("row 2, free_speed: 0 is not a speed" in text for text in found)
    assert any("row 3, to_node_id: nowhere is not a node of node.csv" in text for text in found)
    assert any("row 3, link_id: ab is there twice, first in row 2" in text for text in found)
    assert any("node.csv, row 4, y_coord: east is not a latitude" in text for text in found)
    assert len(found) == 6


def test_metres_in_place_of_degrees_are_refused(tmp_path):
    nodes = NODES.replace("36.5,50.5", "788371.9,5769833.1")
    assert any("788372 is not in degrees" in text for text in sentences(folder_of(tmp_path, node=nodes)))


def test_a_geometry_that_is_no_line_is_named(tmp_path):
    links = (
        LINKS.replace("lanes\n", "lanes,geometry\n")
        .replace(",2\n", ",2,POINT (1 2)\n")
        .replace(",1\n", ",1,\n")
    )
    found = sentences(folder_of(tmp_path, link=links))
    assert found[0].startswith("network/link.csv, row 2, geometry: POINT (1 2) is not a line.")


def test_an_empty_folder_names_each_missing_table(tmp_path):
    found = sentences(tmp_path)
    assert [text.split(":")[0] for text in found] == ["network/node.csv", "network/link.csv"]


def test_a_network_without_links_is_refused(tmp_path):
    assert "there are no rows" in sentences(folder_of(tmp_path, link=LINKS.splitlines()[0]))[0]


def test_what_is_not_given_is_filled_from_the_class_only_when_asked(tmp_path):
    links = "link_id,from_node_id,to_node_id,length,facility_type\nab,a,b,1.5,primary\nbc,b,c,1,\n"
    folder = folder_of(tmp_path, link=links)
    assert any("the column capacity is missing" in text for text in sentences(folder))
    network = read_gmns(folder, fill=True)
    assert list(network.capacity_vphpl) == [1500.0, 600.0]
    assert list(network.free_speed_kph) == [70.0, 50.0]
    assert network.capacity_assumed.all()
    assert network.at_capacity("low").capacity_vphpl[0] == pytest.approx(700.0)


def test_a_road_of_both_directions_becomes_two_links_when_filled_in(tmp_path):
    links = LINKS.replace("lanes\n", "lanes,directed\n").replace(",2\n", ",2,0\n").replace(",1\n", ",1,1\n")
    folder = folder_of(tmp_path, link=links)
    assert "row 2, directed: 0 is not one direction" in sentences(folder)[0]
    network = read_gmns(folder, fill=True)
    assert network.link_ids == ("ab", "bc", "ab_back")
    assert (network.tail_ix[2], network.head_ix[2]) == (network.head_ix[0], network.tail_ix[0])


def test_a_turn_ban_between_links_that_do_not_meet_is_refused(tmp_path):
    movement = "mvmt_id,node_id,ib_link_id,ob_link_id,type,capacity\n1,c,ab,bc,prohibited,0\n"
    folder = folder_of(tmp_path, movement=movement)
    assert "the two links do not meet at node c" in sentences(folder)[0]
    folder_of(tmp_path, movement=movement.replace("1,c", "1,b"))
    assert read_gmns(folder).turn_bans == (TurnBan(0, 1, 1),)


coordinates = st.floats(-90, 90, allow_subnormal=False)
amounts = st.floats(0, 1e7, allow_subnormal=False)
words = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


def lines_of(rows: list[list[tuple[float, float]]]) -> Ragged | None:
    points = np.array([point for row in rows for point in row], float).reshape(-1, 2)
    return Ragged(np.cumsum([0, *map(len, rows)]), points) if len(points) else None


@st.composite
def networks(draw):
    n_nodes, n_links = draw(st.integers(1, 5)), draw(st.integers(1, 6))

    def each(values, n=n_links):
        return draw(st.lists(values, min_size=n, max_size=n))

    rows = each(st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=4) | st.just([]))
    ends = st.integers(0, n_nodes - 1)
    tails, heads = each(ends), each(ends)
    met = [(a, heads[a], b) for a in range(n_links) for b in range(n_links) if heads[a] == tails[b]]
    bans = st.lists(st.sampled_from(met), max_size=3) if met else st.just([])
    return Network(
        node_ids=tuple(f"n{i}" for i in range(n_nodes)),
        lon=np.array(each(coordinates, n_nodes)),
        lat=np.array(each(coordinates, n_nodes)),
        link_ids=tuple(f"l{i}" for i in range(n_links)),
        tail_ix=np.array(tails, np.int32),
        head_ix=np.array(heads, np.int32),
        length_m=np.array(each(amounts)),
        free_speed_kph=np.array(each(st.floats(0.1, 300))),
        capacity_vphpl=np.array(each(amounts)),
        lanes=np.array(each(st.floats(0, 12, allow_subnormal=False))),
        names=tuple(each(words)),
        facility_types=tuple(each(words)),
        geometry=lines_of(rows),
        **{flag: np.array(each(st.booleans())) for flag in
           ("speed_assumed", "lanes_assumed", "capacity_assumed", "bridge", "tunnel")},
        capacity_low=np.array(each(st.floats(0, 1, allow_subnormal=False))),
        capacity_high=np.array(each(st.floats(1, 5))),
        turn_bans=tuple(TurnBan(*ban) for ban in draw(bans)),
    )  # fmt: skip


@given(network=networks())
@settings(max_examples=60, deadline=None)
def test_any_network_comes_back_to_the_last_bit(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("network")
    write_gmns(network, folder)
    same(read_gmns(folder), network)


def test_a_network_written_in_several_goes_comes_back_whole(tmp_path):
    """Two links more than are written at a time; every third without points."""
    n = AT_A_TIME + 2
    rows = [[] if ix % 3 == 0 else [(36.0, 50.0), (36.0 + ix / 1e7, 50.1)] for ix in range(n)]
    network = Network(
        node_ids=("a", "b"),
        lon=np.array([36.0, 37.0]),
        lat=np.array([50.0, 50.1]),
        link_ids=tuple(f"l{ix}" for ix in range(n)),
        tail_ix=np.arange(n, dtype=np.int32) % 2,
        head_ix=(np.arange(n, dtype=np.int32) + 1) % 2,
        length_m=np.arange(n) / 3,
        free_speed_kph=np.full(n, 50.0),
        capacity_vphpl=np.full(n, 600.0),
        lanes=np.ones(n),
        geometry=lines_of(rows),
    )
    write_gmns(network, tmp_path)
    same(read_gmns(tmp_path), network)
