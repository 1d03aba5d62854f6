"""What the worker is asked to do.

The web process names these functions and never runs them: their imports of
``core.training``, and so of TensorFlow, happen in the worker.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING

from core.datasets import loader
from core.errors import AttemptSuperseded, StoreUnavailable, UploadError
from core.runs.progress import Ending, Report, Resume, Stage, Trained
from core.runs.slow_motion import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.archive.work_zip import ImportedWork
    from core.datasets.own_drawings import LabelledDrawings
    from core.explain.embedding import EmbeddingMap
    from core.runs.snapshots import TrackedDigit
    from core.settings.run import RunSettings
    from core.store.store import Store
    from core.training.checkpointing import Checkpointer

log = logging.getLogger(__name__)


def wake() -> None:
    """Load TensorFlow and the digits ahead of the first run."""
    from core.training import fit  # noqa: F401, PLC0415  loaded in the worker only

    loader.load(loader.available())


def train(
    settings: RunSettings,
    source: loader.Source,
    run_id: str,
    topic: str,
    resume: Resume | None = None,
    pins: Sequence[TrackedDigit] = (),
    command: Command = Command.FULL_SPEED,
    kept: bool = False,
    batches_per_epoch: int = 0,
) -> Trained:
    """Train, announcing reports as Dask events under `topic`.

    Args:
        settings: What the visitor chose.
        source: The data to learn from.
        run_id: Stamped on every report.
        topic: Of the events.
        resume: Where it begins, if not at the start.
        pins: Digits whose answers are followed.
        command: How fast it begins.
        kept: Whether each epoch is kept, in the store that this worker reaches.
        batches_per_epoch: Of the run.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often, and no epoch was kept.
        TrainingFailed: Keras raised.
        Diverged: The loss is no number any more.
    """
    send = _reporting(run_id, topic)
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    return jobs.run(
        settings,
        source,
        run_id=run_id,
        send=send,
        resume=resume,
        pins=pins,
        command=command,
        keeping=_keeping(kept, run_id, batches_per_epoch),
    )


def fine_tune(
    keras_file: bytes,
    hand: LabelledDrawings,
    source: loader.Source,
    run_id: str,
    topic: str,
    kept: bool = False,
    batches_per_epoch: int = 0,
) -> Trained:
    """Teach a network a hand, announcing reports as Dask events under `topic`.

    `train` says what is what.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often.
        TrainingFailed: Keras raised.
        Diverged: The loss is no number any more.
    """
    send = _reporting(run_id, topic)
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    keeping = _keeping(kept, run_id, batches_per_epoch)
    return jobs.fine_tune(
        keras_file, hand, source, run_id=run_id, send=send, keeping=keeping
    )


def compute_embedding(
    keras_file: bytes, source: loader.Source, job_id: str, topic: str
) -> EmbeddingMap:
    """Ask a network about MNIST's digits, announcing under `topic` that it begins.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's file.
        TrainingFailed: Keras raised.
    """
    _say_begun(job_id, topic)
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    return jobs.compute_embedding(keras_file, source, job_id=job_id)


def import_work(
    file: bytes, source: loader.Source, job_id: str, topic: str
) -> ImportedWork | UploadError:
    """Open what a visitor brings, announcing under `topic` that it begins.

    Returns:
        What was in it; or why it is not taken, which is no failure of the worker's,
        and nothing for its log.

    Raises:
        DataError: This machine has no such data.
        DiskFull: No room for the model's file.
        TrainingFailed: Keras raised.
    """
    _say_begun(job_id, topic)
    from core.training import jobs  # noqa: PLC0415  loaded in the worker only

    try:
        return jobs.import_work(file, source, job_id=job_id)
    except UploadError as error:
        return error


def _say_begun(job_id: str, topic: str) -> None:
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    get_worker().log_event(topic, {"job": job_id})


def renew(run_ids: tuple[str, ...]) -> None:
    """Somebody is watching these runs."""
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    for run_id in run_ids:
        leases.get(run_id).renew()


def end(run_id: str, ending: Ending) -> None:
    """End a run at its next batch."""
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    leases.get(run_id).end(ending)


def pace(run_id: str, command: Command) -> None:
    """Make a run slower, or faster, or take one step."""
    from core.training.lease import leases  # noqa: PLC0415  in the worker only

    leases.get(run_id).pace.set(command)


def _reporting(run_id: str, topic: str) -> Callable[[Report], None]:
    """Say that the worker wakes; return what sends reports from it."""
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    worker = get_worker()

    def send(report: Report) -> None:
        # Dask puts its own names beside ours in the message: ours stand apart.
        worker.log_event(topic, {"report": report.to_message()})

    send(Report(run_id, Stage.WAKING))
    return send


def _keeping(kept: bool, run_id: str, batches_per_epoch: int) -> Checkpointer | None:
    """Return what keeps a run; None where it is not kept.

    The store is the one of this worker's own environment: its address has a password
    in it, which has no place in a task.
    """
    if not kept:
        return None
    from distributed import get_worker  # noqa: PLC0415  a worker is running this

    from core.training.checkpointing import Checkpointer  # noqa: PLC0415  in the worker only

    try:
        task = get_worker().get_current_task()
        return Checkpointer(_store(), run_id, task, batches_per_epoch)
    except StoreUnavailable as error:
        log.warning(
            "run %s is not kept, the store cannot be reached: %s", run_id, error
        )
    except AttemptSuperseded:
        log.warning(
            "run %s is not kept, this worker's store does not know it: are "
            "TRAZO_DATABASE_URL and TRAZO_HOME those of the web process?",
            run_id,
        )
    return None


@functools.lru_cache(1)
def _store() -> Store:
    """Return this worker's way to the store, opened once."""
    from core.store.store import Store  # noqa: PLC0415  SQLAlchemy is slow to import

    return Store.open()
