"""One run from its settings to its result, as the worker does it."""

import errno
from collections.abc import Callable

from core import data
from core.errors import DataUnavailable, DiskFull, TrainingFailed, TrazoError
from core.hand import Hand
from core.progress import Report, Resume, Trained
from core.settings import RunSettings
from core.training import fit
from core.training import teach as lessons
from core.training.lease import Lease, leases


def run(
    settings: RunSettings,
    source: data.Source,
    *,
    run_id: str,
    send: Callable[[Report], None],
    resume: Resume | None = None,
) -> Trained:
    """Train on this machine's copy of the data; `fit.train` says what is what.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's files.
        TrainingFailed: Keras raised, and the message is its own; or the run was
            ended before it began.
    """
    return _guarded(
        run_id,
        lambda lease: fit.train(
            settings,
            _load(source),
            run_id=run_id,
            lease=lease,
            send=send,
            resume=resume,
        ),
    )


def teach(
    keras_file: bytes,
    hand: Hand,
    source: data.Source,
    *,
    run_id: str,
    send: Callable[[Report], None],
) -> Trained:
    """Teach a network a hand, with this machine's copy of MNIST.

    Raises:
        DataError: This machine has no such data and cannot fetch it.
        DiskFull: No room for the model's files.
        TrainingFailed: As of `run`.
    """
    return _guarded(
        run_id,
        lambda lease: lessons.teach(
            keras_file, hand, _load(source), run_id=run_id, lease=lease, send=send
        ),
    )


def _guarded(run_id: str, work: Callable[[Lease], Trained]) -> Trained:
    """Do a run under its lease; whatever is raised is one of our errors."""
    lease = leases.of(run_id)
    lease.renew()
    try:
        if lease.ending is not None:
            raise TrainingFailed("ended before it began")
        return work(lease)
    except TrazoError:
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(error)) from None
        raise TrainingFailed(f"{type(error).__name__}: {error}") from None
    except Exception as error:  # noqa: BLE001  Keras may raise anything; it is reported
        # Its own class may not exist where the error is read.
        raise TrainingFailed(f"{type(error).__name__}: {error}") from None
    finally:
        leases.drop(run_id)


def _load(source: data.Source) -> data.Dataset:
    """Load the data, fetching it first where another machine's web process has it."""
    from core import download  # noqa: PLC0415  requests is needed only here

    try:
        return data.load(source)
    except DataUnavailable:
        download.fetch()
        return data.load(source)
