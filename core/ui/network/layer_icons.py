"""Small drawings of layers, as pictures in SVG, to scale where that can be seen."""

import math
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from markupsafe import Markup

from core.settings.network import CLASSES, SIDE
from core.ui.components.charts import QUIET_COLOUR, TRAINING_COLOUR
from core.ui.html import render

# Attributes of a shape in SVG that say how it is painted.
Paint = Mapping[str, str | float]

WIDTH = 84
# On the screen, for one pixel of a picture in the network.
SCALE = 1.6
# From one sheet of a stack to the next, at most.
STEP = 3.5
# Below that a window could not be distinguished from the picture.
SMALLEST_SEEN = 16
DOT_PITCH = 4
LOW = 28
SHEET: Paint = {
    "fill": TRAINING_COLOUR,
    "stroke": "#fff",
    "stroke-opacity": 0.65,
    "stroke-width": 0.8,
}
WINDOW: Paint = {"fill": "#fff", "fill-opacity": 0.35, "stroke": "#fff"}
WINDOW_ON_INK: Paint = {
    "fill": TRAINING_COLOUR,
    "fill-opacity": 0.5,
    "stroke": "#9cc3ff",
}
LINE: Paint = {"fill": "none", "stroke": QUIET_COLOUR, "stroke-width": 2}
PEN: Paint = {
    "fill": "none",
    "stroke": "#fff",
    "stroke-width": 4,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
SHAPE = "<{{ shape }}{{ attributes|xmlattr }}/>"
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}">
{%- for shape in shapes %}{{ shape }}{% endfor -%}
</svg>"""
IMG = '<img alt="" src="{{ source }}" width="{{ width }}" height="{{ height }}">'
BENDS: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0),
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
}


def digit(window: int) -> Markup:
    """Draw what goes in.

    Args:
        window: Side of the window that looks through it, in pixels; 0 for none.
    """
    size = SIDE * SCALE
    left = (WIDTH - size) / 2
    seven = " ".join(f"{left + x},{1 + y}" for x, y in ((12, 11), (33, 11), (20, 36)))
    return _svg(
        size + 2,
        _square(left, 1, size, {"fill": "#000", "stroke": QUIET_COLOUR}),
        _shape("polyline", points=seven, **PEN),
        *_seen(left, 1, SIDE, window, WINDOW_ON_INK),
    )


def stack(side: int, channels: int, window: int) -> Markup:
    """Draw a layer's pictures: to scale, and a sheet more for twice as many.

    Args:
        side: Of each picture, in pixels.
        channels: How many there are.
        window: Side of the window that next looks through them; 0 for none.
    """
    sheets = max(1, int(math.log2(channels)))
    size = side * SCALE
    step = min(STEP, 1 + size / 8)
    depth = step * (sheets - 1)
    left, top = (WIDTH - size - depth) / 2, 1 + depth
    return _svg(
        size + depth + 2,
        *(
            _square(left + step * i, top - step * i, size, SHEET)
            for i in reversed(range(sheets))
        ),
        *_seen(left, top, side, window),
    )


def dots(units: int, silenced: int = 0) -> Markup:
    """Draw a row of numbers: three pairs of dots more for four times as many.

    Args:
        units: How many numbers.
        silenced: Part of them that is hollow, in percent.
    """
    columns = round(1.5 * math.log2(units))
    left = (WIDTH - DOT_PITCH * (columns - 1)) / 2
    # Every so many, as chance would have it; alike each time.
    hollow = {(7 * i) % (2 * columns) for i in range(2 * columns * silenced // 100)}
    return _svg(
        LOW / 2,
        *(
            _dot(
                left + DOT_PITCH * (place // 2),
                5 + DOT_PITCH * (place % 2),
                1.3,
                filled=place not in hollow,
            )
            for place in range(2 * columns)
        ),
    )


def answer() -> Markup:
    """Draw the ten neurons of the answer, one of which speaks."""
    return _svg(
        LOW / 2,
        *(
            _dot(6 + 8 * place, LOW / 4, 3, filled=place == 7)
            for place in range(CLASSES)
        ),
    )


def bend(activation: str) -> Markup:
    """Draw the curve of an activation, between its axes."""
    return _curve(BENDS[activation], 3)


def bell() -> Markup:
    """Draw how the numbers lie after batch normalisation."""
    return _curve(lambda x: math.exp(-x * x), 2.5)


def misfit(side: int, window: int) -> Markup:
    """Draw a window around a picture that is smaller.

    Args:
        side: Of the picture, in pixels.
        window: Of the window.
    """
    size = SIDE * SCALE
    inner = size * side / window
    return _svg(
        size + 4,
        _square(
            (WIDTH - size) / 2,
            2,
            size,
            {**LINE, "stroke-dasharray": "5 3"},
        ),
        _square((WIDTH - inner) / 2, 2 + (size - inner) / 2, inner, SHEET),
    )


def _curve(function: Callable[[float], float], reach: float) -> Markup:
    xs = [reach * (i / 12 - 1) for i in range(25)]
    ys = [function(x) for x in xs]
    low, high = min(ys), max(ys)
    points = " ".join(
        f"{WIDTH / 2 + 18 * x / reach:.1f},"
        f"{LOW - 4 - (LOW - 8) * (y - low) / (high - low):.1f}"
        for x, y in zip(xs, ys, strict=True)
    )
    return _svg(LOW, _shape("polyline", points=points, **LINE))


def _seen(
    left: float, top: float, side: int, window: int, paint: Paint = WINDOW
) -> Iterator[Markup]:
    """Yield the window, somewhere on a picture; none where it could not be seen."""
    if 0 < window <= side and side * SCALE >= SMALLEST_SEEN:
        corner = SCALE * ((side - window) // 4)
        yield _square(left + corner, top + corner, SCALE * window, paint)


def _dot(x: float, y: float, radius: float, *, filled: bool) -> Markup:
    paint: Paint = {
        "fill": TRAINING_COLOUR if filled else "none",
        "stroke": TRAINING_COLOUR,
        "stroke-width": 0.8,
    }
    return _shape("circle", cx=f"{x:g}", cy=f"{y:g}", r=radius, **paint)


def _square(left: float, top: float, side: float, paint: Paint) -> Markup:
    length = f"{side:.1f}"
    return _shape(
        "rect", x=f"{left:.1f}", y=f"{top:.1f}", width=length, height=length, **paint
    )


def _shape(shape: str, **attributes: str | float) -> Markup:
    return render(SHAPE, shape=shape, attributes=attributes)


def _svg(height: float, *shapes: Markup) -> Markup:
    """Return a picture for `st.html`, which takes no SVG of its own (Streamlit 1.67).

    Its colours therefore have to stand out on light and on dark. What it shows stands
    next to it in words, so a screen reader passes over it.
    """
    svg = render(SVG, width=WIDTH, height=f"{height:.1f}", shapes=shapes)
    return render(
        IMG,
        source=f"data:image/svg+xml,{quote(svg)}",
        width=WIDTH,
        height=f"{height:.0f}",
    )
