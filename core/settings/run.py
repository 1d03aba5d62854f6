"""Every setting of a run: its range, its default, and how a link spells it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from core.settings import network
from core.settings.datasets import DATASETS, DatasetName
from core.settings.network import NetworkSpec
from core.settings.options import Choice, EnumOption, NumberOption

MOST_IMAGES = max(spec.training_images for spec in DATASETS.values())
# The one-cycle schedule, Smith and Topin, "Super-convergence" (2019): up for the first
# third or so, from a tenth of the peak, then down to next to nothing.
RISING_SHARE = 0.3
FIRST_SHARE = 0.1
LAST_SHARE = 0.001


class Optimizer(StrEnum):
    """How the corrections are made; the value is Keras's name."""

    ADAM = "adam"
    SGD = "sgd"
    RMSPROP = "rmsprop"


class Schedule(StrEnum):
    """Whether the learning rate changes on the way."""

    CONSTANT = "constant"
    ONE_CYCLE = "one_cycle"


class Loss(StrEnum):
    """What is made small; the value is Keras's name."""

    CROSS_ENTROPY = "categorical_crossentropy"
    SQUARED_ERROR = "mean_squared_error"


DATASET = EnumOption("dataset", "data_set", tuple(DatasetName), DatasetName.MNIST)
EPOCHS = NumberOption("epochs", "train_epochs", range(1, 31), 10)
BATCH_SIZE = NumberOption(
    "batch_size", "train_batch_size", (16, 32, 64, 128, 256, 512, 1024), 128
)
IMAGES = NumberOption(
    "images",
    "train_images",
    range(100, MOST_IMAGES + 1, 100),
    MOST_IMAGES,
)
SEED = NumberOption("seed", "train_seed", range(10_000), 1)
OPTIMIZER = EnumOption(
    "optimizer", "network_optimizer", tuple(Optimizer), Optimizer.ADAM
)
LEARNING_RATE = NumberOption(
    "learning_rate",
    "network_learning_rate",
    (0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    0.001,
)
SCHEDULE = EnumOption(
    "schedule", "network_schedule", tuple(Schedule), Schedule.CONSTANT
)
LOSS = EnumOption("loss", "network_loss", tuple(Loss), Loss.CROSS_ENTROPY)
# Of the augmentation: the most that chance may do to an image.
ROTATION = NumberOption("rotation", "train_rotation", range(0, 50, 5), 0)
SHIFT = NumberOption("shift", "train_shift", range(7), 0)
ZOOM = NumberOption("zoom", "train_zoom", range(0, 35, 5), 0)
THICKNESS = NumberOption("thickness", "train_thickness", range(0, 110, 10), 0)
CHOICES: tuple[Choice, ...] = (
    EPOCHS,
    BATCH_SIZE,
    IMAGES,
    SEED,
    OPTIMIZER,
    LEARNING_RATE,
    SCHEDULE,
    LOSS,
    ROTATION,
    SHIFT,
    ZOOM,
    THICKNESS,
    DATASET,
)
# `train_more_epochs`: how far a run is continued. Not part of a run's settings.
MORE_EPOCHS = NumberOption("more_epochs", "train_more_epochs", range(1, 31), 5)


@dataclass(frozen=True)
class RunSettings:
    """What a visitor chose for one training run.

    Attributes:
        epochs: Passes over the training images.
        batch_size: Images in one gradient step.
        images: Training images to use, from the first; data with fewer gives all.
        seed: Start of every random choice: weights, order, augmentation.
        optimizer: How the corrections are made.
        learning_rate: How large they are; of a one-cycle schedule, at its peak.
        schedule: Whether the learning rate changes on the way.
        loss: What is made small.
        rotation: Of the augmentation: at most so many degrees to either side.
        shift: At most so many pixels to any side.
        zoom: At most so many percent larger or smaller.
        thickness: At most so many percent of the way to a pixel more or less of ink.
        dataset: What it learns from.
        network: What is trained.
    """

    epochs: int = EPOCHS.default
    batch_size: int = BATCH_SIZE.default
    images: int = IMAGES.default
    seed: int = SEED.default
    optimizer: Optimizer = OPTIMIZER.default
    learning_rate: float = LEARNING_RATE.default
    schedule: Schedule = SCHEDULE.default
    loss: Loss = LOSS.default
    rotation: int = ROTATION.default
    shift: int = SHIFT.default
    zoom: int = ZOOM.default
    thickness: int = THICKNESS.default
    dataset: DatasetName = DATASET.default
    network: NetworkSpec = field(default_factory=NetworkSpec)

    def __post_init__(self) -> None:
        for choice in CHOICES:
            choice.check(getattr(self, choice.name))

    @property
    def augments(self) -> bool:
        """Whether the images are changed by chance."""
        return any((self.rotation, self.shift, self.zoom, self.thickness))

    def value(self, choice: Choice) -> Any:
        """Return what a choice is set to, the network's among them."""
        holder = self.network if choice in network.CHOICES else self
        return getattr(holder, choice.name)

    def changed(self, choice: Choice, value: object) -> Self:
        """Return the settings with one choice set.

        Raises:
            SettingRefused: The choice does not offer this value.
        """
        change: dict[str, Any] = {choice.name: value}
        if choice in network.CHOICES:
            return replace(self, network=replace(self.network, **change))
        return replace(self, **change)
