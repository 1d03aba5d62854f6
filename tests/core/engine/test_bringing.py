"""What a visitor brings is opened by a real worker, and kept."""

import secrets
from dataclasses import replace

import numpy as np
import pytest

from core import bundle, data, prediction
from core.bundle import Work
from core.engine import kept
from core.engine.client import Engine
from core.errors import BundleUnreadable, StoreUnavailable, WorkerLost, WorkspaceFull
from core.hand import Hand
from core.network import NetworkSpec
from core.progress import Ending
from core.settings import RunSettings
from core.store.store import Store
from tests.support.patience import wait_for
from tests.support.processes import over, workers

SAMPLE = data.Source.SAMPLE
SMALL = RunSettings(epochs=2, images=500, network=NetworkSpec((), (16,)))


@pytest.fixture(scope="module")
def engine(home):
    """An engine with a real worker."""
    made = Engine()
    yield made
    made.close()


@pytest.fixture(scope="module")
def anna(engine):
    """A visitor with a run, and with all of it as a zip."""
    visitor = secrets.token_hex(16)
    run = engine.start(SMALL, SAMPLE, visitor)
    assert over(run).ending is Ending.FINISHED
    work = Work(engine.kept.with_curves(visitor), Hand(), SMALL)
    packed = bundle.pack(
        work, lambda run_id, kind: engine.kept.file(visitor, run_id, kind)
    )
    return visitor, run, packed


def brought(engine, file, visitor):
    """Bring a file; return what became of it."""
    parcel = engine.bringing.bring(file, SAMPLE, visitor)
    wait_for(lambda: parcel.over)
    return parcel


def test_work_is_the_same_in_another_workspace(engine, anna):
    _, run, packed = anna
    berta = secrets.token_hex(16)
    parcel = brought(engine, packed, berta)
    assert parcel.error is None
    assert (parcel.runs, parcel.known) == (1, 0)
    (again,) = engine.runs_of(berta)
    assert again.id != run.id
    assert again.settings == run.settings
    assert again.state.accuracy == run.state.accuracy
    np.testing.assert_allclose(again._history.losses, run._history.losses, rtol=1e-6)
    images = np.random.default_rng(1).random((5, 28, 28), np.float32)
    np.testing.assert_allclose(
        prediction.load(again.litert_path).probabilities(images),
        prediction.load(run.litert_path).probabilities(images),
        atol=1e-6,
    )
    more = engine.resume(again, 1, berta)
    assert over(more).ending is Ending.FINISHED
    assert [epoch.epoch for epoch in more.curves().epochs] == [1, 2, 3]


def test_what_is_here_already_comes_once(engine, anna):
    visitor, _, packed = anna
    before = engine.runs_of(visitor)
    parcel = brought(engine, packed, visitor)
    assert (parcel.runs, parcel.known) == (0, 1)
    assert engine.runs_of(visitor) == before


def test_what_is_no_work_is_told_and_the_worker_lives(engine, anna):
    visitor, run, _ = anna
    parcel = brought(engine, b"nonsense", visitor)
    assert isinstance(parcel.error, BundleUnreadable)
    assert engine.runs_of(visitor) == (run,)
    assert len(workers()) == 1


def test_more_than_there_is_room_for_is_not_kept(engine, anna, monkeypatch):
    _, _, packed = anna
    monkeypatch.setattr(kept, "MOST_BYTES", 1000)
    visitor = secrets.token_hex(16)
    assert isinstance(brought(engine, packed, visitor).error, WorkspaceFull)
    assert engine.runs_of(visitor) == ()


def test_a_store_that_fails_is_told(engine, anna, monkeypatch):
    def fail(*_):
        raise StoreUnavailable

    _, _, packed = anna
    monkeypatch.setattr(Store, "put", fail)
    visitor = secrets.token_hex(16)
    assert isinstance(brought(engine, packed, visitor).error, StoreUnavailable)


def test_a_worker_that_dies_over_a_file_is_told(engine, anna):
    _, run, _ = anna
    visitor = secrets.token_hex(16)
    # Enough networks that the worker is still busy with them.
    many = Work(
        tuple(
            (replace(saved, id=secrets.token_hex(16), made_at=float(place)), past)
            for place in range(20)
            for saved, past in engine.kept.with_curves(anna[0])
        ),
        Hand(),
        SMALL,
    )
    keras_file = run.keras_path.read_bytes()
    parcel = engine.bringing.bring(
        bundle.pack(many, lambda *_: keras_file), SAMPLE, visitor
    )
    wait_for(lambda: parcel.stage.value == "working")
    workers()[0].kill()
    wait_for(lambda: parcel.over)
    assert isinstance(parcel.error, WorkerLost)
    assert engine.runs_of(visitor) == ()
