"""A run of several turns gives the results of one that was never interrupted."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from core.runs.progress import Trained, TurnOver
from core.runs.records import ClaimedRun
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings, Schedule
from core.store.store import Store
from core.training import jobs
from core.training.checkpointing import Checkpointer
from core.training.lease import Lease, leases

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("keras_file_alone")]

BATCHES = 10
# Batch normalisation, dropout, the schedule and Adam have state.
SETTINGS = RunSettings(
    epochs=3,
    batch_size=32,
    images=300,
    seed=3,
    schedule=Schedule.ONE_CYCLE,
    network=replace(
        NetworkSpec((Block.parse("8x3p"),), (32,)), batch_norm=True, dropout=30
    ),
)


class OneRunStore(Store):
    """A store that has one run's checkpoint."""

    def __init__(self):
        self.attempts = self.turns = 0
        self.kept = self.trained = None

    def start_attempt(self, run_id, task):
        """Begin it once more."""
        self.attempts += 1
        return ClaimedRun(self.attempts, 0, self.kept, turns=self.turns)

    def keep_checkpoint(self, run_id, attempt, kept):
        """Keep it."""
        self.kept = kept

    def end_turn(self, run_id, attempt, kept):
        """Keep it, and give it a place."""
        self.kept, self.turns = kept, self.turns + 1
        return float(self.turns)

    def finish(self, run_id, attempt, trained):
        """Keep what it left."""
        self.trained = trained


class BatchLease(Lease):
    """A lease whose turn is over after some batches, or with an epoch."""

    def __init__(self, batches):
        super().__init__()
        self._left = batches

    def is_turn_over(self, *, within_epoch):
        """Count a batch; say whether it was the last of the turn."""
        self._left -= within_epoch
        return self._left <= 0


def train(digits, monkeypatch, turns):
    """Train to the end, in turns of so many batches; return store and result."""
    store = OneRunStore()
    monkeypatch.setattr(jobs, "_load", lambda source: digits)
    task = TrainTask(run_id="run", settings=SETTINGS, source=digits.source)
    for batches in (*turns, 1000):
        monkeypatch.setattr(
            leases, "get", lambda run_id, batches=batches: BatchLease(batches)
        )
        checkpointer = Checkpointer.started(store, "run", "task", BATCHES)
        result = jobs.run(task, lambda report: None, checkpointer)
        if isinstance(result, Trained):
            return store, result
        assert isinstance(result, TurnOver)
    raise AssertionError("it never ended")


def weights(content, folder):
    """Return the weights of a ``.keras`` file."""
    path = folder / "network.keras"
    path.write_bytes(content)
    return keras.saving.load_model(path, compile=False).get_weights()


@pytest.fixture(scope="module")
def uninterrupted(few_digits, keras_file_alone):
    """Store and result of a run that had no other before it."""
    with pytest.MonkeyPatch.context() as patch:
        return train(few_digits, patch, ())


# Within the first epoch, with the end of one, within the last, and batches alone.
@pytest.mark.parametrize("turns", [(3, BATCHES - 3, 14), (1, 1, 21)])
def test_curve_and_weights_are_those_of_a_run_with_no_turns(
    few_digits, uninterrupted, monkeypatch, tmp_path, turns
):
    whole, expected = uninterrupted
    store, trained = train(few_digits, monkeypatch, turns)
    assert store.turns == len(turns)
    assert whole.turns == 0
    for name in ("losses", "accuracies"):
        found = getattr(store.kept, name)
        assert len(found) == SETTINGS.epochs * BATCHES
        np.testing.assert_allclose(found, getattr(whole.kept, name), rtol=1e-5)
    assert [each.epoch for each in store.kept.results] == [1, 2, 3]
    for found, wanted in zip(
        weights(trained.keras_file, tmp_path),
        weights(expected.keras_file, tmp_path),
        strict=True,
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)
    assert trained.accuracy == expected.accuracy
