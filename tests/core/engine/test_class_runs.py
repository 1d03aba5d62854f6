"""A class network's run: started by a teacher, read by all, through every crash."""

import secrets
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from core.engine import class_runs
from core.engine.run_writer import SILENT_SECONDS
from core.errors import AlreadyTraining
from core.rooms import class_set
from core.rooms.errors import NothingToLearn, NotYourRoom
from core.rooms.split import Part
from core.runs.class_data import Use
from core.runs.progress import Ending, Stage
from tests.support import learned
from tests.support.class_drawings import drawing
from tests.support.hold import Hold
from tests.support.patience import wait_for
from tests.support.processes import kill, workers
from tests.support.runs import SAMPLE, losses_of, over, reached
from tests.support.stub_network import loss_of

pytestmark = pytest.mark.servers

SEATS = 5


def taught(engine, signs=()):
    """Return a room with a teacher, five seats, and three drawings of each."""
    rooms, teacher = engine.rooms, secrets.token_hex(16)
    room_id = rooms.open(teacher, 3600.0, signs)
    for seat in range(SEATS):
        pupil = secrets.token_hex(16)
        rooms.join(room_id, pupil)
        for label in range(3):
            image = drawing(10 * seat + label, "", label).image
            rooms.add_drawing(room_id, pupil, image, label, is_refused=label == 2)
    return SimpleNamespace(id=room_id, teacher=teacher, pupil=pupil)


def room_of(engine, place):
    """Return the room as it is now."""
    return engine.repository.store.run(lambda store: store.room(place.id))


def held_at(engine, place, batches):
    """Start the class network; return its run, which waits there, and its `Hold`."""
    room = room_of(engine, place)
    hold = Hold(class_runs.settings_of(room).seed)
    hold.at(batches)
    return engine.class_runs.start(room, place.teacher, SAMPLE), hold


def is_whole(run):
    """Say whether each batch is there once, with the right loss."""
    wanted = [
        loss_of(run.settings.seed, batch)
        for batch in range(run.goal * run.batches_per_epoch)
    ]
    told = np.array(losses_of(run), np.float32)
    return np.array_equal(told, np.array(wanted, np.float32))


def line_of(engine, place):
    """Return what each attempt must have been given: the drawings of now."""
    room = room_of(engine, place)
    data = class_set.class_data(room, engine.rooms.drawings(room.id))
    return f"{data.use} {learned.digest(data.drawings)} {learned.digest(data.test)}"


def test_a_run_learns_the_training_drawings_and_goes_on_when_its_worker_is_killed(
    engine,
):
    place = taught(engine)
    wanted = line_of(engine, place)
    run, hold = held_at(engine, place, 40)
    reached(run, 40)
    # The class draws on; the run has what was there when it was asked for.
    late = drawing(99, "", 1).image
    engine.rooms.add_drawing(place.id, place.pupil, late, 1, is_refused=False)
    kill(workers())
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert learned.attempts(run.id) == [wanted, wanted]
    assert is_whole(run)
    assert run.class_data.use is Use.MIXED
    # Three of five seats train, with the two drawings each that are on the wall.
    assert len(run.class_data.drawings) == 6
    saved = engine.repository.fetch_run(place.teacher, run.id)
    assert saved.class_use is Use.MIXED
    assert engine.repository.read_file(place.teacher, run.id, "drawings") is None


def test_another_web_process_reads_the_run_and_takes_it_over_with_its_drawings(
    engine, make_engine, clock
):
    before = make_engine()
    place = taught(before, ("heart", "star", "sun"))
    wanted = line_of(before, place)
    first, hold = held_at(before, place, 30)
    reached(first, 30)
    run = engine.class_runs.find(room_of(engine, place))
    assert run.id == first.id
    assert run is not first
    assert run.state.stage is Stage.TRAINING
    assert run.batches_per_epoch == first.batches_per_epoch
    before.close()
    clock.now += SILENT_SECONDS + 1
    run.mark_watched()
    wait_for(lambda: engine.repository.fetch_run(place.teacher, run.id).attempts == 2)
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert learned.attempts(run.id) == [wanted, wanted]
    assert is_whole(run)
    assert engine.class_runs.find(room_of(engine, place)) is run


