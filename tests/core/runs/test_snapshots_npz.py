"""Snapshots survive a round trip; invalid files are refused."""

import io

import numpy as np
import pytest

from core.errors import WorkUnreadable
from core.runs import snapshots_npz
from tests.support.watched_digits import MOMENTS, PINS


def changed(**arrays):
    """Return a file with some arrays replaced."""
    with np.load(io.BytesIO(snapshots_npz.to_npz(PINS, MOMENTS))) as file:
        found = {name: file[name] for name in file.files}
    target = io.BytesIO()
    np.savez(target, **{**found, **arrays})
    return target.getvalue()


def test_pins_and_moments_come_back():
    pins, moments = snapshots_npz.from_npz(snapshots_npz.to_npz(PINS, MOMENTS))
    assert [pin.label for pin in pins] == [4, None]
    np.testing.assert_array_equal(pins[0].image, PINS[0].image)
    assert [moment.batch for moment in moments] == [0, 1, 7]
    np.testing.assert_array_equal(moments[2].filters, MOMENTS[2].filters)
    np.testing.assert_array_equal(moments[0].probabilities, MOMENTS[0].probabilities)


@pytest.mark.parametrize(("pins", "moments"), [(PINS, ()), ((), ())])
def test_digits_of_a_run_that_never_began_come_back_too(pins, moments):
    found = snapshots_npz.from_npz(snapshots_npz.to_npz(pins, moments))
    assert (len(found[0]), found[1]) == (len(pins), ())


@pytest.mark.parametrize(
    "arrays",
    [
        {"images": np.zeros((2, 28, 28), np.float64)},
        {"images": np.zeros((5, 28, 28), np.uint8)},
        {"labels": np.array([4, 10], np.int8)},
        {"labels": np.array(3, np.int8)},
        {"batches": np.array([0, 7, 1])},
        {"batches": np.array([-1, 0, 1])},
        {"batches": np.arange(4)},
        {"probabilities": np.full((3, 2, 10), np.nan, np.float32)},
        {"probabilities": np.full((3, 2, 10), 7, np.float32)},
        {"probabilities": np.zeros((3, 1, 10), np.float32)},
        {"filters": np.full((3, 8, 3, 3), np.inf, np.float32)},
        {"filters": np.zeros((3, 65, 3, 3), np.float32)},
        {"filters": np.zeros((3, 8, 29, 3), np.float32)},
        {"filters": np.zeros((3, 0, 3, 3), np.float32)},
        {"filters": np.array([None])},
    ],
)
def test_what_nobody_could_have_watched_is_refused(arrays):
    with pytest.raises(WorkUnreadable):
        snapshots_npz.from_npz(changed(**arrays))


def test_what_is_no_file_or_unpacks_to_too_much_is_refused():
    bomb = io.BytesIO()
    np.savez_compressed(
        bomb, images=np.zeros(snapshots_npz.UNPACKED_BYTES + 1, np.uint8)
    )
    whole = snapshots_npz.to_npz(PINS, MOMENTS)
    for file in (b"", b"PK\x03\x04", whole[:-30], bomb.getvalue()):
        with pytest.raises(WorkUnreadable):
            snapshots_npz.from_npz(file)
