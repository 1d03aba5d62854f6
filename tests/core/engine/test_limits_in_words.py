"""Each limit of the lines is reached, and said in both languages."""

import re
import secrets
import subprocess
import sys

import numpy as np
import pytest

from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine.background_jobs import JobStage
from core.engine.store_space import StoreSpace
from core.engine.worker_tasks import JOB_GRACE_SECONDS
from core.errors import (
    AddressFull,
    AlreadyTraining,
    JobDropped,
    JobsFull,
    JobTooSlow,
    QueueFull,
    StoreFull,
    WorkspaceFull,
)
from core.explain import embedding
from core.explain.embedding import EmbeddingRequest
from core.prediction import SHIPPED_KERAS_PATH
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending
from core.ui.text.error_messages import sentence
from core.uploads import Upload
from tests.support.hold import Hold
from tests.support.patience import wait_for
from tests.support.processes import workers
from tests.support.root import ROOT
from tests.support.runs import SAMPLE, free, held, over, training
from tests.support.stub_network import BRINGING_SEED, STUDY_SEED, keras_file
from tests.support.visitor_language import in_language

pytestmark = pytest.mark.servers

CONFIG = Config(queue_limit=3, address_limit=1, job_seconds=60)
SCHOOL, HOME = "192.0.2.7", "2001:db8:1:2::/64"


@pytest.fixture(scope="module")
def engine(make_engine):
    """An engine with narrow limits."""
    return make_engine(CONFIG)


def visitor():
    """Return the id of another visitor."""
    return secrets.token_hex(16)


def said(error, spanish, english):
    """Make sure that an error is said in both languages, with its number."""
    for language, words in (("es", spanish), ("en", english)):
        assert words in re.sub(
            r"\s", " ", in_language(language, lambda: sentence(error))
        )


def refused(kind, ask):
    """Return the error with which a request is refused."""
    with pytest.raises(kind) as found:
        ask()
    return found.value


def test_the_limits_of_runs(engine, monkeypatch):
    settings, hold = held(3)
    first_visitor = visitor()
    first = engine.start(settings, SAMPLE, first_visitor, address=SCHOOL)
    said(
        refused(AlreadyTraining, lambda: engine.start(free(), SAMPLE, first_visitor)),
        "Ya tienes un entrenamiento en marcha",
        "You already have a training run",
    )
    hand = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1)
    task = FineTuning(hand, SHIPPED_KERAS_PATH)
    asks = (
        lambda: engine.start(free(), SAMPLE, visitor(), address=SCHOOL),
        lambda: engine.fine_tune(task, SAMPLE, visitor(), None, address=SCHOOL),
        lambda: engine.resume(first, 1, visitor(), address=SCHOOL),
    )
    for ask in asks:
        said(
            refused(AddressFull, ask),
            "Ya espera 1 entrenamiento de tu escuela",
            "1 training run from your school",
        )
    others = [
        engine.start(free(), SAMPLE, visitor(), address=address)
        for address in (HOME, "")
    ]
    said(
        refused(QueueFull, lambda: engine.start(free(), SAMPLE, visitor())),
        "Ya esperan 3 entrenamientos",
        "3 training runs are already waiting",
    )
    hold.release()
    for run in (first, *others):
        assert over(run).ending is Ending.FINISHED
    # Who was refused has left nothing behind, and there is room again.
    assert over(asks[0]()).ending is Ending.FINISHED
    monkeypatch.setattr(Config, "workspace_bytes", 10)
    wait_for(
        lambda: engine.repository.fetch_run(first_visitor, first.id).stage == "done"
    )
    said(
        refused(WorkspaceFull, lambda: engine.start(free(), SAMPLE, first_visitor)),
        "Tus redes ocupan",
        "Your networks take",
    )
    monkeypatch.undo()
    store = engine.repository.store
    # Room for what there is, and not for the network that would come.
    size = store.run(lambda opened: opened.total_size())
    space = StoreSpace(store, size + 10_000, store.open().now)
    monkeypatch.setattr(engine.repository, "space", space)
    said(
        refused(StoreFull, lambda: engine.start(free(), SAMPLE, visitor())),
        "no le queda sitio, para nadie",
        "has no room left, for anybody",
    )
    monkeypatch.undo()
    assert over(engine.start(free(), SAMPLE, visitor())).ending is Ending.FINISHED


