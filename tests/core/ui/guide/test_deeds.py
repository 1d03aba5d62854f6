"""A deed is noticed when it is done, and not before."""

import numpy as np
import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, Trained
from core.settings import presets
from core.settings.presets import Preset
from core.settings.query_params import Part
from core.settings.run import OPTIMIZER, Optimizer, RunSettings
from core.ui.guide import deeds, set_up
from core.ui.state import page_state
from core.ui.state.guide_state import PYTHON_KEY, Deed
from core.ui.state.identity import Identity
from core.ui.state.page_state import Drawing, Input
from core.ui.state.session import Session

STROKE = {"type": "path"}


@pytest.fixture
def visit():
    """A visit in the guided lesson."""
    made = Session(Identity("en", "a" * 32))
    made.guide.is_on = True
    set_up.begin(made)
    return made


@pytest.fixture
def at(visit):
    """Have the visit begin a step: ``at(Deed.TRAIN)``."""

    def go(step):
        visit.guide.step = step
        set_up.enter(visit)
        deeds.notice(visit)
        assert step not in visit.guide.done
        return visit

    return go


@pytest.fixture
def train(trazo_home):
    """Have a visit train a network."""

    def add(visit):
        run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
        visit.work.add_run(run)
        deeds.notice(visit)
        assert Deed.TRAIN not in visit.guide.done
        run.finish(Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert"))
        return run

    return add


def draw(visit, *strokes):
    """Give the canvas strokes, as a browser sends them."""
    drawing = visit.work.drawing
    visit.work.drawing = Drawing(drawing.generation, drawing.start, strokes)


def put_up_canvas(visit):
    """Put the drawing on a new canvas, as its page does when it is opened."""
    drawing = visit.work.drawing
    strokes = drawing.strokes
    visit.work.drawing = Drawing(drawing.generation + 1, strokes, strokes)


def taken():
    """Return another test digit."""
    return page_state.TestDigit(7, np.zeros((4, 4, 4), np.uint8))


def is_noticed(visit, deed):
    """Return whether a deed counts as done."""
    deeds.notice(visit)
    return deed in visit.guide.done


def test_reading_is_confirmed_or_the_python_is_opened(at):
    visit = at(Deed.READ)
    visit.widgets.unfolded = frozenset({"work"})
    assert not is_noticed(visit, Deed.READ)
    visit.widgets.unfolded = frozenset({PYTHON_KEY})
    assert is_noticed(visit, Deed.READ)


def test_a_new_drawing_counts_and_one_from_before_does_not(at):
    visit = at(Deed.DRAW)
    draw(visit, STROKE)
    assert not is_noticed(visit, Deed.DRAW)
    put_up_canvas(visit)
    assert not is_noticed(visit, Deed.DRAW)
    draw(visit, STROKE, STROKE)
    assert is_noticed(visit, Deed.DRAW)


def test_a_test_digit_counts_for_those_who_have_the_keyboard_alone(at):
    visit = at(Deed.DRAW)
    visit.digit.input = Input.TEST_DIGIT
    assert not is_noticed(visit, Deed.DRAW)
    visit.digit.test_digit = taken()
    assert is_noticed(visit, Deed.DRAW)


def test_the_test_digit_from_the_step_before_does_not_count(at, visit, train):
    visit.digit.input = Input.TEST_DIGIT
    visit.digit.test_digit = taken()
    train(visit)
    visit = at(Deed.DRAW_AGAIN)
    visit.digit.test_digit = taken()
    assert is_noticed(visit, Deed.DRAW_AGAIN)


def test_the_ready_made_network_is_chosen(at):
    visit = at(Deed.CHOOSE_NETWORK)
    visit.work.settings = presets.apply(Preset.DEEP, visit.work.settings)
    assert not is_noticed(visit, Deed.CHOOSE_NETWORK)
    visit.work.settings = presets.apply(Preset.CLASS, visit.work.settings)
    assert is_noticed(visit, Deed.CHOOSE_NETWORK)


def test_the_optimiser_is_chosen(at):
    visit = at(Deed.CHOOSE_OPTIMIZER)
    visit.work.settings = visit.work.settings.changed(OPTIMIZER, Optimizer.RMSPROP)
    assert not is_noticed(visit, Deed.CHOOSE_OPTIMIZER)
    visit.work.settings = visit.work.settings.changed(OPTIMIZER, Optimizer.ADAM)
    assert is_noticed(visit, Deed.CHOOSE_OPTIMIZER)


def test_a_run_counts_when_it_leaves_a_network_and_on_any_page(at, train):
    visit = at(Deed.TRAIN)
    run = train(visit)
    visit.guide.step = Deed.PRESS_IMAGE
    assert is_noticed(visit, Deed.TRAIN)
    assert deeds.own_run(visit) is run


def test_a_network_from_before_the_lesson_does_not_count(visit, train):
    train(visit)
    set_up.begin(visit)
    assert not is_noticed(visit, Deed.TRAIN)
    assert deeds.own_run(visit) is None


def test_the_last_drawing_counts_for_ones_own_network_only(at, visit, train):
    run = train(visit)
    visit = at(Deed.DRAW_AGAIN)
    assert visit.digit.network == run.id
    put_up_canvas(visit)
    visit.digit.network = "shipped"
    draw(visit, STROKE)
    assert not is_noticed(visit, Deed.DRAW_AGAIN)
    visit.digit.network = run.id
    assert is_noticed(visit, Deed.DRAW_AGAIN)


@pytest.mark.parametrize("deed", [Deed.PRESS_IMAGE, Deed.PRESS_CELL])
def test_a_press_on_an_image_or_a_cell_is_noted_by_its_callback(at, deed):
    visit = at(deed)
    visit.guide.note(deed)
    assert is_noticed(visit, deed)
    visit.guide.is_on = False
    visit.guide.done.clear()
    visit.guide.note(deed)
    assert visit.guide.done == set()


@pytest.mark.parametrize("deed", deeds.NEEDED)
def test_a_step_whose_controls_a_teacher_hides_is_done_by_reading(at, visit, deed):
    visit.link.hidden = frozenset({Part.PRESETS, Part.COMPILE})
    visit = at(deed)
    assert not deeds.has_controls(visit)
    # What could not be chosen stands as it should be for the run.
    assert visit.work.settings.optimizer is Optimizer.ADAM
    assert not is_noticed(visit, deed)
    visit.guide.note(deed)
    assert is_noticed(visit, deed)


def test_the_last_step_begins_with_a_clean_sheet(at, visit, train):
    visit = at(Deed.DRAW)
    put_up_canvas(visit)
    draw(visit, STROKE)
    assert is_noticed(visit, Deed.DRAW)
    train(visit)
    generation = visit.work.drawing.generation
    visit = at(Deed.DRAW_AGAIN)
    assert visit.work.drawing.strokes == visit.work.drawing.start == ()
    assert visit.work.drawing.generation > generation


def test_a_drawing_from_before_the_lesson_stays_on_the_canvas(at, visit, train):
    draw(visit, STROKE)
    visit = at(Deed.DRAW)
    put_up_canvas(visit)
    draw(visit, STROKE, STROKE)
    assert is_noticed(visit, Deed.DRAW)
    train(visit)
    visit = at(Deed.DRAW_AGAIN)
    assert visit.work.drawing.strokes == (STROKE, STROKE)
