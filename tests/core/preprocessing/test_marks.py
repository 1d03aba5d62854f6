"""Marks differ from digits by their shape and their place."""

import numpy as np
import pytest

from core.preprocessing import components, marks
from core.preprocessing.marks import Mark
from scripts.handwriting import pen

SEVEN = np.array([(100.0, 80), (150, 80), (120, 170)])
SIZE = 260


def drawing(*lines, brush=8):
    """Return the components of lines with a seven."""
    given = [SEVEN, *(np.array(line, float) for line in lines)]
    return components.find(255 - pen.ink(given, brush))


def around(parts):
    """Return the marks around the digits."""
    return [mark for _, mark in marks.around(parts, SIZE, SIZE)]


def between(parts):
    """Return the marks between the digits, whose line is that of the seven."""
    return [mark for _, _, mark in marks.between(parts, 80, 90)]


def rectangle(random, gap=0.0):
    """Return a hand's box around the seven, open for a part of its length."""
    left, top = random.uniform(40, 80), random.uniform(20, 60)
    right, bottom = random.uniform(180, 220), random.uniform(190, 235)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    end = (left, bottom - (1 - gap) * (bottom - top))
    return [*corners, end] if gap else [*corners, corners[0]]


def ring(random):
    """Return a hand's ring around the seven."""
    angles = np.linspace(0, 2 * np.pi, 60)
    across, down = random.uniform(70, 100), random.uniform(80, 110)
    return np.stack([125 + across * np.cos(angles), 125 + down * np.sin(angles)], 1)


def test_a_box_or_a_ring_is_a_box_though_it_has_a_small_gap():
    random = np.random.default_rng(6)
    for _ in range(20):
        assert around(drawing(rectangle(random))) == [Mark.BOX]
        assert around(drawing(rectangle(random, gap=0.06))) == [Mark.BOX]
        assert around(drawing(ring(random))) == [Mark.BOX]


def test_a_hair_thin_box_in_a_large_picture_is_a_box():
    canvas = np.full((3000, 3000), 255, np.uint8)
    box = np.array(rectangle(np.random.default_rng(1)))
    lines = [SEVEN * 11, box * 11]
    parts = components.find(255 - pen.ink(lines, 1, canvas))
    assert Mark.BOX in [mark for _, mark in marks.around(parts, 3000, 3000)]


def test_a_box_into_which_a_stroke_runs_is_none():
    random = np.random.default_rng(7)
    for _ in range(20):
        box = rectangle(random)
        into = [box[0], (box[0][0] + 45, 140)]
        assert Mark.BOX not in around(drawing(box, into))


def test_a_bow_around_a_digit_is_no_box():
    bow = [(200, 40), (50, 40), (50, 230), (200, 230)]
    assert Mark.BOX not in around(drawing(bow))


def test_the_slash_of_a_zero_has_no_box_around_it():
    angles = np.linspace(0, 2 * np.pi, 60)
    zero = np.stack([130 + 60 * np.cos(angles), 130 + 90 * np.sin(angles)], 1)
    slash = np.array([(150.0, 100), (110, 160)])
    parts = components.find(255 - pen.ink([zero, slash], 8))
    assert around(parts) == []


@pytest.mark.parametrize("slope", [-12, 0, 12])
def test_a_line_below_is_an_underline(slope):
    assert around(drawing([(90, 195 + slope), (165, 195)])) == [Mark.UNDERLINE]


def test_a_line_above_is_no_underline():
    assert around(drawing([(90, 40), (165, 42)])) == []


@pytest.mark.parametrize("x", [20, 60, 230])
def test_a_line_from_top_to_bottom_belongs_to_the_paper(x):
    assert around(drawing([(x, -5), (x + 4, 265)])) == [Mark.LINE]


def test_a_one_as_high_as_the_seven_is_no_line_of_the_paper():
    assert around(drawing([(60, 75), (60, 172)])) == []


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ([(175, 168), (168, 188)], Mark.COMMA),
        ([(175, 168), (176, 168)], Mark.POINT),
        ([(50, 125), (80, 124)], Mark.MINUS),
        ([(180, 100), (181, 100)], Mark.DOT),
    ],
)
def test_a_small_mark_is_told_by_its_place(line, mark):
    assert between(drawing(line)) == [mark]


def test_two_bars_are_an_equals_sign():
    found = between(drawing([(180, 110), (220, 112)], [(180, 140), (220, 138)]))
    assert Mark.EQUALS in found


def test_a_digit_is_no_mark():
    assert between(drawing([(190, 80), (190, 170)])) == []
