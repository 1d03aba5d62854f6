"""Compares the fast preset's time to 99 % accuracy with the article's ten epochs."""

import statistics

from core.datasets import loader
from core.engine.engine import Engine
from core.engine.run import Run
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from scripts.bench.epoch_overhead import finished
from scripts.bench.results_table import Measured, Results

SEEDS = (1, 2, 3)
WANTED_ACCURACY = 0.99


def measure() -> Results:
    """Train the article's ten epochs once, and the fast preset before and after.

    A run's wall time is that of its epochs, including graph building and validation, on
    a warm worker. The ratio uses the median over the seeds.

    Raises:
        RuntimeError: A seed did not reach 99 %.
    """
    engine = Engine()
    try:
        # A warm-up run: it waits for TensorFlow, and its epochs have cold caches.
        _train(engine, RunSettings(epochs=1, images=5000))
        fast = [_fast_seconds(engine, SEEDS[0])]
        article = _seconds(_train(engine, apply(Preset.ARTICLE, RunSettings())))
        fast += [_fast_seconds(engine, seed) for seed in SEEDS[1:]]
    finally:
        engine.close()
    return {"time_to_99_ratio": Measured(statistics.median(fast) / article, article)}


def _fast_seconds(engine: Engine, seed: int) -> float:
    run = _train(engine, apply(Preset.FAST, RunSettings(seed=seed)))
    accuracy = run.state.accuracy or 0.0
    if accuracy < WANTED_ACCURACY:
        raise RuntimeError(f"seed {seed} reads {accuracy:.2%}")
    return _seconds(run)


def _train(engine: Engine, settings: RunSettings) -> Run:
    return finished(engine.start(settings, loader.Source.MNIST))


def _seconds(run: Run) -> float:
    return sum(epoch.seconds for epoch in run.curves().epochs)
