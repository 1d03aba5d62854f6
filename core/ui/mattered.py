"""Which ink mattered, for the answer and for the runner-up, laid over the drawing."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import occlusion
from core.prediction import Predictor, Reading
from core.ui.text import percent, t

PIXEL = 8
# Orange where covering it loses the digit, blue where it makes it likelier; both can
# be told apart without colour by the words beside them.
LOST, GAINED = (232, 89, 12), (59, 130, 246)


def show(reading: Reading, network: Predictor) -> None:
    """Draw the two maps.

    Args:
        reading: Of the drawing.
        network: That read it.
    """
    lost = occlusion.maps(reading.seen, network.probabilities)
    first, second = np.argsort(-reading.probabilities)[:2].tolist()
    left, right = st.columns(2, wrap=False, gap="medium")
    for column, digit in ((left, first), (right, second)):
        with column, st.container(key=f"inside_mattered_{int(digit == second)}"):
            most = float(lost[digit].max())
            st.image(
                overlay(reading.seen, lost[digit]),
                width="stretch",
                caption=t(
                    "For {digit}: {share}",
                    digit=digit,
                    share=percent(float(reading.probabilities[digit])),
                ),
                alt=t(
                    "Where the ink speaks for a {digit}: covered, it loses up to "
                    "{most}.",
                    digit=digit,
                    most=percent(most),
                ),
            )
    st.caption(
        t(
            "Orange: cover this ink, and the probability of that digit falls. Blue: it "
            "rises. What it does not prove: ink that is said twice is not missed, and "
            "a covered digit is one that the network has never seen."
        )
    )


def overlay(seen: NDArray[np.float32], lost: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the drawing with colours where it matters: (224, 224, 3) uint8.

    Args:
        seen: (28, 28) in [0, 1].
        lost: (28, 28), as of `occlusion.maps`.
    """
    grey = 255 * (1 - 0.75 * seen[..., None])
    strength = np.abs(lost) / max(float(np.abs(lost).max()), 0.01)
    colour = np.where((lost > 0)[..., None], LOST, GAINED)
    part = 0.85 * np.clip(strength, 0, 1)[..., None]
    mixed = np.round(grey * (1 - part) + colour * part).astype(np.uint8)
    return np.asarray(np.kron(mixed, np.ones((PIXEL, PIXEL, 1))), np.uint8)
