"""Any map file becomes one network; a bad one is told in a sentence, and nothing is written."""

import gzip
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from clearway.cli.app import app
from clearway.errors import InputError
from clearway.intake.area import area_of_bbox, read_area
from clearway.intake.gmns import read_gmns, write_gmns
from clearway.intake.map_files import read_map
from clearway.intake.scenario import read_scenario
from tests.conftest import MAPS
from tests.intake.drawn_maps import line, osm_file

STREET = {"highway": "residential", "name": "Ring Street"}
MATSIM = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE network SYSTEM "http://www.matsim.org/files/dtd/network_v2.dtd">
<network>
  <attributes>
    <attribute name="coordinateReferenceSystem" class="java.lang.String">EPSG:32637</attribute></attributes>
  <nodes><node id="a" x="400000" y="5600000"/><node id="b" x="401000" y="5600000"/></nodes>
  <links capperiod="02:00:00">
    <link id="ab" from="a" to="b" length="1000.0" freespeed="10.0" capacity="7200.0"
      permlanes="2.0" modes="car,bus">
      <attributes><attribute name="osm:way:highway" class="java.lang.String">primary</attribute></attributes>
    </link>
    <link id="ba" from="b" to="a" length="1000.0" freespeed="10.0" capacity="3600.0"
      permlanes="1.0" modes="car"/>
    <link id="rail" from="a" to="b" length="1000.0" freespeed="30.0" capacity="100.0"
      permlanes="1.0" modes="train"/>
  </links>
</network>
"""
NET = """<NUMBER OF ZONES> 2
<FIRST THRU NODE> 1
<END OF METADATA>


