"""Trains the network that Trazo ships, and writes its model card.

``python -m scripts.models.train_shipped FONTS`` needs full MNIST in Keras's cache
folder, ``shared/data`` next to the project, and npm, with which it downloads
handwriting fonts into the folder FONTS. It takes three quarters of an hour on two
cores, and writes core/assets/shipped.keras, shipped.tflite and MODEL_CARD.md.
``--first-stage FILE DATE`` starts from a network that has been through the first stage.
"""

import argparse
import datetime
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.training import fit
from scripts.handwriting import fonts, training_set
from scripts.handwriting.training_set import (
    Drawings,
    Stock,
    digit,
    hard_digit,
    hard_no_digit,
    in_any_way,
    no_digit,
    on_canvas,
)
from scripts.models import documents, model_card, shipped_architecture

SEED = 1
BATCH_SIZE = 256
# Drawings in each pool, made once; each epoch uses another part and varies it again.
POOL_DIGITS, EPOCH_DIGITS = 140_000, 70_000
POOL_OTHERS, EPOCH_OTHERS = 90_000, 40_000
# The same in the second stage, whose hard drawings have pools of their own.
EPOCH_MNIST = 30_000
KEPT_DIGITS, EPOCH_KEPT_DIGITS = 50_000, 12_000
KEPT_OTHERS, EPOCH_KEPT_OTHERS = 40_000, 10_000
HARD_DIGITS, EPOCH_HARD_DIGITS = 70_000, 32_000
HARD_OTHERS, EPOCH_HARD_OTHERS = 45_000, 20_000
# Strength of the variation of non-digits, in addition to that of their drawing.
OTHERS_STRENGTH = 0.4
FIRST_SHARE = 0.075
LAST_SHARE = 0.005
RISING_SHARE = 0.2
WEIGHT_DECAY = 0.0005
# Decay of Adam's second moment, for a high learning rate and a short run.
BETA_2 = 0.99


@dataclass(frozen=True)
class Cycle:
    """A cycle of the learning rate: a rise and a fall.

    Attributes:
        epochs: Length of the cycle, in epochs.
        last: Number of final epochs in which the digits are hardly varied, as they are
            in use.
        learning_rate: Peak of the learning rate.
        mnist_strength: Strength of MNIST's variation before the last epochs; 1 is as
            much as between two people's handwriting.
        pool_strength: Strength of the pool's variation before the last epochs, in
            addition to that of its drawing.
        last_strength: Strength of both in the last epochs.
    """

    epochs: int
    last: int
    learning_rate: float
    mnist_strength: float
    pool_strength: float
    last_strength: float


# Warm restarts: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm
# Restarts" (2017). The digits are varied less in each cycle.
CYCLES = (
    Cycle(20, 6, 0.004, 0.8, 0.4, 0.3),
    Cycle(8, 4, 0.0015, 0.5, 0.3, 0.2),
    Cycle(3, 3, 0.0006, 0.0, 0.0, 0.05),
)
HARD_CYCLES = (Cycle(5, 2, 0.001, 0.4, 0.2, 0.1), Cycle(3, 3, 0.0005, 0.0, 0.0, 0.05))


class Part(NamedTuple):
    """A part of each epoch.

    Attributes:
        pool: Drawings to choose from.
        in_epoch: Number of drawings in an epoch.
        strength: Strength of their variation in an epoch, counted from 0.
    """

    pool: Drawings
    in_epoch: int
    strength: Callable[[int], float]


