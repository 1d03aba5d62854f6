"""Train the article's network, honestly, and bring back the model."""

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.data import Dataset
from core.progress import Ending, Report, Stage, Trained
from core.settings import RunSettings
from core.training import network
from core.training.lease import Lease
from core.training.reporter import Ended, Reporter

VALIDATION_BATCH = 128


def train(
    settings: RunSettings,
    dataset: Dataset,
    *,
    run_id: str,
    lease: Lease,
    send: Callable[[Report], None],
) -> Trained:
    """Run the article's `fit` with a visitor's settings.

    Args:
        settings: Epochs, batch size, training images, seed.
        dataset: Digits; the test images are the validation data, as in the article.
        run_id: Stamped on every report.
        lease: Ends the run early.
        send: Takes each report.

    Returns:
        The model as it stood at the end, with its accuracy on the test images.
    """
    images = min(settings.images, len(dataset.x_train))
    reporter = Reporter(
        run_id,
        lease,
        send,
        images=images,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
    )
    reporter.enter(Stage.PREPARING)
    keras.utils.set_random_seed(settings.seed)
    model = network.article()
    training = _batches(
        dataset.x_train[:images],
        dataset.y_train[:images],
        settings.batch_size,
        shuffle_seed=settings.seed,
    )
    validation = _batches(dataset.x_test, dataset.y_test, VALIDATION_BATCH)
    ending = Ending.FINISHED
    try:
        history = model.fit(
            training,
            epochs=settings.epochs,
            validation_data=validation,
            callbacks=[reporter],
            shuffle=False,
            verbose=0,
        ).history
        loss, accuracy = history["val_loss"][-1], history["val_accuracy"][-1]
    except Ended as ended:
        ending = ended.ending
        # The page must hear of it at once; the accuracy can follow.
        reporter.enter(Stage.SAVING)
        loss, accuracy = model.evaluate(validation, verbose=0)
    else:
        reporter.enter(Stage.SAVING)
    keras_file, litert_file = files(model)
    return Trained(ending, float(accuracy), float(loss), keras_file, litert_file)


def files(model: keras.Model) -> tuple[bytes, bytes]:
    """Return a model as the bytes of a ``.keras`` file and of a LiteRT file."""
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        keras_path = Path(folder) / "network.keras"
        litert_path = Path(folder) / "network.tflite"
        model.save(keras_path)
        with contextlib.redirect_stdout(io.StringIO()):
            model.export(str(litert_path), format="litert", verbose=False)
        return keras_path.read_bytes(), litert_path.read_bytes()


def _batches(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    batch_size: int,
    shuffle_seed: int | None = None,
) -> tf.data.Dataset:
    """Feed (batch, 28, 28, 1) float32 in [0, 1] and one-hot labels.

    The images stay uint8 until their batch is due: a float32 copy of MNIST would
    add half a gigabyte.
    """
    stored = tf.constant(images[..., None])
    one_hot = tf.constant(np.eye(network.CLASSES, dtype=np.float32)[labels])
    order = tf.data.Dataset.range(len(images))
    if shuffle_seed is not None:
        order = order.shuffle(len(images), seed=shuffle_seed)
    return (
        order.batch(batch_size)
        .map(
            lambda chosen: (
                tf.cast(tf.gather(stored, chosen), tf.float32) / 255.0,
                tf.gather(one_hot, chosen),
            )
        )
        .prefetch(2)
    )
