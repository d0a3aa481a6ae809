"""The report page in a real browser: it draws, moves in time, sorts, and asks no network."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import clearway as cw
from tests.maps.test_report import island, page_of

BROWSER = Path(__file__).parent.parent / "browser"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium on this machine (tools/setup_browser.sh installs it)"
    ),
    pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js on this machine"),
    pytest.mark.skipif(
        not (BROWSER / "node_modules" / "playwright-core").exists(),
        reason="tests/browser/node_modules is missing (tools/setup_browser.sh makes it)",
    ),
]


def drive(page: Path, *options: str) -> dict:
    command = ["node", str(BROWSER / "drive_report.mjs"), str(page), str(CHROMIUM), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def border_city(tmp_path_factory) -> Path:
    page = tmp_path_factory.mktemp("page") / "report.html"
    page.write_text(page_of(cw.read_scenario(EXAMPLES / "border-city")), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def used(border_city) -> dict:
    return drive(border_city)


def test_nothing_goes_wrong_and_nothing_is_fetched(used):
    assert used["said"] == []
    assert used["asked"] == []


def test_both_curves_are_drawn(used):
    assert len(used["curves"]) == 2
    assert min(used["curves"]) > 20


def test_the_slider_changes_the_colours_of_the_roads(used):
    """On average some road is used; at the end of the plan hardly any is."""
    used_colours = {
        "77,143,191",
        "36,104,168",
        "90,63,168",
        "153,35,138",
        "194,20,63",
    }  # --u1 to --u5 of report.css
    whole, end = (sum(used[when].get(colour, 0) for colour in used_colours) for when in ("whole", "end"))
    assert whole > 500
    assert end < whole / 2


def test_the_slider_says_how_many_are_where(used):
    assert "0 still at home, 0 on the road" in used["endSays"]
    assert used["nowMarks"] == 1
    assert "still at home" in used["valueText"]


def test_a_column_sorts_both_ways(used):
    people = [int(cell.replace(",", "")) for cell in used["before"]]
    assert [int(cell.replace(",", "")) for cell in used["rising"]] == sorted(people)
    assert [int(cell.replace(",", "")) for cell in used["falling"]] == sorted(people, reverse=True)
    assert used["sortSaid"] == "descending"


def test_a_zone_is_chosen_with_the_keyboard_and_its_orders_are_shown(used):
    assert used["pressed"] == "true"
    assert used["firstZone"] in used["chosen"]
    assert "by " in used["chosen"]


def test_the_map_moves_with_the_keyboard(used):
    start, zoomed, moved = used["views"]
    assert zoomed["scale"] < start["scale"]
    assert moved["x"] > zoomed["x"]


def test_a_road_under_the_pointer_says_its_name_and_what_it_carries(used):
    assert "vehicles an hour" in used["tip"]


def test_the_page_turns_dark_at_a_press(used):
    assert used["theme"] == "dark"


def test_axe_finds_no_barrier_in_light_or_dark(used):
    """WCAG 2.2, levels A and AA, as far as a program can tell."""
    assert used["barriers"] == []
    assert used["barriersDark"] == []


def test_on_a_phone_the_page_is_no_wider_than_the_screen(border_city):
    phone = drive(border_city, "--phone")
    assert phone["said"] == []
    assert phone["overflow"] == 0


def test_a_plan_that_serves_nobody_is_drawn_without_a_complaint(tmp_path):
    page = tmp_path / "island.html"
    page.write_text(page_of(island()), encoding="utf-8")
    assert drive(page, "--picture", str(tmp_path / "island.png"))["said"] == []


def test_it_prints_to_paper(border_city, tmp_path):
    paper = tmp_path / "report.pdf"
    assert drive(border_city, "--paper", str(paper))["said"] == []
    assert paper.read_bytes().startswith(b"%PDF")