def study(folder):
    """Return a request for the map of another network."""
    wanted = EmbeddingRequest(
        folder / f"{visitor()}.keras", SAMPLE, folder / visitor() / embedding.FILE
    )
    wanted.path.parent.mkdir()
    wanted.keras_path.write_bytes(keras_file(1))
    return wanted


def test_the_limits_of_jobs(engine, clock, tmp_path):
    anna = visitor()
    Hold(STUDY_SEED).at(0)
    wanted = study(tmp_path)
    slow = engine.embedding_jobs.submit(wanted, anna)
    wait_for(lambda: slow.stage, lambda stage: stage is JobStage.WORKING)
    changed = engine.embedding_jobs.submit(study(tmp_path), anna)
    # Of a visitor's maps that wait, the last one is made.
    waits = engine.embedding_jobs.submit(study(tmp_path), anna)
    assert isinstance(changed.error, JobDropped)
    assert engine.embedding_jobs.find(changed.wanted) is None
    file = engine.import_jobs.submit(Upload(b"nonsense"), SAMPLE, anna)
    assert engine.import_jobs.submit(Upload(b"another"), SAMPLE, anna) is file
    for ask in (
        lambda: engine.import_jobs.submit(Upload(b"nonsense"), SAMPLE, visitor()),
        lambda: engine.embedding_jobs.submit(study(tmp_path), visitor()),
    ):
        said(
            refused(JobsFull, ask),
            "Ya esperan 3 archivos y mapas",
            "3 files and maps are already waiting",
        )
    # One that is being made already needs no room.
    assert engine.embedding_jobs.submit(wanted, visitor()) is slow
    clock.now += CONFIG.job_seconds + 1
    wait_for(lambda: slow.is_over)
    said(slow.error, "Tardaba más de 1 min 0 s", "It took longer than 1 min 0 s")
    assert not wanted.path.exists()
    # The others are still wanted, until nobody has a page open any more.
    assert not waits.is_over
    clock.now += CONFIG.unwatched_seconds - CONFIG.job_seconds
    wait_for(lambda: waits.is_over and file.is_over)
    for job in (waits, file):
        said(job.error, "Ha perdido su turno", "It gave up its place")
    Hold(STUDY_SEED).release()
    again = engine.embedding_jobs.submit(wanted, anna)
    wait_for(lambda: again.is_over)
    assert again.error is None
    assert wanted.path.exists()


def test_a_worker_that_hangs_over_a_job_is_replaced_and_no_run_is_lost(make_engine):
    # By the worker's count the job is over half a second after its start.
    engine = make_engine(Config(job_seconds=0.5 - JOB_GRACE_SECONDS))
    settings, hold = held(3)
    over(engine.start(free(1), SAMPLE, visitor()))
    before = {process.pid for process in workers()}
    Hold(BRINGING_SEED).at(0)
    job = engine.import_jobs.submit(Upload(b"hangs"), SAMPLE, visitor())
    wait_for(lambda: job.is_over)
    assert isinstance(job.error, JobTooSlow)
    # It waits behind what the worker is still doing.
    run = engine.start(settings, SAMPLE, visitor())
    training(run)
    assert len(before - {process.pid for process in workers()}) == 1
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert run.state.kept_epochs is None
    engine.close()


def test_a_process_ends_whatever_its_threads_are_doing():
    code = (
        "import time\n"
        "from core.engine.worker_tasks import ended_after\n"
        "with ended_after(60): pass\n"
        "print('in time', flush=True)\n"
        # A C function that holds the interpreter's lock, and answers to nothing.
        "with ended_after(0.5): sum(range(10 ** 15))\n"
        "print('too late', flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.split("\n") == ["in time", ""]
    # The operator reads where it was.
    assert "line 5 in <module>" in done.stderr
