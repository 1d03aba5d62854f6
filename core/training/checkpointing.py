"""Saves a run as it trains, so that the next attempt continues from there."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.errors import AttemptSuperseded, StoreUnavailable
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

    A run that begins during an outage begins without the store. The first save that the
    store takes has it count the attempt.

    Args:
        open_store: Returns the store, as this worker reaches it; may raise.
        run_id: The run.
        task: By which it was asked for.
        batches_per_epoch: Of the run.

    Attributes:
        attempt: How often it has been started, this time included; 0 as long as the
            store has not counted this time.
        checkpoint: What the store has of it, or of the run that it continues; None
            where it has nothing.
        result: What it left, where it was over before; else None.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        run_id: str,
        task: str,
        batches_per_epoch: int,
    ) -> None:
        self._open_store = open_store
        self._run_id = run_id
        self._task = task
        self._batches_per_epoch = batches_per_epoch
        self.attempt = 0
        self.checkpoint: Checkpoint | None = None
        self.result: Trained | None = None
        self._worker_crashes = self._turns = 0
        # What is to be stored; without the past of a run that began without the store.
        self._kept = self._stored = NOTHING
        self._past, self._past_epochs = NOTHING, 0
        # Whether what is kept of the last epoch has the network after it.
        self._has_network = True
        self._saving = BackgroundSave()

    @classmethod
    def started(
        cls, store: Store, run_id: str, task: str, batches_per_epoch: int
    ) -> Self:
        """Return one whose store has counted this attempt; see `start_attempt`."""
        made = cls(lambda: store, run_id, task, batches_per_epoch)
        made.start_attempt()
        return made

    def start_attempt(self) -> None:
        """Have the store count this attempt, and find what it has of the run.

        Raises:
            AttemptSuperseded: It has no such run.
            StoreUnavailable: It cannot be reached.
            DiskFull: It has no room.
        """
        begun = self._open_store().start_attempt(self._run_id, self._task)
        self.attempt, self.checkpoint, self.result = (
            begun.attempt,
            begun.checkpoint,
            begun.result,
        )
        self._worker_crashes = begun.worker_crashes
        self._turns = begun.turns
        self._kept = self._stored = self.checkpoint or NOTHING

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
            if not self.attempt:
                # The store has these epochs, or will have them.
                self._past_epochs = first.epochs_done
                self._kept = replace(NOTHING, epochs_done=first.epochs_done)
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
            store = self._reach()
            whole = self._with_past(kept)
            queued_at.append(store.end_turn(self._run_id, self.attempt, whole))

        self._saving.put(save)
        # One that is stored too late makes no difference: the next checkpoint says that
        # the run trains.
        is_saved = self._saving.close(END_TURN_SECONDS)
        return queued_at[0] if is_saved and queued_at else None

    def _with(self, epoch: EpochOver, keras_file: bytes | None) -> Checkpoint:
        """Return what was kept before with one more epoch, or a part of one."""
        kept = self._kept
        # A part that it went on from is in the epoch that is over now.
        whole = (kept.epochs_done - self._past_epochs) * self._batches_per_epoch
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
        store = self._reach()
        store.keep_checkpoint(self._run_id, self.attempt, self._with_past(kept))
        self._stored = kept

    def _store_result(self, trained: Trained, kept: Checkpoint) -> None:
        if self._stored is not kept:
            self._store_checkpoint(kept)
        self._reach().finish(self._run_id, self.attempt, trained)

    def _reach(self) -> Store:
        """Return the store once it has counted this attempt.

        Raises:
            StoreUnavailable: It cannot be reached, or the run still waits to be stored.
            AttemptSuperseded: Another worker has stored more of it.
        """
        store = self._open_store()
        if self.attempt:
            return store
        try:
            begun = store.start_attempt(self._run_id, self._task)
        except AttemptSuperseded:
            raise StoreUnavailable("it does not have the run yet") from None
        past = begun.checkpoint or NOTHING
        if past.epochs_done > self._past_epochs:
            raise AttemptSuperseded(self._run_id)
        if past.epochs_done < self._past_epochs:
            # The engine stores the run at its end.
            raise StoreUnavailable("it lacks what the run goes on from")
        self._past, self._turns, self.attempt = past, begun.turns, begun.attempt
        return store

    def _with_past(self, kept: Checkpoint) -> Checkpoint:
        """Return what is kept behind what was there before the run began."""
        past = self._past
        whole = self._past_epochs * self._batches_per_epoch
        return replace(
            kept,
            losses=np.append(past.losses[:whole], kept.losses),
            accuracies=np.append(past.accuracies[:whole], kept.accuracies),
            results=past.results[: self._past_epochs] + kept.results,
            moments=past.moments + kept.moments,
        )


def _joined(
    before: NDArray[np.float32], epoch: tuple[float, ...]
) -> NDArray[np.float32]:
    return np.append(before, np.asarray(epoch, np.float32))
