"""What the store has of runs: some callers must know whether it has answered."""

from core.engine.lazy_store import LazyStore, tolerates_outage
from core.engine.run import Run
from core.errors import DiskFull, StoreUnavailable
from core.runs.records import GOING, Checkpoint, SavedRun


class RunReader:
    """Reads runs; `RunRepository` is one.

    Attributes:
        store: What has them.
    """

    store: LazyStore

    @tolerates_outage(())
    def list_runs(self, visitor: str) -> tuple[SavedRun, ...]:
        """Return what is stored of a visitor's runs, from the first."""
        return self.store.open().list_runs(visitor) if visitor else ()

    def read_runs(self, visitor: str) -> tuple[SavedRun, ...]:
        """Return what is stored of a visitor's runs, from the first.

        Raises:
            StoreUnavailable: Nobody can tell now.
            DiskFull: As above.
        """
        return self.store.run(lambda store: store.list_runs(visitor)) if visitor else ()

    @tolerates_outage(None)
    def fetch_run(self, visitor: str, run_id: str) -> SavedRun | None:
        """Return what is stored of a run now."""
        return self.store.open().fetch_run(visitor, run_id)

    @tolerates_outage(None)
    def fetch_class_run(self, room: str) -> SavedRun | None:
        """Return what is stored of the run of a room's class network."""
        return self.store.open().fetch_class_run(room)

    def is_deleted(self, run: Run) -> bool:
        """Say whether the store answers, and has no such run."""
        try:
            return self.store.run(
                lambda store: store.fetch_run(run.visitor, run.id) is None
            )
        except (DiskFull, StoreUnavailable):
            return False

    def read_checkpoint(self, saved: SavedRun) -> Checkpoint | None:
        """Return a run's curves, as far as they are stored.

        Raises:
            StoreUnavailable: Nobody can tell now.
            DiskFull: As above.
        """
        return self.store.run(
            lambda store: store.fetch_checkpoint(saved.workspace, saved.id)
        )

    @tolerates_outage(None)
    def fetch_checkpoint(self, saved: SavedRun) -> Checkpoint | None:
        """Return the same; None if nobody can tell now."""
        return self.store.open().fetch_checkpoint(saved.workspace, saved.id)

    def finished_with_history(
        self, visitor: str
    ) -> tuple[tuple[SavedRun, Checkpoint | None], ...]:
        """Return a visitor's runs that are over, each with its curves.

        Raises:
            StoreUnavailable: Nobody can tell now.
            DiskFull: As above.
        """
        over = [saved for saved in self.read_runs(visitor) if saved.stage != GOING]
        return tuple((saved, self.read_checkpoint(saved)) for saved in over)

    def fetch_file(self, visitor: str, run_id: str, kind: str) -> bytes | None:
        """Return a file of a visitor's run: ``keras`` or ``litert``; None without.

        Raises:
            StoreUnavailable: Nobody can tell now.
            DiskFull: As above.
        """
        return self.store.run(lambda store: store.read_file(visitor, run_id, kind))

    @tolerates_outage(None)
    def read_file(self, visitor: str, run_id: str, kind: str) -> bytes | None:
        """Return the same; None if nobody can tell now."""
        return self.store.open().read_file(visitor, run_id, kind)
