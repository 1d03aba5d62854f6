"""The nearest images agree with a plain search."""

import numpy as np

from core.datasets import loader
from core.explain.nearest_images import nearest


def test_the_nearest_of_each_class_are_those_of_a_plain_search():
    digits = loader.load(loader.Source.SAMPLE)
    seen = (digits.x_test[3] / 255).astype(np.float32)
    found = nearest(seen, digits.x_train, digits.y_train, 4)
    distances = ((digits.x_train / 255.0 - seen) ** 2).sum(axis=(1, 2))
    for label in range(10):
        own = np.flatnonzero(digits.y_train == label)
        expected = own[np.argsort(distances[own])[:4]]
        np.testing.assert_array_equal(found[label], expected)


def test_a_training_image_is_its_own_nearest():
    digits = loader.load(loader.Source.SAMPLE)
    seen = (digits.x_train[17] / 255).astype(np.float32)
    found = nearest(seen, digits.x_train, digits.y_train, 1)
    assert found[digits.y_train[17], 0] == 17
