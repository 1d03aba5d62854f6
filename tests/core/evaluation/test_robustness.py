"""A curve agrees with reading the digits one by one at each strength."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.evaluation import robustness
from core.evaluation.corruptions import RANGES, Corruption, Strengths, corrupt
from core.evaluation.robustness import MEASURED, Robustness

ARTICLE = prediction.ARTICLE_PATH
SAMPLE = loader.Source.SAMPLE


@pytest.fixture(scope="module")
def network():
    """The article's network."""
    return prediction.load(ARTICLE)


@pytest.mark.parametrize("disturbance", Corruption)
def test_the_curve_goes_over_all_of_the_slider_and_through_0(disturbance):
    strengths = MEASURED[disturbance]
    assert sorted(strengths) == list(strengths)
    assert 0 in strengths
    assert (strengths[0], strengths[-1]) == (
        RANGES[disturbance][0],
        RANGES[disturbance][-1],
    )


@pytest.mark.parametrize("disturbance", [Corruption.ROTATION, Corruption.NOISE])
def test_the_curve_is_that_of_a_plain_loop(disturbance, network):
    images, labels = loader.test_digits(SAMPLE)
    images, labels = images[:40], labels[:40]
    measured = robustness.measure(network, disturbance, images, labels)
    for strength, accuracy in zip(
        MEASURED[disturbance], measured.accuracies, strict=True
    ):
        spoilt = corrupt(
            (images / np.float32(255)).astype(np.float32),
            Strengths(**{disturbance.value: strength}),
        )
        right = sum(
            network.probabilities(image[None])[0].argmax() == label
            for image, label in zip(spoilt, labels, strict=True)
        )
        assert accuracy == right / 40
    assert measured.digits == 40
    assert measured.accuracies.max() > measured.accuracies.min() + 0.3


def test_between_two_points_the_curve_is_straight():
    measured = Robustness(np.array([-4.0, 0.0, 4.0]), np.array([0.2, 1.0, 0.4]), 10)
    assert measured.at(-2) == pytest.approx(0.6)
    assert measured.at(1) == pytest.approx(0.85)
    assert measured.undisturbed == 1


def test_the_weakest_strength_that_loses_half_is_named():
    strengths = np.array([-4.0, -2.0, 0.0, 2.0, 4.0])
    measured = Robustness(strengths, np.array([0.2, 0.4, 1.0, 0.6, 0.3]), 10)
    assert measured.least_below(0.5) == -2
    assert measured.least_below(0.35) == 4
    assert measured.least_below(0.2) is None
