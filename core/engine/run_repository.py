"""What the store keeps of runs, and runs as it has kept them."""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from core import paths, prediction
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

KEPT_DAYS = float(os.environ.get("TRAZO_KEPT_DAYS", "30"))
MOST_BYTES = int(os.environ.get("TRAZO_WORKSPACE_MB", "200")) * 2**20

log = logging.getLogger(__name__)
Kept = TypeVar("Kept")


class RunRepository:
    """The engine's way to the store; a store that is away holds up and ends nothing.

    Args:
        open_store: Opens it, at the first thing that is asked of it.
        clock: Seconds, monotonic; of the runs that are read from it.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_store = open_store
        self._clock = clock
        self._store: Store | None = None
        self._away_until = float("-inf")
        self._lock = threading.Lock()

    def keeps(self, run: Run) -> bool:
        """Say whether a worker is to keep a run: it is somebody's, and has a place."""
        return bool(run.visitor) and self._ask(lambda _: True, False)

    def add(self, run: Run) -> None:
        """Keep a run that was asked for, and what it goes on from.

        One that is nobody's is not kept; one that is adopted is there already.
        """
        if run.visitor and self.again(run.visitor, run.id) is None:
            past = None
            # The order for its worker finds the same, and the run is told.
            with contextlib.suppress(NetworkGone):
                past = run.begins_with()
            self._ask(
                lambda store: store.add(records.saved(run, store.now()), past), None
            )

    def of(self, visitor: str) -> tuple[SavedRun, ...]:
        """Return what is kept of a visitor's runs, from the first."""
        return self._ask(lambda store: store.runs(visitor), ()) if visitor else ()

    def again(self, visitor: str, run_id: str) -> SavedRun | None:
        """Return what is kept of a run now."""
        return self._ask(lambda store: store.run(visitor, run_id), None)

    def restored(self, saved: SavedRun) -> Run:
        """Return a run as it was kept."""
        run = Run(
            saved.settings,
            saved.source,
            saved.workspace,
            self._clock,
            pins=saved.pins,
            lesson=self._lesson(saved) if saved.lesson else None,
        )
        self.update(run, saved)
        return run

    def update(self, run: Run, saved: SavedRun) -> None:
        """Make a run what is kept of it."""
        history = records.history(self._history(saved), run.batches_per_epoch)
        run.name = saved.name
        run.take_up(
            saved.id,
            saved.made_at,
            saved.goal,
            saved.continues,
            history,
            records.state(saved, history),
            lambda kind: self.file(saved.workspace, saved.id, kind),
        )

    def recall(self, run: Run) -> None:
        """Bring a run's curves up to what was kept of them."""
        saved = self.again(run.visitor, run.id) if run.visitor else None
        past = None if saved is None else self._history(saved)
        if past is not None:
            run.recall(records.history(past, run.batches_per_epoch))

    def _lesson(self, saved: SavedRun) -> FineTuning:
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
            content = self.file(saved.workspace, saved.continues, "keras")
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return FineTuning(hand, path)

    def with_curves(
        self, visitor: str
    ) -> tuple[tuple[SavedRun, Checkpoint | None], ...]:
        """Return a visitor's runs that are over, each with its curves."""
        over = [saved for saved in self.of(visitor) if saved.stage != GOING]
        return tuple((saved, self._history(saved)) for saved in over)

    def file(self, visitor: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of a visitor's run: ``keras`` or ``litert``."""
        return self._ask(lambda store: store.file(visitor, run_id, kind), None)

    def rename(self, run: Run) -> None:
        """Keep what a run is called."""
        self._ask(lambda store: store.rename(run.visitor, run.id, run.name), None)

    def signs_of_life(self, run_ids: Iterable[str]) -> None:
        """Note that somebody here looks after these runs."""
        ids = tuple(run_ids)
        if ids:
            self._ask(lambda store: store.signs_of_life(ids), None)

    def going(self) -> dict[str, float]:
        """Return all runs that go on, of whichever process, and when they were made."""
        return self._ask(lambda store: store.going(SILENT_SECONDS), {})

    def claim(self, run: Run) -> bool:
        """Take over a run that nobody looks after; say whether it is ours now.

        Of several processes that try, one has it.
        """
        return self._ask(lambda store: store.claim(run.id, SILENT_SECONDS), False)

    def fail(self, run: Run, error: TrazoError) -> None:
        """Keep how a run failed."""
        if not run.visitor:
            return
        saved = self.again(run.visitor, run.id)
        if saved is not None and saved.stage == GOING:
            name = type(error).__name__
            self._ask(lambda store: store.fail(run.id, saved.attempts, name), None)

    def give_up(self, run: Run, ending: Ending) -> None:
        """Keep that a run has lost its place in the line."""
        if run.visitor:
            self._ask(lambda store: store.give_up(run.id, ending), None)

    def finish(self, run: Run, trained: Trained) -> None:
        """Keep what a run left, where its worker could not.

        Else it would seem to go on, and be begun again.
        """
        saved = self.again(run.visitor, run.id) if run.visitor else None
        if saved is None or saved.stage != GOING:
            return

        def keep(store: Store) -> None:
            if saved.attempts == 0:
                store.keep_checkpoint(run.id, 0, run.past())
            store.finish(run.id, saved.attempts, trained)

        with contextlib.suppress(AttemptSuperseded):
            self._ask(keep, None)

    def remove(self, visitor: str, run_id: str) -> None:
        """Forget a run."""
        if visitor:
            self._ask(lambda store: store.remove(visitor, run_id), None)

    def touch(self, visitors: Iterable[str]) -> None:
        """Note that these visitors have a page open."""
        here = set(visitors)

        def touch(store: Store) -> None:
            for visitor in here:
                store.touch(visitor)

        if here:
            self._ask(touch, None)

    def was_here(self, visitor: str, seconds: float) -> bool:
        """Say whether a visitor was seen of late, by whichever web process."""
        return bool(visitor) and self._ask(
            lambda store: store.seen_within(visitor, seconds), False
        )

    def workspace(self, visitor: str) -> Workspace | None:
        """Return what else is kept of a visitor."""
        return self._ask(lambda store: store.workspace(visitor), None)

    def do(self, work: Callable[[Store], None]) -> None:
        """Do something with the store, where it can be reached."""
        self._ask(work, None)

    @property
    def is_there(self) -> bool:
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
        self._opened().check()

    def remove_idle(self) -> None:
        """Remove the work of those who have not come for `KEPT_DAYS`."""
        removed = self._ask(lambda store: store.remove_idle(KEPT_DAYS), 0)
        if removed:
            log.warning("removed %d workspaces idle for %g days", removed, KEPT_DAYS)

    def put(self, run: SavedRun, past: Checkpoint, networks: dict[str, bytes]) -> bool:
        """Keep a run that was over before it came here; return whether it is kept."""

        def put(store: Store) -> bool:
            store.put(run, past, networks)
            return True

        return self._ask(put, False)

    def room_for(self, visitor: str, more: int = 0) -> None:
        """Make sure that a visitor may keep one more run.

        Args:
            visitor: Whose it would be.
            more: Bytes that are known to come.

        Raises:
            WorkspaceFull: There is no room.
        """
        size = sum(saved.bytes for saved in self.of(visitor)) + more
        if size > MOST_BYTES:
            raise WorkspaceFull(size, MOST_BYTES)

    def close(self) -> None:
        """Let go of it."""
        if self._store is not None:
            self._store.close()

    def _history(self, saved: SavedRun) -> Checkpoint | None:
        return self._ask(lambda store: store.history(saved.workspace, saved.id), None)

    def _opened(self) -> Store:
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

    def _ask(self, work: Callable[[Store], Kept], otherwise: Kept) -> Kept:
        # Not while another thread opens it for the first time.
        with self._lock:
            if self._is_away():
                return otherwise
        try:
            return work(self._opened())
        except (DiskFull, StoreUnavailable) as error:
            log.warning("the store cannot be reached: %s", error)
            return otherwise
