"""Settings are only values that a slider can have."""

import pytest

from core.errors import SettingOutOfRange, SettingRefused
from core.settings import network, query_params, run
from core.settings.network import NetworkSpec
from core.settings.run import RunSettings


def test_defaults_are_those_of_the_article():
    assert RunSettings() == RunSettings(epochs=10, batch_size=128, images=60_000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("epochs", 31),
        ("batch_size", 100),
        ("images", 150),
        ("seed", -1),
        ("epochs", 2.0),
        ("epochs", True),
    ],
)
def test_a_value_that_no_slider_offers_is_refused(name, value):
    with pytest.raises(SettingOutOfRange) as refusal:
        RunSettings(**{name: value})
    assert refusal.value.name == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("optimizer", "adamw"),
        ("optimizer", "sgd"),
        ("schedule", ""),
        ("loss", "hinge"),
        ("learning_rate", 0.002),
        ("learning_rate", 1),
        ("learning_rate", float("nan")),
        ("thickness", 5),
    ],
)
def test_a_word_or_a_rate_that_is_not_offered_is_refused(name, value):
    with pytest.raises(SettingRefused) as refusal:
        RunSettings(**{name: value})
    assert refusal.value.name == name


def test_a_choice_changes_where_it_belongs():
    chosen = RunSettings().changed(network.DROPOUT, 30).changed(run.EPOCHS, 3)
    assert chosen == RunSettings(epochs=3, network=NetworkSpec(dropout=30))
    assert chosen.value(network.DROPOUT) == 30
    assert chosen.value(run.EPOCHS) == 3


def test_every_default_is_an_allowed_value():
    for choice in query_params.CHOICES:
        assert choice.default in choice.values
