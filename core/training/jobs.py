"""One run from its settings to its result, as the worker does it."""

import errno
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from core.archive.work_zip import ImportedWork
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.errors import (
    DataUnavailable,
    DiskFull,
    TrainingFailed,
    TrazoError,
    WorkerLost,
)
from core.explain.embedding import EmbeddingMap
from core.runs.progress import Ending, Report, Resume, Stage, Trained
from core.runs.records import Checkpoint
from core.runs.slow_motion import Command
from core.runs.snapshots import TrackedDigit
from core.settings.run import RunSettings
from core.training import fine_tuning as lessons
from core.training import fit, import_model, preload
from core.training.checkpointing import Checkpointer
from core.training.lease import Lease, leases

Result = TypeVar("Result")


def run(
    settings: RunSettings,
    source: loader.Source,
    *,
    run_id: str,
    send: Callable[[Report], None],
    resume: Resume | None = None,
    pins: Sequence[TrackedDigit] = (),
    command: Command = Command.FULL_SPEED,
    keeping: Checkpointer | None = None,
) -> Trained:
    """Train on this machine's copy of the data; `fit.train` says what is what.

    Args:
        settings: What the visitor chose.
        source: The data to learn from.
        run_id: Stamped on every report.
        send: Takes each report.
        resume: Where it begins, if not at the start.
        pins: Digits whose answers are followed.
        command: How fast it begins.
        keeping: Keeps each epoch; knows where the run stood when its worker died.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often, and no epoch was kept.
        TrainingFailed: Keras raised, and the message is its own; or the run was
            ended before it began.
    """

    def train(lease: Lease) -> Trained:
        lease.pace.set(command)
        begin = resume or Resume(settings.epochs)
        if keeping is not None:
            if keeping.is_epoch_saved(begin.goal):
                # Its worker died between its last epoch and its end.
                return _rescued(settings, keeping, Ending.FINISHED)
            if keeping.retries_exhausted:
                return _rescued(settings, keeping, Ending.LOST)
            begin = keeping.resume(begin)
            if keeping.attempt > 1:
                send(_begun_again(run_id, begin, keeping.found))
        return fit.train(
            settings,
            _load(source),
            run_id=run_id,
            lease=lease,
            send=send,
            resume=begin,
            pins=pins,
            keep=None if keeping is None else keeping.save,
        )

    return _kept(run_id, keeping, train)


def _begun_again(run_id: str, begin: Resume, found: Checkpoint | None) -> Report:
    """Return the report of where a run begins again, with all that was kept of it."""
    report = Report(run_id, Stage.PREPARING, again=begin.epochs_done)
    if found is None:
        return report
    return replace(
        report,
        losses=found.losses,
        accuracies=found.accuracies,
        epochs=found.results,
        moments=found.moments,
    )


def _rescued(settings: RunSettings, keeping: Checkpointer, ending: Ending) -> Trained:
    """Return a run that is not begun again, as it stood after its last epoch."""
    found = keeping.found
    if found is None or not found.results:
        raise WorkerLost(f"begun {keeping.attempt} times")
    last = found.results[-1]
    return Trained(
        ending,
        last.val_accuracy,
        last.val_loss,
        *fit.rescue(settings, found.keras_file),
    )


def fine_tune(
    keras_file: bytes,
    hand: LabelledDrawings,
    source: loader.Source,
    *,
    run_id: str,
    send: Callable[[Report], None],
    keeping: Checkpointer | None = None,
) -> Trained:
    """Teach a network a hand, with this machine's copy of MNIST.

    It is short: where its worker dies, it begins from the start.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's files.
        WorkerLost: Its worker died too often.
        TrainingFailed: As of `run`.
    """

    def practise(lease: Lease) -> Trained:
        if keeping is not None:
            if keeping.retries_exhausted:
                raise WorkerLost(f"begun {keeping.attempt} times")
            keeping.reset()
            if keeping.attempt > 1:
                send(Report(run_id, Stage.PREPARING, again=0))
        return lessons.fine_tune(
            keras_file,
            hand,
            _load(source),
            run_id=run_id,
            lease=lease,
            send=send,
            keep=None if keeping is None else keeping.save,
        )

    return _kept(run_id, keeping, practise)


def compute_embedding(
    keras_file: bytes, source: loader.Source, *, job_id: str
) -> EmbeddingMap:
    """Ask a network about this machine's copy of MNIST.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's file.
        TrainingFailed: As of `run`.
    """
    preload.allow_sklearn()
    from core.training import embedding as studies  # noqa: PLC0415  it needs scikit-learn

    return _guarded(
        job_id, lambda lease: studies.embedding_map(keras_file, _load(source))
    )


def import_work(file: bytes, source: loader.Source, *, job_id: str) -> ImportedWork:
    """Open what a visitor brings.

    Raises:
        UploadError: It is none of ours, is damaged, or tries to do harm.
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's file.
        TrainingFailed: As of `run`.
    """
    return _guarded(job_id, lambda lease: import_model.open_bundle(file, _load(source)))


def _kept(
    run_id: str, keeping: Checkpointer | None, train: Callable[[Lease], Trained]
) -> Trained:
    """Do a run that is not over yet, and keep what it leaves.

    One that was ended before it began is not begun; one that is begun again goes as far
    as its next batch, and leaves a network.
    """

    def work(lease: Lease) -> Trained:
        if keeping is not None and keeping.left is not None:
            return keeping.left
        begun_again = keeping is not None and keeping.attempt > 1
        if lease.ending is not None and not begun_again:
            raise TrainingFailed("ended before it began")
        trained = train(lease)
        if keeping is not None:
            keeping.finish(trained)
        return trained

    return _guarded(run_id, work)


def _guarded(run_id: str, work: Callable[[Lease], Result]) -> Result:
    """Do a run under its lease; whatever is raised is one of our errors."""
    lease = leases.get(run_id)
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
    """Return as one of our errors whatever was raised."""
    if isinstance(raised, TrazoError):
        return raised
    if isinstance(raised, OSError) and raised.errno == errno.ENOSPC:
        return DiskFull(str(raised))
    return TrainingFailed(f"{type(raised).__name__}: {raised}")


def _load(source: loader.Source) -> loader.Dataset:
    """Load the data, fetching it first where another machine's web process has it."""
    from core.datasets import download  # noqa: PLC0415  requests is needed only here

    try:
        return loader.load(source)
    except DataUnavailable:
        download.fetch()
        return loader.load(source)
