"""The sliders of a run, and the line that says which data is in use."""

from dataclasses import replace

import streamlit as st

from core import data
from core.download import State, Status
from core.pictures import MEGABYTE
from core.settings import BATCH_SIZE, EPOCHS, IMAGES, SEED, Choice
from core.ui import shared
from core.ui.messages import sentence
from core.ui.session import session, widget_value, write_widget
from core.ui.text import number, t

POLL_SECONDS = 1.0


def main_settings(*, disabled: bool) -> None:
    """Draw the two sliders that matter most."""
    left, right = st.columns(2)
    with left:
        _slider(
            EPOCHS,
            t("Epochs"),
            t("How many times the network goes through all the training images."),
            disabled=disabled,
        )
    with right:
        write_widget(BATCH_SIZE.key, session().settings.batch_size)
        st.select_slider(
            t("Batch size"),
            BATCH_SIZE.values,
            key=BATCH_SIZE.key,
            help=t(
                "How many images it looks at before each small correction. Small "
                "batches: many corrections, slower. Large ones: few, faster."
            ),
            disabled=disabled,
            on_change=_keep,
            args=(BATCH_SIZE,),
        )


def more_settings(source: data.Source) -> None:
    """Draw what is folded away: how many images, and the seed."""
    with st.expander(t("More settings")):
        _slider(
            IMAGES,
            t("Training images"),
            t("With fewer images it trains sooner and learns less."),
            highest=data.counts(source)[0],
        )
        write_widget(SEED.key, session().settings.seed)
        st.number_input(
            t("Seed"),
            SEED.values[0],
            SEED.values[-1],
            key=SEED.key,
            help=t(
                "Where chance begins. The same seed with the same settings gives the "
                "same training again."
            ),
            on_change=_keep,
            args=(SEED,),
        )


def refused_settings() -> None:
    """Say which settings of the link were not taken."""
    for refusal in session().refusals:
        st.warning(sentence(refusal))


def data_in_use(*, running: bool) -> data.Source:
    """Say which data is in use, fetching the full one meanwhile.

    Args:
        running: Whether a run goes on; how the fetching went can wait until it ends.

    Returns:
        What a run that starts now learns from.
    """
    download = shared.download()
    download.start()
    fetching = download.status.state is State.FETCHING
    st.fragment(_data_line, run_every=POLL_SECONDS if fetching else None)(
        fetching, running
    )
    return data.available()


def _data_line(was_fetching: bool, running: bool) -> None:
    status = shared.download().status
    source = data.available()
    if was_fetching and status.state is not State.FETCHING:
        st.rerun()
    training, test = data.counts(source)
    values = {"training": number(training), "test": number(test)}
    with st.container(key="train_data"):
        if source is data.Source.MNIST:
            st.caption(
                t(
                    "Data: the full MNIST, {training} digits to learn from and {test} "
                    "to check.",
                    **values,
                )
            )
            return
        st.caption(
            t(
                "Data: a small sample of MNIST, {training} digits to learn from and "
                "{test} to check.",
                **values,
            )
        )
        if not running:
            _download_line(status)


def _download_line(status: Status) -> None:
    if status.state is State.FETCHING:
        total = status.total or 1
        st.progress(
            min(status.received / total, 1.0),
            t(
                "Fetching the full MNIST: {received} of {total} MB. You can train "
                "meanwhile.",
                received=number(status.received / MEGABYTE, 1),
                total=number(status.total / MEGABYTE, 1),
            ),
        )
    elif status.error is not None:
        st.caption(sentence(status.error))
        if st.button(t("Try again"), key="train_fetch", icon=":material/refresh:"):
            shared.download().start(again=True)
            st.rerun()


def _slider(
    choice: Choice,
    label: str,
    explanation: str,
    *,
    highest: int | None = None,
    disabled: bool = False,
) -> None:
    top = choice.values[-1] if highest is None else highest
    write_widget(choice.key, min(getattr(session().settings, choice.name), top))
    st.slider(
        label,
        choice.values[0],
        top,
        step=choice.values[1] - choice.values[0],
        key=choice.key,
        help=explanation,
        disabled=disabled,
        on_change=_keep,
        args=(choice,),
    )


def _keep(choice: Choice) -> None:
    """Copy a widget's value into the session; the link's refusals are answered."""
    visit = session()
    value = choice.nearest(int(widget_value(choice.key)))
    visit.settings = replace(visit.settings, **{choice.name: value})
    visit.refusals = ()
