"""What has changed is given to the engine once, and again until it accepts it."""

import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.datasets.own_drawings import LabelledDrawings
from core.settings import query_params
from core.settings.run import RunSettings
from core.ui.state import autosave, services
from core.ui.state.work import Work

ANNA = "a" * 32
KINDS = ("settings", "strokes", "drawings", "answers")


class Notes:
    """A store that notes what it gets."""

    def __init__(self):
        self.told = []

    def change_settings(self, visitor, before, after):
        """Note settings."""
        self.told.append(("settings", visitor, before, after))

    def keep_strokes(self, visitor, strokes):
        """Note strokes."""
        self.told.append(("strokes", visitor, strokes))

    def change_drawings(self, visitor, added, removed):
        """Note drawings."""
        self.told.append(("drawings", visitor, len(added), len(removed)))

    def change_answers(self, visitor, before, after):
        """Note answers."""
        self.told.append(("answers", visitor, before, after))


class Engine:
    """An engine that accepts what it is given as long as a test says so."""

    def __init__(self):
        self.accepts, self.is_deleted = True, False
        self.store = Notes()
        self.repository = SimpleNamespace(
            is_known_deleted=lambda _: self.is_deleted,
            space=SimpleNamespace(is_full=False),
        )

    def save(self, visitor, work, kind=""):
        """Do it at once, or refuse it."""
        if self.accepts:
            work(self.store)
        return self.accepts

    def taken(self):
        """Return what the store got since the last call."""
        told, self.store.told = self.store.told, []
        return told


@pytest.fixture
def engine(monkeypatch):
    """The engine of the pages."""
    made = Engine()
    monkeypatch.setattr(services, "engine", lambda: made)
    return made


@pytest.fixture
def work(engine, monkeypatch):
    """The work of a visit whose first page has been drawn."""
    made = Work()
    visit = SimpleNamespace(identity=SimpleNamespace(visitor=ANNA), work=made)
    monkeypatch.setattr(autosave, "session", lambda: visit)
    autosave.save()
    return made


def change(work, kind, number):
    """Change one kind of work to what it has not been before."""
    if kind == "settings":
        work.settings = replace(work.settings, seed=number + 100)
    elif kind == "strokes":
        work.drawing = replace(work.drawing, strokes=({"number": number},))
    elif kind == "answers":
        work.answers = {**work.answers, f"guess_{number}": "top"}
    else:
        image = np.zeros((1, 28, 28), np.uint8)
        image[0, 0, 0] = number + 1
        drawn = LabelledDrawings(image, np.array([number % 10], np.uint8))
        work.own_drawings = work.own_drawings.joined(drawn)


def test_who_has_done_nothing_leaves_nothing(engine, work):
    autosave.save()
    assert engine.taken() == []


@pytest.mark.parametrize("seed", range(8))
def test_each_change_is_given_once_and_again_until_it_is_accepted(engine, work, seed):
    chance = random.Random(seed)
    for number in range(20):
        changed = chance.sample(KINDS, chance.randint(1, 3))
        for kind in changed:
            change(work, kind, number)
        for _ in range(chance.randint(0, 2)):
            engine.accepts = False
            autosave.save()
            assert engine.taken() == []
        engine.accepts = True
        autosave.save()
        told = engine.taken()
        assert sorted(what[0] for what in told) == sorted(changed)
        assert {what[1] for what in told} == {ANNA}
        autosave.save()
        assert engine.taken() == []


def test_settings_are_told_with_those_that_the_store_has(engine, work):
    work.settings = RunSettings(epochs=9)
    autosave.save()
    ((_, _, before, after),) = engine.taken()
    assert before == query_params.to_query(RunSettings())
    assert after == query_params.to_query(RunSettings(epochs=9))


def test_a_full_store_is_given_only_what_makes_room(engine, work):
    for number in range(2):
        change(work, "drawings", number)
    change(work, "strokes", 0)
    autosave.save()
    engine.taken()
    engine.repository.space.is_full = True
    change(work, "drawings", 2)
    change(work, "strokes", 1)
    autosave.save()
    assert engine.taken() == []
    work.drawing = replace(work.drawing, strokes=())
    work.own_drawings = LabelledDrawings()
    autosave.save()
    assert engine.taken() == [("strokes", ANNA, ()), ("drawings", ANNA, 0, 2)]


def test_nothing_is_given_for_work_that_was_deleted(engine, work):
    for number, kind in enumerate(KINDS):
        change(work, kind, number)
    engine.is_deleted = True
    autosave.save()
    assert engine.taken() == []
