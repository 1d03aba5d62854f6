"""What a component of ours reports is taken only where it can be true."""

import pytest

from core.ui.components.own_component import chosen_cell


@pytest.mark.parametrize("value", [[0, 0], [2, 4], (1, 3)])
def test_a_cell_of_the_grid_is_taken(value):
    assert chosen_cell(value, 3, 5) == tuple(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [1],
        [1, 2, 3],
        [-1, 0],
        [3, 0],
        [0, 5],
        [0.0, 1],
        ["0", "1"],
        "01",
        {"row": 0, "column": 1},
        [[0], [1]],
    ],
)
def test_anything_else_is_none(value):
    assert chosen_cell(value, 3, 5) is None
