"""The category model: its bytes are those of its hash, it tells water from food, and it can be made anew."""

import csv
import gzip
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from clearway.reading.appeals import categories
from clearway.reading.appeals.categories import Trees, category_model, read_model
from clearway.reading.appeals.category_features import (
    FAMILIES,
    N_SHAPE,
    TOPICS,
    features,
    summary,
    topic_counts,
    words_of,
)
from tools import train_appeal_model

WANTS = ("water", "food", "tents", "a doctor", "a road")
PLACES = ("Delmas", "Carrefour", "Jacmel", "Leogane", "the port", "the school", "the church", "the bridge")


def test_the_model_finds_what_a_message_asks_for():
    model = category_model()
    assert {"water", "request"} <= model.says("We need drinking water, please send us water")
    assert {"food", "request"} <= model.says("We are hungry, please bring food and rice")
    assert "transport" in model.says("The road is blocked and the bridge was washed away, no bus can pass")
    assert not model.says("The weather was mild and the sea was calm") & {"water", "food", "shelter"}
    assert model.is_sure_of("please send us water") <= model.says("please send us water")


def test_the_card_names_the_same_bytes_and_beats_the_baseline_on_held_out_folds():
    card = json.loads(files("clearway.reading.appeals").joinpath("category_model.json").read_text("utf-8"))
    assert card["sha256"] == categories.MODEL_SHA256
    simple = card["f1_held_out_of_the_simple_baseline"]
    assert all(card["f1_held_out"][label] > simple[label] for label in category_model().labels)


@pytest.mark.parametrize("text", ["", "!!! 😀"])
def test_a_text_without_words_has_no_category(text):
    assert not category_model().says(text)


def test_features_have_length_one_for_words_and_for_letters():
    _, values = features(words_of("we need water"), category_model().linear.idf)
    assert float(values @ values) == pytest.approx(2.0, abs=1e-3)


def test_a_topic_is_named_by_words_by_beginnings_and_by_pairs():
    """Of care: "hospitals", "medical", "medical help"; "Hepatitis" is an illness; "helpless" is no "help"."""
    found = dict(zip(TOPICS, topic_counts(words_of("hospitals: medical help for Hepatitis")), strict=True))
    assert (found["care.place"], found["care.given"], found["sick.by name"]) == (1, 2, 1)
    assert topic_counts(words_of("helpless")).sum() == 0


def test_a_summary_holds_shape_topics_and_families_with_a_ceiling():
    words = words_of("Water? " * 30)
    row = summary("Water? " * 30, words, topic_counts(words))
    assert len(row) == N_SHAPE + len(TOPICS) + len(FAMILIES)
    assert row[:N_SHAPE] == pytest.approx([210, 30, 1, 30 / 210, 0])
    assert row[N_SHAPE + TOPICS.index("water.word")] == 5


def test_trees_are_walked_to_their_leaves_and_averaged():
    """Two trees: x0 above 1 says .8, else .2; a lone leaf says .4: their mean is .6 or .3."""
    trees = Trees(
        column=np.array([0, 0, 0, 0]),
        threshold=np.array([1, 0, 0, 0], np.float32),
        after=np.array([1, 2, 1, 1, 2, 2, 3, 3]),
        likely=np.array([0, 0.2, 0.8, 0.4], np.float32),
        roots=np.array([[0, 3]]),
        depth=1,
    )
    assert trees.likelihood(np.array([2], np.float32)) == pytest.approx([0.6])
    assert trees.likelihood(np.array([1], np.float32)) == pytest.approx([0.3])


def test_a_model_with_other_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(categories, "MODEL_SHA256", "0" * 64)
    category_model.cache_clear()
    with pytest.raises(ValueError, match="make it anew"):
        category_model()
    category_model.cache_clear()


@pytest.fixture
def table_of_messages(tmp_path: Path) -> Path:
    """Write 300 messages, each with one want, labelled by it."""
    path = tmp_path / "messages.csv.gz"
    labels = [*train_appeal_model.LABELS, *train_appeal_model.HELPERS[:-1]]
    draw = np.random.default_rng(0)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, ["message", "genre", *labels], restval="0")
        table.writeheader()
        for number in range(300):
            want, place = WANTS[number % len(WANTS)], PLACES[draw.integers(len(PLACES))]
            who = "we need" if number % 2 else "they have"
            said = {label: str(int(draw.random() < 0.2)) for label in labels}
            said |= {
                "request": str(number % 2),
                "water": str(int(want == "water")),
                "food": str(int(want == "food")),
            }
            text = f"{number * 7919} {place}: {who} {want} {draw.integers(99)}"
            table.writerow({"message": text, "genre": "direct" if number % 3 else "news", **said})
    return path


def test_the_same_messages_make_the_same_bytes_and_a_model_that_learned_them(table_of_messages):
    messages, left_out = train_appeal_model.read_messages(table_of_messages, None)
    raw = train_appeal_model.model_bytes(messages)
    assert left_out == 0
    assert raw == train_appeal_model.model_bytes(messages)
    likely = read_model(raw).likelihood("5 Jacmel: we need water 7")
    assert likely["water"] > 0.8 > 0.2 > likely["food"]


def test_near_copies_stay_on_one_side_of_every_fold_and_copies_of_those_apart_are_left_out(tmp_path):
    """Two spellings of one plea are near copies; a message that is also kept apart is not trained on."""
    labels = [*train_appeal_model.LABELS, *train_appeal_model.HELPERS[:-1]]
    texts = ["we are at the old church in Jacmel and need water", "the road to the port is closed since noon"]
    texts += ["We are at the old church in Jacmel, and need water!!"]
    for name, some in (("train", texts), ("apart", texts[1:2])):
        with gzip.open(tmp_path / f"{name}.csv.gz", "wt", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, ["message", "genre", *labels], restval="0")
            table.writeheader()
            table.writerows({"message": text} for text in some)
    messages, left_out = train_appeal_model.read_messages(
        tmp_path / "train.csv.gz", tmp_path / "apart.csv.gz"
    )
    assert (messages.texts, left_out) == ([texts[0], texts[2]], 1)
    assert messages.group[0] == messages.group[1]
    assert all({0, 1} <= set(rest) or {0, 1} <= set(fold) for rest, fold in messages.folds(seed=0))
