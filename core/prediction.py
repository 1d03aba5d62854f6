"""Ask a trained network what it sees, with LiteRT."""

import functools
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from core import digits
from core.errors import NetworkGone

SHIPPED_PATH = Path(__file__).parent / "assets" / "shipped.tflite"
# Images in one call: the activations of 10 000 at once took 1.1 GB.
CALL_SIZE = 64
# Networks of visitors held at once, six megabytes each; loading takes 10 ms.
KEPT_NETWORKS = 8


@dataclass(frozen=True)
class Reading:
    """What a network says of a drawing.

    Attributes:
        digit: The most probable digit, or None for "not a digit".
        probabilities: Softmax, shape (10,), float32, sums to 1.
        seen: What the network was shown, shape (28, 28), float32 in [0, 1].
    """

    digit: int | None
    probabilities: NDArray[np.float32]
    seen: NDArray[np.float32]


class Predictor:
    """A trained network, ready to answer; safe to share between threads."""

    def __init__(self, model: bytes) -> None:
        """Build it from the bytes of a LiteRT file."""
        # One thread: an answer takes 0.1 ms, and more would disturb a training.
        interpreter = Interpreter(model_content=model, num_threads=1)
        self._runner = interpreter.get_signature_runner()
        (self._input,) = self._runner.get_input_details()
        self._lock = threading.Lock()

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the softmax of each image.

        Args:
            images: (n, 28, 28) float32 in [0, 1], ink bright.

        Returns:
            (n, 10) float32; each row sums to 1.
        """
        batch = np.ascontiguousarray(images, np.float32)[..., None]
        parts = [np.empty((0, 10), np.float32)]
        for start in range(0, len(batch), CALL_SIZE):
            with self._lock:
                answer: dict[str, Any] = self._runner(
                    **{self._input: batch[start : start + CALL_SIZE]}
                )
                parts.append(np.array(answer["output_0"], np.float32))
        return np.concatenate(parts)

    def read(self, canvas: NDArray[Any]) -> Reading:
        """Say which digit is on a canvas.

        Args:
            canvas: (height, width, 4) uint8 RGBA.

        Raises:
            EmptyDrawing: There is no ink.
            BadCanvas: Not the pixels of a picture.
        """
        seen = digits.to_mnist(canvas)
        (probabilities,) = self.probabilities(seen[None])
        return Reading(int(probabilities.argmax()), probabilities, seen)


def load(path: Path) -> Predictor:
    """Load a network from a LiteRT file.

    Raises:
        NetworkGone: There is no such file.
    """
    try:
        return Predictor(Path(path).read_bytes())
    except FileNotFoundError:
        raise NetworkGone(str(path)) from None


@functools.lru_cache(KEPT_NETWORKS)
def kept(path: Path) -> Predictor:
    """Load a network, or return it from memory where it was used lately.

    Raises:
        NetworkGone: There is no such file.
    """
    return load(path)


@functools.cache
def shipped() -> Predictor:
    """Return the network that comes with Trazo."""
    return load(SHIPPED_PATH)
