"""A room as this process has read it last, with its class set."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.rooms.records import DrawingState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.rooms.records import ClassDrawing, Room

NEVER = float("-inf")


@dataclass(eq=False)
class SeenRoom:
    """A room as it was read last.

    Attributes:
        room: None where it is over, or was never read.
        asked_at: When anybody asked for it last, by the clock of the process.
        looked_at: When its version was asked for, likewise.
        read_at: When all of it was read, likewise.
        changes: How often this process has changed it.
        drawings: Its class set by id, without what was deleted.
        drawings_version: The room's, up to which they are known.
        shown: The same drawings, for those who ask.
        drawings_failed_at: When they were asked for in vain.
        lock: Held by the thread that reads.
    """

    room: Room | None = None
    asked_at: float = NEVER
    looked_at: float = NEVER
    read_at: float = NEVER
    changes: int = 0
    drawings: dict[int, ClassDrawing] = field(default_factory=dict)
    drawings_version: int = 0
    shown: tuple[ClassDrawing, ...] = ()
    drawings_failed_at: float = NEVER
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_behind(self) -> bool:
        """Whether the room has changed since its drawings were read."""
        return self.room is not None and self.drawings_version < self.room.version

    def take(self, room: Room | None) -> None:
        """Take a room as it was just read."""
        is_older = room is None or (
            # A database that was restored from a backup.
            self.room is not None and room.version < self.room.version
        )
        self.room = room
        if is_older:
            self.drawings, self.drawings_version, self.shown = {}, 0, ()

    def take_drawings(self, changed: Sequence[ClassDrawing], version: int) -> None:
        """Take what has changed in its class set.

        Args:
            changed: All that changed after `drawings_version`.
            version: The room's, before that was read.
        """
        for drawing in changed:
            self.drawings[drawing.id] = drawing
            # It may have been read after another change.
            version = max(version, drawing.version)
            if drawing.state is DrawingState.DELETED:
                self.drawings.pop(drawing.id)
        self.drawings_version = version
        if changed:
            self.shown = tuple(self.drawings.values())
