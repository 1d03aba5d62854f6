"""A visit that began during an outage is merged into what is stored."""

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.datasets import loader, own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import DiskFull, StoreUnavailable
from core.settings.run import RunSettings
from core.store import drawings
from core.ui.state import workspace_sync
from core.ui.state.page_state import Drawing
from tests.support.visitor_tabs import ANNA, Classroom

BERTA = "b" * 32


@pytest.fixture
def classroom(trazo_home, monkeypatch):
    made = Classroom(f"sqlite:///{trazo_home / 'trazo.db'}", monkeypatch)
    yield made
    made.store.failure = None
    made.repository.close()


@pytest.mark.parametrize("seed", range(12))
def test_drawings_of_two_tabs_add_up_through_an_outage(classroom, seed):
    chance = random.Random(seed)
    expected = set()

    def act(tab):
        for _ in range(chance.randrange(5)):
            digests = tab.work.own_drawings.digests()
            if digests and chance.random() < 0.3:
                place = chance.randrange(len(digests))
                tab.work.own_drawings = tab.work.own_drawings.without(place)
                expected.discard(digests[place])
            else:
                expected.add(classroom.add_drawing(tab))
            if chance.random() < 0.5:
                classroom.save(tab)

    first = classroom.open_tab()
    act(first)
    classroom.save(first)
    assert classroom.repository.writes.flush(60)
    classroom.stop_store(chance.choice([StoreUnavailable("away"), DiskFull("full")]))
    second = classroom.open_tab()
    assert not second.work.is_known
    for tab in chance.choices([first, second], k=4):
        act(tab)
    classroom.start_store()
    for tab in chance.choices([first, second], k=4):
        act(tab)
    classroom.save(first)
    classroom.save(second)
    assert second.work.is_known
    assert classroom.repository.writes.flush(60)
    stored = classroom.repository.read_workspace(ANNA)
    assert set(stored.own_drawings.digests()) == expected


def test_settings_and_runs_from_before_an_outage_come_back(classroom):
    first = classroom.open_tab()
    first.work.settings = replace(first.work.settings, epochs=7)
    first.work.drawing = Drawing(1, (), ({"path": "before"},))
    classroom.save(first)
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    assert classroom.repository.ensure_stored(run)
    classroom.stop_store(StoreUnavailable("away"))
    second = classroom.open_tab()
    assert second.work.runs == []
    second.work.settings = replace(second.work.settings, batch_size=64)
    classroom.save(second)
    classroom.start_store()
    classroom.save(second)
    assert [each.id for each in second.work.runs] == [run.id]
    settings = second.work.settings
    assert (settings.epochs, settings.batch_size) == (7, 64)
    assert second.work.drawing.strokes == ({"path": "before"},)
    assert classroom.repository.writes.flush(60)
    again = classroom.open_tab().work
    assert again.settings == settings
    assert again.drawing.strokes == ({"path": "before"},)


def test_strokes_drawn_during_an_outage_replace_those_of_before(classroom):
    first = classroom.open_tab()
    first.work.drawing = Drawing(1, (), ({"path": "before"},))
    classroom.save(first)
    assert classroom.repository.writes.flush(60)
    classroom.stop_store(DiskFull("full"))
    second = classroom.open_tab()
    second.work.drawing = Drawing(1, (), ({"path": "during"},))
    classroom.save(second)
    classroom.start_store()
    classroom.save(second)
    assert second.work.drawing.strokes == ({"path": "during"},)
    assert classroom.repository.writes.flush(60)
    stored = classroom.repository.read_workspace(ANNA)
    assert tuple(stored.strokes) == ({"path": "during"},)


def test_answers_of_two_tabs_add_up_through_an_outage(classroom):
    first = classroom.open_tab()
    first.work.answers = {"guess_6": "top"}
    classroom.save(first)
    assert classroom.repository.writes.flush(60)
    classroom.stop_store(StoreUnavailable("away"))
    second = classroom.open_tab()
    assert second.work.answers == {}
    second.work.answers = {"guess_3": "equal"}
    classroom.save(second)
    classroom.start_store()
    classroom.save(second)
    both = {"guess_6": "top", "guess_3": "equal"}
    assert second.work.answers == both
    assert classroom.repository.writes.flush(60)
    assert classroom.open_tab().work.answers == both


def test_a_guided_lesson_during_an_outage_leaves_the_stored_settings(classroom):
    first = classroom.open_tab()
    first.work.settings = replace(first.work.settings, epochs=7)
    classroom.save(first)
    classroom.stop_store(StoreUnavailable("away"))
    second = classroom.open_tab()
    second.work.put_aside = second.work.settings
    second.work.settings = lesson = replace(RunSettings(), epochs=1, images=500)
    classroom.save(second)
    classroom.start_store()
    classroom.save(second)
    assert second.work.settings == lesson
    assert second.work.own_settings == RunSettings(epochs=7)
    assert stored_settings(classroom) == RunSettings(epochs=7)


