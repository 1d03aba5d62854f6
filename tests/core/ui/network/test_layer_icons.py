"""The drawings of layers are to scale."""

import itertools
import re
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from core.settings.layers import Kind, Layer
from core.ui.network import layer_icons
from core.ui.network.layer_kinds import VIEWS


def test_a_dropout_is_drawn_with_hollow_dots():
    drawing = VIEWS[Kind.DROPOUT].drawing
    layer = Layer(Kind.DROPOUT, (128,), share=50)
    assert drawing(layer, 0) != drawing(replace(layer, share=0), 0)


def shapes(picture):
    """Return the names of the shapes in a drawing, and its SVG."""
    source = re.search(r'src="data:image/svg\+xml,([^"]+)"', picture)
    assert source is not None
    tree = ElementTree.fromstring(unquote(source[1]))
    return [each.tag.partition("}")[2] for each in tree], tree


@pytest.mark.parametrize(("channels", "sheets"), [(1, 1), (2, 1), (8, 3), (64, 6)])
def test_a_stack_has_a_sheet_more_for_twice_as_many_pictures(channels, sheets):
    assert shapes(layer_icons.stack(26, channels, 0))[0] == ["rect"] * sheets


def test_a_window_is_to_scale_where_it_can_be_seen():
    _, tree = shapes(layer_icons.stack(26, 1, 2))
    sheet, window = (float(each.get("width")) for each in tree)
    assert window / sheet == pytest.approx(2 / 26, abs=0.01)
    # Larger than the picture, or on a picture of a few pixels.
    assert shapes(layer_icons.stack(3, 1, 5))[0] == ["rect"]
    assert shapes(layer_icons.stack(4, 1, 2))[0] == ["rect"]


def test_the_answer_has_ten_neurons_of_which_one_speaks():
    names, tree = shapes(layer_icons.answer())
    assert names == ["circle"] * 10
    assert len([each for each in tree if each.get("fill") != "none"]) == 1


@pytest.mark.parametrize("activation", layer_icons.BENDS)
def test_the_curve_of_an_activation_never_falls(activation):
    _, tree = shapes(layer_icons.bend(activation))
    heights = [float(point.split(",")[1]) for point in tree[0].get("points").split()]
    assert all(later <= before for before, later in itertools.pairwise(heights))


def test_a_picture_that_is_too_small_is_within_the_window():
    _, tree = shapes(layer_icons.misfit(2, 5))
    window, picture = (float(each.get("width")) for each in tree)
    assert picture / window == pytest.approx(2 / 5, abs=0.01)
