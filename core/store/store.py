"""The store: what is kept of visitors and their runs, on SQLite or PostgreSQL."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Self

import sqlalchemy as sa

from core import hand as hands
from core.errors import HandUnreadable, StoreUnavailable, Superseded
from core.hand import Hand
from core.progress import Ending, Trained
from core.store.database import Database, address
from core.store.rows import checked, checkpoint_row, run_row, to_checkpoint, to_run
from core.store.saved import (
    DONE,
    FAILED,
    GOING,
    Begun,
    Checkpoint,
    SavedRun,
    Workspace,
)
from core.store.schema import checkpoints, files, runs, workspaces

DAY_SECONDS = 24 * 3600


class Store:
    """Safe to share between threads; other processes may have it open too.

    Every method raises `StoreUnavailable` where the database cannot be reached, and
    `DiskFull` where it has no room.

    Args:
        database: The way to it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open the store, and bring it up to date.

        Args:
            url: Where it is; as `core.store.database.address` says if not given.
        """
        return cls(Database(url or address()))

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def check(self) -> None:
        """Make sure that it can be read and written."""
        nobody = uuid.uuid4().hex
        with self._database.writing() as connection:
            # Really written, since a full disk is read, and locked, like any other.
            _touch(connection, nobody)
            connection.execute(sa.delete(workspaces).where(workspaces.c.id == nobody))

    # Workspaces

    def touch(self, workspace: str) -> None:
        """Note that a workspace is in use; it is made where there is none."""
        with self._database.writing() as connection:
            _touch(connection, workspace)

    def workspace(self, workspace: str) -> Workspace | None:
        """Return what is kept of a visitor besides runs; None where there is nothing.

        Raises:
            ValueError: Not an id.
        """
        query = sa.select(workspaces).where(workspaces.c.id == checked(workspace))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        try:
            hand = hands.from_file(row["hand"]) if row["hand"] else Hand()
        except HandUnreadable as error:
            raise StoreUnavailable(str(error)) from error
        return Workspace(
            row["id"],
            row["settings"],
            tuple(row["strokes"]),
            hand,
            row["made_at"],
            row["seen_at"],
        )

    def keep_settings(self, workspace: str, query: dict[str, str]) -> None:
        """Keep the settings of the next run, as a link has them."""
        self._keep(workspace, settings=query)

    def keep_strokes(self, workspace: str, strokes: Iterable[Any]) -> None:
        """Keep what is on the canvas."""
        self._keep(workspace, strokes=list(strokes))

    def keep_hand(self, workspace: str, hand: Hand) -> None:
        """Keep a visitor's own drawings."""
        self._keep(workspace, hand=hands.to_npz(hand) if len(hand) else b"")

    def remove_workspace(self, workspace: str) -> None:
        """Remove a workspace and everything in it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(workspaces).where(workspaces.c.id == checked(workspace))
            )

    def remove_idle(self, days: float) -> int:
        """Remove workspaces that nobody has used for so many days; return how many."""
        before = time.time() - days * DAY_SECONDS
        with self._database.writing() as connection:
            found = connection.execute(
                sa.delete(workspaces).where(workspaces.c.seen_at < before)
            )
            return int(found.rowcount)

    def size(self, workspace: str) -> int:
        """Return how many bytes a workspace's runs take."""
        return sum(run.bytes for run in self.runs(workspace))

    # Runs

    def add(self, run: SavedRun, past: Checkpoint | None = None) -> None:
        """Keep a run that was asked for.

        Args:
            run: Which.
            past: What it goes on from, if it continues another one.
        """
        with self._database.writing() as connection:
            _add(connection, run, past)

    def put(self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]) -> None:
        """Keep a run that was over before it came here.

        Args:
            run: Which.
            past: Its curves.
            networks: Its files by kind, ``keras`` and ``litert``; none where it left
                no network.
        """
        with self._database.writing() as connection:
            _add(connection, run, past)
            for kind, content in networks.items():
                _insert_file(connection, run.id, kind, content)

    def runs(self, workspace: str) -> tuple[SavedRun, ...]:
        """Return a workspace's runs, from the first."""
        query = sa.select(runs).where(runs.c.workspace == checked(workspace))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(runs.c.made_at)).mappings().all()
            sizes = _sizes(connection, [row["id"] for row in rows])
        return tuple(to_run(row, sizes.get(row["id"], 0)) for row in rows)

    def run(self, workspace: str, run_id: str) -> SavedRun | None:
        """Return one of a workspace's runs; None where it has no such run."""
        with self._database.reading() as connection:
            row = connection.execute(_own(workspace, run_id)).mappings().first()
            if row is None:
                return None
            return to_run(row, _sizes(connection, [run_id]).get(run_id, 0))

    def rename(self, workspace: str, run_id: str, name: str) -> None:
        """Give one of a workspace's runs a name."""
        self._change(workspace, run_id, name=name)

    def remove(self, workspace: str, run_id: str) -> None:
        """Remove one of a workspace's runs."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(runs).where(*_owned(workspace, run_id)))

    def begin(self, run_id: str, task: str) -> Begun:
        """Note that a worker begins a run.

        Args:
            run_id: Which.
            task: By which it was asked for.

        Raises:
            Superseded: There is no such run any more.
        """
        with self._database.writing() as connection:
            attempt = _attempts(connection, run_id) + 1
            before = (
                connection.execute(sa.select(runs).where(runs.c.id == run_id))
                .mappings()
                .one()
            )
            deaths = before["deaths"] + (before["task"] == task)
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(attempts=attempt, task=task, deaths=deaths, seen_at=time.time())
            )
            return Begun(
                attempt,
                deaths,
                _checkpoint(connection, run_id),
                _left(connection, to_run(before, 0)),
            )

    def keep_checkpoint(self, run_id: str, attempt: int, kept: Checkpoint) -> None:
        """Keep a run as far as it is, in place of what was kept before.

        Raises:
            Superseded: Another worker has begun it since.
        """
        with self._database.writing() as connection:
            _fence(connection, run_id, attempt)
            connection.execute(
                sa.delete(checkpoints).where(checkpoints.c.run == run_id)
            )
            connection.execute(
                sa.insert(checkpoints).values(**checkpoint_row(run_id, kept))
            )

    def history(self, workspace: str, run_id: str) -> Checkpoint | None:
        """Return the curves of one of a workspace's runs, as far as they are kept."""
        with self._database.reading() as connection:
            if connection.execute(_own(workspace, run_id)).first() is None:
                return None
            return _checkpoint(connection, run_id)

    def finish(self, run_id: str, attempt: int, trained: Trained) -> None:
        """Keep what a run left.

        Raises:
            Superseded: Another worker has begun it since.
        """
        outcome = None if trained.outcome is None else asdict(trained.outcome)
        with self._database.writing() as connection:
            _fence(connection, run_id, attempt)
            connection.execute(sa.delete(files).where(files.c.run == run_id))
            _insert_file(connection, run_id, "keras", trained.keras_file)
            _insert_file(connection, run_id, "litert", trained.litert_file)
            # The file beside it says the same.
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
                    ending=trained.ending.value,
                    accuracy=trained.accuracy,
                    loss=trained.loss,
                    outcome=outcome,
                )
            )

    def fail(self, run_id: str, attempt: int, error: str) -> None:
        """Keep what went wrong with a run.

        Args:
            run_id: Which.
            attempt: Of its last worker.
            error: Class of the error, in `core.errors`.

        Raises:
            Superseded: Another worker has begun it since.
        """
        with self._database.writing() as connection:
            _fence(connection, run_id, attempt)
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run_id)
                .values(stage=FAILED, error=error)
            )

    def give_up(self, run_id: str, ending: Ending) -> None:
        """Keep that a run has ended before any worker began it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == checked(run_id), runs.c.attempts == 0)
                .values(stage=DONE, ending=ending.value)
            )

    def signs_of_life(self, run_ids: Iterable[str]) -> None:
        """Note that somebody looks after these runs."""
        ids = [checked(run_id) for run_id in run_ids]
        with self._database.writing() as connection:
            connection.execute(
                sa.update(runs).where(runs.c.id.in_(ids)).values(seen_at=time.time())
            )

    def going(self, silent_seconds: float) -> dict[str, float]:
        """Return every visitor's runs that go on, and when each was asked for.

        Args:
            silent_seconds: Those without a sign of life for so long are left out.
        """
        query = sa.select(runs.c.id, runs.c.made_at).where(
            runs.c.stage == GOING, runs.c.seen_at > time.time() - silent_seconds
        )
        with self._database.reading() as connection:
            return {row.id: row.made_at for row in connection.execute(query)}

    def claim(self, run_id: str, silent_seconds: float) -> bool:
        """Take over a run that goes on without a sign of life; say whether it was so.

        Args:
            run_id: Which.
            silent_seconds: For how long there must have been none.
        """
        now = time.time()
        with self._database.writing() as connection:
            found = connection.execute(
                sa.update(runs)
                .where(
                    runs.c.id == checked(run_id),
                    runs.c.stage == GOING,
                    runs.c.seen_at < now - silent_seconds,
                )
                .values(seen_at=now)
            )
            return bool(found.rowcount)

    def file(self, workspace: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of one of a workspace's runs: ``keras`` or ``litert``."""
        with self._database.reading() as connection:
            if connection.execute(_own(workspace, run_id)).first() is None:
                return None
            content: bytes | None = connection.execute(
                sa.select(files.c.content).where(
                    files.c.run == run_id, files.c.kind == kind
                )
            ).scalar()
            return content

    def _keep(self, workspace: str, **values: object) -> None:
        with self._database.writing() as connection:
            _touch(connection, workspace)
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace)
                .values(**values)
            )

    def _change(self, workspace: str, run_id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(
                sa.update(runs).where(*_owned(workspace, run_id)).values(**values)
            )


def _add(connection: sa.Connection, run: SavedRun, past: Checkpoint | None) -> None:
    _touch(connection, run.workspace)
    connection.execute(sa.insert(runs).values(**run_row(run)))
    if past is not None:
        connection.execute(
            sa.insert(checkpoints).values(**checkpoint_row(run.id, past))
        )


def _insert_file(
    connection: sa.Connection, run_id: str, kind: str, content: bytes
) -> None:
    connection.execute(sa.insert(files).values(run=run_id, kind=kind, content=content))


def _owned(workspace: str, run_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return runs.c.workspace == checked(workspace), runs.c.id == checked(run_id)


def _own(workspace: str, run_id: str) -> sa.Select[Any]:
    return sa.select(runs).where(*_owned(workspace, run_id))


def _touch(connection: sa.Connection, workspace: str) -> None:
    now = time.time()
    known = connection.execute(
        sa.update(workspaces)
        .where(workspaces.c.id == checked(workspace))
        .values(seen_at=now)
    )
    if known.rowcount:
        return
    values = {
        "id": workspace,
        "made_at": now,
        "seen_at": now,
        "settings": {},
        "strokes": [],
        "hand": b"",
    }
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415  only there

        connection.execute(insert(workspaces).values(**values).on_conflict_do_nothing())
    else:
        connection.execute(sa.insert(workspaces).values(**values))


def _attempts(connection: sa.Connection, run_id: str) -> int:
    """Return how often a run was begun, and hold it until the transaction ends.

    Raises:
        Superseded: There is no such run.
    """
    query = sa.select(runs.c.attempts).where(runs.c.id == checked(run_id))
    attempts: int | None = connection.execute(query.with_for_update()).scalar()
    if attempts is None:
        raise Superseded(run_id)
    return attempts


def _fence(connection: sa.Connection, run_id: str, attempt: int) -> None:
    if _attempts(connection, run_id) != attempt:
        raise Superseded(run_id)


def _left(connection: sa.Connection, run: SavedRun) -> Trained | None:
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


def _checkpoint(connection: sa.Connection, run_id: str) -> Checkpoint | None:
    query = sa.select(checkpoints).where(checkpoints.c.run == run_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else to_checkpoint(row)


def _sizes(connection: sa.Connection, run_ids: list[str]) -> dict[str, int]:
    """Return the bytes that runs take, of those that take any."""
    found: dict[str, int] = {}
    parts = (
        (files.c.run, files.c.content),
        (checkpoints.c.run, checkpoints.c.keras_file),
        (checkpoints.c.run, checkpoints.c.moments),
    )
    for run, content in parts:
        query = sa.select(run, sa.func.sum(sa.func.length(content)))
        for run_id, size in connection.execute(
            query.where(run.in_(run_ids)).group_by(run)
        ):
            found[run_id] = found.get(run_id, 0) + int(size or 0)
    return found
