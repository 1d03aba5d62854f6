"""Caches the results of the robustness and ablation experiments."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.evaluation import ablation, metrics, robustness
from core.evaluation.ablation import Off
from core.evaluation.corruptions import Corruption
from core.evaluation.metrics import Evaluation
from core.evaluation.robustness import Robustness
from core.explain import activations
from core.prediction import Predictor
from core.single_flight import SingleFlightCache, single_flight

POINTS = max(len(strengths) for strengths in robustness.MEASURED.values())
# Most multiplications for a curve: 1.4 s on one core of two. The article's network and
# the shipped one read a thousand digits at each point, the largest network a hundred.
MOST_MULTIPLICATIONS = 50_000_000_000
COUNTS = (1000, 500, 200, 100)
# Results in memory, forty kilobytes each at most.
KEPT_TRIALS = 64


class ExperimentCache:
    """A cache of experiments' results; concurrent callers share one computation."""

    def __init__(self, places: int) -> None:
        """Create empty caches for a number of results of each experiment."""
        self._curves: SingleFlightCache[tuple[Path, Source, Corruption], Robustness] = (
            SingleFlightCache(places)
        )
        self._ablations: SingleFlightCache[tuple[Path, Source, Off], Evaluation] = (
            SingleFlightCache(places)
        )

    def curve(
        self,
        path: Path,
        predictor: Predictor,
        disturbance: Corruption,
        source: Source,
    ) -> Robustness:
        """Return a network's accuracy at each strength of a corruption.

        Args:
            path: Path of the network's LiteRT file, which identifies the network.
            predictor: The same network, loaded.
            disturbance: Corruption to apply.
            source: Data set whose test digits are used.

        Raises:
            DataBroken: The file is damaged or holds other data.
            NetworkGone: The network's file no longer exists.
        """
        return self._curves.get_or_compute(
            (path, source, disturbance),
            lambda: robustness.measure(predictor, disturbance, *digits(path, source)),
        )

    def without(
        self, path: Path, predictor: Predictor, off: Off, source: Source
    ) -> Evaluation:
        """Evaluate a network with some of its filters off.

        Args:
            path: Path of the network's LiteRT file, which identifies the network.
            predictor: The same network, loaded, with all filters on.
            off: Filters that are off; may be empty.
            source: Data set whose test digits are used.

        Raises:
            DataBroken: The file is damaged or holds other data.
            NetworkGone: The network's file no longer exists.
        """

        def judge() -> Evaluation:
            ablated = ablation.predictor(path, off) if off else predictor
            return metrics.judge(ablated, *digits(path, source))

        return self._ablations.get_or_compute((path, source, off), judge)


@single_flight(1)
def experiments() -> ExperimentCache:
    """Return the cache that all visitors share."""
    return ExperimentCache(KEPT_TRIALS)


def digits(path: Path, source: Source) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the first test digits, as many as the network can read in a moment.

    Args:
        path: Path of the network's LiteRT file.
        source: Data set whose test digits are used.

    Returns:
        Images, (n, 28, 28) uint8, and labels, (n,) uint8.

    Raises:
        DataBroken: The file is damaged or holds other data.
        NetworkGone: The network's file no longer exists.
    """
    images, labels = loader.test_digits(source)
    nothing = np.zeros(images.shape[1:], np.float32)
    count = affordable(
        activations.multiplications(activations.load_cached(path).layers(nothing))
    )
    return images[:count], labels[:count]


def affordable(multiplications: int) -> int:
    """Return the number of digits to use at each point of a curve.

    Args:
        multiplications: Multiplications that the network needs for one image.
    """
    most = MOST_MULTIPLICATIONS / (POINTS * multiplications)
    return next((count for count in COUNTS if count <= most), COUNTS[-1])
