"""Networks are compared on the same drawings, once for all who look."""

import threading

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.evaluation import class_comparison, metrics
from core.evaluation.class_comparison import Network
from core.rooms.records import ClassDrawing, DrawingState
from core.rooms.split import Part
from tests.support.class_drawings import drawn_class

SAMPLE = loader.Source.SAMPLE


def of_part(where, drawings, part):
    """Return the images and labels of a part, counted by hand."""
    ids = [seat.id for seat in where.seats if seat.part is part]
    chosen = [each for each in drawings if each.seat in ids]
    return np.stack([each.image for each in chosen]), [each.label for each in chosen]


def test_each_network_is_asked_about_each_drawing_of_the_parts_that_are_open():
    where, drawings = drawn_class(is_sealed=False)
    found = class_comparison.compare(where, drawings, prediction.SHIPPED_PATH, SAMPLE)
    assert [each.network for each in found.results] == list(Network)
    for path, network in (
        (prediction.ARTICLE_PATH, Network.ARTICLE),
        (prediction.SHIPPED_PATH, Network.CLASS),
    ):
        predictor = prediction.load(path)
        result = found.result(network)
        assert result is not None
        assert result.mnist is not None
        for part in (Part.OPEN_TEST, Part.SEALED_TEST):
            images, labels = of_part(where, drawings, part)
            answers = [
                int(predictor.probabilities(image[None] / np.float32(255)).argmax())
                for image in images
            ]
            right = sum(map(int.__eq__, answers, labels))
            assert result.tests[part].right == right
            assert result.tests[part].images == len(labels) == 12
            wrong = sorted(
                (label, answer)
                for label, answer in zip(labels, answers, strict=True)
                if label != answer
            )
            misread = found.misread(network, part)
            assert sorted((each.label, each.answer) for each in misread) == wrong
        evaluation = metrics.evaluate(predictor, SAMPLE)
        assert result.mnist.right == evaluation.right


def test_misread_drawings_are_those_that_were_misread():
    where, drawings = drawn_class(600)
    # A network that knows digits is asked for their neighbours.
    shifted = tuple(
        ClassDrawing(
            each.id, each.seat, (each.label + 1) % 10, each.image, each.state, 1
        )
        for each in drawings
    )
    found = class_comparison.compare(where, shifted, None, SAMPLE)
    misread = found.misread(Network.SHIPPED, Part.OPEN_TEST)
    known = {each.image.tobytes(): each.label for each in shifted}
    assert len(misread) > 100
    for each in misread:
        assert known[each.image.tobytes()] == each.label != each.answer
    assert found.misread(Network.CLASS, Part.OPEN_TEST) == ()


def test_the_sealed_part_is_not_among_the_tests_before_it_is_opened():
    where, drawings = drawn_class()
    found = class_comparison.compare(where, drawings, None, SAMPLE)
    assert set(found.drawings) == {Part.OPEN_TEST}
    assert all(set(each.tests) == {Part.OPEN_TEST} for each in found.results)
    assert found.misread(Network.SHIPPED, Part.SEALED_TEST) == ()


def test_a_class_without_test_writers_is_compared_on_mnist_alone():
    where, drawings = drawn_class(1)
    found = class_comparison.compare(where, drawings, None, SAMPLE)
    assert found.drawings == {}
    assert [each.tests for each in found.results] == [{}, {}]
    (mnist, _) = (each.mnist for each in found.results)
    assert mnist is not None
    assert mnist.images == loader.counts(SAMPLE)[1]


def test_own_signs_are_read_by_the_class_alone_and_no_unused_output_answers():
    where, drawings = drawn_class(signs=("heart", "star", "sun"))
    drawings = tuple(each for each in drawings if each.label < 3)
    found = class_comparison.compare(where, drawings, prediction.SHIPPED_PATH, SAMPLE)
    (result,) = found.results
    assert result.network is Network.CLASS
    assert result.mnist is None
    assert found.source is None
    assert result.tests[Part.OPEN_TEST].classes == 3


def test_thirty_who_ask_at_once_have_it_computed_once(monkeypatch):
    where, drawings = drawn_class()
    judged, judge = [], metrics.judge

    def counted(predictor, images, labels):
        judged.append(len(images))
        return judge(predictor, images, labels)

    # MNIST's are read once before.
    class_comparison.compare(where, (), None, SAMPLE)
    monkeypatch.setattr(metrics, "judge", counted)
    start, found = threading.Barrier(30), []

    def ask():
        start.wait()
        found.append(class_comparison.compare(where, drawings, None, SAMPLE))

    askers = [threading.Thread(target=ask) for _ in range(30)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len({id(each) for each in found}) == 1
    # By two networks, the article's and the shipped one.
    assert judged == [12, 12]
    # A drawing for training changes no test; one for testing does.
    seat = {part: next(s.id for s in where.seats if s.part is part) for part in Part}
    for part, times in ((Part.TRAINING, 1), (Part.SEALED_TEST, 1), (Part.OPEN_TEST, 2)):
        new = ClassDrawing(
            9000, seat[part], 1, drawings[0].image, DrawingState.ON_WALL, 9000
        )
        class_comparison.compare(where, (*drawings, new), None, SAMPLE)
        assert len(judged) == 2 * times


@pytest.fixture(autouse=True)
def nothing_is_kept_from_another_test():
    """Rooms of these tests have the same id."""
    class_comparison.comparisons.cache_clear()
