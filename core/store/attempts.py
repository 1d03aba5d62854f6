"""The store's side of an attempt: what the worker that has started a run stores."""

from typing import Any

import sqlalchemy as sa

from core.runs.progress import Trained
from core.runs.records import DONE, FAILED, Checkpoint, ClaimedRun
from core.store import queries
from core.store.part import StorePart
from core.store.row_mapping import to_run
from core.store.tables import checkpoints, files, runs


class AttemptStore(StorePart):
    """What attempts store; the latest attempt of a run alone can."""

    def start_attempt(self, run_id: str, task: str) -> ClaimedRun:
        """Record that a worker starts a run.

        Args:
            run_id: Which.
            task: By which it was asked for.

        Raises:
            AttemptSuperseded: There is no such run any more.
        """
        with self._database.writing() as connection:
            attempt = queries.attempts(connection, run_id) + 1
            before = (
                connection.execute(queries.SAVED.where(runs.c.id == run_id))
                .mappings()
                .one()
            )
            deaths = before["deaths"] + (before["task"] == task)
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(
                    attempts=attempt,
                    task=task,
                    deaths=deaths,
                    queued_at=None,
                    seen_at=self._now(connection),
                )
            )
            return ClaimedRun(
                attempt,
                deaths,
                queries.checkpoint(connection, run_id),
                queries.result_of(connection, to_run(before)),
                before["turns"],
            )

    def keep_checkpoint(self, run_id: str, attempt: int, kept: Checkpoint) -> None:
        """Keep a run as far as it is, in place of what was kept before.

        Raises:
            AttemptSuperseded: Another worker has started it since.
        """
        with self._database.writing() as connection:
            queries.fence(connection, run_id, attempt)
            queries.replace_checkpoint(connection, run_id, kept)
            connection.execute(
                # It trains, even where an end of its turn was stored too late.
                sa.update(runs).where(runs.c.id == run_id).values(queued_at=None)
            )

    def end_turn(self, run_id: str, attempt: int, kept: Checkpoint) -> float:
        """Keep a run as far as it is, and give it a place at the end of the line.

        Returns:
            The place, in seconds since 1970.

        Raises:
            AttemptSuperseded: Another worker has started it since.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            queries.fence(connection, run_id, attempt)
            queries.replace_checkpoint(connection, run_id, kept)
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(turns=runs.c.turns + 1, queued_at=now)
            )
        return now

    def finish(self, run_id: str, attempt: int, trained: Trained) -> None:
        """Keep what a run left.

        Raises:
            AttemptSuperseded: Another worker has started it since.
        """
        with self._database.writing() as connection:
            queries.fence(connection, run_id, attempt)
            connection.execute(sa.delete(files).where(files.c.run == run_id))
            queries.insert_file(connection, run_id, "keras", trained.keras_file)
            queries.insert_file(connection, run_id, "litert", trained.litert_file)
            # The network's own file says the same.
            connection.execute(
                sa.update(checkpoints)
                .where(checkpoints.c.run == run_id)
                .values(keras_file=b"")
            )
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(
                    stage=DONE,
                    ending=trained.ending,
                    accuracy=trained.accuracy,
                    loss=trained.loss,
                    outcome=trained.outcome,
                )
            )

    def fail(
        self,
        run_id: str,
        attempt: int,
        error: str,
        error_data: dict[str, Any] | None = None,
    ) -> None:
        """Keep what went wrong with a run.

        Args:
            run_id: Which.
            attempt: Of its last worker.
            error: Class of the error, in `core.errors`.
            error_data: Its message and data, as `SavedRun` has them.

        Raises:
            AttemptSuperseded: Another worker has started it since.
        """
        with self._database.writing() as connection:
            queries.fence(connection, run_id, attempt)
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(stage=FAILED, error=error, error_data=error_data)
            )
            queries.delete_drawings(connection, run_id)
