"""What a visitor looks at on each page, as the visit remembers it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import TrazoError, UploadError
from core.preprocessing.mnist_format import ALL_STEPS, Step
from core.runs.snapshots import TrackedDigit
from core.settings.run import MORE_EPOCHS

if TYPE_CHECKING:
    from core.store.device_codes import DeviceCode

# The name of the network that comes with Trazo; others are named by their run's id.
SHIPPED = "shipped"
# The network of the class in which the visitor learns or teaches.
OF_CLASS = "class"
BRUSH_WIDTHS = range(8, 41, 4)
BRUSH_DEFAULT = 20
# Streamlit remembers each key for as long as the visit lasts, 3 kB of it: an hour of
# drawing would add up. A canvas of four before is long gone from page and session.
CANVASES = 4


class Input(StrEnum):
    """How a digit comes in."""

    CANVAS = "canvas"
    TEST_DIGIT = "test_digit"
    UPLOAD = "upload"
    CAMERA = "camera"


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """A visitor's picture, opened once: Streamlit runs a page again and again.

    Attributes:
        file_id: Streamlit's id of an uploaded file; empty for a photograph.
        pixels: RGBA, (height, width, 4) uint8; None if it was refused.
        error: Why it was refused; None if it was not.
        turned_to_read: Whether the app has turned it: as it was, it was no digit.
    """

    file_id: str
    pixels: NDArray[np.uint8] | None = None
    error: UploadError | None = None
    turned_to_read: bool = False


class Measure(StrEnum):
    """What the curves of several runs are compared by."""

    LOSS = "loss"
    ACCURACY = "accuracy"


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

    @property
    def canvas_key(self) -> str:
        """Key of the canvas's widget."""
        return f"canvas-{self.generation % CANVASES}"


@dataclass(frozen=True)
class DataState:
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
class TestDigit:
    """A digit out of MNIST's test images.

    Attributes:
        label: What its writer meant.
        pixels: RGBA, (height, width, 4) uint8.
    """

    label: int
    pixels: NDArray[np.uint8]


@dataclass
class HomeState:
    """What the Home page has been asked.

    Attributes:
        imports: How many files of work this visit has brought back.
        import_error: Why the last file of work could not be saved to open it.
        deletion: How far this visitor is with deleting everything; None when not asked.
        switch_asked: Whether "I am somebody else" has been pressed, and not answered.
        device_code: The one that opens this work on another device; None without.
        code_error: Why there is none; None where none was asked for.
    """

    imports: int = 0
    import_error: TrazoError | None = None
    deletion: Deletion | None = None
    switch_asked: bool = False
    device_code: "DeviceCode | None" = None
    code_error: TrazoError | None = None


@dataclass
class TrainState:
    """What the Train page shows of the runs.

    Attributes:
        compared: Ids of the runs that are drawn on one chart; none stands for all.
        measure: What they are compared by.
        more_epochs: How far a run is to be continued.
        snapshot: Index of the one that is looked at, from 0; None for the newest.
        weight: The one that is followed in slow motion: filter, row and column.
        refusal: Why the run that was asked for last did not start; None if it did, or
            once the page has said it.
    """

    compared: tuple[str, ...] = ()
    measure: Measure = Measure.ACCURACY
    more_epochs: int = int(MORE_EPOCHS.default)
    snapshot: int | None = None
    weight: tuple[int, int, int] = (0, 1, 1)
    refusal: TrazoError | None = None


@dataclass
class EvaluateState:
    """What the Evaluate page shows.

    Attributes:
        cell: The one of the confusion matrix that is looked at, true and answered.
    """

    cell: tuple[int, int] | None = None


@dataclass
class DigitState:
    """The digit that the Draw and the Inside page look at.

    Attributes:
        network: Which network answers: `SHIPPED`, `OF_CLASS`, or the id of a run.
        input: How the digit comes in.
        brush: Width of the pen in pixels.
        test_digit: The one that was picked last.
        test_picture: The one that stands in for a drawing; None before the first.
        picture: The picture that was uploaded last; None before the first.
        taken: A photograph that has come and is not opened yet, as a JPEG file.
        photograph: The one that was taken last; None while one is to be taken.
        steps: What is done to a drawing before a network sees it.
        position: Which digit of a number is looked at, from 0.
    """

    network: str = SHIPPED
    input: Input = Input.CANVAS
    brush: int = BRUSH_DEFAULT
    test_digit: TestDigit | None = None
    test_picture: TrackedDigit | None = None
    picture: OpenedPicture | None = None
    taken: bytes | None = None
    photograph: OpenedPicture | None = None
    steps: frozenset[Step] = ALL_STEPS
    position: int = 0

    def steps_left_out(self) -> bool:
        """Say whether a drawing is not prepared as it should be."""
        return self.steps != ALL_STEPS


@dataclass(frozen=True, eq=False)
class Mistake:
    """A drawing that the network read as something else than was meant.

    Attributes:
        seen: The network's input, (28, 28) float32 in [0, 1].
        meant: The digit that the visitor meant.
        answered: The digit that the network answered; None for no digit.
    """

    seen: NDArray[np.float32]
    meant: int
    answered: int | None


@dataclass
class DrawState:
    """What became of the own drawings on the Draw page.

    Attributes:
        error: Why one of them, or a file of them, was not accepted.
        saved_label: The label that a drawing was just saved with, to be shown once.
        stale: Whether the page shows an older set than the one of the session.
        has_started_run: Whether a network has just started to learn them, which the
            Train page shows.
        mistake: The last answer that the visitor corrected to another digit.
    """

    error: TrazoError | None = None
    mistake: Mistake | None = None
    saved_label: int | None = None
    stale: bool = False
    has_started_run: bool = False
