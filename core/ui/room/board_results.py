"""How the networks of the seats do on the class's test, computed once for all."""

import contextlib
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
# Of the networks that seats ask with one drawing; each takes six megabytes. One that
# has read a whole test takes fourteen: with thirty of them, the web process had 670.
LOADED = 8

_counts: SingleFlightCache[tuple[object, ...], int] = SingleFlightCache(CACHED)
_networks: SingleFlightCache[str, Predictor] = SingleFlightCache(LOADED)


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
        # What nobody can tell now is asked for again.
        with contextlib.suppress(_NoNetwork):
            correct = _counts.get_or_compute(key, _counter(room.id, seat, test))
            found.append(Entry(seat.id, seat.number + 1, correct, len(test)))
    return found


def network(room: str, seat: Seat) -> Predictor | None:
    """Return the network of a seat, for single drawings; None where there is none."""
    with contextlib.suppress(_NoNetwork):
        return _networks.get_or_compute(seat.run, lambda: _load(room, seat.id))
    return None


class _NoNetwork(Exception):
    """A seat has none, or nobody can tell now."""


def _load(room: str, seat: str) -> Predictor:
    file = services.engine().rooms.network_of(room, seat)
    if file is None:
        raise _NoNetwork
    return Predictor(file)


def _counter(room: str, seat: Seat, test: LabelledDrawings) -> Callable[[], int]:
    def count() -> int:
        return board.count_correct(_load(room, seat.id), test.images, test.labels)

    return count
