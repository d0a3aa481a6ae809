"""The two examples of the repository: rebuilt from their sources, they are what stands there."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from clearway.errors import InputError
from clearway.intake import read_plan, read_scenario, write_plan, write_scenario
from clearway.intake.checks import check_situation
from clearway.intake.recipe import follow, read_recipe
from clearway.planner import make_plan
from tests.conftest import judge

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FILES = ("scenario.toml", "zones.csv", "shelters.csv", "closures.csv", "network/node.csv", "network/link.csv")


@pytest.fixture(scope="module")
def hersfeld():
    return follow(read_recipe(EXAMPLES / "bad-hersfeld" / "recipe.toml"))


def test_the_border_city_is_what_its_script_makes(tmp_path):
    script = runpy.run_path(str(EXAMPLES / "border-city" / "make_scenario.py"))
    write_scenario(script["scenario"](), tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (EXAMPLES / "border-city" / name).read_bytes(), (
            name
        )


def test_the_border_citys_page_gives_the_figures_of_its_tables():
    situation = read_scenario(EXAMPLES / "border-city")
    page = (EXAMPLES / "border-city" / "README.md").read_text(encoding="utf-8")
    assert f"{situation.zones.people.sum():,.0f}" in page
    assert f"{situation.zones.no_car_people.sum():,.0f} of them without a car" in page
    for beds in situation.shelters.beds[np.isfinite(situation.shelters.beds)]:
        assert f"| {beds:,.0f}" in page


def test_the_border_city_can_be_planned_and_its_own_towns_have_too_few_beds():
    situation = read_scenario(EXAMPLES / "border-city")
    assert check_situation(situation) == []
    own = [region == "Belgorod oblast" for region in situation.shelters.regions]
    assert situation.shelters.beds[own].sum() < situation.zones.car_people.sum() / 5


@pytest.mark.slow
def test_a_plan_of_the_border_city_is_accepted_and_written_again_the_same(tmp_path):
    situation = read_scenario(EXAMPLES / "border-city")
    write_plan(make_plan(situation), situation, tmp_path / "plan")
    write_plan(read_plan(tmp_path / "plan", situation), situation, tmp_path / "again")
    for path in (tmp_path / "plan").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    verdict = judge(EXAMPLES / "border-city", tmp_path / "plan")
    assert verdict["feasible"], verdict["first_faults"]


def test_bad_hersfeld_follows_its_recipe(hersfeld, tmp_path):
    zones, shelters = hersfeld.situation.zones, hersfeld.situation.shelters
    assert zones.people.sum() == 30_000
    assert zones.no_car_people.sum() == 4_500
    assert hersfeld.made.method == "building floor area"
    assert hersfeld.made.area_coverage > 0.8
    assert np.isinf(shelters.beds).sum() == 6
    assert check_situation(hersfeld.situation) == []
    write_scenario(hersfeld.situation, tmp_path / "town")
    back = read_scenario(tmp_path / "town")
    assert list(back.zones.people) == list(zones.people)
    assert "OpenStreetMap contributors" in back.attribution


def test_bad_hersfelds_zones_load_on_streets_near_them(hersfeld):
    """Nearly all zones hold a street of their own, and no loading node is on a motorway."""
    assert np.mean(hersfeld.made.away_m == 0) > 0.8
    network = hersfeld.situation.network
    fast = [kind.startswith("motorway") for kind in network.facility_types]
    only_fast = set(network.tail_ix[fast].tolist()) - set(network.tail_ix[np.logical_not(fast)].tolist())
    assert not only_fast & set(hersfeld.situation.zones.nodes.flat.tolist())


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("start = 'tomorrow'", "recipe.toml, start: tomorrow is not an instant with its offset"),
        (
            "start = '2024-01-05T08:00'",
            "recipe.toml, start: 2024-01-05T08:00 is not an instant with its offset",
        ),
        ("population = 'many'", "recipe.toml, population: population is missing. Write a whole number."),
        ("ways_out = 'six'", "recipe.toml, ways_out: 'six' is not a number"),
        ("name = ''", "recipe.toml, name: name is missing"),
        ("=", "recipe.toml: the recipe cannot be read"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(tmp_path, line, sentence):
    good = {
        "name": "'x'", "map": "'m.osm'", "start": "'2024-01-05T08:00Z'", "population": "5",
        "population_source": "'y'",
    }  # fmt: skip
    good.pop(line.split(" ")[0], None)
    text = "\n".join([line, *(f"{key} = {value}" for key, value in good.items())])
    (tmp_path / "recipe.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_recipe(tmp_path / "recipe.toml")
    assert sentence in str(caught.value)


def test_a_recipe_with_a_map_that_is_not_there_is_refused(tmp_path):
    text = (EXAMPLES / "bad-hersfeld" / "recipe.toml").read_text(encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="there is no such file"):
        follow(read_recipe(tmp_path / "recipe.toml"))