~ \tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;
\t1\t2\t1800\t6\t3\t0.15\t4\t0\t0\t1\t;
\t2\t1\t900\t6\t6\t0.15\t4\t0\t0\t1\t;
"""
NODES = "Node\tX\tY\t;\n1\t36.00\t50.00\t;\n2\t36.01\t50.00\t;\n"


def sentences(path, **options):
    with pytest.raises(InputError) as caught:
        read_map(path, **options)
    return [str(problem) for problem in caught.value.problems]


def matsim_file(tmp_path, text=MATSIM):
    path = tmp_path / "network.xml.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_a_matsim_network_counts_capacity_per_hour_and_lane(tmp_path):
    """7,200 vehicles in two hours on two lanes are 1,800 an hour and lane; 10 m/s are 36 km/h."""
    imported = read_map(matsim_file(tmp_path))
    network = imported.network
    assert network.link_ids == ("ab", "ba")
    assert list(network.capacity_vphpl) == [1800.0, 1800.0]
    assert list(network.capacity_vph) == [3600.0, 1800.0]
    assert list(network.travel_s) == pytest.approx([100.0, 100.0])
    assert network.facility_types == ("primary", "")
    assert (network.lon[0], network.lat[0]) == pytest.approx((37.585, 50.543), abs=0.01)
    assert not network.capacity_assumed.any()
    assert any("1 links are left out: they are not for cars" in note for note in imported.notes)


def test_coordinates_in_metres_need_a_reference_system(tmp_path):
    text = MATSIM.replace("coordinateReferenceSystem", "nothing")
    assert "--crs EPSG:32754" in sentences(matsim_file(tmp_path, text))[0]
    assert read_map(matsim_file(tmp_path, text), crs="EPSG:32637").network.n_links == 2
    assert "is not a reference system" in sentences(matsim_file(tmp_path, text), crs="EPSG:nonsense")[0]


def test_faults_of_a_matsim_network_are_told_with_their_lines(tmp_path):
    text = (
        MATSIM.replace('capacity="7200.0"', 'capacity="-5"')
        .replace('id="ba" from="b"', 'id="ab" from="c"')
        .replace('freespeed="10.0" capacity="3600.0"', 'freespeed="0" capacity="x"')
    )
    found = sentences(matsim_file(tmp_path, text))
    assert any("row 8, capacity: -5 is not a capacity" in text for text in found)
    assert any("row 12, capacity: x is not a capacity" in text for text in found)
    assert any("row 12, freespeed: 0 is not a speed" in text for text in found)
    assert any("row 12, from: c is not a node" in text for text in found)
    assert any("row 12, id: ab is there twice, first in row 8" in text for text in found)
    assert len(found) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not whole XML"),
        (MATSIM[:600], "not whole XML"),
        ("<osm/>", "this is XML of a <osm>"),
        ("<network/>", "there are no links for cars"),
        (MATSIM.replace("02:00:00", "soon"), "capperiod soon is not a period"),
    ],
)
def test_a_file_that_is_no_matsim_network_is_told(tmp_path, text, said):
    assert said in sentences(matsim_file(tmp_path, text))[0]


def test_packed_data_cut_short_is_told(tmp_path):
    path = matsim_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    assert "not whole XML" in sentences(path)[0]


def tntp_files(tmp_path, net=NET, nodes=NODES):
    (tmp_path / "Town_net.tntp").write_text(net, encoding="utf-8")
    if nodes is not None:
        (tmp_path / "Town_node.tntp").write_text(nodes, encoding="utf-8")
    return tmp_path / "Town_net.tntp"


def test_a_tntp_network_keeps_its_times_and_capacities(tmp_path):
    network = read_map(tntp_files(tmp_path)).network
    assert network.link_ids == ("1-2", "2-1")
    assert list(network.travel_s) == pytest.approx([180.0, 360.0])
    assert list(network.capacity_vph) == [1800.0, 900.0]


def test_a_tntp_network_without_its_nodes_or_with_faults_is_told(tmp_path):
    assert "no Town_node.tntp beside it" in sentences(tntp_files(tmp_path, nodes=None))[0]
    found = sentences(tntp_files(tmp_path, net=NET.replace("1800", "many").replace("\t2\t1\t", "\t2\t9\t")))
    assert any("row 7, capacity: many is not a capacity" in text for text in found)
    assert any("row 8, term_node: 9 is not a node with coordinates" in text for text in found)
    assert "there are no rows" in sentences(tntp_files(tmp_path, net="<NUMBER OF ZONES> 2\n"))[0]


def test_a_gmns_folder_is_taken_as_it_is(tmp_path, two_banks):
    """The way to the hall leads one way only: a network made by hand keeps it, and says so."""
    write_gmns(two_banks.network, tmp_path / "net")
    imported = read_map(tmp_path / "net")
    assert imported.network.link_ids == two_banks.network.link_ids
    assert any("1 links lead where one cannot drive back" in note for note in imported.notes)


def test_an_area_cuts_any_network_to_one_part(tmp_path):
    osm = read_map(
        osm_file(tmp_path, line(6) | {9: (2.0, 1.0)}, [(7, [1, 2, 3, 4, 5], STREET), (8, [3, 9], STREET)])
    )
    write_gmns(osm.network, tmp_path / "net")
    cut = read_map(tmp_path / "net", area=area_of_bbox("36.0015,49.9,36.1,50.1"))
    assert set(cut.network.link_ids) == {"7_2f", "7_2b", "8_0f", "8_0b"}


POLY = "town\nring\n  35.9 49.9\n  36.0025 49.9\n  36.0025 50.1\n  35.9 50.1\nEND\n!hole\n 35.9995 49.9\n 36.0005 49.9\n 36.0005 50.1\n 35.9995 50.1\nEND\nEND\n"  # noqa: E501


def test_a_polygon_comes_as_poly_or_geojson(tmp_path):
    (tmp_path / "town.poly").write_text(POLY, encoding="utf-8")
    ring = [[35.9, 49.9], [36.0025, 49.9], [36.0025, 50.1], [35.9, 50.1], [35.9, 49.9]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "town.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    lon, lat = np.array([36.0, 36.001, 36.002, 36.003]), np.full(4, 50.0)
    assert read_area(tmp_path / "town.poly").contains(lon, lat).tolist() == [False, True, True, False]
    assert read_area(tmp_path / "town.geojson").contains(lon, lat).tolist() == [True, True, True, False]


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d", "37,50,36,51", "36,51,37,50", "0,0,500,1", ""])
def test_a_box_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="--bbox"):
        area_of_bbox(text)


@pytest.mark.parametrize(
    "text",
    ["", "town\nring\n 1 2\n 3 4\n 5", "town\n", '{"type": "Point"}', "{", "town\nring\n a b\nEND\nEND\n"],
)
def test_a_file_without_a_polygon_is_refused(tmp_path, text):
    (tmp_path / "town.poly").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"town\.poly"):
        read_area(tmp_path / "town.poly")


def test_unknown_files_are_told_what_is_known(tmp_path):
    (tmp_path / "roads.shp").write_bytes(b"x")
    assert "OpenStreetMap (.osm.pbf" in sentences(tmp_path / "roads.shp")[0]
    assert "there is no such file" in sentences(tmp_path / "nowhere.osm")[0]
    assert "there is no link.csv" in sentences(tmp_path)[0]


def run(*args):
    return CliRunner().invoke(app, ["import", *map(str, args)])


def test_import_writes_a_scenario_that_reads_back(tmp_path):
    path = osm_file(tmp_path, line(3), [(7, [1, 2], STREET), (8, [2, 3], STREET | {"bridge": "yes"})])
    result = run(path, "--out", tmp_path / "town", "--name", "Stadt", "--start", "2024-01-05T18:00:00+03:00")
    assert result.exit_code == 0, result.output
    situation = read_scenario(tmp_path / "town", whole=False)
    assert (situation.name, situation.start_at.isoformat()) == ("Stadt", "2024-01-05T18:00:00+03:00")
    assert situation.network.label(2) == "bridge on Ring Street"
    assert "OpenStreetMap contributors" in situation.attribution
    assert read_gmns(tmp_path / "town" / "network").link_ids == situation.network.link_ids
    assert "OpenStreetMap" in (tmp_path / "town" / "import-notes.txt").read_text(encoding="utf-8")


def test_import_never_replaces_a_scenario_unasked_and_never_leaves_half_of_one(tmp_path):
    path = osm_file(tmp_path, line(3), [(7, [1, 2, 3], STREET)])
    assert run(path, "--out", tmp_path / "town").exit_code == 0
    assert isinstance(run(path, "--out", tmp_path / "town").exception, InputError)
    assert run(path, "--out", tmp_path / "town", "--force").exit_code == 0
    path.write_bytes(path.read_bytes()[:200])
    before = set(tmp_path.iterdir())
    assert isinstance(run(path, "--out", tmp_path / "other").exception, InputError)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("start", ["2024-01-05T18:00", "tomorrow"])
def test_a_start_without_an_instant_is_refused(tmp_path, start):
    path = osm_file(tmp_path, line(3), [(7, [1, 2, 3], STREET)])
    assert isinstance(run(path, "--out", tmp_path / "town", "--start", start).exception, InputError)
    assert not (tmp_path / "town").exists()


def test_the_surf_coast_network_is_read_in_metres():
    network = read_map(MAPS / "surf_coast_2021_epsg32754.xml.gz", crs="EPSG:32754").network
    assert network.n_links == 10_145
    assert ((network.lon > 142.0) & (network.lon < 146.0)).all()
    assert ((network.lat > -40.0) & (network.lat < -36.0)).all()
    assert float(np.median(network.capacity_vphpl)) == 600.0
