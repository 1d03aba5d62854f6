"""Occlusion maps agree with a plain loop."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.explain import occlusion
from core.settings.network import NetworkSpec, parse_blocks


def digit():
    """A preprocessed test digit."""
    return (loader.load(loader.Source.SAMPLE).x_test[3] / 255).astype(np.float32)


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


@pytest.mark.parametrize("stride", [2, 3, 5])
def test_a_coarser_map_is_the_exact_one_at_the_middle_of_each_block(stride):
    seen, ask = digit(), prediction.article().probabilities
    exact, coarse = occlusion.maps(seen, ask), occlusion.maps(seen, ask, stride)
    for row in range(28):
        for column in range(28):
            middle = (
                min(row // stride * stride + stride // 2, 27),
                min(column // stride * stride + stride // 2, 27),
            )
            np.testing.assert_allclose(
                coarse[:, row, column], exact[:, *middle], atol=1e-6
            )


@pytest.mark.parametrize("stride", range(1, 6))
def test_all_ink_is_covered_at_one_place_or_another(stride):
    seen = np.ones((28, 28), np.float32)
    covered, _ = occlusion.covers(seen, stride)
    assert (covered.min(axis=0) == 0).all()


def test_the_article_s_network_is_asked_everywhere_whatever_is_drawn():
    multiplications = NetworkSpec().plan().multiplications
    assert occlusion.stride(np.ones((28, 28), np.float32), multiplications) == 1


@pytest.mark.parametrize("blocks", ["64x3-64x7-64x7-64x7", "64x5-64x5-64x5-64x5"])
def test_a_heavy_network_is_asked_as_often_as_there_is_time_for(blocks):
    seen = np.ones((28, 28), np.float32)
    plan = NetworkSpec(blocks=parse_blocks(blocks), dense=()).plan()
    stride = occlusion.stride(seen, plan.multiplications)
    asked = len(occlusion.covers(seen, stride)[0])
    assert asked * plan.multiplications <= occlusion.MOST_MULTIPLICATIONS
    finer = len(occlusion.covers(seen, stride - 1)[0])
    assert finer * plan.multiplications > occlusion.MOST_MULTIPLICATIONS
