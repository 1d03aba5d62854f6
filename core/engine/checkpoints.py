"""Between a run's curves and what a store or a worker is given of them."""

import numpy as np

from core.runs.history import History
from core.runs.progress import Resume
from core.runs.records import Checkpoint


def to_checkpoint(history: History, keras_file: bytes = b"") -> Checkpoint:
    """Return curves as the store takes them.

    Args:
        history: The curves.
        keras_file: The network that they led to, if a run is to go on from there.
    """
    return Checkpoint(
        len(history.epochs),
        np.array(history.losses, np.float32),
        np.array(history.accuracies, np.float32),
        tuple(history.epochs),
        tuple(history.moments),
        keras_file,
    )


def from_checkpoint(checkpoint: Checkpoint | None, batches_per_epoch: int) -> History:
    """Return curves as the store has them; empty ones where it has none."""
    history = History(batches_per_epoch)
    if checkpoint is not None:
        history.losses.frombytes(checkpoint.losses.tobytes())
        history.accuracies.frombytes(checkpoint.accuracies.tobytes())
        history.epochs += checkpoint.results
        history.moments += checkpoint.moments
    return history


def to_resume(history: History, goal: int, keras_file: bytes) -> Resume:
    """Return where a run stands, for one that continues it.

    Args:
        history: Its curves.
        goal: Epochs that are to be over at the end.
        keras_file: The network that the curves led to.
    """
    done = len(history.epochs)
    first = done * history.batches_per_epoch
    return Resume(
        goal,
        epochs_done=done,
        losses=tuple(history.losses[first:]),
        accuracies=tuple(history.accuracies[first:]),
        keras_file=keras_file,
    )
