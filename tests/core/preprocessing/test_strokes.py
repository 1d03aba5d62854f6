"""Strokes become pixels, and nothing but strokes does."""

import json

import numpy as np
import pytest

from core.errors import BadCanvas
from core.preprocessing import strokes


def stroke(path, width=20):
    """Return a stroke as Fabric sends it."""
    return {"type": "Path", "strokeWidth": width, "path": path}


def test_no_stroke_is_no_picture():
    assert strokes.render([], 260, 260) is None


def test_a_line_has_its_width_and_round_ends():
    drawn = strokes.render([stroke([["M", 50, 100], ["L", 150, 100]])], 260, 260)
    assert drawn is not None
    ink = drawn[..., 0] < 128
    assert abs(ink[:, 100].sum() - 20) <= 1
    assert abs(ink[100].sum() - 120) <= 2
    assert not ink[91, 41]


def test_a_tap_makes_a_dot():
    drawn = strokes.render([stroke([["M", 50, 50], ["L", 50, 50]])], 100, 100)
    assert drawn is not None
    assert abs((drawn[..., 0] < 128).sum() - np.pi * 100) < 20


def test_a_curve_passes_through_its_middle():
    path = [["M", 20, 20], ["Q", 120, 20, 120, 120]]
    drawn = strokes.render([stroke(path, 4)], 260, 260)
    assert drawn is not None
    assert drawn[45, 95, 0] < 128


@pytest.mark.parametrize(
    "drawing",
    [
        None,
        [],
        {"objects": "strokes"},
        {"objects": ["stroke"]},
        {"objects": [stroke(7)]},
        {"objects": [None]},
        {"objects": [{}]},
        {"objects": [stroke([["M", 1]])]},
        {"objects": [stroke([["C", 1, 2, 3, 4, 5, 6]])]},
        {"objects": [stroke([["M", "x", 2]])]},
        {"objects": [stroke([["M", float("nan"), 2]])]},
        {"objects": [stroke([["M", 1e300, 2]])]},
        {"objects": [stroke([["M", 1, 2]], width=1e9)]},
        {"objects": [stroke([["Q", 1, 2, 3, 4]])]},
        {"objects": [stroke([["M", 1, 2]] * 60_000)]},
        {"objects": [stroke([])] * 60_000},
        {"objects": [stroke([["M", 0, 0]], width=-1)]},
        {"objects": [stroke([["M", 1, 2]] * 30_000)] * 2},
    ],
)
def test_what_no_pen_could_have_drawn_is_refused(drawing):
    with pytest.raises(BadCanvas):
        strokes.render(strokes.parse(drawing), 260, 260)


def test_a_drawing_comes_back_from_json_the_same():
    drawing = {"objects": [stroke([["M", 50, 100], ["L", 150, 100]])]}
    first = strokes.render(strokes.parse(drawing), 260, 260)
    second = strokes.render(strokes.parse(json.loads(json.dumps(drawing))), 260, 260)
    np.testing.assert_array_equal(first, second)


def test_what_is_no_part_of_a_stroke_is_not_kept():
    forged = {**stroke([["M", 1, 2], ["L", 3, 4]]), "note": "x" * 1000}
    (found,) = strokes.parse({"objects": [forged]})
    assert found == stroke([["M", 1, 2], ["L", 3, 4]])


def test_a_drawing_of_more_than_two_megabytes_is_refused():
    with pytest.raises(BadCanvas, match="bytes"):
        strokes.parse({"objects": [{**stroke([["M", 1, 2]]), "type": "x" * 2**21}]})
