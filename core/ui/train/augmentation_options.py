"""How chance may change the training images, with eight examples of it."""

import streamlit as st

from core.arrays.pixel_types import as_uint8
from core.datasets import augmentation, loader
from core.errors import DataError
from core.settings.run import ROTATION, SHIFT, THICKNESS, ZOOM
from core.ui.components import setting_widgets
from core.ui.components.gallery import Tile, gallery
from core.ui.state.session import session
from core.ui.text.translate import t

EXAMPLES = 8


def settings(source: loader.Source) -> None:
    """Draw the four sliders and what they may make of eight digits."""
    with st.expander(
        t("Augmentation: change the images at random"), icon=":material/shuffle:"
    ):
        st.markdown(
            t(
                "Each time the network meets a digit, it is changed a little at "
                "random. The network cannot learn it by heart, and has to find out "
                "what makes a seven a seven. It takes more epochs, and reads crooked "
                "digits better."
            )
        )
        left, right = st.columns(2)
        with left:
            setting_widgets.slider(
                ROTATION,
                t("Rotation"),
                t("How far a digit may be turned, to either side."),
                unit="%d°",
            )
            setting_widgets.slider(
                SHIFT,
                t("Shift"),
                t("How many pixels a digit may be moved, to any side."),
                unit="%d px",
            )
        with right:
            setting_widgets.slider(
                ZOOM,
                t("Zoom"),
                t("How much larger or smaller a digit may become."),
                unit="%d %%",
            )
            setting_widgets.slider(
                THICKNESS,
                t("Thickness"),
                t("How far the lines may become thicker or thinner, up to a pixel."),
                unit="%d %%",
            )
        _preview(source)


def _preview(source: loader.Source) -> None:
    try:
        images, labels = loader.test_digits(source)
    except DataError:
        images, labels = loader.test_digits(loader.Source.SAMPLE)
    changed = augmentation.examples(images[:EXAMPLES], session().work.settings)
    gallery(
        [
            Tile(
                as_uint8(pixels),
                "",
                t("A {label}, changed.", label=int(label)),
            )
            for pixels, label in zip(changed, labels[:EXAMPLES], strict=True)
        ],
        key="train_examples",
        label=t("Eight digits, as training may meet them"),
    )
