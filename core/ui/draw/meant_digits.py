"""After a wrong answer: MNIST's digits of the kind that was meant, then the others.

Source: Cai, Jongejan and Holbrook, "The effects of example-based explanations in a
machine learning interface", IUI 2019. Of 1150 people who drew, those who saw training
examples of what they had meant understood the network better; examples of what it had
answered did not help alone.
"""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.errors import DataError
from core.explain.nearest_images import nearest
from core.prediction import Reading
from core.ui.components.gallery import Tile, gallery
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t

SHOWN = 5


def panel(read: Reading | None) -> None:
    """Show examples of the digit that was meant, while its drawing is there.

    Args:
        read: What was read; None while there is nothing.
    """
    mistake = session().draw.mistake
    if mistake is None or read is None or not np.array_equal(mistake.seen, read.seen):
        return
    try:
        source = loader.available()
        images, labels = loader.training_images(source), loader.training_labels(source)
    except DataError as error:
        st.warning(sentence(error))
        return
    places = nearest(read.seen, images, labels, SHOWN)
    meant, answered = mistake.meant, mistake.answered
    with st.container(key="draw_meant"):
        st.markdown(
            t(
                "You meant a {meant}. These are the {meant}s of MNIST that look most "
                "like yours:",
                meant=meant,
            )
        )
        _examples(images[places[meant]], meant, "draw_meant_examples")
        if answered is None:
            return
        st.markdown(
            t(
                "It answered {answered}. These are the nearest {answered}s. What does "
                "your drawing have in common with them?",
                answered=answered,
            )
        )
        _examples(images[places[answered]], answered, "draw_answered_examples")


def _examples(images: NDArray[np.uint8], label: int, key: str) -> None:
    alt = t("One of MNIST’s nearest to yours: a {label}.", label=label)
    gallery(
        [Tile(image, caption="", alt=alt) for image in images],
        key=key,
        label=t("Digits of MNIST: {label}", label=label),
    )
