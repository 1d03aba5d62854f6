"""The two data sets load, and a damaged cache is refused."""

import numpy as np
import pytest

from core.datasets import loader
from core.errors import DataBroken, DataUnavailable
from tests.support.data_files import expect


def test_the_sample_is_there_without_any_network(empty_cache):
    assert loader.available() is loader.Source.SAMPLE
    sample = loader.load(loader.Source.SAMPLE)
    assert sample.x_train.shape == (4000, 28, 28)
    assert sample.x_test.shape == (1000, 28, 28)
    assert sample.x_train.dtype == np.uint8
    assert set(sample.y_train) == set(range(10))


def test_no_image_of_the_sample_is_on_both_sides():
    sample = loader.load(loader.Source.SAMPLE)
    training = {image.tobytes() for image in sample.x_train}
    assert not any(image.tobytes() in training for image in sample.x_test)


def test_the_sample_is_made_of_mnist_images(mnist):
    sample = loader.load(loader.Source.SAMPLE)
    known = {image.tobytes() for image in mnist.x_train} | {
        image.tobytes() for image in mnist.x_test
    }
    assert all(image.tobytes() in known for image in sample.x_train)


def test_mnist_is_whole(mnist):
    counts = (len(mnist.x_train), len(mnist.x_test))
    assert counts == loader.counts(loader.Source.MNIST)
    assert loader.available() is loader.Source.MNIST


def test_counts_are_those_of_the_files():
    sample = loader.load(loader.Source.SAMPLE)
    counts = (len(sample.x_train), len(sample.x_test))
    assert counts == loader.counts(loader.Source.SAMPLE)


def test_a_missing_file_is_unavailable(empty_cache):
    with pytest.raises(DataUnavailable):
        loader.load(loader.Source.MNIST)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\0" * 5000])
def test_a_file_cut_short_is_not_used(empty_cache, content):
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(content)
    assert loader.available() is loader.Source.SAMPLE
    with pytest.raises(DataBroken):
        loader.load(loader.Source.MNIST)


def test_a_half_of_mnist_is_not_used(mnist, tmp_path, monkeypatch):
    whole = (loader.cache_folder() / "mnist.npz").read_bytes()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    loader.cache_folder().mkdir()
    (loader.cache_folder() / "mnist.npz").write_bytes(whole[: len(whole) // 2])
    assert loader.available() is loader.Source.SAMPLE


def test_a_file_that_becomes_whole_is_noticed(empty_cache, monkeypatch):
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(b"half")
    assert not loader.is_cached()
    content = b"the whole file"
    expect(monkeypatch, {"mnist.npz": content})
    empty_cache.write_bytes(content)
    assert loader.is_cached()


def test_loaded_digits_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        loader.load(loader.Source.SAMPLE).x_train[0, 0, 0] = 1


def test_test_digits_are_those_of_the_data():
    images, labels = loader.test_digits(loader.Source.SAMPLE)
    sample = loader.load(loader.Source.SAMPLE)
    np.testing.assert_array_equal(images, sample.x_test)
    np.testing.assert_array_equal(labels, sample.y_test)


def test_unpacked_training_images_are_those_of_the_data(trazo_home):
    images = loader.training_images(loader.Source.SAMPLE)
    sample = loader.load(loader.Source.SAMPLE)
    np.testing.assert_array_equal(images, sample.x_train)
    (file,) = (trazo_home / "digits").iterdir()
    before = file.stat().st_mtime_ns
    assert isinstance(loader.training_images(loader.Source.SAMPLE), np.memmap)
    assert file.stat().st_mtime_ns == before


def test_training_images_of_a_damaged_copy_are_not_unpacked(
    empty_cache, trazo_home, monkeypatch
):
    with pytest.raises(DataUnavailable):
        loader.training_images(loader.Source.MNIST)
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(b"half")
    with pytest.raises(DataBroken):
        loader.training_images(loader.Source.MNIST)
    expect(monkeypatch, {"mnist.npz": b"half"})
    with pytest.raises(DataBroken):
        loader.training_images(loader.Source.MNIST)
    assert list((trazo_home / "digits").iterdir()) == []
