"""Errors of runs: what Dask raised, and what the store has."""

from concurrent.futures import CancelledError

from core import errors
from core.errors import EngineUnavailable, TrainingFailed, TrazoError, WorkerLost
from core.runs.records import SavedRun


def translated(raised: Exception) -> TrazoError:
    """Return as one of our errors what Dask, Keras or the system has raised."""
    # Half a second to import, and loaded where there was a task.
    from distributed import KilledWorker  # noqa: PLC0415  as said above

    if isinstance(raised, TrazoError):
        return raised
    if isinstance(raised, KilledWorker):
        return WorkerLost(str(raised))
    if isinstance(raised, CancelledError):
        return EngineUnavailable(str(raised))
    return TrainingFailed(f"{type(raised).__name__}: {raised}")


def from_record(saved: SavedRun) -> TrazoError | None:
    """Return why a run failed, as the store has it; None where it did not fail."""
    if saved.error is None:
        return None
    kind = getattr(errors, saved.error, None)
    if not (isinstance(kind, type) and issubclass(kind, TrazoError)):
        return TrainingFailed()
    try:
        return kind()
    except TypeError:
        # Its data was not stored.
        return TrainingFailed(kind.__name__)
