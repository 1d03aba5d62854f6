"""What the store keeps of runs, and runs as it has kept them."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from core import paths, prediction
from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine import records
from core.engine.run import Run
from core.errors import (
    AttemptSuperseded,
    DiskFull,
    NetworkGone,
    StoreUnavailable,
    TrazoError,
    WorkspaceFull,
)
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, Trained
from core.runs.records import GOING, Checkpoint, SavedRun, Workspace
from core.store.store import Store

# Of the sign of life of a run's web process; longer than any hiccup.
SILENT_SECONDS = 15
AWAY_SECONDS = 30

log = logging.getLogger(__name__)
Kept = TypeVar("Kept")


class RunRepository:
    """The engine's way to the store; a store that is away holds up and ends nothing.

    Args:
        open_store: Opens it, at the first thing that is asked of it.
        clock: Seconds, monotonic; of the runs that are read from it.
        config: Says how long and how much is kept.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], float] = time.monotonic,
        config: Config | None = None,
    ) -> None:
        self._config = config or Config()
        self._open_store = open_store
        self._clock = clock
        self._store: Store | None = None
        self._away_until = float("-inf")
        self._lock = threading.Lock()

    def is_stored(self, run: Run) -> bool:
        """Say whether a worker is to keep a run: it is somebody's, and has a place."""
        return bool(run.visitor) and self._tolerate_outage(lambda _: True, False)

    def add(self, run: Run) -> None:
        """Keep a run that was asked for, and what it goes on from.

        One that is nobody's is not kept; one that is adopted is there already.
        """
        if run.visitor and self.fetch_run(run.visitor, run.id) is None:
            past = None
            # The order for its worker finds the same, and the run is told.
            with contextlib.suppress(NetworkGone):
                past = run.initial_checkpoint()
            self._tolerate_outage(
                lambda store: store.add(records.saved(run, store.now()), past), None
            )

    def list_runs(self, visitor: str) -> tuple[SavedRun, ...]:
        """Return what is kept of a visitor's runs, from the first."""
        return (
            self._tolerate_outage(lambda store: store.list_runs(visitor), ())
            if visitor
            else ()
        )

    def fetch_run(self, visitor: str, run_id: str) -> SavedRun | None:
        """Return what is kept of a run now."""
        return self._tolerate_outage(
            lambda store: store.fetch_run(visitor, run_id), None
        )

    def build_run(self, saved: SavedRun) -> Run:
        """Return a run as it was kept."""
        run = Run(
            saved.settings,
            saved.source,
            saved.workspace,
            self._clock,
            pins=saved.pins,
            lesson=self._fine_tuning(saved) if saved.lesson else None,
        )
        self.refresh(run, saved)
        return run

    def refresh(self, run: Run, saved: SavedRun) -> None:
        """Make a run what is kept of it."""
        history = records.history(self._history(saved), run.batches_per_epoch)
        run.name = saved.name
        run.restore(
            saved.id,
            saved.made_at,
            saved.goal,
            saved.continues,
            history,
            records.state(saved, history),
            lambda kind: self.read_file(saved.workspace, saved.id, kind),
        )

    def refresh_history(self, run: Run) -> None:
        """Bring a run's curves up to what was kept of them."""
        saved = self.fetch_run(run.visitor, run.id) if run.visitor else None
        past = None if saved is None else self._history(saved)
        if past is not None:
            run.replace_history(records.history(past, run.batches_per_epoch))

    def _fine_tuning(self, saved: SavedRun) -> FineTuning:
        """Return what a lesson teaches, from the drawings as they are now."""
        path = paths.runs_folder() / saved.id / "base.keras"
        if saved.stage != GOING:
            # It is only looked at.
            return FineTuning(LabelledDrawings(), path)
        workspace = self.workspace(saved.workspace)
        hand = LabelledDrawings() if workspace is None else workspace.hand
        if saved.continues is None:
            return FineTuning(hand, prediction.SHIPPED_KERAS_PATH)
        if not path.exists():
            content = self.read_file(saved.workspace, saved.continues, "keras")
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return FineTuning(hand, path)

    def finished_with_history(
        self, visitor: str
    ) -> tuple[tuple[SavedRun, Checkpoint | None], ...]:
        """Return a visitor's runs that are over, each with its curves."""
        over = [saved for saved in self.list_runs(visitor) if saved.stage != GOING]
        return tuple((saved, self._history(saved)) for saved in over)

    def read_file(self, visitor: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of a visitor's run: ``keras`` or ``litert``."""
        return self._tolerate_outage(
            lambda store: store.read_file(visitor, run_id, kind), None
        )

    def rename(self, run: Run) -> None:
        """Keep what a run is called."""
        self._tolerate_outage(
            lambda store: store.rename(run.visitor, run.id, run.name), None
        )

    def heartbeat(self, run_ids: Iterable[str]) -> None:
        """Note that somebody here looks after these runs."""
        ids = tuple(run_ids)
        if ids:
            self._tolerate_outage(lambda store: store.heartbeat(ids), None)

    def list_active(self) -> dict[str, float]:
        """Return all runs that go on, of whichever process, and when they were made."""
        return self._tolerate_outage(
            lambda store: store.list_active(SILENT_SECONDS), {}
        )

    def claim(self, run: Run) -> bool:
        """Take over a run that nobody looks after; say whether it is ours now.

        Of several processes that try, one has it.
        """
        return self._tolerate_outage(
            lambda store: store.claim(run.id, SILENT_SECONDS), False
        )

    def fail(self, run: Run, error: TrazoError) -> None:
        """Keep how a run failed."""
        if not run.visitor:
            return
        saved = self.fetch_run(run.visitor, run.id)
        if saved is not None and saved.stage == GOING:
            name = type(error).__name__
            self._tolerate_outage(
                lambda store: store.fail(run.id, saved.attempts, name), None
            )

    def cancel(self, run: Run, ending: Ending) -> None:
        """Keep that a run has lost its place in the line."""
        if run.visitor:
            self._tolerate_outage(lambda store: store.cancel(run.id, ending), None)

    def finish(self, run: Run, trained: Trained) -> None:
        """Keep what a run left, where its worker could not.

        Else it would seem to go on, and be begun again.
        """
        saved = self.fetch_run(run.visitor, run.id) if run.visitor else None
        if saved is None or saved.stage != GOING:
            return

        def keep(store: Store) -> None:
            if saved.attempts == 0:
                store.keep_checkpoint(run.id, 0, run.checkpoint())
            store.finish(run.id, saved.attempts, trained)

        with contextlib.suppress(AttemptSuperseded):
            self._tolerate_outage(keep, None)

    def remove(self, visitor: str, run_id: str) -> None:
        """Forget a run."""
        if visitor:
            self._tolerate_outage(lambda store: store.remove(visitor, run_id), None)

    def mark_visitors_seen(self, visitors: Iterable[str]) -> None:
        """Note that these visitors have a page open."""
        here = set(visitors)

        def touch(store: Store) -> None:
            for visitor in here:
                store.mark_visitor_seen(visitor)

        if here:
            self._tolerate_outage(touch, None)

    def seen_within(self, visitor: str, seconds: float) -> bool:
        """Say whether a visitor was seen of late, by whichever web process."""
        return bool(visitor) and self._tolerate_outage(
            lambda store: store.seen_within(visitor, seconds), False
        )

    def workspace(self, visitor: str) -> Workspace | None:
        """Return what else is kept of a visitor."""
        return self._tolerate_outage(lambda store: store.workspace(visitor), None)

    def execute(self, work: Callable[[Store], None]) -> None:
        """Do something with the store, where it can be reached."""
        self._tolerate_outage(work, None)

    @property
    def is_available(self) -> bool:
        """Whether anything can be kept now."""
        try:
            self.check()
        except (DiskFull, StoreUnavailable):
            return False
        return True

    def check(self) -> None:
        """Make sure that something can be kept now.

        Raises:
            StoreUnavailable: The store cannot be reached.
            DiskFull: It has no room.
        """
        self._open().check()

    def remove_idle(self) -> None:
        """Remove the work of those who have not come for so many days."""
        days = self._config.kept_days
        removed = self._tolerate_outage(lambda store: store.remove_idle(days), 0)
        if removed:
            log.warning("removed %d workspaces idle for %g days", removed, days)

    def import_run(
        self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]
    ) -> bool:
        """Keep a run that was over before it came here; return whether it is kept."""

        def put(store: Store) -> bool:
            store.import_run(run, past, networks)
            return True

        return self._tolerate_outage(put, False)

    def ensure_room(self, visitor: str, more: int = 0) -> None:
        """Make sure that a visitor may keep one more run.

        Args:
            visitor: Whose it would be.
            more: Bytes that are known to come.

        Raises:
            WorkspaceFull: There is no room.
        """
        size = sum(saved.bytes for saved in self.list_runs(visitor)) + more
        limit = self._config.workspace_bytes
        if size > limit:
            raise WorkspaceFull(size, limit)

    def close(self) -> None:
        """Let go of it."""
        if self._store is not None:
            self._store.close()

    def _history(self, saved: SavedRun) -> Checkpoint | None:
        return self._tolerate_outage(
            lambda store: store.fetch_checkpoint(saved.workspace, saved.id), None
        )

    def _open(self) -> Store:
        with self._lock:
            if self._store is None:
                if self._is_away():
                    raise StoreUnavailable("it was away a moment ago")
                self._away_until = time.monotonic() + AWAY_SECONDS
                self._store = self._open_store()
            return self._store

    def _is_away(self) -> bool:
        """Say whether it was just looked for in vain: no page waits for that again."""
        return self._store is None and time.monotonic() < self._away_until

    def _tolerate_outage(self, work: Callable[[Store], Kept], otherwise: Kept) -> Kept:
        # Not while another thread opens it for the first time.
        with self._lock:
            if self._is_away():
                return otherwise
        try:
            return work(self._open())
        except (DiskFull, StoreUnavailable) as error:
            log.warning("the store cannot be reached: %s", error)
            return otherwise
