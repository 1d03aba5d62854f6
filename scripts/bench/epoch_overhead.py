"""Compares the seconds per epoch of full MNIST in the app and the article's script."""

import contextlib
import itertools
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from distributed import Client

from core.datasets import loader
from core.engine.engine import Engine
from core.engine.engine_process import EngineProcess
from core.engine.run import Run
from core.runs import messages
from core.runs.progress import Ending, EpochResult
from core.settings.run import RunSettings
from scripts.bench import separate_process
from scripts.bench.browser import browsing, fresh_page
from scripts.bench.machine_load import DISTURBING, Bystanders
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import serving

# Of five paired rounds, the smallest and the largest ratio have the true median between
# them with 94 %: one minus two times a half to the fifth power. Of three, with 75 %.
ROUNDS = 5
# They are measured however slow the machine is.
LEAST_ROUNDS = 3
# No other round begins later.
SECONDS = 240
EPOCHS = 2
BATCH_SIZE = 128
WATCH_SECONDS = 1.0
LOOK_SECONDS = 2.0
# How soon the end of an epoch is seen, for the counts of the worker's process.
COUNT_SECONDS = 0.1
PATIENCE_SECONDS = 300
WATCHED = "epoch_ratio_watched"
ALONE = (
    "epoch_ratio",
    "epoch_system_s",
    "epoch_system_bare_s",
    "epoch_faults",
    "epoch_faults_bare",
)
ROWS = (*ALONE, WATCHED)
# Most repetitions of trainings that other programs disturbed. The engine's worker has
# a low priority, so other programs slow it down more than the script.
REPEATS = 4


@dataclass(frozen=True)
class Epochs:
    """What the epochs of a training took but the first one, which builds the graph.

    Attributes:
        seconds: Of each epoch.
        system: System seconds of an epoch.
        faults: Page faults of an epoch.
    """

    seconds: list[float]
    system: float = 0.0
    faults: float = 0.0


def measure(wanted: Collection[str]) -> Results:
    """Train in turn with the script, the engine, and the app with a page open.

    Each ratio is the median of those of paired rounds. No process of one training runs
    during another.

    Args:
        wanted: Names of rows; what none of them needs is left out.
    """
    trainings: dict[str, Callable[[], Epochs]] = {"bare": _bare_epochs}
    if not {WATCHED}.issuperset(wanted):
        trainings["ours"] = _engine_epochs
    if WATCHED in wanted:
        trainings["watched"] = _watched_epochs
    rounds = _rounds(trainings)
    bare = rounds["bare"]
    results: dict[str, Measured] = {}
    if "ours" in rounds:
        ours = rounds["ours"]
        counts = (
            [each.system for each in ours],
            [each.system for each in bare],
            [each.faults for each in ours],
            [each.faults for each in bare],
        )
        medians = (
            Measured(statistics.median(values), interval=_ends(values))
            for values in counts
        )
        results |= zip(ALONE, (ratio(bare, ours), *medians), strict=True)
    if "watched" in rounds:
        results[WATCHED] = ratio(bare, rounds["watched"])
    return results


def ratio(bare: Sequence[Epochs], ours: Sequence[Epochs]) -> Measured:
    """Return the median of the ratios of paired rounds, and the interval of them.

    Args:
        bare: The script's epochs, round by round.
        ours: The app's.
    """
    ratios = [
        statistics.median(mine.seconds) / statistics.median(peer.seconds)
        for peer, mine in zip(bare, ours, strict=True)
    ]
    peer = statistics.median(seconds for each in bare for seconds in each.seconds)
    return Measured(statistics.median(ratios), peer, _ends(ratios))


