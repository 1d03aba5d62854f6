"""A run as it happens: what it is doing, how far it is, its curves, its end."""

import streamlit as st

from core import paths
from core.archive.keras_config import OLDEST_KERAS
from core.datasets import loader
from core.engine.run import Run
from core.engine.run_state import RunState
from core.runs.class_data import Use
from core.runs.history import Curves
from core.runs.progress import Stage
from core.settings.datasets import DATASETS
from core.settings.query_params import Part
from core.settings.run import MORE_EPOCHS
from core.ui import layout, not_saved
from core.ui.components import charts, plotly_chart
from core.ui.components.download import download
from core.ui.state import services
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, percent, t
from core.ui.train import (
    diagnosis_panel,
    fine_tuning_result,
    run_status,
    slow_motion_panel,
    start_run,
    watched_digits,
)

# Until the first point the page must feel awake; after it, drawing charts more often
# than that takes time from the training where both share a machine. So do the pages of
# a whole class that waits in line.
EAGER_SECONDS = 0.3
CALM_SECONDS = 1.5
# So does a page whose run comes after that many others: thirty pages took a fifth of
# the processor time of the class that they waited for.
FAR_RUNS = 3
FAR_SECONDS = 4.0


def panel(run: Run) -> None:
    """Draw a run, again and again while it goes on."""
    phase = _phase(run)
    over, has_point, slow_motion, is_far = phase
    eager = slow_motion or not (has_point or _runs_before(run))
    pause = EAGER_SECONDS if eager else FAR_SECONDS if is_far else CALM_SECONDS
    st.fragment(_contents, run_every=None if over else pause)(run, phase)


def _runs_before(run: Run) -> int:
    if run.state.stage is not Stage.WAITING:
        return 0
    own, others = run_status.ahead(run)
    return len(own) + others


def _phase(run: Run) -> tuple[bool, bool, bool, bool]:
    """Return what sets the pace.

    Returns:
        Whether the run is over, has a first point, goes slowly, is far back in line.
    """
    over = run.state.is_over
    is_far = _runs_before(run) > FAR_RUNS
    return over, run.progress > 0, run.slow and not over, is_far


def _contents(run: Run, phase: tuple[bool, bool, bool, bool]) -> None:
    run.mark_watched()
    not_saved.refresh()
    if _phase(run) != phase:
        st.rerun()
    state = run.state
    with st.container(key="train_status"):
        _status(run, state)
    if not state.is_over:
        with st.container(key="train_progress"):
            st.progress(run.progress, run_status.progress(run, state) or None)
        _stop(run, state)
        if run.slow:
            slow_motion_panel.panel(run)
    if state.has_network:
        _result(run, state)
    if run.fine_tuning is None:
        # Fine-tuning has no settings to correct.
        diagnosis_panel.panel(run)
    curves = run.curves()
    if len(curves.loss.values):
        _curves(run, curves)
    else:
        plotly_chart.prepare()
    if not run.slow or state.is_over:
        watched_digits.panel(run)


def _stop(run: Run, state: RunState) -> None:
    """Draw the button that ends a run, and the one that slows it down."""
    can_slow = (
        run.fine_tuning is None and not run.slow and session().link.shows(Part.WATCH)
    )
    left, right = st.columns([3, 2]) if can_slow else (st.container(), None)
    with left:
        st.button(
            t("Stop"),
            key="train_stop",
            icon=":material/stop:",
            width="stretch",
            disabled=state.stopping or state.stage is Stage.SAVING,
            on_click=lambda: services.engine().stop(run),
        )
    if right is not None:
        with right:
            slow_motion_panel.button(run)


def _status(run: Run, state: RunState) -> None:
    text = run_status.stage(run, state)
    if state.error is not None:
        st.error(f"{text} {sentence(state.error)}")
    elif state.is_over:
        st.success(text) if state.has_network else st.info(text)
    else:
        st.markdown(f"**{text}**")
    interruption = run_status.interruption(run, state)
    if interruption:
        st.caption(interruption)


