"""Which network answers: the shipped one, or one that the visitor has trained."""

from pathlib import Path

import streamlit as st

from core import prediction
from core.errors import DiskFull, NetworkGone, StoreUnavailable
from core.prediction import Predictor
from core.settings.datasets import DatasetName
from core.ui.components.bound_choice import bound_choice
from core.ui.state.page_state import SHIPPED
from core.ui.state.session import session
from core.ui.text.class_names import dataset_names
from core.ui.text.error_messages import sentence
from core.ui.text.translate import percent, t


def choose_network(key: str = "draw_network") -> None:
    """Let the visitor choose whose answers a page shows.

    Args:
        key: Of the widget; one for each page.
    """
    visit = session()
    names = {SHIPPED: t("Trazo’s network")}
    for place, run in enumerate(visit.work.runs, 1):
        if run.state.accuracy is not None:
            names[run.id] = _name(place, run.settings.dataset, run.state.accuracy)
    if visit.digit.network not in names:
        visit.digit.network = SHIPPED
    bound_choice(
        t("Network that answers"),
        names,
        t("The network that comes with Trazo, or one that you have trained."),
        key=key,
        field="digit.network",
    )
    if len(names) == 1:
        st.caption(t("You have not trained a network yet, so Trazo’s own is used."))


def _name(place: int, dataset: DatasetName, accuracy: float) -> str:
    if dataset is DatasetName.MNIST:
        return t("Mine {run} ({accuracy})", run=place, accuracy=percent(accuracy))
    return t(
        "Mine {run}, {dataset} ({accuracy})",
        run=place,
        dataset=dataset_names()[dataset].lower(),
        accuracy=percent(accuracy),
    )


def dataset() -> DatasetName:
    """Return the data set that the chosen network has learned."""
    run = session().chosen_run()
    return DatasetName.MNIST if run is None else run.settings.dataset


def predictor() -> Predictor:
    """Return the chosen network; the shipped one where its file is gone, and say so.

    While its file cannot be fetched, the shipped one answers.
    """
    visit = session()
    run = visit.chosen_run()
    if run is not None:
        try:
            return prediction.load_cached(run.litert_path)
        except NetworkGone as error:
            visit.digit.network = SHIPPED
            st.warning(sentence(error))
        except (DiskFull, StoreUnavailable) as error:
            st.warning(sentence(error))
    return prediction.shipped()


def network_path() -> Path:
    """Return the LiteRT file of the network that `predictor` returns."""
    run = session().chosen_run()
    if run is None:
        return prediction.SHIPPED_PATH
    try:
        return run.litert_path
    except (DiskFull, StoreUnavailable):
        return prediction.SHIPPED_PATH
