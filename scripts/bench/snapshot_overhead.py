"""Measures the cost of taking snapshots of tracked digits and first filters.

``python -m scripts.bench.snapshot_overhead`` prints the seconds of a run, and those
spent on snapshots. `measure` starts it in a separate process, since only the worker
imports Keras.
"""

import json
import time
from unittest import mock

from core.datasets import loader
from core.runs.progress import Report
from core.runs.snapshots import MOST_PINS, Snapshot, TrackedDigit
from core.runs.tasks import TrainTask
from core.settings.run import RunSettings
from scripts.bench import separate_process
from scripts.bench.results_table import Measured, Results

EPOCHS = 2
PATIENCE_SECONDS = 300


def measure() -> Results:
    """Train the article's network on full MNIST with the most tracked digits.

    The snapshots are timed within one run, since on a shared machine two runs differ by
    more than 3 % for other reasons.
    """
    printed = separate_process.output(
        "scripts.bench.snapshot_overhead", seconds=PATIENCE_SECONDS
    )
    times = json.loads(printed.splitlines()[-1])
    plain = times["run"] - times["looking"]
    return {"watch_ratio": Measured(times["run"] / plain, plain)}


def main() -> None:
    """Train, and print the times as JSON."""
    from core.training import fit, snapshot_callback  # noqa: PLC0415  only in the separate process
    from core.training.lease import Lease  # noqa: PLC0415  as above

    looking: list[float] = []
    look = snapshot_callback.SnapshotCallback.look

    def timed(self: snapshot_callback.SnapshotCallback) -> None:
        began = time.perf_counter()
        look(self)
        looking.append(time.perf_counter() - began)

    mnist = loader.load(loader.Source.MNIST)
    moments: list[Snapshot] = []
    seconds: list[float] = []

    def collect(report: Report) -> None:
        moments.extend(report.moments)
        seconds.extend(epoch.seconds for epoch in report.epochs)

    with mock.patch.object(snapshot_callback.SnapshotCallback, "look", timed):
        fit.train(
            TrainTask(
                run_id="bench",
                settings=RunSettings(epochs=EPOCHS),
                source=loader.Source.MNIST,
                pins=tuple(
                    TrackedDigit(image, None) for image in mnist.x_test[:MOST_PINS]
                ),
            ),
            mnist,
            lease=Lease(),
            send=collect,
        )
    if len(moments) != len(looking) or len(seconds) != EPOCHS:
        raise RuntimeError(f"{len(moments)} moments, {len(looking)} looks")
    print(json.dumps({"run": sum(seconds), "looking": sum(looking)}))


if __name__ == "__main__":
    main()
