"""Saves a run as it trains, so that the next attempt continues from there."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.runs.progress import EpochOver, Resume, Trained
from core.runs.records import Checkpoint
from core.store.store import Store
from core.training.background_save import BackgroundSave

# A run whose worker has died this often is not retried: it may be the reason.
MAX_WORKER_CRASHES = 2
# It may take engine and web process along, which are no deaths of its own.
MAX_ATTEMPTS = 20
# A store that takes longer at the end of a turn is not waited for: the run goes on.
END_TURN_SECONDS = 10.0
NOTHING = Checkpoint.empty()


class Checkpointer:
    """What the store has of a run, and is given of it.

    Args:
        store: Reached from this worker.
        run_id: The run; this counts as one more attempt.
        task: By which it was asked for.
        batches_per_epoch: Of the run.

    Attributes:
        attempt: How often it has been started, this time included.
        checkpoint: What the store has of it, or of the run that it continues; None
            where it has nothing.
        result: What it left, where it was over before; else None.
    """

    def __init__(
        self,
        store: Store,
        run_id: str,
        task: str,
        batches_per_epoch: int,
    ) -> None:
        self._store = store
        self._run_id = run_id
        self._batches_per_epoch = batches_per_epoch
        begun = store.start_attempt(run_id, task)
        self.attempt, self.checkpoint, self.result = (
            begun.attempt,
            begun.checkpoint,
            begun.result,
        )
        self._worker_crashes = begun.worker_crashes
        self._turns = begun.turns
        self._kept = self.checkpoint or NOTHING
        self._stored = self._kept
        # Whether what is kept of the last epoch has the network after it.
        self._has_network = True
        self._saving = BackgroundSave()

    @property
    def retries_exhausted(self) -> bool:
        """Whether its workers have died too often for another attempt."""
        # A start after a turn that ended in order is no sign of trouble.
        attempts = self.attempt - self._turns
        return self._worker_crashes >= MAX_WORKER_CRASHES or attempts > MAX_ATTEMPTS

    def is_epoch_saved(self, goal: int) -> bool:
        """Say whether so many epochs were kept."""
        return self.checkpoint is not None and self.checkpoint.epochs_done >= goal

    def resume(self, first: Resume) -> Resume:
        """Return where to begin.

        Args:
            first: Where it began at first.
        """
        found = self.checkpoint
        if found is None:
            return first
        done = found.epochs_done * self._batches_per_epoch
        return Resume(
            first.goal,
            epochs_done=found.epochs_done,
            losses=tuple(found.losses[done:].tolist()),
            accuracies=tuple(found.accuracies[done:].tolist()),
            keras_file=found.keras_file,
        )

    def reset(self) -> None:
        """Start the run from its beginning and discard its checkpoint."""
        self.checkpoint = None
        self._kept = NOTHING

    def save(self, epoch: EpochOver, keras_file: bytes | None = b"") -> None:
        """Keep everything up to the end of an epoch.

        Args:
            epoch: Which, and its batches.
            keras_file: The network after it; no bytes where it cannot go on from there.
                None where a full disk has no room for it: what is stored stays as it
                is, and the next epoch's checkpoint has this one too.

        Raises:
            AttemptSuperseded: Another worker has started the run meanwhile.
        """
        self._kept = self._with(epoch, keras_file)
        self._has_network = keras_file is not None
        if self._has_network:
            self._saving.put(partial(self._store_checkpoint, self._kept))

    def end_turn(
        self, part: EpochOver | None, keras_file: bytes | None = b""
    ) -> float | None:
        """Keep everything so far, and let others go first.

        Args:
            part: What was done of an epoch that is not over; None where there is none.
            keras_file: The network as it stands in it; None where a full disk has no
                room for it.

        Returns:
            The run's new place in the line, in seconds since 1970; None where the store
            has not taken it in time, and the run must go on.

        Raises:
            AttemptSuperseded: Another worker has started the run meanwhile.
        """
        if keras_file is None or (part is None and not self._has_network):
            # The run would begin again from nothing.
            return None
        kept = self._kept if part is None else self._with(part, keras_file)
        queued_at: list[float] = []

        def save() -> None:
            queued_at.append(self._store.end_turn(self._run_id, self.attempt, kept))

        self._saving.put(save)
        # One that is stored too late makes no difference: the next checkpoint says that
        # the run trains.
        is_saved = self._saving.close(END_TURN_SECONDS)
        return queued_at[0] if is_saved and queued_at else None

    def _with(self, epoch: EpochOver, keras_file: bytes | None) -> Checkpoint:
        """Return what was kept before with one more epoch, or a part of one."""
        kept = self._kept
        # A part that it went on from is in the epoch that is over now.
        whole = kept.epochs_done * self._batches_per_epoch
        return replace(
            kept,
            epochs_done=kept.epochs_done
            if epoch.result is None
            else epoch.result.epoch,
            losses=_joined(kept.losses[:whole], epoch.losses),
            accuracies=_joined(kept.accuracies[:whole], epoch.accuracies),
            results=kept.results + (() if epoch.result is None else (epoch.result,)),
            moments=kept.moments + epoch.moments,
            keras_file=keras_file or b"",
        )

    def finish(self, trained: Trained) -> None:
        """Keep what it left, if the store takes it in time; the engine does otherwise.

        Raises:
            AttemptSuperseded: Another worker has started the run meanwhile.
        """
        self._saving.put(partial(self._store_result, trained, self._kept))
        self._saving.close()

    def _store_checkpoint(self, kept: Checkpoint) -> None:
        self._store.keep_checkpoint(self._run_id, self.attempt, kept)
        self._stored = kept

    def _store_result(self, trained: Trained, kept: Checkpoint) -> None:
        if self._stored is not kept:
            self._store_checkpoint(kept)
        self._store.finish(self._run_id, self.attempt, trained)


def _joined(
    before: NDArray[np.float32], epoch: tuple[float, ...]
) -> NDArray[np.float32]:
    return np.append(before, np.asarray(epoch, np.float32))