def test_thirty_readers_have_one_run_which_is_read_from_the_store_once(
    engine, make_engine, monkeypatch
):
    before = make_engine()
    place = taught(before)
    first, hold = held_at(before, place, 10)
    room = room_of(engine, place)
    asked, ask = [], engine.repository.fetch_class_run

    def counted(room_id):
        asked.append(room_id)
        return ask(room_id)

    monkeypatch.setattr(engine.repository, "fetch_class_run", counted)
    found, start = [], threading.Barrier(30)

    def read():
        start.wait()
        found.append(engine.class_runs.find(room))

    readers = [threading.Thread(target=read) for _ in range(30)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert {id(run) for run in found} == {id(found[0])}
    assert found[0].id == first.id
    assert asked == [place.id]
    # In its own process, nobody asks the store at all.
    assert before.class_runs.find(room) is first
    hold.release()
    assert over(first).ending is Ending.FINISHED
    before.close()


def test_a_run_that_is_gone_is_not_looked_for_each_time(engine, monkeypatch, clock):
    place = taught(engine)
    engine.rooms.set_run(place.id, place.teacher, secrets.token_hex(16))
    room = room_of(engine, place)
    asked: list[str] = []
    monkeypatch.setattr(engine.repository, "fetch_class_run", asked.append)
    for _ in range(10):
        assert engine.class_runs.find(room) is None
    assert len(asked) == 1
    clock.now += class_runs.RETRY_SECONDS
    engine.class_runs.find(room)
    assert len(asked) == 2


def test_only_the_teacher_starts_it_one_at_a_time_and_with_something_to_learn(
    engine, monkeypatch
):
    place = taught(engine)
    room = room_of(engine, place)
    assert engine.class_runs.find(room) is None
    for stranger in (place.pupil, secrets.token_hex(16), taught(engine).teacher):
        with monkeypatch.context() as patch:
            # No run starts for them, not even to be stopped at once.
            patch.setattr(engine, "start_class", None)
            with pytest.raises(NotYourRoom):
                engine.class_runs.start(room, stranger, SAMPLE)
    assert room_of(engine, place).run == ""
    run, hold = held_at(engine, place, 0)
    with pytest.raises(AlreadyTraining):
        engine.class_runs.start(room, place.teacher, SAMPLE)
    assert room_of(engine, place).run == run.id
    hold.release()
    assert over(run).ending is Ending.FINISHED
    with pytest.raises(ValueError, match="cannot be continued"):
        engine.resume(run, 1, place.teacher)
    teacher = secrets.token_hex(16)
    empty = engine.rooms.room(engine.rooms.open(teacher, 3600.0, ()))
    with pytest.raises(NothingToLearn):
        engine.class_runs.start(empty, teacher, SAMPLE)
    assert engine.runs_of(teacher) == ()


def test_a_run_ends_where_its_room_cannot_note_it(engine, monkeypatch):
    place = taught(engine)
    room = room_of(engine, place)
    hold = Hold(class_runs.settings_of(room).seed)
    hold.at(0)

    asked: list[str] = []

    def refuse(room_id, teacher, run_id):
        asked.append(run_id)
        raise NotYourRoom

    monkeypatch.setattr(engine.rooms, "set_run", refuse)
    with pytest.raises(NotYourRoom):
        engine.class_runs.start(room, place.teacher, SAMPLE)
    (run_id,) = asked
    # A run that no worker has started is removed.
    saved = wait_for(
        lambda: [engine.repository.fetch_run(place.teacher, run_id)],
        lambda found: found[0] is None or found[0].stage == "done",
    )
    assert saved[0] is None or saved[0].ending is Ending.STOPPED


def test_a_run_that_is_stopped_leaves_no_drawing_behind(engine):
    place = taught(engine)
    run, _ = held_at(engine, place, 5)
    reached(run, 5)
    read = engine.repository.read_file
    assert read(place.teacher, run.id, "drawings") is not None
    engine.class_runs.stop(room_of(engine, place))
    assert over(run).ending is Ending.STOPPED
    wait_for(lambda: read(place.teacher, run.id, "drawings") is None)
    # Nothing is left to stop.
    engine.class_runs.stop(room_of(engine, place))
    empty = engine.rooms.open(secrets.token_hex(16), 3600.0, ())
    engine.class_runs.stop(engine.rooms.room(empty))


def test_a_room_of_signs_learns_signs_alone(engine):
    place = taught(engine, ("heart", "star", "sun"))
    room = room_of(engine, place)
    run = engine.class_runs.start(room, place.teacher, SAMPLE)
    hold = Hold(run.settings.seed)
    hold.release()
    assert run.class_data.use is Use.ALONE
    parts = class_set.counts(room, engine.rooms.drawings(room.id))
    assert len(run.class_data.drawings) == parts[Part.TRAINING] > 0
    assert len(run.class_data.test) == parts[Part.OPEN_TEST] > 0
    assert run.spec.images_per_epoch == run.settings.images
    engine.stop(run)
    over(run)
