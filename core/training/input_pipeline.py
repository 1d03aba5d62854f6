"""How images reach Keras: in a seed's order, converted a batch at a time."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.datasets.augmentation import amounts, augment
from core.datasets.own_drawings import LabelledDrawings
from core.settings.network import CLASSES, SIDE
from core.settings.run import RunSettings
from core.training import keras_model


class TrainingBatches:
    """The training images of a run, epoch after epoch, from any batch on.

    Order and augmentation are functions of seed, epoch and batch alone: a run that is
    continued meets the images as it would have met them had it never stopped.

    Args:
        images: (n, 28, 28) uint8. They stay so until their batch is due: a float32
            copy of MNIST would add half a gigabyte.
        labels: (n,) uint8.
        settings: Batch size, seed, augmentation.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.uint8],
        settings: RunSettings,
    ) -> None:
        self._convert = _converter(images, labels)
        self._images = len(images)
        self._settings = settings

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return math.ceil(self._images / self._settings.batch_size)

    def from_batch(self, epoch: int, batch: int) -> tf.data.Dataset:
        """Return every batch from one on, without end.

        Args:
            epoch: Counted from 0.
            batch: Of that epoch, counted from 0.
        """
        batches = tf.data.Dataset.counter(epoch).flat_map(self._epoch).skip(batch)
        batches = batches.map(self._convert)
        if self._settings.augments:
            batches = batches.enumerate(epoch * len(self) + batch).map(self._augment)
        return batches.prefetch(2)

    def _epoch(self, epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(
            tf.range(self._images), seed=[self._settings.seed, epoch]
        )
        batches = tf.data.Dataset.from_tensor_slices(order)
        return batches.batch(self._settings.batch_size)

    def _augment(self, number: tf.Tensor, batch: tuple[tf.Tensor, tf.Tensor]) -> Any:
        images, labels = batch
        changed = tf.numpy_function(self._change, [number, images], tf.float32)
        changed.set_shape((None, SIDE, SIDE, 1))
        return changed, labels

    def _change(
        self, number: np.int64, images: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        random = np.random.default_rng([self._settings.seed, int(number)])
        return augment(images[..., 0], random, *amounts(self._settings))[..., None]


class ValidationImages:
    """The images kept aside, as Keras takes them; safe to share between threads.

    One data set is kept, since the runs of a worker are measured by the same images:
    to build it and to have TensorFlow plan it takes 70 ms.
    """

    def __init__(self) -> None:
        self._kept: tuple[LabelledDrawings, tf.data.Dataset] | None = None

    def batches(self, digits: LabelledDrawings) -> tf.data.Dataset:
        """Return images in their own order, never changed.

        Args:
            digits: (n, 28, 28) uint8 and (n,) uint8, which stay as they are.
        """
        kept = self._kept
        if kept is None or not _are_same(kept[0], digits):
            order = tf.data.Dataset.range(len(digits)).batch(
                keras_model.ANSWERED_AT_ONCE
            )
            convert = _converter(digits.images, digits.labels)
            kept = self._kept = digits, order.map(convert).prefetch(2)
        return kept[1]


validation_images = ValidationImages()


def _are_same(one: LabelledDrawings, other: LabelledDrawings) -> bool:
    return one.images is other.images and one.labels is other.labels


def _converter(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]]:
    """Return what turns indices into (n, 28, 28, 1) float32 and one-hot labels."""
    stored = tf.constant(images[..., None])
    one_hot = tf.constant(np.eye(CLASSES, dtype=np.float32)[labels])

    def convert(chosen: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(stored, chosen), tf.float32) / 255.0
        return pixels, tf.gather(one_hot, chosen)

    return convert
