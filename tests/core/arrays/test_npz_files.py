"""Arrays of an uploaded file are read in order, and nothing is unpickled."""

import io

import numpy as np
import pytest

from core.arrays import npz_files


def npz(**arrays):
    """Return a compressed file of arrays."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def test_the_named_arrays_come_in_the_order_of_their_names():
    file = npz(labels=np.arange(3), images=np.eye(4), other=np.zeros(2))
    images, labels = npz_files.read(file, ("images", "labels"), 10_000)
    np.testing.assert_array_equal(images, np.eye(4))
    np.testing.assert_array_equal(labels, np.arange(3))


def test_a_file_that_swells_is_refused_before_it_is_unpacked(monkeypatch):
    file = npz(images=np.zeros(10**6, np.uint8))
    assert len(file) < 10_000
    monkeypatch.setattr(np, "load", None)
    with pytest.raises(npz_files.TooMuch):
        npz_files.read(file, ("images",), 999_999)


class Trap:
    """Fails the test when it is unpickled."""

    def __reduce__(self):
        """Have an assertion fail."""
        return pytest.fail, ("unpickled",)


def test_a_pickle_is_refused():
    file = npz(images=np.array([Trap()], object))
    with pytest.raises(ValueError, match="pickle"):
        npz_files.read(file, ("images",), 10_000)


@pytest.mark.parametrize("names", [("labels",), ("images", "labels")])
def test_an_array_that_is_not_there_is_an_error(names):
    with pytest.raises(KeyError):
        npz_files.read(npz(images=np.eye(2)), names, 10_000)
