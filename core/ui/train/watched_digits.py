"""Watch it learn: digits pinned before a run, followed in it, looked back at after."""

from collections.abc import Sequence

import streamlit as st

from core.arrays.pixel_types import as_uint8
from core.datasets import loader
from core.engine.run import Run
from core.errors import DrawingError
from core.prediction import Reading
from core.preprocessing import ink, mnist_format, strokes
from core.runs.snapshots import MOST_PINS, Snapshot, TrackedDigit
from core.settings.datasets import DATASETS, DatasetName
from core.settings.query_params import Part
from core.ui import layout
from core.ui.components import charts, plotly_chart
from core.ui.components.gallery import Tile, gallery
from core.ui.components.lazy_expander import fold
from core.ui.components.weight_colours import small_multiples
from core.ui.digit.image_input import random_test_digit, random_test_image
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.class_names import class_names
from core.ui.text.translate import number, t
from core.ui.train import prediction_timeline


def offer(read: Reading | None) -> None:
    """Offer on the Draw page to watch this very drawing being learned."""
    visit = session()
    running = visit.work.run is not None and not visit.work.run.state.is_over
    drawable = DATASETS[visit.work.settings.dataset].is_drawable
    if read is None or running or not drawable or not visit.link.shows(Part.WATCH):
        return
    if st.button(
        t("Watch a network learn this one"),
        key="draw_pin",
        icon=":material/push_pin:",
        help=t(
            "It is pinned on the Train page: while a network trains there, you see "
            "what it thinks of your drawing."
        ),
        on_click=_pin_answered,
        args=(read,),
    ):
        layout.go(layout.TRAIN)


def _pin_answered(read: Reading) -> None:
    visit = session()
    visit.work.pin(TrackedDigit(as_uint8(read.seen), None))
    visit.widgets.unfolded |= {"train_pins"}


def choose() -> None:
    """Let the visitor pin digits before a run."""
    visit = session()
    if not visit.link.shows(Part.WATCH):
        return
    opened = fold(
        t("Watch your digit being learned"),
        key="train_pins",
        icon=":material/push_pin:",
    )
    with opened:
        if opened.open:
            _choose_pins()


def _choose_pins() -> None:
    visit = session()
    dataset = visit.work.settings.dataset
    pins = visit.work.pins_of(dataset)
    names = class_names(dataset)
    st.markdown(
        t(
            "Pin a digit, and while the network trains you see what it thinks of "
            "it: from wild guesses to the answer."
        )
    )
    if pins:
        gallery(
            [
                Tile(
                    pin.image,
                    t("yours") if pin.label is None else names[pin.label],
                    t("Pinned. Press it to take it off."),
                )
                for pin in pins
            ],
            key="train_pinned",
            label=t("Pinned digits: press one to take it off."),
            on_choose=_take_off,
        )
    full = len(pins) == MOST_PINS
    if not DATASETS[dataset].is_drawable:
        _test_image_button(dataset, full=full)
        return
    with st.container(horizontal=True):
        _test_image_button(dataset, full=full)
        drawn = _drawn()
        st.button(
            t("My drawing"),
            key="train_pin_drawing",
            icon=":material/draw:",
            help=t("What is on the canvas of the Draw page."),
            on_click=_pin,
            args=(drawn,),
            disabled=drawn is None or full,
        )
    if drawn is None:
        layout.link_to(layout.DRAW, t("Draw one first"))


def _test_image_button(dataset: DatasetName, *, full: bool) -> None:
    """Draw the button that pins a test image at random."""
    source = loader.available_for(dataset)
    is_mnist = dataset is DatasetName.MNIST
    st.button(
        t("A test digit") if is_mnist else t("A test picture"),
        key="train_pin_digit",
        icon=":material/casino:",
        help=t("One of MNIST that the network does not train on.")
        if is_mnist
        else t("One of the test pictures, which the network does not train on."),
        on_click=_pin_test_image,
        args=(source,),
        disabled=source is None or full,
    )


