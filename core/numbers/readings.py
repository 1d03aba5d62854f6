"""Weighs the ways to divide a drawing into digits and marks.

Every way is a path through the drawing's pieces from left to right: each step takes
some pieces as a digit, as a mark, or as no digit. A log-linear model weighs the paths:
it is fitted to whole drawings, not to single steps.

Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
recognition" (1998), for the graph of segmentations; Sarawagi and Cohen, "Semi-Markov
conditional random fields for information extraction" (2004), for the model.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.no_digit import NoDigit
from core.numbers import cuts, features
from core.numbers.cuts import Piece
from core.numbers.features import Answer, Evidence, Line
from core.numbers.graph import LEAST_HEIGHT, Graph, Group, Way
from core.preprocessing import components, marks, mnist_format
from core.preprocessing.components import Component, extent

MOST_PIECES = 24
WEIGHTS = Path(__file__).parents[1] / "assets" / "numbers.json"
LETTER, SEVERAL = map(list(NoDigit).index, (NoDigit.LETTER, NoDigit.SEVERAL))

# Asks the network: (n, 28, 28) float32 → the ten probabilities and the kinds of no
# digit, (n, 10) and (n, 4) float32.
Ask = Callable[[NDArray[np.float32]], tuple[NDArray[np.float32], NDArray[np.float32]]]


def ways(
    ink: NDArray[np.uint8], ask: Ask, weights: Evidence | None = None
) -> list[Way]:
    """Return the likely ways to read a drawing, the likeliest first.

    Args:
        ink: (height, width) uint8, ink bright.
        ask: Answers of a network that can reject drawings; it is called once.
        weights: Weight of each feature; the fitted ones if None.

    Returns:
        At least one; empty if there are too many pieces for a number.
    """
    weights = _fitted() if weights is None else weights
    found = components.find(ink)
    if not 0 < len(found) <= MOST_PIECES:
        return []
    versions = list(_versions(found, ink.shape))
    graphs = [Graph(*version) for version in versions]
    groups = {group for graph in graphs for group in graph.groups()}
    answers = _answers(list(groups), ask)
    return sorted(
        (way for graph in graphs for way in graph.paths(answers, weights)),
        key=lambda way: -way.score,
    )


class Verdict(NamedTuple):
    """What a drawing is read as.

    Attributes:
        way: The likeliest way of the likeliest reading.
        share: The probability of that reading.
        or_else: The runs of digits of the next likely reading, with a space between,
            empty for no number; None if there is no doubt.
    """

    way: Way
    share: float
    or_else: str | None


def weigh(found: Sequence[Way], sure_from: float) -> Verdict:
    """Return the likeliest reading, and the next one if it is in doubt.

    The ways that read the same digits are one reading: they take the same ink for a
    stroke of a digit, or for a mark.

    Args:
        found: Ways to read a drawing, the likeliest first; at least one.
        sure_from: Probability from which a reading is not in doubt.
    """
    likely = np.exp(np.array([way.score for way in found]) - found[0].score)
    readings: dict[tuple[str, ...], float] = {}
    for way, share in zip(found, likely / likely.sum(), strict=True):
        readings[way.runs] = readings.get(way.runs, 0.0) + float(share)
    best, *others = sorted(readings, key=lambda runs: -readings[runs])
    way = next(way for way in found if way.runs == best)
    # Whether one digit is none is for the network to say, which has seen more of them.
    others = [runs for runs in others if runs or len(way.groups) > 1]
    if readings[best] >= sure_from or not others:
        return Verdict(way, readings[best], None)
    return Verdict(way, readings[best], " ".join(others[0]))


@cache
def _fitted() -> Evidence:
    """Return the weights that `scripts.models.fit_numbers` wrote."""
    table = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return features.evidence(**table)


def _answers(groups: list[Group], ask: Ask) -> dict[Group, Answer]:
    seen = [
        mnist_format.preprocess(
            components.together([piece.component for piece in group])
        )
        for group in groups
    ]
    known, others = ask(np.stack([one.seen for one in seen]))
    return {
        group: Answer(
            *_two_likeliest(ten),
            1.0 if _is_dot(group, one) else min(float(no.sum()), 1.0),
            float(no[SEVERAL]),
            float(no[LETTER]),
        )
        for group, one, ten, no in zip(groups, seen, known, others, strict=True)
    }


def _two_likeliest(ten: NDArray[np.float32]) -> tuple[int, float, int, float]:
    second, first = np.argsort(ten)[-2:].tolist()
    return first, float(ten[first]), second, float(ten[second])


def _is_dot(group: Group, drawing: mnist_format.Preprocessed) -> bool:
    # A dot fills its box: few other drawings do, and the exact test takes longer.
    alone = len(group) == 1 and group[0].component.straight
    return alone and mnist_format.is_dot(drawing)


def _versions(
    found: list[Component], shape: tuple[int, ...]
) -> Iterator[tuple[list[Piece], Line, Way]]:
    """Yield the drawing as it is, and without marks around the digits.

    Yields:
        The pieces that are left, the digits' line, and a way that has taken the marks.
    """
    sliced: dict[Component, list[Piece]] = {}
    around = list(marks.around(found, shape[0], shape[1]))
    taken = [()] + [(one,) for one in around] + ([tuple(around)] if around[1:] else [])
    for some in taken:
        places = {place for place, _ in some}
        left = [part for place, part in enumerate(found) if place not in places]
        if not left:
            continue
        line = _line(left)
        start = Way()
        for place, mark in some:
            more = features.of_surroundings(mark, found[place], left, line)
            start = replace(
                start, text=start.text + mark, evidence=start.evidence + more
            )
        for part in left:
            if part not in sliced:
                short = part.height < LEAST_HEIGHT * line.height
                sliced[part] = [Piece(part)] if short else cuts.slices(part)
        yield [piece for part in left for piece in sliced[part]], line, start


def _line(parts: Sequence[Component]) -> Line:
    """Return where the digits stand: bars alone do not say it."""
    high = [part for part in parts if not marks.is_level_bar(part)]
    tallest = max((part.height for part in high), default=0)
    high = [part for part in high if part.height >= tallest / 2] or list(parts)
    box = extent(high)
    return Line(box.top, box.bottom - box.top)
