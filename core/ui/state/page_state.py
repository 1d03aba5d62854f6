"""What a visitor looks at on each page, as the visit remembers it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.corruptions import Corruption, Strengths
from core.explain.embedding import Method

# The name of the network that comes with Trazo; others are named by their run's id.
SHIPPED = "shipped"


class Input(StrEnum):
    """How a digit comes in."""

    CANVAS = "canvas"
    TEST_DIGIT = "test_digit"
    UPLOAD = "upload"
    CAMERA = "camera"


class Measure(StrEnum):
    """What the curves of several runs are compared by."""

    LOSS = "loss"
    ACCURACY = "accuracy"


class Look(StrEnum):
    """What the Inside page looks at: one idea a screen."""

    LAYERS = "layers"
    INK = "ink"
    ALIKE = "alike"
    BREAK = "break"


class Breakable(StrEnum):
    """What the Inside page breaks."""

    DIGIT = "digit"
    NETWORK = "network"


class Deletion(StrEnum):
    """How far a visitor is with deleting everything."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Drawing:
    """What is on the canvas, as Fabric's JSON objects, one a stroke.

    Attributes:
        generation: Grows with each new canvas: after clear, undo, and a return.
        start: Strokes that this canvas was made with.
        strokes: Strokes as they are now.
    """

    generation: int = 0
    start: tuple[dict[str, Any], ...] = ()
    strokes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class DataView:
    """What the Data page shows.

    Attributes:
        digit: Class of the digits to leaf through, 0 to 9.
        page: Which of their pages, from 0.
        example: Place of the chosen one among the digits of its class.
        zoom: How large its numbers are, as a multiple of the column.
        divided: Whether they are divided by 255.
        label: The one that is shown as one-hot, 0 to 9.
    """

    digit: int = 5
    page: int = 0
    example: int = 0
    zoom: int = 1
    divided: bool = False
    label: int = 5


@dataclass(frozen=True)
class InsideView:
    """What the Inside page looks at.

    Attributes:
        look: Which of its parts is open.
        layer: Place of the layer whose map or neuron is chosen; None while none is.
        channel: Which of them.
        row: Of the pixel that is worked out.
        column: Of that pixel.
        digit: Whose ink is looked for, 0 to 9; None for the runner-up's.
        ink: Row and column of the pixel of the drawing that words describe; None
            for the one with most ink.
    """

    look: Look = Look.LAYERS
    layer: int | None = None
    channel: int = 0
    row: int = 0
    column: int = 0
    digit: int | None = None
    ink: tuple[int, int] | None = None


@dataclass(frozen=True)
class Broken:
    """What the Inside page has broken.

    Attributes:
        looked_at: Which of the two is on show.
        strengths: How much the digit is disturbed.
        curve: The disturbance whose effect on the test digits is drawn.
        layer: Place of the convolution whose filters are on show; None for the first.
        network: The one that `off` belongs to.
        off: Its filters that are switched off: place of the layer, and of the filter.
    """

    looked_at: Breakable = Breakable.DIGIT
    strengths: Strengths = field(default_factory=Strengths)
    curve: Corruption = Corruption.ROTATION
    layer: int | None = None
    network: str = SHIPPED
    off: frozenset[tuple[int, int]] = frozenset()

    def off_in(self, network: str) -> frozenset[tuple[int, int]]:
        """Return the filters of a network that are off: another one is whole."""
        return self.off if network == self.network else frozenset()

    def anything(self, network: str) -> bool:
        """Say whether the digit or this network is not whole."""
        return self.strengths != Strengths() or bool(self.off_in(network))


@dataclass(frozen=True)
class AlikeView:
    """What the map of test digits shows.

    Attributes:
        method: How it is laid out.
        digit: Which test digit is chosen on it; None while none is.
    """

    method: Method = Method.TSNE
    digit: int | None = None


@dataclass(frozen=True)
class TestDigit:
    """A digit out of MNIST's test images.

    Attributes:
        label: What its writer meant.
        pixels: RGBA, (height, width, 4) uint8.
    """

    label: int
    pixels: NDArray[np.uint8]
