"""How networks of seats do is computed for all, and keeps none of them in memory."""

import gc
import uuid
import weakref
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import create_autospec

import numpy as np
import pytest

from core.engine.rooms import Rooms
from core.prediction import ARTICLE_PATH, SHIPPED_PATH, Predictor
from core.rooms.split import Part
from core.ui.room import board_results
from core.ui.state import services
from tests.support.class_drawings import drawing, room, seats

DRAWINGS = 12


@pytest.fixture
def rooms(monkeypatch):
    """The rooms of the engine: a stand-in with the network of each seat."""
    found = create_autospec(Rooms, instance=True)
    engine = SimpleNamespace(rooms=found)
    monkeypatch.setattr(services, "engine", lambda: engine)
    return found


@pytest.fixture
def loaded(monkeypatch):
    """Return the networks in memory that were loaded for the board."""
    made: weakref.WeakSet[Predictor] = weakref.WeakSet()

    def load(file):
        network = Predictor(file)
        made.add(network)
        return network

    def count():
        gc.collect()
        return len(made)

    monkeypatch.setattr(board_results, "Predictor", load)
    return count


def a_class(count):
    """Return a room whose seats have a network each, and drawings of its open test."""
    seated = [replace(seat, run=uuid.uuid4().hex) for seat in seats(count)]
    writer = next(seat for seat in seated if seat.part is Part.OPEN_TEST)
    drawn = [drawing(number, writer.id, number % 10) for number in range(DRAWINGS)]
    return room(seated), drawn


def right_by(path, drawn):
    """Count what a network reads right, one drawing at a time."""
    network = Predictor(path.read_bytes())
    return sum(
        int(network.probabilities(each.image[None] / np.float32(255)).argmax())
        == each.label
        for each in drawn
    )


def test_all_are_counted_and_none_stays_in_memory(rooms, loaded):
    here, drawn = a_class(5)
    shipped = here.seats[3].id
    rooms.network_of.side_effect = lambda _, seat: (
        SHIPPED_PATH if seat == shipped else ARTICLE_PATH
    ).read_bytes()
    entries = board_results.entries(here, drawn, Part.OPEN_TEST)
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    for entry in entries:
        path = SHIPPED_PATH if entry.seat == shipped else ARTICLE_PATH
        assert (entry.correct, entry.total) == (right_by(path, drawn), DRAWINGS)
    # One that has read a test takes eleven megabytes.
    assert loaded() == 0
    # Who looks next has the same without a network.
    rooms.network_of.reset_mock()
    assert board_results.entries(here, drawn, Part.OPEN_TEST) == entries
    rooms.network_of.assert_not_called()


def test_of_networks_that_seats_ask_the_last_few_stay_loaded(rooms, loaded):
    here, _ = a_class(board_results.LOADED + 3)
    rooms.network_of.return_value = ARTICLE_PATH.read_bytes()
    for seat in here.seats:
        assert board_results.network(here.id, seat) is not None
    assert loaded() == board_results.LOADED
    last = here.seats[-1]
    first_time = board_results.network(here.id, last)
    assert board_results.network(here.id, last) is first_time


def test_what_nobody_could_tell_in_an_outage_is_asked_for_again(rooms):
    here, drawn = a_class(2)
    rooms.network_of.return_value = None
    assert board_results.entries(here, drawn, Part.OPEN_TEST) == []
    assert board_results.network(here.id, here.seats[0]) is None
    rooms.network_of.return_value = ARTICLE_PATH.read_bytes()
    assert len(board_results.entries(here, drawn, Part.OPEN_TEST)) == 2
    assert board_results.network(here.id, here.seats[0]) is not None
