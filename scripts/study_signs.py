"""Measures how to train a network on the few drawings of signs that a class makes.

``python -m scripts.study_signs FONTS ways`` compares networks and amounts of variation,
``seats`` sizes of a class, ``people`` does the same with digits that people wrote,
``pairs`` lists the signs that are taken for one another. FONTS is a folder of
handwriting fonts, as ``scripts.models.train_shipped`` downloads them. Each needs some
ten minutes on two cores; ``docs/accuracy.md`` has what came out.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, stats

from core import prediction
from core.arrays.pixel_types import as_float32
from core.rooms import signs
from core.rooms.lookalikes import apart
from core.rooms.sign_training import RECIPE, practised
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings, Schedule
from core.training import keras_model
from core.training.input_pipeline import TrainingBatches
from scripts.handwriting import signs as drawings
from scripts.handwriting.signs import Drawings

# Of ten seats six train: `core.rooms.split`.
TRAINING_SEATS = 6
TIMES = 10
TEST_HANDS, TEST_TIMES = 20, 3
CHOICES, SEEDS = 6, 2
# Numbers that no class of the study has.
TEST_SEED = 10_000
FROZEN_LAYERS = "re_lu_4"

Trainer = Callable[[Drawings, int], keras.Model]


@dataclass(frozen=True)
class Outcome:
    """What one way of training led to, of each class of drawings.

    Attributes:
        shares: Of the unseen hands' drawings, right ones.
        seconds: Of the processor, of the training.
    """

    shares: tuple[float, ...]
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        """Return mean, 95 % interval of the mean, worst, and processor seconds."""
        mean, error = np.mean(self.shares), stats.sem(self.shares)
        reach = error * stats.t.ppf(0.975, len(self.shares) - 1)
        return (
            f"{100 * mean:.1f} ± {100 * reach:.1f} % | {100 * min(self.shares):.1f} % |"
            f" {np.mean(self.seconds):.1f} s"
        )


def editor(settings: RunSettings) -> Trainer:
    """Return what trains as a run with these settings trains."""

    def train(known: Drawings, seed: int) -> keras.Model:
        images, labels = known.images, known.labels
        if settings.augments:
            images, labels = practised(images, labels)
        return fitted(replace(settings, seed=seed), images, labels)

    return train


def warped(settings: RunSettings, shear: float, elastic: float) -> Trainer:
    """Return the same with drawings that are sheared and bent before.

    Args:
        settings: Of the run.
        shear: Largest shift to a side, as a share of the height.
        elastic: Standard deviation of the displacement, in pixels.
    """

    def train(known: Drawings, seed: int) -> keras.Model:
        chance = np.random.default_rng(seed)
        images, labels = practised(known.images, known.labels)
        bent = np.stack([_bent(image, chance, shear, elastic) for image in images])
        return fitted(replace(settings, seed=seed), bent, labels)

    return train


def fitted(
    settings: RunSettings, images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> keras.Model:
    """Train a network as the worker does."""
    keras.utils.set_random_seed(settings.seed)
    batches = TrainingBatches(images, labels, settings)
    model = keras_model.build(settings, len(batches))
    model.fit(
        batches.from_batch(0, 0),
        steps_per_epoch=len(batches),
        epochs=settings.epochs,
        shuffle=False,
        verbose=0,
    )
    return model


def shipped(*, is_frozen: bool) -> Trainer:
    """Return what trains from the convolutions of the network that Trazo ships.

    Args:
        is_frozen: Whether only a new last layer learns.
    """

    def train(known: Drawings, seed: int) -> keras.Model:
        settings = replace(RECIPE, seed=seed)
        keras.utils.set_random_seed(seed)
        whole = keras_model.load(prediction.SHIPPED_KERAS_PATH.read_bytes())
        body = keras.Model(whole.input, whole.get_layer(FROZEN_LAYERS).output)
        body.trainable = not is_frozen
        flat = keras.layers.Flatten()(body(whole.input, training=False))
        dropped = keras.layers.Dropout(0.3)(flat)
        answer = keras.layers.Dense(10, activation="softmax")(dropped)
        model = keras.Model(whole.input, answer)
        images, labels = practised(known.images, known.labels)
        batches = TrainingBatches(images, labels, settings)
        model.compile(
            optimizer=keras.optimizers.Adam(
                keras_model.learning_rate(
                    replace(settings, learning_rate=0.01 if is_frozen else 0.001),
                    len(batches),
                )
            ),
            loss="categorical_crossentropy",
        )
        model.fit(
            batches.from_batch(0, 0),
            steps_per_epoch=len(batches),
            epochs=settings.epochs,
            shuffle=False,
            verbose=0,
        )
        return model

    return train


def ways() -> Iterator[tuple[str, Trainer]]:
    """Yield the ways of training that are compared."""
    article = RunSettings()
    varied = replace(article, rotation=10, shift=1, zoom=10, thickness=50)
    yield "article's network, drawings as they are", editor(article)
    yield "article's network, varied", editor(varied)
    for preset in (Preset.CLASS, Preset.FAST, Preset.DEEP):
        settings = replace(apply(preset, varied), epochs=10, batch_size=64)
        yield f"preset {preset}, varied", editor(settings)
    yield "recipe", editor(RECIPE)
    yield (
        "recipe, twice the variation",
        editor(replace(RECIPE, rotation=20, shift=3, zoom=20, thickness=100)),
    )
    yield (
        "recipe, a constant rate",
        editor(replace(RECIPE, schedule=Schedule.CONSTANT, learning_rate=0.001)),
    )
    yield "recipe, half as long", editor(replace(RECIPE, epochs=RECIPE.epochs // 2))
    yield "recipe, twice as long", editor(replace(RECIPE, epochs=2 * RECIPE.epochs))
    yield "recipe, sheared", warped(RECIPE, 0.2, 0)
    yield "recipe, sheared and bent", warped(RECIPE, 0.2, 1.0)
    yield "shipped convolutions frozen, new last layer", shipped(is_frozen=True)
    yield "shipped convolutions trained on", shipped(is_frozen=False)


def measured(
    train: Trainer, classes: Sequence[tuple[Drawings, Drawings]], seeds: int
) -> Outcome:
    """Train on each class of drawings and test on hands it has not seen.

    Args:
        train: The way of training.
        classes: Drawings to train on and to test on.
        seeds: How often on each.
    """
    shares, seconds = [], []
    for known, unseen in classes:
        for seed in range(seeds):
            start = time.process_time()
            model = train(known, seed)
            seconds.append(time.process_time() - start)
            given = answers(model, unseen.images)
            shares.append(float((given == unseen.labels).mean()))
    return Outcome(tuple(shares), tuple(seconds))


def answers(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the label that a network gives each image."""
    probabilities = model.predict(as_float32(images)[..., None], verbose=0)
    return np.asarray(probabilities.argmax(axis=1))


