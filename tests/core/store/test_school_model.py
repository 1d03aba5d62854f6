"""Two web processes do what a model in plain Python does, in any order.

Thousands of random actions, also of those who may not: each has the outcome that the
model has, the process that acts sees it at once, and the other a moment later.
"""

import functools
import os
import random
from typing import Any

import numpy as np
import pytest

from core.engine.lazy_store import LazyStore
from core.engine.room_reader import FRESH_SECONDS, PLACE_SECONDS, Place
from core.engine.rooms import Rooms
from core.errors import TrazoError
from core.rooms.limits import HOUR_SECONDS, MOST_SEATS
from core.store.store import Store
from tests.support.class_rooms import picture, pupil
from tests.support.school_model import School

SEEDS = range(int(os.environ.get("TRAZO_SCHOOLS", "2")))
STEPS = 300
VISITORS = 6
QUESTIONS = ("", "q1", "q2")
PACES: tuple[dict[str, Any], ...] = (
    {"is_locked": True},
    {"is_locked": False},
    {"is_locked": False},
    {"question": "q1", "is_revealed": False},
    {"question": "q2", "is_revealed": False},
    {"is_revealed": True},
    {"page": "/draw", "open_pages": frozenset({"/draw"})},
    {"is_paused": True},
    {"is_sealed": False},
)


