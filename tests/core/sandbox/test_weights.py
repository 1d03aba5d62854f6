"""Malicious weights are refused; others are read, and written again."""

import h5py
import numpy as np
import pytest

from core.sandbox import weights
from tests.support.crafted import bomb, crafted


def outside(file):
    file["layers"] = h5py.ExternalLink("/etc/hostname", "/")


def circle(file):
    file.create_group("layers")["again"] = h5py.SoftLink("/")


def elsewhere(file):
    file.create_dataset(
        "x", (4,), "u1", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)]
    )


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (4,))
    file.create_virtual_dataset("x", layout)


def text(file):
    file["x"] = "text"


def many(file):
    for place in range(weights.MOST_ARRAYS + 1):
        file.create_dataset(str(place), (1,), "u1")


def deep(file):
    group = file
    for _ in range(weights.MOST_DEPTH + 1):
        group = group.create_group("deeper")


def not_finite(file):
    file["x"] = np.array([1, np.nan], "f4")


CRAFTED = [outside, circle, elsewhere, virtual, bomb, text, many, deep, not_finite]


@pytest.mark.parametrize("make", CRAFTED)
def test_crafted_weights_are_refused(make):
    with pytest.raises(weights.Refused):
        weights.read(crafted(make))


def test_what_is_read_is_written_again():
    def fill(file):
        file["layers/dense/vars/0"] = np.ones((3, 2), np.float32)
        file["optimizer/vars/0"] = np.int64(3)
        file.create_group("layers/flatten/vars")

    arrays, groups = weights.read(crafted(fill))
    again, same = weights.read(weights.write(arrays, groups))
    assert sorted(groups) == sorted(same)
    assert "layers/flatten/vars" in groups
    assert arrays.keys() == again.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, again[name])
        assert array.dtype == again[name].dtype


@pytest.mark.parametrize("name", ["", "/", "a/b", ".", "a"])
def test_names_that_no_file_has_are_refused(name):
    with pytest.raises(weights.Refused):
        weights.write({"a": np.ones(2), name: np.ones(2)}, ["a"])
