"""Evaluations agree with Keras."""

import keras
import pytest

from core.evaluation.metrics import Evaluation
from tests.support.answers import one_hot, softmax

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def judged():
    """An evaluation of 500 made-up answers."""
    return Evaluation(*softmax(0, 500))


def test_the_accuracy_is_that_of_keras(judged):
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(judged.labels, judged.probabilities)
    assert judged.accuracy == pytest.approx(float(metric.result()))
    assert judged.right == round(judged.accuracy * judged.images)


@pytest.mark.parametrize("digit", range(10))
def test_precision_and_recall_are_those_of_keras(judged, digit):
    answers = one_hot(judged.probabilities.argmax(axis=1))
    truth = one_hot(judged.labels)
    precision = keras.metrics.Precision(class_id=digit)
    recall = keras.metrics.Recall(class_id=digit)
    precision.update_state(truth, answers)
    recall.update_state(truth, answers)
    assert judged.precision[digit] == pytest.approx(float(precision.result()))
    assert judged.recall[digit] == pytest.approx(float(recall.result()))
