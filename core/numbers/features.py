"""What speaks for and against a way to divide a drawing into digits and marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.numbers.cuts import Piece
from core.preprocessing.components import Component, extent
from core.preprocessing.marks import Mark

NAMES = (
    "digit",
    "log_digit",
    "second",
    "log_second",
    "log_known",
    "several",
    "gap_inside",
    "apart_inside",
    "beside_inside",
    "short",
    "wide",
    "stroke",
    "gap",
    "gap_none",
    "overlap",
    "cut",
    "cut_length",
    "other_height",
    "whole_refused",
    "whole_log_refused",
    "whole_several",
    "whole_letter",
    "refused",
    "log_refused",
    "refused_short",
    "point",
    "point_size",
    "point_above",
    "point_last",
    "minus",
    "minus_first",
    "minus_last",
    "dot",
    "dot_size",
    "dot_above",
    "equals",
    "equals_last",
    "underline",
    "underline_gap",
    "underline_near",
    "underline_short",
    "underline_beyond",
    "underline_both",
    "box",
    "box_filled",
    "box_beside",
    "line",
    "faint",
)
PLACE = {name: place for place, name in enumerate(NAMES)}
LEAST_SHARE = 1e-3
# A plain stroke is narrower than this by its height.
STROKE_ASPECT = 0.4
# A line nearer to the digits, in their heights, may be the foot of one.
NEAR = 0.06

Evidence = NDArray[np.float64]


class Answer(NamedTuple):
    """What the network says of a group of pieces.

    Attributes:
        digit: The most probable digit.
        share: Its probability among the ten.
        second: The next probable digit.
        second_share: Its probability among the ten.
        refused: The probability that it is no digit.
        several: The probability that it is several digits.
        letter: The probability that it is a letter.
    """

    digit: int
    share: float
    second: int
    second_share: float
    refused: float
    several: float
    letter: float


@dataclass(frozen=True)
class Line:
    """Where the digits stand: `top` and `height` in pixels."""

    top: int
    height: int


def evidence(**values: float) -> Evidence:
    """Return the features with these values, and 0 for the others."""
    found = np.zeros(len(NAMES))
    for name, value in values.items():
        found[PLACE[name]] = value
    return found


def of_digit(answer: Answer, pieces: Sequence[Piece], line: Line) -> Evidence:
    """Return what speaks for a group of pieces as one digit."""
    box = extent([piece.component for piece in pieces])
    height, width = box.bottom - box.top, box.right - box.left
    gap, beside = _inside(pieces)
    aspect = width / height
    return evidence(
        digit=1,
        log_digit=_log(answer.share),
        log_known=_log(1 - answer.refused),
        several=answer.several,
        gap_inside=min(gap / line.height, 1),
        apart_inside=gap > 0,
        beside_inside=beside,
        short=max(0.0, 0.8 - height / line.height),
        wide=min(max(0.0, aspect - 0.9), 2),
        stroke=answer.digit == 1 and aspect < STROKE_ASPECT,
    )


def of_refusal(
    answer: Answer, pieces: Sequence[Piece], line: Line, *, whole: bool
) -> Evidence:
    """Return what speaks for a group of pieces as no digit."""
    refused = _log(answer.refused)
    if whole:
        return evidence(
            whole_refused=1,
            whole_log_refused=refused,
            whole_several=answer.several,
            whole_letter=answer.letter,
        )
    box = extent([piece.component for piece in pieces])
    short = max(0.0, 0.8 - (box.bottom - box.top) / line.height)
    return evidence(refused=1, log_refused=refused, refused_short=short)


def of_mark(
    mark: Mark, parts: Sequence[Component], line: Line, *, first: bool, last: bool
) -> Evidence:
    """Return what speaks for components as a mark before, after or between digits."""
    if mark is Mark.MINUS:
        return evidence(minus=1, minus_first=first, minus_last=last)
    if mark is Mark.EQUALS:
        return evidence(equals=1, equals_last=last)
    box = extent(parts)
    if mark is Mark.DOT:
        return evidence(
            dot=1,
            dot_size=(box.bottom - box.top) / line.height,
            dot_above=box.bottom <= line.top + line.height / 3,
        )
    size = max(box.bottom - box.top, box.right - box.left) / line.height
    above = max(0.0, (line.top + line.height - box.bottom) / line.height)
    return evidence(point=1, point_size=size, point_above=above, point_last=last)


def of_surroundings(
    mark: Mark, component: Component, others: Sequence[Component], line: Line
) -> Evidence:
    """Return what speaks for a component as a mark around the digits."""
    inside = extent(others)
    if mark is Mark.UNDERLINE:
        gap = (component.box.top - inside.bottom) / line.height
        longer = (component.width - inside.right + inside.left) / line.height
        return evidence(
            underline=1,
            underline_gap=min(max(gap, 0), 0.5),
            underline_near=gap < NEAR,
            underline_short=min(max(-longer, 0), 1),
            underline_beyond=min(max(longer, 0), 1),
            underline_both=component.box.left < inside.left
            and component.box.right > inside.right,
        )
    if mark is Mark.BOX:
        wide, high = inside.right - inside.left, inside.bottom - inside.top
        return evidence(
            box=1,
            box_filled=high / component.height,
            box_beside=min(wide / component.width, 1),
        )
    return evidence(**{"line" if mark is Mark.LINE else "faint": 1})


def of_neighbours(
    left: Sequence[Piece], right: Sequence[Piece], line: Line, *, digits: bool
) -> Evidence:
    """Return what speaks for a boundary between two groups of pieces."""
    one = extent([piece.component for piece in left])
    other = extent([piece.component for piece in right])
    gap = (other.left - one.right) / line.height
    narrower = min(one.right - one.left, other.right - other.left) / line.height
    cut = right[0].cut
    heights = (one.bottom - one.top) / (other.bottom - other.top)
    return evidence(
        gap=min(max(gap, 0), 0.5),
        gap_none=gap <= 0,
        overlap=min(max(-gap, 0) / narrower, 1) if cut is None else 0,
        cut=cut is not None,
        cut_length=cut or 0,
        other_height=min(abs(float(np.log(heights))), 1) if digits else 0,
    )


def _inside(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return the widest gap, and how far the pieces stand side by side, 0 to 1."""
    widest = beside = 0.0
    right = pieces[0].component.box.right
    left = pieces[0].component.box.left
    for piece in pieces[1:]:
        box = piece.component.box
        if piece.cut is None:
            shared = min(right, box.right) - max(left, box.left)
            narrower = min(right - left, box.right - box.left)
            beside = max(beside, 1 - max(shared, 0) / narrower)
            widest = max(widest, box.left - right)
        left, right = min(left, box.left), max(right, box.right)
    return widest, beside


def _log(share: float) -> float:
    return float(np.log(max(share, LEAST_SHARE)))
