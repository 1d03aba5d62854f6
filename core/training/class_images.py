"""What a class network trains on: each drawing of the class, varied again and again."""

import numpy as np

from core.arrays.pixel_types import as_float32, as_uint8
from core.datasets.augmentation import augment
from core.datasets.loader import Dataset
from core.datasets.own_drawings import LabelledDrawings
from core.runs.class_data import CLASS_IMAGES, VARIATION, ClassData, Use

# Varied at once, as float32: 13 MB.
CHUNK_SIZE = 1000


def training_set(
    data: ClassData, dataset: Dataset, images: int, seed: int
) -> LabelledDrawings:
    """Return the images of a run: a function of the drawings and the seed alone.

    A run that goes on with another worker has the same images again.

    Args:
        data: The drawings of the class; at least one for training.
        dataset: MNIST.
        images: How many of its images are used, from the first.
        seed: Of the run.
    """
    if data.use is Use.ALONE:
        # The settings of such a run vary them again in each epoch.
        return repeated(data.drawings, images, np.random.default_rng(seed))
    most = min(images, len(dataset.x_train))
    made = varied(data.drawings, CLASS_IMAGES, seed)
    return LabelledDrawings(
        np.concatenate([dataset.x_train[:most], made.images]),
        np.concatenate([dataset.y_train[:most], made.labels]),
    )


def varied(
    drawings: LabelledDrawings,
    count: int,
    seed: int,
    variation: tuple[float, float, float, float] = VARIATION,
) -> LabelledDrawings:
    """Return drawings that hands like these might have drawn.

    Args:
        drawings: At least one.
        count: How many to return.
        seed: Of the run.
        variation: The most that chance does: see `augment`.
    """
    random = np.random.default_rng(seed)
    same = repeated(drawings, count, random)
    images = [
        as_uint8(augment(as_float32(part), random, *variation))
        for part in np.split(same.images, range(CHUNK_SIZE, count, CHUNK_SIZE))
    ]
    return LabelledDrawings(np.concatenate(images), same.labels)


def repeated(
    drawings: LabelledDrawings, count: int, random: np.random.Generator
) -> LabelledDrawings:
    """Return drawings again and again: each sign, and each drawing of it, as often.

    Args:
        drawings: At least one.
        count: How many to return.
        random: Random number generator.
    """
    signs = np.unique(drawings.labels)
    places = [
        np.resize(random.permutation(np.flatnonzero(drawings.labels == sign)), count)
        for sign in signs
    ]
    # In turns: one of each sign, another one of each, and so on.
    chosen = np.stack(places, axis=1).reshape(-1)[:count]
    return LabelledDrawings(drawings.images[chosen], drawings.labels[chosen])
