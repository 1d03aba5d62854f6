"""A database outage blocks nobody."""

import contextlib

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.engine import run_repository
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.errors import StoreBusy, StoreUnavailable, WorkerLost
from core.prediction import SHIPPED_KERAS_PATH
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, EpochResult, Report, Resume, Stage, Trained
from core.runs.records import Checkpoint
from core.runs.snapshots import TrackedDigit
from core.settings.run import RunSettings
from core.store.database import Database
from core.store.store import Store
from core.training.checkpointing import Checkpointer
from tests.support.patience import PATIENCE_SECONDS, wait_for

ANNA, BERTA = "a" * 32, "b" * 32


def test_without_a_store_nothing_is_kept_and_nothing_raised(trazo_home):
    asked = []

    def away():
        asked.append(1)
        raise StoreUnavailable("away")

    # The thread that writes would try again too.
    kept = RunRepository(away, retry_seconds=3600)
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    kept.on_queued(run)
    assert kept.list_runs(ANNA) == ()
    assert kept.workspace(ANNA) is None
    assert not kept.ensure_stored(run)
    assert not kept.is_available
    with pytest.raises(StoreUnavailable):
        kept.check()
    # It is not tried again and again, since each attempt might take seconds.
    assert len(asked) == 1


def test_what_is_kept_of_a_run_is_the_run(trazo_home):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    pins = (TrackedDigit(np.eye(28, dtype=np.uint8), 4),)
    run = Run(RunSpec.training(RunSettings(epochs=3), loader.Source.SAMPLE, ANNA, pins))
    kept.on_queued(run)
    kept.on_queued(run)
    assert kept.ensure_stored(run)
    (saved,) = kept.list_runs(ANNA)
    again = kept.build_run(saved)
    assert (again.id, again.goal, again.settings) == (run.id, 3, run.settings)
    assert again.pins[0].label == 4
    assert kept.ensure_stored(run)
    assert kept.is_available
    kept.close()


def test_a_run_of_nobody_is_not_kept(trazo_home):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
    kept.on_queued(run)
    assert not kept.ensure_stored(run)
    kept.close()


def test_a_run_that_goes_on_from_another_survives_before_any_worker_has_it(trazo_home):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    first = Run(
        RunSpec.training(
            RunSettings(epochs=1, images=500, batch_size=128),
            loader.Source.SAMPLE,
            ANNA,
        )
    )
    epoch = EpochResult(1, 0.5, 0.9, 0.4, 0.9, 1.0)
    losses = (2.0, 1.0, 0.5, 0.4)
    first.add_report(Report(first.id, Stage.TRAINING, 1, losses, losses, (epoch,)))
    first.finish(Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert"))
    more = Run(first.spec.continuation(3, ANNA), before=first)
    kept.on_queued(more)
    assert kept.ensure_stored(more)
    # Its web process dies here; the next one knows nothing but the store.
    (saved,) = kept.list_runs(ANNA)
    again = kept.build_run(saved)
    assert (again.goal, len(again.curves().epochs)) == (3, 1)
    store = Store.open(f"sqlite:///{trazo_home / 'trazo.db'}")
    begin = Checkpointer.started(store, more.id, "task", 4).resume(Resume(again.goal))
    assert (begin.epochs_done, begin.keras_file) == (1, b"keras")
    store.close()
    kept.close()


def test_fine_tuning_the_shipped_network_takes_the_drawings_that_are_stored(trazo_home):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    drawings = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1)
    task = FineTuning(drawings, SHIPPED_KERAS_PATH)
    kept.on_queued(
        Run(RunSpec.for_fine_tuning(task, RunSettings(), loader.Source.SAMPLE, ANNA))
    )
    kept.save(ANNA, lambda store: store.change_drawings(ANNA, drawings))
    assert kept.writes.flush(PATIENCE_SECONDS)
    (saved,) = kept.list_runs(ANNA)
    again = kept.build_run(saved)
    assert again.fine_tuning is not None
    assert again.fine_tuning.keras_path == SHIPPED_KERAS_PATH
    assert again.fine_tuning.drawings.labels.tolist() == [1]
    assert again.goal == fine_tuning.EPOCHS
    kept.close()