def _result(run: Run, state: RunState) -> None:
    assert state.accuracy is not None
    drawable = DATASETS[run.settings.dataset].is_drawable
    with st.container(key="train_result", border=True):
        st.metric(
            t("Test accuracy"),
            percent(state.accuracy, 2),
            help=t(
                "The share of digits it has never trained on that it reads correctly."
            )
            if drawable
            else t("The share of pictures it has never trained on that it gets right."),
        )
        st.caption(_right_in_words(run, state.accuracy))
        with st.container(horizontal=True):
            if st.button(
                t("Draw on it") if drawable else t("Try it on pictures"),
                key="train_draw",
                type="primary",
                icon=layout.DRAW.icon,
                on_click=_use,
                args=(run,),
            ):
                layout.go(layout.DRAW)
            download(
                t("Download .keras"),
                # Read only when pressed: eight megabytes a rerun would add up.
                lambda: paths.read_network(run.keras_path),
                key="train_download",
                file_name="trazo.keras",
                mime="application/octet-stream",
            )
        st.caption(
            t("The file opens in Keras {version} and newer.", version=OLDEST_KERAS)
        )
        fine_tuning_result.outcome(run)
        # Drawings are no part of the settings, by which a run goes on.
        if session().link.shows(Part.CONTINUE) and run.spec.is_plain:
            _continue(run)


def _right_in_words(run: Run, accuracy: float) -> str:
    """Say of how many images the accuracy is, and how many are read right."""
    if run.spec.class_use is Use.ALONE:
        return t("Measured on what the open test’s writers of the class have drawn.")
    images = loader.counts(run.source)[1]
    values = {"right": number(round(accuracy * images)), "images": number(images)}
    if DATASETS[run.settings.dataset].is_drawable:
        return t("It reads {right} of {images} test digits right.", **values)
    return t("It gets {right} of {images} test pictures right.", **values)


def _continue(run: Run) -> None:
    """Offer to train on from where the run stood."""
    slider, button = st.columns([3, 2], vertical_alignment="bottom")
    with slider:
        st.slider(
            t("More epochs"),
            MORE_EPOCHS.values[0],
            MORE_EPOCHS.values[-1],
            help=t(
                "It continues where it stopped, with the optimiser’s state. An "
                "interrupted epoch is finished first and counts as one."
            ),
            **bound(MORE_EPOCHS.key, "train.more_epochs", MORE_EPOCHS.values),
        )
    with button:
        pressed = st.button(
            t("Train on"),
            key="train_continue",
            icon=":material/resume:",
            width="stretch",
            on_click=_resume,
            args=(run,),
        )
    if pressed and not start_run.refusal():
        st.rerun()


def _resume(run: Run) -> None:
    visit = session()
    start_run.ask(
        lambda address: services.engine().resume(
            run, visit.train.more_epochs, visit.identity.visitor, address=address
        )
    )


def _use(run: Run) -> None:
    session().digit.network = run.id


def _curves(run: Run, curves: Curves) -> None:
    left, right = st.columns(2)
    with left:
        plotly_chart.chart(
            charts.learning(
                t("Loss"),
                curves.loss,
                curves.val_loss,
                run_id=run.id,
                as_percent=False,
            ),
            key="train_loss",
            alt=_loss_in_words(curves),
        )
    with right:
        plotly_chart.chart(
            charts.learning(
                t("Accuracy"),
                curves.accuracy,
                curves.val_accuracy,
                run_id=run.id,
                as_percent=True,
            ),
            key="train_accuracy",
            alt=_accuracy_in_words(curves),
        )


def _loss_in_words(curves: Curves) -> str:
    first, last = curves.loss.values[0], curves.loss.values[-1]
    words = t(
        "Training loss: from {first} to {last}.",
        first=number(first, 3),
        last=number(last, 3),
    )
    if curves.epochs:
        last_epoch = curves.epochs[-1]
        words += " " + t(
            "Validation loss after epoch {epoch}: {loss}.",
            epoch=number(last_epoch.epoch),
            loss=number(last_epoch.val_loss, 3),
        )
    return words


def _accuracy_in_words(curves: Curves) -> str:
    first, last = curves.accuracy.values[0], curves.accuracy.values[-1]
    words = t(
        "Training accuracy: from {first} to {last}.",
        first=percent(first),
        last=percent(last),
    )
    if curves.epochs:
        last_epoch = curves.epochs[-1]
        words += " " + t(
            "Validation accuracy after epoch {epoch}: {accuracy}.",
            epoch=number(last_epoch.epoch),
            accuracy=percent(last_epoch.val_accuracy),
        )
    return words
