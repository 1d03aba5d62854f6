"""The visitor has words, an icon and a picture for every kind of layer."""

import pytest

from core.errors import ImpossibleNetwork
from core.settings.layers import LAYER_KINDS, POOLINGS, Kind
from core.settings.network import Block, NetworkSpec
from core.ui.network.layer_kinds import VIEWS, output_view, pooling_view
from core.ui.text.error_messages import network_sentence


def networks():
    """Return networks that hold a layer of every kind between them."""
    blocks = tuple(Block(8, 3, kind) for kind in POOLINGS.values())
    return [NetworkSpec(blocks, batch_norm=True, dropout=20)]


LAYERS = {layer.kind: layer for spec in networks() for layer in spec.layers()}


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_has_a_name_a_purpose_and_a_picture(kind):
    view, layer = VIEWS[kind], LAYERS[kind]
    assert view.name()
    assert view.purpose(layer)
    assert view.drawing(layer, 0).startswith("<img ")


def test_no_two_kinds_have_the_same_name_or_purpose():
    assert len({view.name() for view in VIEWS.values()}) == len(Kind)
    purposes = {VIEWS[kind].purpose(LAYERS[kind]) for kind in Kind}
    assert len(purposes) == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_seen_on_the_inside_page_where_litert_runs_it(kind):
    assert (VIEWS[kind].output is None) == (LAYER_KINDS[kind].operation is None)


def test_the_second_layer_of_a_kind_is_counted_and_told_from_other_kinds():
    kinds = [kind for kind in Kind if VIEWS[kind].output is not None]
    names = {output_view(kind).numbered(2) for kind in kinds}
    assert len(names) == len(kinds)
    assert all(name.endswith(" 2") for name in names)


@pytest.mark.parametrize("kind", Kind)
def test_a_pooling_can_be_chosen_and_no_other_kind(kind):
    assert (VIEWS[kind].pooling is None) == (kind not in POOLINGS.values())


def test_every_kind_of_pooling_has_a_sentence_of_help_and_a_name_of_its_own():
    views = [pooling_view(kind) for kind in POOLINGS.values()]
    assert all(view.help().endswith(".") for view in views)
    assert len({view.help() for view in views}) == len(views)
    assert len({view.choice() for view in views}) == len(views)


@pytest.mark.parametrize("kind", POOLINGS.values())
def test_the_number_that_is_marked_is_the_one_that_stays(kind):
    reduce = LAYER_KINDS[kind].reduce
    assert reduce is not None
    keeps_the_highest = reduce([1.0, 5.0, 2.0, 4.0]) == 5
    assert pooling_view(kind).marks_highest == keeps_the_highest


@pytest.mark.parametrize("kind", POOLINGS.values())
def test_a_pooling_of_a_single_pixel_is_told_to_be_switched_off(kind):
    blocks = (Block(8, 3, kind),) * 2
    assert NetworkSpec((*blocks, Block(8, 3, kind))).plan().error is None
    error = NetworkSpec((*blocks, Block(8, 5, kind))).plan().error
    assert isinstance(error, ImpossibleNetwork)
    assert (error.block, error.layer, error.side) == (2, kind, 1)
    assert "Block 3 cannot pool" in network_sentence(error)
