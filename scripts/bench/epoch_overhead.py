"""Compares the seconds per epoch of full MNIST in the app and the article's script."""

import contextlib
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

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

ROUNDS = 3
EPOCHS = 5
BATCH_SIZE = 128
WATCH_SECONDS = 1.0
LOOK_SECONDS = 2.0
PATIENCE_SECONDS = 300
# Most repetitions of trainings that other programs disturbed. The engine's worker has
# a low priority, so other programs slow it down more than the script.
REPEATS = 4


def measure() -> Results:
    """Train in turn with the script, the engine, and the app with a page open.

    Each ratio compares medians over all rounds, without the first epoch of each
    training, which builds the graph. No process of one training runs during another.
    """
    bare, ours, watched = [], [], []
    repeats = itertools.count()
    for _ in range(ROUNDS):
        bare += _undisturbed(_bare_seconds, repeats)
        ours += _undisturbed(_engine_seconds, repeats)
        watched += _undisturbed(_watched_seconds, repeats)
    peer = statistics.median(bare)
    return {
        "epoch_ratio": Measured(statistics.median(ours) / peer, peer),
        "epoch_ratio_watched": Measured(statistics.median(watched) / peer, peer),
    }


def _undisturbed(
    train: Callable[[], list[float]], repeats: Iterator[int]
) -> list[float]:
    """Train until no other program disturbs it, or no repetition is left."""
    while True:
        bystanders = Bystanders()
        seconds = train()
        if bystanders.share < DISTURBING or next(repeats) >= REPEATS:
            return seconds


def _bare_seconds() -> list[float]:
    printed = separate_process.output(
        "scripts.bench.article", str(EPOCHS), seconds=PATIENCE_SECONDS
    )
    lines = (line.split() for line in printed.splitlines())
    seconds = [float(words[1]) for words in lines if words[:1] == ["seconds"]]
    return _without_first(seconds)


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


def _engine_seconds() -> list[float]:
    """Train with the engine as the web process does, but without a page."""
    engine = Engine()
    try:
        run = engine.start(
            RunSettings(epochs=EPOCHS, batch_size=BATCH_SIZE), loader.Source.MNIST
        )
        finished(run)
        return _without_first([epoch.seconds for epoch in run.curves().epochs])
    finally:
        engine.close()


def _watched_seconds() -> list[float]:
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
            return _without_first([epochs[number].seconds for number in sorted(epochs)])
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
