"""What a run is set up with on the Train page, and the line that says which data."""

import streamlit as st

from core.datasets import loader
from core.datasets.download import State, Status
from core.preprocessing.image_files import MEGABYTE
from core.runs.slow_motion import Command
from core.settings.datasets import DatasetName
from core.settings.query_params import Part
from core.settings.run import BATCH_SIZE, DATASET, EPOCHS, IMAGES, SEED
from core.ui import layout
from core.ui.components import setting_widgets
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, t
from core.ui.train import augmentation_options, run_comparison, run_status, start_run

POLL_SECONDS = 1.0


def main_settings(*, disabled: bool) -> None:
    """Draw the two sliders that matter most."""
    visit = session()
    # A column that has nothing in it would leave a hole.
    shown = [part for part in (Part.EPOCHS, Part.BATCH_SIZE) if visit.link.shows(part)]
    places = dict(zip(shown, st.columns(2), strict=False))
    if Part.EPOCHS in places:
        with places[Part.EPOCHS]:
            setting_widgets.slider(
                EPOCHS,
                t("Epochs"),
                t("How many times the network goes through all the training images."),
                disabled=disabled,
            )
    if Part.BATCH_SIZE in places:
        with places[Part.BATCH_SIZE]:
            setting_widgets.steps(
                BATCH_SIZE,
                t("Batch size"),
                t(
                    "How many images it looks at before each small correction. Small "
                    "batches: many corrections, slower. Large ones: few, faster."
                ),
                disabled=disabled,
            )


def panel(source: loader.Source | None) -> None:
    """Draw the button that starts a run.

    Args:
        source: What it learns from; None while that is not here.
    """
    visit = session()
    possible = _network_in_use() and source is not None
    trained = visit.work.run is not None and visit.work.run.state.has_network
    watches = visit.link.shows(Part.WATCH)
    fast, slow = st.columns([3, 2]) if watches else (st.container(), None)
    with fast:
        st.button(
            t("Train again") if trained else t("Train"),
            key="train_start",
            # One button in colour: after a run, that is the one to draw on its network.
            type="secondary" if trained else "primary",
            icon=":material/play_arrow:",
            width="stretch",
            disabled=not possible,
            on_click=_start,
            args=(source, Command.FULL_SPEED),
        )
        if possible and source is not None:
            _expectation(source)
        start_run.refusal()
    if slow is None:
        return
    with slow:
        st.button(
            t("In slow motion"),
            key="train_slowly",
            icon=":material/slow_motion_video:",
            help=t("One batch at a time, with everything that happens in it."),
            width="stretch",
            disabled=not possible,
            on_click=_start,
            args=(source, Command.PAUSE),
        )


def _start(source: loader.Source | None, command: Command) -> None:
    visit = session()
    # Its file may have gone since the button was drawn.
    if source is None:
        return
    start_run.ask(
        lambda address: services.engine().start(
            visit.work.settings,
            source,
            visit.identity.visitor,
            pins=visit.work.pins_of(source.dataset),
            command=command,
            address=address,
        )
    )


def _expectation(source: loader.Source) -> None:
    """Say about how long a run takes here, and how many go first, where it is known."""
    text = run_status.expectation(
        services.engine().host_speed.estimate(session().work.settings, source),
        services.engine().line_length(),
    )
    if text:
        with st.container(key="train_expected"):
            st.caption(text)


def _network_in_use() -> bool:
    """Say which network is to be trained; return whether it can be built."""
    visit = session()
    spec = visit.work.settings.network
    plan = spec.plan()
    if plan.error is not None:
        st.error(sentence(plan.error))
        layout.link_to(layout.NETWORK, t("Restore the network"))
        return False
    st.caption(
        t(
            "Network: {network}, {parameters} parameters.",
            network=run_comparison.layers_in_words(spec),
            parameters=number(plan.parameters),
        )
    )
    return True


