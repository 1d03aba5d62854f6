"""Settings survive a round trip through a link, and invalid values are refused."""

import random
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.errors import SettingRefused
from core.settings import network, query_params
from core.settings.datasets import DatasetName
from core.settings.network import Block, NetworkSpec
from core.settings.query_params import (
    Part,
    from_query,
    hidden_parts,
    link,
    to_query,
    write_hidden,
)
from core.settings.run import Loss, Optimizer, RunSettings, Schedule

OWN = RunSettings(
    epochs=4,
    batch_size=64,
    images=3000,
    seed=7,
    optimizer=Optimizer.SGD,
    learning_rate=0.03,
    schedule=Schedule.ONE_CYCLE,
    loss=Loss.SQUARED_ERROR,
    rotation=15,
    shift=2,
    zoom=10,
    thickness=40,
    dataset=DatasetName.FASHION_MNIST,
    network=NetworkSpec(
        (Block.parse("8x5p"), Block(16, 3)),
        (64, 32),
        "tanh",
        batch_norm=True,
        dropout=25,
    ),
)


def test_a_link_sets_what_it_names():
    chosen, refusals = from_query({"train_epochs": "3", "lang": "es"})
    assert chosen == RunSettings(epochs=3)
    assert refusals == ()


@pytest.mark.parametrize(
    ("text", "epochs"),
    [("99", 30), ("-4", 1), ("0", 1), ("many", 10), ("", 10), ("9" * 5000, 10)],
)
def test_a_link_out_of_range_gets_the_nearest_or_the_default_and_is_told(text, epochs):
    chosen, refusals = from_query({"train_epochs": text})
    assert chosen.epochs == epochs
    assert [refusal.name for refusal in refusals] == ["epochs"]


def test_a_batch_size_between_two_powers_becomes_the_nearer_one():
    chosen, _ = from_query({"train_batch_size": "100"})
    assert chosen.batch_size == 128


def query_of(url):
    """Return the parameters of a link."""
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


def test_a_link_carries_every_setting():
    url = link("http://localhost:8501", "/network", "es", OWN, frozenset())
    assert url.startswith("http://localhost:8501/network?lang=es&")
    assert from_query(query_of(url)) == (OWN, ())


def test_links_and_rows_of_earlier_versions_mean_what_they_meant():
    earlier = {
        "train_epochs": "4",
        "train_batch_size": "64",
        "train_images": "3000",
        "train_seed": "7",
        "network_optimizer": "sgd",
        "network_learning_rate": "0.03",
        "network_schedule": "one_cycle",
        "network_loss": "mean_squared_error",
        "train_rotation": "15",
        "train_shift": "2",
        "train_zoom": "10",
        "train_thickness": "40",
        "network_activation": "tanh",
        "network_batch_norm": "yes",
        "network_dropout": "25",
        "network_blocks": "8x5p-16x3",
        "network_dense": "64-32",
    }
    expected = replace(OWN, dataset=DatasetName.MNIST)
    assert from_query(earlier) == (expected, ())
    assert to_query(expected) == earlier
    # JSON of the database and of a zip holds plain strings.
    assert {type(value) for value in to_query(expected).values()} == {str}
    defaults = {
        "network_batch_norm": "no",
        "network_optimizer": "adam",
        "network_schedule": "constant",
        "network_loss": "categorical_crossentropy",
    }
    assert from_query(defaults) == (RunSettings(), ())


@pytest.mark.parametrize("choice", query_params.CHOICES, ids=lambda it: it.name)
def test_a_setting_comes_back_from_a_link_with_its_own_type(choice):
    for value in choice.values:
        read = choice.parse(choice.write(value))
        assert read == value
        assert type(read) is type(value) is type(choice.default)


def test_a_link_names_nothing_that_is_as_in_the_article():
    assert to_query(RunSettings()) == {}


def test_a_network_with_no_hidden_layer_has_a_spelling():
    bare = RunSettings(network=NetworkSpec(blocks=(), dense=()))
    assert from_query(to_query(bare)) == (bare, ())


def test_what_a_link_hides_comes_back():
    hidden = frozenset({Part.LAYERS, Part.SEED})
    url = link("", "/train", "en", RunSettings(), hidden)
    assert hidden_parts(query_of(url)) == hidden
    assert hidden_parts({}) == frozenset()
    assert hidden_parts({"hide": "seed.<b>..nothing"}) == {Part.SEED}
    assert write_hidden(frozenset()) == ""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("network_blocks", "999x3p"),
        ("network_blocks", "8x3-8x3-8x3-8x3-8x3"),
        ("network_blocks", "8x"),
        ("network_blocks", "-"),
        ("network_blocks", "8x3p" * 4000),
        ("network_dense", "1e3"),
        ("network_dense", "128-128-128-128"),
        ("network_dense", "<script>"),
        ("network_activation", "eval"),
        ("network_learning_rate", "nan"),
        ("network_learning_rate", "inf"),
        ("network_learning_rate", "-1"),
        ("network_dropout", "٣٠"),
        ("train_images", "²"),
    ],
)
def test_nonsense_in_a_link_is_told_and_does_no_harm(key, text):
    chosen, refusals = from_query({key: text, "train_epochs": "3"})
    assert chosen.epochs == 3
    assert len(refusals) <= 1
    assert all(isinstance(refusal, SettingRefused) for refusal in refusals)
    assert from_query(to_query(chosen)) == (chosen, ())


def test_a_learning_rate_beyond_the_slider_becomes_its_end():
    chosen, refusals = from_query({"network_learning_rate": "50"})
    assert chosen.learning_rate == 1.0
    assert [refusal.name for refusal in refusals] == ["learning_rate"]


def test_random_texts_never_raise():
    chance = random.Random(5)
    letters = "0123456789x-pe.+ñ%\x00 <>nai∞\u0661"
    keys = [
        *(choice.key for choice in query_params.CHOICES),
        network.BLOCKS_KEY,
        network.DENSE_KEY,
        query_params.HIDE_KEY,
    ]
    for _ in range(3000):
        text = "".join(chance.choices(letters, k=chance.randrange(12)))
        query = {chance.choice(keys): text}
        chosen, _ = from_query(query)
        hidden_parts(query)
        assert from_query(to_query(chosen)) == (chosen, ())


def test_changed_settings_are_merged_key_by_key():
    stored = {"a": "1", "b": "2", "c": "3"}
    assert query_params.merge(stored, {}, {"b": "5", "d": "6"}) == {
        "a": "1",
        "b": "5",
        "c": "3",
        "d": "6",
    }
    assert query_params.merge(stored, stored, {"a": "1"}) == {"a": "1"}
    assert query_params.merge(stored, {"a": "9"}, {"a": "9"}) == stored
