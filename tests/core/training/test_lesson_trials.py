"""What the lessons answer to their own tasks is what comes out of the training."""

from typing import Any

import pytest

from core.datasets import loader
from core.runs.tasks import TrainTask
from core.settings.run import RunSettings
from core.training import fit
from core.training.lease import Lease

pytestmark = pytest.mark.tensorflow

CHANCE = 0.1


@pytest.fixture(scope="module")
def sample():
    return loader.load(loader.Source.SAMPLE)


def losses_and_result(dataset, **settings):
    """Train the article's network; return its losses, last epoch and result."""
    reports: list[Any] = []
    task = TrainTask(
        run_id="run", settings=RunSettings(**settings), source=dataset.source
    )
    trained = fit.train(task, dataset, lease=Lease(), send=reports.append)
    losses = [loss for report in reports for loss in report.losses]
    epochs = [epoch for report in reports for epoch in report.epochs]
    return losses, epochs[-1], trained


def test_with_a_learning_rate_of_1_the_loss_shoots_up_and_chance_is_left(sample):
    losses, _, trained = losses_and_result(sample, learning_rate=1.0, epochs=1)
    assert max(losses) > 100 * losses[0]
    assert trained.accuracy < 2 * CHANCE


def test_of_two_trainings_with_as_many_corrections_more_images_are_better(sample):
    losses, many, _ = losses_and_result(sample, images=4000, epochs=5)
    others, few, _ = losses_and_result(sample, images=1000, epochs=20)
    assert len(losses) == len(others) == 160
    assert many.val_loss < few.val_loss
    # It knows its thousand by heart.
    assert few.accuracy > many.accuracy
    assert few.val_accuracy < many.val_accuracy
