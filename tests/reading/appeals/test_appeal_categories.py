"""The category model: its bytes are those of its hash, and it tells water from food."""

import json
from importlib.resources import files

import pytest

from clearway.reading.appeals import categories
from clearway.reading.appeals.categories import category_model, features


def test_the_model_finds_what_a_message_asks_for():
    model = category_model()
    assert {"water", "request"} <= model.says("We need drinking water, please send us water")
    assert {"food", "request"} <= model.says("We are hungry, please bring food and rice")
    assert not model.says("The weather was mild and the sea was calm") & {"water", "food", "shelter"}
    assert model.is_sure_of("please send us water") <= model.says("please send us water")


def test_the_card_names_the_same_bytes_and_beats_the_baseline_on_held_out_folds():
    card = json.loads(files("clearway.reading.appeals").joinpath("category_model.json").read_text("utf-8"))
    assert card["sha256"] == categories.MODEL_SHA256
    simple = card["f1_held_out_of_the_simple_baseline"]
    assert all(card["f1_held_out"][label] > simple[label] for label in category_model().labels)


def test_a_text_without_words_has_no_category():
    assert not category_model().says("")
    assert not category_model().says("!!! 😀")


def test_features_have_length_one_for_words_and_for_letters():
    _, values = features("we need water", category_model().idf)
    assert float(values @ values) == pytest.approx(2.0, abs=1e-3)


def test_a_model_with_other_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(categories, "MODEL_SHA256", "0" * 64)
    category_model.cache_clear()
    with pytest.raises(ValueError, match="make it anew"):
        category_model()
    category_model.cache_clear()
