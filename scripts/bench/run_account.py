"""Measures where the time of a short run goes, in a worker that has trained its shape.

``python -m scripts.bench.run_account article`` prints the seconds of each part of such
a run. `measure` starts it in separate processes, since only the worker imports Keras.
"""

import contextlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.runs.tasks import TrainTask
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from scripts.bench import separate_process
from scripts.bench.results_table import RUN_PARTS, RUN_PRESETS, Measured, Results

# Of a run that a class has time for.
IMAGES, EPOCHS = 10_000, 2
PATIENCE_SECONDS = 300
ROWS = tuple(
    f"run_{preset}_{part}_{unit}"
    for preset in RUN_PRESETS
    for part in RUN_PARTS
    for unit in ("s", "cpu_s")
)
# Of wall and of processor, (2,).
Seconds = NDArray[np.float64]


def measure(wanted: Collection[str]) -> Results:
    """Train with each preset in a process of its own; return the rows of all parts.

    Overhead is all of a run but its batches and its last validation.

    Args:
        wanted: Names of rows; presets that none of them names are left out.
    """
    results: dict[str, Measured] = {}
    for preset in RUN_PRESETS:
        if not any(row.startswith(f"run_{preset}_") for row in wanted):
            continue
        printed = separate_process.output(
            "scripts.bench.run_account", preset, seconds=PATIENCE_SECONDS
        )
        account = json.loads(printed.splitlines()[-1])
        for part in RUN_PARTS:
            wall, processor = account[part]
            results[f"run_{preset}_{part}_s"] = Measured(wall)
            results[f"run_{preset}_{part}_cpu_s"] = Measured(processor)
    return results


class Stopwatch:
    """Notes the wall and processor seconds of each call of each part of a run.

    Attributes:
        calls: By part, the seconds of each call.
    """

    def __init__(self) -> None:
        self.calls: defaultdict[str, list[Seconds]] = defaultdict(list)

    @contextlib.contextmanager
    def timing(self, part: str) -> Iterator[None]:
        """Time a block."""
        wall, processor = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.calls[part].append(
                np.array([time.perf_counter() - wall, time.process_time() - processor])
            )

    def timed(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose calls are timed."""

        def timing(*given: Any, **named: Any) -> Any:
            with self.timing(part):
                return call(*given, **named)

        return timing

    def total(self, part: str) -> Seconds:
        """Return the seconds of all calls of a part."""
        total: Seconds = np.sum(self.calls[part], axis=0)
        return total


def main() -> None:
    """Train twice, and print the seconds of the second run as JSON.

    What the first run's batches and validations take longer is tracing.
    """
    settings = replace(
        apply(Preset(sys.argv[1]), RunSettings(images=IMAGES)), epochs=EPOCHS
    )
    watch = Stopwatch()
    with watch.timing("waking"):
        from core.training import fit  # noqa: F401, PLC0415  as the worker wakes

        mnist = loader.load(loader.Source.MNIST)
    new, seen = _account(settings, mnist), _account(settings, mnist)
    seen["waking"] = watch.total("waking")
    seen["tracing"] = sum(
        (new[part] - seen[part] for part in ("batches", "validation")), np.zeros(2)
    )
    print(json.dumps({part: seconds.tolist() for part, seconds in seen.items()}))


def _account(settings: RunSettings, mnist: loader.Dataset) -> dict[str, Seconds]:
    """Train once; return the seconds of each part."""
    import keras  # noqa: PLC0415  only in the separate process

    from core.training import (  # noqa: PLC0415  as above
        fit,
        input_pipeline,
        model_file,
        traced_networks,
    )
    from core.training.lease import Lease  # noqa: PLC0415  as above

    watch = Stopwatch()
    timed = (
        (input_pipeline.TrainingBatches, "__init__", "data"),
        (input_pipeline.TrainingBatches, "from_batch", "data"),
        (input_pipeline.ValidationImages, "batches", "data"),
        (traced_networks.TracedNetworks, "take", "building"),
        (keras.Model, "fit", "fit"),
        (keras.Model, "evaluate", "validation"),
        (model_file.ModelFile, "checkpoint", "checkpoints"),
        (model_file, "keras_file", "keeping"),
        (traced_networks.TracedNetwork, "litert_file", "export"),
    )
    with contextlib.ExitStack() as stack:
        for holder, name, part in timed:
            call = watch.timed(part, getattr(holder, name))
            stack.enter_context(mock.patch.object(holder, name, call))
        with watch.timing("run"):
            fit.train(
                TrainTask(run_id="bench", settings=settings, source=mnist.source),
                mnist,
                lease=Lease(),
                send=lambda report: None,
                save=lambda epoch, keras_file: None,
            )
    batches = (
        watch.total("fit") - watch.total("validation") - watch.total("checkpoints")
    )
    last_validation = watch.calls["validation"][-1]
    return {
        **{part: watch.total(part) for _, _, part in timed},
        "batches": batches,
        "overhead": watch.total("run") - batches - last_validation,
    }


if __name__ == "__main__":
    main()
