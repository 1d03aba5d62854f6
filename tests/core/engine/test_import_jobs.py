"""A worker opens an uploaded file; its contents are saved, or the error is reported."""

import secrets
from functools import partial

import pytest
from distributed import Client

from core import uploads
from core.archive import work_zip
from core.archive.work_zip import Work
from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine import remote_files
from core.engine.background_jobs import JobStage
from core.engine.job_line import JobLine
from core.engine.store_space import StoreSpace
from core.errors import (
    EngineUnavailable,
    JobsFull,
    StoreFull,
    StoreUnavailable,
    WorkerLost,
    WorkspaceFull,
    WorkUnreadable,
)
from core.runs.progress import Ending
from core.store.store import Store
from core.uploads import Upload
from tests.support.hold import Hold
from tests.support.patience import wait_for
from tests.support.processes import kill, workers
from tests.support.runs import SAMPLE, free, over
from tests.support.stub_engine import start_open_process
from tests.support.stub_network import BRINGING_SEED

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def anna(engine):
    """A visitor with a run, and the visitor's work as a zip."""
    visitor = secrets.token_hex(16)
    run = engine.start(free(epochs=2), SAMPLE, visitor)
    assert over(run).ending is Ending.FINISHED
    wait_for(lambda: engine.repository.fetch_run(visitor, run.id).stage == "done")
    work = Work(
        engine.repository.finished_with_history(visitor),
        LabelledDrawings(),
        run.settings,
    )
    packed = work_zip.pack(
        work, lambda run_id, kind: engine.repository.read_file(visitor, run_id, kind)
    )
    return visitor, run, packed


def brought(engine, file, visitor):
    """Bring a file; return what became of it."""
    job = engine.import_jobs.submit(Upload(file), SAMPLE, visitor)
    wait_for(lambda: job.is_over)
    return job


def test_what_is_here_already_comes_once(engine, anna):
    visitor, _, packed = anna
    before = engine.runs_of(visitor)
    job = brought(engine, packed, visitor)
    assert (job.runs, job.known) == (0, 1)
    assert engine.runs_of(visitor) == before


def test_what_is_no_work_is_told_and_the_worker_lives(engine, anna):
    visitor, run, _ = anna
    job = brought(engine, b"nonsense", visitor)
    assert isinstance(job.error, WorkUnreadable)
    assert engine.runs_of(visitor) == (run,)
    assert len(workers()) == 1


def test_more_than_there_is_room_for_is_not_kept(engine, anna, monkeypatch):
    _, _, packed = anna
    monkeypatch.setattr(Config, "workspace_bytes", 10)
    visitor = secrets.token_hex(16)
    assert isinstance(brought(engine, packed, visitor).error, WorkspaceFull)
    assert engine.runs_of(visitor) == ()


def test_what_all_visitors_have_no_room_for_is_not_kept(engine, anna, monkeypatch):
    _, _, packed = anna
    space = StoreSpace(engine.repository.store, 10, engine.repository.store.open().now)
    monkeypatch.setattr(engine.repository, "space", space)
    visitor = secrets.token_hex(16)
    assert isinstance(brought(engine, packed, visitor).error, StoreFull)
    assert engine.runs_of(visitor) == ()
    monkeypatch.undo()
    assert brought(engine, packed, visitor).runs == 1


def test_a_store_that_fails_is_told(engine, anna, monkeypatch):
    def fail(*_):
        raise StoreUnavailable

    _, _, packed = anna
    monkeypatch.setattr(Store, "import_run", fail)
    visitor = secrets.token_hex(16)
    assert isinstance(brought(engine, packed, visitor).error, StoreUnavailable)


def test_one_file_is_opened_at_a_time_and_leaves_nothing_on_the_disk(engine, anna):
    _, _, packed = anna
    hold = Hold(BRINGING_SEED)
    hold.at(0)
    jobs = [
        engine.import_jobs.submit(Upload(packed), SAMPLE, secrets.token_hex(16))
        for _ in range(3)
    ]
    wait_for(lambda: jobs[0].stage, lambda stage: stage is JobStage.WORKING)
    assert [engine.job_line.count_ahead(job) for job in jobs] == [0, 1, 2]
    assert [job.stage for job in jobs[1:]] == [JobStage.WAITING] * 2
    assert len(list(uploads.uploads_folder().iterdir())) == 3
    hold.release()
    for job in jobs:
        wait_for(partial(getattr, job, "is_over"))
        assert (job.error, job.runs) == (None, 1)
        assert engine.job_line.count_ahead(job) == 0
    assert list(uploads.uploads_folder().iterdir()) == []


