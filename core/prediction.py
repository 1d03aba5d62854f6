"""Reads digits with a trained network, by LiteRT."""

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
# The article's network, to show how it fails on unfamiliar handwriting.
ARTICLE_PATH = ASSETS / "article.tflite"
# Images per call of the interpreter: the activations of 10 000 images took 1.1 GB.
CALL_SIZE = 64
# Visitors' networks in memory, six megabytes each; loading one takes 10 ms.
KEPT_NETWORKS = 8
# A drawing is rejected if its probability of being no digit is higher. The model card
# says how many digits and how many letters this threshold rejects.
REFUSED_ABOVE = 0.8


class NoDigit(StrEnum):
    """A class of drawings that are not digits; the order is the network's."""

    LETTER = "letter"
    SCRIBBLE = "scribble"
    SEVERAL = "several"
    FRAGMENT = "fragment"


@dataclass(frozen=True)
class Reading:
    """A network's answer to a drawing.

    Attributes:
        digit: The most probable digit, or None for "not a digit".
        probabilities: Softmax of the ten digits, (10,) float32, sums to 1.
        seen: The network's input, (28, 28) float32 in [0, 1].
        no_digit: The most probable class of non-digit; None if the drawing is a digit,
            or if the network was not trained to reject drawings.
        path: The steps of the preprocessing that led to `seen`.
    """

    digit: int | None
    probabilities: NDArray[np.float32]
    seen: NDArray[np.float32]
    no_digit: NoDigit | None
    path: mnist_format.Preprocessed


class Predictor:
    """A trained network that reads digits; threads can share it."""

    def __init__(self, model: bytes) -> None:
        """Load a network from the bytes of a LiteRT file."""
        # One thread: an answer takes 0.1 ms, and more threads would slow down training.
        interpreter = Interpreter(model_content=model, num_threads=1)
        self._runner = interpreter.get_signature_runner()
        (self._input,) = self._runner.get_input_details()
        # A network that was trained to reject drawings has a second output.
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
        """Return the softmax of the ten digits for each image.

        Args:
            images: (n, 28, 28) float32 in [0, 1], ink bright.

        Returns:
            (n, 10) float32; each row sums to 1.
        """
        return self.answers(images)[0]

    def no_digits(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class of non-digit for each image.

        Args:
            images: (n, 28, 28) float32 in [0, 1], ink bright.

        Returns:
            (n, 4) float32 in the order of `NoDigit`; zeros if the network was not
            trained to reject drawings.
        """
        return self.answers(images)[1]

    def read(self, canvas: NDArray[Any], steps: frozenset[Step] = ALL_STEPS) -> Reading:
        """Read the digit on a canvas.

        Args:
            canvas: RGBA, (height, width, 4) uint8, or another format that
                `extract_ink` accepts.
            steps: Steps of the preprocessing to carry out.

        Raises:
            EmptyDrawing: The canvas has no ink.
            BadCanvas: The array does not hold the pixels of a picture.
        """
        (reading,) = self.read_ink([extract_ink(canvas)], steps)
        return reading

    def read_number(
        self,
        canvas: NDArray[Any],
        steps: frozenset[Step] = ALL_STEPS,
        judge: "Predictor | None" = None,
    ) -> tuple[Reading, ...]:
        """Read the digits on a canvas, from left to right.

        Args:
            canvas: RGBA, (height, width, 4) uint8, or another format that
                `extract_ink` accepts.
            steps: Steps of the preprocessing to carry out.
            judge: Network that can reject drawings and so decides whether the separate
                parts of the drawing are digits; this network if None.

        Returns:
            One reading for each digit; a single reading of the whole drawing if it is
            one digit, or if its parts are not digits.

        Raises:
            EmptyDrawing: The canvas has no ink.
            BadCanvas: The array does not hold the pixels of a picture.
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
        """Read the digits of several drawings in one batch.

        Args:
            inks: Ink of each drawing, (height, width) uint8, as `extract_ink` returns
                it; at least one.
            steps: Steps of the preprocessing to carry out.
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
        """Return the probabilities of the classes of non-digit, (4,) float32.

        A dot is always a fragment: scaled down, it looks like a thick 0 without its
        hole, which a network has seen in training.
        """
        if not self.refuses or not mnist_format.is_dot(path):
            return others
        certain = np.zeros(len(NoDigit), np.float32)
        certain[list(NoDigit).index(NoDigit.FRAGMENT)] = 1
        return certain


def load(path: Path) -> Predictor:
    """Load a network from a LiteRT file.

    Raises:
        NetworkGone: The file does not exist.
    """
    return Predictor(paths.read_network(Path(path)))


@single_flight(KEPT_NETWORKS)
def load_cached(path: Path) -> Predictor:
    """Load a network from a LiteRT file, or return it from a cache.

    Raises:
        NetworkGone: The file does not exist.
    """
    return load(path)


@single_flight(1)
def shipped() -> Predictor:
    """Return the network that Trazo ships with."""
    return load(SHIPPED_PATH)


@single_flight(1)
def article() -> Predictor:
    """Return the article's network, which was trained on MNIST only."""
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
