"""The overview agrees with plain loops and with MNIST's published counts."""

import threading

import numpy as np
import pytest

from core.datasets import class_overview as module
from core.datasets import loader
from core.datasets.class_overview import MOST_EXAMPLES, overview
from core.datasets.loader import Source
from core.errors import DataBroken, DataUnavailable


@pytest.fixture
def forgotten():
    """Nothing is remembered, neither of the tests before nor of this one."""
    overview.cache_clear()
    yield
    overview.cache_clear()


def mean_of(images, labels, label):
    """Return the mean of a class's images, by a plain loop."""
    total, count = np.zeros((28, 28)), 0
    for image, its_label in zip(images, labels, strict=True):
        if its_label == label:
            total += image / 255
            count += 1
    return total / count


def first_of(images, labels, label):
    """Return the first images of a class, by a plain loop."""
    ones = [
        image
        for image, its_label in zip(images, labels, strict=True)
        if its_label == label
    ]
    return np.stack(ones[:MOST_EXAMPLES])


@pytest.mark.parametrize("label", range(10))
def test_averages_are_those_of_a_plain_loop(label):
    sample = loader.load(Source.SAMPLE)
    average = overview(Source.SAMPLE).averages[label]
    expected = mean_of(sample.x_train, sample.y_train, label)
    np.testing.assert_allclose(average, expected, atol=1e-6)
    assert average.dtype == np.float32


@pytest.mark.parametrize("label", range(10))
def test_examples_are_the_first_of_their_class(label):
    sample = loader.load(Source.SAMPLE)
    examples = overview(Source.SAMPLE).examples[label]
    expected = first_of(sample.x_train, sample.y_train, label)
    np.testing.assert_array_equal(examples, expected)
    assert examples.dtype == np.uint8


def test_the_counts_of_the_sample_are_those_of_its_labels():
    sample = loader.load(Source.SAMPLE)
    at_a_glance = overview(Source.SAMPLE)
    for label in range(10):
        assert at_a_glance.training_counts[label] == list(sample.y_train).count(label)
        assert at_a_glance.test_counts[label] == list(sample.y_test).count(label)


def test_the_counts_of_mnist_are_those_everybody_knows(mnist):
    at_a_glance = overview(Source.MNIST)
    assert at_a_glance.training_counts.tolist() == [
        *(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
    ]
    assert at_a_glance.test_counts.tolist() == [
        *(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
    ]


@pytest.mark.parametrize("label", [0, 9])
def test_averages_of_mnist_are_those_of_a_plain_loop(mnist, label):
    expected = mean_of(mnist.x_train, mnist.y_train, label)
    average = overview(Source.MNIST).averages[label]
    np.testing.assert_allclose(average, expected, atol=1e-6)


def test_a_class_with_few_digits_shows_all_of_them(monkeypatch, forgotten):
    monkeypatch.setattr(module, "MOST_EXAMPLES", 10**6)
    at_a_glance = overview(Source.SAMPLE)
    shown = [len(examples) for examples in at_a_glance.examples]
    assert shown == at_a_glance.training_counts.tolist()


def test_the_training_images_are_not_kept():
    examples = overview(Source.SAMPLE).examples
    assert all(images.base is None for images in examples)


def test_thirty_visitors_at_once_read_the_digits_once(monkeypatch, forgotten):
    sample, reads = loader.load(Source.SAMPLE), []

    def read(source):
        reads.append(source)
        return sample

    monkeypatch.setattr(loader, "read", read)
    visitors = [
        threading.Thread(target=overview, args=(Source.SAMPLE,)) for _ in range(30)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert reads == [Source.SAMPLE]


def test_there_is_no_overview_of_data_that_is_not_there(empty_cache, forgotten):
    with pytest.raises(DataUnavailable):
        overview(Source.MNIST)


def test_there_is_no_overview_of_a_damaged_file(empty_cache, forgotten):
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(b"half")
    with pytest.raises(DataBroken):
        overview(Source.MNIST)
