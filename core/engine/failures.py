"""Errors of runs: what Dask raised, and what the store has."""

import logging
import math
from concurrent.futures import CancelledError
from typing import Any

from core import errors
from core.errors import EngineUnavailable, TrainingFailed, TrazoError, WorkerLost
from core.runs.records import SavedRun

# Of a message; Keras's are long.
MOST_CHARACTERS = 2000

log = logging.getLogger(__name__)


def translated(raised: Exception) -> TrazoError:
    """Return as one of our errors what Dask, Keras or the system has raised."""
    # Half a second to import, and loaded where there was a task.
    from distributed import KilledWorker  # noqa: PLC0415  as said above

    if isinstance(raised, TrazoError):
        if isinstance(raised, TrainingFailed):
            _log(raised)
        return raised
    if isinstance(raised, KilledWorker):
        return WorkerLost(str(raised))
    if isinstance(raised, CancelledError):
        return EngineUnavailable(str(raised))
    failure = TrainingFailed(f"{type(raised).__name__}: {raised}")
    _log(failure)
    return failure


def _log(failure: TrainingFailed) -> None:
    """Log the reason, which no visitor reads: it may have a path in it."""
    log.warning("the training failed: %s", failure)


def to_record(error: TrazoError) -> tuple[str, dict[str, Any]]:
    """Return an error as the store takes it: its class, its message and its data."""
    data = {name: _plain(value) for name, value in vars(error).items()}
    return type(error).__name__, {"message": _plain(str(error)), "data": data}


def from_record(saved: SavedRun) -> TrazoError | None:
    """Return why a run failed, as the store has it; None where it did not fail."""
    if saved.error is None:
        return None
    kind = getattr(errors, saved.error, None)
    if not (isinstance(kind, type) and issubclass(kind, TrazoError)):
        kind = TrainingFailed
    if saved.error_data is not None:
        return _restored(kind, saved.error_data["message"], saved.error_data["data"])
    try:
        return kind()
    except TypeError:
        # Its data was not stored.
        return TrainingFailed(kind.__name__)


def _restored(kind: type[TrazoError], message: str, data: dict[str, Any]) -> TrazoError:
    # Not by its `__init__`, which makes the message of the data.
    error = kind.__new__(kind, message)
    vars(error).update(data)
    return error


def _plain(value: object) -> Any:
    """Return a value as any database's JSON takes it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return str(value).replace("\0", "")[:MOST_CHARACTERS]
