"""The how-to from a map to a scenario works when it is typed from top to bottom."""

import shlex

import pytest

from clearway.cli.app import main
from clearway.intake import read_scenario
from tests.test_docs import ROOT, blocks, with_examples

PAGE = ROOT / "docs" / "scenario-howto.md"


def test_the_commands_of_the_page_run_one_after_the_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(with_examples(tmp_path))
    lines = [line for block in blocks(PAGE, "bash run") for line in block.splitlines() if line.strip()]
    for line in lines:
        monkeypatch.setattr("sys.argv", shlex.split(line))
        with pytest.raises(SystemExit) as stopped:
            main()
        assert not stopped.value.code, f"{line}\n{capsys.readouterr().err}"
    situation = read_scenario(tmp_path / "out" / "howto")
    assert situation.zones.people.sum() == 30_000
    assert len(situation.shelters) == 8
