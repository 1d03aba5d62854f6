"""The evidence is measured in the digits' own height, and each part says one thing."""

import random

import numpy as np
import pytest

from core.numbers import features
from core.numbers.cuts import Piece
from core.numbers.features import NAMES, PLACE, Answer, Line
from core.preprocessing.components import Component
from core.preprocessing.marks import Mark
from core.preprocessing.mnist_format import Box

SURE = Answer(7, 0.98, 1, 0.01, 0.02, 0.01, 0.0)
LINE = Line(top=10, height=100)


def component(top, left, bottom, right):
    """Return a component that fills its box."""
    ink = np.full((bottom - top, right - left), 255, np.uint8)
    return Component(Box(top, left, bottom, right), ink)


def piece(top, left, bottom, right, cut=None):
    """Return a piece that fills its box."""
    return Piece(component(top, left, bottom, right), cut)


def value(found, name):
    """Return one feature."""
    assert found.shape == (len(NAMES),)
    return found[PLACE[name]]


def any_box(chance):
    """Return a box on a canvas."""
    top, left = chance.randrange(0, 100), chance.randrange(0, 200)
    return top, left, top + chance.randrange(5, 100), left + chance.randrange(5, 80)


def scaled(box, by):
    """Return a box in another size."""
    return [by * side for side in box]


@pytest.mark.parametrize("seed", range(50))
def test_the_size_of_a_drawing_plays_no_part(seed):
    chance = random.Random(seed)
    boxes = sorted((any_box(chance) for _ in range(4)), key=lambda box: box[1])
    mark = chance.choice([Mark.COMMA, Mark.DOT, Mark.MINUS])
    around = chance.choice([Mark.UNDERLINE, Mark.BOX])
    found = []
    for by in (1, 3):
        line = Line(by * LINE.top, by * LINE.height)
        pieces = [piece(*scaled(box, by)) for box in boxes]
        parts = [one.component for one in pieces]
        found.append(
            [
                features.of_digit(SURE, pieces, line),
                features.of_refusal(SURE, pieces, line, whole=False),
                features.of_neighbours(pieces[:2], pieces[2:], line, digits=True),
                features.of_mark(mark, parts[:1], line, first=True, last=False),
                features.of_surroundings(around, parts[0], parts[1:], line),
            ]
        )
    np.testing.assert_allclose(found[0], found[1])


def test_only_a_narrow_one_is_a_plain_stroke():
    one = SURE._replace(digit=1)
    narrow, wide = [piece(10, 50, 110, 80)], [piece(10, 50, 110, 100)]
    assert value(features.of_digit(one, narrow, LINE), "stroke") == 1
    assert value(features.of_digit(one, wide, LINE), "stroke") == 0
    assert value(features.of_digit(SURE, narrow, LINE), "stroke") == 0


def test_a_digit_of_two_parts_says_how_far_they_are_apart():
    apart = [piece(10, 0, 110, 20), piece(10, 45, 110, 60)]
    found = features.of_digit(SURE, apart, LINE)
    assert value(found, "gap_inside") == 0.25
    assert value(found, "apart_inside") == 1
    assert value(found, "beside_inside") == 1
    above = [piece(10, 0, 20, 60), piece(40, 0, 110, 60)]
    found = features.of_digit(SURE, above, LINE)
    assert value(found, "gap_inside") == value(found, "beside_inside") == 0


def test_the_network_counts_by_the_logarithm_of_what_it_says():
    found = features.of_digit(SURE, [piece(10, 0, 110, 60)], LINE)
    assert value(found, "log_digit") == pytest.approx(np.log(0.98))
    assert value(found, "log_known") == pytest.approx(np.log(0.98))
    never = features.of_digit(SURE._replace(share=0), [piece(10, 0, 110, 60)], LINE)
    assert value(never, "log_digit") == pytest.approx(np.log(features.LEAST_SHARE))


def test_the_refusal_of_the_whole_is_another_thing_than_that_of_a_part():
    pieces = [piece(10, 0, 60, 60)]
    whole = features.of_refusal(SURE, pieces, LINE, whole=True)
    part = features.of_refusal(SURE, pieces, LINE, whole=False)
    assert value(whole, "whole_refused") == 1
    assert value(whole, "refused") == 0
    assert value(part, "refused") == 1
    assert value(part, "refused_short") == pytest.approx(0.3)


def test_neighbours_that_overlap_or_are_cut_are_told_apart():
    left = [piece(10, 0, 110, 50)]
    overlaps = [piece(10, 40, 110, 90)]
    found = features.of_neighbours(left, overlaps, LINE, digits=True)
    assert value(found, "gap_none") == 1
    assert value(found, "overlap") == pytest.approx(0.2)
    cut = features.of_neighbours(
        left, [piece(10, 50, 110, 90, cut=0.3)], LINE, digits=True
    )
    assert (value(cut, "cut"), value(cut, "cut_length")) == (1, 0.3)
    assert value(cut, "overlap") == 0


def test_the_heights_of_a_digit_and_a_mark_are_not_compared():
    tall, short = [piece(10, 0, 110, 50)], [piece(90, 60, 110, 70)]
    digits = features.of_neighbours(tall, short, LINE, digits=True)
    mark = features.of_neighbours(tall, short, LINE, digits=False)
    assert value(digits, "other_height") == 1
    assert value(mark, "other_height") == 0


def test_a_point_is_on_the_line_and_a_dot_may_be_above_it():
    low = [component(100, 60, 110, 70)]
    found = features.of_mark(Mark.COMMA, low, LINE, first=False, last=True)
    assert (value(found, "point"), value(found, "point_above")) == (1, 0)
    assert (value(found, "point_size"), value(found, "point_last")) == (0.1, 1)
    high = [component(15, 60, 25, 70)]
    found = features.of_mark(Mark.DOT, high, LINE, first=False, last=False)
    assert (value(found, "dot"), value(found, "dot_above")) == (1, 1)


@pytest.mark.parametrize(("beyond", "both"), [(10, 1), (-10, 0)])
def test_an_underline_goes_beyond_the_digits_or_is_short(beyond, both):
    digits = [component(10, 50, 110, 100), component(10, 120, 110, 170)]
    line = component(115, 50 - beyond, 120, 170 + beyond)
    found = features.of_surroundings(Mark.UNDERLINE, line, digits, LINE)
    assert value(found, "underline_both") == both
    assert value(found, "underline_beyond") == pytest.approx(max(2 * beyond, 0) / 100)
    assert value(found, "underline_short") == pytest.approx(max(-2 * beyond, 0) / 100)
    assert value(found, "underline_near") == 1


def test_no_two_features_have_one_name():
    assert len(PLACE) == len(NAMES)
