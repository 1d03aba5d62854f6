"""The settings that the guided lesson chooses, so that each step is short."""

from dataclasses import replace

from core.settings.presets import Preset, apply
from core.settings.run import Optimizer, RunSettings
from core.ui.guide import deeds
from core.ui.state.guide_state import Deed
from core.ui.state.page_state import SHIPPED, Drawing
from core.ui.state.session import Session

RECIPE = apply(Preset.CLASS, RunSettings())
# The article's network, in as short a run: a visitor who leaves out the choice of a
# network waits no longer.
START = replace(
    RunSettings(),
    epochs=RECIPE.epochs,
    batch_size=RECIPE.batch_size,
    images=RECIPE.images,
)


def begin(visit: Session) -> None:
    """Put the visitor's own settings aside, and set those of the first step."""
    guide, work = visit.guide, visit.work
    work.put_aside = work.settings
    work.settings = RECIPE if Deed.CHOOSE_NETWORK in guide.done else START
    networks = [run.id for run in work.trained_runs()]
    # Of a lesson that goes on after a reload, the last one is its own.
    has_own = Deed.TRAIN in guide.done
    guide.networks_before = frozenset(networks[:-1] if has_own else networks)


def enter(visit: Session) -> None:
    """Set the controls for the step that begins."""
    guide, work = visit.guide, visit.work
    if guide.step is Deed.DRAW_AGAIN and guide.has_drawn:
        # A clean sheet, as only what this lesson has asked for is on the old one.
        work.drawing = Drawing(work.drawing.generation + 1)
        guide.has_drawn = False
    guide.canvas_before = work.drawing.generation
    guide.digit_before = visit.digit.test_digit
    if guide.step not in guide.done:
        work.settings = settings_for(visit)
    own = deeds.own_run(visit)
    match guide.step:
        case Deed.DRAW:
            visit.digit.network = SHIPPED
        case Deed.PRESS_CELL | Deed.DRAW_AGAIN if own is not None:
            visit.digit.network = own.id


def settings_for(visit: Session) -> RunSettings:
    """Return the settings with which the step begins, as long as it is not done."""
    now = visit.work.settings
    match visit.guide.step:
        case Deed.CHOOSE_NETWORK:
            return START if deeds.has_controls(visit) else RECIPE
        case Deed.CHOOSE_OPTIMIZER if deeds.has_controls(visit):
            # So that there is something to choose.
            return replace(now, optimizer=Optimizer.SGD)
        case Deed.TRAIN:
            return _short(now, visit.guide.done)
    return now


def end(visit: Session) -> None:
    """Put the visitor's own settings back."""
    own = visit.work.put_aside
    if own is not None:
        visit.work.settings, visit.work.put_aside = own, None


def _short(now: RunSettings, done: set[Deed]) -> RunSettings:
    """Return settings of a run that ends soon and well.

    What the network is compiled with stays, where the visitor has chosen both.
    """
    if not {Deed.CHOOSE_NETWORK, Deed.CHOOSE_OPTIMIZER} <= done:
        return RECIPE
    return replace(
        RECIPE,
        optimizer=now.optimizer,
        learning_rate=now.learning_rate,
        schedule=now.schedule,
        loss=now.loss,
    )
