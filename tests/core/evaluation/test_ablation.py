"""A filter that is off has zero weights, and the network's file does not change."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.errors import NetworkGone
from core.evaluation import ablation, metrics
from core.evaluation.cached import ExperimentCache
from core.evaluation.metrics import Evaluation
from core.explain import activations
from core.explain.activations import ActivationReader
from core.settings.layers import Operation


@pytest.fixture(scope="module")
def images():
    """Eight preprocessed test digits."""
    return (loader.test_digits(loader.Source.SAMPLE)[0][:8] / 255).astype(np.float32)


def convolutions(layers):
    """Return the indices of the convolutions."""
    return [
        place
        for place, layer in enumerate(layers)
        if layer.operation is Operation.CONVOLUTION
    ]


def test_the_map_of_a_filter_that_is_off_is_black_and_its_neighbours_stay(images):
    path = prediction.ARTICLE_PATH
    bytes_before = path.read_bytes()
    whole = activations.load_cached(path).layers(images[0])
    off = frozenset({(0, 5), (0, 9)})
    after = ablation.xray(path, off).layers(images[0])
    assert whole[0].values[..., [5, 9]].max(axis=(0, 1)).min() > 0
    assert not after[0].values[..., [5, 9]].any()
    others = [channel for channel in range(32) if channel not in (5, 9)]
    np.testing.assert_array_equal(
        after[0].values[..., others], whole[0].values[..., others]
    )
    np.testing.assert_allclose(
        after[-1].values,
        ablation.predictor(path, off).probabilities(images[:1])[0],
        atol=1e-5,
    )
    assert path.read_bytes() == bytes_before


def test_only_what_belongs_to_the_filter_changes_in_the_file(images):
    file = prediction.SHIPPED_PATH.read_bytes()
    layers = ActivationReader(file).layers(images[0])
    place = convolutions(layers)[1]
    changed = ablation.without(file, layers, frozenset({(place, 7)}))
    different = sum(a != b for a, b in zip(file, changed, strict=True))
    assert 0 < different <= layers[place].weights[7].nbytes + 4
    assert ablation.without(file, layers, frozenset()) == file


def test_what_is_no_filter_or_stands_twice_in_a_file_is_refused(images):
    file = prediction.ARTICLE_PATH.read_bytes()
    layers = ActivationReader(file).layers(images[0])
    with pytest.raises(ValueError, match="no filters"):
        ablation.without(file, layers, frozenset({(1, 0)}))
    for other in (file + file, b""):
        with pytest.raises(ValueError, match="exactly once"):
            ablation.without(other, layers, frozenset({(0, 0)}))


def test_a_network_whose_file_is_gone_is_named(tmp_path):
    with pytest.raises(NetworkGone):
        ablation.predictor(tmp_path / "network.tflite", frozenset({(0, 0)}))


def test_without_half_of_its_filters_the_articles_network_reads_fewer_digits():
    path, sample = prediction.ARTICLE_PATH, loader.Source.SAMPLE
    whole, trials = prediction.load(path), ExperimentCache(4)
    before = trials.without(path, whole, frozenset(), sample)
    off = frozenset((0, channel) for channel in range(16))
    after = trials.without(path, whole, off, sample)
    assert before.accuracy == metrics.evaluate(whole, sample).accuracy
    assert after.accuracy < before.accuracy - 0.03
    assert after.images == before.images
    lost = before.recall - after.recall
    assert ablation.hardest_hit(before, after) == int(lost.argmax())


def test_the_digit_that_lost_the_largest_share_is_hit_hardest():
    labels = np.array([3, 3, 3, 3, 8, 8, 5], np.uint8)

    def answered(*digits):
        return Evaluation(np.eye(10, dtype=np.float32)[list(digits)], labels)

    whole = answered(3, 3, 3, 3, 8, 8, 5)
    assert ablation.hardest_hit(whole, answered(3, 3, 3, 0, 8, 0, 5)) == 8
    assert ablation.hardest_hit(whole, whole) is None
    assert ablation.hardest_hit(answered(0, 3, 3, 3, 8, 8, 5), whole) is None
