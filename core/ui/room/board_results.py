"""How the networks of the seats do on the class's test, computed once for all."""

from collections.abc import Callable, Sequence

from core.datasets.own_drawings import LabelledDrawings
from core.prediction import Predictor
from core.rooms import board, class_set
from core.rooms.board import Entry
from core.rooms.records import ClassDrawing, Room, Seat
from core.rooms.split import Part
from core.single_flight import SingleFlightCache
from core.ui.state import services

# A class of forty, before and after the sealed half is opened, in a few rooms.
CACHED = 400
# A network of the class preset takes half a megabyte in memory.
LOADED = 40

_counts: SingleFlightCache[tuple[object, ...], int | None] = SingleFlightCache(CACHED)
_networks: SingleFlightCache[str, Predictor | None] = SingleFlightCache(LOADED)


def entries(room: Room, drawings: Sequence[ClassDrawing], part: Part) -> list[Entry]:
    """Return how the network of each seat does; those without a network are left out.

    Args:
        room: Which.
        drawings: Its class set.
        part: The half of the test; the sealed one once it is open.

    Raises:
        StillSealed: It is not.
    """
    test = class_set.of_part(room, drawings, part)
    if not len(test):
        return []
    version = tuple(test.digests())
    found = []
    for seat in room.seats:
        if not seat.run:
            continue
        key = (seat.run, part, version)
        correct = _counts.get_or_compute(key, _counter(room.id, seat, test))
        if correct is not None:
            found.append(Entry(seat.id, seat.number + 1, correct, len(test)))
    return found


def network(room: str, seat: Seat) -> Predictor | None:
    """Return the network of a seat, loaded once; None where there is none."""
    return _networks.get_or_compute(seat.run, lambda: _load(room, seat.id))


def _load(room: str, seat: str) -> Predictor | None:
    file = services.engine().rooms.network_of(room, seat)
    return None if file is None else Predictor(file)


def _counter(room: str, seat: Seat, test: LabelledDrawings) -> Callable[[], int | None]:
    def count() -> int | None:
        found = network(room, seat)
        if found is None:
            return None
        return board.count_correct(found, test.images, test.labels)

    return count
