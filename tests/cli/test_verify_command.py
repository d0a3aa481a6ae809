"""`clearway verify` says what holds; its exit code says it to a script."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clearway.cli.app import app
from clearway.errors import InputError
from clearway.intake import write_plan, write_scenario
from clearway.planner import make_plan


@pytest.fixture
def folders(tmp_path, two_banks) -> tuple[Path, Path]:
    write_scenario(two_banks, tmp_path / "scenario")
    write_plan(make_plan(two_banks), two_banks, tmp_path / "plan")
    return tmp_path / "scenario", tmp_path / "plan"


def run(*words: Path):
    return CliRunner().invoke(app, ["verify", *map(str, words)], catch_exceptions=False)


def test_a_plan_that_holds_exits_with_0_and_shows_what_no_plan_can_beat(folders):
    result = run(*folders)
    assert result.exit_code == 0
    assert "holds  The cuts prove the bounds, and the plan beats none of them." in result.stdout
    assert "2:00:00" in result.stdout  # the bridge's 7,200 s (tests/planner/test_proof.py)


def test_a_false_figure_exits_with_1_and_says_both_numbers(folders):
    summary = folders[1] / "plan.json"
    told = json.loads(summary.read_text())
    told["clearance_s"] = 3600
    summary.write_text(json.dumps(told))
    result = run(*folders)
    assert result.exit_code == 1
    assert "FAILS  The figures of the plan are what its tables say." in result.stdout
    assert "clearance_s is 3,600.0; the tables say 7," in result.stdout


def test_a_folder_that_is_no_plan_is_said_to_be_none(folders):
    with pytest.raises(InputError, match=r"plan\.json"):
        run(folders[0], folders[0])


def test_a_plan_without_certificate_is_driven_but_not_proved(folders):
    for file in folders[1].glob("certificate.csv*"):
        file.unlink()
    result = run(*folders)
    assert "The plan carries no certificate" in result.stdout
    assert result.exit_code == 1  # its plan.json still claims bounds that nothing proves