def more_settings(source: loader.Source) -> None:
    """Draw what is folded away: how many images, the seed, the augmentation."""
    visit = session()
    if visit.link.shows(Part.AUGMENTATION):
        augmentation_options.settings(source)
    if not (visit.link.shows(Part.IMAGES) or visit.link.shows(Part.SEED)):
        return
    with st.expander(t("More settings"), icon=":material/tune:"):
        if visit.link.shows(Part.IMAGES):
            setting_widgets.slider(
                IMAGES,
                t("Training images"),
                t("With fewer images it trains sooner and learns less."),
                highest=loader.counts(source)[0],
            )
        if visit.link.shows(Part.SEED):
            setting_widgets.number_field(
                SEED,
                t("Seed"),
                t(
                    "The starting point for randomness. The same seed and settings "
                    "give exactly the same training."
                ),
            )


def data_in_use(*, running: bool = False) -> loader.Source | None:
    """Say which data is in use, fetching the full one meanwhile.

    Args:
        running: Whether a run goes on; how the fetching went can wait until it ends.

    Returns:
        What a run that starts now learns from; None while the chosen data set is not
        here.
    """
    dataset = session().work.settings.dataset
    download = services.download(dataset)
    download.start()
    fetching = download.status.state is State.FETCHING
    st.fragment(_data_line, run_every=POLL_SECONDS if fetching else None)(
        dataset, fetching, running
    )
    return loader.available_for(dataset)


def _data_line(dataset: DatasetName, was_fetching: bool, running: bool) -> None:
    status = services.download(dataset).status
    source = loader.available_for(dataset)
    if was_fetching is not (status.state is State.FETCHING):
        # This line is drawn again each second while data comes, and only then.
        st.rerun()
    with st.container(key="train_data"):
        if source is not None:
            st.caption(_source_in_words(source))
        if source in (None, loader.Source.SAMPLE) and not running:
            _download_line(dataset, status)


def _source_in_words(source: loader.Source) -> str:
    training, test = loader.counts(source)
    values = {"training": number(training), "test": number(test)}
    match source:
        case loader.Source.MNIST:
            return t(
                "Data: the full MNIST, {training} digits to learn from and {test} to "
                "check.",
                **values,
            )
        case loader.Source.SAMPLE:
            return t(
                "Data: a small sample of MNIST, {training} digits to learn from and "
                "{test} to check.",
                **values,
            )
        case loader.Source.FASHION_MNIST:
            return t(
                "Data: Fashion-MNIST, {training} pictures of clothes to learn from "
                "and {test} to check.",
                **values,
            )


def _download_line(dataset: DatasetName, status: Status) -> None:
    if status.state is State.FETCHING:
        st.progress(
            min(status.received / (status.total or 1), 1.0),
            _fetching_in_words(dataset, status),
        )
    elif status.error is not None:
        st.caption(sentence(status.error))
        with st.container(horizontal=True):
            if st.button(
                t("Try again"),
                key="train_fetch",
                icon=":material/refresh:",
                on_click=lambda: services.download(dataset).start(again=True),
            ):
                st.rerun()
            if dataset is not DatasetName.MNIST and st.button(
                t("Go on with the digits"),
                key="train_digits",
                icon=":material/edit:",
                on_click=_choose_digits,
            ):
                st.rerun()


def _choose_digits() -> None:
    work = session().work
    work.settings = work.settings.changed(DATASET, DatasetName.MNIST)


def _fetching_in_words(dataset: DatasetName, status: Status) -> str:
    values = {
        "received": number(status.received / MEGABYTE, 1),
        "total": number(status.total / MEGABYTE, 1),
    }
    if dataset is DatasetName.MNIST:
        return t(
            "Fetching the full MNIST: {received} of {total} MB. Meanwhile you can use "
            "the sample.",
            **values,
        )
    return t(
        "Fetching the clothes: {received} of {total} MB. You can train on them as soon "
        "as they are here.",
        **values,
    )
