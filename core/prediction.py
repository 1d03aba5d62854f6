"""Reads digits with a trained network, by LiteRT."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from core import paths
from core.no_digit import NoDigit
from core.numbers import readings
from core.preprocessing import components, mnist_format
from core.preprocessing.ink import extract_ink
from core.preprocessing.marks import Mark
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
# Above this probability of being no digit, the answer is given with its doubt.
DOUBTED_ABOVE = 0.3
# Below this probability of its reading, a number is in doubt. docs/accuracy.md says how
# many numbers are read wrong without doubt, and how many right ones are doubted.
SURE_FROM = 0.9


@dataclass(frozen=True)
class Reading:
    """A network's answer to a drawing.

    Attributes:
        digit: The most probable digit, or label of a sign; None for "not a digit".
        probabilities: Softmax of the ten digits, (10,) float32; or of a room's signs.
        seen: The network's input, (28, 28) float32 in [0, 1].
        no_digit: The most probable class of non-digit; None if the drawing is a digit,
            or if the network was not trained to reject drawings.
        doubt: The class of non-digit that a digit may be, if that is likely enough to
            say so.
        path: The steps of the preprocessing that led to `seen`.
    """

    digit: int | None
    probabilities: NDArray[np.float32]
    seen: NDArray[np.float32]
    no_digit: NoDigit | None
    path: mnist_format.Preprocessed
    doubt: NoDigit | None = None


@dataclass(frozen=True)
class Number:
    """A network's answer to a drawing of one digit, or of several.

    Attributes:
        digits: One reading for each digit, from left to right; a single reading of the
            whole drawing if it is one digit, or no number.
        runs: How many digits stand together, from left to right: 1,25 is (1, 2).
        marks: What is no digit and was left out.
        or_else: What the drawing may be instead, runs of digits with a space between;
            None if the reading is sure.
    """

    digits: tuple[Reading, ...]
    runs: tuple[int, ...] = (1,)
    marks: tuple[Mark, ...] = ()
    or_else: str | None = None


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
        """Read the digits on a canvas, from left to right; `read_drawing` says more."""
        return self.read_drawing(canvas, steps, judge).digits

    def read_drawing(
        self,
        canvas: NDArray[Any],
        steps: frozenset[Step] = ALL_STEPS,
        judge: "Predictor | None" = None,
    ) -> Number:
        """Read the digits on a canvas and say which marks are no digits.

        Args:
            canvas: RGBA, (height, width, 4) uint8, or another format that
                `extract_ink` accepts.
            steps: Steps of the preprocessing to carry out.
            judge: Network that can reject drawings and so decides how the drawing is
                divided into digits and marks; this network if None.

        Raises:
            EmptyDrawing: The canvas has no ink.
            BadCanvas: The array does not hold the pixels of a picture.
        """
        judge = judge or self
        ink = extract_ink(canvas)
        ways = readings.ways(ink, judge.answers) if judge.refuses else []
        if not ways:
            return Number(self.read_ink([ink], steps))
        way, share, or_else = readings.weigh(ways, SURE_FROM)
        if len(way.groups) < 2 and not way.left_out:
            (whole,) = self.read_ink([ink], steps)
            if not way.groups and whole.digit is not None:
                whole = _no_digit_by_its_parts(whole, share)
            return Number((whole,), or_else=or_else)
        parts = [components.on_paper(group, ink.shape) for group in way.groups]
        return Number(
            self.read_ink(parts, steps),
            tuple(len(run) for run in way.runs),
            way.marks,
            or_else,
        )

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


def _no_digit_by_its_parts(reading: Reading, share: float) -> Reading:
    """Refuse or doubt a digit: its parts tell an i or a ! from a 1.

    Args:
        reading: Of the whole drawing, which the network alone takes for a digit.
        share: Probability that it is none.
    """
    kind = reading.doubt or NoDigit.LETTER
    if share > REFUSED_ABOVE:
        return replace(reading, digit=None, no_digit=kind, doubt=None)
    return replace(reading, doubt=kind)


def _reading(
    probabilities: NDArray[np.float32],
    others: NDArray[np.float32],
    path: mnist_format.Preprocessed,
) -> Reading:
    doubt = float(others.sum())
    refused = doubt > REFUSED_ABOVE
    likeliest = list(NoDigit)[int(others.argmax())]
    return Reading(
        digit=None if refused else int(probabilities.argmax()),
        probabilities=probabilities,
        seen=path.seen,
        no_digit=likeliest if refused else None,
        path=path,
        doubt=likeliest if not refused and doubt > DOUBTED_ABOVE else None,
    )
