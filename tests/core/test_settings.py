"""Settings are whole numbers that a slider could have produced."""

import pytest

from core import settings
from core.errors import SettingOutOfRange
from core.settings import RunSettings, from_query


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


def test_every_default_is_an_allowed_value():
    for choice in settings.CHOICES:
        assert choice.default in choice.values
