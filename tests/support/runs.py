"""Runs for workers with a stub, and waiting for the progress of any run."""

import itertools

import numpy as np

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_state import RunState
from core.settings.run import RunSettings
from tests.support.hold import Hold
from tests.support.patience import wait_for
from tests.support.stub_network import loss_of

SAMPLE = loader.Source.SAMPLE
# Batches in an epoch of `held`.
BATCHES = 125
_seeds = itertools.count(100)


def held(batches: int, epochs: int = 6) -> tuple[RunSettings, Hold]:
    """Return settings of a run that pauses after some batches, and its `Hold`."""
    settings = RunSettings(epochs=epochs, batch_size=16, images=2000, seed=next(_seeds))
    hold = Hold(settings.seed)
    hold.at(batches)
    return settings, hold


def free(epochs: int = 6) -> RunSettings:
    """Return settings of a run that does not pause."""
    settings, hold = held(0, epochs)
    hold.release()
    return settings


def over(run: Run) -> RunState:
    """Wait for the end of a run; return its state."""
    return wait_for(lambda: run.state, lambda state: state.is_over)


def training(run: Run) -> None:
    """Wait for the first batches of a run."""
    wait_for(lambda: run.progress)


def losses_of(run: Run) -> list[float]:
    """Return the losses of all batches so far."""
    return list(run.checkpoint().losses)


def epochs_of(run: Run) -> list[int]:
    """Return the numbers of the finished epochs."""
    return [epoch.epoch for epoch in run.curves().epochs]


def reached(run: Run, batches: int) -> None:
    """Wait until a run has reported a number of batches."""
    wait_for(lambda: len(losses_of(run)), lambda told: told >= batches)


def is_whole(run: Run, epochs: int = 6) -> bool:
    """Return whether each epoch is there once, each batch too, with the right loss.

    The store saves losses as float32.
    """
    wanted = [loss_of(run.settings.seed, batch) for batch in range(epochs * BATCHES)]
    told = np.array(losses_of(run), np.float32)
    right = np.array_equal(told, np.array(wanted, np.float32))
    return right and epochs_of(run) == list(range(1, epochs + 1))
