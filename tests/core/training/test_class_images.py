"""Each drawing of a class is repeated as often as any other one, and varied."""

import numpy as np
import pytest

from core.arrays.pixel_types import as_float32
from core.datasets.loader import Dataset, Source
from core.datasets.own_drawings import LabelledDrawings
from core.runs.class_data import CLASS_IMAGES, ClassData, Use
from core.training import class_images
from tests.support.class_drawings import drawing, numbers_of


def drawn(labels):
    """Return drawings of these signs, each known by its number."""
    made = [drawing(number, "", label) for number, label in enumerate(labels)]
    return LabelledDrawings(
        np.stack([each.image for each in made]), np.array(labels, np.uint8)
    )


def mnist(count=50):
    """Return images that stand for MNIST's."""
    images = np.full((count, 28, 28), 9, np.uint8)
    labels = np.full(count, 9, np.uint8)
    return Dataset(Source.SAMPLE, images, labels, images[:5], labels[:5])


@pytest.mark.parametrize("seed", range(20))
def test_signs_and_drawings_of_a_sign_come_equally_often(seed):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, int(random.integers(1, 80))).tolist()
    known, count = drawn(labels), int(random.integers(100, 3000))
    found = class_images.repeated(known, count, np.random.default_rng(seed))
    assert len(found) == count
    signs = np.bincount(found.labels, minlength=10)[np.unique(labels)]
    assert signs.max() - signs.min() <= 1
    numbers = np.array(numbers_of(found.images))
    assert np.array_equal(found.labels, known.labels[numbers])
    for sign in set(labels):
        often = np.bincount(numbers, minlength=len(labels))[known.labels == sign]
        assert often.max() - often.min() <= 1


def test_variations_depend_on_the_seed_alone():
    known = drawn([1, 1, 4])
    first, again, other = (class_images.varied(known, 2500, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.images, again.images)
    assert np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.images, other.images)
    assert first.images.dtype == np.uint8
    # All are of the same ink, and hardly any two are the same picture.
    ink = as_float32(first.images).sum(axis=(1, 2))
    assert ink.min() > 20
    assert len(np.unique(first.images, axis=0)) > 2400


def test_digits_are_mixed_with_mnist_and_signs_are_not():
    known = drawn([0, 1, 2, 3])
    mixed = class_images.training_set(ClassData(Use.MIXED, known), mnist(), 30, 1)
    assert len(mixed) == 30 + CLASS_IMAGES
    assert (mixed.labels[:30] == 9).all()
    assert set(mixed.labels[30:].tolist()) == {0, 1, 2, 3}
    alone = class_images.training_set(ClassData(Use.ALONE, known), mnist(), 120, 1)
    assert np.bincount(alone.labels).tolist() == [30, 30, 30, 30]
    # Its settings vary it.
    assert set(numbers_of(alone.images)) == {0, 1, 2, 3}
