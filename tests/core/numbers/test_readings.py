"""A drawing is divided into digits and marks by evidence."""

import numpy as np
import pytest

from core import prediction
from core.numbers import features, graph, readings
from core.preprocessing import components
from core.preprocessing.ink import extract_ink
from core.preprocessing.marks import Mark
from scripts.handwriting import drawn_numbers, pen
from scripts.handwriting.drawn_numbers import Hand


def hand(seed):
    """Return a hand that writes synthetic styles alone."""
    return Hand({}, np.random.default_rng(seed))


def read(picture):
    """Return the likeliest way to read a picture, and what else it may be."""
    network = prediction.shipped()
    ways = readings.ways(extract_ink(picture), network.answers)
    way, _, or_else = readings.weigh(ways, prediction.SURE_FROM)
    return way, or_else


def drawn(kind, seed, count):
    """Return drawings of one kind."""
    by = hand(seed)
    every = drawn_numbers.drawings(count, by)
    return [one for one in every if one.kind == kind]


def share_right(drawings):
    """Return the share of drawings whose digits and marks are read right."""
    right = 0
    for one in drawings:
        way, _ = read(one.picture)
        marked = bool(one.marks) == (way.left_out and bool(way.digits))
        right += way.digits == one.digits and marked
    return right / len(drawings)


def test_a_plain_stroke_beside_a_digit_is_a_one():
    wrong, silent = [], []
    every = list(drawn_numbers.plain_ones(hand(7)))
    for one in every[::3]:
        way, or_else = read(one.picture)
        if way.digits != one.digits:
            wrong.append((one.digits, way.text))
            if or_else is None and not way.marks:
                silent.append((one.digits, way.text))
    assert len(wrong) <= 0.02 * len(every[::3]), wrong
    assert len(silent) <= 0.005 * len(every[::3]), silent


@pytest.mark.thorough
def test_all_plain_ones_are_read():
    wrong, silent = [], []
    for one in drawn_numbers.plain_ones(hand(8)):
        way, or_else = read(one.picture)
        if way.digits != one.digits:
            wrong.append((one.digits, way.text))
            if or_else is None and not way.marks:
                silent.append((one.digits, way.text))
    assert len(wrong) <= 0.02 * 486, wrong
    assert len(silent) <= 0.005 * 486, silent


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("one digit", 0.97),
        ("loose strokes", 0.93),
        ("two digits", 0.95),
        ("three digits", 0.95),
        ("touching", 0.8),
        ("decimal", 0.93),
        ("minus", 0.95),
        ("equals", 0.95),
        ("plus", 0.85),
        ("underlined", 0.93),
        ("in a box", 0.93),
        ("margin line", 0.95),
    ],
)
def test_each_kind_of_number_is_read(kind, least):
    assert share_right(drawn(kind, 11, 60)) >= least


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        ("minus", Mark.MINUS),
        ("equals", Mark.EQUALS),
        ("underlined", Mark.UNDERLINE),
        ("in a box", Mark.BOX),
        ("margin line", Mark.LINE),
    ],
)
def test_a_mark_is_called_what_it_is(kind, mark):
    drawings = drawn(kind, 3, 12)
    found = [read(one.picture)[0].marks for one in drawings]
    assert sum(marks == (mark,) for marks in found) >= 10, found


def test_the_digits_on_both_sides_of_a_comma_are_two_runs():
    lines = [
        np.array([[60.0, 70], [62, 170]]),
        np.array([[95.0, 165], [88, 190]]),
        np.array([[180.0, 75], [130, 75], [127, 115], [165, 112], [180, 140]]),
        np.array([[180.0, 140], [165, 168], [128, 165]]),
    ]
    way, _ = read(pen.ink(lines, 20))
    assert way.runs == ("1", "5")
    assert way.marks == (Mark.COMMA,)


def test_a_line_of_any_grey_next_to_a_seven_is_survived(seven):
    for grey in range(40, 250, 6):
        picture = seven.copy()
        picture[50:220, 228:234, :3] = grey
        way, _ = read(picture)
        assert way.digits in ("7", "71"), grey
        if 150 < grey < 205:
            assert way.digits == "7"
            assert Mark.FAINT in way.marks


def test_groups_hold_the_ink_of_the_digits_alone():
    for one in drawn("minus", 5, 10):
        ink = extract_ink(one.picture)
        way, _ = read(one.picture)
        papers = [components.on_paper(group, ink.shape) for group in way.groups]
        assert len(papers) == len(way.digits)
        together = np.sum([paper.astype(int) for paper in papers], axis=0)
        inked = together > 0
        np.testing.assert_array_equal(together[inked], ink[inked])
        assert inked.sum() < (ink > 0).sum()


def test_the_network_is_asked_once():
    asked = []

    def ask(images):
        asked.append(len(images))
        return prediction.shipped().answers(images)

    for one in drawn("three digits", 2, 5):
        readings.ways(extract_ink(one.picture), ask)
    assert len(asked) == 5
    assert max(asked) <= 3 * prediction.CALL_SIZE


def test_too_many_pieces_are_left_to_the_network():
    ink = np.zeros((100, 800), np.uint8)
    ink[20:80, 10:790:20] = 255
    assert readings.ways(ink, prediction.shipped().answers) == []


def way(text, score):
    """Return a way to read a drawing."""
    return graph.Way(text, ((),) * sum(map(str.isdecimal, text)), score=score)


def test_ways_to_the_same_digits_are_one_reading():
    ways = [way("17", 2.0), way("7", 1.9), way("_7", 1.8)]
    found, share, or_else = readings.weigh(ways, 0.9)
    assert found.text == "7"
    assert share == pytest.approx(0.63, abs=0.01)
    assert or_else == "17"


def test_a_sure_reading_has_no_other():
    assert readings.weigh([way("17", 9.0), way("7", 1.0)], 0.9).or_else is None


def test_a_number_may_be_no_number_at_all():
    assert readings.weigh([way("11", 2.0), way("?", 1.5)], 0.9).or_else == ""


def test_whether_one_digit_is_none_is_for_the_network_to_say():
    assert readings.weigh([way("1", 2.0), way("?", 1.5)], 0.9).or_else is None


def test_every_weight_belongs_to_evidence():
    evidence = features.evidence(**dict.fromkeys(features.NAMES, 2.0))
    assert (evidence == 2).all()
    with pytest.raises(KeyError):
        features.evidence(unheard_of=1.0)
