"""The controls of step 5: optimiser, learning rate, its course, and the loss."""

import streamlit as st

from core.settings.run import LEARNING_RATE, LOSS, OPTIMIZER, SCHEDULE
from core.ui.components import setting_widgets
from core.ui.text.setting_names import word_names
from core.ui.text.translate import plain, t


def choose() -> None:
    """Draw what the network is compiled with."""
    left, right = st.columns(2, gap="large")
    with left:
        _corrections()
    with right:
        _course_and_loss()


def _corrections() -> None:
    setting_widgets.pick(
        OPTIMIZER,
        t("Optimiser"),
        t(
            "How the corrections are made. SGD uses the same rate for every "
            "parameter; Adam and RMSprop adjust it for each."
        ),
        word_names(OPTIMIZER),
    )
    setting_widgets.steps(
        LEARNING_RATE,
        t("Learning rate"),
        t(
            "How large each correction is. Too small, and it learns for ever; too "
            "large, and it jumps past what it looks for."
        ),
        write=plain,
    )


def _course_and_loss() -> None:
    setting_widgets.pick(
        SCHEDULE,
        t("How the learning rate changes"),
        t(
            "Constant, or one cycle: it rises, then falls to almost nothing, so that "
            "the steps are large on the way and small at the end."
        ),
        word_names(SCHEDULE),
    )
    setting_widgets.pick(
        LOSS,
        t("Loss function"),
        t(
            "How a mistake is counted. Cross-entropy counts most what the network was "
            "sure of and wrong; squared error is milder, and learns more slowly."
        ),
        word_names(LOSS),
    )
