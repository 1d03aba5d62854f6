"""Curves of a record are float32, made of lists or of float64 alike."""

import array

import numpy as np
import pytest

from core.runs.progress import EpochResult
from core.runs.records import Checkpoint

EPOCH = EpochResult(1, 0.5, 0.6, 0.7, 0.8, 9.0)
VALUES = [0.1, 0.25, 1e-7]


@pytest.mark.parametrize(
    "curve",
    [VALUES, tuple(VALUES), np.array(VALUES), array.array("f", VALUES)],
    ids=["list", "tuple", "float64", "array"],
)
def test_a_curve_takes_four_bytes_a_batch(curve):
    kept = Checkpoint(1, curve, curve, (EPOCH,), (), b"keras")
    for values in (kept.losses, kept.accuracies):
        assert values.dtype == np.float32
        np.testing.assert_array_equal(values, np.array(VALUES, np.float32))


def test_an_empty_checkpoint_counts_the_epochs_that_it_is_given():
    assert Checkpoint.empty().epochs_done == 0
    some = Checkpoint.empty(VALUES, VALUES, (EPOCH,))
    assert (some.epochs_done, some.keras_file, some.moments) == (1, b"", ())
    assert some.losses.dtype == np.float32
