"""What a class takes along: a zip of drawings and results, and a poster."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from core.datasets import loader
from core.errors import TrazoError
from core.evaluation import class_comparison
from core.evaluation.class_comparison import Comparison, Network
from core.rooms import class_set, poster, take_along
from core.rooms.records import ClassDrawing, Room
from core.rooms.split import Part
from core.rooms.take_along import ResultRow
from core.ui.components.download import download
from core.ui.room import class_results, teaching
from core.ui.state import services
from core.ui.streamlit_compat.text_font import text_font
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, t, tn

MNIST = "mnist"
WATCH_SECONDS = 4.0


def panel(room: Room) -> None:
    """Draw the buttons that bring the drawings, the results and the poster.

    Args:
        room: Which.
    """
    st.fragment(_live, run_every=WATCH_SECONDS)(room.id)


def _live(room_id: str) -> None:
    room = teaching.taught_room()
    if room is None or room.id != room_id:
        return
    drawings = services.engine().rooms.drawings(room.id)
    found = _comparison(room, drawings)
    with st.container(key="room_take_along"):
        st.markdown(
            t(
                "Take along what the class has made: the drawings with their labels, "
                "and how each network did. No seat, no nickname and no time is in it."
            )
        )
        if room.pace.is_sealed:
            st.caption(t("The sealed half is in it once you have opened it."))
        parts = {
            part: class_set.of_part(room, drawings, part)
            for part in class_set.readable_parts(room)
        }
        if not any(len(each) for each in parts.values()):
            st.caption(t("The class has not drawn anything yet."))
            return
        with st.container(horizontal=True, gap="small"):
            download(
                t("Drawings and results (.zip)"),
                partial(take_along.zip_file, parts, result_rows(found), room.signs),
                key="room_take_zip",
                file_name="trazo-class.zip",
                mime="application/zip",
                explanation=t("For NumPy as .npz, for spreadsheets as .csv."),
            )
            if found is not None and _tested(found) is not None:
                _poster(room, found, drawings)
        if found is None or _tested(found) is None:
            st.caption(
                t("The poster is here once the class’s network has read the test.")
            )


def result_rows(found: Comparison | None) -> list[ResultRow]:
    """Return a row for each network and test, and one for each sign of it."""
    rows: list[ResultRow] = []
    if found is None:
        return rows
    for result in found.results:
        tests = {part.value: evaluation for part, evaluation in result.tests.items()}
        if result.mnist is not None:
            tests[MNIST] = result.mnist
        for test, read in tests.items():
            name = result.network.value
            rows.append(ResultRow(name, test, "", read.right, read.images))
            for sign in np.unique(read.labels).tolist():
                right = int(read.confusion[sign, sign])
                images = int(read.confusion[sign].sum())
                rows.append(ResultRow(name, test, str(sign), right, images))
    return rows


def _comparison(room: Room, drawings: Sequence[ClassDrawing]) -> Comparison | None:
    """Compare the networks; None without one of the class."""
    run = services.engine().class_runs.find(room)
    if run is None or not run.state.has_network:
        return None
    try:
        return class_comparison.compare(
            room, drawings, run.litert_path, loader.available()
        )
    except TrazoError as error:
        st.warning(sentence(error))
        return None


def _tested(found: Comparison) -> Part | None:
    """Return the part of the test that the poster quotes: the last one, if opened."""
    return next(reversed(found.drawings), None)


def _poster(room: Room, found: Comparison, drawings: Sequence[ClassDrawing]) -> None:
    part = _tested(found)
    assert part is not None
    shown = [
        each
        for readable in class_set.readable_parts(room)
        for each in class_set.drawings_of(room, drawings, readable)
    ]
    download(
        t("Poster (.png)"),
        # The texts are made now: later, no session says in which language.
        partial(
            poster.draw,
            _words(room, found, part, len(shown)),
            _charts(found, part),
            class_set.joined(sorted(shown, key=lambda each: each.id)).images,
            text_font(),
        ),
        key="room_take_poster",
        file_name="trazo-class.png",
        mime="image/png",
        explanation=t("One page of A4, to hang up."),
    )


def _words(room: Room, found: Comparison, part: Part, drawn: int) -> poster.Words:
    ours = found.result(Network.CLASS)
    assert ours is not None
    after = ours.tests[part]
    before = found.result(Network.ARTICLE)
    values = {"right": number(after.right), "images": number(after.images)}
    text = t(
        "Our network read {right} of {images} drawings by hands that it had never "
        "seen.",
        **values,
    )
    if before is not None:
        text = t(
            "A network that had learned from MNIST alone read {before} of {images} of "
            "our drawings. Then ours learned from our own hands as well, and read "
            "{right} of the same {images}, all by hands that it had never seen.",
            before=number(before.tests[part].right),
            **values,
        )
    return poster.Words(
        t("We taught a machine to read our signs")
        if room.signs
        else t("We taught a machine to read our hands"),
        text,
        tn("Our {n} drawing", "Our {n} drawings", drawn),
        t("Made with Trazo. No drawing says who has made it."),
    )


def _charts(found: Comparison, part: Part) -> tuple[poster.Chart, ...]:
    return tuple(
        poster.Chart(
            name,
            tuple(
                poster.Bar(
                    t("{network} network", network=class_results.network_name(network)),
                    class_results.right_of(read),
                    read.accuracy,
                )
                for network, read in by_network.items()
            ),
        )
        for name, by_network in class_results.columns(found, (part,))
    )
