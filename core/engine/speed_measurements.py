"""What a host has measured of its runs: seconds for an image, and those besides."""

from __future__ import annotations

import json
import math
import os
import statistics
from collections import deque
from typing import TYPE_CHECKING, Any

from core.engine.run_shape import Shape, distance

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# The median of so many: one epoch on a busy host does not decide.
KEPT_EPOCHS = 9
KEPT_SHAPES = 200
# As many as a worker keeps traced: `core.training.traced_networks`.
TRACED = 4
# Of the JSON: in another one the numbers mean something else.
FORMAT = 2


class SpeedMeasurements:
    """Keeps the last measurements; not safe to share between threads."""

    def __init__(self) -> None:
        # Seconds for the work of one image, of the last epochs.
        self._seconds: dict[Shape, deque[float]] = {}
        # Of these only first epochs are known, in which a graph was traced.
        self._provisional: set[Shape] = set()
        # What a run takes longer than its epochs, by whether its graph was traced.
        self._rest: dict[bool, deque[float]] = {
            traced: deque(maxlen=KEPT_EPOCHS) for traced in (False, True)
        }
        self._traced: deque[Hashable] = deque(maxlen=TRACED)

    def is_traced(self, graph: Hashable) -> bool:
        """Return whether a worker has traced a graph not long ago."""
        return graph in self._traced

    def note_traced(self, graph: Hashable) -> None:
        """Remember that a worker has traced a graph."""
        if graph in self._traced:
            self._traced.remove(graph)
        self._traced.append(graph)

    def add_epochs(
        self, shape: Shape, seconds: Sequence[float], *, is_tracing: bool
    ) -> None:
        """Take in epochs that are over.

        Args:
            shape: Of their run.
            seconds: For the work of one image, of each epoch.
            is_tracing: Whether a graph was traced in the first of them: it counts only
                until the host has measured another one.
        """
        usual = [
            each for each in seconds[is_tracing:] if math.isfinite(each) and each > 0
        ]
        if usual and shape in self._provisional:
            self._provisional.discard(shape)
            del self._seconds[shape]
        if not usual and shape not in self._seconds:
            usual = [each for each in seconds if math.isfinite(each) and each > 0]
            self._provisional.update([shape] * bool(usual))
        self._add(shape, usual)

    def _add(self, shape: Shape, seconds: Sequence[float]) -> None:
        # Added as the last, so that the shape used longest ago comes first.
        kept = self._seconds.pop(shape, None) or deque(maxlen=KEPT_EPOCHS)
        kept.extend(seconds)
        if kept:
            self._seconds[shape] = kept
        while len(self._seconds) > KEPT_SHAPES:
            oldest = next(iter(self._seconds))
            del self._seconds[oldest]
            self._provisional.discard(oldest)

    def add_rest(self, seconds: float, graph: Hashable) -> None:
        """Take in what a run took longer than its epochs do without tracing."""
        self._rest[self.is_traced(graph)].append(max(seconds, 0.0))

    def for_image(self, shape: Shape, *, exactly: bool = False) -> float | None:
        """Return the seconds for the work of one image; None where nothing tells.

        Args:
            shape: Of the run.
            exactly: Whether only epochs of this very shape count, in which no graph
                was traced; else the nearest shape tells, by its multiplications.
        """
        if exactly and shape in self._provisional:
            return None
        if shape in self._seconds:
            return statistics.median(self._seconds[shape])
        near = [
            (apart, other)
            for other in self._seconds
            if (apart := distance(shape, other)) is not None
        ]
        if exactly or not near:
            return None
        other = min(near)[1]
        return statistics.median(self._seconds[other]) * shape[0] / other[0]

    def rest(self, graph: Hashable) -> float:
        """Return about how much longer than its epochs a run takes, in seconds."""
        return self._usual_rest(is_traced=self.is_traced(graph))

    def rest_traced(self) -> float:
        """Return the same of a run whose graph was traced before."""
        return self._usual_rest(is_traced=True)

    def _usual_rest(self, *, is_traced: bool) -> float:
        known = self._rest[is_traced] or self._rest[not is_traced]
        return statistics.median(known) if known else 0.0

    def to_json(self) -> str:
        """Write it all; what a worker has traced ends with it."""
        shapes = [
            [*shape, list(kept), shape in self._provisional]
            for shape, kept in self._seconds.items()
        ]
        return json.dumps(
            {
                "format": FORMAT,
                "cores": os.cpu_count(),
                "shapes": shapes,
                "rest": list(self._rest[False]),
                "rest_traced": list(self._rest[True]),
            }
        )

    def read(self, text: str) -> None:
        """Take in what `to_json` wrote on a host of as many cores.

        Raises:
            ValueError, TypeError, KeyError: It is something else.
        """
        told: Any = json.loads(text)
        if told["format"] != FORMAT or told["cores"] != os.cpu_count():
            return
        for *shape, kept, is_provisional in told["shapes"]:
            multiplications, parameters, batch_size, layers, augmented = shape
            self.add_epochs(
                (
                    max(int(multiplications), 1),
                    int(parameters),
                    max(int(batch_size), 1),
                    int(layers),
                    bool(augmented),
                ),
                [float(each) for each in kept],
                is_tracing=bool(is_provisional),
            )
        for traced, name in ((False, "rest"), (True, "rest_traced")):
            self._rest[traced].extend(
                seconds for each in told[name] if (seconds := float(each)) >= 0
            )
