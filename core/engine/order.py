"""What a worker is given for a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine import worker_tasks

if TYPE_CHECKING:
    from core.engine.run import Run
    from core.engine.run_repository import RunRepository


def build_task(run: Run, topic: str, repository: RunRepository) -> tuple[Any, ...]:
    """Keep a run; return the function that does it on a worker, and what it is given.

    Args:
        run: It waits.
        topic: Of its reports.
        repository: Takes the run before any worker hears of it.

    Raises:
        NetworkGone: The network that it begins with is no longer there.
    """
    # Where the store was away when the run was asked for.
    repository.add(run)
    if run.lesson is not None:
        keras_file = run.lesson.keras_file()
        return (
            *(
                worker_tasks.fine_tune,
                keras_file,
                run.lesson.drawings,
                run.source,
                run.id,
                topic,
            ),
            *(repository.is_stored(run), run.batches_per_epoch),
        )
    return (
        *(worker_tasks.train, run.settings, run.source, run.id, topic, run.resume()),
        *(run.pins, run.command, repository.is_stored(run), run.batches_per_epoch),
    )
