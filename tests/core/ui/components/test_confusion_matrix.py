"""The colour of a cell follows what is in it."""

import numpy as np


def test_the_colour_of_a_cell_follows_what_is_in_it():
    from core.ui.components.confusion_matrix import strengths  # noqa: PLC0415  imports Streamlit

    colours = strengths(np.array([[90, 9, 1], [0, 50, 0], [0, 4, 12]]))
    np.testing.assert_allclose(colours.diagonal(), [0.9, 1, 0.75])
    np.testing.assert_allclose(colours[0, 1:], [1, 1 / 3])
    np.testing.assert_allclose(colours[2, :2], [0, 2 / 3])


def test_a_matrix_without_a_mistake_has_no_colour_off_the_diagonal():
    from core.ui.components.confusion_matrix import strengths  # noqa: PLC0415  imports Streamlit

    np.testing.assert_array_equal(strengths(np.diag([3, 0, 5])), np.diag([1, 0, 1]))
