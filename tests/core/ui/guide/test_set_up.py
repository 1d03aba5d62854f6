"""The settings of each step are short ones, and the visitor's own come back."""

from dataclasses import replace

import pytest

from core.settings.presets import Preset, apply, preset_of
from core.settings.run import Loss, Optimizer, RunSettings
from core.ui.guide import set_up
from core.ui.state.guide_state import Deed, GuideState
from core.ui.state.identity import Identity
from core.ui.state.session import Session
from core.ui.state.work import Work

OWN = RunSettings(epochs=29, images=300)


@pytest.fixture
def visit():
    """A visitor with settings of their own, at the beginning of the lesson."""
    made = Session(Identity("en", "a" * 32), Work(settings=OWN))
    made.guide = GuideState(is_on=True)
    set_up.begin(made)
    return made


def enter(visit, step):
    """Begin a step; return the settings."""
    visit.guide.step = step
    set_up.enter(visit)
    return visit.work.settings


def test_the_visitors_own_settings_are_put_aside_and_come_back(visit):
    assert visit.work.settings != OWN
    assert visit.work.own_settings == OWN
    assert visit.work.as_saved().settings == OWN
    set_up.end(visit)
    assert visit.work.settings == visit.work.own_settings == OWN
    assert visit.work.put_aside is None
    set_up.end(visit)
    assert visit.work.settings == OWN


@pytest.mark.parametrize("left_out", [set(), {Deed.CHOOSE_NETWORK}, set(Deed)])
def test_every_run_of_the_lesson_is_as_short_as_the_one_for_a_class(visit, left_out):
    short = apply(Preset.CLASS, RunSettings())
    for step in Deed:
        settings = enter(visit, step)
        assert settings.images * settings.epochs == short.images * short.epochs
        if step not in left_out:
            visit.guide.done.add(step)


def test_a_choice_that_was_left_out_is_made_before_the_training(visit):
    assert preset_of(enter(visit, Deed.CHOOSE_NETWORK)) is Preset.ARTICLE
    assert enter(visit, Deed.CHOOSE_OPTIMIZER).optimizer is Optimizer.SGD
    assert enter(visit, Deed.TRAIN) == set_up.RECIPE


def test_what_the_visitor_has_chosen_beyond_that_is_trained(visit):
    visit.guide.done |= {Deed.CHOOSE_NETWORK, Deed.CHOOSE_OPTIMIZER}
    chosen = replace(set_up.RECIPE, loss=Loss.SQUARED_ERROR)
    # A large network was tried out as well.
    deep = apply(Preset.DEEP, chosen)
    visit.work.settings = replace(deep, loss=Loss.SQUARED_ERROR)
    assert enter(visit, Deed.TRAIN) == chosen


def test_a_step_that_is_done_is_left_as_it_is(visit):
    visit.guide.done |= set(Deed)
    visit.work.settings = chosen = replace(set_up.RECIPE, optimizer=Optimizer.RMSPROP)
    for step in Deed:
        assert enter(visit, step) == chosen


def test_a_lesson_that_goes_on_after_a_reload_has_the_network_that_was_chosen():
    visit = Session(Identity("en", "a" * 32), Work(settings=OWN))
    visit.guide = GuideState(is_on=True, done={Deed.READ, Deed.CHOOSE_NETWORK})
    set_up.begin(visit)
    assert visit.work.settings == set_up.RECIPE
    assert visit.work.own_settings == OWN