def classes_of(
    folder: Path, *, seats: int = TRAINING_SEATS, times: int = TIMES
) -> list[tuple[Drawings, Drawings]]:
    """Return what classes draw that have chosen ten signs by chance, each others.

    Args:
        folder: Of the fonts.
        seats: How many draw to train on.
        times: How often each of them draws each sign.
    """
    made = []
    for choice in range(CHOICES):
        names = _ten(np.random.default_rng(choice))
        known = drawings.drawn(names, drawings.hands(seats, choice, folder), times)
        others = drawings.hands(TEST_HANDS, TEST_SEED + choice, folder)
        made.append((known, drawings.drawn(names, others, TEST_TIMES)))
    return made


def people() -> list[tuple[Drawings, Drawings]]:
    """Return classes of six people who draw digits as their signs, and the others."""
    made = []
    for choice in range(CHOICES):
        order = np.random.default_rng(choice).permutation(30) + 1
        known = drawings.real_digits(order[:TRAINING_SEATS].tolist(), TIMES, choice)
        others = order[TRAINING_SEATS:].tolist()
        made.append((known, drawings.real_digits(others, TEST_TIMES, choice)))
    return made


def pairs(folder: Path) -> Iterator[tuple[float, str, str]]:
    """Yield how often one sign of all is taken for another, from the most often on.

    Two networks with an output for each sign of the catalogue vote, trained on many
    hands.
    """
    names = list(signs.catalogue())
    known = drawings.drawn(names, drawings.hands(40, 1, folder), 5)
    unseen = drawings.drawn(names, drawings.hands(40, TEST_SEED, folder), 3)
    keras.utils.set_random_seed(1)
    plan = RECIPE.network.layers()[:-1]
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *(getattr(keras.layers, layer.kind)(**layer.arguments) for layer in plan),
            keras.layers.Dense(len(names), activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    chance = np.random.default_rng(1)
    for _ in range(12):
        bent = np.stack([_bent(image, chance, 0.15, 0.7) for image in known.images])
        model.fit(as_float32(bent)[..., None], known.labels, batch_size=64, verbose=0)
    given = answers(model, unseen.images)
    each = TEST_TIMES * 40
    table = np.zeros((len(names), len(names)))
    np.add.at(table, (unseen.labels, given), 1 / each)
    print(f"right of all {len(names)}: {float((given == unseen.labels).mean()):.3f}")
    mixed = table + table.T
    for first, second in np.argwhere(np.triu(mixed, 1) > 0.03):
        yield mixed[first, second] / 2, names[first], names[second]


def _ten(chance: np.random.Generator) -> list[str]:
    """Return ten signs of which no two look alike."""
    chosen: list[str] = []
    for name in chance.permutation(list(signs.catalogue())).tolist():
        if apart([*chosen, name]):
            chosen.append(name)
        if len(chosen) == signs.MOST:
            break
    return chosen


def _bent(
    image: NDArray[np.uint8], chance: np.random.Generator, shear: float, elastic: float
) -> NDArray[np.uint8]:
    """Shear and bend an image.

    Source: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural
    Networks Applied to Visual Document Analysis" (2003).
    """
    side = len(image)
    row, column = np.mgrid[:side, :side].astype(float)
    lean = chance.uniform(-shear, shear)
    moved = [row, column + lean * (row - side / 2)]
    if elastic:
        for axis in range(2):
            field = ndimage.gaussian_filter(chance.normal(0, 1, (side, side)), 4)
            moved[axis] = moved[axis] + field * elastic / field.std()
    bent = ndimage.map_coordinates(image.astype(float), moved, order=1)
    return np.asarray(np.round(bent), np.uint8)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("what", choices=("ways", "seats", "people", "pairs"))
    parser.add_argument("--only", default="", help="ways whose name has this in it")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs for each class")
    given = parser.parse_args()
    if given.what == "pairs":
        for share, first, second in sorted(pairs(given.fonts), reverse=True):
            print(f"{first} {second}: {share:.3f}")
        return
    print("| way | right, of hands not seen | worst | processor |\n|---|---|---|---|")
    if given.what == "seats":
        for seats, times in ((3, 10), (6, 2), (6, 5), (6, 10), (12, 5), (18, 5)):
            classes = classes_of(given.fonts, seats=seats, times=times)
            outcome = measured(editor(RECIPE), classes, given.seeds)
            print(f"| {seats} hands, {times} each | {outcome} |", flush=True)
        return
    classes = people() if given.what == "people" else classes_of(given.fonts)
    for name, train in ways():
        if given.only in name:
            print(f"| {name} | {measured(train, classes, given.seeds)} |", flush=True)


if __name__ == "__main__":
    main()
