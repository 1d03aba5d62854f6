"""Fits the weights by which the app divides a drawing into digits and marks.

``python -m scripts.models.fit_numbers`` draws numbers and marks in the hands of the
training writers, and writes the weights to core/assets/numbers.json. Run it again when
the network that ships is another one. ``--measure`` prints how numbers and marks by
other writers are read, with these weights and in two simpler ways.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from core import prediction
from core.numbers import features, graph, readings
from core.preprocessing.ink import extract_ink
from core.preprocessing.marks import Mark
from scripts.handwriting import drawn_numbers
from scripts.handwriting.drawn_numbers import Drawn

PROCESSES = 2
EACH = 250
SEED = 41
ROUNDS = 3
# Pulls the weights to where they start, so that rare evidence weighs little.
PULL = 2e-4
# What the paths are weighed by before any fitting, to find likely ones.
START = {
    "digit": -1.0, "log_digit": 2.0, "log_known": 1.0, "gap_inside": -4.0,
    "beside_inside": -2.0, "short": -4.0, "wide": -2.0, "overlap": -4.0, "cut": -2.0,
    "whole_log_refused": 2.0, "refused": -3.0, "log_refused": 2.0, "point": -1.0,
    "minus": -1.0, "equals": 0.5, "underline": -0.5, "box": 0.0, "line": 0.0,
    "faint": 0.5,
}  # fmt: skip
SAME = str.maketrans(",", ".")


class Paths(NamedTuple):
    """The ways to read one drawing.

    Attributes:
        evidence: (ways, features) float64.
        right: Whether each way says what is drawn, (ways,) bool.
    """

    evidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    """Fit the weights and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=EACH, help="drawings of a kind")
    each = parser.parse_args().each
    weights = features.evidence(**START)
    drawn = list(drawn_numbers.drawings(each, drawn_numbers.hand(SEED, unseen=False)))
    for number in range(ROUNDS):
        found = paths(drawn, weights)
        weights = fit(found, features.evidence(**START))
        likely = [one.right[(one.evidence @ weights).argmax()] for one in found]
        print(
            f"round {number + 1}: {len(found)} of {len(drawn)} drawings can be read, "
            f"{np.mean(likely):.2%} of them are"
        )
    table = {name: round(float(weights[at]), 3) for name, at in features.PLACE.items()}
    path = prediction.ASSETS / "numbers.json"
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def paths(drawn: Sequence[Drawn], weights: features.Evidence) -> list[Paths]:
    """Return the likely ways to read each drawing, if one of them is right."""
    with ProcessPoolExecutor(PROCESSES) as processes:
        chunks = [(drawn[first::32], weights) for first in range(32)]
        parts = list(processes.map(_chunk, chunks))
    return [one for part in parts for one in part]


def _chunk(given: tuple[Sequence[Drawn], features.Evidence]) -> list[Paths]:
    drawn, weights = given
    cv2.setNumThreads(1)
    network = prediction.shipped()
    found = []
    for one in drawn:
        ways = readings.ways(extract_ink(one.picture), network.answers, weights)
        right = np.array([is_right(way, one) for way in ways], bool)
        if right.any():
            found.append(Paths(np.stack([way.evidence for way in ways]), right))
    return found


def is_right(way: graph.Way, drawn: Drawn) -> bool:
    """Return whether a way says what is drawn; a comma may be a point."""
    if not drawn.digits:
        return not way.digits
    return way.digits == drawn.digits and _signs(way.marks) == _signs(drawn.marks)


def _signs(marks: Iterable[Mark]) -> set[str]:
    return {mark.translate(SAME) for mark in marks}


def fit(found: Sequence[Paths], start: features.Evidence) -> features.Evidence:
    """Return the weights under which the right ways are most probable."""
    every = np.concatenate([one.evidence for one in found])
    right = np.concatenate([one.right for one in found])
    firsts = np.cumsum([0, *(len(one.right) for one in found)])[:-1]
    counts = np.diff([*firsts, len(every)])

    def loss(weights: features.Evidence) -> tuple[float, features.Evidence]:
        scores = every @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, firsts), counts)
        likely = np.exp(scores)
        total = np.add.reduceat(likely, firsts)
        good = np.where(right, likely, 0)
        of_right = np.maximum(np.add.reduceat(good, firsts), 1e-300)
        slope = likely / np.repeat(total, counts) - good / np.repeat(of_right, counts)
        off = weights - start
        cost = float(np.log(total).mean() - np.log(of_right).mean())
        return (
            cost + PULL * float(off @ off),
            every.T @ slope / len(found) + 2 * PULL * off,
        )

    best = minimize(loss, start, jac=True, method="L-BFGS-B")
    weights: features.Evidence = best.x
    return weights


if __name__ == "__main__":
    main()
