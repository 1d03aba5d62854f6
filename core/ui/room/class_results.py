"""What the networks read of a class's test: before and after, and what they misread."""

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st

from core.datasets import loader
from core.engine.run import Run
from core.errors import TrazoError
from core.evaluation import class_comparison
from core.evaluation.class_comparison import Comparison, Network, Result
from core.evaluation.metrics import Evaluation
from core.rooms.records import ClassDrawing, Room
from core.rooms.split import Part
from core.ui.components.gallery import Tile, gallery
from core.ui.html import Cell, Row, scrolled, table
from core.ui.text.error_messages import sentence
from core.ui.text.label_names import label_name
from core.ui.text.translate import number, percent, t, tn

MOST_TILES = 24


def panel(room: Room, drawings: Sequence[ClassDrawing], run: Run) -> None:
    """Draw the table of all networks, each sign's share, and misread drawings.

    Args:
        room: Which.
        drawings: Its class set.
        run: Of the class network, which it has left.
    """
    found = _compare(room, drawings, run)
    if found is None:
        return
    with st.container(key="room_results"):
        _summary(found)
        st.caption(
            t(
                "Everybody in the class can choose this network now, where Draw, "
                "Inside and Evaluate ask which one answers."
            )
        )
        for part in found.drawings:
            with st.expander(_part_name(part)):
                _by_sign(room, found, part)
                for result in found.results:
                    _misread(room, found, result.network, part)


def summary(room: Room, drawings: Sequence[ClassDrawing], run: Run) -> None:
    """Draw the table of all networks alone, for the wall."""
    found = _compare(room, drawings, run)
    if found is not None:
        with st.container(key="room_summary"):
            _summary(found)


def network_name(network: Network) -> str:
    """Return what a network of the comparison is called."""
    match network:
        case Network.ARTICLE:
            return t("The article’s")
        case Network.SHIPPED:
            return t("Trazo’s")
        case Network.CLASS:
            return t("The class’s")


def right_of(found: Evaluation) -> str:
    """Say how many drawings are read right, of how many, and their share."""
    return t(
        "{right} of {images} ({share})",
        right=number(found.right),
        images=number(found.images),
        share=percent(found.accuracy),
    )


def columns(
    found: Comparison, parts: Iterable[Part]
) -> list[tuple[str, dict[Network, Evaluation]]]:
    """Return tests by their names, and each network's answers to them.

    Args:
        found: Networks that were compared.
        parts: Parts of the class's test; MNIST's follows them.
    """
    made = [
        (
            _part_name(part),
            {each.network: each.tests[part] for each in found.results},
        )
        for part in parts
    ]
    if found.source is not None:
        name = t("MNIST’s test digits")
        evaluations = {
            each.network: each.mnist for each in found.results if each.mnist is not None
        }
        made.append((name, evaluations))
    return made


def _compare(
    room: Room, drawings: Sequence[ClassDrawing], run: Run
) -> Comparison | None:
    """Compare the networks; say why where that is not possible."""
    try:
        with st.spinner(t("The networks read the drawings of the test.")):
            return class_comparison.compare(
                room, drawings, run.litert_path, loader.available()
            )
    except TrazoError as error:
        st.warning(sentence(error))
        return None


def _summary(found: Comparison) -> None:
    if not found.drawings:
        st.caption(
            t(
                "Nobody has drawn for the test of the class yet: it takes drawings of "
                "seats that draw for testing."
            )
        )
    tests = columns(found, found.drawings)
    rows = [
        Row(
            network_name(result.network),
            [Cell(right_of(by_network[result.network])) for _, by_network in tests],
        )
        for result in found.results
    ]
    head = [t("Network"), *(name for name, _ in tests)]
    st.html(scrolled(table(head, rows, class_="board"), t("What each network reads")))
    if found.source is loader.Source.SAMPLE:
        st.caption(
            t(
                "Here a small sample stands for MNIST: the first two networks have "
                "seen these digits in training, so that their result is too good."
            )
        )


def _part_name(part: Part) -> str:
    if part is Part.OPEN_TEST:
        return t("Open half of the test")
    return t("Half that was sealed")


def _by_sign(room: Room, found: Comparison, part: Part) -> None:
    drawn = found.drawings[part]
    rows = [
        Row(
            label_name(room, int(sign)),
            [Cell(_of_sign(result, part, int(sign))) for result in found.results],
        )
        for sign in np.unique(drawn.labels)
    ]
    head = [
        t("Sign") if room.signs else t("Digit"),
        *(network_name(result.network) for result in found.results),
    ]
    caption = t("Right, of how many of each")
    st.html(scrolled(table(head, rows, caption=caption, class_="board"), caption))


def _of_sign(result: Result, part: Part, sign: int) -> str:
    confusion = result.tests[part].confusion
    return t(
        "{right} of {images}",
        right=number(int(confusion[sign, sign])),
        images=number(int(confusion[sign].sum())),
    )


def _misread(room: Room, found: Comparison, network: Network, part: Part) -> None:
    misread = found.misread(network, part)
    name = network_name(network)
    if not misread:
        st.markdown(t("{network} network misreads none of them.", network=name))
        return
    st.markdown(
        tn(
            "{network} network misreads {n} drawing, the surest first:",
            "{network} network misreads {n} drawings, the surest first:",
            len(misread),
            network=name,
        )
    )
    tiles = []
    for each in misread[:MOST_TILES]:
        meant, read = label_name(room, each.label), label_name(room, each.answer)
        alt = t("A drawing of {meant}, read as {read}.", meant=meant, read=read)
        tiles.append(Tile(each.image, f"{meant} → {read}", alt))
    gallery(
        tiles,
        key=f"room_misread_{network}_{part}",
        label=t("Drawings that {network} network misreads", network=name),
    )
