"""What the worker is asked to do.

The web process names these functions and never runs them: their imports of
``core.training``, and so of TensorFlow, happen in the worker.
"""

from __future__ import annotations

import contextlib
import faulthandler
import functools
import logging
import time
from typing import TYPE_CHECKING, TypeVar

from core import uploads
from core.datasets import loader
from core.engine import worker_files
from core.errors import AttemptSuperseded, DiskFull, StoreUnavailable, UploadError
from core.runs import messages
from core.runs.progress import Ending, Report, Stage, Trained, TurnOver
from core.runs.tasks import TrainTask
from core.store.patience import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.archive.work_zip import ImportedWork
    from core.engine.worker_files import RemoteWork
    from core.explain.embedding import EmbeddingMap
    from core.runs.slow_motion import Command
    from core.runs.tasks import JobTask, RunTask
    from core.store.store import Store
    from core.training.checkpointing import Checkpointer

# Between two tries to reach the store, in which others may go first.
STORE_SECONDS = 5
# A training does not wait for longer at its beginning.
BEGIN_SECONDS = 2.0
# After the time of a job: by then the web process has given it up, and Dask gives it to
# no other worker.
JOB_GRACE_SECONDS = 10
STANDARD_ERROR = 2

Result = TypeVar("Result")

log = logging.getLogger(__name__)


def wake() -> None:
    """Load TensorFlow and the digits ahead of the first run."""
    from core.training import fit  # noqa: F401, PLC0415  loaded in the worker only

    loader.load(loader.available())


def run(task: RunTask) -> Trained | TurnOver:
    """Train, or teach, announcing reports as Dask events under the task's topic.

    A run whose turn is over is stored as it stands, and another task resumes it.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often, and no epoch was stored.
        TrainingFailed: Keras raised.
        Diverged: The loss is no number any more.
    """
    send = _reporting(task.run_id, task.topic)
    checkpointer = _checkpointer(task) if task.is_stored else None
    is_begun = checkpointer is not None and checkpointer.attempt > 0
    if not is_begun and isinstance(task, TrainTask) and task.is_resumed:
        # What it has learned is in the store: it waits until that can be reached.
        time.sleep(STORE_SECONDS)
        return TurnOver(time.time())
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    return jobs.run(task, send, checkpointer)


def run_job(task: JobTask, work: Callable[..., Result], *given: object) -> Result:
    """Do a short job, announcing that it begins.

    A worker that is still at it when its time is over ends, and a new one is started:
    t-SNE, TensorFlow and decoders cannot be interrupted. No run is lost by that, since
    a worker does one thing at a time.

    Args:
        task: Of the job.
        work: Does it; takes its id as ``job_id``.
        *given: What else the work is given.
    """
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    worker = get_worker()
    started = messages.JobStarted(task.job_id, worker.address)
    worker.log_event(task.topic, messages.encode(started))
    with ended_after(task.seconds + JOB_GRACE_SECONDS):
        return work(*given, job_id=task.job_id)


@contextlib.contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, even if it blocks all threads.

    What they were doing, call by call, goes to the standard error; one block at a time.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=STANDARD_ERROR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def compute_embedding(
    keras_file: bytes, source: loader.Source, *, job_id: str
) -> EmbeddingMap:
    """Ask a network about MNIST's digits.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's file.
        TrainingFailed: Keras raised.
    """
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    return jobs.compute_embedding(keras_file, source, job_id=job_id)


def import_work(
    file: bytes | Path, source: loader.Source, *, job_id: str
) -> ImportedWork | UploadError:
    """Open what a visitor brings.

    Returns:
        What was in it; or why it is not taken, which is no failure of the worker's,
        and nothing for its log.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's file.
        TrainingFailed: Keras raised.
    """
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    try:
        return jobs.import_work(file, source, job_id=job_id)
    except UploadError as error:
        return error


def import_remote_work(
    size: int, source: loader.Source, *, job_id: str
) -> RemoteWork | UploadError:
    """Do the same on another machine, to which the file comes in parts.

    Args:
        size: Bytes of the file.
        source: See `import_work`.
        job_id: Id of the job.

    Raises:
        EngineUnavailable: The file does not come.
    """
    uploads.remove_leftovers()
    left = False
    try:
        file = worker_files.wait_until_whole(job_id, size)
        result = import_work(file, source, job_id=job_id)
        if isinstance(result, UploadError):
            return result
        file.unlink()
        left = True
        return worker_files.leave_files(result)
    finally:
        if not left:
            worker_files.remove(job_id)


def renew_leases(turn_seconds: dict[str, float | None]) -> None:
    """Somebody is watching these runs.

    Args:
        turn_seconds: By the id of each run, how long its turn is; None where it may
            train as long as it likes.
    """
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    for run_id, seconds in turn_seconds.items():
        leases.get(run_id).renew(seconds)


def stop(run_id: str, ending: Ending) -> None:
    """End a run at its next batch."""
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    leases.get(run_id).end(ending)


def set_speed(run_id: str, command: Command) -> None:
    """Make a run slower, or faster, or take one step."""
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    leases.get(run_id).speed.set(command)


def _reporting(run_id: str, topic: str) -> Callable[[Report], None]:
    """Say that the worker wakes; return what sends reports from it."""
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    worker = get_worker()

    def send(report: Report) -> None:
        worker.log_event(topic, messages.encode(messages.RunReported(report)))

    send(Report(run_id, Stage.WAKING))
    return send


def _checkpointer(task: RunTask) -> Checkpointer:
    """Return what stores a run's epochs, also if the store does not have the run yet.

    The store is the one of this worker's own environment: its address has a password
    in it, which has no place in a task.

    Raises:
        AttemptSuperseded: The run has had turns before, and the store has none such.
    """
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    from core.training.checkpointing import Checkpointer  # noqa: PLC0415  in the worker only

    key = get_worker().get_current_task()
    made = Checkpointer(_store, task.run_id, key, task.batches_per_epoch)
    try:
        with patience(BEGIN_SECONDS):
            made.start_attempt()
    except (DiskFull, StoreUnavailable) as error:
        log.warning("run %s is not stored yet: %s", task.run_id, error)
    except AttemptSuperseded:
        if isinstance(task, TrainTask) and task.is_resumed:
            raise
        log.warning(
            "run %s is not stored yet, this worker's store does not know it: are "
            "TRAZO_DATABASE_URL and TRAZO_HOME those of the web process?",
            task.run_id,
        )
    return made


@functools.lru_cache(1)
def _store() -> Store:
    """Return this worker's way to the store, opened once."""
    from core.store.store import Store  # noqa: PLC0415  SQLAlchemy is slow to import

    return Store.open()
