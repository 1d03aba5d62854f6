"""What networks read of a class's test and of MNIST's: before and after training."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core import prediction
from core.evaluation import metrics
from core.evaluation.metrics import Evaluation
from core.rooms import class_set
from core.rooms.split import Part
from core.settings.network import CLASSES
from core.single_flight import SingleFlightCache, single_flight

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from core.datasets import loader
    from core.datasets.own_drawings import LabelledDrawings
    from core.prediction import Predictor
    from core.rooms.records import ClassDrawing, Room

# A few kilobytes each, with the drawings.
KEPT_COMPARISONS = 32
TESTS = (Part.OPEN_TEST, Part.SEALED_TEST)


class Network(StrEnum):
    """A network of the comparison."""

    ARTICLE = "article"
    SHIPPED = "shipped"
    CLASS = "class"


@dataclass(frozen=True, eq=False)
class Result:
    """What a network reads.

    Attributes:
        network: Which.
        tests: Its answers to the parts of the class's test that can be read and have
            drawings, by part.
        mnist: Its answers to MNIST's test images; None for own signs.
    """

    network: Network
    tests: dict[Part, Evaluation]
    mnist: Evaluation | None


@dataclass(frozen=True, eq=False)
class Misread:
    """A drawing that a network misreads.

    Attributes:
        image: (28, 28) uint8, ink bright.
        label: The sign that was meant.
        answer: The sign that the network took it for.
    """

    image: NDArray[np.uint8]
    label: int
    answer: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """What several networks read of the same drawings.

    Attributes:
        drawings: Of the parts of the test that can be read and have drawings.
        results: Of the networks, from the first.
        source: Where MNIST's test images come from; None for own signs.
    """

    drawings: dict[Part, LabelledDrawings]
    results: tuple[Result, ...]
    source: loader.Source | None

    def result(self, network: Network) -> Result | None:
        """Return what a network reads; None where it does not take part."""
        return next((each for each in self.results if each.network is network), None)

    def misread(self, network: Network, part: Part) -> tuple[Misread, ...]:
        """Return the drawings of a part that a network misreads, the surest first."""
        result = self.result(network)
        if result is None or part not in result.tests:
            return ()
        found, drawn = result.tests[part], self.drawings[part]
        return tuple(
            Misread(drawn.images[at], int(drawn.labels[at]), int(found.answers[at]))
            for at in found.surest_mistakes(found.images)
        )


def compare(
    room: Room,
    drawings: Iterable[ClassDrawing],
    path: Path | None,
    source: loader.Source,
) -> Comparison:
    """Compare the networks, once for all who ask while the class set stays as it is.

    Args:
        room: The room, as it is now.
        drawings: Its class set.
        path: LiteRT file of the class network; None while there is none.
        source: Where MNIST's test images come from.

    Raises:
        DataError: MNIST's test images cannot be read.
        NetworkGone: The class network's file no longer exists.
    """
    chosen = {
        part: class_set.drawings_of(room, drawings, part)
        for part in TESTS
        if part in class_set.readable_parts(room)
    }
    ids = tuple(tuple(each.id for each in found) for found in chosen.values())
    key: Hashable = (room.id, ids, path, source)
    return comparisons().get_or_compute(
        key,
        lambda: _compare(
            {part: class_set.joined(found) for part, found in chosen.items() if found},
            path,
            source,
            len(room.signs),
        ),
    )


@single_flight(1)
def comparisons() -> SingleFlightCache[Hashable, Comparison]:
    """Return the cache that all visitors share."""
    return SingleFlightCache(KEPT_COMPARISONS)


def _compare(
    drawings: dict[Part, LabelledDrawings],
    path: Path | None,
    source: loader.Source,
    signs: int,
) -> Comparison:
    taking_part: list[tuple[Network, Path, Predictor]] = []
    if not signs:
        # They know digits, and no other signs.
        taking_part = [
            (Network.ARTICLE, prediction.ARTICLE_PATH, prediction.article()),
            (Network.SHIPPED, prediction.SHIPPED_PATH, prediction.shipped()),
        ]
    if path is not None:
        taking_part.append((Network.CLASS, path, prediction.load_cached(path)))
    return Comparison(
        drawings,
        tuple(
            Result(
                network,
                {
                    part: _judge(predictor, drawn, signs or CLASSES)
                    for part, drawn in drawings.items()
                },
                None if signs else metrics.evaluations().get(where, predictor, source),
            )
            for network, where, predictor in taking_part
        ),
        None if signs else source,
    )


def _judge(predictor: Predictor, drawn: LabelledDrawings, classes: int) -> Evaluation:
    """Evaluate a network on drawings; its unused outputs are no answers."""
    found = metrics.judge(predictor, drawn.images, drawn.labels)
    return Evaluation(found.probabilities[:, :classes], found.labels)
