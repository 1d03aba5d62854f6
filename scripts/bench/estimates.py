"""Compares what the Train page tells before the press with how long the run takes."""

import secrets
import statistics
import time
from dataclasses import replace

from core.datasets import loader
from core.engine.engine import Engine
from core.runs.progress import Ending
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from scripts.bench.results_table import Measured, Results

PATIENCE_SECONDS = 300
POLL_SECONDS = 0.02
# What a host has trained, and what it is asked for then.
KNOWN = tuple(
    replace(apply(preset, RunSettings()), images=5000, epochs=2)
    for preset in (Preset.ARTICLE, Preset.FAST, Preset.CLASS)
)
ASKED = tuple(
    replace(known, images=images, epochs=epochs)
    for known in KNOWN
    for images, epochs in ((10_000, 2), (2500, 4))
)


def measure() -> Results:
    """Train what the host is to know; then compare other runs of the same networks.

    The value is the median of estimate over reality; the interval has all of them.

    Raises:
        RuntimeError: The host tells nothing of a network that it has trained.
    """
    engine = Engine()
    ratios = []
    try:
        for known in KNOWN:
            _seconds(engine, known)
        for asked in ASKED:
            told = engine.host_speed.estimate(asked, loader.Source.MNIST)
            if told is None:
                raise RuntimeError("nothing is known of a network trained before")
            ratios.append(told / _seconds(engine, asked))
    finally:
        engine.close()
    return {
        "estimate_ratio": Measured(
            statistics.median(ratios), interval=(min(ratios), max(ratios))
        )
    }


def _seconds(engine: Engine, settings: RunSettings) -> float:
    """Train; return the seconds from the press to the result."""
    asked = time.perf_counter()
    run = engine.start(settings, loader.Source.MNIST, secrets.token_hex(16))
    while not run.state.is_over:
        if time.perf_counter() - asked > PATIENCE_SECONDS:
            raise TimeoutError(f"a run stays {run.state.stage}")
        run.mark_watched()
        time.sleep(POLL_SECONDS)
    if run.state.ending is not Ending.FINISHED:
        raise run.state.error or RuntimeError(f"it ended: {run.state.ending}")
    return time.perf_counter() - asked
