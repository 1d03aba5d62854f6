"""What the store has of runs, and runs as it has them."""

from __future__ import annotations

import contextlib
import logging
import time
from typing import TYPE_CHECKING

from core import paths
from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine.lazy_store import LazyStore, tolerates_outage
from core.engine.pending_writes import RETRY_SECONDS, WRITE_SECONDS
from core.engine.run import Run
from core.engine.run_reader import RunReader
from core.engine.run_writer import SILENT_SECONDS, WAIT_SECONDS, RunWriter
from core.engine.store_space import StoreSpace
from core.errors import (
    DiskFull,
    StoreBusy,
    StoreUnavailable,
    WorkspaceDeleted,
    WorkspaceFull,
)
from core.runs.class_data import ClassData
from core.runs.fine_tuning import FineTuning
from core.runs.records import GOING, Checkpoint, SavedRun, Workspace
from core.store.patience import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.store.store import Store

# For what waits to be stored when this process ends.
CLOSE_SECONDS = 10.0

log = logging.getLogger(__name__)


class RunRepository(RunReader, RunWriter):
    """The engine's way to the store; an outage neither blocks nor ends a run.

    Args:
        open_store: Opens it, at the first thing that is asked of it.
        clock: Seconds, monotonic; of the runs that are read from it.
        config: Says how long and how much is kept.
        retry_seconds: Between two attempts to write during an outage.

    Attributes:
        space: How much room there is for all visitors.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], float] = time.monotonic,
        config: Config | None = None,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        super().__init__(LazyStore(open_store), retry_seconds)
        self._config = config or Config()
        self._clock = clock
        self.space = StoreSpace(self.store, self._config.store_bytes, clock)

    def build_run(self, saved: SavedRun) -> Run:
        """Return a run as it was stored.

        Raises:
            StoreUnavailable: Its curves cannot be read now.
            DiskFull: As above.
        """
        return Run.from_record(
            saved,
            self.read_checkpoint(saved),
            fine_tuning=self._fine_tuning(saved) if saved.is_fine_tuning else None,
            class_data=self._class_data(saved),
            fetch=self._fetcher(saved),
            clock=self._clock,
        )

    def update_run(self, run: Run, saved: SavedRun) -> bool:
        """Bring a run that another process has up to its record.

        Returns:
            Whether its curves could be read; if not, the run is as it was.
        """
        try:
            checkpoint = self.read_checkpoint(saved)
        except (DiskFull, StoreUnavailable):
            return False
        run.update(saved, checkpoint, self._fetcher(saved))
        return True

    def _fetcher(self, saved: SavedRun) -> Callable[[str], bytes | None]:
        return lambda kind: self.fetch_file(saved.workspace, saved.id, kind)

    def refresh_history(self, run: Run) -> None:
        """Bring a run's curves up to what is stored of them."""
        saved = self.fetch_run(run.visitor, run.id) if run.visitor else None
        checkpoint = None if saved is None else self.fetch_checkpoint(saved)
        if checkpoint is not None:
            run.replace_history(checkpoint)

    def _fine_tuning(self, saved: SavedRun) -> FineTuning:
        """Return a fine-tuning, with the drawings as they are now."""
        path = paths.runs_folder() / saved.id / "base.keras"
        if saved.stage != GOING:
            # It is only looked at.
            return FineTuning(LabelledDrawings(), path)
        workspace = self.workspace(saved.workspace)
        drawings = LabelledDrawings() if workspace is None else workspace.own_drawings
        if saved.continues is None:
            from core import prediction  # noqa: PLC0415  LiteRT, which no first page needs

            return FineTuning(drawings, prediction.SHIPPED_KERAS_PATH)
        if not path.exists():
            content = self.read_file(saved.workspace, saved.continues, "keras")
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return FineTuning(drawings, path)

    def _class_data(self, saved: SavedRun) -> ClassData | None:
        """Return what a run learns of a class; of one that is over, no drawings."""
        if saved.class_use is None:
            return None
        file = None
        if saved.stage == GOING:
            file = self.fetch_file(saved.workspace, saved.id, "drawings")
        return ClassData.from_file(saved.class_use, file)

    @tolerates_outage(False)
    def import_run(
        self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]
    ) -> bool:
        """Store a run that was over before it came here; return whether it is stored.

        Args:
            run: Its record.
            past: Its curves.
            networks: Its files by kind, ``keras`` and ``litert``.

        Raises:
            WorkspaceDeleted: Its visitor has deleted everything meanwhile.
        """
        # It is no page that waits.
        with (
            patience(WRITE_SECONDS),
            self.store.deleted.noting(run.workspace),
        ):
            self.store.open().import_run(run, past, networks)
        return True

    def heartbeat(self, run_ids: Iterable[str]) -> frozenset[str]:
        """Record that this process looks after these runs.

        Returns:
            Ids of those that the store answers to have not, or not any more.
        """
        ids = tuple(run_ids)
        if not ids:
            return frozenset()
        try:
            return self.store.run(lambda store: store.heartbeat(ids))
        except (DiskFull, StoreUnavailable):
            # The pages of those who only watch a run say so too.
            self.save("", lambda store: store.heartbeat(ids), "heartbeat")
            return frozenset()

    @tolerates_outage(False)
    def is_workspace_deleted(self, visitor: str) -> bool:
        """Say whether a visitor has deleted everything, as far as the store answers."""
        if self.store.open().is_deleted(visitor):
            self.store.deleted.add(visitor)
        return self.is_known_deleted(visitor)

    @tolerates_outage(())
    def list_active(self) -> tuple[tuple[str, float], ...]:
        """Return the runs that go on in any process, each with its place in line."""
        return tuple(self.store.open().list_active(SILENT_SECONDS).items())

    @tolerates_outage(False)
    def claim(self, run: Run) -> bool:
        """Take over a run whose process sends no heartbeat; return whether it is ours.

        Of several processes that try, one has it. After an outage, in which no process
        could send one, each has time for the next.
        """
        if self.store.has_failed_within(SILENT_SECONDS):
            return False
        return self.store.open().claim(run.id, SILENT_SECONDS)

    @tolerates_outage(None)
    def mark_visitors_seen(self, visitors: Iterable[str]) -> None:
        """Record that these visitors have a page open."""
        for visitor in set(visitors):
            with (
                contextlib.suppress(WorkspaceDeleted),
                self.store.deleted.noting(visitor),
            ):
                self.store.open().mark_visitor_seen(visitor)

    @tolerates_outage(True)
    def seen_within(self, visitor: str, seconds: float) -> bool:
        """Say whether a visitor was seen of late, by whichever web process.

        During an outage, and a moment after it, nobody can tell: no run ends for that.
        """
        if self.store.has_failed_within(SILENT_SECONDS):
            return True
        return bool(visitor) and self.store.open().seen_within(visitor, seconds)

    @tolerates_outage(None)
    def workspace(self, visitor: str) -> Workspace | None:
        """Return what else is stored of a visitor."""
        return self.store.open().workspace(visitor)

    def read_workspace(self, visitor: str) -> Workspace | None:
        """Return what else is stored of a visitor; None if there is nothing.

        Raises:
            StoreUnavailable: Nobody can tell now.
            DiskFull: As above.
            WorkspaceDeleted: The visitor has deleted everything.
        """
        if not self.writes.settle(visitor, WAIT_SECONDS):
            raise StoreBusy("not all is stored yet")
        found = self.store.run(lambda store: store.workspace(visitor))
        if found is None and self.store.run(lambda store: store.is_deleted(visitor)):
            self.store.deleted.add(visitor)
            raise WorkspaceDeleted
        return found

    @tolerates_outage(None)
    def remove_idle(self) -> None:
        """Remove the work of those who come no more, and rooms that are over."""
        self.store.open().remove_ended_rooms()
        days = self._config.kept_days
        removed = self.store.open().remove_idle(days)
        if removed:
            log.warning("removed %d workspaces idle for %g days", removed, days)

    def ensure_room(self, visitor: str, more: int = 0) -> None:
        """Make sure that a visitor may store one more run.

        Args:
            visitor: Whose it would be.
            more: Bytes that are known to come.

        Raises:
            WorkspaceFull: There is no room.
        """
        size = self._size(visitor) + more
        limit = self._config.workspace_bytes
        if size > limit:
            raise WorkspaceFull(size, limit)

    @tolerates_outage(0)
    def _size(self, visitor: str) -> int:
        return self.store.open().size(visitor) if visitor else 0

    @property
    def is_untried(self) -> bool:
        """Whether nobody knows yet if the store can be reached."""
        return self.store.is_untried

    @property
    def is_available(self) -> bool:
        """Whether anything can be stored now."""
        try:
            self.check()
        except (DiskFull, StoreUnavailable):
            return False
        return True

    def ensure_answers(self) -> None:
        """Make sure that the store answers, though it did not a moment ago.

        Raises:
            StoreUnavailable: It does not.
        """
        if self.store.is_away and not self.store.probe():
            raise StoreUnavailable("it is away")

    def check(self) -> None:
        """Make sure that something can be stored now.

        Raises:
            StoreUnavailable: The store cannot be reached.
            DiskFull: It has no room.
        """
        self.store.run(lambda store: store.check())

    def close(self) -> None:
        """Store what waits, as far as the store answers, and let go of it."""
        self.writes.close(CLOSE_SECONDS)
        self.store.close()
