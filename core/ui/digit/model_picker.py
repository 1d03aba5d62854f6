"""Which network answers: Trazo's, one that the visitor has trained, or the class's."""

from pathlib import Path

import streamlit as st

from core import prediction
from core.engine.run import Run
from core.errors import DiskFull, NetworkGone, StoreUnavailable
from core.prediction import Predictor
from core.settings.datasets import DatasetName
from core.ui.components.bound_choice import bound_choice
from core.ui.digit import class_network
from core.ui.state.page_state import OF_CLASS, SHIPPED
from core.ui.state.session import session
from core.ui.text.class_names import dataset_names
from core.ui.text.error_messages import sentence
from core.ui.text.subject import Subject
from core.ui.text.translate import percent, t


def choose_network(key: str = "draw_network") -> None:
    """Let the visitor choose whose answers a page shows.

    Args:
        key: Of the widget; one for each page.
    """
    visit = session()
    names = {SHIPPED: t("Trazo’s network")}
    for place, own in enumerate(visit.work.runs, 1):
        if own.state.accuracy is not None:
            names[own.id] = _name(place, own.settings.dataset, own.state.accuracy)
    of_class = class_network.find()
    if of_class is not None and of_class.run.state.accuracy is not None:
        names[OF_CLASS] = t(
            "The class’s ({accuracy})",
            accuracy=percent(of_class.run.state.accuracy),
        )
    if visit.digit.network not in names:
        visit.digit.network = SHIPPED
    bound_choice(
        t("Network that answers"),
        names,
        t(
            "The network that comes with Trazo, one that you have trained, or the one "
            "of your class."
        )
        if OF_CLASS in names
        else t("The network that comes with Trazo, or one that you have trained."),
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


def run() -> Run | None:
    """Return the training that the network comes from; None where it is Trazo's.

    Also while its file cannot be fetched: `predictor` says so.
    """
    chosen = _chosen_run()
    try:
        return chosen if chosen is not None and chosen.litert_path else None
    except (DiskFull, StoreUnavailable):
        return None


def subject() -> Subject:
    """Return what the network that answers tells apart."""
    answering = run()
    if answering is None:
        return Subject()
    of_class = class_network.find() if _is_of_class() else None
    signs = () if of_class is None else of_class.room.signs
    return Subject(answering.settings.dataset, signs)


def _is_of_class() -> bool:
    return session().digit.network == OF_CLASS


def _chosen_run() -> Run | None:
    if not _is_of_class():
        return session().chosen_run()
    of_class = class_network.find()
    return None if of_class is None else of_class.run


def predictor() -> Predictor:
    """Return the chosen network; the shipped one where its file is gone, and say so.

    While its file cannot be fetched, the shipped one answers.
    """
    chosen = _chosen_run()
    if chosen is not None:
        try:
            return prediction.load_cached(chosen.litert_path)
        except NetworkGone as error:
            session().digit.network = SHIPPED
            st.warning(sentence(error))
        except (DiskFull, StoreUnavailable) as error:
            st.warning(sentence(error))
    return prediction.shipped()


def network_path() -> Path:
    """Return the LiteRT file of the network that `predictor` returns."""
    answering = run()
    return prediction.SHIPPED_PATH if answering is None else answering.litert_path
