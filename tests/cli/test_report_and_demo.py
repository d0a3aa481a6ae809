"""`clearway report` and `clearway demo`: from inputs to pages, whole or not at all."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import clearway as cw
from clearway.cli import demo as demo_room
from clearway.cli.app import app
from clearway.cli.levels import has_levels
from clearway.errors import InputError, NotFound


@pytest.fixture
def folders(two_banks, tmp_path):
    network = replace(two_banks.network, capacity_low=np.full(3, 0.5), capacity_high=np.full(3, 2.0))
    drawn = replace(two_banks, network=network)
    cw.write_scenario(drawn, tmp_path / "city")
    cw.write_plan(cw.make_plan(drawn), drawn, tmp_path / "plan")
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def test_a_report_is_one_file_with_the_comparison(folders):
    done = run("report", folders / "city", folders / "plan", "--out", folders / "pages" / "report.html")
    assert done.exit_code == 0, done.output
    page = (folders / "pages" / "report.html").read_text(encoding="utf-8")
    assert "If the roads carry less, or more" in page
    assert [path.name for path in (folders / "pages").iterdir()] == ["report.html"]


def test_the_comparison_can_be_left_out(folders):
    assert (
        run(
            "report", folders / "city", folders / "plan", "--out", folders / "r.html", "--no-levels"
        ).exit_code
        == 0
    )
    assert "If the roads carry less" not in (folders / "r.html").read_text(encoding="utf-8")


def test_a_plan_for_a_level_that_is_there_already_is_taken(folders):
    """The plan handed in as the low one is the base plan: then low and base stand with the same figures."""
    given = ("--low", folders / "plan", "--high", folders / "plan")
    assert (
        run("report", folders / "city", folders / "plan", "--out", folders / "r.html", *given).exit_code == 0
    )
    page = (folders / "r.html").read_text(encoding="utf-8")
    row = page[page.index("Everybody served is safe by</th>") :].split("</tr>")[0]
    assert len({cell.split("<")[0] for cell in row.split('class="num">')[1:]}) == 1


def test_a_folder_that_is_no_plan_is_refused_and_nothing_is_written(folders):
    done = run("report", folders / "city", folders, "--out", folders / "r.html")
    assert isinstance(done.exception, InputError)
    assert "plan.json" in str(done.exception)
    assert not (folders / "r.html").exists()


def test_bad_input_ends_with_two_and_no_traceback(tmp_path):
    command = [
        sys.executable,
        "-c",
        "from clearway.cli.app import main; main()",
        "report",
        str(tmp_path / "no"),
        "x",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no such folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scenario_with_one_figure_a_road_has_no_levels(two_banks):
    assert not has_levels(two_banks)


@pytest.mark.slow
def test_the_demo_plans_both_examples_and_says_it_in_three_lines(tmp_path):
    done = run("demo", "--out", tmp_path / "demo", "--no-offer")
    assert done.exit_code == 0, done.output
    assert len(done.stdout.strip().splitlines()) == 3
    referee = demo_room.find_examples().parent / "referee" / "check_plan.py"
    for name in ("border-city", "bad-hersfeld"):
        folder = tmp_path / "demo" / name
        assert (folder / "report.html").exists()
        judged = subprocess.run(
            [sys.executable, referee, folder / "scenario", folder / "plan"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert judged.returncode == 0, judged.stdout


def test_the_demo_says_where_the_examples_are_when_they_are_not_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo_room, "__file__", str(tmp_path / "a" / "b" / "c" / "demo.py"))
    with pytest.raises(NotFound, match="come with the repository"):
        demo_room.find_examples()
