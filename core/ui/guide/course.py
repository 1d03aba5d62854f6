"""The course of the guided lesson: it begins, follows the visitor, and is left."""

from collections.abc import Sequence

import streamlit as st

from core.settings import query_params
from core.settings.query_params import Part
from core.ui.guide import deeds, set_up
from core.ui.state.guide_state import PYTHON_KEY, Deed, GuideState
from core.ui.state.session import session

# One thing to do: what else could be set is out of sight.
DISTRACTING = frozenset(Part) - {Part.PRESETS, Part.COMPILE}


def start() -> None:
    """Begin the guided lesson, at a press."""
    visit = session()
    if visit.guide.is_on:
        return
    visit.guide = GuideState(is_on=True)
    visit.evaluate.cell = None
    visit.widgets.unfolded -= {PYTHON_KEY}
    # To be found on a reload.
    st.query_params[query_params.GUIDE_KEY] = query_params.GUIDE_ON


def leave() -> None:
    """Leave the guided lesson, at a press; everything is as it was."""
    visit = session()
    # A forged request can press a button that is not on the page.
    if not visit.guide.is_on:
        return
    set_up.end(visit)
    visit.guide = GuideState(is_left=True)
    visit.link.put_aside = frozenset()
    st.query_params.pop(query_params.GUIDE_KEY, None)


def query() -> dict[str, str]:
    """Return what a link from page to page carries of it."""
    on = {query_params.GUIDE_KEY: query_params.GUIDE_ON}
    return on if session().guide.is_on else {}


def go_on() -> None:
    """Go on to the next step, where it is on the same page."""
    guide = session().guide
    if guide.step < Deed.DRAW_AGAIN:
        guide.step = Deed(guide.step + 1)


def note_reading() -> None:
    """Add, at a press, that the visitor has read what the step asks to read."""
    guide = session().guide
    guide.note(guide.step)


def follow(script: str, steps: Sequence[int], *, arrived: bool) -> None:
    """Note what has been done, and show the step of the page that is drawn.

    Args:
        script: Of the page.
        steps: Of the article, that the page teaches.
        arrived: Whether another page was drawn before.
    """
    visit = session()
    guide = visit.guide
    if not guide.is_on:
        return
    if guide.entered is None:
        if Deed.READ in steps and guide.done == set(Deed):
            # It was never left, and a link begins it once more.
            guide.done.clear()
        set_up.begin(visit)
    guide.step = _step_on(steps, guide)
    if arrived or guide.entered != (script, guide.step):
        guide.entered = script, guide.step
        set_up.enter(visit)
    deeds.notice(visit)
    shown = set()
    if guide.watches_python:
        shown.add(Part.PYTHON)
    if not guide.asks:
        shown.add(Part.QUESTIONS)
    visit.link.put_aside = DISTRACTING - shown


def refresh() -> None:
    """Draw the page again where its strip does not say what has been done.

    For a part of a page that is drawn without the strip.
    """
    visit = session()
    guide = visit.guide
    if not guide.is_on or guide.said is None:
        return
    deeds.notice(visit)
    if guide.said != (guide.step, guide.step in guide.done):
        st.rerun()


def _step_on(steps: Sequence[int], guide: GuideState) -> Deed:
    """Return the step that a page shows: of several, the first that is not done."""
    offered = [Deed(step) for step in steps]
    # The first drawing is made on the page of the last step.
    drawn = Deed.DRAW if Deed.DRAW_AGAIN in offered else None
    if not offered or guide.step in (*offered, drawn):
        return guide.step
    undone = [deed for deed in offered if deed not in guide.done]
    return undone[0] if undone else offered[0]
