"""Snapshots are closer together where a network changes most."""

import pytest

from core.runs import snapshots


@pytest.mark.parametrize("batches", [10, 32, 118, 469, 3750])
def test_an_epoch_of_any_length_has_its_moments(batches):
    due = [
        batch for batch in range(3 * batches + 1) if snapshots.is_due(batch, batches)
    ]
    first = [batch for batch in due if batch <= batches]
    assert len(first) >= 10
    assert first[:3] == [0, 1, 2]
    assert first[-1] == batches
    later = [batch for batch in due if batch > batches]
    assert len(later) == 2 * snapshots.LATER_MOMENTS
    assert later[-1] == 3 * batches
