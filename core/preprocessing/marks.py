"""Marks in a drawing that are no digits, by their shape and their place."""

import itertools
from collections.abc import Iterator, Sequence
from enum import StrEnum

from core.preprocessing import frames
from core.preprocessing.components import Component, extent

# A bar is this many times as long as thick, and horizontal up to this slope.
BAR_SIDES = 1.8
LEVEL_SLOPE = 0.5
# Sizes and places in heights of the digits' line; 0 is its top, 1 its bottom.
LARGEST_POINT = 0.42
LARGEST_DOT = 0.2
HIGHEST_POINT = 0.68
MINUS_FROM, MINUS_TO = 0.2, 0.8
SHARED_BY_EQUALS = 0.5
# A comma is longer than a point.
COMMA_SIDES = 1.45
# A line is as long as this share of the picture, or so many times as high as the rest.
LINE_SHARE = 0.93
LINE_HEIGHTS = 1.7
UNDERLINE_SHARE = 0.5
UNDERLINE_FROM = 0.85
# A stroke that leans further, width by height, within a ring is the slash of a 0.
SLASH = 0.3
# Fainter than this share of the strongest ink is another pen.
FAINT_SHARE = 0.7


class Mark(StrEnum):
    """A kind of mark that is no digit."""

    COMMA = ","
    POINT = "."
    MINUS = "-"
    EQUALS = "="
    DOT = "'"
    UNDERLINE = "_"
    BOX = "□"
    LINE = "|"
    FAINT = "~"
    OTHER = "?"


def around(
    components: Sequence[Component], height: int, width: int
) -> Iterator[tuple[int, Mark]]:
    """Yield the components that may be a mark around the digits.

    Args:
        components: Of the drawing, at least one.
        height: Height of the picture, in pixels.
        width: Width of the picture, in pixels.

    Yields:
        The component's place in `components`, and its mark: a box, a line through the
        paper, an underline, or ink of a fainter pen.
    """
    strongest = max(component.strength for component in components)
    for place, component in enumerate(components):
        others = [*components[:place], *components[place + 1 :]]
        if not others:
            return
        if component.strength < FAINT_SHARE * strongest:
            yield place, Mark.FAINT
        elif _is_box(component, others):
            yield place, Mark.BOX
        elif _is_line(component, others, height, width):
            yield place, Mark.LINE
        elif _is_underline(component, others):
            yield place, Mark.UNDERLINE


def between(
    parts: Sequence[Component], top: int, height: int
) -> Iterator[tuple[int, int, Mark]]:
    """Yield the marks that may stand before, after or between the digits.

    Args:
        parts: From left to right.
        top: Top of the digits' line, in pixels.
        height: Height of the digits' line, in pixels.

    Yields:
        The first part, the one after the last, and the mark that they may be.
    """
    for place, part in enumerate(parts):
        middle = (part.middle - top) / height
        largest = LARGEST_POINT * height
        small = part.height <= largest and part.width <= largest
        if small and middle >= HIGHEST_POINT:
            long = part.sides > COMMA_SIDES
            yield place, place + 1, Mark.COMMA if long else Mark.POINT
        elif max(part.height, part.width) <= LARGEST_DOT * height:
            yield place, place + 1, Mark.DOT
        elif is_level_bar(part) and MINUS_FROM <= middle <= MINUS_TO:
            yield place, place + 1, Mark.MINUS
    for place, (one, other) in enumerate(itertools.pairwise(parts)):
        bars = is_level_bar(one) and is_level_bar(other)
        if bars and _shared(one, other) >= SHARED_BY_EQUALS:
            yield place, place + 2, Mark.EQUALS


def is_level_bar(component: Component) -> bool:
    """Return whether a component is a straight, horizontal stroke."""
    return (
        component.straight
        and component.sides >= BAR_SIDES
        and component.height <= LEVEL_SLOPE * component.width + component.thickness
    )


def _shared(one: Component, other: Component) -> float:
    """Return the columns that two components share, as part of the narrower one's."""
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared / min(one.width, other.width)


def _is_box(component: Component, others: Sequence[Component]) -> bool:
    frame, inside = component.box, extent(others)
    wide, high = inside.right - inside.left, inside.bottom - inside.top
    if len(others) == 1 and others[0].straight and wide > SLASH * high:
        return False
    return (
        frame.left < inside.left
        and frame.top < inside.top
        and frame.right > inside.right
        and frame.bottom > inside.bottom
        and frames.is_frame(component)
    )


def _is_line(
    component: Component, others: Sequence[Component], height: int, width: int
) -> bool:
    if not component.straight or component.sides < BAR_SIDES:
        return False
    inside = extent(others)
    tallest = inside.bottom - inside.top
    upright = component.height > component.width
    through = LINE_SHARE * (height if upright else width)
    length = component.height if upright else component.width
    return length >= through or (upright and length >= LINE_HEIGHTS * tallest)


def _is_underline(component: Component, others: Sequence[Component]) -> bool:
    over = extent(others)
    shared = min(over.right, component.box.right) - max(over.left, component.box.left)
    lowest = over.top + UNDERLINE_FROM * (over.bottom - over.top)
    return (
        is_level_bar(component)
        and component.box.top >= lowest
        and shared >= UNDERLINE_SHARE * component.width
        and shared >= UNDERLINE_SHARE * (over.right - over.left)
    )
