"""Evaluations agree with counting by hand."""

import threading

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.errors import DataBroken
from core.evaluation.metrics import Evaluation, Evaluations, evaluate
from tests.support.answers import one_hot, softmax
from tests.support.patience import wait_for


@pytest.fixture
def judged():
    """An evaluation of 500 made-up answers."""
    return Evaluation(*softmax(0, 500))


def test_the_confusion_matrix_is_what_counting_one_by_one_gives(judged):
    counted = np.zeros((10, 10), int)
    for shares, label in zip(judged.probabilities, judged.labels, strict=True):
        counted[label, max(range(10), key=lambda digit: shares[digit])] += 1
    np.testing.assert_array_equal(judged.confusion, counted)
    assert judged.confusion.sum() == 500


def test_a_digit_that_was_never_answered_has_no_precision():
    judged = Evaluation(one_hot([1, 1, 1]), np.array([0, 1, 2], np.uint8))
    assert judged.precision[1] == pytest.approx(1 / 3)
    assert np.isnan(judged.precision[[0, 2]]).all()
    np.testing.assert_array_equal(judged.recall[:3], [0, 1, 0])
    assert np.isnan(judged.recall[3:]).all()


def test_the_images_of_a_cell_are_all_there_surest_first(judged):
    for true in range(10):
        for answered in range(10):
            indices = judged.at(true, answered)
            assert len(indices) == judged.confusion[true, answered]
            assert (judged.labels[indices] == true).all()
            assert (judged.answers[indices] == answered).all()
            sureness = judged.probabilities[indices, answered]
            assert (sureness[:-1] >= sureness[1:]).all()


def test_the_surest_mistakes_are_those_of_a_sorted_list(judged):
    mistakes = [
        (-shares.max(), index)
        for index, (shares, label) in enumerate(
            zip(judged.probabilities, judged.labels, strict=True)
        )
        if shares.argmax() != label
    ]
    expected = [index for _, index in sorted(mistakes)]
    assert judged.surest_mistakes(12).tolist() == expected[:12]
    assert judged.surest_mistakes(1000).tolist() == expected


def test_the_worst_confusion_is_the_mistake_made_most_often():
    truth = np.array([4, 4, 4, 9, 9, 9, 9, 7], np.uint8)
    judged = Evaluation(one_hot([9, 9, 4, 9, 9, 9, 9, 1]), truth)
    assert judged.worst_confusion() == (4, 9)


def test_a_network_without_a_mistake_has_nothing_to_show():
    truth = np.arange(10, dtype=np.uint8)
    judged = Evaluation(one_hot(truth), truth)
    assert judged.accuracy == 1
    assert judged.worst_confusion() is None
    assert len(judged.surest_mistakes(12)) == 0
    assert len(judged.at(3, 5)) == 0


@pytest.mark.thorough
def test_the_shipped_network_is_evaluated_as_if_all_images_came_at_once(mnist):
    judged = evaluate(prediction.shipped(), loader.Source.MNIST)
    answers = prediction.shipped().probabilities((mnist.x_test / 255).astype("f4"))
    np.testing.assert_allclose(judged.probabilities, answers, atol=1e-6)
    assert judged.accuracy >= 0.9955
    assert judged.images == 10_000


def test_the_sample_has_an_evaluation_of_its_own():
    judged = evaluate(prediction.shipped(), loader.Source.SAMPLE)
    assert judged.images == 1_000
    assert judged.accuracy > 0.98


class CountedNetwork(prediction.Predictor):
    """Answers 7 once a test allows it, and counts the images."""

    def __init__(self):  # its own: there is no file to load
        self.asked = 0
        self.gate = threading.Event()
        self.gate.set()

    def probabilities(self, images):
        """Wait until the test allows an answer."""
        self.gate.wait()
        self.asked += len(images)
        return one_hot(np.full(len(images), 7))


def test_thirty_visitors_who_ask_at_once_cost_one_evaluation(tmp_path):
    kept, network = Evaluations(8), CountedNetwork()
    come, got = [], []
    network.gate.clear()

    def ask():
        come.append(True)
        got.append(kept.get(tmp_path, network, loader.Source.SAMPLE))

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(come), lambda there: there == len(threads))
    network.gate.set()
    for thread in threads:
        thread.join()
    assert network.asked == 1_000
    assert {id(judged) for judged in got} == {id(got[0])}


def test_only_the_networks_asked_for_last_are_kept(tmp_path):
    kept, network = Evaluations(2), CountedNetwork()
    for name in ("a", "b", "a", "c", "a"):
        kept.get(tmp_path / name, network, loader.Source.SAMPLE)
    assert network.asked == 3_000
    kept.get(tmp_path / "b", network, loader.Source.SAMPLE)
    assert network.asked == 4_000


def test_broken_data_are_told_each_time_and_never_kept(tmp_path, empty_cache):
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(b"half")
    kept = Evaluations(2)
    for _ in range(2):
        with pytest.raises(DataBroken):
            kept.get(tmp_path, CountedNetwork(), loader.Source.MNIST)
    assert kept.get(tmp_path, CountedNetwork(), loader.Source.SAMPLE).images == 1_000
