"""Runs as the store saves them."""

import numpy as np

from core.datasets import loader
from core.runs.progress import EpochResult
from core.runs.records import Checkpoint, SavedRun
from core.runs.snapshots import Snapshot, TrackedDigit
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from tests.support.clock import NOW

ANNA, BERTA = "a" * 32, "b" * 32
RUN, OTHER = "1" * 32, "2" * 32


def saved(
    run_id: str = RUN, workspace: str = ANNA, made_at: float = 1000.0
) -> SavedRun:
    """Return a new run with every optional field set."""
    return SavedRun(
        id=run_id,
        workspace=workspace,
        settings=RunSettings(
            epochs=7, network=NetworkSpec(blocks=(Block.parse("8x5p"),))
        ),
        source=loader.Source.SAMPLE,
        goal=7,
        made_at=made_at,
        continues=OTHER,
        is_fine_tuning=False,
        pins=(
            TrackedDigit(np.eye(28, dtype=np.uint8), 3),
            TrackedDigit(np.eye(28, dtype=np.uint8), None),
        ),
        seen_at=NOW,
    )


def checkpoint(epochs: int, keras_file: bytes = b"keras") -> Checkpoint:
    """Return a checkpoint after a number of epochs of two batches."""
    losses = np.array([1 / (n + 1) for n in range(2 * epochs)], np.float32)
    return Checkpoint(
        epochs,
        losses,
        losses,
        tuple(EpochResult(n + 1, 0.5, 0.6, 0.7, 0.8, 9.0) for n in range(epochs)),
        (Snapshot(1, np.ones((2, 10), np.float32), np.ones((4, 3, 3), np.float32)),),
        keras_file,
    )
