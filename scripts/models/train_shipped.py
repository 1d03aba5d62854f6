"""Train the network that Trazo ships, and write its card.

``python -m scripts.models.train_shipped FONTS`` needs full MNIST in Keras's cache
folder, ``shared/data`` beside the project, and npm, with which it fetches handwriting
fonts into the folder FONTS. It takes about half an hour on two cores, and writes
core/assets/shipped.keras, shipped.tflite and MODEL_CARD.md.
"""

import argparse
import datetime
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.datasets import loader
from core.training import fit
from scripts.handwriting import fonts, training_set
from scripts.handwriting.training_set import Drawings
from scripts.models import model_card, shipped_architecture

SEED = 1
BATCH_SIZE = 256
# Drawn once; each epoch takes another part of them, and varies it anew.
POOL_DIGITS, EPOCH_DIGITS = 140_000, 70_000
POOL_OTHERS, EPOCH_OTHERS = 90_000, 40_000
# How far what is no digit is varied again; it has been, when it was drawn.
OTHERS_STRENGTH = 0.4
FIRST_SHARE = 0.075
LAST_SHARE = 0.005
RISING_SHARE = 0.2
WEIGHT_DECAY = 0.0005
# Of Adam's second moment: the learning rate is high, the run short.
BETA_2 = 0.99


@dataclass(frozen=True)
class Cycle:
    """A rise and a fall of the learning rate.

    Attributes:
        epochs: How long.
        last: Of them, those in which digits are seen nearly as they are, since that is
            how they will be asked.
        learning_rate: At its peak.
        mnist_strength: How far MNIST is varied before; 1 is as far as hands differ.
        pool_strength: How far what our pens drew is; it has been, when it was drawn.
        last_strength: How far both are in the last epochs.
    """

    epochs: int
    last: int
    learning_rate: float
    mnist_strength: float
    pool_strength: float
    last_strength: float


# Warm restarts: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm
# Restarts" (2017), each with digits that are varied less.
CYCLES = (
    Cycle(20, 6, 0.004, 0.8, 0.4, 0.3),
    Cycle(8, 4, 0.0015, 0.5, 0.3, 0.2),
    Cycle(3, 3, 0.0006, 0.0, 0.0, 0.05),
)


class Epochs(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Batches of MNIST, digits of a pen, and what is no digit; mixed for each epoch.

    Args:
        mnist: Its training images.
        digits: The pool of digits.
        others: The pool of what is no digit.
    """

    def __init__(self, mnist: Drawings, digits: Drawings, others: Drawings) -> None:
        super().__init__()
        self._mnist, self._digits, self._others = mnist, digits, others
        self._ahead = ThreadPoolExecutor(1)
        self._epoch = 0
        self._now = self._mixed(0)
        self._next: Future[Drawings] = self._ahead.submit(self._mixed, 1)

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return len(self._now.images) // BATCH_SIZE

    def __getitem__(
        self, batch: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return one batch: (n, 28, 28, 1) images and (n, 14) one-hot classes."""
        part = slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE)
        images = (self._now.images[part, ..., None] / 255).astype(np.float32)
        one_hot = np.eye(shipped_architecture.ALL_CLASSES, dtype=np.float32)
        return images, one_hot[self._now.classes[part]]

    def on_epoch_end(self) -> None:
        """Go on to the epoch that was mixed meanwhile."""
        self._epoch += 1
        self._now = self._next.result()
        self._next = self._ahead.submit(self._mixed, self._epoch + 1)

    def _mixed(self, epoch: int) -> Drawings:
        chance = np.random.default_rng([SEED, epoch])
        mnist_strength, pool_strength = _strengths(epoch)
        parts = [
            (self._mnist, len(self._mnist.classes), mnist_strength),
            (self._digits, EPOCH_DIGITS, pool_strength),
            (self._others, EPOCH_OTHERS, OTHERS_STRENGTH),
        ]
        images, classes = [], []
        for pool, count, strength in parts:
            chosen = chance.permutation(len(pool.classes))[:count]
            warped = training_set.warped(pool.images[chosen], chance, strength)
            images.append(warped)
            classes.append(pool.classes[chosen])
        order = chance.permutation(sum(map(len, classes)))
        return Drawings(np.concatenate(images)[order], np.concatenate(classes)[order])


def _strengths(epoch: int) -> tuple[float, float]:
    """Return how far MNIST and the pool are varied in an epoch, counted from 0."""
    for cycle in CYCLES:
        if epoch < cycle.epochs - cycle.last:
            return cycle.mnist_strength, cycle.pool_strength
        if epoch < cycle.epochs:
            return cycle.last_strength, cycle.last_strength
        epoch -= cycle.epochs
    # Mixed ahead of an epoch that never comes.
    return CYCLES[-1].last_strength, CYCLES[-1].last_strength


class Progress(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Says how the training goes."""

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Print the loss and the accuracy on what it learns from."""
        logs = logs or {}
        print(
            f"epoch {epoch + 1}: loss {logs['loss']:.4f}, "
            f"accuracy {logs['accuracy']:.4f}",
            flush=True,
        )


def train(folder: Path) -> keras.Model:
    """Train it.

    Args:
        folder: Where the fonts are.
    """
    stock = training_set.stock(folder)
    dataset = loader.load(loader.Source.MNIST)
    epochs = Epochs(
        Drawings(dataset.x_train, dataset.y_train),
        training_set.drawings(training_set.digit, stock, POOL_DIGITS, SEED),
        training_set.drawings(training_set.no_digit, stock, POOL_OTHERS, SEED + 1),
    )
    keras.utils.set_random_seed(SEED)
    model = shipped_architecture.build()
    learner = keras.Model(model.inputs, model.outputs[-1])
    for cycle in CYCLES:
        _learn(learner, epochs, cycle)
    return model


def _learn(learner: keras.Model, epochs: Epochs, cycle: Cycle) -> None:
    steps = cycle.epochs * len(epochs)
    rising = int(RISING_SHARE * steps)
    learning_rate = keras.optimizers.schedules.CosineDecay(
        FIRST_SHARE * cycle.learning_rate,
        decay_steps=steps - rising,
        alpha=LAST_SHARE,
        warmup_target=cycle.learning_rate,
        warmup_steps=rising,
    )
    learner.compile(
        keras.optimizers.AdamW(learning_rate, weight_decay=WEIGHT_DECAY, beta_2=BETA_2),
        "categorical_crossentropy",
        metrics=["accuracy"],
    )
    learner.fit(epochs, epochs=cycle.epochs, verbose=0, callbacks=[Progress()])


def main() -> None:
    """Train, and write the three files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("fonts", type=Path, help="folder to keep the fonts in")
    folder = parser.parse_args().fonts
    fonts.fetch(folder)
    keras_file, litert_file = fit.files(train(folder))
    prediction.SHIPPED_KERAS_PATH.write_bytes(keras_file)
    prediction.SHIPPED_PATH.write_bytes(litert_file)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    (prediction.ASSETS / "MODEL_CARD.md").write_text(
        model_card.write(folder, today), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
