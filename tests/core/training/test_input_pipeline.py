"""Images come in an order that seed, epoch and batch decide, from any batch on."""

import itertools

import numpy as np
import pytest

from core.datasets import augmentation
from core.datasets.own_drawings import LabelledDrawings
from core.settings.run import RunSettings
from core.training.input_pipeline import TrainingBatches, ValidationImages

pytestmark = pytest.mark.tensorflow

IMAGES, SIZE = 50, 16
# Each image is known by its first pixel.
PIXELS = np.zeros((IMAGES, 28, 28), np.uint8)
PIXELS[:, 0, 0] = np.arange(IMAGES)
LABELS = (np.arange(IMAGES) % 10).astype(np.uint8)
DIGITS = LabelledDrawings(PIXELS, LABELS)


def batches(epoch, batch, count, **changes):
    """Return some batches as NumPy arrays."""
    settings = RunSettings(batch_size=SIZE, seed=3, **changes)
    made = TrainingBatches(PIXELS, LABELS, settings)
    assert len(made) == 4
    given = itertools.islice(made.from_batch(epoch, batch), count)
    return [(images.numpy(), labels.numpy()) for images, labels in given]


def numbers(given):
    """Return which images some batches have."""
    return np.concatenate([images[:, 0, 0, 0] * 255 for images, _ in given]).round()


def test_an_epoch_has_every_image_once_with_its_label():
    given = batches(0, 0, 4)
    assert [len(images) for images, _ in given] == [16, 16, 16, 2]
    found = numbers(given)
    assert sorted(found) == list(range(IMAGES))
    labels = np.concatenate([labels.argmax(axis=1) for _, labels in given])
    np.testing.assert_array_equal(labels, found % 10)
    images, one_hot = given[0]
    assert (images.dtype, images.shape) == (np.float32, (16, 28, 28, 1))
    assert one_hot.sum(axis=1).tolist() == [1.0] * 16


def test_each_epoch_and_each_seed_has_an_order_of_its_own():
    first = numbers(batches(0, 0, 4))
    assert numbers(batches(0, 0, 4)).tolist() == first.tolist()
    assert numbers(batches(1, 0, 4)).tolist() != first.tolist()
    settings = RunSettings(batch_size=SIZE, seed=4)
    others = TrainingBatches(PIXELS, LABELS, settings).from_batch(0, 0)
    images, _ = next(iter(others))
    assert (images.numpy()[:, 0, 0, 0] * 255).round().tolist() != first[:16].tolist()


@pytest.mark.parametrize("changes", [{}, {"rotation": 20, "thickness": 50}])
def test_from_any_batch_on_they_are_those_of_a_run_that_never_stopped(changes):
    whole = batches(1, 0, 6, **changes)
    for batch in (1, 3):
        for found, expected in zip(
            batches(1, batch, 6 - batch, **changes), whole[batch:], strict=True
        ):
            np.testing.assert_array_equal(found[0], expected[0])
            np.testing.assert_array_equal(found[1], expected[1])


def test_a_batch_is_augmented_by_its_number_in_the_run():
    ((images, _),) = batches(0, 2, 1)
    ((changed, _),) = batches(0, 2, 1, rotation=20)
    expected = augmentation.augment(
        images[..., 0], np.random.default_rng([3, 2]), 20.0, 0.0, 0.0, 0.0
    )
    np.testing.assert_allclose(changed[..., 0], expected, atol=1e-6)


def test_validation_has_the_images_in_their_own_order():
    given = [
        (images.numpy(), labels.numpy())
        for images, labels in ValidationImages().batches(DIGITS)
    ]
    assert numbers(given).tolist() == list(range(IMAGES))
    np.testing.assert_array_equal(given[0][1].argmax(axis=1), LABELS)


def test_the_images_kept_aside_are_prepared_once():
    kept = ValidationImages()
    first = kept.batches(DIGITS)
    assert kept.batches(LabelledDrawings(PIXELS, LABELS)) is first
    assert float(next(iter(first))[0][1, 0, 0, 0]) == pytest.approx(1 / 255)
    turned = PIXELS[::-1]
    others = kept.batches(LabelledDrawings(turned, LABELS))
    assert float(next(iter(others))[0][0, 0, 0, 0]) == pytest.approx((IMAGES - 1) / 255)
    relabelled = kept.batches(LabelledDrawings(turned, LABELS[::-1]))
    assert next(iter(relabelled))[1][0].numpy().argmax() == LABELS[-1]