def stored_settings(classroom):
    """Return the settings that a visit would find."""
    assert classroom.repository.writes.flush(60)
    return classroom.open_tab().work.settings


@pytest.mark.parametrize("is_away", [False, True])
def test_two_tabs_that_change_different_settings_keep_both(classroom, is_away):
    first, second = classroom.open_tab(), classroom.open_tab()
    if is_away:
        classroom.stop_store(StoreUnavailable("away"))
    first.work.settings = replace(first.work.settings, epochs=7)
    classroom.save(first)
    second.work.settings = replace(second.work.settings, batch_size=64)
    classroom.save(second)
    # Back to the default is a change as well.
    first.work.settings = replace(first.work.settings, epochs=10)
    classroom.save(first)
    second.work.settings = replace(second.work.settings, seed=3)
    classroom.save(second)
    first.work.settings = replace(first.work.settings, images=2000)
    classroom.save(first)
    if is_away:
        classroom.start_store()
    expected = RunSettings(batch_size=64, seed=3, images=2000)
    assert stored_settings(classroom) == expected


@pytest.mark.parametrize("seed", range(6))
def test_of_two_tabs_the_later_change_of_each_setting_is_kept(classroom, seed):
    chance = random.Random(seed)
    tabs = [classroom.open_tab(), classroom.open_tab()]
    expected = RunSettings()
    for _ in range(25):
        tab = chance.choice(tabs)
        name, values = chance.choice(
            [("epochs", [3, 10, 20]), ("batch_size", [32, 128]), ("seed", [1, 2, 3])]
        )
        change: dict[str, Any] = {name: chance.choice(values)}
        if getattr(tab.work.settings, name) != change[name]:
            tab.work.settings = replace(tab.work.settings, **change)
            expected = replace(expected, **change)
        classroom.save(tab)
    assert stored_settings(classroom) == expected


def test_a_link_is_stored_with_the_first_change_and_not_before(classroom):
    first = classroom.open_tab()
    first.work.settings = replace(first.work.settings, seed=3, epochs=7)
    classroom.save(first)
    assert stored_settings(classroom) == RunSettings(seed=3, epochs=7)
    linked = classroom.open_tab(RunSettings(epochs=5))
    classroom.save(linked)
    assert linked.work.settings == RunSettings(epochs=5)
    assert stored_settings(classroom) == RunSettings(seed=3, epochs=7)
    linked.work.settings = replace(linked.work.settings, batch_size=64)
    classroom.save(linked)
    assert stored_settings(classroom) == RunSettings(epochs=5, batch_size=64)


def test_of_too_many_drawings_what_fits_is_kept_and_the_rest_is_told(
    classroom, monkeypatch
):
    for module in (own_drawings, drawings, workspace_sync):
        monkeypatch.setattr(module, "MOST_DRAWINGS", 10)
    first = classroom.open_tab()
    old = [classroom.add_drawing(first) for _ in range(6)]
    classroom.save(first)
    assert classroom.repository.writes.flush(60)
    classroom.stop_store(StoreUnavailable("away"))
    second, idle = classroom.open_tab(), classroom.open_tab()
    new = [classroom.add_drawing(second) for _ in range(7)]
    classroom.start_store()
    classroom.save(second)
    assert second.work.own_drawings.digests() == (*old, *new[3:])
    assert second.draw.error.drawings == 3
    assert classroom.repository.writes.flush(60)
    stored = classroom.repository.read_workspace(ANNA).own_drawings
    assert stored.digests() == second.work.own_drawings.digests()
    # One that has made none itself has lost none.
    classroom.save(idle)
    assert idle.work.own_drawings.digests() == stored.digests()
    assert idle.draw.error is None


def test_drawings_that_the_store_has_had_no_room_for_are_told_as_well(
    classroom, monkeypatch
):
    for module in (own_drawings, drawings, workspace_sync):
        monkeypatch.setattr(module, "MOST_DRAWINGS", 10)
    first = classroom.open_tab()
    for _ in range(8):
        classroom.add_drawing(first)
    classroom.save(first)
    assert classroom.repository.writes.flush(60)
    classroom.stop_store(DiskFull("full"))
    second = classroom.open_tab()
    for _ in range(5):
        classroom.add_drawing(second)
        # Each is given to the store by itself.
        classroom.save(second)
    classroom.start_store()
    classroom.save(second)
    assert second.draw.error.drawings == 3
    stored = classroom.repository.read_workspace(ANNA).own_drawings
    assert stored.digests() == second.work.own_drawings.digests()


