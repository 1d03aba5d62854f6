"""What networks make of the same test digits: disturbed, or with filters off."""

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
# Of a curve: 1.4 s on one core of two. The article's network and the shipped one are
# shown a thousand digits at each point, the heaviest a hundred.
MOST_MULTIPLICATIONS = 50_000_000_000
COUNTS = (1000, 500, 200, 100)
# Forty kilobytes at most.
KEPT_TRIALS = 64


class ExperimentCache:
    """What networks made of the test digits, each result made once."""

    def __init__(self, places: int) -> None:
        """Make room for a number of each."""
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
        """Return how a network bears a disturbance, measured on `digits`.

        Args:
            path: The network's file, by which it is known.
            predictor: The same network, ready to answer.
            disturbance: What is done to them.
            source: Whose test digits.

        Raises:
            DataBroken: The file of the digits does not hold what it should.
            NetworkGone: The network has no file any more.
        """
        return self._curves.get_or_compute(
            (path, source, disturbance),
            lambda: robustness.measure(predictor, disturbance, *digits(path, source)),
        )

    def without(
        self, path: Path, predictor: Predictor, off: Off, source: Source
    ) -> Evaluation:
        """Return how a network reads `digits` while some of its filters are off.

        Args:
            path: The network's file, by which it is known.
            predictor: The same network, whole and ready to answer.
            off: The filters; may be none.
            source: Whose test digits.

        Raises:
            DataBroken: The file of the digits does not hold what it should.
            NetworkGone: The network has no file any more.
        """

        def judge() -> Evaluation:
            asked = ablation.predictor(path, off) if off else predictor
            return metrics.judge(asked, *digits(path, source))

        return self._ablations.get_or_compute((path, source, off), judge)


@single_flight(1)
def experiments() -> ExperimentCache:
    """Return the trials that all visitors share."""
    return ExperimentCache(KEPT_TRIALS)


def digits(path: Path, source: Source) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the first test digits, as many as a network reads in a moment.

    Args:
        path: The network's file.
        source: Whose test digits.

    Returns:
        (n, 28, 28) uint8 and (n,) uint8.

    Raises:
        DataBroken: The file of the digits does not hold what it should.
        NetworkGone: The network has no file any more.
    """
    images, labels = loader.test_digits(source)
    nothing = np.zeros(images.shape[1:], np.float32)
    count = affordable(
        activations.multiplications(activations.load_cached(path).layers(nothing))
    )
    return images[:count], labels[:count]


def affordable(multiplications: int) -> int:
    """Return how many digits a network can be shown at each point of a curve.

    Args:
        multiplications: Of the network, for one image.
    """
    most = MOST_MULTIPLICATIONS / (POINTS * multiplications)
    return next((count for count in COUNTS if count <= most), COUNTS[-1])
