"""Tracked digits and snapshots for tests."""

import numpy as np

from core.runs.snapshots import Snapshot, TrackedDigit

PINS = (
    TrackedDigit(np.eye(28, dtype=np.uint8), 4),
    TrackedDigit(np.ones((28, 28), np.uint8), None),
)
MOMENTS = tuple(
    Snapshot(
        batch,
        np.full((2, 10), 0.1, np.float32),
        np.full((8, 3, 3), batch - 5, np.float32),
    )
    for batch in (0, 1, 7)
)
