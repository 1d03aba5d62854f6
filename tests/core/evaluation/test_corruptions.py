"""Each corruption agrees with NumPy or a plain loop; strength 0 changes nothing."""

from dataclasses import fields

import numpy as np
import pytest

from core.datasets import loader
from core.evaluation.corruptions import RANGES, Corruption, Strengths, corrupt


@pytest.fixture(scope="module")
def digits():
    """Twenty digits, (20, 28, 28) float32 in [0, 1]."""
    images, _ = loader.test_digits(loader.Source.SAMPLE)
    return (images[:20] / 255).astype(np.float32)


def disturbed(digits, disturbance, strength):
    """Return digits with one corruption."""
    return corrupt(digits, Strengths(**{disturbance.value: strength}))


def windows(image, of):
    """Return the `max` or `min` of each pixel's neighbourhood, by a plain loop."""
    bordered = np.zeros((30, 30), np.float32)
    bordered[1:29, 1:29] = image
    return np.array(
        [
            [of(bordered[row : row + 3, column : column + 3]) for column in range(28)]
            for row in range(28)
        ]
    )


def test_at_0_a_digit_is_left_exactly_as_it_is(digits):
    np.testing.assert_array_equal(corrupt(digits, Strengths()), digits)


@pytest.mark.parametrize("disturbance", Corruption)
def test_each_has_its_own_strength_which_can_be_0_and_changes_a_digit(
    disturbance, digits
):
    values = RANGES[disturbance]
    assert 0 in values
    assert (
        Strengths(**{disturbance.value: values[-1]}).strength(disturbance) == values[-1]
    )
    assert np.abs(disturbed(digits, disturbance, values[-1]) - digits).mean() > 0.02


def test_the_strengths_are_those_of_the_disturbances():
    assert [field.name for field in fields(Strengths)] == list(Corruption)


@pytest.mark.parametrize(("degrees", "quarters"), [(90, -1), (-90, 1)])
def test_a_quarter_turn_is_that_of_numpy_clockwise_above_0(degrees, quarters, digits):
    turned = disturbed(digits, Corruption.ROTATION, degrees)
    expected = np.rot90(digits, quarters, axes=(1, 2))
    np.testing.assert_allclose(turned, expected, atol=1e-4)


@pytest.mark.parametrize("pixels", [3, -10])
def test_a_shift_moves_every_pixel_and_lets_black_in(pixels, digits):
    expected = np.roll(digits, pixels, axis=2)
    expected[:, :, slice(0, pixels) if pixels > 0 else slice(pixels, None)] = 0
    moved = disturbed(digits, Corruption.SHIFT, pixels)
    # At the border, a thousandth of the last column's ink remains.
    np.testing.assert_allclose(moved, expected, atol=1e-3)


@pytest.mark.parametrize(("strength", "of"), [(100, np.max), (-100, np.min)])
def test_full_thickness_is_the_extreme_of_each_neighbourhood(strength, of, digits):
    changed = disturbed(digits[:3], Corruption.THICKNESS, strength)
    for image, expected in zip(changed, digits[:3], strict=True):
        np.testing.assert_allclose(image, windows(expected, of), atol=1e-6)


def test_half_the_thickness_is_half_way(digits):
    half = disturbed(digits, Corruption.THICKNESS, 50)
    whole = disturbed(digits, Corruption.THICKNESS, 100)
    np.testing.assert_allclose(half, (digits + whole) / 2, atol=1e-6)


@pytest.mark.parametrize("percent", [5, 15])
def test_the_noise_is_as_large_as_it_says(percent, digits):
    grey = np.full_like(digits, 0.5)
    noise = disturbed(grey, Corruption.NOISE, percent) - grey
    assert noise.std() == pytest.approx(percent / 100, rel=0.03)
    assert noise.mean() == pytest.approx(0, abs=0.005)


def test_the_same_noise_grows_with_the_slider(digits):
    grey = np.full_like(digits, 0.5)
    weak = disturbed(grey, Corruption.NOISE, 2) - grey
    strong = disturbed(grey, Corruption.NOISE, 10) - grey
    np.testing.assert_allclose(5 * weak, strong, atol=1e-5)
    alone = disturbed(grey[:1], Corruption.NOISE, 10) - grey[:1]
    np.testing.assert_array_equal(alone[0], strong[0])
    assert np.abs(strong[0] - strong[1]).max() > 0.1


def test_what_comes_out_is_float32_between_0_and_1(digits):
    changed = corrupt(digits, Strengths(60, -35, 4, 80))
    assert changed.dtype == np.float32
    assert changed.shape == digits.shape
    assert changed.min() >= 0
    assert changed.max() <= 1
