"""`clearway read`: files in, tables and a page out, all or nothing."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clearway.cli.app import app
from clearway.errors import InputError

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "reports"
COLUMNS = {
    "documents.jsonl": ["document", "language", "report", "copy_of", "kept_lines", "dropped_lines"],
    "pairs.jsonl": ["a", "b", "relation", "evidence"],
    "claims.jsonl": [
        *(
            "claim",
            "document",
            "line",
            "start",
            "end",
            "text",
            "type",
            "source",
            "source_kind",
            "via",
            "place",
        ),
        *("time", "numbers", "certainty", "speech", "report", "incident"),
    ],
    "incidents.jsonl": ["incident", "type", "place", "time", "claims", "figures", "contradictions"],
}


def rows(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def read(*words: str | Path) -> str:
    result = CliRunner().invoke(app, ["read", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("read") / "out"
    read(EXAMPLES, "--out", out)
    return out


@pytest.mark.parametrize("name", COLUMNS)
def test_each_table_has_the_columns_it_promises(example, name):
    for row in rows(example / name):
        assert set(COLUMNS[name]) <= set(row)


def test_every_claim_points_at_its_sentence_in_its_file(example):
    for claim in rows(example / "claims.jsonl"):
        file = EXAMPLES / f"{claim['document']}.txt"
        if file.exists():
            text = file.read_text("utf-8")
            assert text[claim["start"] : claim["end"]] == claim["text"]
            assert claim["line"] == 1 + text[: claim["start"]].count("\n")


def test_every_pair_of_a_small_collection_has_a_verdict(example):
    n = len(rows(example / "documents.jsonl"))
    assert len(rows(example / "pairs.jsonl")) == n * (n - 1) // 2


def test_the_page_links_each_claim_to_its_sentence_and_fetches_nothing(example):
    page = (example / "index.html").read_text("utf-8")
    for claim in rows(example / "claims.jsonl"):
        assert f'id="c-{claim["claim"]}"' in page
    assert "<script" not in page
    assert "src=" not in page


def test_words_of_a_report_cannot_become_markup_on_the_page(tmp_path):
    (tmp_path / "x.txt").write_text('Two people were killed in <img src="x" onerror="y"> Olven.', "utf-8")
    read(tmp_path / "x.txt", "--out", tmp_path / "out")
    assert "<img" not in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_decision_stands_when_the_reports_are_read_again(tmp_path):
    (tmp_path / "a.txt").write_text("Shells hit Olven.\n\nNobody knows more.\n\nShells hit Sedge.", "utf-8")
    out = tmp_path / "out"
    read(tmp_path / "a.txt", "--out", out)
    first, second = rows(out / "incidents.jsonl")
    decision = {"verb": "join", "claims": [first["claims"][0], second["claims"][0]]}
    (out / "decisions.jsonl").write_text(json.dumps(decision) + "\n", "utf-8")
    read(tmp_path / "a.txt", "--out", out)
    assert len(rows(out / "incidents.jsonl")) == 1
    assert (out / "decisions.jsonl").exists()


def test_known_places_give_a_proposal_its_link(tmp_path):
    (tmp_path / "a.txt").write_text("The Mill Bridge is closed to traffic.", "utf-8")
    (tmp_path / "places.csv").write_text("name,place_id,kind\nMill Bridge,L7,link\n", "utf-8")
    read(tmp_path / "a.txt", "--out", tmp_path / "out", "--places", tmp_path / "places.csv")
    (proposal,) = rows(tmp_path / "out" / "proposals.jsonl")
    assert (proposal["event"], proposal["target"]) == ("LinkClosed", "L7")


def test_a_time_is_anchored_at_the_publication_that_is_given(tmp_path):
    (tmp_path / "a.txt").write_text("Shells hit Olven yesterday.", "utf-8")
    read(tmp_path / "a.txt", "--out", tmp_path / "out", "--published", "2024-01-05T18:00:00+03:00")
    claim = rows(tmp_path / "out" / "claims.jsonl")[0]
    assert (claim["time"], claim["time_from"]) == ("yesterday", "2024-01-04T00:00:00+03:00")


def test_no_report_at_all_is_said_and_nothing_is_written(tmp_path):
    result = CliRunner().invoke(app, ["read", str(tmp_path / "none.txt"), "--out", str(tmp_path / "out")])
    assert isinstance(result.exception, InputError)
    assert "there is no such file" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letters.txt").write_text("Dear Marta", "utf-8")
    result = CliRunner().invoke(app, ["read", str(EXAMPLES), "--out", str(tmp_path / "mine")])
    assert isinstance(result.exception, InputError)
    assert (tmp_path / "mine" / "letters.txt").exists()
