"""Which ink mattered, for the answer and for another digit, laid over the drawing."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.explain import occlusion
from core.prediction import Predictor, Reading
from core.ui.components.weight_colours import AGAINST, FOR
from core.ui.digit import model_picker
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.probabilities import probability_in_words
from core.ui.text.translate import t

PIXEL = 8
# A digit is 20 pixels high and wide, four from the edge: its thirds.
FIRST_THIRD, LAST_THIRD = 10.5, 16.5
# Less than that counts as nothing.
LEAST = 0.005
# Of a probability; nearer to 0 or 1, only this bound is written.
CERTAIN = 1 - LEAST / 5
SOURCE = "https://arxiv.org/abs/1311.2901"


def panel(reading: Reading, network: Predictor, multiplications: int) -> None:
    """Draw the two maps, and say what is in them.

    Args:
        reading: Of the drawing.
        network: That read it.
        multiplications: Of the network, for one image.
    """
    stride = occlusion.stride(reading.seen, multiplications)
    lost = occlusion.maps(reading.seen, network.probabilities, stride)
    answer, runner_up = np.argsort(-reading.probabilities)[:2].tolist()
    wish = session().inside.digit
    names = model_picker.subject().names()
    # A room may have fewer signs than there are digits.
    possible = set(range(len(names))) - {answer}
    other = wish if wish is not None and wish in possible else runner_up
    _choose(other, names)
    columns = st.columns(2, wrap=False, gap="medium")
    labels = (answer, other)
    called = [t("“{name}”", name=names[label]) for label in labels]
    shares = [float(reading.probabilities[label]) for label in labels]
    speaking_for = [
        _speaking_for(name, share, lost[label])
        for label, share, name in zip(labels, shares, called, strict=True)
    ]
    for place, label in enumerate(labels):
        with columns[place], st.container(key=f"inside_mattered_{place}"):
            st.image(
                overlay(reading.seen, lost[label]),
                width="stretch",
                caption=t(
                    "For {name}: {share}",
                    name=called[place],
                    share=probability_in_words(shares[place], certain=CERTAIN),
                ),
                alt=speaking_for[place],
            )
    speaking_against = _speaking_against(called[1], shares[1], lost[other])
    with st.container(key="inside_mattered_words"):
        said = (*speaking_for, speaking_against)
        st.markdown("\n".join(f"- {sentence}" for sentence in said))
    _explanation(stride)


def _explanation(stride: int) -> None:
    """Say how the maps are made, and what they do not prove."""
    if stride > 1:
        st.caption(
            t(
                "This network multiplies so much that only one place in each square of "
                "{n}×{n} pixels was covered: the maps are coarser than the drawing.",
                n=stride,
            )
        )
    st.caption(
        t(
            "Blue ink speaks for that answer: cover a little square of it, and the "
            "probability falls. Orange ink speaks against it: cover it, and the "
            "probability rises. The strongest colour of each map is its own largest "
            "change."
        )
    )
    st.caption(
        t(
            "What this does not prove: if two parts say the same thing, covering one "
            "changes nothing; and the network has never seen strokes with a hole in "
            "them. The idea is from [Zeiler and Fergus (2014)]({source}).",
            source=SOURCE,
        )
    )


def _choose(other: int, names: Sequence[str]) -> None:
    """Let the visitor choose the digit that the answer is compared with."""
    st.pills(
        t("Why not …?"),
        range(len(names)),
        format_func=lambda label: names[label],
        help=t("What the answer is compared with; at first the runner-up."),
        # Pressed once more, none is chosen.
        **bound(
            "inside_digit", "inside.digit", (None, *range(len(names))), shown=other
        ),
    )


def _speaking_for(name: str, share: float, lost: NDArray[np.float32]) -> str:
    """Say which ink an answer owes most of its probability to."""
    most = float(lost.max())
    if most < LEAST:
        return t(
            "Nothing in the drawing counts for {name}: whatever you cover, its "
            "probability hardly falls.",
            name=name,
        )
    return t(
        "For {name}, the ink {place} speaks most: without it, the probability falls "
        "from {before} to {after}.",
        name=name,
        place=_place(lost),
        before=probability_in_words(share, certain=CERTAIN),
        after=probability_in_words(share - most, certain=CERTAIN),
    )


def _speaking_against(name: str, share: float, lost: NDArray[np.float32]) -> str:
    """Say which ink keeps something from being the answer."""
    most = -float(lost.min())
    if most < LEAST:
        return t(
            "Nothing in the drawing counts against {name}: whatever you cover, it "
            "hardly becomes more likely.",
            name=name,
        )
    return t(
        "Against {name}, the ink {place} speaks most: without it, the probability "
        "rises from {before} to {after}.",
        name=name,
        place=_place(-lost),
        before=probability_in_words(share, certain=CERTAIN),
        after=probability_in_words(share + most, certain=CERTAIN),
    )


def _place(strength: NDArray[np.float32]) -> str:
    """Say where a map is strongest.

    Args:
        strength: (28, 28).
    """
    row, column = np.unravel_index(strength.argmax(), strength.shape)
    down, across = (
        int(middle > FIRST_THIRD) + int(middle > LAST_THIRD) for middle in (row, column)
    )
    return (
        (t("at the top left"), t("at the top"), t("at the top right")),
        (t("on the left"), t("in the middle"), t("on the right")),
        (t("at the bottom left"), t("at the bottom"), t("at the bottom right")),
    )[down][across]


def overlay(seen: NDArray[np.float32], lost: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the drawing with colours where it matters: (224, 224, 3) uint8.

    Args:
        seen: (28, 28) in [0, 1].
        lost: (28, 28), from `occlusion.maps`.
    """
    grey = 255 * (1 - 0.75 * seen[..., None])
    strength = np.abs(lost) / max(float(np.abs(lost).max()), 0.01)
    colour = np.where((lost > 0)[..., None], FOR, AGAINST)
    part = 0.85 * np.clip(strength, 0, 1)[..., None]
    mixed = np.round(grey * (1 - part) + colour * part).astype(np.uint8)
    return np.asarray(np.kron(mixed, np.ones((PIXEL, PIXEL, 1))), np.uint8)
