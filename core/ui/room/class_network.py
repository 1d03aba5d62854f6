"""The network of a class: trained before everybody's eyes, and what came of it."""

from collections.abc import Sequence

import streamlit as st

from core.datasets import loader
from core.engine import class_runs
from core.engine.run import Run
from core.engine.run_state import RunState
from core.rooms import class_set
from core.rooms.errors import NothingToLearn, RoomError
from core.rooms.records import ClassDrawing, Room, Wall
from core.rooms.split import Part
from core.ui.components import charts, plotly_chart
from core.ui.room import class_results, teaching
from core.ui.room.wall_chart import for_wall
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import percent, t, tn
from core.ui.train import run_status, start_run

WATCH_SECONDS = 1.5


def panel(room: Room) -> None:
    """Draw the teacher's view: what there is to learn, the button, curve and results.

    Args:
        room: Which.
    """
    start_run.refusal()
    st.fragment(_live, run_every=WATCH_SECONDS)(room.id)


def projector(room: Room) -> None:
    """Draw what the wall shows of it: its results if they are asked for, or its curve.

    Args:
        room: The room as it is now; drawn again each time that something changes.
    """
    run = services.engine().class_runs.find(room)
    if run is not None and run.state.has_network and room.pace.wall is Wall.RESULTS:
        class_results.summary(room, _drawings(room), run)
    else:
        curve(room, is_large=True)


def curve(room: Room, *, is_large: bool = False) -> None:
    """Draw how the training goes on, for a teacher, a seat or a projector.

    Args:
        room: The room as it is now.
        is_large: Whether it is to be read from a wall.
    """
    run = services.engine().class_runs.find(room)
    with st.container(key="room_curve"):
        if run is None:
            st.info(t("The network of the class has not been trained yet."))
            return
        _progress(run, run.state)
        _chart(run, is_large=is_large)


def _live(room_id: str) -> None:
    room = teaching.taught_room()
    if room is None or room.id != room_id:
        return
    drawings = _drawings(room)
    run = services.engine().class_runs.find(room)
    is_going_on = run is not None and not run.state.is_over
    with st.container(key="room_network"):
        _counts(room, drawings)
        if is_going_on and run is not None:
            st.button(
                t("Stop"),
                key="room_stop",
                icon=":material/stop:",
                disabled=run.state.stopping,
                on_click=_stop,
            )
        else:
            _button(room, drawings, run)
        if run is not None:
            _on_the_wall(room)
            curve(room)
    if run is not None and run.state.has_network:
        class_results.panel(room, drawings, run)


def _on_the_wall(room: Room) -> None:
    is_shown = room.pace.wall is Wall.CURVE
    st.button(
        t("Take the curve off the wall")
        if is_shown
        else t("Show the curve on the wall"),
        key="room_curve_wall",
        icon=":material/present_to_all:",
        on_click=teaching.change_pace,
        kwargs={"wall": Wall.DRAWINGS if is_shown else Wall.CURVE},
    )


def _counts(room: Room, drawings: Sequence[ClassDrawing]) -> None:
    counts = class_set.counts(room, drawings)
    learned, opened, sealed = (counts[part] for part in Part)
    st.markdown(
        " ".join(
            (
                tn(
                    "{n} drawing to learn from.",
                    "{n} drawings to learn from.",
                    learned,
                ),
                tn(
                    "{n} in the open half of the test.",
                    "{n} in the open half of the test.",
                    opened,
                ),
                tn(
                    "{n} in the sealed half.",
                    "{n} in the sealed half.",
                    sealed,
                )
                if room.pace.is_sealed
                else tn(
                    "{n} in the half that was sealed.",
                    "{n} in the half that was sealed.",
                    sealed,
                ),
            )
        )
    )


def _button(room: Room, drawings: Sequence[ClassDrawing], run: Run | None) -> None:
    try:
        class_set.class_data(room, drawings)
    except NothingToLearn:
        can_learn = False
    else:
        can_learn = True
    own = session().work.run
    is_busy = own is not None and not own.state.is_over
    st.button(
        t("Train the network of the class")
        if run is None
        else t("Train it again, with all drawings of now"),
        key="room_train",
        type="primary" if run is None else "secondary",
        icon=":material/model_training:",
        disabled=is_busy or not can_learn,
        on_click=_train,
    )
    if not can_learn:
        st.caption(
            t(
                "It needs drawings of seats that draw for training, and of seats that "
                "draw for the open half of the test."
            )
            if room.signs
            else t("It needs drawings of seats that draw for training.")
        )
        return
    if is_busy:
        st.caption(t("Another training of yours goes on."))
        return
    settings = class_runs.settings_of(room)
    _expectation(
        services.engine().host_speed.estimate(settings, loader.available()),
        services.engine().line_length(),
    )


def _expectation(seconds: float | None, before: int) -> None:
    text = run_status.expectation(seconds, before)
    if text:
        st.caption(text)


def _train() -> None:
    visit = session()
    visit.room.error = None
    room = teaching.taught_room()
    # A forged request can press a button that is not on the page.
    if room is None:
        return
    try:
        is_asked = start_run.ask(
            lambda address: services.engine().class_runs.start(
                room, visit.identity.visitor, loader.available(), address=address
            )
        )
    except RoomError as error:
        visit.room.error = error
        return
    if is_asked:
        teaching.change_pace(wall=Wall.CURVE)


def _stop() -> None:
    room = teaching.taught_room()
    if room is not None:
        services.engine().class_runs.stop(room)


def _progress(run: Run, state: RunState) -> None:
    text = run_status.stage(run, state)
    if state.error is not None:
        st.error(f"{text} {sentence(state.error)}")
        return
    st.markdown(f"**{text}**")
    if not state.is_over:
        st.progress(run.progress)


def _chart(run: Run, *, is_large: bool) -> None:
    curves = run.curves()
    if not len(curves.loss.values):
        plotly_chart.prepare()
        return
    figure = charts.learning(
        t("Accuracy"),
        curves.accuracy,
        curves.val_accuracy,
        run_id=run.id,
        as_percent=True,
    )
    plotly_chart.chart(
        for_wall(figure) if is_large else figure,
        key="room_accuracy",
        alt=t(
            "Training accuracy: from {first} to {last}.",
            first=percent(curves.accuracy.values[0]),
            last=percent(curves.accuracy.values[-1]),
        ),
    )


def _drawings(room: Room) -> Sequence[ClassDrawing]:
    return services.engine().rooms.drawings(room.id)
