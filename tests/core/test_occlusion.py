"""Covering ink: what is lost is what a plain loop finds."""

import numpy as np

from core import data, occlusion, prediction


def digit():
    """A test digit, as a network is shown it."""
    return (data.load(data.Source.SAMPLE).x_test[3] / 255).astype(np.float32)


def test_the_map_is_that_of_a_plain_loop():
    seen, network = digit(), prediction.article()
    found = occlusion.maps(seen, network.probabilities)
    whole = network.probabilities(seen[None])[0]
    for row in range(0, 28, 3):
        for column in range(0, 28, 3):
            covered = seen.copy()
            covered[
                max(row - 2, 0) : row + 3,
                max(column - 2, 0) : column + 3,
            ] = 0
            expected = whole - network.probabilities(covered[None])[0]
            np.testing.assert_allclose(found[:, row, column], expected, atol=1e-5)


def test_where_there_is_no_ink_nothing_is_lost():
    found = occlusion.maps(digit(), prediction.article().probabilities)
    assert not found[:, 0, 0].any()


def test_paper_without_ink_has_a_map_of_zeros():
    blank = np.zeros((28, 28), np.float32)
    assert not occlusion.maps(blank, prediction.article().probabilities).any()


def test_a_network_that_looks_at_one_pixel_is_found_out():
    def looks_at_one(images):
        share = images[:, 10, 14]
        return np.stack([share, 1 - share, *[0 * share] * 8], axis=1)

    seen = np.zeros((28, 28), np.float32)
    seen[4:24, 12:17] = 1
    lost = occlusion.maps(seen, looks_at_one)[0]
    assert set(map(tuple, np.argwhere(lost > 0).tolist())) == {
        (row, column) for row in range(8, 13) for column in range(12, 17)
    }
