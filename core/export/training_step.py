"""Exports step 6: training in the app's order of images, with its augmentation."""

import functools
import inspect
import math

from core.datasets.augmentation import amounts, augment, move, thicken
from core.export import texts
from core.export.snippet import Code, comment
from core.settings.network import SIDE
from core.settings.run import RunSettings


def train(settings: RunSettings, language: str, goal: int) -> Code:
    """Return code that trains exactly as `core.training.fit` does.

    Args:
        settings: Settings of the run.
        language: Language of the comments, a key of `core.i18n.LANGUAGES`.
        goal: Number of epochs to train.
    """
    lines = [
        comment(texts.ORDER, language),
        *([] if settings.augments else _short_form(settings, language)),
        "images, labels = tf.constant(x_train), tf.constant(y_train)",
        "\n",
        "def one_epoch(epoch):",
        "    order = tf.random.experimental.stateless_shuffle("
        f"tf.range({settings.images}), [{settings.seed}, epoch])",
        "    return tf.data.Dataset.from_tensor_slices(order)"
        f".batch({settings.batch_size})",
        "\n",
        *(_changed_batch(settings, language) if settings.augments else _plain_batch()),
        "\n",
        f"batches = tf.data.Dataset.range({goal}).flat_map(one_epoch)",
        f"batches = batches{'.enumerate()' if settings.augments else ''}"
        ".map(one_batch).prefetch(2)",
    ]
    if goal > settings.epochs:
        more = goal - settings.epochs
        lines.append(
            comment(texts.CONTINUED, language, epochs=settings.epochs, more=more)
        )
    lines += [
        "history = model.fit(",
        "    batches,",
        f"    epochs={goal},",
        f"    steps_per_epoch={batches(settings)},",
        "    validation_data=(x_test, y_test),",
        "    shuffle=False,",
        ")",
    ]
    needed = ["import tensorflow as tf"]
    if settings.augments:
        needed += ["import numpy as np", "from numpy.typing import NDArray"]
    return Code(tuple(needed), "\n".join(lines))


def _short_form(settings: RunSettings, language: str) -> list[str]:
    """Return the article's single call, as a comment."""
    return [
        comment(texts.ANY_ORDER, language),
        *(f"# {line}" for line in short_form(settings).splitlines()),
    ]


def short_form(settings: RunSettings) -> str:
    """Return the article's single call, which trains in any order of the images."""
    return (
        "history = model.fit(\n"
        f"    x_train, y_train, batch_size={settings.batch_size}, "
        f"epochs={settings.epochs},\n"
        "    validation_data=(x_test, y_test),\n"
        ")"
    )


def _plain_batch() -> list[str]:
    return [
        "def one_batch(chosen):",
        "    return tf.gather(images, chosen), tf.gather(labels, chosen)",
    ]


def _changed_batch(settings: RunSettings, language: str) -> list[str]:
    """Return code that augments as `core.training.input_pipeline.TrainingBatches`."""
    rotation, shift, zoom, thickness = amounts(settings)
    limits = comment(
        texts.AMOUNTS,
        language,
        rotation=rotation,
        shift=shift,
        zoom=zoom,
        thickness=thickness,
    )
    return [
        comment(texts.AUGMENT, language),
        _source_of_augment(),
        "\n",
        limits,
        "def change(number, pixels):",
        f"    random = np.random.default_rng([{settings.seed}, int(number)])",
        "    return augment("
        f"pixels[..., 0], random, {rotation}, {shift}, {zoom}, {thickness})[..., None]",
        "\n",
        "def one_batch(number, chosen):",
        "    pixels = tf.gather(images, chosen)",
        "    changed = tf.numpy_function(change, [number, pixels], tf.float32)",
        f"    changed = tf.ensure_shape(changed, (None, {SIDE}, {SIDE}, 1))",
        "    return changed, tf.gather(labels, chosen)",
    ]


@functools.cache
def _source_of_augment() -> str:
    functions = thicken, move, augment
    return "\n\n\n".join(inspect.getsource(each).strip() for each in functions)


def batches(settings: RunSettings) -> int:
    """Return the number of batches in an epoch."""
    return math.ceil(settings.images / settings.batch_size)
