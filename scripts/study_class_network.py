"""Compares ways to train a class network on MNIST and the drawings of a class.

``python -m scripts.study_class_network`` takes writers of the pen strokes as a class,
tests on writers that are kept aside and on MNIST's test digits, and prints a table in
Markdown. It needs full MNIST in Keras's cache folder.
"""

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import keras
import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.runs import fine_tuning
from core.settings.network import CLASSES
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.training import class_images, keras_model
from core.training.input_pipeline import TrainingBatches
from scripts.handwriting import collected_digits, pen

# A class of twenty seats, each of which draws all digits once.
TRAINING_WRITERS, ROUNDS = 12, 1
WRITERS = 30
STRONGER = (15.0, 2.0, 15.0, 60.0)
STRONGEST = (20.0, 3.0, 20.0, 100.0)
NONE = (0.0, 0.0, 0.0, 0.0)
HEAD = (
    "| drawings as | new writers | worst | MNIST | processor seconds |",
    "| --- | --- | --- | --- | --- |",
)

Way = Callable[[LabelledDrawings, int], LabelledDrawings | None]
Writers = dict[int, LabelledDrawings]
Seen = tuple[NDArray[np.uint8], int]


def ways() -> Iterator[tuple[str, Way]]:
    """Yield what is made of the drawings of a class."""
    yield "nothing: MNIST alone", lambda drawings, seed: None
    yield "once each, as they are", lambda drawings, seed: drawings
    for count, (name, variation) in itertools.product(
        (1000, 2000, 4000, 8000, 16000),
        (
            ("as they are", NONE),
            ("varied", fine_tuning.VARIATION),
            ("varied more", STRONGER),
            ("varied most", STRONGEST),
        ),
    ):
        yield f"{count}, {name}", _repeating(count, variation)


def _repeating(count: int, variation: tuple[float, float, float, float]) -> Way:
    return lambda drawings, seed: class_images.varied(drawings, count, seed, variation)


def seen_of_writers() -> Writers:
    """Return what a network sees of each writer's drawings."""
    chance = np.random.default_rng(1)
    found: dict[int, list[Seen]] = {}
    for drawing in collected_digits.pen_strokes():
        seen = pen.seen(drawing.strokes, chance, pen.USUAL_BRUSH)
        found.setdefault(drawing.writer, []).append((seen, drawing.label))
    return {
        writer: LabelledDrawings(
            np.stack([image for image, _ in drawings]),
            np.array([label for _, label in drawings], np.uint8),
        )
        for writer, drawings in found.items()
    }


def classes(writers: Writers, number: int) -> tuple[LabelledDrawings, LabelledDrawings]:
    """Return what a class draws, and what writers draw that are not in it.

    Args:
        writers: Drawings by writer.
        number: Chooses the writers.
    """
    order = np.random.default_rng(number).permutation(WRITERS) + 1
    first = [
        _first_of_each(writers[int(writer)]) for writer in order[:TRAINING_WRITERS]
    ]
    others = [writers[int(writer)] for writer in order[TRAINING_WRITERS:]]
    return _joined(first), _joined(others)


def measured(
    way: Way, drawings: LabelledDrawings, unseen: LabelledDrawings, seed: int
) -> tuple[float, float, float]:
    """Train once; return the shares of unseen drawings and of MNIST, and seconds."""
    settings = replace(apply(Preset.CLASS, RunSettings()), seed=seed)
    dataset = loader.load(loader.Source.MNIST)
    images, labels = dataset.x_train[: settings.images], dataset.y_train
    labels = labels[: settings.images]
    made = way(drawings, seed)
    if made is not None:
        images = np.concatenate([images, made.images])
        labels = np.concatenate([labels, made.labels])
    keras.utils.set_random_seed(seed)
    batches = TrainingBatches(images, labels, settings)
    model = keras_model.build(settings, len(batches))
    start = time.process_time()
    model.fit(
        batches.from_batch(0, 0),
        steps_per_epoch=len(batches),
        epochs=settings.epochs,
        shuffle=False,
        verbose=0,
    )
    seconds = time.process_time() - start
    test = LabelledDrawings(dataset.x_test, dataset.y_test)
    return _share(model, unseen), _share(model, test), seconds


def _share(model: keras.Model, drawings: LabelledDrawings) -> float:
    given = model.predict(
        as_float32(drawings.images)[..., None], batch_size=500, verbose=0
    )
    return float((given.argmax(axis=1) == drawings.labels).mean())


def _first_of_each(drawings: LabelledDrawings) -> LabelledDrawings:
    places = np.concatenate(
        [np.flatnonzero(drawings.labels == digit)[:ROUNDS] for digit in range(CLASSES)]
    )
    return LabelledDrawings(drawings.images[places], drawings.labels[places])


def _joined(parts: list[LabelledDrawings]) -> LabelledDrawings:
    return LabelledDrawings(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def main() -> None:
    """Print a row for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, default=3)
    parser.add_argument("--only", default="", help="ways whose names contain this")
    chosen = parser.parse_args()
    writers = seen_of_writers()
    print(*HEAD, sep="\n")
    for name, way in ways():
        if chosen.only not in name:
            continue
        found = [
            measured(way, *classes(writers, number), number)
            for number in range(chosen.classes)
        ]
        new, mnist, seconds = zip(*found, strict=True)
        print(
            f"| {name} | {100 * statistics.fmean(new):.2f} % | {100 * min(new):.2f} % "
            f"| {100 * statistics.fmean(mnist):.2f} % "
            f"| {statistics.fmean(seconds):.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
