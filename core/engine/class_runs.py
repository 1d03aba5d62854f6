"""Runs of class networks: started by a teacher, and read by a whole class.

Thirty screens look at one run. This process has it once, by whichever process it goes
on, and keeps it for as long as the class looks.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from core.errors import DiskFull, StoreUnavailable, TrazoError
from core.rooms import class_set
from core.rooms.errors import NotYourRoom
from core.rooms.sign_training import RECIPE
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.datasets import loader
    from core.engine.held_runs import HeldRuns
    from core.engine.rooms import Rooms
    from core.engine.run import Run
    from core.engine.run_repository import RunRepository
    from core.engine.visitor_runs import VisitorRuns
    from core.rooms.records import Room

MOST_KEPT = 64
# A run that is not to be found is not looked for again sooner.
RETRY_SECONDS = 1.0


def settings_of(room: Room) -> RunSettings:
    """Return what a room's class network is trained with."""
    return RECIPE if room.signs else apply(Preset.CLASS, RunSettings())


class ClassRuns:
    """The runs of class networks; safe to share between threads.

    Args:
        runs: Starts them.
        rooms: Whose they are.
        repository: Has those that another process looks after.
        held: Runs that visits of this process hold.
        clock: Seconds, monotonic.
        stop: Ends one.
    """

    def __init__(
        self,
        runs: VisitorRuns,
        rooms: Rooms,
        repository: RunRepository,
        held: HeldRuns,
        clock: Callable[[], float],
        stop: Callable[[Run], None],
    ) -> None:
        self._runs = runs
        self._rooms = rooms
        self._repository = repository
        self._held = held
        self._clock = clock
        self._stop = stop
        self._kept: OrderedDict[str, Run] = OrderedDict()
        self._missed: dict[str, float] = {}
        self._lock = threading.Lock()

    def start(
        self, room: Room, teacher: str, source: loader.Source, *, address: str = ""
    ) -> Run:
        """Train a room's class network on what the class has drawn so far.

        Args:
            room: The room, as it is now.
            teacher: Who asks, and whose run it is.
            source: Where MNIST's images come from.
            address: The network address that the teacher comes from.

        Raises:
            NotYourRoom: The visitor does not teach there.
            NothingToLearn: The class has drawn too little.
            RunError: See `VisitorRuns.start`; so do the other errors.
        """
        if self._rooms.place_of(teacher, is_fresh=True).taught != room.id:
            raise NotYourRoom
        data = class_set.class_data(room, self._rooms.drawings(room.id))
        run = self._runs.start_class(
            settings_of(room), source, teacher, data, address=address
        )
        try:
            self._rooms.set_run(room.id, teacher, run.id)
        except TrazoError:
            self._stop(run)
            raise
        self._keep(run)
        return run

    def find(self, room: Room) -> Run | None:
        """Return the run of a room's class network, which is watched now.

        Returns:
            The run; None where there is none, or nobody can tell now.
        """
        if not room.run:
            return None
        with self._lock:
            run = self._kept.get(room.run) or self._held.find(room.run)
            if run is None:
                run = self._read(room)
            if run is None:
                return None
            self._kept[run.id] = run
            self._kept.move_to_end(run.id)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        run.mark_watched()
        return run

    def stop(self, room: Room) -> None:
        """End the run of a room's class network, if one goes on.

        With it goes what it has of the class's drawings.
        """
        run = self.find(room)
        if run is not None and not run.state.is_over:
            self._stop(run)

    def _keep(self, run: Run) -> None:
        with self._lock:
            self._kept[run.id] = run

    def _read(self, room: Room) -> Run | None:
        """Read the run of another process, or of a process that is no more."""
        now = self._clock()
        if now - self._missed.get(room.run, float("-inf")) < RETRY_SECONDS:
            return None
        with contextlib.suppress(DiskFull, StoreUnavailable):
            saved = self._repository.fetch_class_run(room.id)
            if saved is not None and saved.id == room.run:
                self._missed.pop(room.run, None)
                return self._held.take_up(saved)
        if len(self._missed) >= MOST_KEPT:
            self._missed.clear()
        self._missed[room.run] = now
        return None
