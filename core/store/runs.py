"""The store's runs: their records, checkpoints and files."""

from collections.abc import Iterable

import sqlalchemy as sa

from core.errors import AlreadyTraining
from core.runs.progress import Ending
from core.runs.records import DONE, GOING, Checkpoint, SavedRun
from core.store import queries, sizes
from core.store.part import StorePart
from core.store.row_mapping import checked, to_run
from core.store.tables import drawings, files, rooms, runs, workspaces


class RunStore(StorePart):
    """Records, checkpoints and files of runs."""

    def add(
        self,
        run: SavedRun,
        past: Checkpoint | None = None,
        drawings: bytes | None = None,
    ) -> None:
        """Keep a run that was asked for.

        Args:
            run: Which.
            past: What it goes on from, if it continues another one.
            drawings: File of the class's drawings that it learns; None without any.
        """
        with self._database.writing() as connection:
            queries.add(connection, run, past, self._now(connection), drawings)

    def add_alone(
        self,
        run: SavedRun,
        past: Checkpoint | None,
        drawings: bytes | None = None,
        *,
        silent_seconds: float,
        over: Iterable[str] = (),
    ) -> None:
        """Keep a run that was asked for, unless its visitor has one that goes on.

        Of several processes that add one for the same visitor, one succeeds.

        Args:
            run: Which.
            past: What it goes on from, if it continues another one.
            drawings: As in `add`.
            silent_seconds: A run without a sign of life for so long does not go on.
            over: Ids of runs that are known to be over, though not yet stored so.

        Raises:
            AlreadyTraining: Another of the visitor's runs goes on.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            # Writes the workspace's row, for which PostgreSQL has the others wait.
            queries.add(connection, run, past, now, drawings)
            if queries.has_other(
                connection, run, queries.is_alive(now, silent_seconds), over
            ):
                # Rolls back what was added.
                raise AlreadyTraining

    def import_run(
        self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]
    ) -> None:
        """Keep a run that was over before it came here.

        Args:
            run: Which.
            past: Its curves.
            networks: Its files by kind, ``keras`` and ``litert``; none where it left
                no network.
        """
        with self._database.writing() as connection:
            queries.add(connection, run, past, self._now(connection))
            for kind, content in networks.items():
                queries.insert_file(connection, run.id, kind, content)

    def list_runs(self, workspace: str) -> tuple[SavedRun, ...]:
        """Return a workspace's runs, from the first."""
        query = queries.SAVED.where(runs.c.workspace == checked(workspace))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(runs.c.made_at)).mappings().all()
        return tuple(map(to_run, rows))

    def fetch_run(self, workspace: str, run_id: str) -> SavedRun | None:
        """Return one of a workspace's runs; None where it has no such run."""
        query = queries.SAVED.where(*queries.owned(workspace, run_id))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else to_run(row)

    def fetch_class_run(self, room: str) -> SavedRun | None:
        """Return the run that trains a room's class network; None without one."""
        which = sa.select(rooms.c.run).where(rooms.c.id == checked(room))
        query = queries.SAVED.where(runs.c.id == which.scalar_subquery())
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else to_run(row)

    def rename(self, workspace: str, run_id: str, name: str) -> None:
        """Give one of a workspace's runs a name."""
        self._change(workspace, run_id, name=name)

    def remove(self, workspace: str, run_id: str) -> None:
        """Remove one of a workspace's runs."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(runs).where(*queries.owned(workspace, run_id)))

    def fetch_checkpoint(self, workspace: str, run_id: str) -> Checkpoint | None:
        """Return the curves of one of a workspace's runs, as far as they are kept."""
        with self._database.reading() as connection:
            if connection.execute(queries.own(workspace, run_id)).first() is None:
                return None
            return queries.checkpoint(connection, run_id)

    def cancel(self, run_id: str, ending: Ending) -> None:
        """Keep that a run has ended before any worker began it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == checked(run_id), runs.c.attempts == 0)
                .values(stage=DONE, ending=ending)
            )
            queries.delete_drawings(connection, run_id)

    def heartbeat(self, run_ids: Iterable[str]) -> frozenset[str]:
        """Record that these runs are looked after.

        Returns:
            Ids of those that the store does not have, or does not have any more.
        """
        with self._database.writing() as connection:
            change = (
                sa.update(runs)
                .where(runs.c.id == sa.bindparam("run"))
                .values(seen_at=self._now(connection))
            )
            return frozenset(
                run_id
                for run_id in run_ids
                if not connection.execute(change, {"run": checked(run_id)}).rowcount
            )

    def list_active(self, silent_seconds: float) -> dict[str, float]:
        """Return every visitor's runs that go on, each with its place in the line.

        Args:
            silent_seconds: Those without a sign of life for so long are left out.
        """
        place = sa.func.coalesce(runs.c.queued_at, runs.c.made_at).label("place")
        with self._database.reading() as connection:
            query = sa.select(runs.c.id, place).where(
                runs.c.stage == GOING,
                queries.is_alive(self._now(connection), silent_seconds),
            )
            return {row.id: row.place for row in connection.execute(query)}

    def claim(self, run_id: str, silent_seconds: float) -> bool:
        """Take over a run that goes on without a sign of life; say whether it was so.

        Args:
            run_id: Which.
            silent_seconds: For how long there must have been none.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            found = connection.execute(
                sa.update(runs)
                .where(
                    runs.c.id == checked(run_id),
                    runs.c.stage == GOING,
                    sa.not_(queries.is_alive(now, silent_seconds)),
                )
                .values(seen_at=now)
            )
            return bool(found.rowcount)

    def read_file(self, workspace: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of one of a workspace's runs: see `queries.insert_file`."""
        with self._database.reading() as connection:
            if connection.execute(queries.own(workspace, run_id)).first() is None:
                return None
            content: bytes | None = connection.execute(
                sa.select(files.c.content).where(
                    files.c.run == run_id, files.c.kind == kind
                )
            ).scalar()
            return content

    def size(self, workspace: str) -> int:
        """Return how many bytes a workspace takes: runs, drawings and strokes."""
        strokes = sa.select(sa.func.length(sa.cast(workspaces.c.strokes, sa.Text)))
        images = sa.select(sa.func.sum(sa.func.length(drawings.c.image)))
        with self._database.reading() as connection:
            others = [
                connection.execute(query).scalar() or 0
                for query in (
                    strokes.where(workspaces.c.id == checked(workspace)),
                    images.where(drawings.c.workspace == workspace),
                )
            ]
        return sum(run.bytes for run in self.list_runs(workspace)) + sum(others)

    def total_size(self) -> int:
        """Return how many bytes all workspaces take, without reading what is in them.

        SQLite counts its pages in use. PostgreSQL's files do not get smaller when
        something is deleted, so the contents are added up.
        """
        with self._database.reading() as connection:
            if connection.dialect.name == "postgresql":
                return int(connection.execute(sizes.CONTENT_SIZE).scalar_one())
            return int(connection.execute(sizes.PAGES_SIZE).scalar_one())

    def _change(self, workspace: str, run_id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(
                sa.update(runs)
                .where(*queries.owned(workspace, run_id))
                .values(**values)
            )
