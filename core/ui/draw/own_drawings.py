"""Teach it your hand: correct an answer, keep the drawing, train on it."""

import streamlit as st

from core import prediction
from core.datasets import loader
from core.datasets.own_drawings import (
    UPLOAD_BYTES,
    LabelledDrawings,
    to_csv,
    to_npz,
)
from core.engine.run import Run
from core.errors import UploadError
from core.prediction import Reading
from core.preprocessing.image_files import MEGABYTE
from core.runs.fine_tuning import FineTuning
from core.sandbox import files
from core.server import logs
from core.settings.datasets import DATASETS
from core.settings.network import CLASSES
from core.settings.query_params import Part
from core.ui import layout
from core.ui.components.download import download
from core.ui.components.gallery import Tile, gallery
from core.ui.state import services
from core.ui.state.page_state import Mistake
from core.ui.state.session import session, widget_value, write_widget
from core.ui.streamlit_compat.uploaded_files import content_of, drop_content
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t, tn
from core.ui.text.uploader_labels import translate_upload
from core.ui.train import start_run

# Enough to see what is there; all of them go into the file.
MOST_SHOWN = 40


def correct(read: Reading | None) -> None:
    """Let the visitor say what a drawing was meant to be.

    Args:
        read: What was read; None where there is nothing to correct.
    """
    visit = session()
    if (
        read is None
        or not visit.link.shows(Part.OWN_DRAWINGS)
        or visit.digit.steps_left_out()
    ):
        return
    st.pills(
        t("Wrong? Tell it what you meant."),
        range(CLASSES),
        key="draw_correct",
        help=t("Your drawing goes into your own set, to teach a network your hand."),
        on_change=_save_drawing,
        args=(read,),
        wrap=True,
    )
    if visit.draw.stale:
        # The set stands outside what a stroke draws again.
        visit.draw.stale = False
        st.rerun()
    if visit.draw.saved_label is not None:
        st.toast(
            tn(
                "Kept as a {label}. Your set has {n} drawing.",
                "Kept as a {label}. Your set has {n} drawings.",
                len(visit.work.own_drawings),
                label=visit.draw.saved_label,
            ),
            icon=":material/check:",
        )
        visit.draw.saved_label = None


def _save_drawing(read: Reading) -> None:
    visit = session()
    label = widget_value("draw_correct")
    write_widget("draw_correct", None)
    if label not in range(CLASSES):
        return
    try:
        visit.work.own_drawings = visit.work.own_drawings.with_drawing(read.seen, label)
    except UploadError as error:
        visit.draw.error, visit.draw.stale = error, True
        return
    visit.draw.saved_label, visit.draw.stale = label, True
    is_wrong = read.digit != label
    visit.draw.mistake = Mistake(read.seen, label, read.digit) if is_wrong else None


def panel() -> None:
    """Draw the visitor's own set, and the button that teaches it."""
    visit = session()
    if not visit.link.shows(Part.OWN_DRAWINGS):
        return
    st.header(t("Teach it your hand"))
    st.markdown(
        t(
            "Each answer that you correct goes into your own set. With a few of them a "
            "network can practise your handwriting, mixed with MNIST so that it "
            "forgets nothing."
        )
    )
    if visit.draw.error is not None:
        st.error(sentence(visit.draw.error))
    if len(visit.work.own_drawings):
        _drawings(visit.work.own_drawings)
        _teach(visit.work.own_drawings)
    _files(visit.work.own_drawings)


def _drawings(own: LabelledDrawings) -> None:
    first = max(0, len(own) - MOST_SHOWN)
    gallery(
        [
            Tile(
                image,
                caption=str(label),
                alt=t("Your {label}. Press it to take it out.", label=label),
            )
            for image, label in zip(own.images[first:], own.labels[first:], strict=True)
        ],
        key="hand_drawings",
        label=t("Your own set: press a drawing to take it out."),
        on_choose=lambda place: _take_out(first + place),
    )
    st.caption(
        tn(
            "{n} drawing. Press it to take it out.",
            "{n} drawings. Press one to take it out.",
            len(own),
        )
    )


def _take_out(place: int) -> None:
    visit = session()
    visit.work.own_drawings = visit.work.own_drawings.without(place)
    visit.draw.error = None


def _teach(own: LabelledDrawings) -> None:
    visit = session()
    if visit.draw.has_started_run:
        visit.draw.has_started_run = False
        layout.go(layout.TRAIN)
    run = visit.work.run
    running = run is not None and not run.state.is_over
    base = visit.chosen_run()
    if base is not None and not DATASETS[base.settings.dataset].is_drawable:
        st.info(
            t(
                "The network that you have chosen knows clothes, and your digits would "
                "only confuse it. Choose Trazo’s network, or one of yours that has "
                "learned digits, and teach that one your hand."
            )
        )
        return
    st.button(
        t("Teach Trazo’s network my handwriting")
        if base is None
        else t(
            "Teach my network {run} my handwriting",
            run=visit.work.runs.index(base) + 1,
        ),
        key="hand_teach",
        type="primary",
        icon=":material/school:",
        help=t("It trains on the Train page, where you see it live."),
        disabled=running,
        on_click=_start,
        args=(own, base),
    )
    start_run.refusal()
    if running:
        st.caption(t("Wait until the current run is over."))


def _start(own: LabelledDrawings, base: Run | None) -> None:
    visit = session()
    # A forged request can press a button that is not on the page: in a room no drawing
    # of a test writer may come into training.
    if not visit.link.shows(Part.OWN_DRAWINGS):
        return
    path = prediction.SHIPPED_KERAS_PATH if base is None else base.keras_path
    visitor = visit.identity.visitor
    visit.draw.has_started_run = start_run.ask(
        lambda address: services.engine().fine_tune(
            FineTuning(own, path), loader.available(), visitor, base, address=address
        )
    )


def _files(own: LabelledDrawings) -> None:
    with st.expander(t("Keep your set, or bring one"), icon=":material/save:"):
        st.markdown(
            t(
                "Trazo keeps your drawings with your work, as long as you come back. "
                "As a file they stay yours for good: CSV as on Kaggle, with a label "
                "and 784 pixels in each row, or NumPy’s `.npz`."
            )
        )
        if len(own):
            with st.container(horizontal=True):
                download(
                    "CSV",
                    lambda: to_csv(own),
                    key="hand_csv",
                    file_name="trazo-hand.csv",
                    mime="text/csv",
                    explanation=t("A table that opens anywhere."),
                )
                download(
                    ".npz",
                    lambda: to_npz(own),
                    key="hand_npz",
                    file_name="trazo-hand.npz",
                    mime="application/octet-stream",
                    explanation=t("Smaller, for Python."),
                )
        limit = UPLOAD_BYTES // MEGABYTE
        translate_upload("hand_upload", limit, t("CSV or NPZ"))
        st.file_uploader(
            t("A set that you have kept"),
            type=["csv", "npz"],
            key="hand_upload",
            max_upload_size=limit,
            help=t("What Trazo wrote, or a table of Kaggle’s digits."),
            on_change=_add_uploaded,
        )


def _add_uploaded() -> None:
    visit = session()
    file = widget_value("hand_upload")
    visit.draw.error = None
    if file is None:
        return
    try:
        visit.work.own_drawings = visit.work.own_drawings.joined(
            files.open_drawings(content_of(file))
        )
    except UploadError as error:
        logs.log_event("upload refused", error=type(error).__name__)
        visit.draw.error = error
    finally:
        drop_content(file)
