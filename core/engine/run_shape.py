"""What the time of a run depends on: the work in it, and what a worker has traced."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.datasets import loader
from core.runs import tasks
from core.settings.run import Schedule

if TYPE_CHECKING:
    from collections.abc import Hashable

    from core.settings.run import RunSettings

# Multiplications and batch size of a run of another shape that still tells something.
NEAR = 2.0
# An image that is only read takes this part of one that is learned from: 0.30 of 22
# seconds of `scripts.bench.preset_search`, and backpropagation has two thirds of all
# multiplications.
READING_SHARE = 1 / 3

# Multiplications, parameters, batch size, layers, and whether there is augmentation.
Shape = tuple[int, int, int, int, bool]


def shape_of(settings: RunSettings) -> Shape:
    """Return what the seconds for one image depend on."""
    plan = settings.network.plan()
    return (
        max(plan.multiplications, 1),
        plan.parameters,
        settings.batch_size,
        len(plan.layers),
        settings.augments,
    )


def work_of_epoch(images: int, source: loader.Source) -> float:
    """Return the work of an epoch: how many images learned from take as long.

    Args:
        images: Training images in an epoch.
        source: Where they come from; its test images are read after each epoch.
    """
    return images + READING_SHARE * loader.counts(source)[1]


def graph_of(settings: RunSettings, source: loader.Source) -> Hashable:
    """Return what a worker has traced after such a run, and need not trace again."""
    images = tasks.images_per_epoch(settings, source)
    steps = settings.epochs * math.ceil(images / settings.batch_size)
    is_constant = settings.schedule is Schedule.CONSTANT
    return (
        settings.network,
        settings.optimizer,
        settings.loss,
        settings.schedule,
        None if is_constant else (settings.learning_rate, steps),
    )


def distance(shape: Shape, other: Shape) -> float | None:
    """Return how far two shapes are apart; None where they are too far."""
    if shape[3:] != other[3:]:
        return None
    network = abs(math.log(shape[0] / other[0]))
    batch = abs(math.log(shape[2] / other[2]))
    return None if max(network, batch) > math.log(NEAR) + 1e-9 else network + batch