def test_an_outage_of_an_open_store_ends_nothing_and_is_over_when_it_is_back(
    trazo_home, monkeypatch
):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    kept.on_queued(run)

    def fail(self):
        raise StoreUnavailable("away")

    with monkeypatch.context() as outage:
        for way in ("reading", "writing"):
            outage.setattr(Database, way, fail)
        assert kept.list_runs(ANNA) == ()
        assert kept.list_active() == ()
        assert kept.fetch_run(ANNA, run.id) is None
        assert kept.workspace(ANNA) is None
        assert kept.read_file(ANNA, run.id, "keras") is None
        assert not kept.claim(run)
        # No run ends because nobody can tell.
        assert kept.seen_within(ANNA, 60)
        for read in (kept.read_runs, kept.read_workspace, kept.finished_with_history):
            with pytest.raises(StoreUnavailable):
                read(ANNA)
        with pytest.raises(StoreUnavailable):
            kept.fetch_file(ANNA, run.id, "keras")
        assert not kept.ensure_stored(run)
        kept.heartbeat([run.id])
        kept.mark_visitors_seen([ANNA])
        kept.on_failed(run, WorkerLost())
        assert not kept.is_available
        assert not kept.is_saving
    wait_for(lambda: kept.is_saving)
    # How it ended is not lost either.
    wait_for(lambda: not kept.writes.has_any(ANNA))
    (saved,) = kept.list_runs(ANNA)
    assert (saved.id, saved.error) == (run.id, "WorkerLost")
    kept.close()


@pytest.fixture
def flaky(trazo_home, monkeypatch):
    """A store that is locked as long as a test says so, and what keeps runs in it."""
    opened = Store.open(f"sqlite:///{trazo_home / 'trazo.db'}")
    kept = RunRepository(lambda: opened, retry_seconds=0.01)

    @contextlib.contextmanager
    def lock():
        def fail(self):
            raise StoreBusy("locked")

        with monkeypatch.context() as outage:
            for way in ("reading", "writing"):
                outage.setattr(Database, way, fail)
            yield

    yield kept, lock
    kept.close()


def test_a_run_is_not_taken_over_for_the_silence_of_an_outage(flaky, monkeypatch):
    kept, lock = flaky
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    assert kept.ensure_stored(run)
    monkeypatch.setattr(run_repository, "SILENT_SECONDS", -1)
    with lock():
        assert not kept.claim(run)
    monkeypatch.setattr(run_repository, "SILENT_SECONDS", 3600)
    assert not kept.claim(run)
    assert kept.seen_within(BERTA, 0)
    monkeypatch.setattr(run_repository, "SILENT_SECONDS", -1)
    assert kept.claim(run)
    assert not kept.seen_within(BERTA, 0)


def test_who_only_watches_a_run_reads_that_nothing_is_saved(flaky):
    kept, lock = flaky
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    assert kept.ensure_stored(run)
    with lock():
        kept.heartbeat([run.id])
        wait_for(lambda: not kept.is_saving)
    wait_for(lambda: kept.is_saving)


def test_a_run_that_cannot_be_read_stays_as_it_was(flaky):
    kept, lock = flaky
    run = Run(RunSpec.training(RunSettings(epochs=1), loader.Source.SAMPLE, ANNA))
    assert kept.ensure_stored(run)
    curve = np.ones(3, np.float32)
    past = Checkpoint.empty(curve, curve)

    def keep(store):
        store.start_attempt(run.id, "task")
        store.keep_checkpoint(run.id, 1, past)

    kept.save(ANNA, keep)
    assert kept.writes.flush(PATIENCE_SECONDS)
    (saved,) = kept.read_runs(ANNA)
    again = kept.build_run(saved)
    with lock():
        assert not kept.update_run(again, saved)
        with pytest.raises(StoreBusy):
            kept.build_run(saved)
    assert len(again.checkpoint().losses) == 3
    assert kept.update_run(again, saved)