def test_a_drawing_that_another_tab_has_taken_out_is_no_loss(classroom):
    classroom.stop_store(StoreUnavailable("away"))
    first = classroom.open_tab()
    classroom.add_drawing(first)
    classroom.save(first)
    classroom.start_store()
    second = classroom.open_tab()
    second.work.own_drawings = second.work.own_drawings.without(0)
    classroom.save(second)
    classroom.save(first)
    assert not len(first.work.own_drawings)
    assert first.draw.error is None


def test_work_that_was_deleted_during_an_outage_is_not_merged(classroom):
    classroom.save(classroom.open_tab())
    classroom.stop_store(StoreUnavailable("away"))
    tab = classroom.open_tab()
    classroom.add_drawing(tab)
    classroom.save(tab)
    # By another web process, which reaches the store.
    classroom.store.unbroken.remove_workspace(ANNA)
    classroom.start_store()
    classroom.save(tab)
    assert classroom.repository.is_known_deleted(ANNA)
    assert not classroom.store.unbroken.has_workspace(ANNA)


def test_a_full_store_takes_what_makes_room_and_later_all_the_rest(
    classroom, monkeypatch
):
    tab = classroom.open_tab()
    drawn = [classroom.add_drawing(tab) for _ in range(2)]
    classroom.save(tab)
    assert classroom.repository.writes.flush(10)
    full = SimpleNamespace(is_full=True)
    monkeypatch.setattr(classroom.repository, "space", full)
    strokes = ({"path": [["M", 1, 1]]},)
    tab.work.drawing = Drawing(1, strokes, strokes)
    drawn.append(classroom.add_drawing(tab))
    tab.work.settings = RunSettings(epochs=9)
    classroom.save(tab)
    assert classroom.repository.writes.flush(10)
    stored = classroom.repository.workspace(ANNA)
    assert stored.strokes == ()
    assert set(stored.own_drawings.digests()) == set(drawn[:2])
    # Settings take no room.
    assert stored.settings["train_epochs"] == "9"
    full.is_full = False
    classroom.save(tab)
    assert classroom.repository.writes.flush(10)
    stored = classroom.repository.workspace(ANNA)
    assert stored.strokes == strokes
    assert set(stored.own_drawings.digests()) == set(drawn)
    # What makes room is always taken.
    full.is_full = True
    tab.work.drawing = Drawing(2)
    tab.work.own_drawings = LabelledDrawings()
    classroom.save(tab)
    assert classroom.repository.writes.flush(10)
    stored = classroom.repository.workspace(ANNA)
    assert stored.strokes == ()
    assert len(stored.own_drawings) == 0


def test_runs_that_could_not_be_read_are_not_taken_for_none(classroom):
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, ANNA))
    assert classroom.repository.ensure_stored(run)
    # The store goes away between two questions of a page.
    classroom.store.failing = frozenset({"list_runs"})
    classroom.store.failure = StoreUnavailable("away")
    opened, brought = classroom.open_tab(), classroom.open_tab()
    assert not opened.work.is_known
    brought.work.is_known = True
    workspace_sync.refresh_runs(brought)
    classroom.start_store()
    for tab in (opened, brought):
        classroom.save(tab)
        assert [each.id for each in tab.work.runs] == [run.id]


def test_a_newcomers_page_does_not_wait_for_a_store_that_nobody_has_opened(classroom):
    assert workspace_sync.read(BERTA, is_new=True) == workspace_sync.Stored(None, ())
    assert classroom.repository.is_untried
    # It is kept all the same.
    tab = classroom.open_tab()
    assert not classroom.repository.is_untried
    digest = classroom.add_drawing(tab)
    classroom.save(tab)
    assert classroom.repository.writes.flush(60)
    stored = workspace_sync.read(ANNA).workspace
    assert stored is not None
    assert stored.own_drawings.digests() == (digest,)


@pytest.mark.parametrize("failure", [StoreUnavailable("away"), DiskFull("full")])
def test_a_newcomer_is_told_of_an_outage_that_is_known(classroom, failure):
    classroom.stop_store(failure)
    assert not workspace_sync.read(BERTA, is_new=True).is_known
    assert workspace_sync.read(BERTA, is_new=False).is_known is False


def test_who_comes_back_is_read_at_once(classroom):
    classroom.store.unbroken.mark_visitor_seen(ANNA)
    assert classroom.repository.is_untried
    assert workspace_sync.read(ANNA).workspace is not None
