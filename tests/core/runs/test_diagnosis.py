"""Each diagnosis, on networks that were really trained that way."""

import math
from array import array
from dataclasses import replace

import pytest

from core.datasets import loader
from core.errors import Diverged
from core.runs.diagnosis import Finding, diagnose
from core.runs.history import History
from core.runs.progress import EpochResult
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import Optimizer, RunSettings
from core.training import fit
from core.training.lease import Lease

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("keras_file_alone")]

SHORT = RunSettings(epochs=3)
SAMPLE_IMAGES = 2000


@pytest.fixture(scope="module")
def sample():
    """Half of the sample, with three hundred test digits."""
    whole = loader.load(loader.Source.SAMPLE)
    return replace(
        whole,
        x_train=whole.x_train[:SAMPLE_IMAGES],
        y_train=whole.y_train[:SAMPLE_IMAGES],
        x_test=whole.x_test[:300],
        y_test=whole.y_test[:300],
    )


def trained(settings, sample):
    """Train a network; return the diagnosis."""
    images = min(settings.images, SAMPLE_IMAGES)
    history = History(math.ceil(images / settings.batch_size))
    diverged = False
    try:
        task = TrainTask(run_id="run", settings=settings, source=sample.source)
        fit.train(task, sample, lease=Lease(), send=history.add)
    except Diverged:
        diverged = True
    return read(history, settings, SAMPLE_IMAGES, diverged=diverged)


def read(history, settings=RunSettings(), images=60_000, **more):  # noqa: B008  frozen
    """Return the diagnosis of a history; fail if there is none."""
    diagnosis = diagnose(history.curves(), settings, images, **more)
    assert diagnosis is not None
    return diagnosis


@pytest.mark.parametrize(
    ("settings", "finding", "fix"),
    [
        (
            replace(SHORT, learning_rate=0.3),
            Finding.DIVERGED,
            replace(SHORT, learning_rate=0.001),
        ),
        (
            replace(SHORT, optimizer=Optimizer.SGD, learning_rate=0.00001),
            Finding.NOT_LEARNING,
            replace(SHORT, optimizer=Optimizer.SGD, learning_rate=0.1),
        ),
        (
            replace(SHORT, learning_rate=0.00001),
            Finding.SLOW,
            replace(SHORT, learning_rate=0.001),
        ),
        (
            replace(SHORT, network=NetworkSpec(blocks=(), dense=())),
            Finding.TOO_SMALL,
            SHORT,
        ),
        (
            replace(SHORT, images=200, epochs=20, batch_size=32),
            Finding.TOO_FEW_IMAGES,
            replace(SHORT, images=SAMPLE_IMAGES, epochs=20, batch_size=32),
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, Finding) else "",
)
def test_a_training_that_goes_wrong_is_read_and_mended(sample, settings, finding, fix):
    diagnosis = trained(settings, sample)
    assert diagnosis.finding is finding
    assert diagnosis.fix == fix


def test_deep_sigmoids_are_told_apart_from_a_low_rate(sample):
    spec = NetworkSpec(
        (Block.parse("16x3p"), Block.parse("16x3p")),
        (64, 64, 64),
        "sigmoid",
    )
    diagnosis = trained(replace(SHORT, network=spec), sample)
    assert diagnosis.finding is Finding.SATURATED
    assert diagnosis.fix.network == replace(spec, activation="relu")


def test_learning_by_heart_is_told_with_its_epoch():
    history = History(1)
    history.losses = array("f", [1.0, 0.5, 0.2, 0.1, 0.05, 0.02])
    history.accuracies = array("f", [0.7, 0.9, 0.95, 0.98, 0.99, 1.0])
    history.epochs = [
        epoch(1, 0.9, 0.4),
        epoch(2, 0.5, 0.2),
        epoch(3, 0.3, 0.25),
        epoch(4, 0.1, 0.3),
        epoch(5, 0.05, 0.35),
    ]
    diagnosis = read(history)
    assert diagnosis.finding is Finding.OVERFITTING
    assert diagnosis.best_epoch == 2
    assert diagnosis.fix == RunSettings(rotation=10, shift=2, zoom=10)


def test_learning_well_needs_no_mending():
    history = History(1)
    history.losses, history.accuracies = array("f", [1.0, 0.1]), array("f", [0.7, 0.98])
    history.epochs = [epoch(1, 0.3, 0.2), epoch(2, 0.1, 0.08)]
    diagnosis = read(history)
    assert diagnosis.finding is Finding.LEARNING_WELL
    assert diagnosis.fix is None


def test_before_the_first_epoch_there_is_nothing_to_say():
    history = History(100)
    history.losses, history.accuracies = array("f", [2.3] * 50), array("f", [0.1] * 50)
    assert diagnose(history.curves(), RunSettings(), 60_000) is None


def test_a_loss_that_is_no_number_ends_the_run(sample):
    settings = replace(SHORT, optimizer=Optimizer.SGD, learning_rate=1.0)
    wild = NetworkSpec((Block.parse("32x7p"),), (512, 512, 512), "elu")
    diagnosis = trained(replace(settings, network=wild, images=1000), sample)
    assert diagnosis.finding is Finding.DIVERGED
    assert diagnosis.fix.learning_rate == 0.1


def epoch(number, loss, val_loss):
    """Return the result of an epoch with a high accuracy."""
    return EpochResult(number, loss, 0.98, val_loss, 0.975, 1.0)
