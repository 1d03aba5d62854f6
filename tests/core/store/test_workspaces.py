"""What is stored of a visitor besides runs, and for how long."""

import numpy as np

from core.datasets.own_drawings import LabelledDrawings
from tests.support.saved_runs import ANNA, BERTA, saved


def test_settings_strokes_and_hand_come_back(store):
    assert store.workspace(ANNA) is None
    drawings = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
    store.change_settings(ANNA, {}, {"train_epochs": "3"})
    store.keep_strokes(ANNA, [{"path": [["M", 1, 2]]}])
    store.change_drawings(ANNA, drawings)
    found = store.workspace(ANNA)
    assert found is not None
    assert found.settings == {"train_epochs": "3"}
    assert found.strokes == ({"path": [["M", 1, 2]]},)
    np.testing.assert_array_equal(found.own_drawings.images, drawings.images)


def test_a_change_of_settings_leaves_those_that_nobody_has_changed(store):
    store.change_settings(ANNA, {}, {"train_epochs": "3", "network_dense": "64"})
    store.change_settings(ANNA, {}, {"train_batch_size": "32"})
    store.change_settings(BERTA, {}, {"train_epochs": "2"})
    assert store.workspace(ANNA).settings == {
        "train_epochs": "3",
        "network_dense": "64",
        "train_batch_size": "32",
    }
    assert store.workspace(BERTA).settings == {"train_epochs": "2"}


def test_answers_of_two_tabs_add_up(store):
    store.change_answers(ANNA, {}, {"guess_6": "top"})
    store.change_answers(ANNA, {}, {"check_1-keras": "0"})
    store.change_answers(ANNA, {"guess_6": "top"}, {"guess_6": "low"})
    store.change_answers(BERTA, {}, {"guess_6": "high"})
    assert store.workspace(ANNA).answers == {"guess_6": "low", "check_1-keras": "0"}
    assert store.workspace(BERTA).answers == {"guess_6": "high"}


def test_idle_workspaces_are_removed_with_their_runs(store, clock):
    store.add(saved())
    for _ in range(20):
        clock.now += 24 * 3600
        store.mark_visitor_seen(BERTA)
    assert store.remove_idle(30) == 0
    assert store.remove_idle(10) == 1
    assert store.list_runs(ANNA) == ()
    assert store.workspace(BERTA) is not None
