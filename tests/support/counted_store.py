"""A store that tells what it was asked, and fails when a test wants it to."""

from core.store.store import Store


class CountedStore(Store):
    """A store that notes what it is asked of rooms, and fails on request.

    Attributes:
        asked: The names of the methods, in order.
        failure: What each of them raises; None while it answers.
        hold: Called by all of them but `room_version`, with its name.
    """

    asked: list[str]
    failure: Exception | None
    hold = staticmethod(lambda name: None)

    def _count(self, name):
        self.asked.append(name)
        if self.failure is not None:
            raise self.failure

    def room(self, room):
        """Return a room."""
        self._count("room")
        found = super().room(room)
        self.hold("room")
        return found

    def room_version(self, room):
        """Return its version."""
        self._count("version")
        return super().room_version(room)

    def class_drawings(self, room, after_version=0):
        """Return what has changed in its class set."""
        self._count("drawings")
        found = super().class_drawings(room, after_version)
        self.hold("drawings")
        return found

    def seated_in(self, visitor):
        """Return the half of a place."""
        self._count("place")
        found = super().seated_in(visitor)
        self.hold("place")
        return found
