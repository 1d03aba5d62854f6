"""How fast this host trains, as its own runs have shown; a restart remembers it."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
import threading
import time
from typing import TYPE_CHECKING

from core import paths
from core.engine.run_listener import RunListener
from core.engine.run_shape import graph_of, shape_of, work_of_epoch
from core.engine.speed_measurements import SpeedMeasurements
from core.runs import tasks
from core.runs.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from pathlib import Path

    from core.datasets import loader
    from core.engine.run import Run
    from core.errors import TrazoError
    from core.runs.progress import Ending, Report, Trained
    from core.settings.run import RunSettings


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
        self._measured = SpeedMeasurements()
        self._begun: dict[str, float] = {}
        self._has_epoch: set[str] = set()
        self._slow: set[str] = set()
        # Those that were slow for a part of them.
        self._slowed: set[str] = set()
        # Another host's file, or a broken one, tells nothing.
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            self._measured.read(self._path.read_text("utf-8"))

    def estimate(self, settings: RunSettings, source: loader.Source) -> float | None:
        """Return about how many seconds a run takes here; None where nothing tells.

        Args:
            settings: What the visitor chose; its network can be built.
            source: The data to learn from.
        """
        work = work_of_epoch(tasks.images_per_epoch(settings, source), source)
        with self._lock:
            for_image = self._measured.for_image(shape_of(settings))
            rest = self._measured.rest(graph_of(settings, source))
        return None if for_image is None else settings.epochs * work * for_image + rest

    def estimate_class(
        self, settings: RunSettings, source: loader.Source, runs: int, workers: int
    ) -> float | None:
        """Return about how many seconds pass until the last of many runs is over.

        All are asked for at once, with the same settings. Turns change the order in
        which they end, not how long all of them take.

        Args:
            settings: See `estimate`.
            source: See `estimate`.
            runs: How many are asked for; at least one.
            workers: How many are done at once.

        Returns:
            Seconds; None where nothing tells.
        """
        first = self.estimate(settings, source)
        if first is None:
            return None
        graph = graph_of(settings, source)
        with self._lock:
            # Only the first run of a worker traces the graph.
            saved = self._measured.rest(graph) - self._measured.rest_traced()
        rounds = math.ceil(runs / max(workers, 1))
        return first + (rounds - 1) * (first - saved)

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
                self._measured.for_image(shape_of(run.settings))
                if run.fine_tuning is None
                else None
            )
            is_waiting = run.state.stage is Stage.WAITING
            rest = self._measured.rest(_graph(run)) if is_waiting else 0.0
        if for_image is None:
            if speed is None:
                return None
            for_image, rest = _multiplications(run) / speed, 0.0
        epochs = max(run.goal - len(run.curves().epochs), 0)
        return epochs * _work(run) * for_image + rest

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
        if not run.spec.is_plain:
            return
        with self._lock:
            # The first run of a worker waits for TensorFlow: no other one does.
            if report.stage is not Stage.WAKING:
                self._begun.setdefault(run.id, self._clock())
            if run.slow or report.step is not None:
                self._slow.add(run.id)
                self._slowed.add(run.id)
            if not report.epochs:
                return
            if run.id not in self._slow:
                self._measure(run, [each.seconds for each in report.epochs])
            # The next epoch may be at full speed from its first batch.
            if not run.slow:
                self._slow.discard(run.id)

    def on_finished(self, run: Run, trained: Trained) -> None:
        """Measure what a run needs besides its epochs, and keep all in the file."""
        with self._lock:
            begun = self._begun.get(run.id)
            seconds = [each.seconds for each in run.curves().epochs]
            is_whole = run.continues is None and len(seconds) == run.goal
            is_smooth = not (run.turns.count or run.pins or run.id in self._slowed)
            if begun is not None and is_whole and is_smooth and run.spec.is_plain:
                rest = self._clock() - begun - len(seconds) * self._usual(run, seconds)
                self._measured.add_rest(rest, _graph(run))
            if run.spec.is_plain:
                self._measured.note_traced(_graph(run))
            self._drop(run)
            text = self._measured.to_json()
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
            self._drop(run)

    def _drop(self, run: Run) -> None:
        self._begun.pop(run.id, None)
        self._has_epoch.discard(run.id)
        self._slow.discard(run.id)
        self._slowed.discard(run.id)

    def _measure(self, run: Run, seconds: list[float]) -> None:
        """Take in epochs that are over, in seconds."""
        is_first = run.id not in self._has_epoch
        self._has_epoch.add(run.id)
        self._measured.add_epochs(
            shape_of(run.settings),
            [each / _work(run) for each in seconds],
            is_tracing=is_first and not self._measured.is_traced(_graph(run)),
        )

    def _usual(self, run: Run, seconds: list[float]) -> float:
        """Return the seconds of an epoch of a run in which no graph is traced."""
        if len(seconds) > 1:
            return statistics.median(seconds[1:])
        for_image = self._measured.for_image(shape_of(run.settings), exactly=True)
        if for_image is None:
            return seconds[0]
        return min(for_image * _work(run), seconds[0])


def _multiplications_a_second(run: Run) -> float | None:
    images = run.state.report.images_per_second
    return None if images is None else images * _multiplications(run)


def _multiplications(run: Run) -> int:
    return shape_of(run.settings)[0]


def _work(run: Run) -> float:
    return work_of_epoch(run.spec.images_per_epoch, run.source)


def _graph(run: Run) -> Hashable:
    return graph_of(run.settings, run.source)
