"""A plan folder says what the plan says: to the referee, to a GIS, and to whoever reads it back."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np
import pytest

from clearway.city.arrays import Ragged
from clearway.errors import InputError
from clearway.intake import certificate as certificate_room
from clearway.intake import read_plan, write_plan, write_scenario
from clearway.plan import ArrivalCurve, Bottleneck, Bounds, Cut, Departures, Plan, Routes, Turned, Unserved
from tests.conftest import city, judge

FILES = (
    "plan.json",
    "arrival_curve.csv",
    "certificate.csv",
    "routes.csv",
    "routes.geojson",
    "departures.csv",
)


@pytest.fixture
def valley():
    """900 with a car and 60 without by a road of 1,800 vehicles an hour; 100 at the shelter; 40 cut off."""
    return city(
        [("road", "home", "away", 0.0, 1800.0)],
        [
            {
                "id": "Z1",
                "name": 'the "old" town, north',
                "nodes": ["home"],
                "people": 960,
                "no_car_people": 60,
            },
            {"id": "Z2", "nodes": ["away"], "people": 100},
            {"id": "Z3", "nodes": ["islet"], "people": 40},
        ],
        [{"id": "S1", "name": "Halle Nord", "nodes": ["away"]}],
    )


@pytest.fixture
def plan(valley):
    """Worked out by hand: the road is full from 0 to 1,800 s, and nothing can be faster.

    By T seconds at most 100 + T/2 of those who can leave are safe; Z3's 40 count as safe in no cut,
    for the cuts keep them at home (its node is never reached), so each cut's value is 140 + T/2.
    """
    never = np.inf
    cuts = [Cut(t, np.array([0.0, never, never]), 140.0 + t / 2) for t in (900.0, 1800.0)]
    return Plan(
        scenario=valley.name,
        created_at=datetime(2024, 1, 5, 7, 30, tzinfo=UTC),
        method="by hand",
        routes=Routes(
            ("R1", "R2"), np.array([0, 1]), np.array([0, 0]), Ragged.of([[0], []], np.int32), np.zeros(2)
        ),
        departures=Departures(
            np.array([0, 0, 1]), np.array([0.0, 2000 / 3, 0.0]), np.array([2000 / 3, 1800.0, 0.0]),
            np.array([1000 / 3, 1700 / 3, 100.0]),
        ),
        curve=ArrivalCurve(np.array([0.0, 900.0, 1800.0]), np.array([100.0, 550.0, 1000.0]),
                           np.array([np.inf, np.inf, np.inf])),
        cuts=tuple(cuts),
        bounds=Bounds(clearance_s=1800.0 - 80.0),
        bound_method="cuts by hand",
        bottleneck=Bottleneck(("road",), ("S1",), ("Z1",), "The road carries 1,800 vehicles an hour."),
        people=1100.0,
        evacuated_people=1000.0,
        late_people=0.0,
        clearance_s=1800.0,
        mean_arrival_s=810.0,
        p50_s=800.0,
        p90_s=1600.0,
        p95_s=1700.0,
        p99_s=1780.0,
        unserved=MappingProxyType({"Z3": Unserved(40.0, "no open road", 3.0)}),
        waiting_for_seat=MappingProxyType({"Z1": 60.0}),
        wall_s=0.25,
        peak_memory_mb=120.5,
    )  # fmt: skip


def test_the_referee_accepts_what_was_worked_out_by_hand(valley, plan, tmp_path):
    """Served 1,000, so clearance is proved to be no sooner than when 140 + T/2 = 1,000: 1,720 s."""
    write_scenario(valley, tmp_path / "scenario")
    write_plan(plan, valley, tmp_path / "plan")
    verdict = judge(tmp_path / "scenario", tmp_path / "plan")
    assert verdict["first_faults"] == []
    assert verdict["proved"]["clearance_s"] == pytest.approx(1720.0)


def test_the_referee_sees_a_plan_that_lies(valley, plan, tmp_path):
    write_scenario(valley, tmp_path / "scenario")
    write_plan(replace(plan, evacuated_people=1040.0), valley, tmp_path / "plan")
    assert not judge(tmp_path / "scenario", tmp_path / "plan")["feasible"]


def test_a_plan_read_and_written_again_gives_the_same_files(valley, plan, tmp_path):
    write_plan(plan, valley, tmp_path / "first")
    write_plan(read_plan(tmp_path / "first", valley), valley, tmp_path / "second")
    for name in FILES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_what_is_read_back_is_what_was_planned(valley, plan, tmp_path):
    write_plan(plan, valley, tmp_path / "plan")
    back = read_plan(tmp_path / "plan", valley)
    for name in ("unserved", "waiting_for_seat", "bottleneck", "created_at", "p95_s", "people", "wall_s"):
        assert getattr(back, name) == getattr(plan, name), name
    assert back.bounds.clearance_s == plan.bounds.clearance_s
    assert np.isnan(back.bounds.p50_s)
    assert [list(back.routes.links[ix]) for ix in (0, 1)] == [[0], []]
    np.testing.assert_allclose(back.departures.until_s, plan.departures.until_s, atol=1e-8)
    assert [cut.people_at_most for cut in back.cuts] == [590.0, 1040.0]
    np.testing.assert_array_equal(back.cuts[0].reached_s, plan.cuts[0].reached_s)


def test_where_nothing_is_proven_at_most_everybody_with_a_car_is_safe(valley, plan, tmp_path):
    """960 - 60 with a car, 100 and 40: 1,040."""
    write_plan(plan, valley, tmp_path / "plan")
    assert list(read_plan(tmp_path / "plan", valley).curve.people_safe_at_most) == [1040.0] * 3


def test_a_large_certificate_is_packed_and_reads_the_same(valley, plan, tmp_path, monkeypatch):
    monkeypatch.setattr(certificate_room, "PACK_FROM_BYTES", 10)
    write_plan(plan, valley, tmp_path / "plan")
    assert not (tmp_path / "plan" / "certificate.csv").exists()
    lines = gzip.decompress((tmp_path / "plan" / "certificate.csv.gz").read_bytes()).decode().splitlines()
    assert lines == ["cut,horizon_s,node_id,reached_s", "1,900.0,home,0.0", "2,1800.0,home,0.0"]
    assert len(read_plan(tmp_path / "plan", valley).cuts) == 2


def test_a_cut_that_reaches_no_node_is_not_lost(valley, plan, tmp_path):
    nowhere = Cut(50.0, np.full(3, np.inf), 1040.0)
    write_plan(replace(plan, cuts=(nowhere, *plan.cuts)), valley, tmp_path / "plan")
    back = read_plan(tmp_path / "plan", valley)
    assert (back.cuts[0].horizon_s, back.cuts[0].people_at_most) == (50.0, 1040.0)


def test_the_map_of_routes_draws_each_once(two_banks, plan, tmp_path):
    routes = Routes(("R1",), np.array([0]), np.array([0]), Ragged.of([[0, 1]], np.int32), np.array([180.0]))
    departures = Departures(np.array([0]), np.array([60.0]), np.array([120.0]), np.array([10.0]))
    bare = replace(
        plan, routes=routes, departures=departures, cuts=(), unserved={}, waiting_for_seat={},
        bottleneck=Bottleneck(("bridge",), ("hall",), ("east",), ""),
    )  # fmt: skip
    write_plan(bare, two_banks, tmp_path / "plan")
    [feature] = json.loads((tmp_path / "plan" / "routes.geojson").read_text())["features"]
    assert feature["geometry"]["type"] == "LineString"
    assert len(feature["geometry"]["coordinates"]) == 3
    assert feature["properties"]["people"] == 10
    assert (feature["properties"]["first_departure_s"], feature["properties"]["last_departure_s"]) == (
        60,
        120,
    )
    assert not (tmp_path / "plan" / "certificate.csv").exists()


def test_an_older_plan_is_replaced_whole(valley, plan, tmp_path):
    write_plan(plan, valley, tmp_path / "plan")
    (tmp_path / "plan" / "contraflow.csv").write_text("stale")
    write_plan(plan, valley, tmp_path / "plan")
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == sorted(FILES)


def test_a_folder_that_is_no_plan_is_left_alone(valley, plan, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-mother.txt").write_text("dear")
    with pytest.raises(InputError, match=r"holds no plan\.json"):
        write_plan(plan, valley, tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["to-mother.txt"]


def test_a_plan_that_cannot_be_written_leaves_nothing_behind(valley, plan, tmp_path):
    """A link that is not there stops the writing in its middle; the older plan still stands."""
    write_plan(plan, valley, tmp_path / "plan")
    before = (tmp_path / "plan" / "plan.json").read_bytes()
    broken = replace(plan, bottleneck=Bottleneck(("no such link",)))
    with pytest.raises(KeyError):
        write_plan(broken, valley, tmp_path / "plan")
    assert (tmp_path / "plan" / "plan.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_road_turned_one_way_is_written_and_read_back(two_banks, plan, tmp_path):
    turned = replace(
        plan,
        routes=Routes((), np.empty(0), np.empty(0), Ragged.of([], np.int32), np.empty(0)),
        departures=Departures(np.empty(0), np.empty(0), np.empty(0), np.empty(0)),
        bottleneck=Bottleneck(),
        cuts=(),
        contraflow=(Turned(2, 0, 600.0),),
        changes={"east": "Leave ten minutes later."},
    )
    write_plan(turned, two_banks, tmp_path / "plan")
    text = (tmp_path / "plan" / "contraflow.csv").read_text()
    assert text == "link_id,to_link_id,from_s\negdirb,bridge,600\n"
    back = read_plan(tmp_path / "plan", two_banks)
    assert back.contraflow == (Turned(2, 0, 600.0),)
    assert back.changes == {"east": "Leave ten minutes later."}


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("routes.csv", "Z1", "Z9", "routes.csv, row 2, zone_id: Z9 is not a zone of the scenario"),
        ("routes.csv", ",road", ",lane", "routes.csv, row 2, links: lane is not a link of the scenario"),
        ("departures.csv", "R2", "R7", "departures.csv, row 4, route_id: R7 is not a route of routes.csv"),
        ("departures.csv", "vehicles", "cars", "departures.csv, row 1: the column vehicles is missing"),
        ("arrival_curve.csv", "1800", "late", "arrival_curve.csv, row 4, t_s: late is not a number"),
        ("certificate.csv", "home", "rome", "certificate.csv, row 2, node_id: rome is not a node"),
        ("plan.json", "\n", "{", "plan.json: the file is no JSON or is cut short"),
        ("plan.json", '"created"', '"made"', "plan.json: a value is missing or of the wrong kind"),
    ],
)
def test_a_damaged_plan_is_refused_in_a_sentence(valley, plan, tmp_path, name, old, new, sentence):
    write_plan(plan, valley, tmp_path / "plan")
    path = tmp_path / "plan" / name
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "plan", valley)
    assert sentence in str(caught.value)


def test_no_plan_folder_at_all_names_every_missing_file_once(valley, tmp_path):
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "nowhere", valley)
    assert [problem.file for problem in caught.value.problems] == [
        "plan.json",
        "routes.csv",
        "departures.csv",
    ]
