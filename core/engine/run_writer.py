"""What the store is given of runs and workspaces, during an outage too."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from core import paths
from core.engine import failures
from core.engine.pending_writes import PendingWrites, Write
from core.engine.run_listener import RunListener
from core.errors import (
    AttemptSuperseded,
    DiskFull,
    NetworkGone,
    StoreUnavailable,
    TrazoError,
    WorkspaceDeleted,
)
from core.runs.progress import Ending, Trained
from core.runs.records import GOING, Checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.engine.lazy_store import LazyStore
    from core.engine.run import Run
    from core.store.store import Store

# Without a heartbeat of the run's web process; longer than any hiccup.
SILENT_SECONDS = 15
# For the store's word that it has something; a page may be waiting.
WAIT_SECONDS = 1.2


class RunWriter(RunListener):
    """Stores runs, and what else visitors change; what fails is tried again.

    Args:
        store: Where to.
        retry_seconds: Between two attempts during an outage.

    Attributes:
        store: The same.
        writes: What it has not stored yet.
    """

    def __init__(self, store: LazyStore, retry_seconds: float) -> None:
        self.store = store
        self.writes = PendingWrites(store, retry_seconds=retry_seconds)
        store.on_away = self.writes.watch

    @property
    def is_saving(self) -> bool:
        """Whether what visitors do is being stored, as far as is known."""
        return not (self.store.is_away or self.writes.is_late)

    def save(
        self, visitor: str, work: Callable[[Store], object], kind: str = ""
    ) -> Write | None:
        """Have something stored, without waiting for it: see `PendingWrites.put`."""
        return self.writes.put(visitor, work, kind)

    def is_known_deleted(self, visitor: str) -> bool:
        """Say whether this process knows that a visitor has deleted everything."""
        return visitor in self.store.deleted

    def delete_workspace(self, visitor: str, seconds: float) -> bool:
        """Delete everything of a visitor, behind what is being stored already.

        Args:
            visitor: Whose it is.
            seconds: After so long it is given up, unless the store is at it.

        Returns:
            Whether it is deleted. If not, it will not be deleted later either.
        """
        at_it = threading.Lock()
        given_up = is_deleted = False

        def remove(store: Store) -> None:
            nonlocal is_deleted
            with at_it:
                if not given_up:
                    store.remove_workspace(visitor)
                    is_deleted = True
                    self.store.deleted.add(visitor)

        write = self.save(visitor, remove)
        if write is not None:
            write.done.wait(seconds)
        with at_it:
            given_up = True
            return is_deleted

    def ensure_stored(self, run: Run) -> bool:
        """Store a run, with what it goes on from, unless the store has it already.

        Returns:
            Whether the store has it by now. A run of no visitor is never stored.

        Raises:
            WorkspaceDeleted: Its visitor has deleted everything.
        """
        if self.is_known_deleted(run.visitor):
            raise WorkspaceDeleted
        return bool(run.visitor) and self._wait(self._add(run))

    def add_alone(self, run: Run, over: Iterable[str]) -> None:
        """Store a new run, unless its visitor has one in whichever web process.

        During an outage nobody can tell; the run is stored after it.

        Args:
            run: It was asked for just now.
            over: Ids of runs that are over here, though perhaps not yet in the store.

        Raises:
            AlreadyTraining: Another run of the visitor goes on.
            WorkspaceDeleted: The visitor has deleted everything.
        """
        if not run.visitor:
            return
        with (
            contextlib.suppress(DiskFull, StoreUnavailable),
            self.store.deleted.noting(run.visitor),
        ):
            if self.store.is_away:
                return
            past, drawings = _past(run), run.spec.class_file()
            self.store.run(
                lambda store: store.add_alone(
                    run.spec.to_record(store.now()),
                    past,
                    drawings,
                    silent_seconds=SILENT_SECONDS,
                    over=over,
                )
            )

    def on_queued(self, run: Run) -> None:
        """Store a run, and what it goes on from, unless the store has it already."""
        if run.visitor:
            self._add(run)

    def on_finished(self, run: Run, trained: Trained) -> None:
        """Store what a run left, where its worker could not.

        Otherwise it would seem to be active, and be retried.
        """
        if run.state.has_network:
            # Its files are on this machine's disk: an outage must not fill the memory.
            trained = replace(trained, keras_file=b"", litert_file=b"")

        def finish(store: Store) -> None:
            saved = store.fetch_run(run.visitor, run.id)
            if saved is None or saved.stage != GOING:
                return
            # Another process may have started it meanwhile.
            with contextlib.suppress(AttemptSuperseded):
                store.keep_checkpoint(run.id, saved.attempts, run.checkpoint())
                store.finish(run.id, saved.attempts, _with_files(run, trained))

        self._end(run, finish)

    def on_failed(self, run: Run, error: TrazoError) -> None:
        """Store how a run failed."""

        def fail(store: Store) -> None:
            saved = store.fetch_run(run.visitor, run.id)
            if saved is not None and saved.stage == GOING:
                # As above.
                with contextlib.suppress(AttemptSuperseded):
                    store.fail(run.id, saved.attempts, *failures.to_record(error))

        self._end(run, fail)

    def on_cancelled(self, run: Run, ending: Ending) -> None:
        """Store that a run never began; remove it where its visitor has stopped it."""
        if ending is not Ending.UNWATCHED:
            self._end(run, lambda store: store.remove(run.visitor, run.id))
        else:
            # Its visitor reads so on their return; a visitor who has stopped it knows.
            self._end(run, lambda store: store.cancel(run.id, ending))

    def rename(self, run: Run) -> None:
        """Store what a run is called."""
        name = run.name
        self.save(
            run.visitor,
            lambda store: store.rename(run.visitor, run.id, name),
            f"rename {run.id}",
        )

    def remove(self, visitor: str, run_id: str) -> None:
        """Remove a run."""
        if visitor:
            self._wait(self.save(visitor, lambda store: store.remove(visitor, run_id)))

    def forget(self, run: Run) -> None:
        """Remove a run, without waiting for it."""
        self.save(run.visitor, lambda store: store.remove(run.visitor, run.id))

    def _add(self, run: Run) -> Write | None:
        return self.save(run.visitor, lambda store: _add(store, run), f"add {run.id}")

    def _end(self, run: Run, work: Callable[[Store], object]) -> None:
        if run.visitor:
            self._wait(self.save(run.visitor, work))

    def _wait(self, write: Write | None) -> bool:
        """Return whether something is stored, after a short while at most."""
        if write is None:
            return False
        if not self.store.is_away:
            write.done.wait(WAIT_SECONDS)
        return write.is_stored


def _with_files(run: Run, trained: Trained) -> Trained:
    if trained.keras_file:
        return trained
    return replace(
        trained,
        keras_file=paths.read_network(run.keras_path),
        litert_file=paths.read_network(run.litert_path),
    )


def _add(store: Store, run: Run) -> None:
    if store.fetch_run(run.visitor, run.id) is not None:
        return
    store.add(run.spec.to_record(store.now()), _past(run), run.spec.class_file())


def _past(run: Run) -> Checkpoint | None:
    # The task for its worker finds the same, and the run fails with it.
    with contextlib.suppress(NetworkGone):
        return run.initial_checkpoint()
    return None
