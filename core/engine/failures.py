"""What a task that did not succeed is called."""

from concurrent.futures import CancelledError

from core.errors import EngineUnavailable, TrainingFailed, TrazoError, WorkerLost


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
