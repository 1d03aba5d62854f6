"""Searches networks that read much after little arithmetic, of those one can compose.

``python -m scripts.bench.preset_search --images 10000 --epochs 2`` trains every
candidate once; ``--only NAME`` picks some, ``--seeds 5`` trains each with the seeds 1
to 5, and ``--article 1`` adds so many epochs of the article's recipe to compare with.
It needs full MNIST in Keras's cache folder, and prints a table in Markdown.

It counts processor seconds of one thread, which other programs hardly change, and
multiplications. Each row trains as a worker does that has traced the network already.
"""

import argparse
import os
import statistics
import time
from dataclasses import dataclass, replace
from typing import Any

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.settings.network import NetworkSpec, parse_blocks, parse_dense
from core.settings.run import RunSettings, Schedule

HEAD = (
    "| network | rate | batch | images | epochs | million multiplications | "
    "processor seconds | mean | worst |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)
# Blocks, dense layers, learning rate at its peak, batch size; with batch normalisation
# its momentum, None without.
CANDIDATES: tuple[tuple[str, str, float, int, float | None], ...] = (
    ("8x5p-32x5p", "64", 0.01, 128, 0.99),
    ("8x5p-32x5p", "64", 0.01, 128, 0.9),
    ("8x5p-32x5p", "64", 0.003, 128, None),
    ("8x5p-32x5p", "64", 0.01, 128, None),
    ("8x3p-32x3p", "64", 0.01, 128, 0.9),
    ("8x3p-32x3p", "64", 0.01, 128, None),
    ("8x3p-16x3p", "64", 0.01, 128, 0.9),
    ("8x3p-16x3p", "64", 0.01, 128, None),
    ("8x5p-16x3p", "64", 0.01, 128, None),
    ("8x5p-32x3p", "64", 0.01, 128, None),
    ("16x3p-32x3p", "64", 0.01, 128, None),
    ("16x5p-32x3p", "64", 0.01, 128, None),
    ("8x5p-16x5p", "64", 0.01, 128, None),
    ("8x3p-16x5p", "64", 0.01, 128, None),
    ("8x3p-32x3p-64x3", "64", 0.01, 128, None),
    ("8x3p-16x3p-32x3", "64", 0.01, 128, None),
    ("8x7p-32x3p", "64", 0.01, 128, None),
    ("8x5p-32x5p", "none", 0.01, 128, None),
    ("8x5p-64x3p", "none", 0.01, 128, None),
    ("8x3p-32x3p", "128", 0.01, 128, None),
    ("8x5p-16x5p", "128", 0.01, 128, None),
    ("8x5p-32x3p", "128", 0.01, 128, None),
    ("16x5p-16x5p", "64", 0.01, 128, None),
    ("8x5p-16x5p", "64", 0.01, 128, 0.9),
    ("4x5p-16x5p", "64", 0.01, 128, None),
    ("8x7p-16x5p", "64", 0.01, 128, None),
    ("8x5p-32x3p", "64", 0.01, 64, None),
    ("8x5p-32x3p", "64", 0.01, 256, None),
)


@dataclass(frozen=True)
class Candidate:
    """A network with what it is trained with.

    Attributes:
        settings: Of a run with it.
        momentum: Of its batch normalisation; None where it has none.
    """

    settings: RunSettings
    momentum: float | None

    @property
    def name(self) -> str:
        """How it is called in the table, and after ``--only``."""
        network = self.settings.network
        name = f"{network.write_blocks()}/{network.write_dense()}"
        return name if self.momentum is None else f"{name} bn{self.momentum:g}"


@dataclass(frozen=True)
class Trained:
    """What one training took and came to."""

    seconds: float
    accuracy: float


def main() -> None:
    """Train what was asked for, and print a row for each."""
    asked = _arguments()
    _limit_threads(asked.threads)
    mnist = loader.load(loader.Source.MNIST)
    print(*HEAD, sep="\n", flush=True)
    article = Candidate(RunSettings(epochs=max(asked.article, 1)), None)
    if asked.article:
        # The seconds of its ten epochs: each does the same work.
        print(_row(article, [_trained(article, mnist)]), flush=True)
    for candidate in _candidates(asked):
        seeds = range(1, asked.seeds + 1)
        runs = [
            _trained(
                replace(candidate, settings=replace(candidate.settings, seed=seed)),
                mnist,
            )
            for seed in seeds
        ]
        print(_row(candidate, runs), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.preset_search")
    parser.add_argument("--images", type=int, default=RunSettings().images)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--article", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--rate", type=float, help="in place of each candidate's")
    parser.add_argument("--batch", type=int, help="in place of each candidate's")
    parser.add_argument("--constant", action="store_true", help="no schedule")
    return parser.parse_args()


def _candidates(asked: argparse.Namespace) -> list[Candidate]:
    made = []
    for blocks, dense, rate, batch, momentum in CANDIDATES:
        network = NetworkSpec(
            parse_blocks(blocks), parse_dense(dense), batch_norm=momentum is not None
        )
        settings = RunSettings(
            network=network,
            images=asked.images,
            epochs=asked.epochs,
            batch_size=asked.batch or batch,
            learning_rate=asked.rate or rate,
            schedule=Schedule.CONSTANT if asked.constant else Schedule.ONE_CYCLE,
        )
        made.append(Candidate(settings, momentum))
    unique = list(dict.fromkeys(made))
    return [each for each in unique if not asked.only or each.name in asked.only]


def _limit_threads(threads: int) -> None:
    """Give TensorFlow so many threads; it must not have been imported yet."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf  # noqa: PLC0415  after the level of its log

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def _trained(candidate: Candidate, mnist: loader.Dataset) -> Trained:
    """Train as the worker does, from the same seed to the same numbers."""
    import keras  # noqa: PLC0415  after the limit of threads

    from core.training import input_pipeline, keras_model  # noqa: PLC0415  as above

    settings = candidate.settings
    keras.utils.set_random_seed(settings.seed)
    images = mnist.x_train[: settings.images], mnist.y_train[: settings.images]
    batches = input_pipeline.TrainingBatches(*images, settings)
    validation = input_pipeline.validation_images.batches(
        LabelledDrawings(mnist.x_test, mnist.y_test)
    )
    model: Any = keras_model.build(settings, len(batches))
    if candidate.momentum is not None:
        for layer in model.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.momentum = candidate.momentum
    _trace(model, batches, validation)
    began = time.process_time()
    history = model.fit(
        batches.from_batch(0, 0),
        epochs=settings.epochs,
        steps_per_epoch=len(batches),
        validation_data=validation,
        shuffle=False,
        verbose=0,
    ).history
    return Trained(time.process_time() - began, float(history["val_accuracy"][-1]))


def _trace(model: Any, batches: Any, validation: Any) -> None:
    """Have the graphs made, and leave weights and optimiser as they were."""
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in variables]
    model.fit(batches.from_batch(0, 0), steps_per_epoch=1, epochs=1, verbose=0)
    model.evaluate(validation.take(1), verbose=0)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)


def _row(candidate: Candidate, runs: list[Trained]) -> str:
    settings = candidate.settings
    accuracies = [run.accuracy for run in runs]
    cells = (
        f"`{candidate.name}`",
        f"{settings.learning_rate:g}, {settings.schedule.value}",
        f"{settings.batch_size}",
        f"{settings.images}",
        f"{settings.epochs}",
        f"{settings.network.plan().multiplications / 1e6:.3f}",
        f"{statistics.mean(run.seconds for run in runs):.1f}",
        f"{statistics.mean(accuracies):.2%}",
        f"{min(accuracies):.2%}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
