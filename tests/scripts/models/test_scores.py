"""Scores count right answers, false alarms and misreadings apart."""

import numpy as np
import pytest

from scripts.models import scores

LABELS = np.array([1, 2, 3, 4, 5])
ANSWERS = scores.Answers(
    "five",
    digits=np.array([1, 2, 3, 4, 6]),
    doubt=np.array([0.0, 0.7, 0.9, 1.0, 0.1], np.float32),
    labels=LABELS,
)


def test_a_refused_digit_is_a_false_alarm_and_no_misreading():
    assert ANSWERS.refused(0.8).tolist() == [False, False, True, True, False]
    assert ANSWERS.misread().tolist() == [False, False, False, False, True]


def test_the_last_row_has_all_drawings():
    *_, last = scores.digit_rows([ANSWERS, ANSWERS])
    assert last.startswith("| all | 10 | 40.00% (")


# From table I of Newcombe, "Two-sided confidence intervals for the single proportion"
# (1998), method 3.
@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(count, total, low, high):
    assert scores.interval(count, total) == pytest.approx((low, high), abs=5e-5)


def test_a_higher_threshold_gives_fewer_alarms_and_lets_more_through():
    rows = scores.curve_rows([ANSWERS], [ANSWERS])[2:]
    shares = [[float(cell.strip(" %")) for cell in row.split("|")[2:5]] for row in rows]
    alarms, _, through = np.array(shares).T
    assert (np.diff(alarms) <= 0).all()
    assert (np.diff(through) >= 0).all()