class Play:
    """A model and two web processes, to which the same happens.

    Attributes:
        outcomes: How often each kind of action had each outcome.
    """

    def __init__(self, url, clock, seed):
        self.chance = random.Random(seed)
        self.clock, self.began = clock, clock.now
        self.model = School(MOST_SEATS)
        self.stores = [Store.open(url, clock) for _ in range(2)]
        self.processes = []
        for place in range(2):
            lazy = LazyStore(functools.partial(self.stores.__getitem__, place), clock)
            lazy.probe()
            self.processes.append(Rooms(lazy, lambda *_: True, clock))
        # Of what the model has, the ids of the store.
        self.ids: dict[Any, Any] = {}
        self.outcomes: dict[str, int] = {}

    def close(self):
        """Let go of the store."""
        for store in self.stores:
            store.close()

    def step(self):
        """Do something at random in both."""
        self.clock.now += self.chance.choice((0.0, 0.1, 1.0, 60.0))
        if self.chance.random() < 0.02:
            self.clock.now += HOUR_SECONDS
        self.model.now = self.clock.now - self.began
        place = self.chance.randrange(2)
        name, in_model, in_store = self.action(self.processes[place], place)
        wanted, found = self.outcome(in_model), self.outcome(in_store)
        if isinstance(wanted, type) or isinstance(found, type):
            assert found == wanted, name
            name += f" {wanted.__name__}"
        elif isinstance(wanted, int) or wanted is None:
            assert found == wanted, name
        else:
            assert self.ids.setdefault(wanted, found) == found, name
        self.outcomes[name] = self.outcomes.get(name, 0) + 1
        self.compare_rooms(place)
        self.clock.now += PLACE_SECONDS
        self.model.now = self.clock.now - self.began
        self.compare_rooms(1 - place)
        for rooms in self.processes:
            self.compare_places(rooms)

    def outcome(self, do):
        """Return what an action returns, or the class of what it raises."""
        try:
            return do()
        except TrazoError as error:
            return type(error)

    def action(self, rooms, place):
        """Return a name, and what to do in the model and in a process."""
        chance, model, store = self.chance, self.model, self.stores[place]
        who = pupil(chance.randrange(VISITORS))
        other = pupil(chance.randrange(VISITORS))
        known = [r for r in model.rooms[-4:] if model.is_going_on(r)]
        if chance.random() < 0.1:
            known = model.rooms[-4:]
        room = chance.choice(known) if known else None
        if room is None or chance.random() < 0.03:
            kept = chance.choice((HOUR_SECONDS, 2 * HOUR_SECONDS))
            return (
                "open",
                lambda: model.open(who, kept),
                lambda: rooms.open(who, kept, ()),
            )
        here = self.ids[room]
        every = room.seats or [s for r in model.rooms for s in r.seats]
        seat = chance.choice(every or [None])
        seat_id = self.ids[seat] if seat is not None else "0" * 32
        if room.teachers and chance.random() < 0.7:
            teacher = chance.choice(sorted(room.teachers))
        else:
            teacher = who
        if room.seats and chance.random() < 0.8:
            who = chance.choice(room.seats).visitor
        drawing = chance.choice([d for r in model.rooms for d in r.drawings] or [None])
        drawing_id = self.ids[drawing] if drawing is not None else -1
        is_true = chance.random() < 0.5
        number = chance.randrange(30)
        asked = room.pace["question"]
        question = asked if chance.random() < 0.7 else chance.choice(QUESTIONS)
        answer = chance.randrange(3)
        pace = chance.choice(PACES)
        rare = chance.random()

        def join():
            rooms.join(here, other)
            found = store.seated_in(other)
            assert found is not None
            return found[1]

        def hand_over():
            rooms.enter_as_teacher(rooms.make_teacher_key(here, teacher), other)

        if rare < 0.01:
            return (
                "delete all",
                lambda: model.remove_workspace(other),
                lambda: self.delete_all(other),
            )
        if rare < 0.02:
            return (
                "end",
                lambda: model.end(room, teacher),
                lambda: rooms.end(here, teacher),
            )
        if rare < 0.03:
            return "clean", model.clean, store.remove_ended_rooms
        return chance.choice(
            [
                *3 * [("join", lambda: model.join(room, other), join)],
                ("leave", lambda: model.leave(who), lambda: rooms.leave(who)),
                (
                    "spin",
                    lambda: model.spin_nickname(room, who),
                    lambda: rooms.spin_nickname(here, who),
                ),
                *2
                * [
                    (
                        "vote",
                        lambda: model.vote(room, who, question, answer),
                        lambda: rooms.vote(here, who, question, answer),
                    )
                ],
                *4
                * [
                    (
                        "draw",
                        lambda: model.add_drawing(
                            room, who, number, is_refused=is_true
                        ),
                        lambda: rooms.add_drawing(
                            here, who, picture(number), number % 10, is_refused=is_true
                        ),
                    )
                ],
                (
                    "delete",
                    lambda: model.delete_drawing(room, who, drawing),
                    lambda: rooms.delete_drawing(here, who, drawing_id),
                ),
                (
                    "judge",
                    lambda: model.judge_drawing(
                        room, teacher, drawing, is_let_through=is_true
                    ),
                    lambda: rooms.judge_drawing(
                        here, teacher, drawing_id, is_let_through=is_true
                    ),
                ),
                *2
                * [
                    (
                        "pace",
                        lambda: model.change_pace(room, teacher, **pace),
                        lambda: rooms.change_pace(here, teacher, **pace),
                    )
                ],
                (
                    "kick",
                    lambda: model.kick(room, teacher, seat),
                    lambda: rooms.kick(here, teacher, seat_id),
                ),
                (
                    "remove",
                    lambda: model.remove(room, teacher, seat),
                    lambda: rooms.remove(here, teacher, seat_id),
                ),
                (
                    "hand over",
                    lambda: model.hand_over(room, teacher, other),
                    hand_over,
                ),
            ]
        )

    def delete_all(self, visitor):
        """Delete a workspace, as `core.engine.run_writer` does; time passes."""
        self.stores[0].remove_workspace(visitor)
        self.clock.now += PLACE_SECONDS
        self.model.now = self.clock.now - self.began

    def compare_rooms(self, place):
        """Make sure that a process sees the rooms that the model has."""
        model, rooms = self.model, self.processes[place]
        for room in model.rooms[-4:]:
            here = self.ids[room]
            found = rooms.room(here)
            drawings = rooms.drawings(here)
            if not model.is_going_on(room):
                assert found is None
                assert drawings == ()
                assert rooms.is_over(here)
                continue
            assert found is not None
            assert (found.version, found.pace_version) == (
                room.version,
                room.pace_version,
            )
            assert vars(found.pace) == room.pace
            assert found.votes == room.votes()
            assert found.ends_at == self.began + room.acted_at + room.kept
            assert [
                (each.id, each.number, each.part, each.is_kicked, each.spins)
                for each in found.seats
            ] == [
                (self.ids[each], each.number, each.part, each.is_kicked, each.spins)
                for each in room.seats
            ]
            self.compare_drawings(drawings, room)
            # A full read has the tombstones too.
            assert [
                (each.id, each.state, each.version)
                for each in self.stores[place].class_drawings(here)
            ] == [(self.ids[e], e.state, e.version) for e in room.drawings]

    def compare_places(self, rooms):
        """Make sure that a process knows where each visitor is."""
        for number in range(VISITORS):
            taught = self.model.taught(pupil(number))
            seated = self.model.seated(pupil(number))
            assert rooms.place_of(pupil(number)) == Place(
                None if taught is None else self.ids[taught],
                None if seated is None else self.ids[seated[0]],
                "" if seated is None else self.ids[seated[1]],
            )

    def compare_drawings(self, drawings, room):
        """Make sure that a class set is the model's."""
        wanted = [each for each in room.drawings if each.state != "deleted"]
        assert [
            (each.id, each.seat, each.label, each.state, each.version)
            for each in drawings
        ] == [
            (self.ids[e], self.ids[e.seat], e.number % 10, e.state, e.version)
            for e in wanted
        ]
        for one, other in zip(drawings, wanted, strict=True):
            np.testing.assert_array_equal(one.image, picture(other.number))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", SEEDS)
def test_two_processes_do_what_the_model_does(url, clock, seed):
    assert FRESH_SECONDS < PLACE_SECONDS
    play = Play(url, clock, seed)
    for _ in range(STEPS):
        play.step()
    play.close()
    # Not only refusals.
    for name in ("join", "draw", "pace"):
        assert play.outcomes.get(name), play.outcomes
