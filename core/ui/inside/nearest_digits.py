"""What the network takes a drawing for: its nearest digits, and a map of digits."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.engine.embedding_jobs import EmbeddingJob
from core.errors import DiskFull, JobsFull, StoreUnavailable, TrazoError
from core.explain import activations, embedding
from core.explain.embedding import EmbeddingMap, EmbeddingRequest
from core.prediction import Reading
from core.ui.components import job_status, plotly_chart
from core.ui.components.gallery import Tile, gallery
from core.ui.digit import model_picker
from core.ui.inside import embedding_map
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, t, tn

NEAREST = 10
POLL_SECONDS = 0.5


def panel(read: Reading) -> None:
    """Draw the nearest digits and the map, or what leads to them.

    Args:
        read: Of the drawing.
    """
    try:
        wanted = _wanted()
    except (DiskFull, StoreUnavailable) as error:
        st.warning(sentence(error))
        return
    job = services.engine().embedding_jobs.find(wanted)
    if job is not None and not job.is_over:
        # Another visitor may have asked for it.
        services.engine().job_line.join(job, session().identity.visitor)
        st.fragment(_progress, run_every=POLL_SECONDS)(job)
        return
    digit_map = embedding.load_cached(wanted.path)
    if digit_map is None:
        _offer(wanted, job)
        return
    numbers = embedding.penultimate_activations(
        activations.load_cached(model_picker.network_path()).layers(read.seen)
    )
    try:
        _nearest(digit_map, numbers, wanted.source)
        st.subheader(t("Where it puts your drawing"))
        embedding_map.panel(digit_map, numbers, wanted.source)
    except TrazoError as error:
        st.warning(sentence(error))


def _wanted() -> EmbeddingRequest:
    """Return the request for the map of the network that answers."""
    run = model_picker.run()
    if run is None:
        return EmbeddingRequest.of_shipped(loader.available())
    return EmbeddingRequest(run.keras_path, run.source, run.folder / embedding.FILE)


def _offer(wanted: EmbeddingRequest, job: EmbeddingJob | None) -> None:
    """Say what there would be to see, and draw the button that has it made."""
    plotly_chart.prepare()
    error = session().inside.map_error or (None if job is None else job.error)
    if error is not None:
        st.error(t("The map was not made.") + " " + sentence(error))
    st.markdown(
        t(
            "Just before its last layer, a network turns every digit into a list of "
            "numbers. Digits with similar lists look the same to it. Let it go "
            "through MNIST once and see which digits your drawing lands next to."
        )
    )
    st.button(
        t("Make the map") if error is None else t("Try again"),
        key="alike_make",
        type="primary",
        icon=":material/map:",
        help=t("The network looks at thousands of digits. That is done only once."),
        on_click=_ask,
        args=(wanted,),
    )
    st.caption(t("It takes about ten seconds, longer while a network is training."))


def _ask(wanted: EmbeddingRequest) -> None:
    visit = session()
    error: TrazoError | None = None
    try:
        services.engine().embedding_jobs.submit(wanted, visit.identity.visitor)
    except JobsFull as full:
        error = full
    visit.inside = replace(visit.inside, map_error=error)


def _progress(job: EmbeddingJob) -> None:
    if job.is_over:
        st.rerun()
    with st.container(key="alike_progress"):
        st.info(
            job_status.stage(
                job,
                working=t(
                    "The network is looking at MNIST’s digits, and the map is being "
                    "laid."
                ),
                after=t("The map comes by itself."),
            ),
            icon="spinner",
        )


def _nearest(
    digit_map: EmbeddingMap, hidden: NDArray[np.float32], source: loader.Source
) -> None:
    """Draw the training digits whose numbers are most like the drawing's."""
    places = digit_map.nearest(hidden, NEAREST)
    labels = digit_map.labels[places]
    images = loader.training_images(source)
    with st.container(key="alike_nearest"):
        st.markdown(_counted(labels))
        gallery(
            [
                Tile(
                    np.asarray(images[place]),
                    caption=str(label),
                    alt=t("A training digit near yours: a {label}.", label=label),
                )
                for place, label in zip(places, labels, strict=True)
            ],
            key="alike_gallery",
            label=t("The training digits that the network finds most like yours."),
        )
        st.caption(
            t(
                "The nearest of {count} training digits, measured by the {units} "
                "numbers that reach the last layer: whether they look alike to you "
                "plays no part.",
                count=number(len(digit_map.labels)),
                units=number(hidden.size),
            )
        )


def _counted(labels: NDArray[np.uint8]) -> str:
    """Say how many of the nearest digits are which."""
    if len(set(labels.tolist())) == 1:
        return t(
            "The {count} training digits that it finds most like yours are **all "
            "{digit}s**.",
            count=len(labels),
            digit=int(labels[0]),
        )
    counts = np.bincount(labels, minlength=10)
    order = [int(digit) for digit in np.argsort(-counts, kind="stable")]
    kinds = [
        tn("{n} is a {digit}", "{n} are {digit}s", int(counts[digit]), digit=digit)
        for digit in order
        if counts[digit]
    ]
    return t(
        "Of the {count} training digits that it finds most like yours, {kinds}.",
        count=len(labels),
        kinds=f"**{kinds[0]}**" + "".join(f", {kind}" for kind in kinds[1:]),
    )
