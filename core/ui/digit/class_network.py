"""The network of a class, for all in the room: it answers on their own pages too."""

from dataclasses import dataclass

from core.datasets import loader
from core.engine.run import Run
from core.evaluation import class_comparison
from core.evaluation.class_comparison import Comparison
from core.rooms.records import Room
from core.ui.seat import seating
from core.ui.state import services
from core.ui.state.session import session


@dataclass(frozen=True, eq=False)
class ClassNetwork:
    """The network of a class.

    Attributes:
        room: Whose it is, as it was a moment ago.
        run: The training that it comes from.
    """

    room: Room
    run: Run


def find() -> ClassNetwork | None:
    """Return the network of the class in which this visitor teaches or has a seat.

    Returns:
        The network; None outside a room, and while none has been trained.
    """
    rooms = services.engine().rooms
    taught = rooms.place_of(session().identity.visitor).taught
    room = None if taught is None else rooms.room(taught)
    if room is None:
        found = seating.find()
        room = None if found is None else found.room
    run = None if room is None else services.engine().class_runs.find(room)
    if room is None or run is None or not run.state.has_network:
        return None
    return ClassNetwork(room, run)


def compare(found: ClassNetwork) -> Comparison:
    """Return what it and the others read of the class's test.

    Raises:
        DataError: MNIST's test images cannot be read.
        NetworkGone: The network's file no longer exists.
        DiskFull: There is no room for it.
        StoreUnavailable: Nobody can tell now whether there is one.
    """
    drawings = services.engine().rooms.drawings(found.room.id)
    path = found.run.litert_path
    return class_comparison.compare(found.room, drawings, path, loader.available())
