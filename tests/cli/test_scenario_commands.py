"""zones, shelters and check, as a person types them."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from clearway.city import Network
from clearway.cli.app import main
from clearway.intake import read_scenario, write_scenario
from clearway.intake.shelters_table import no_shelters
from clearway.intake.zones_table import no_zones
from tests.intake.drawn_streets import street_map

POPULATION = ("--population", "1000", "--population-source", "census, 2021")


def village() -> Network:
    """A street with two side streets, and roads out to the west and the east."""
    return street_map(
        ("West Road", "secondary", [(-6000, 0), (-1000, 0)]),
        ("High Street", "residential", [(-1000, 0), (0, 0), (1000, 0)]),
        ("Mill Lane", "residential", [(0, 0), (0, 900)]),
        ("Church Lane", "residential", [(1000, 0), (1000, 900)]),
        ("East Road", "primary", [(1000, 0), (6000, 0)]),
    )


@pytest.fixture
def folder(two_banks, tmp_path) -> Path:
    """A village, just imported: no zones, no shelters."""
    bare = replace(
        two_banks, network=village(), zones=no_zones(), shelters=no_shelters(), people_per_vehicle=2.5
    )
    write_scenario(bare, tmp_path / "village")
    return tmp_path / "village"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line; return exit code, what it printed, and what it said of errors."""

    def typed(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["clearway", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return typed


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_an_imported_map_to_a_scenario_that_can_be_planned(folder, run):
    assert run("zones", folder, *POPULATION, "--no-car-share", "0.2")[0] == 0
    assert run("shelters", folder, "--ways-out", "2")[0] == 0
    code, out, _ = run("check", folder)
    assert code == 0
    assert "Nothing to look at" in out
    situation = read_scenario(folder)
    assert (situation.zones.people.sum(), situation.zones.no_car_people.sum()) == (1000, 200)
    assert situation.shelters.names == ("Way out east: East Road", "Way out west: West Road")


def test_zones_says_how_people_were_spread_and_how_good_that_is(folder, run):
    _, out, _ = run("zones", folder, *POPULATION)
    assert "People are spread by residential street length; nothing tells where homes are" in out
    assert "Every number is open" in out


def test_an_operators_number_is_not_overwritten_by_running_again(folder, run):
    run("zones", folder, *POPULATION)
    path = folder / "zones.csv"
    path.write_text(path.read_text().replace("1000 people", "my own count"))
    before = files(folder)
    code, _, err = run("zones", folder, *POPULATION)
    assert code == 2
    assert "zones.csv: the file is there already, and somebody may have overwritten numbers in it" in err
    assert files(folder) == before
    assert run("zones", folder, "--population", "500", "--population-source", "x", "--force")[0] == 0
    assert read_scenario(folder, whole=False).zones.people.sum() == 500


def test_force_makes_zones_anew_even_where_the_old_ones_cannot_be_read(folder, run):
    (folder / "zones.csv").write_text("nonsense")
    assert run("zones", folder, *POPULATION, "--force")[0] == 0


def test_zones_with_their_own_people_in_a_vehicle_say_so_in_the_table(folder, run):
    run("zones", folder, *POPULATION, "--people-per-vehicle", "4")
    with (folder / "zones.csv").open() as handle:
        rows = list(csv.DictReader(handle))
    assert {row["people_per_vehicle"] for row in rows} == {"4"}
    assert {row["vehicles"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give either --population N with --population-source TEXT, or --table FILE."),
        ((*POPULATION, "--table", "x.csv"), "it is not said where the people come from"),
        (("--population", "10"), "--population-source: the number has no source"),
        ((*POPULATION, "--hexagons", "-5"), "--hexagons: -5 is not a width in metres"),
        ((*POPULATION, "--hexagons", "0"), "--hexagons: 0 is not a width in metres"),
        ((*POPULATION, "--people-per-vehicle", "0"), "0 is not a number of people in a vehicle"),
        ((*POPULATION, "--hexagons", "5", "--polygons", "x"), "both hexagons and polygons are given"),
        ((*POPULATION, "--polygons", "nowhere.geojson"), "nowhere.geojson: the file is missing"),
        ((*POPULATION, "--from-map", "nowhere.osm.pbf"), "nowhere.osm.pbf"),
        (("--table", "nowhere.csv"), "nowhere.csv: the file is missing"),
        (("--table", "x.csv", "--field", "people"), "--field: people is not OURS=THEIRS"),
        ((*POPULATION, "--no-car-share", "2"), "--no-car-share: 2 is not a share"),
    ],
)
def test_zones_that_cannot_be_made_leave_the_folder_alone(folder, run, arguments, sentence):
    before = files(folder)
    code, _, err = run("zones", folder, *arguments)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err
    assert files(folder) == before


def test_shelters_of_a_table_and_ways_out_stand_together(folder, run, tmp_path):
    (tmp_path / "halls.csv").write_text("shelter_id;name;PLACES;nodes\nhall;Mill Hall;120;0/900\n")
    table = tmp_path / "halls.csv"
    assert run("shelters", folder, "--table", table, "--field", "beds=PLACES", "--ways-out", "1")[0] == 0
    shelters = read_scenario(folder, whole=False).shelters
    assert shelters.shelter_ids == ("hall", "out-east")
    code, _, err = run("shelters", folder, "--table", table, "--field", "beds=PLACES")
    assert code == 2
    assert "shelters.csv: the file is there already" in err
    code, _, err = run("shelters", folder, "--ways-out", "2")
    assert code == 2
    assert "there are ways out already: out-east. Say --force to choose them anew." in err
    assert run("shelters", folder, "--ways-out", "2", "--force")[0] == 0
    assert read_scenario(folder, whole=False).shelters.shelter_ids == ("hall", "out-east", "out-west")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "it is not said what to do. Give --table FILE, --from-map FILE, --confirm ID or --ways-out N."),
        (("--confirm", "way/1"), "shelters_proposed.csv: the file is missing. Make it with"),
        (("--from-map", "nowhere.osm"), "nowhere.osm"),
    ],
)
def test_shelters_that_cannot_be_made_leave_the_folder_alone(folder, run, arguments, sentence):
    before = files(folder)
    code, _, err = run("shelters", folder, *arguments)
    assert code == 2
    assert sentence in err
    assert files(folder) == before


def test_check_names_what_to_look_at_and_is_content(folder, run, tmp_path):
    run("zones", folder, *POPULATION)
    (tmp_path / "halls.csv").write_text("shelter_id,beds,nodes\nhall,120,0/900\n")
    run("shelters", folder, "--table", tmp_path / "halls.csv")
    code, out, _ = run("check", folder)
    assert code == 0
    assert "1,000 people with a car need a bed and there are 120: 880 are missing" in out
    assert "To look at (1)" in out


@pytest.mark.parametrize("command", ["zones", "shelters", "check"])
def test_help_shows_an_example_and_the_next_step(run, command):
    _, out, _ = run(command, "--help")
    assert f"clearway {command} " in out
    assert "Next: " in out
    assert "Exit: 0" in out
