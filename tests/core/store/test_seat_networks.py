"""Networks of seats: one's own run stands for one's seat; the surest mistake stays."""

from dataclasses import replace

import numpy as np
import pytest

from core.rooms.errors import RoomUnknown, SeatGone
from core.rooms.limits import MOST_BREAKS
from core.rooms.records import Break
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, checkpoint, saved

TEACHER = "c" * 32
NETWORKS = {"keras": b"keras", "litert": b"a LiteRT file"}


@pytest.fixture
def room(store):
    """A room with two seats, of which Anna's has trained a network."""
    opened = store.open_room(TEACHER)
    for visitor in (ANNA, BERTA):
        store.join_room(opened, visitor)
    store.import_run(saved(RUN, ANNA), checkpoint(7), NETWORKS)
    return opened


def seat_of(store, visitor):
    return store.seated_in(visitor)[1]


def mistake(store, share, target=ANNA):
    image = np.full((28, 28), 7, np.uint8)
    return Break("", seat_of(store, target), 1, 7, share, image)


def test_a_run_stands_for_its_own_seat_alone(store, room):
    before = store.room(room).version
    store.put_on_board(room, BERTA, RUN)
    assert store.room(room).seat(seat_of(store, BERTA)).run == ""
    store.put_on_board(room, ANNA, RUN)
    found = store.room(room)
    assert found.seat(seat_of(store, ANNA)).run == RUN
    assert found.version > before
    assert store.seat_network(room, seat_of(store, ANNA)) == NETWORKS["litert"]
    assert store.seat_network(room, seat_of(store, BERTA)) is None


def test_a_network_that_its_visitor_has_deleted_is_gone(store, room):
    store.put_on_board(room, ANNA, RUN)
    store.remove(ANNA, RUN)
    assert store.seat_network(room, seat_of(store, ANNA)) is None


def test_nobody_reads_the_network_of_another_room(store, room):
    store.put_on_board(room, ANNA, RUN)
    other = store.open_room("d" * 32)
    assert store.seat_network(other, seat_of(store, ANNA)) is None


def test_of_a_seat_the_surest_mistake_stays(store, room):
    for share in (0.6, 0.9, 0.8):
        store.enter_break(room, BERTA, mistake(store, share))
    (found,) = store.room(room).breaks
    assert (found.share, found.label, found.answer) == (0.9, 1, 7)
    assert found.seat == seat_of(store, BERTA)
    assert found.target == seat_of(store, ANNA)
    assert (found.image == 7).all()


def test_the_surest_of_the_room_come_first(store, room):
    shares = np.linspace(0.5, 0.99, MOST_BREAKS + 2)
    for number, share in enumerate(shares):
        visitor = f"{number:032x}"
        store.join_room(room, visitor)
        store.enter_break(room, visitor, mistake(store, float(share)))
    found = [each.share for each in store.room(room).breaks]
    assert found == sorted(shares, reverse=True)[:MOST_BREAKS]


def test_a_mistake_goes_with_either_seat(store, room):
    store.enter_break(room, BERTA, mistake(store, 0.9))
    store.remove_seat(room, TEACHER, seat_of(store, ANNA))
    assert store.room(room).breaks == ()


def test_neither_strangers_nor_the_dead_enter_anything(store, room):
    found = mistake(store, 0.9)
    with pytest.raises(SeatGone):
        store.enter_break(room, "e" * 32, found)
    with pytest.raises(SeatGone):
        store.enter_break(room, BERTA, replace(found, target=OTHER))
    with pytest.raises(SeatGone):
        store.put_on_board(room, "e" * 32, RUN)
    store.end_room(room, TEACHER)
    with pytest.raises(RoomUnknown):
        store.enter_break(room, BERTA, found)
