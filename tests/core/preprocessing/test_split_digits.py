"""Separate digits are split; a single digit stays whole."""

import numpy as np
import pytest

from core import prediction
from core.preprocessing import split_digits
from core.preprocessing.ink import extract_ink
from scripts.handwriting import pen, synthetic_digits

WIDTH, HEIGHT = 600, 260


def numeral(labels, random, *, gap=0.35, brush=14):
    """Draw digits side by side: RGBA, (260, 600, 4) uint8."""
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    x = 15.0
    for label in labels:
        lines = pen.varied(
            synthetic_digits.write(label, random), random, pen.Variation(4, 0.05)
        )
        points = np.concatenate(lines)
        low = points.min(axis=0)
        moved = [(line - low) * 100 + (x, random.uniform(40, 60)) for line in lines]
        right = max(line[:, 0].max() for line in moved)
        canvas = np.full((HEIGHT, WIDTH), 255, np.uint8)
        ink |= 255 - pen.ink(moved, brush, canvas)
        x = right + brush + 100 * gap
    grey = 255 - ink
    return np.dstack([grey, grey, grey, np.full_like(grey, 255)])


def digits_of(canvas):
    """Return the digits that were read, as text."""
    readings = prediction.shipped().read_number(canvas)
    return "".join("?" if r.digit is None else str(r.digit) for r in readings)


def test_a_number_is_read_from_left_to_right():
    random = np.random.default_rng(3)
    numbers = random.integers(0, 10, (60, 4))
    wrong = [
        (number.tolist(), read)
        for number in numbers
        if (read := digits_of(numeral(number, random))) != "".join(map(str, number))
    ]
    assert len(wrong) <= 2, wrong


def test_each_digit_of_a_number_has_its_own_probabilities():
    readings = prediction.shipped().read_number(
        numeral([2, 0, 2, 6], np.random.default_rng(0))
    )
    assert [int(r.probabilities.argmax()) for r in readings] == [2, 0, 2, 6]
    for reading in readings:
        assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_one_digit_of_several_strokes_is_not_taken_apart():
    random = np.random.default_rng(1)
    for label in range(10):
        for _ in range(30):
            lines = pen.varied(
                synthetic_digits.write(label, random), random, pen.Variation()
            )
            canvas = pen.picture(lines, random, brush=12)
            assert len(prediction.shipped().read_number(canvas)) == 1


def test_a_five_with_a_bar_of_its_own_is_one_part():
    ink = np.zeros((260, 260), np.uint8)
    ink[40:55, 130:200] = 255
    ink[70:220, 90:105] = ink[120:135, 90:170] = ink[205:220, 90:170] = 255
    ink[120:220, 160:175] = 255
    assert len(split_digits.split_digits(ink)) == 1


def test_a_small_slip_of_the_pen_is_no_second_digit():
    ink = np.zeros((260, 260), np.uint8)
    ink[40:220, 60:80] = 255
    ink[200:206, 180:186] = 255
    assert len(split_digits.split_digits(ink)) == 1


def test_more_parts_than_digits_fit_are_left_whole():
    ink = np.zeros((100, 800), np.uint8)
    ink[20:80, 10:790:20] = 255
    assert len(split_digits.split_digits(ink)) == 1


def test_the_parts_hold_all_the_ink_once():
    canvas = numeral([1, 4, 7], np.random.default_rng(2))
    ink = extract_ink(canvas)
    found = split_digits.split_digits(ink)
    assert len(found) == 3
    together = np.sum([part.astype(int) for part in found], axis=0)
    marked = ink >= 128
    np.testing.assert_array_equal(together[marked], ink[marked])


def test_two_crosses_are_no_number_but_one_refusal():
    cross = np.zeros((260, 600), np.uint8)
    for x in range(60):
        cross[100 + x, 40 + x : 52 + x] = cross[160 - x, 40 + x : 52 + x] = 255
    both = 255 - np.maximum(cross, np.roll(cross, 300, axis=1))
    readings = prediction.shipped().read_number(both)
    assert [reading.digit for reading in readings] == [None]