class Epochs(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Batches of digits and non-digits, chosen and shuffled for each epoch.

    Args:
        parts: The parts of each epoch.
        seed: Seed of the choice and the variation.
    """

    def __init__(self, parts: Sequence[Part], *seed: int) -> None:
        super().__init__()
        self._parts, self._seed = parts, seed
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
        """Continue with the next epoch, which was prepared in the background."""
        self._epoch += 1
        self._now = self._next.result()
        self._next = self._ahead.submit(self._mixed, self._epoch + 1)

    def _mixed(self, epoch: int) -> Drawings:
        chance = np.random.default_rng([*self._seed, epoch])
        images, classes = [], []
        for pool, count, strength in self._parts:
            chosen = chance.permutation(len(pool.classes))[:count]
            warped = training_set.warped(pool.images[chosen], chance, strength(epoch))
            images.append(warped)
            classes.append(pool.classes[chosen])
        order = chance.permutation(sum(map(len, classes)))
        return Drawings(np.concatenate(images)[order], np.concatenate(classes)[order])


def _strengths(
    cycles: Sequence[Cycle],
) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """Return the strength of MNIST's variation by epoch, and that of the pools."""

    def at(epoch: int) -> tuple[float, float]:
        for cycle in cycles:
            if epoch < cycle.epochs - cycle.last:
                return cycle.mnist_strength, cycle.pool_strength
            if epoch < cycle.epochs:
                return cycle.last_strength, cycle.last_strength
            epoch -= cycle.epochs
        # For the epoch after the last, which is prepared but never used.
        return cycles[-1].last_strength, cycles[-1].last_strength

    return lambda epoch: at(epoch)[0], lambda epoch: at(epoch)[1]


def _always(_epoch: int) -> float:
    return OTHERS_STRENGTH


class Progress(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Prints the progress of the training."""

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Print the training loss and accuracy."""
        logs = logs or {}
        print(
            f"epoch {epoch + 1}: loss {logs['loss']:.4f}, "
            f"accuracy {logs['accuracy']:.4f}",
            flush=True,
        )


def train(stock: Stock) -> keras.Model:
    """Train the first stage: digits and non-digits as the canvas draws them."""
    digits = training_set.drawings(digit, stock, POOL_DIGITS, SEED)
    others = training_set.drawings(no_digit, stock, POOL_OTHERS, SEED + 1)
    of_mnist, of_pool = _strengths(CYCLES)
    parts = [
        Part(stock.scanned, len(stock.scanned.classes), of_mnist),
        Part(digits, EPOCH_DIGITS, of_pool),
        Part(others, EPOCH_OTHERS, _always),
    ]
    keras.utils.set_random_seed(SEED)
    model = shipped_architecture.build()
    _learn(model, Epochs(parts, SEED), CYCLES)
    return model


def train_on(model: keras.Model, stock: Stock) -> None:
    """Train the second stage: rare styles, and small, soft, grey and thin drawings."""
    digits, others, hard_digits, hard_others = (
        training_set.drawings(make, stock, count, seed, look)
        for make, count, seed, look in (
            (digit, KEPT_DIGITS, SEED, on_canvas),
            (hard_no_digit, KEPT_OTHERS, SEED + 2, on_canvas),
            (hard_digit, HARD_DIGITS, SEED + 3, in_any_way),
            (hard_no_digit, HARD_OTHERS, SEED + 4, in_any_way),
        )
    )
    of_mnist, of_pool = _strengths(HARD_CYCLES)
    parts = [
        Part(stock.scanned, EPOCH_MNIST, of_mnist),
        Part(digits, EPOCH_KEPT_DIGITS, of_pool),
        Part(others, EPOCH_KEPT_OTHERS, _always),
        Part(hard_digits, EPOCH_HARD_DIGITS, of_pool),
        Part(hard_others, EPOCH_HARD_OTHERS, of_pool),
    ]
    keras.utils.set_random_seed(SEED + 1)
    _learn(model, Epochs(parts, SEED, 1), HARD_CYCLES)


def _learn(model: keras.Model, epochs: Epochs, cycles: Sequence[Cycle]) -> None:
    learner = keras.Model(model.inputs, model.outputs[-1])
    for cycle in cycles:
        _learn_cycle(learner, epochs, cycle)


def _learn_cycle(learner: keras.Model, epochs: Epochs, cycle: Cycle) -> None:
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
    """Train the network and write the three files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("fonts", type=Path, help="folder to keep the fonts in")
    parser.add_argument(
        "--first-stage",
        nargs=2,
        metavar=("FILE", "DATE"),
        help="a network, .keras, after the first stage, and when that was",
    )
    given = parser.parse_args()
    folder = given.fonts
    fonts.fetch(folder)
    stock = training_set.stock(folder)
    first = today = datetime.datetime.now(tz=datetime.UTC).date()
    if given.first_stage:
        file, date = given.first_stage
        model = keras.saving.load_model(file, compile=False)
        first = datetime.date.fromisoformat(date)
    else:
        model = train(stock)
    train_on(model, stock)
    keras_file, litert_file = fit.files(model)
    prediction.SHIPPED_KERAS_PATH.write_bytes(keras_file)
    prediction.SHIPPED_PATH.write_bytes(litert_file)
    documents.CARD.write_text(model_card.write(folder, first, today), encoding="utf-8")


if __name__ == "__main__":
    main()