def _ends(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _rounds(trainings: Mapping[str, Callable[[], Epochs]]) -> dict[str, list[Epochs]]:
    """Train in each way in turn, round by round, while there is time."""
    began = time.monotonic()
    repeats = itertools.count()
    found: dict[str, list[Epochs]] = {name: [] for name in trainings}
    for done in range(ROUNDS):
        if done >= LEAST_ROUNDS and time.monotonic() - began > SECONDS:
            break
        for name, train in trainings.items():
            found[name].append(_undisturbed(train, repeats))
    return found


def _undisturbed(train: Callable[[], Epochs], repeats: Iterator[int]) -> Epochs:
    """Train until no other program disturbs it, or no repetition is left."""
    while True:
        bystanders = Bystanders()
        epochs = train()
        if bystanders.share < DISTURBING or next(repeats) >= REPEATS:
            return epochs


def _bare_epochs() -> Epochs:
    printed = separate_process.output(
        "scripts.bench.article", str(EPOCHS), seconds=PATIENCE_SECONDS
    )
    told = separate_process.epochs_in(printed)
    seconds, system, faults = map(list, zip(*told, strict=True))
    return Epochs(
        _without_first(seconds),
        statistics.mean(_without_first(system)),
        statistics.mean(_without_first(faults)),
    )


def finished(run: Run) -> Run:
    """Wait until a run has ended, polling it as a page does; return the run."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not run.state.is_over:
        if time.monotonic() > deadline:
            raise TimeoutError(run.state.stage)
        run.mark_watched()
        time.sleep(WATCH_SECONDS)
    if run.state.ending is not Ending.FINISHED:
        raise run.state.error or RuntimeError(f"it ended: {run.state.ending}")
    return run


def _engine_epochs() -> Epochs:
    """Train with the engine as the web process does, but without a page."""
    engine = Engine()
    try:
        run = engine.start(
            RunSettings(epochs=EPOCHS, batch_size=BATCH_SIZE), loader.Source.MNIST
        )
        with ThreadPoolExecutor(1) as beside:
            counted = beside.submit(_counts_of_epochs, run)
            finished(run)
        system, faults = counted.result()
        seconds = [epoch.seconds for epoch in run.curves().epochs]
        return Epochs(_without_first(seconds), system, faults)
    finally:
        engine.close()


def _counts_of_epochs(run: Run) -> tuple[float, float]:
    """Return the worker's system seconds and page faults of an epoch but the first."""
    found: list[tuple[float, int]] = []
    while len(found) < EPOCHS:
        is_over = run.state.is_over
        if len(run.curves().epochs) > len(found):
            found.append(counts_of(_worker()))
        elif is_over:
            raise RuntimeError(f"the ends of {len(found)} epochs were seen")
        time.sleep(COUNT_SECONDS)
    (system_then, faults_then), (system_now, faults_now) = found[0], found[-1]
    epochs = len(found) - 1
    return (system_now - system_then) / epochs, (faults_now - faults_then) / epochs


def _worker() -> psutil.Process:
    """Return the worker's process: of the engine's family, the one that trains."""
    family = psutil.Process().children(recursive=True)
    return max(family, key=lambda process: process.cpu_times().user)


def counts_of(process: psutil.Process) -> tuple[float, int]:
    """Return the system seconds and the page faults of a process so far."""
    # The tenth word of the line, the eighth after the name: man 5 proc.
    text = Path(f"/proc/{process.pid}/stat").read_text()
    return process.cpu_times().system, int(text.rpartition(")")[2].split()[7])


def _watched_epochs() -> Epochs:
    """Train in the app, with a browser that shows the curves live.

    The page is redrawn only once a second, too rarely to time an epoch. Therefore this
    process starts the engine, the web process connects to it, and the seconds come from
    the reports that the engine has received, read after the training.
    """
    process = EngineProcess("scripts.bench.open_engine")
    try:
        with (
            Client(process.address, set_as_default=False) as client,
            serving({"TRAZO_SCHEDULER": process.address}) as server,
            browsing() as browser,
            fresh_page(browser) as page,
        ):
            page.goto(
                f"{server.url}/train?lang=en&train_epochs={EPOCHS}"
                f"&train_batch_size={BATCH_SIZE}"
            )
            page.locator(".st-key-train_start button").click()
            epochs: dict[int, EpochResult] = {}
            result = page.locator(".st-key-train_result")
            deadline = time.monotonic() + PATIENCE_SECONDS
            # The engine keeps only its last hundred reports, about twenty seconds.
            while not result.count():
                if time.monotonic() > deadline:
                    raise TimeoutError(page.locator("body").inner_text())
                page.wait_for_timeout(1000 * LOOK_SECONDS)
                epochs |= _reported(client)
            points = page.evaluate(
                "() => document.querySelector('.st-key-train_loss .js-plotly-plot')"
                "?.data[0].x.length ?? 0"
            )
            if not points:
                raise RuntimeError("the page showed no curve")
            seconds = [epochs[number].seconds for number in sorted(epochs)]
            return Epochs(_without_first(seconds))
    finally:
        process.end()


def _reported(client: Client) -> dict[int, EpochResult]:
    """Return the results in the engine's last reports, by epoch."""
    events: dict[str, Any] = client.get_events()
    reports = []
    for topic in events.values():
        for _, data in topic:
            # Dask has events of its own.
            with contextlib.suppress(messages.BadMessage):
                event = messages.decode_event(data)
                if isinstance(event, messages.RunReported):
                    reports.append(event.report)
    return {epoch.epoch: epoch for report in reports for epoch in report.epochs}


def _without_first(seconds: list[float]) -> list[float]:
    if len(seconds) != EPOCHS:
        raise RuntimeError(f"expected {EPOCHS} epochs, got {seconds}")
    return seconds[1:]
