"""Measures what is between the press of Train and the run's own work."""

import secrets
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from core.datasets import loader
from core.engine.engine import Engine
from core.engine.run import Run
from core.runs.progress import Stage
from core.settings.run import RunSettings
from scripts.bench.results_table import Measured, Results

PATIENCE_SECONDS = 120
POLL_SECONDS = 0.002
REPEATS = 5
ROWS = ("begin_engine_s", "begin_wake_s", "begin_handover_s", "begin_queue_s")
SHORT = RunSettings(epochs=1, images=1000)


def measure() -> Results:
    """Ask for short runs of an engine that starts, that is idle, and that is busy.

    The rows are what a visitor waits between the press and the first batch, besides
    the runs that go first:

    - ``begin_engine_s``: from the press to the worker's first word, where the engine
      and its worker start with it.
    - ``begin_wake_s``: from there until TensorFlow and the images are loaded.
    - ``begin_handover_s``: from the press to the worker's first word, where it is
      awake and idle.
    - ``begin_queue_s``: from the end of the run before to that, for one in line; below
      zero where it begins before the page has the result of the one before.
    """
    engine = Engine()
    try:
        asked = time.perf_counter()
        first = _ask(engine)
        begun = _moment(first, _has_begun)
        ready = _moment(first, _is_ready)
        _moment(first, _is_over)
        handovers = [_handover(engine) for _ in range(REPEATS)]
        queues = _gaps([_ask(engine) for _ in range(REPEATS + 1)])
    finally:
        engine.close()
    values = (
        begun - asked,
        ready - begun,
        statistics.median(handovers),
        statistics.median(queues),
    )
    return {name: Measured(value) for name, value in zip(ROWS, values, strict=True)}


def _ask(engine: Engine) -> Run:
    """Ask for a run of a new visitor."""
    return engine.start(SHORT, loader.Source.MNIST, secrets.token_hex(16))


def _handover(engine: Engine) -> float:
    asked = time.perf_counter()
    run = _ask(engine)
    seconds = _moment(run, _has_begun) - asked
    _moment(run, _is_over)
    return seconds


def _gaps(line: Sequence[Run]) -> list[float]:
    """Return the seconds from the end of each run to the begin of the one after it."""
    with ThreadPoolExecutor(2 * len(line)) as watchers:
        begun = [watchers.submit(_moment, run, _has_begun) for run in line[1:]]
        over = [watchers.submit(_moment, run, _is_over) for run in line]
        return [
            after.result() - before.result()
            for before, after in zip(over, begun, strict=False)
        ]


def _moment(run: Run, has_come: Callable[[Run], bool]) -> float:
    """Wait for something of a run, watching it as a page does; return the time.

    Raises:
        TimeoutError: It did not come.
        RuntimeError: The run failed.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not has_come(run):
        if time.monotonic() > deadline:
            raise TimeoutError(f"a run stays {run.state.stage}")
        if run.state.error is not None:
            raise run.state.error
        run.mark_watched()
        time.sleep(POLL_SECONDS)
    return time.perf_counter()


def _has_begun(run: Run) -> bool:
    return run.state.stage is not Stage.WAITING


def _is_ready(run: Run) -> bool:
    return run.state.stage not in (Stage.WAITING, Stage.WAKING)


def _is_over(run: Run) -> bool:
    return run.state.is_over