def test_a_file_that_comes_while_the_last_one_is_removed_is_opened(engine):
    visitor = secrets.token_hex(16)
    uploads_left = [Upload(b"second")]

    class FirstUpload(Upload):
        def remove(self):
            super().remove()
            while uploads_left:
                engine.import_jobs.submit(uploads_left.pop(), SAMPLE, visitor)

    first = engine.import_jobs.submit(FirstUpload(b"first"), SAMPLE, visitor)
    wait_for(lambda: first.is_over)
    second = engine.import_jobs.find(visitor)
    assert second is not first
    wait_for(lambda: second.is_over)
    assert isinstance(second.error, WorkUnreadable)


def test_a_worker_that_dies_over_a_file_is_told(engine, anna):
    _, _, packed = anna
    visitor = secrets.token_hex(16)
    Hold(BRINGING_SEED).at(0)
    job = engine.import_jobs.submit(Upload(packed), SAMPLE, visitor)
    wait_for(lambda: job.stage, lambda stage: stage is JobStage.WORKING)
    kill(workers())
    wait_for(lambda: job.is_over)
    assert isinstance(job.error, WorkerLost)
    assert engine.runs_of(visitor) == ()


def test_a_file_for_which_there_is_no_place_is_removed(engine, anna, monkeypatch):
    _, _, packed = anna
    hold = Hold(BRINGING_SEED)
    hold.at(0)
    visitor = secrets.token_hex(16)
    job = engine.import_jobs.submit(Upload(packed), SAMPLE, visitor)
    # Another one of a visitor whose file waits is no more.
    assert engine.import_jobs.submit(Upload(packed), SAMPLE, visitor) is job

    def refuse(_):
        raise JobsFull(1)

    monkeypatch.setattr(JobLine, "submit", lambda self, job: refuse(job))
    with pytest.raises(JobsFull):
        engine.import_jobs.submit(Upload(packed), SAMPLE, secrets.token_hex(16))
    assert len(list(uploads.uploads_folder().iterdir())) == 1
    hold.release()
    wait_for(lambda: job.is_over)


@pytest.fixture
def cluster(home, monkeypatch):
    """A scheduler and a worker that others use too."""
    process = start_open_process()
    monkeypatch.setenv("TRAZO_SCHEDULER", process.address)
    yield
    process.end()


def test_a_worker_on_another_machine_gets_and_gives_files_in_parts(
    engine, anna, make_engine, cluster, monkeypatch
):
    visitor, run, packed = anna
    monkeypatch.setattr(remote_files, "PART_BYTES", 400)
    parts: list[int] = []
    call = Client.run

    def note(client, function, *args, **options):
        answers = call(client, function, *args, **options)
        parts.extend(
            len(part)
            for part in (*args, *answers.values())
            if isinstance(part, bytes) and part
        )
        return answers

    monkeypatch.setattr(Client, "run", note)
    far = make_engine()
    other = secrets.token_hex(16)
    job = far.import_jobs.submit(Upload(packed), SAMPLE, other)
    task = job.build_task()
    assert len(packed) in task
    assert not any(isinstance(argument, bytes) for argument in task)
    wait_for(lambda: job.is_over)
    assert (job.error, job.runs) == (None, 1)
    assert max(parts) == 400
    assert sum(parts) > len(packed)
    (again,) = engine.repository.list_runs(other)
    for kind in ("keras", "litert"):
        kept = engine.repository.read_file(other, again.id, kind)
        assert kept == engine.repository.read_file(visitor, run.id, kind)
    # Neither the web process nor the worker has anything left.
    assert list(uploads.uploads_folder().iterdir()) == []

    refused = far.import_jobs.submit(Upload(b"nonsense" * 200), SAMPLE, other)
    wait_for(lambda: refused.is_over)
    assert isinstance(refused.error, WorkUnreadable)

    def fail(*_, **__):
        raise OSError("the connection broke")

    monkeypatch.setattr(Client, "run", fail)
    broken = far.import_jobs.submit(Upload(packed), SAMPLE, other)
    wait_for(lambda: broken.is_over)
    assert isinstance(broken.error, EngineUnavailable)
    far.close()
