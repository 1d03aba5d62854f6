"""Every kind of layer has its entry, and what tells kinds apart tells them apart."""

import pytest

from core.errors import SettingUnknown
from core.settings.layers import (
    KIND_OF_OPERATION,
    LAYER_KINDS,
    POOL,
    POOLINGS,
    Kind,
    Layer,
)
from core.settings.network import Block, NetworkSpec


def test_every_kind_has_an_entry():
    assert set(LAYER_KINDS) == set(Kind)


def test_a_litert_operation_means_one_kind():
    operations = [entry.operation for entry in LAYER_KINDS.values() if entry.operation]
    assert len(set(operations)) == len(operations) == len(KIND_OF_OPERATION)


def test_a_pooling_has_a_letter_of_its_own_and_says_what_it_makes_of_a_window():
    poolings = [entry for entry in LAYER_KINDS.values() if entry.reduce]
    assert [entry.letter for entry in poolings] == list(POOLINGS)
    for letter in POOLINGS:
        # A digit would be read as part of the kernel's side.
        assert len(letter) == 1
        assert letter.isalpha()
        assert letter != "x"


def test_poolings_of_today_are_spelled_as_they_always_were():
    assert Block.parse("32x3p") == Block(32, 3, Kind.MAX_POOLING)
    assert Block.parse("32x3") == Block(32, 3)


def test_average_pooling_is_spelled_with_an_a_and_takes_the_mean():
    assert Block.parse("32x3a") == Block(32, 3, Kind.AVERAGE_POOLING)
    reduce = LAYER_KINDS[Kind.AVERAGE_POOLING].reduce
    assert reduce is not None
    assert reduce([1.0, 5.0, 2.0, 4.0]) == 3


@pytest.mark.parametrize(("letter", "kind"), POOLINGS.items())
def test_a_block_with_any_pooling_comes_back_from_a_link(letter, kind):
    block = Block(16, 5, kind)
    assert block.write() == f"16x5{letter}"
    assert Block.parse(block.write()) == block


@pytest.mark.parametrize("kind", POOLINGS.values())
def test_any_pooling_halves_its_pictures_and_drops_a_last_odd_row(kind):
    layer = Layer(kind, (7, 7, 3), window=POOL)
    assert layer.shape == (3, 3, 3)
    assert layer.parameters == layer.multiplications == 0


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(POOLINGS.values())))
def test_what_is_no_pooling_is_refused_as_a_pooling(kind):
    with pytest.raises(SettingUnknown):
        NetworkSpec((Block(8, 3, kind),))
