"""The drawings of a class go with a run, and come back as they were."""

import numpy as np
import pytest

from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.runs import class_data, tasks
from core.runs.class_data import CLASS_IMAGES, MOST_DRAWINGS, ClassData, Use
from core.settings.run import RunSettings


def drawings(count, seed=0):
    """Return a number of pictures, with labels."""
    random = np.random.default_rng(seed)
    return LabelledDrawings(
        random.integers(0, 256, (count, 28, 28), np.uint8),
        (np.arange(count) % 10).astype(np.uint8),
    )


@pytest.mark.parametrize(("known", "test"), [(3, 0), (5, 2), (MOST_DRAWINGS, 0)])
def test_a_file_has_all_drawings(known, test):
    data = ClassData(Use.ALONE, drawings(known), drawings(test, seed=1))
    again = ClassData.from_file(data.use, data.to_file())
    assert again.use is Use.ALONE
    for before, after in ((data.drawings, again.drawings), (data.test, again.test)):
        assert np.array_equal(before.images, after.images)
        assert np.array_equal(before.labels, after.labels)
        assert after.images.dtype == np.uint8


def test_drawings_that_are_gone_are_none():
    gone = ClassData.from_file(Use.MIXED, None)
    assert len(gone.drawings) == len(gone.test) == 0


def test_an_epoch_is_as_long_with_any_number_of_drawings():
    settings = RunSettings(images=16_000, batch_size=64)
    assert tasks.images_per_epoch(settings, Source.MNIST) == 16_000
    mixed = tasks.images_per_epoch(settings, Source.MNIST, Use.MIXED)
    assert mixed == 16_000 + CLASS_IMAGES
    assert tasks.images_per_epoch(settings, Source.SAMPLE, Use.MIXED) == (
        4_000 + CLASS_IMAGES
    )
    # Own signs have nothing of MNIST, of which the sample has fewer.
    assert tasks.images_per_epoch(settings, Source.SAMPLE, Use.ALONE) == 16_000
    assert tasks.batches_per_epoch(settings, Source.MNIST, Use.MIXED) == -(-mixed // 64)
    assert class_data.images_per_epoch(Use.ALONE, 300, 100) == 300
