"""Each experiment is made once for all visitors, with as many digits as it affords."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.errors import NetworkGone
from core.evaluation import metrics
from core.evaluation.cached import COUNTS, ExperimentCache, affordable, digits
from core.evaluation.corruptions import Corruption
from core.explain import activations

ARTICLE = prediction.ARTICLE_PATH

SAMPLE = loader.Source.SAMPLE


@pytest.fixture(scope="module")
def network():
    """The article's network."""
    return prediction.load(ARTICLE)


class CountedNetwork(prediction.Predictor):
    """Always answers 7, and counts the images."""

    def __init__(self):  # its own: there is no file to load
        self.asked = 0

    def probabilities(self, images):
        """Answer at once."""
        self.asked += len(images)
        return np.eye(10, dtype=np.float32)[np.full(len(images), 7)]


def test_undisturbed_it_is_the_accuracy_of_the_evaluate_page(network):
    measured = ExperimentCache(8).curve(ARTICLE, network, Corruption.SHIFT, SAMPLE)
    assert measured.digits == 1_000
    assert measured.undisturbed == metrics.evaluate(network, SAMPLE).accuracy


def test_each_curve_and_each_ablation_is_made_once():
    trials, network = ExperimentCache(8), CountedNetwork()
    for _ in range(2):
        trials.curve(ARTICLE, network, Corruption.SHIFT, SAMPLE)
    assert network.asked == 9_000
    trials.curve(ARTICLE, network, Corruption.NOISE, SAMPLE)
    assert network.asked == 18_000
    for _ in range(2):
        trials.without(ARTICLE, network, frozenset(), SAMPLE)
    assert network.asked == 19_000


def test_a_heavier_network_is_shown_fewer_digits_but_never_too_few():
    for path in (ARTICLE, prediction.SHIPPED_PATH):
        layers = activations.load_cached(path).layers(np.zeros((28, 28), np.float32))
        assert affordable(activations.multiplications(layers)) == 1_000
    counts = [affordable(millions * 1_000_000) for millions in (1, 10, 25, 50, 90)]
    assert counts == [1000, 500, 200, 100, 100]
    assert counts[-1] == COUNTS[-1]


def test_a_network_whose_file_is_gone_is_named(tmp_path):
    with pytest.raises(NetworkGone):
        digits(tmp_path / "network.tflite", SAMPLE)
