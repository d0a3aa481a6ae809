"""`clearway appeals` from file to folder: what it writes, what it hides, what it refuses."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clearway.cli.app import app
from clearway.errors import InputError

LINES = [
    {"id": "A1", "channel": "sms", "ts": "2024-01-05T08:00:00+03:00", "text": "нас трое, Мира 5 кв 2"},
    {"id": "A2", "channel": "web", "ts": "2024-01-05T08:05:00+03:00", "text": "man bleeding, Sadovaya 9"},
    {
        "id": "A3",
        "channel": "web",
        "ts": "2024-01-05T08:06:00+03:00",
        "text": "three of us, Mira 5 flat 2, +7 900 000-00-01",
    },
]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["appeals", *map(str, args)])


def records(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_appeals_become_households_and_a_queue(messages, tmp_path):
    result = run(messages, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    appeals = records(tmp_path / "out/appeals.jsonl")
    assert [appeal["household"] for appeal in appeals] == ["H1", "H2", "H1"]
    assert appeals[0]["address"] == {"street": "Мира", "house": "5", "flat": "2"}
    with (tmp_path / "out/queue.csv").open(encoding="utf-8", newline="") as file:
        queue = list(csv.DictReader(file))
    assert [row["appeals"] for row in queue] == ["A2", "A1 A3"]
    assert queue[0]["reason"].startswith("critical")
    (merge,) = records(tmp_path / "out/merges.jsonl")
    assert merge["undo"] == {"action": "split", "appeals": ["A1", "A3"]}


def test_a_merge_is_undone_by_a_file_of_decisions(messages, tmp_path):
    run(messages, "--out", tmp_path / "out")
    decided = tmp_path / "decided.jsonl"
    decided.write_text(json.dumps(records(tmp_path / "out/merges.jsonl")[0]["undo"]), "utf-8")
    result = run(messages, "--out", tmp_path / "out", "--decisions", decided)
    assert result.exit_code == 0
    assert len(records(tmp_path / "out/households.jsonl")) == 3


@pytest.mark.parametrize("show", [False, True])
def test_telephones_are_masked_unless_asked_for(messages, tmp_path, show):
    result = run(messages, "--out", tmp_path / "out", *(["--show-contacts"] if show else []))
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    assert ("+79000000001" in written) is show
    assert "79000000001" not in result.output


def test_no_text_of_a_message_is_repeated_anywhere(messages, tmp_path):
    result = run(messages, "--out", tmp_path / "out")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    assert "нас трое" not in written + result.output
    assert "man bleeding" not in written + result.output


def test_broken_lines_are_said_and_the_rest_is_read(messages, tmp_path):
    with messages.open("a", encoding="utf-8") as file:
        file.write('{"id": "A4", "text": "secret words\n')
    result = run(messages, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert len(records(tmp_path / "out/appeals.jsonl")) == 3
    assert "4,,this line is not a JSON object" in (tmp_path / "out/problems.csv").read_text("utf-8")
    assert "secret" not in result.output


def test_a_file_without_one_message_is_refused_and_nothing_is_written(tmp_path):
    empty = tmp_path / "in.jsonl"
    empty.write_text("no json\n", "utf-8")
    result = run(empty, "--out", tmp_path / "out")
    assert isinstance(result.exception, InputError)
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_a_sentence(tmp_path):
    result = run(tmp_path / "nowhere.jsonl", "--out", tmp_path / "out")
    assert isinstance(result.exception, InputError)
    assert "cannot be read" in str(result.exception)


def test_the_gazetteer_names_places(messages, tmp_path):
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon\nGubkin,51.3,37.5\n", "utf-8")
    offer = {
        "id": "B1",
        "channel": "web",
        "ts": "2024-01-05T08:00:00+03:00",
        "text": "Могу взять двоих в Губкин",
    }
    messages.write_text(json.dumps(offer), "utf-8")
    run(messages, "--out", tmp_path / "out", "--gazetteer", places)
    assert records(tmp_path / "out/appeals.jsonl")[0]["address"] == {"place": "Gubkin"}
