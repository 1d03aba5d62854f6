"""The colour of a weight says its sign and its size; filters stand side by side."""

import numpy as np
import pytest

from core.ui.components.weight_colours import (
    AGAINST,
    FILTER_SIDE,
    FOR,
    GAP,
    coloured,
    small_multiples,
)


def test_full_colour_is_for_the_largest_and_white_for_nothing():
    found = coloured(np.array([[2.0, -2.0], [0.0, 4.0]], np.float32), 2.0)
    assert found.dtype == np.uint8
    assert found[0].tolist() == [list(FOR), list(AGAINST)]
    assert found[1].tolist() == [[255, 255, 255], list(FOR)]


def test_a_smaller_weight_is_paler():
    strengths = np.linspace(0, 1, 11, dtype=np.float32)
    for sign in (1, -1):
        red = coloured(sign * strengths, 1.0)[:, 2].astype(int)
        assert (np.diff(red) <= 0).all()


def test_a_network_of_nothing_is_white():
    assert (coloured(np.zeros((3, 3), np.float32), 0.0) == 255).all()


@pytest.mark.parametrize(
    ("count", "rows", "columns"), [(4, 1, 8), (32, 4, 8), (64, 4, 16)]
)
def test_each_filter_has_its_place_and_nothing_is_between_them(count, rows, columns):
    filters = np.zeros((count, 3, 3), np.float32)
    filters[-1] = 1
    sheet = small_multiples(filters, 1.0)
    step = FILTER_SIDE + GAP
    assert sheet.shape == (rows * step - GAP, columns * step - GAP, 4)
    row, column = divmod(count - 1, columns)
    last = sheet[
        row * step : row * step + FILTER_SIDE,
        column * step : column * step + FILTER_SIDE,
    ]
    assert (last == [*FOR, 255]).all()
    assert (sheet[..., 3] == 255).sum() == count * FILTER_SIDE**2
