"""Parts of the store's transactions: what is read and written on one connection."""

import hashlib
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.errors import AttemptSuperseded, WorkspaceDeleted
from core.runs.progress import Trained
from core.runs.records import GOING, Checkpoint, SavedRun
from core.store import idle_clock
from core.store.row_mapping import checked, checkpoint_row, run_row, to_checkpoint
from core.store.statements import insert_missing
from core.store.tables import (
    checkpoints,
    deleted_workspaces,
    files,
    runs,
    workspaces,
)

# No two clocks that are looked after differ by so much.
AHEAD_SECONDS = 3600.0
# Kind of the file with the drawings of a class that a run learns; gone when it is over.
DRAWINGS = "drawings"


def _bytes(content: sa.Column[bytes]) -> sa.ColumnElement[int]:
    """Return how much a run has in a column of another table."""
    size = sa.select(sa.func.sum(sa.func.length(content)))
    size = size.where(content.table.c.run == runs.c.id)
    return sa.func.coalesce(size.scalar_subquery(), 0)


# Rows as `to_run` reads them. The statement is the same for any number of runs: SQLite
# keeps the last 128 statements of each connection, with their arguments.
SAVED = sa.select(
    runs,
    sum(
        map(
            _bytes,
            (
                files.c.content,
                checkpoints.c.keras_file,
                checkpoints.c.moments,
                checkpoints.c.losses,
                checkpoints.c.accuracies,
            ),
        ),
        start=sa.func.length(runs.c.pins),
    ).label("bytes"),
)


def add(
    connection: sa.Connection,
    run: SavedRun,
    past: Checkpoint | None,
    now: float,
    drawings: bytes | None = None,
) -> None:
    """Add a run, with what it goes on from or was, and the drawings of its class."""
    touch(connection, run.workspace, now)
    connection.execute(sa.insert(runs).values(**run_row(run) | {"seen_at": now}))
    if past is not None:
        connection.execute(
            sa.insert(checkpoints).values(**checkpoint_row(run.id, past))
        )
    if drawings is not None:
        insert_file(connection, run.id, DRAWINGS, drawings)


def has_other(
    connection: sa.Connection,
    run: SavedRun,
    alive: sa.ColumnElement[bool],
    over: Iterable[str],
) -> bool:
    """Return whether another run of a run's visitor goes on.

    Args:
        connection: Within a transaction.
        run: Which does not count.
        alive: The condition of `is_alive`; other runs do not count.
        over: Ids of runs that do not count either.
    """
    query = sa.select(runs.c.id).where(
        runs.c.workspace == checked(run.workspace),
        runs.c.id.not_in([run.id, *over]),
        runs.c.stage == GOING,
        alive,
    )
    return connection.execute(query).first() is not None


def insert_file(
    connection: sa.Connection, run_id: str, kind: str, content: bytes
) -> None:
    """Add a file of a run: ``keras`` and ``litert``, which it left, or `DRAWINGS`."""
    connection.execute(sa.insert(files).values(run=run_id, kind=kind, content=content))


def delete_drawings(connection: sa.Connection, run_id: str) -> None:
    """Delete the drawings of a class that a run learned: they are not kept with it."""
    connection.execute(
        sa.delete(files).where(files.c.run == run_id, files.c.kind == DRAWINGS)
    )


def owned(workspace: str, run_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions for one of a workspace's runs."""
    return runs.c.workspace == checked(workspace), runs.c.id == checked(run_id)


def own(workspace: str, run_id: str) -> sa.Select[Any]:
    """Return the query for one of a workspace's runs."""
    return sa.select(runs).where(*owned(workspace, run_id))


def touch(connection: sa.Connection, workspace: str, now: float) -> None:
    """Record that a workspace is in use; create it if there is none.

    Raises:
        WorkspaceDeleted: Its visitor has deleted it.
    """
    seen_at = idle_clock.tell(connection, now)
    known = connection.execute(
        sa.update(workspaces)
        .where(workspaces.c.id == checked(workspace))
        .values(seen_at=seen_at)
    )
    if known.rowcount:
        return
    create(connection, workspace, now, seen_at)
    # In this order: PostgreSQL has an insert wait for a deletion that is under way.
    ensure_not_deleted(connection, workspace)


def create(
    connection: sa.Connection, workspace: str, now: float, seen_at: float
) -> None:
    """Create a workspace if there is none."""
    connection.execute(
        insert_missing(connection, workspaces).values(
            id=checked(workspace),
            made_at=now,
            seen_at=seen_at,
            settings={},
            strokes=[],
            answers={},
        )
    )


def ensure_not_deleted(connection: sa.Connection, workspace: str) -> None:
    """Make sure that no visitor has deleted a workspace.

    Raises:
        WorkspaceDeleted: One has.
    """
    query = sa.select(deleted_workspaces.c.id_hash).where(
        deleted_workspaces.c.id_hash == tombstone(workspace)
    )
    if connection.execute(query).first() is not None:
        raise WorkspaceDeleted


def tombstone(workspace: str) -> str:
    """Return what the table of deleted workspaces has of an id."""
    return hashlib.sha256(checked(workspace).encode()).hexdigest()


def is_alive(now: float, silent_seconds: float) -> sa.ColumnElement[bool]:
    """Return the condition for runs with a sign of life during the last seconds.

    One from far in the future was given by a clock that has been set back since: it
    would hold its visitor up until then.
    """
    return sa.and_(
        runs.c.seen_at > now - silent_seconds, runs.c.seen_at < now + AHEAD_SECONDS
    )


def attempts(connection: sa.Connection, run_id: str) -> int:
    """Return how often a run was started, and lock it until the transaction ends.

    Raises:
        AttemptSuperseded: There is no such run.
    """
    query = sa.select(runs.c.attempts).where(runs.c.id == checked(run_id))
    begun: int | None = connection.execute(query.with_for_update()).scalar()
    if begun is None:
        raise AttemptSuperseded(run_id)
    return begun


def fence(connection: sa.Connection, run_id: str, attempt: int) -> None:
    """Make sure that no other worker has started a run since, nor will until the end.

    Raises:
        AttemptSuperseded: One has.
    """
    if attempts(connection, run_id) != attempt:
        raise AttemptSuperseded(run_id)


def result_of(connection: sa.Connection, run: SavedRun) -> Trained | None:
    """Return what a run left; None where it is not over, or left no network."""
    if run.ending is None or run.accuracy is None or run.loss is None:
        return None
    query = sa.select(files.c.kind, files.c.content).where(files.c.run == run.id)
    found = {row.kind: row.content for row in connection.execute(query)}
    if not found:
        return None
    return Trained(
        run.ending,
        run.accuracy,
        run.loss,
        found["keras"],
        found["litert"],
        run.outcome,
    )


def replace_checkpoint(
    connection: sa.Connection, run_id: str, kept: Checkpoint
) -> None:
    """Keep a run as far as it is, in place of what was kept before."""
    connection.execute(sa.delete(checkpoints).where(checkpoints.c.run == run_id))
    connection.execute(sa.insert(checkpoints).values(**checkpoint_row(run_id, kept)))


def checkpoint(connection: sa.Connection, run_id: str) -> Checkpoint | None:
    """Return what is kept of a run's epochs, if any."""
    query = sa.select(checkpoints).where(checkpoints.c.run == run_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else to_checkpoint(row)
