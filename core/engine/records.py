"""Runs as the store keeps them, and back."""

from core import errors
from core.engine.run import Run
from core.engine.run_state import RunState
from core.errors import TrazoError
from core.runs.history import History
from core.runs.progress import Report, Stage
from core.runs.records import Checkpoint, SavedRun


def saved(run: Run, now: float) -> SavedRun:
    """Return a run that was asked for, as the store keeps it.

    Args:
        run: Which.
        now: When somebody looked after it last, in seconds since 1970.
    """
    return SavedRun(
        id=run.id,
        workspace=run.visitor,
        settings=run.settings,
        source=run.source,
        goal=run.goal,
        made_at=run.made_at,
        continues=run.continues,
        lesson=run.lesson is not None,
        pins=run.pins,
        seen_at=now,
    )


def history(past: Checkpoint | None, batches_per_epoch: int) -> History:
    """Return curves as they were kept; empty ones where nothing was."""
    made = History(batches_per_epoch)
    if past is not None:
        made.losses += past.losses
        made.accuracies += past.accuracies
        made.epochs += past.results
        made.moments += past.moments
    return made


def state(saved: SavedRun, history: History) -> RunState:
    """Return how a run stood when it was kept last."""
    begun = saved.attempts > 0
    report = Report(
        saved.id,
        Stage.TRAINING if begun else Stage.WAITING,
        epoch=min(len(history.epochs) + begun, saved.goal),
    )
    error = None
    if saved.error is not None:
        kind = getattr(errors, saved.error, None)
        error = _made(kind) if isinstance(kind, type) else errors.TrainingFailed()
    return RunState(
        report,
        ending=saved.ending,
        accuracy=saved.accuracy,
        loss=saved.loss,
        outcome=saved.outcome,
        error=error,
    )


def _made(kind: type) -> TrazoError:
    """Return an error of a class; one that needs data becomes a plain one."""
    try:
        made = kind()
    except TypeError:
        return errors.TrainingFailed(kind.__name__)
    return made if isinstance(made, TrazoError) else errors.TrainingFailed()