def panel(run: Run) -> None:
    """Draw what was watched of a run: live while it goes on, to scrub through after."""
    moments = run.moments()
    if not moments or not session().link.shows(Part.WATCH):
        return
    chosen = len(moments) - 1
    if run.state.is_over:
        st.header(t("How it learned"))
        lessons.panel("watch")
        chosen = _scrub(moments, run.batches_per_epoch)
    if run.pins:
        _pins(run, moments, chosen)
    _filters(moments, chosen)


def _scrub(moments: Sequence[Snapshot], batches_per_epoch: int) -> int:
    """Let the visitor choose a moment; return its place."""
    visit = session()
    last = len(moments) - 1
    chosen = last if visit.train.snapshot is None else min(visit.train.snapshot, last)
    if not last:
        return chosen
    st.select_slider(
        t("Go back in time"),
        range(len(moments)),
        format_func=lambda place: prediction_timeline.moment_name(
            moments[place].batch, batches_per_epoch
        ),
        help=t("Move it to the left, and see what the network was like then."),
        **bound("train_moment", "train.snapshot", range(len(moments)), shown=chosen),
    )
    return chosen


def _pins(run: Run, moments: Sequence[Snapshot], chosen: int) -> None:
    st.markdown(
        t(
            "What it thinks of your pinned digits, moment by moment: a row for each "
            "answer, the bluer the surer."
        )
    )
    columns = st.columns(2)
    names = class_names(run.settings.dataset)
    for place, pin in enumerate(run.pins):
        with columns[place % 2], st.container(key=f"train_watched_{place}"):
            in_words = prediction_timeline.in_words(moments, place, chosen, names)
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small"
            ):
                st.image(pin.image, width=56, alt=t("A pinned digit."))
                st.caption(in_words)
            plotly_chart.chart(
                prediction_timeline.figure(
                    moments,
                    place,
                    label=pin.label,
                    names=names,
                    batches_per_epoch=run.batches_per_epoch,
                    chosen=chosen,
                    run_id=run.id,
                ),
                key=f"train_followed_{place}",
                alt=in_words,
            )
            if run.state.is_over:
                plotly_chart.chart(
                    charts.probabilities(moments[chosen].probabilities[place], names),
                    key=f"train_then_{place}",
                    alt=in_words,
                )


def _filters(moments: Sequence[Snapshot], chosen: int) -> None:
    """Draw the first layer's weights at a moment, in the colours of all moments."""
    filters = moments[chosen].filters
    with st.container(key="train_filters"):
        st.markdown(
            t(
                "**Its first filters, out of noise.** Blue adds, orange takes away. "
                "Nobody draws them: each correction shapes them a little."
            )
        )
        st.image(
            small_multiples(filters, prediction_timeline.largest_weight(moments)),
            width="stretch",
            alt=t(
                "The weights of {n} filters of the first layer, after {batches} "
                "batches.",
                n=number(len(filters)),
                batches=number(moments[chosen].batch),
            ),
        )


def _take_off(place: int) -> None:
    visit = session()
    gone = visit.work.pins_of(visit.work.settings.dataset)[place]
    visit.work.pins = tuple(pin for pin in visit.work.pins if pin is not gone)


def _pin_test_image(source: loader.Source) -> None:
    image = (
        random_test_digit()
        if source.dataset is DatasetName.MNIST
        else random_test_image(source)
    )
    session().work.pin(TrackedDigit(*image, source.dataset))


def _pin(drawn: TrackedDigit) -> None:
    session().work.pin(drawn)


def _drawn() -> TrackedDigit | None:
    """Return the drawing on the canvas; None where there is none to read."""
    side = strokes.CANVAS_SIDE
    try:
        picture = strokes.render(session().work.drawing.strokes, side, side)
        if picture is None:
            return None
        return TrackedDigit(
            as_uint8(mnist_format.preprocess(ink.extract_ink(picture)).seen), None
        )
    except DrawingError:
        return None
