"""A setting takes its own values, and spells them so that a link brings them back."""

from enum import StrEnum

import pytest

from core.errors import SettingOutOfRange, SettingUnknown
from core.settings.options import LONGEST_TEXT, EnumOption, FlagOption, NumberOption


class Colour(StrEnum):
    """Words of a setting."""

    RED = "red"
    BLUE = "blue"


WHOLE = NumberOption("epochs", "train_epochs", range(1, 31), 10)
POWERS = NumberOption("batch_size", "train_batch_size", (16, 32, 64), 32)
RATE = NumberOption("rate", "train_rate", (0.00001, 0.001, 0.1), 0.001)
WORD = EnumOption("colour", "colour", tuple(Colour), Colour.RED)
PLAIN = EnumOption("activation", "activation", ("relu", "elu"), "relu")
FLAG = FlagOption("batch_norm", "batch_norm", default=False)
ALL = (WHOLE, POWERS, RATE, WORD, PLAIN, FLAG)


@pytest.mark.parametrize("option", ALL, ids=lambda option: option.name)
def test_every_value_comes_back_from_a_link_with_its_type(option):
    for value in option.values:
        option.check(value)
        back = option.parse(option.write(value))
        assert back == value
        assert type(back) is type(value)


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (WHOLE, "0"),
        (WHOLE, "31"),
        (WHOLE, "3.0"),
        (WHOLE, ""),
        (POWERS, "48"),
        (RATE, "nan"),
        (RATE, "inf"),
        (WHOLE, "9" * 10_000),
    ],
)
def test_a_number_that_is_not_allowed_is_refused_with_the_range(option, text):
    with pytest.raises(SettingOutOfRange) as refused:
        option.parse(text)
    assert refused.value.name == option.name
    assert (refused.value.lowest, refused.value.highest) == (
        option.values[0],
        option.values[-1],
    )
    assert len(str(refused.value.given)) <= LONGEST_TEXT + 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        (WHOLE, True),
        (WHOLE, 3.0),
        (WHOLE, "3"),
        (RATE, 0),
        (WHOLE, None),
    ],
)
def test_a_number_of_another_type_is_refused(option, value):
    with pytest.raises(SettingOutOfRange):
        option.check(value)


def test_a_word_of_a_link_is_the_member_and_a_plain_string_is_none():
    assert WORD.parse("blue") is Colour.BLUE
    for value in ("blue", "green", 1, None):
        with pytest.raises(SettingUnknown):
            WORD.check(value)
    with pytest.raises(SettingUnknown) as refused:
        PLAIN.parse("RELU")
    assert refused.value.allowed == ("relu", "elu")


@pytest.mark.parametrize("value", ["yes", 1, 0, None])
def test_a_flag_is_a_bool(value):
    with pytest.raises(SettingUnknown):
        FLAG.check(value)
    with pytest.raises(SettingUnknown):
        FLAG.parse("true")


@pytest.mark.parametrize(
    ("given", "nearest"),
    [(24, 16), (25, 32), (-5, 16), (1000, 64), (40, 32)],
)
def test_the_nearest_is_taken_and_the_lower_of_two(given, nearest):
    assert POWERS.nearest(given) == nearest
