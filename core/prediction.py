"""Ask a trained network what it sees, with LiteRT."""

import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from core import paths
from core.preprocessing import mnist_format, split_digits
from core.preprocessing.ink import extract_ink
from core.preprocessing.mnist_format import ALL_STEPS, Step
from core.settings.network import CLASSES
from core.single_flight import single_flight

ASSETS = Path(__file__).parent / "assets"
SHIPPED_PATH = ASSETS / "shipped.tflite"
SHIPPED_KERAS_PATH = ASSETS / "shipped.keras"
# The article's own network, to show what another hand does to it.
ARTICLE_PATH = ASSETS / "article.tflite"
# Images in one call: the activations of 10 000 at once took 1.1 GB.
CALL_SIZE = 64
# Networks of visitors held at once, six megabytes each; loading takes 10 ms.
KEPT_NETWORKS = 8
# A drawing is refused where it is more likely no digit than this; the model card says
# how many digits and how many letters that refuses.
REFUSED_ABOVE = 0.8


class NoDigit(StrEnum):
    """What a drawing is that is no digit, in the order of the network's answers."""

    LETTER = "letter"
    SCRIBBLE = "scribble"
    SEVERAL = "several"
    FRAGMENT = "fragment"


@dataclass(frozen=True)
class Reading:
    """What a network says of a drawing.

    Attributes:
        digit: The most probable digit, or None for "not a digit".
        probabilities: Softmax of the ten digits, shape (10,), float32, sums to 1.
        seen: What the network was shown, shape (28, 28), float32 in [0, 1].
        no_digit: What it is in place of a digit; None where it is one, or where the
            network never learned to tell.
        path: How the drawing became what was seen.
    """

    digit: int | None
    probabilities: NDArray[np.float32]
    seen: NDArray[np.float32]
    no_digit: NoDigit | None
    path: mnist_format.Preprocessed


class Predictor:
    """A trained network, ready to answer; safe to share between threads."""

    def __init__(self, model: bytes) -> None:
        """Build it from the bytes of a LiteRT file."""
        # One thread: an answer takes 0.1 ms, and more would disturb a training.
        interpreter = Interpreter(model_content=model, num_threads=1)
        self._runner = interpreter.get_signature_runner()
        (self._input,) = self._runner.get_input_details()
        # A network that learned what is no digit says so in a second output.
        self.refuses = len(self._runner.get_output_details()) > 1
        self._lock = threading.Lock()

    def answers(
        self, images: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return both outputs of the network, which is asked once.

        Args:
            images: (n, 28, 28) float32 in [0, 1], ink bright.

        Returns:
            What `probabilities` returns, (n, 10) float32; what `no_digits` returns,
            (n, 4) float32.
        """
        batch = np.ascontiguousarray(images, np.float32)[..., None]
        known = [np.empty((0, CLASSES), np.float32)]
        others = [np.empty((0, len(NoDigit)), np.float32)]
        for start in range(0, len(batch), CALL_SIZE):
            part = batch[start : start + CALL_SIZE]
            with self._lock:
                answer: dict[str, Any] = self._runner(**{self._input: part})
                known.append(np.array(answer["output_0"], np.float32))
                others.append(
                    np.array(answer["output_1"][:, CLASSES:], np.float32)
                    if self.refuses
                    else np.zeros((len(part), len(NoDigit)), np.float32)
                )
        return np.concatenate(known), np.concatenate(others)

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the softmax of each image.

        Args:
            images: (n, 28, 28) float32 in [0, 1], ink bright.

        Returns:
            (n, 10) float32; each row sums to 1.
        """
        return self.answers(images)[0]

    def no_digits(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how likely each image is each kind of no digit.

        Args:
            images: As of `probabilities`.

        Returns:
            (n, 4) float32 in the order of `NoDigit`; all 0 where the network never
            learned to tell.
        """
        return self.answers(images)[1]

    def read(self, canvas: NDArray[Any], steps: frozenset[Step] = ALL_STEPS) -> Reading:
        """Say which digit is on a canvas.

        Args:
            canvas: (height, width, 4) uint8 RGBA, or what else `extract_ink` takes.
            steps: What is done to the drawing before.

        Raises:
            EmptyDrawing: There is no ink.
            BadCanvas: Not the pixels of a picture.
        """
        (reading,) = self.read_ink([extract_ink(canvas)], steps)
        return reading

    def read_number(
        self,
        canvas: NDArray[Any],
        steps: frozenset[Step] = ALL_STEPS,
        judge: "Predictor | None" = None,
    ) -> tuple[Reading, ...]:
        """Say which digits are on a canvas, from left to right.

        Args:
            canvas: As of `read`.
            steps: As of `read`.
            judge: A network that refuses; it says whether the parts of a drawing
                that stand apart are digits. This one itself if not given.

        Returns:
            One reading for each digit; a single one where the drawing as a whole is
            a digit, or where its parts are none.

        Raises:
            EmptyDrawing: There is no ink.
            BadCanvas: Not the pixels of a picture.
        """
        judge = judge or self
        ink = extract_ink(canvas)
        parts = split_digits.split_digits(ink)
        if len(parts) > 1 and judge.refuses:
            whole, *each = judge.read_ink([ink, *parts])
            if whole.digit is None and all(part.digit is not None for part in each):
                return self.read_ink(parts, steps)
        return self.read_ink([ink], steps)

    def read_ink(
        self, inks: list[NDArray[np.uint8]], steps: frozenset[Step] = ALL_STEPS
    ) -> tuple[Reading, ...]:
        """Say which digit each ink is, all asked at once.

        Args:
            inks: As `extract_ink` returns them; one at least.
            steps: As of `read`.
        """
        paths = [mnist_format.preprocess(ink, steps) for ink in inks]
        answers = self.answers(np.stack([path.seen for path in paths]))
        return tuple(
            _reading(probabilities, self._doubted(others, path), path)
            for probabilities, others, path in zip(*answers, paths, strict=True)
        )

    def _doubted(
        self, others: NDArray[np.float32], path: mnist_format.Preprocessed
    ) -> NDArray[np.float32]:
        """Return the kinds of no digit, (4,); of a dot there is no doubt.

        Made small it is a thick 0 without its hole, and a network has seen those.
        """
        if not self.refuses or not mnist_format.is_dot(path):
            return others
        certain = np.zeros(len(NoDigit), np.float32)
        certain[list(NoDigit).index(NoDigit.FRAGMENT)] = 1
        return certain


def load(path: Path) -> Predictor:
    """Load a network from a LiteRT file.

    Raises:
        NetworkGone: There is no such file.
    """
    return Predictor(paths.read_network(Path(path)))


@single_flight(KEPT_NETWORKS)
def load_cached(path: Path) -> Predictor:
    """Load a network, or return it from memory where it was used lately.

    Raises:
        NetworkGone: There is no such file.
    """
    return load(path)


@single_flight(1)
def shipped() -> Predictor:
    """Return the network that comes with Trazo."""
    return load(SHIPPED_PATH)


@single_flight(1)
def article() -> Predictor:
    """Return the article's network, which has seen nothing but MNIST."""
    return load(ARTICLE_PATH)


def _reading(
    probabilities: NDArray[np.float32],
    others: NDArray[np.float32],
    path: mnist_format.Preprocessed,
) -> Reading:
    refused = float(others.sum()) > REFUSED_ABOVE
    return Reading(
        digit=None if refused else int(probabilities.argmax()),
        probabilities=probabilities,
        seen=path.seen,
        no_digit=list(NoDigit)[int(others.argmax())] if refused else None,
        path=path,
    )
