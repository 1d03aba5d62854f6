"""One run from its settings to its result, as the worker does it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from core.archive.work_zip import ImportedWork
from core.datasets import loader
from core.errors import (
    DataUnavailable,
    DiskFull,
    TrainingFailed,
    TrazoError,
    WorkerLost,
)
from core.explain.embedding import EmbeddingMap
from core.runs.progress import Ending, Report, Resume, Stage, Trained, TurnOver
from core.runs.records import Checkpoint
from core.runs.tasks import FineTuneTask, RunTask, TrainTask
from core.settings.run import RunSettings
from core.training import fine_tuning, fit, full_disk, import_model, preload
from core.training.checkpointing import Checkpointer
from core.training.lease import Lease, leases
from core.training.turn_callback import TurnEnded

Result = TypeVar("Result")


def run(
    task: RunTask,
    send: Callable[[Report], None],
    checkpointer: Checkpointer | None = None,
) -> Trained | TurnOver:
    """Train, or teach, with this machine's copy of the data.

    A run that is not over yet is done, and what it leaves is stored. One that was ended
    before it started is not started; one that is retried goes as far as its next batch,
    and leaves a network. One whose turn is over is as the store has it.

    Args:
        task: What to do.
        send: Takes each report.
        checkpointer: Stores each epoch; knows where the run stood when its worker died.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often, and no epoch was stored.
        TrainingFailed: Keras raised, and the message is its own; or the run was
            ended before it began.
    """

    def work(lease: Lease) -> Trained | TurnOver:
        if checkpointer is not None and checkpointer.result is not None:
            return checkpointer.result
        begun_again = checkpointer is not None and checkpointer.attempt > 1
        if lease.ending is not None and not begun_again:
            raise TrainingFailed("ended before it began")
        try:
            if isinstance(task, TrainTask):
                trained = _train(task, lease, send, checkpointer)
            else:
                trained = _fine_tune(task, lease, send, checkpointer)
        except TurnEnded as ended:
            return TurnOver(ended.queued_at)
        if checkpointer is not None:
            checkpointer.finish(trained)
        return trained

    return _guarded(task.run_id, work)


def _train(
    task: TrainTask,
    lease: Lease,
    send: Callable[[Report], None],
    checkpointer: Checkpointer | None,
) -> Trained:
    """Train from where the run stood when its worker died, if one has."""
    lease.speed.set(task.command)
    if task.ending is not None:
        lease.end(task.ending)
    if checkpointer is not None:
        if checkpointer.is_epoch_saved(task.start.goal):
            # Its worker died between its last epoch and its end.
            return _rescued(task.settings, checkpointer, Ending.FINISHED)
        if checkpointer.retries_exhausted:
            return _rescued(task.settings, checkpointer, Ending.LOST)
        task = replace(task, resume=checkpointer.resume(task.start))
        if checkpointer.attempt > 1:
            send(_begun_again(task.run_id, task.start, checkpointer.checkpoint))
    return fit.train(
        task,
        _load(task.source),
        lease=lease,
        send=send,
        save=None if checkpointer is None else checkpointer.save,
        end_turn=None if checkpointer is None else checkpointer.end_turn,
    )


def _fine_tune(
    task: FineTuneTask,
    lease: Lease,
    send: Callable[[Report], None],
    checkpointer: Checkpointer | None,
) -> Trained:
    """Teach a network; it is short, and begins from its start where its worker dies."""
    if checkpointer is not None:
        if checkpointer.retries_exhausted:
            raise WorkerLost(f"begun {checkpointer.attempt} times")
        checkpointer.reset()
        if checkpointer.attempt > 1:
            send(Report(task.run_id, Stage.PREPARING, again=0))
    return fine_tuning.fine_tune(
        task,
        _load(task.source),
        lease=lease,
        send=send,
        save=None if checkpointer is None else checkpointer.save,
    )


def _begun_again(run_id: str, begin: Resume, found: Checkpoint | None) -> Report:
    """Return the report of where a run begins again, with all that was kept of it."""
    report = Report(run_id, Stage.PREPARING, again=begin.epochs_done)
    if found is None:
        return report
    return replace(
        report,
        losses=tuple(found.losses.tolist()),
        accuracies=tuple(found.accuracies.tolist()),
        epochs=found.results,
        moments=found.moments,
    )


def _rescued(
    settings: RunSettings, checkpointer: Checkpointer, ending: Ending
) -> Trained:
    """Return a run that is not retried, as it was after its last epoch."""
    found = checkpointer.checkpoint
    if found is None or not found.results:
        raise WorkerLost(f"begun {checkpointer.attempt} times")
    last = found.results[-1]
    return Trained(
        ending,
        last.val_accuracy,
        last.val_loss,
        *fit.rescue(settings, found.keras_file),
    )


def compute_embedding(
    keras_file: bytes, source: loader.Source, *, job_id: str
) -> EmbeddingMap:
    """Ask a network about this machine's copy of MNIST.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's file.
        TrainingFailed: See `run`.
    """
    preload.allow_sklearn()
    from core.training import embedding  # noqa: PLC0415  it needs scikit-learn

    return _guarded(
        job_id, lambda lease: embedding.embedding_map(keras_file, _load(source))
    )


def import_work(
    file: bytes | Path, source: loader.Source, *, job_id: str
) -> ImportedWork:
    """Open what a visitor brings.

    Raises:
        UploadError: It is none of ours, is damaged, or tries to do harm.
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's file.
        TrainingFailed: See `run`.
    """
    return _guarded(job_id, lambda lease: import_model.open_bundle(file, _load(source)))


def _guarded(run_id: str, work: Callable[[Lease], Result]) -> Result:
    """Run a job under its lease; turn any exception into one of our errors."""
    lease = leases.get(run_id)
    lease.begin_turn()
    lease.renew()
    try:
        return work(lease)
    except Exception as raised:  # noqa: BLE001  Keras may raise anything; it is reported
        failure = _named(raised)
    finally:
        leases.discard(run_id)
    # What it came from stays here. It would go to the web process with the error, and
    # have TensorFlow loaded there for the sake of its class.
    failure.__cause__ = failure.__context__ = None
    raise failure


def _named(raised: Exception) -> TrazoError:
    """Return any exception as one of our errors."""
    if isinstance(raised, TrazoError):
        return raised
    if full_disk.is_full(raised):
        return DiskFull(str(raised))
    return TrainingFailed(f"{type(raised).__name__}: {raised}")


def _load(source: loader.Source) -> loader.Dataset:
    """Load the data, fetching it first where another machine's web process has it."""
    from core.datasets import download  # noqa: PLC0415  requests is needed only here

    try:
        return loader.load(source)
    except DataUnavailable:
        download.fetch(source.dataset)
        return loader.load(source)
