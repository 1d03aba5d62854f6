"""What the store has of runs, and runs as it has them."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterable

from core import paths, prediction
from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine import failures
from core.engine.lazy_store import LazyStore, tolerates_outage
from core.engine.run import Run
from core.engine.run_listener import RunListener
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

# Without a heartbeat of the run's web process; longer than any hiccup.
SILENT_SECONDS = 15

log = logging.getLogger(__name__)


class RunRepository(RunListener):
    """The engine's way to the store; an outage neither blocks nor ends a run.

    Args:
        open_store: Opens it, at the first thing that is asked of it.
        clock: Seconds, monotonic; of the runs that are read from it.
        config: Says how long and how much is kept.

    Attributes:
        store: What it is read from and written to.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], float] = time.monotonic,
        config: Config | None = None,
    ) -> None:
        self._config = config or Config()
        self.store = LazyStore(open_store)
        self._clock = clock

    def on_queued(self, run: Run) -> None:
        """Store a run, and what it goes on from."""
        self.ensure_stored(run)

    @tolerates_outage(None)
    def on_finished(self, run: Run, trained: Trained) -> None:
        """Store what a run left, where its worker could not.

        Otherwise it would seem to be active, and be retried.
        """
        saved = self._unfinished(run)
        if saved is None:
            return
        store = self.store.open()
        # Another process may have started it meanwhile.
        with contextlib.suppress(AttemptSuperseded):
            if saved.attempts == 0:
                store.keep_checkpoint(run.id, 0, run.checkpoint())
            store.finish(run.id, saved.attempts, trained)

    @tolerates_outage(None)
    def on_failed(self, run: Run, error: TrazoError) -> None:
        """Store how a run failed."""
        saved = self._unfinished(run)
        if saved is not None:
            # As above.
            with contextlib.suppress(AttemptSuperseded):
                reason = failures.to_record(error)
                self.store.open().fail(run.id, saved.attempts, *reason)

    @tolerates_outage(None)
    def on_cancelled(self, run: Run, ending: Ending) -> None:
        """Store that a run never began; remove it where its visitor has stopped it."""
        if ending is not Ending.UNWATCHED:
            self.remove(run.visitor, run.id)
        elif run.visitor:
            # Its visitor reads so on their return; a visitor who has stopped it knows.
            self.store.open().cancel(run.id, ending)

    def _unfinished(self, run: Run) -> SavedRun | None:
        """Return the record of a run that is not over; None where there is none."""
        saved = self.fetch_run(run.visitor, run.id) if run.visitor else None
        return saved if saved is not None and saved.stage == GOING else None

    @tolerates_outage(False)
    def ensure_stored(self, run: Run) -> bool:
        """Store a run, with what it goes on from, unless the store has it already.

        Returns:
            Whether the store has it. A run of no visitor is never stored.
        """
        if not run.visitor:
            return False
        store = self.store.open()
        if store.fetch_run(run.visitor, run.id) is None:
            past = None
            # The task for its worker finds the same, and the run fails with it.
            with contextlib.suppress(NetworkGone):
                past = run.initial_checkpoint()
            store.add(run.spec.to_record(store.now()), past)
        return True

    @tolerates_outage(None)
    def add_alone(self, run: Run, over: Iterable[str]) -> None:
        """Store a new run, unless its visitor has one in whichever web process.

        Args:
            run: It was asked for just now.
            over: Ids of runs that are over here, though perhaps not yet in the store.

        Raises:
            AlreadyTraining: Another run of the visitor goes on.
        """
        if not run.visitor:
            return
        store = self.store.open()
        past = None
        # The task for its worker finds the same, and the run fails with it.
        with contextlib.suppress(NetworkGone):
            past = run.initial_checkpoint()
        store.add_alone(
            run.spec.to_record(store.now()),
            past,
            silent_seconds=SILENT_SECONDS,
            over=over,
        )

    @tolerates_outage(())
    def list_runs(self, visitor: str) -> tuple[SavedRun, ...]:
        """Return what is stored of a visitor's runs, from the first."""
        return self.store.open().list_runs(visitor) if visitor else ()

    @tolerates_outage(None)
    def fetch_run(self, visitor: str, run_id: str) -> SavedRun | None:
        """Return what is stored of a run now."""
        return self.store.open().fetch_run(visitor, run_id)

    def build_run(self, saved: SavedRun) -> Run:
        """Return a run as it was stored."""
        return Run.from_record(
            saved,
            self.fetch_checkpoint(saved),
            lesson=self._fine_tuning(saved) if saved.lesson else None,
            fetch=self._fetcher(saved),
            clock=self._clock,
        )

    def update_run(self, run: Run, saved: SavedRun) -> None:
        """Bring a run that another process has up to its record."""
        run.update(saved, self.fetch_checkpoint(saved), self._fetcher(saved))

    def _fetcher(self, saved: SavedRun) -> Callable[[str], bytes | None]:
        return lambda kind: self.read_file(saved.workspace, saved.id, kind)

    @tolerates_outage(None)
    def fetch_checkpoint(self, saved: SavedRun) -> Checkpoint | None:
        """Return a run's curves, as far as they are stored."""
        return self.store.open().fetch_checkpoint(saved.workspace, saved.id)

    def refresh_history(self, run: Run) -> None:
        """Bring a run's curves up to what is stored of them."""
        saved = self.fetch_run(run.visitor, run.id) if run.visitor else None
        checkpoint = None if saved is None else self.fetch_checkpoint(saved)
        if checkpoint is not None:
            run.replace_history(checkpoint)

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
        return tuple((saved, self.fetch_checkpoint(saved)) for saved in over)

    @tolerates_outage(None)
    def read_file(self, visitor: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of a visitor's run: ``keras`` or ``litert``."""
        return self.store.open().read_file(visitor, run_id, kind)

    @tolerates_outage(None)
    def rename(self, run: Run) -> None:
        """Store what a run is called."""
        self.store.open().rename(run.visitor, run.id, run.name)

    @tolerates_outage(None)
    def remove(self, visitor: str, run_id: str) -> None:
        """Remove a run."""
        if visitor:
            self.store.open().remove(visitor, run_id)

    @tolerates_outage(False)
    def import_run(
        self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]
    ) -> bool:
        """Store a run that was over before it came here; return whether it is stored.

        Args:
            run: Its record.
            past: Its curves.
            networks: Its files by kind, ``keras`` and ``litert``.
        """
        self.store.open().import_run(run, past, networks)
        return True

    @tolerates_outage(None)
    def heartbeat(self, run_ids: Iterable[str]) -> None:
        """Record that this process looks after these runs."""
        ids = tuple(run_ids)
        if ids:
            self.store.open().heartbeat(ids)

    @tolerates_outage(())
    def list_active(self) -> tuple[tuple[str, float], ...]:
        """Return all runs that go on, of whichever process, and when they were made."""
        return tuple(self.store.open().list_active(SILENT_SECONDS).items())

    @tolerates_outage(False)
    def claim(self, run: Run) -> bool:
        """Take over a run whose process sends no heartbeat; return whether it is ours.

        Of several processes that try, one has it.
        """
        return self.store.open().claim(run.id, SILENT_SECONDS)

    @tolerates_outage(None)
    def mark_visitors_seen(self, visitors: Iterable[str]) -> None:
        """Record that these visitors have a page open."""
        for visitor in set(visitors):
            self.store.open().mark_visitor_seen(visitor)

    @tolerates_outage(False)
    def seen_within(self, visitor: str, seconds: float) -> bool:
        """Say whether a visitor was seen of late, by whichever web process."""
        return bool(visitor) and self.store.open().seen_within(visitor, seconds)

    @tolerates_outage(None)
    def workspace(self, visitor: str) -> Workspace | None:
        """Return what else is stored of a visitor."""
        return self.store.open().workspace(visitor)

    @tolerates_outage(None)
    def execute(self, work: Callable[[Store], None]) -> None:
        """Do something with the store, where it can be reached."""
        work(self.store.open())

    @tolerates_outage(None)
    def remove_idle(self) -> None:
        """Remove the work of those who have not come for `Config.kept_days`."""
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
        size = sum(saved.bytes for saved in self.list_runs(visitor)) + more
        limit = self._config.workspace_bytes
        if size > limit:
            raise WorkspaceFull(size, limit)

    @property
    def is_available(self) -> bool:
        """Whether anything can be stored now."""
        try:
            self.check()
        except (DiskFull, StoreUnavailable):
            return False
        return True

    def check(self) -> None:
        """Make sure that something can be stored now.

        Raises:
            StoreUnavailable: The store cannot be reached.
            DiskFull: It has no room.
        """
        self.store.open().check()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
