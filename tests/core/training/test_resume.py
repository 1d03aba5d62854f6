"""A stopped and resumed run gives the same results as an uninterrupted one."""

import functools
from dataclasses import replace

import numpy as np
import pytest

from core.runs.progress import Ending, Resume
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings, Schedule
from core.training import fit
from core.training.lease import Lease
from core.training.progress_callback import ProgressCallback

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("keras_file_alone")]

SMALL = NetworkSpec((Block.parse("8x3p"),), (32,))
PLAIN = RunSettings(epochs=3, batch_size=32, images=300, seed=3, network=SMALL)
AUGMENTED = replace(PLAIN, rotation=10, shift=2, zoom=10, thickness=50)
# Batch normalisation, dropout and the schedule also have state.
REMEMBERING = replace(
    PLAIN,
    schedule=Schedule.ONE_CYCLE,
    learning_rate=0.01,
    network=replace(SMALL, batch_norm=True, dropout=30),
)
BATCHES = 10


class Tape:
    """Records a run's reports, and ends its lease after some batches."""

    def __init__(self, batches=None):
        self.lease = Lease()
        self.losses, self.accuracies, self.epochs = [], [], []
        self._batches = batches

    def send(self, report):
        """Record a report."""
        self.losses += report.losses
        self.accuracies += report.accuracies
        self.epochs += report.epochs

    def count(self):
        """Count a batch."""
        if self._batches is not None:
            self._batches -= 1
            if self._batches == 0:
                self.lease.end(Ending.STOPPED)


@pytest.fixture(scope="module")
def run(few_digits):
    """Train, stopping after a number of batches: ``run(settings, stop=11)``."""

    def train(settings, stop=None, resume=None):
        tape = Tape(stop)
        note = ProgressCallback.on_train_batch_end

        def counting(self, batch, logs=None):
            tape.count()
            note(self, batch, logs)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ProgressCallback, "on_train_batch_end", counting)
            trained = fit.train(
                TrainTask(
                    run_id="run",
                    settings=settings,
                    source=few_digits.source,
                    resume=resume,
                ),
                few_digits,
                lease=tape.lease,
                send=tape.send,
            )
        return tape, trained

    return train


@pytest.fixture(scope="module")
def whole_run(run):
    """Train without interruption, once for each of the settings."""
    return functools.cache(run)


def stand(tape, trained, goal):
    """Return the point from which a stopped run resumes."""
    first = len(tape.epochs) * BATCHES
    return Resume(
        goal,
        epochs_done=len(tape.epochs),
        losses=tuple(tape.losses[first:]),
        accuracies=tuple(tape.accuracies[first:]),
        keras_file=trained.keras_file,
    )


@pytest.mark.parametrize(
    ("settings", "stop"),
    [
        (PLAIN, BATCHES + 3),
        (AUGMENTED, BATCHES + 3),
        (REMEMBERING, BATCHES + 3),
        # Stops between the last batch of an epoch and its validation.
        (PLAIN, BATCHES),
        (REMEMBERING, 2 * BATCHES),
    ],
)
def test_a_stopped_run_goes_on_as_if_it_had_never_stopped(
    run, whole_run, settings, stop
):
    whole, end = whole_run(settings)
    first, trained = run(settings, stop=stop)
    assert len(first.losses) == stop
    rest, resumed = run(settings, resume=stand(first, trained, settings.epochs))
    np.testing.assert_allclose(
        first.losses + rest.losses, whole.losses, rtol=1e-3, atol=1e-5
    )
    epochs = first.epochs + rest.epochs
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    for ours, theirs in zip(epochs, whole.epochs, strict=True):
        assert ours.loss == pytest.approx(theirs.loss, rel=1e-3)
        assert ours.accuracy == pytest.approx(theirs.accuracy, abs=1e-3)
        assert ours.val_loss == pytest.approx(theirs.val_loss, rel=1e-3)
    assert resumed.loss == pytest.approx(end.loss, rel=1e-3)


def test_a_finished_run_goes_on_for_more_epochs(run, whole_run):
    whole, end = whole_run(PLAIN)
    first, trained = run(replace(PLAIN, epochs=2))
    rest, resumed = run(replace(PLAIN, epochs=2), resume=stand(first, trained, 3))
    assert [epoch.epoch for epoch in rest.epochs] == [3]
    np.testing.assert_allclose(
        first.losses + rest.losses, whole.losses, rtol=1e-3, atol=1e-5
    )
    assert resumed.loss == pytest.approx(end.loss, rel=1e-3)


def test_a_run_that_is_resumed_only_to_be_checked_is_checked(run):
    first, trained = run(PLAIN, stop=BATCHES)
    assert first.epochs == []
    rest, resumed = run(PLAIN, resume=stand(first, trained, 1))
    assert rest.losses == []
    assert [epoch.epoch for epoch in rest.epochs] == [1]
    assert resumed.loss == pytest.approx(trained.loss, rel=1e-6)
