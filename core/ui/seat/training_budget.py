"""Sets the images and epochs that a class has time for, and says so on Train."""

import streamlit as st

from core.datasets import loader
from core.rooms import budget
from core.ui.seat import seating
from core.ui.seat.seating import Seating
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.translate import number, t, tn


def settle(found: Seating) -> bool:
    """Give the next run of a seat what the room's time allows.

    Args:
        found: The seat.

    Returns:
        Whether it was possible: its network can be built, and its data are here.
    """
    work = session().work
    source = loader.available_for(work.settings.dataset)
    if source is None or work.settings.network.plan().error is not None:
        return False
    engine = services.engine()
    devices = max(len(found.room.present()), 1)
    fitted = budget.fitted(
        work.settings,
        found.room.pace.budget_seconds,
        lambda settings: engine.host_speed.estimate_class(
            settings, source, devices, engine.workers_seen
        ),
    )
    # A host that has measured nothing like it gives what a class mostly has time for.
    work.settings = fitted or budget.unmeasured(work.settings)
    return True


def panel() -> None:
    """Say what the room has set; nothing without a seat."""
    found = seating.find()
    if found is None or not settle(found):
        return
    settings = session().work.settings
    st.caption(
        t(
            "So that your whole class is done in time, each network trains on {images} "
            "images, {epochs}.",
            images=number(settings.images),
            epochs=tn("{n} epoch", "{n} epochs", settings.epochs),
        )
    )
