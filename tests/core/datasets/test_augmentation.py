"""Augmentation agrees with Pillow and NumPy."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from core.datasets import loader
from core.datasets.augmentation import augment, examples
from core.settings.run import RunSettings


class Most(np.random.Generator):
    """A random generator that always returns the upper limit."""

    def __init__(self):
        super().__init__(np.random.PCG64(0))

    def uniform(self, low=0.0, high=1.0, size=None):
        """Return the upper limit."""
        return np.full(size or 1, high)


@pytest.fixture(scope="module")
def digits():
    """Twenty digits, (20, 28, 28) float32 in [0, 1]."""
    images, _ = loader.test_digits(loader.Source.SAMPLE)
    return (images[:20] / 255).astype(np.float32)


def test_nothing_asked_changes_nothing(digits):
    chance = np.random.default_rng(1)
    np.testing.assert_array_equal(augment(digits, chance, 0, 0, 0, 0), digits)


def test_a_quarter_turn_is_that_of_numpy(digits):
    turned = augment(digits, Most(), 90, 0, 0, 0)
    np.testing.assert_allclose(turned, np.rot90(digits, k=-1, axes=(1, 2)), atol=1e-4)


def test_a_shift_moves_every_pixel_and_lets_black_in(digits):
    moved = augment(digits, Most(), 0, 3, 0, 0)
    expected = np.zeros_like(digits)
    expected[:, 3:, 3:] = digits[:, :-3, :-3]
    np.testing.assert_allclose(moved, expected, atol=1e-5)


def test_a_zoom_is_that_of_pillow(digits):
    larger = augment(digits, Most(), 0, 0, 25, 0)
    middle, scale = 14, 1 / 1.25
    offset = middle - scale * middle
    for image, zoomed in zip(digits, larger, strict=True):
        # Pillow puts a pixel's centre at a half.
        expected = Image.fromarray(image).transform(
            (28, 28),
            Image.Transform.AFFINE,
            (scale, 0, offset, 0, scale, offset),
            Image.Resampling.BILINEAR,
        )
        np.testing.assert_allclose(zoomed, np.asarray(expected), atol=1e-4)


def test_full_thickness_is_a_pixel_more_of_ink(digits):
    thick = augment(digits, Most(), 0, 0, 0, 100)
    for image, thicker in zip(digits, thick, strict=True):
        picture = Image.fromarray((image * 255).round().astype(np.uint8))
        bordered = Image.new("L", (30, 30))
        bordered.paste(picture, (1, 1))
        expected = bordered.filter(ImageFilter.MaxFilter(3)).crop((1, 1, 29, 29))
        np.testing.assert_allclose(thicker * 255, np.asarray(expected), atol=1e-3)


def test_half_of_the_digits_become_thinner(digits):
    changed = augment(digits, np.random.default_rng(3), 0, 0, 0, 100)
    thinner = changed.sum(axis=(1, 2)) < digits.sum(axis=(1, 2))
    assert 3 < thinner.sum() < 17


def test_every_digit_has_its_own_chance_within_the_range(digits):
    same = np.repeat(digits[:1], 200, axis=0)
    changed = augment(same, np.random.default_rng(2), 0, 4, 0, 0)
    rows = np.arange(28)
    ink = changed.sum(axis=(1, 2))
    before = (same[0].sum(axis=1) @ rows) / same[0].sum()
    moves = (changed.sum(axis=2) @ rows) / ink - before
    assert np.abs(moves).max() <= 4.01
    assert moves.std() == pytest.approx(8 / 12**0.5, rel=0.15)


def test_what_comes_out_is_float32_between_0_and_1(digits):
    changed = augment(digits, np.random.default_rng(4), 45, 6, 30, 100)
    assert changed.dtype == np.float32
    assert changed.shape == digits.shape
    assert changed.min() >= 0
    assert changed.max() <= 1.000001


def test_the_examples_follow_the_settings():
    images, _ = loader.test_digits(loader.Source.SAMPLE)
    plain = examples(images[:8], RunSettings())
    np.testing.assert_allclose(plain, images[:8] / 255, atol=1e-6)
    turned = examples(images[:8], RunSettings(rotation=45))
    assert np.abs(turned - plain).mean() > 0.01
    np.testing.assert_array_equal(
        turned, examples(images[:8], RunSettings(rotation=45))
    )
