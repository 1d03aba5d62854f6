"""A network learns a class's hands that MNIST does not have, and keeps MNIST's."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.evaluation import metrics
from core.prediction import Predictor
from core.runs.class_data import ClassData, Use
from core.runs.progress import Ending, Report, Trained
from core.runs.tasks import TrainTask
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings, Schedule
from core.training import jobs

pytestmark = pytest.mark.tensorflow

SETTINGS = replace(apply(Preset.CLASS, RunSettings()), images=4000)


def lying(images, labels):
    """Return digits as a class writes them that turns its paper by a quarter."""
    return LabelledDrawings(
        np.ascontiguousarray(np.rot90(images, axes=(1, 2))), labels.copy()
    )


@pytest.fixture(scope="module")
def hands():
    """What a class has drawn to learn from, and what it has drawn to test with."""
    test = loader.load(loader.Source.SAMPLE)
    known = lying(test.x_test[:200], test.y_test[:200])
    return known, lying(test.x_test[200:600], test.y_test[200:600])


def trained(data, settings=SETTINGS):
    """Train; return the network, what it left, and the reports."""
    reports: list[Report] = []
    task = TrainTask(
        run_id="run", settings=settings, source=loader.Source.SAMPLE, class_data=data
    )
    left = jobs.run(task, reports.append)
    assert isinstance(left, Trained)
    assert left.ending is Ending.FINISHED
    return Predictor(left.litert_file), left, reports


def accuracy(network, drawings):
    """Return the share of drawings that a network reads right."""
    return metrics.judge(network, drawings.images, drawings.labels).accuracy


def test_the_class_is_read_better_and_mnist_as_well(hands):
    known, test = hands
    data = ClassData(Use.MIXED, known)
    network, left, reports = trained(data)
    before, _, _ = trained(None)
    # A batch for each 64 images of both.
    losses = [loss for report in reports for loss in report.losses]
    task = TrainTask(
        run_id="run", settings=SETTINGS, source=loader.Source.SAMPLE, class_data=data
    )
    assert len(losses) == task.batches_per_epoch
    assert accuracy(network, test) > accuracy(before, test) + 0.3
    found = metrics.evaluate(network, loader.Source.SAMPLE)
    # It is measured by MNIST's test images as it goes on.
    assert left.accuracy == pytest.approx(found.accuracy, abs=0.002)
    assert found.accuracy > 0.9


def test_a_class_alone_is_measured_by_its_open_test(hands):
    known, test = hands
    few = LabelledDrawings(test.images[:50], test.labels[:50])
    settings = replace(
        SETTINGS,
        images=2000,
        epochs=2,
        schedule=Schedule.CONSTANT,
        learning_rate=0.003,
        rotation=10,
        shift=1,
    )
    network, left, reports = trained(ClassData(Use.ALONE, known, few), settings)
    assert left.accuracy == pytest.approx(accuracy(network, few), abs=0.021)
    assert accuracy(network, test) > 0.6
    losses = [loss for report in reports for loss in report.losses]
    assert len(losses) == 2 * -(-2000 // 64)


def test_the_same_drawings_give_the_same_network(hands):
    known, _ = hands
    settings = replace(SETTINGS, images=200, batch_size=512)
    first, second = (
        trained(ClassData(Use.MIXED, known), settings)[1] for _ in range(2)
    )
    assert first.litert_file == second.litert_file
