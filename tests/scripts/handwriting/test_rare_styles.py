"""Digits in rare styles are what they are said to be."""

import numpy as np
import pytest

from scripts.handwriting import rare_styles
from scripts.handwriting.rare_styles import STYLES


def drawings(style, seed, count=50):
    """Return digits of a style: lines and label of each."""
    chance = np.random.default_rng(seed)
    return [style(chance) for _ in range(count)]


def angular_letter(chance):
    """Return a letter of straight lines and no label."""
    return rare_styles.angular_letter(chance), None


def corners(line):
    """Return the number of points where a line turns by more than 20 degrees."""
    steps = np.diff(line, axis=0)
    steps = steps[np.linalg.norm(steps, axis=1) > 1e-9]
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return int((np.abs(np.diff(angles)) > np.radians(20)).sum())


@pytest.mark.parametrize("name", [name for name in STYLES if name[0].isdigit()])
def test_a_style_of_one_digit_is_labelled_with_it(name):
    assert {label for _, label in drawings(STYLES[name], 1)} == {int(name[0])}


def test_angular_digits_are_all_ten():
    labels = {label for _, label in drawings(rare_styles.angular, 2, 300)}
    assert labels == set(range(10))


@pytest.mark.parametrize("name", STYLES)
def test_a_seed_gives_the_same_drawings_and_another_seed_others(name):
    first, again, other = (drawings(STYLES[name], seed, 5) for seed in (3, 3, 4))
    for (lines, _), (same, _), (unlike, _) in zip(first, again, other, strict=True):
        assert all(map(np.array_equal, lines, same))
        assert not all(map(np.array_equal, lines, unlike))


@pytest.mark.parametrize("seed", range(20))
def test_straight_lines_are_few_and_stay_near_the_curve(seed):
    angles = np.linspace(0, 2 * np.pi, 100)
    circle = 50 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    (line,) = rare_styles.straightened([circle], np.random.default_rng(seed))
    assert 3 <= len(line) <= 12
    assert np.allclose(np.linalg.norm(line, axis=1), 50, atol=1e-3)


@pytest.mark.parametrize("draw", [rare_styles.angular, angular_letter])
def test_drawings_of_straight_lines_turn_only_at_corners(draw):
    for lines, _ in drawings(draw, 5, 100):
        assert max(map(corners, lines)) <= 5
