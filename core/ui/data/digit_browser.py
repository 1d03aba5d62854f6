"""Real images to leaf through by class; the chosen one shows its numbers."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets.class_overview import Overview
from core.settings.datasets import DatasetName
from core.ui.components.bound_choice import bound_choice
from core.ui.components.gallery import Tile, gallery
from core.ui.components.pixel_values import numbers
from core.ui.guide import course
from core.ui.state.guide_state import Deed
from core.ui.state.session import session
from core.ui.text.class_names import class_names
from core.ui.text.translate import t

# Two full rows on a laptop, four on a phone.
PAGE_DIGITS = 20
ZOOMS = (1, 2, 3)


@st.fragment
def browse(digits: Overview) -> None:
    """Draw everything that a press on an image changes."""
    course.refresh()
    dataset = digits.source.dataset
    _choose_class(dataset)
    examples = digits.examples[session().data.digit]
    # Another data set may have fewer of a class.
    if session().data.example >= len(examples):
        _turn_to_first_page()
    _one_page(examples, dataset)
    _leaf(-(-len(examples) // PAGE_DIGITS))
    _numbers_of(examples[session().data.example], dataset)


def _choose_class(dataset: DatasetName) -> None:
    names = class_names(dataset)
    if dataset is DatasetName.MNIST:
        key, label, explanation = "data_digit", t("Digit"), t("Which digit to look at.")
    else:
        key, label, explanation = "data_class", t("Class"), t("Which class to look at.")
    bound_choice(
        label,
        dict(enumerate(names)),
        explanation,
        key=key,
        field="data.digit",
        wrap=dataset is not DatasetName.MNIST,
        then=_turn_to_first_page,
    )


def _turn_to_first_page() -> None:
    _turn_to(0)


def _one_page(examples: NDArray[np.uint8], dataset: DatasetName) -> None:
    view = session().data
    name = class_names(dataset)[view.digit]
    first = view.page * PAGE_DIGITS
    gallery(
        [
            Tile(
                pixels,
                caption="",
                alt=t(
                    "A handwritten {label}, example {place}.", label=name, place=place
                )
                if dataset is DatasetName.MNIST
                else t("{name}, example {place}.", name=name, place=place),
            )
            for place, pixels in enumerate(examples[first : first + PAGE_DIGITS], 1)
        ],
        key="data_digits",
        label=t("Handwritten digits: press one to see its numbers.")
        if dataset is DatasetName.MNIST
        else t("Clothes: press one to see its numbers."),
        chosen=view.example - first,
        on_choose=_keep_example,
    )


def _keep_example(place: int) -> None:
    visit = session()
    first = visit.data.page * PAGE_DIGITS
    visit.data = replace(visit.data, example=first + place)
    visit.guide.note(Deed.PRESS_IMAGE)


def _leaf(pages: int) -> None:
    page = session().data.page
    with st.container(
        horizontal=True,
        horizontal_alignment="center",
        vertical_alignment="center",
        gap="xsmall",
    ):
        st.button(
            t("Previous"),
            key="data_previous",
            icon=":material/chevron_left:",
            help=t("The images before these."),
            disabled=page == 0,
            on_click=_turn_to,
            args=(page - 1,),
        )
        st.caption(t("{page} of {pages}", page=page + 1, pages=pages), width="content")
        st.button(
            t("Next"),
            key="data_next",
            icon=":material/chevron_right:",
            icon_position="right",
            help=t("The images after these."),
            disabled=page + 1 == pages,
            on_click=_turn_to,
            args=(page + 1,),
        )


def _turn_to(page: int) -> None:
    visit = session()
    visit.data = replace(visit.data, page=page, example=page * PAGE_DIGITS)


def _numbers_of(pixels: NDArray[np.uint8], dataset: DatasetName) -> None:
    view = session().data
    st.header(
        t(
            "To a computer, this {label} is {count} numbers",
            label=view.digit,
            count=pixels.size,
        )
        if dataset is DatasetName.MNIST
        else t("To a computer, this picture is {count} numbers", count=pixels.size)
    )
    if view.divided:
        words = t(
            "Each number has been divided by 255. Now all of them lie between 0 and "
            "1: the picture is the same, and a network learns better from small "
            "numbers."
        )
    else:
        words = t(
            "The picture has 28 rows of 28 pixels, and each pixel is one number: 0 is "
            "black, 255 is white. Enlarge it to read them."
        )
    st.markdown(words)
    with st.container(horizontal=True, gap="medium"):
        bound_choice(
            t("Divide by 255"),
            {False: t("Before"), True: t("After")},
            t("The numbers before and after dividing each by 255."),
            key="data_divided",
            field="data.divided",
        )
        bound_choice(
            t("Enlarge"),
            {zoom: f"{zoom}×" for zoom in ZOOMS},
            t("How large the image is: move it inside its frame to see the rest."),
            key="data_zoom",
            field="data.zoom",
        )
    numbers(
        pixels,
        key="data_numbers",
        label=t("The numbers of the image"),
        alt=t(
            "{name} as {rows} rows of {columns} numbers, each on its own grey: from "
            "{lowest} to {highest}.",
            name=class_names(dataset)[view.digit],
            rows=pixels.shape[0],
            columns=pixels.shape[1],
            lowest=0,
            highest=1 if view.divided else 255,
        ),
        zoom=view.zoom,
        divided=view.divided,
    )
