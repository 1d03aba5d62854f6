"""The verdict on an outage tells everything that the database lacks."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, EpochResult, Trained
from core.runs.records import Checkpoint
from core.runs.tasks import batches_per_epoch
from core.settings.run import RunSettings
from core.store.store import Store
from scripts.bench.stroke_data import DIGITS
from scripts.outages import verdict, visitors
from scripts.outages.visitors import Opened, Seen

SETTINGS = RunSettings(epochs=2, images=1000)
BATCHES = batches_per_epoch(SETTINGS, loader.Source.SAMPLE)


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setattr(verdict, "STORED_SECONDS", 0.0)
    return f"sqlite:///{tmp_path / 'trazo.db'}"


@pytest.fixture
def seen():
    """What visitors saw of an outage that lasted from second 100 to 130."""
    return Seen(
        opened=[Opened("home", 50.0, 3.0, False), Opened("draw", 120.0, 1.5, True)],
        began=100.0,
        ended=130.0,
        epochs=(1, 2, 2),
    )


def drawings(digits):
    """Return drawings of some digits, no two of which are alike."""
    images = np.zeros((len(digits), 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(len(digits)) + 1
    return LabelledDrawings(images, np.array(digits, np.uint8))


def keep_run(store, visitor, *, epochs=2, batches=2 * BATCHES):
    """Store a run that is over."""
    spec = RunSpec.training(SETTINGS, loader.Source.SAMPLE, visitor)
    store.add(spec.to_record(store.now()))
    store.start_attempt(spec.id, "task")
    curve = np.ones(batches, np.float32)
    results = tuple(
        EpochResult(epoch, 0.1, 0.9, 0.2, 0.8, 1.0) for epoch in range(1, epochs + 1)
    )
    store.keep_checkpoint(spec.id, 1, Checkpoint.empty(curve, curve, results))
    trained = Trained(Ending.FINISHED, 0.9, 0.1, b"keras", b"litert")
    store.finish(spec.id, 1, trained)


def keep_work(store, seen, *, without=()):
    """Store what the visitors have done, without some digits."""
    drawn = (*visitors.DRAWN_BEFORE, *visitors.DRAWN_DURING, *visitors.DRAWN_AFTER)
    read = (visitors.READER_BEFORE, visitors.READER_DURING)
    for visitor, digits, settings in (
        (seen.drawer, drawn, {"train_epochs": str(visitors.DRAWER_EPOCHS[-1])}),
        (
            seen.reader,
            read,
            {
                "train_epochs": str(visitors.READER_EPOCHS),
                "train_batch_size": str(visitors.READER_BATCH),
            },
        ),
    ):
        kept = [digit for digit in digits if digit not in without]
        store.change_drawings(visitor, drawings(kept))
        store.keep_strokes(visitor, [{}] * len(DIGITS[digits[-1]]))
        store.change_settings(visitor, {}, settings)


def judged(url, seen):
    return asyncio.run(verdict.judge(url, seen))


def test_it_holds_where_all_is_there(url, seen):
    store = Store.open(url)
    keep_work(store, seen)
    keep_run(store, seen.trainer)
    keep_run(store, seen.beginner)
    found = judged(url, seen)
    assert (found.lost, found.missed, found.slow) == ((), (), ())
    assert found.held
    # One drawing more than a visitor made is a fault too.
    store.change_drawings(seen.drawer, drawings([9] * 9))
    assert "drawer: drawings" in judged(url, seen).lost[0]
    store.close()


def test_it_tells_what_is_lost(url, seen):
    store = Store.open(url)
    assert len(judged(url, seen).lost) == 4
    keep_work(store, seen, without=(visitors.DRAWN_DURING[0],))
    keep_run(store, seen.trainer, epochs=0)
    keep_run(store, seen.beginner, batches=2 * BATCHES - 1)
    drawer, trainer, beginner = judged(url, seen).lost
    assert "drawer: drawings" in drawer
    assert "trainer: epochs [] of 2" in trainer
    assert f"beginner: {2 * BATCHES - 1} of {2 * BATCHES} batches" in beginner
    batch = {"train_batch_size": str(visitors.READER_BATCH)}
    store.change_settings(seen.reader, batch, {})
    store.keep_strokes(seen.reader, [])
    assert len(judged(url, seen).lost) == 5
    store.close()


def test_it_tells_of_slow_pages_silence_and_a_training_that_stood_still(url, seen):
    late = Opened("data", 125.0, 2.5, False)
    found = judged(url, replace(seen, opened=[*seen.opened, late], epochs=(2, 2, 2)))
    assert len(found.slow) == 1
    assert "data took 2.5 s" in found.slow[0]
    assert found.missed == (
        "the training stood still",
        "1 pages did not say that nothing is saved",
    )
