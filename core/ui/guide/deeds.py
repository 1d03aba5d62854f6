"""What a visitor has done of the guided lesson, noticed in the session."""

from core.engine.run import Run
from core.settings.presets import Preset, preset_of
from core.settings.query_params import Part
from core.settings.run import Optimizer
from core.ui.state.guide_state import PYTHON_KEY, Deed
from core.ui.state.page_state import Input
from core.ui.state.session import Session

# The controls that a deed needs. Where a teacher hides them, the step asks to read.
NEEDED = {Deed.CHOOSE_NETWORK: Part.PRESETS, Deed.CHOOSE_OPTIMIZER: Part.COMPILE}


def notice(visit: Session) -> None:
    """Add what the visitor has done meanwhile to what is done.

    An image or a cell that is chosen already can be pressed again, which leaves no
    trace in the session: their callbacks note those two deeds.
    """
    guide = visit.guide
    if _is_done(visit):
        guide.done.add(guide.step)
        if guide.step is Deed.DRAW:
            guide.has_drawn = not visit.work.drawing.start
    # A run may end while another page is open.
    if own_run(visit) is not None:
        guide.done.add(Deed.TRAIN)


def has_controls(visit: Session) -> bool:
    """Say whether the page has what the step's deed needs."""
    part = NEEDED.get(visit.guide.step)
    return part is None or visit.link.shows(part)


def own_run(visit: Session) -> Run | None:
    """Return the last run that has left a network since the guided lesson began."""
    before = visit.guide.networks_before
    since = [run for run in visit.work.trained_runs() if run.id not in before]
    return since[-1] if since else None


def _is_done(visit: Session) -> bool:
    if not has_controls(visit):
        return False
    settings = visit.work.settings
    match visit.guide.step:
        case Deed.READ:
            return PYTHON_KEY in visit.widgets.unfolded
        case Deed.DRAW:
            return _has_new_answer(visit)
        case Deed.CHOOSE_NETWORK:
            return preset_of(settings) is Preset.CLASS
        case Deed.CHOOSE_OPTIMIZER:
            return settings.optimizer is Optimizer.ADAM
        case Deed.DRAW_AGAIN:
            return visit.chosen_run() is not None and _has_new_answer(visit)
    return False


def _has_new_answer(visit: Session) -> bool:
    """Say whether something was drawn or taken since the step began.

    A test digit is taken by the keyboard alone.
    """
    guide, drawing, digit = visit.guide, visit.work.drawing, visit.digit
    if digit.input is Input.TEST_DIGIT:
        is_new = digit.test_digit is not guide.digit_before
        return is_new and digit.test_digit is not None
    is_new = drawing.generation != guide.canvas_before
    return is_new and len(drawing.strokes) > len(drawing.start)
