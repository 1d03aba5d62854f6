"""How fast this host trains, as its own runs have shown; a restart remembers it."""

from __future__ import annotations

import contextlib
import json
import math
import os
import statistics
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from core import paths
from core.engine.run_listener import RunListener
from core.runs import tasks
from core.runs.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from core.datasets import loader
    from core.engine.run import Run
    from core.errors import TrazoError
    from core.runs.progress import Ending, Report, Trained
    from core.settings.run import RunSettings

# The median of so many: one epoch on a busy host does not decide.
KEPT_EPOCHS = 9
KEPT_SHAPES = 200
# Multiplications and batch size of a run of another shape that still tells something.
NEAR = 2.0

# Multiplications, parameters, batch size, layers, and whether there is augmentation.
Shape = tuple[int, int, int, int, bool]


def shape_of(settings: RunSettings) -> Shape:
    """Return what the seconds for one image depend on."""
    plan = settings.network.plan()
    return (
        max(plan.multiplications, 1),
        plan.parameters,
        settings.batch_size,
        len(plan.layers),
        settings.augments,
    )


class HostSpeed(RunListener):
    """Measures epochs, and estimates runs from them; safe to share between threads.

    Args:
        clock: Seconds, monotonic.
        path: The file that outlives this process; None for the one in Trazo's home.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        path: Path | None = None,
    ) -> None:
        self._clock = clock
        self._path = path or paths.home_folder() / "host_speed.json"
        self._lock = threading.Lock()
        # Seconds for one image, validation included, of the last epochs.
        self._seconds: dict[Shape, deque[float]] = {}
        # Seconds of a run that are not in its epochs.
        self._rest: deque[float] = deque(maxlen=KEPT_EPOCHS)
        self._begun: dict[str, float] = {}
        self._slow: set[str] = set()
        self._read()

    def estimate(self, settings: RunSettings, source: loader.Source) -> float | None:
        """Return about how many seconds a run takes here; None where nothing tells.

        Args:
            settings: What the visitor chose; its network can be built.
            source: The data to learn from.
        """
        images = settings.epochs * tasks.images_per_epoch(settings, source)
        with self._lock:
            for_image = self._seconds_for_image(shape_of(settings))
            rest = self._median_rest()
        return None if for_image is None else images * for_image + rest

    def seconds_left(self, run: Run, speed: float | None = None) -> float | None:
        """Return about how long a run still trains; None where nothing tells.

        A run that trains tells it itself. What another one has done of its epoch is
        not taken off.

        Args:
            run: It is not over.
            speed: Multiplications a second that are taken where this host has measured
                nothing comparable; None to say nothing then.
        """
        told = run.state.report.seconds_left
        if told is not None:
            return told
        with self._lock:
            # Fine-tuning has other images in an epoch, and may train another network.
            for_image = (
                self._seconds_for_image(shape_of(run.settings))
                if run.fine_tuning is None
                else None
            )
            rest = self._median_rest() if run.state.stage is Stage.WAITING else 0.0
        if for_image is None:
            if speed is None:
                return None
            for_image, rest = _multiplications(run) / speed, 0.0
        epochs = max(run.goal - len(run.curves().epochs), 0)
        return epochs * run.spec.images_per_epoch * for_image + rest

    def line_seconds(
        self,
        before: Iterable[Run],
        workers: int = 1,
        others: int = 0,
        turn_seconds: float = math.inf,
    ) -> float | None:
        """Return about how long the runs before take; None while nobody can tell.

        Args:
            before: Those that go before.
            workers: How many are done at once.
            others: How many more go before, in other web processes: taken to be like
                those that are known.
            turn_seconds: After so long a run lets the next one go first.
        """
        runs = list(before)
        speeds = [speed for run in runs if (speed := _multiplications_a_second(run))]
        speed = statistics.fmean(speeds) if speeds else None
        known = []
        for run in runs:
            left = self.seconds_left(run, speed)
            if left is None:
                continue
            # Fine-tuning is short, and not interrupted.
            if run.fine_tuning is None:
                left = min(left, max(turn_seconds - run.turns.seconds, 0.0))
            known.append(left)
        if not known:
            return None
        return statistics.fmean(known) * (len(runs) + others) / max(workers, 1)

    def on_report(self, run: Run, report: Report) -> None:
        """Measure the epochs that are over at full speed."""
        if run.fine_tuning is not None:
            return
        shape = shape_of(run.settings) if report.epochs else None
        with self._lock:
            self._begun.setdefault(run.id, self._clock())
            if run.slow or report.step is not None:
                self._slow.add(run.id)
            if shape is None:
                return
            if run.id not in self._slow:
                images = run.spec.images_per_epoch
                self._add(shape, [each.seconds / images for each in report.epochs])
            # The next epoch may be at full speed from its first batch.
            if not run.slow:
                self._slow.discard(run.id)

    def on_finished(self, run: Run, trained: Trained) -> None:
        """Measure what a run needs besides its epochs, and keep all in the file."""
        with self._lock:
            begun = self._begun.pop(run.id, None)
            self._slow.discard(run.id)
            epochs = run.curves().epochs
            is_whole = run.continues is None and len(epochs) == run.goal
            if begun is not None and is_whole and not run.turns.count:
                rest = self._clock() - begun - sum(each.seconds for each in epochs)
                if not run.moments():
                    self._rest.append(max(rest, 0.0))
            text = self._to_json()
        # A full disk takes the file of the next run.
        with contextlib.suppress(OSError):
            part = self._path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, "utf-8")
            part.replace(self._path)

    def on_failed(self, run: Run, error: TrazoError) -> None:
        """Forget a run that has failed."""
        self._forget(run)

    def on_cancelled(self, run: Run, ending: Ending) -> None:
        """Forget a run that was stopped."""
        self._forget(run)

    def on_handed_over(self, run: Run) -> None:
        """Forget a run of another process."""
        self._forget(run)

    def _forget(self, run: Run) -> None:
        with self._lock:
            self._begun.pop(run.id, None)
            self._slow.discard(run.id)

    def _add(self, shape: Shape, seconds: Iterable[float]) -> None:
        # Added as the last, so that the shape used longest ago comes first.
        kept = self._seconds.pop(shape, None) or deque(maxlen=KEPT_EPOCHS)
        kept.extend(each for each in seconds if math.isfinite(each) and each > 0)
        if kept:
            self._seconds[shape] = kept
        while len(self._seconds) > KEPT_SHAPES:
            self._seconds.pop(next(iter(self._seconds)))

    def _seconds_for_image(self, shape: Shape) -> float | None:
        """Return the seconds of the nearest shape, as its multiplications are."""
        if shape in self._seconds:
            return statistics.median(self._seconds[shape])
        near = [
            (distance, other)
            for other in self._seconds
            if (distance := _distance(shape, other)) is not None
        ]
        if not near:
            return None
        other = min(near)[1]
        return statistics.median(self._seconds[other]) * shape[0] / other[0]

    def _median_rest(self) -> float:
        return statistics.median(self._rest) if self._rest else 0.0

    def _to_json(self) -> str:
        shapes = [[*shape, list(kept)] for shape, kept in self._seconds.items()]
        return json.dumps(
            {"cores": os.cpu_count(), "shapes": shapes, "rest": list(self._rest)}
        )

    def _read(self) -> None:
        """Take in the file; another host's, or a broken one, tells nothing."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            told: Any = json.loads(self._path.read_text("utf-8"))
            if told["cores"] != os.cpu_count():
                return
            for *shape, kept in told["shapes"]:
                multiplications, parameters, batch_size, layers, augmented = shape
                self._add(
                    (
                        max(int(multiplications), 1),
                        int(parameters),
                        max(int(batch_size), 1),
                        int(layers),
                        bool(augmented),
                    ),
                    [float(each) for each in kept],
                )
            self._rest.extend(
                seconds for each in told["rest"] if (seconds := float(each)) >= 0
            )


def _multiplications_a_second(run: Run) -> float | None:
    images = run.state.report.images_per_second
    return None if images is None else images * _multiplications(run)


def _multiplications(run: Run) -> int:
    return shape_of(run.settings)[0]


def _distance(shape: Shape, other: Shape) -> float | None:
    """Return how far two shapes are apart; None where they are too far."""
    if shape[3:] != other[3:]:
        return None
    network = abs(math.log(shape[0] / other[0]))
    batch = abs(math.log(shape[2] / other[2]))
    return None if max(network, batch) > math.log(NEAR) + 1e-9 else network + batch
