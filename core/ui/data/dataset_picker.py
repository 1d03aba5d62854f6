"""The choice of what a network learns from, and what the Data page shows of it."""

import streamlit as st

from core.datasets import loader
from core.settings.datasets import DatasetName
from core.settings.run import DATASET
from core.ui.components import setting_widgets
from core.ui.state.session import session
from core.ui.text.setting_names import word_names
from core.ui.text.translate import t
from core.ui.train import run_form


def choose() -> loader.Source:
    """Let the visitor choose a data set, and say whether it is here.

    Returns:
        What the page shows: the chosen data set; the digits while it is not here.
    """
    setting_widgets.pick(
        DATASET,
        t("What the network learns from"),
        t("The next training and the Python code use it too."),
        word_names(DATASET),
    )
    source = run_form.data_in_use()
    if source is None:
        st.caption(t("Here are the digits in the meantime."))
        return loader.available()
    if session().work.settings.dataset is not DatasetName.MNIST:
        st.caption(
            t(
                "The next network that you train learns clothes. It cannot read what "
                "you draw, so the Draw page shows it pictures."
            )
        )
    return source
