"""Diagnoses a run from its curves and suggests better settings.

The thresholds are rules of thumb for ten classes, where guessing is right one time in
ten. The tests check each of them with networks that were really trained that way, on
digits. How many images a network should read right is a fact of its data set
(`core.settings.datasets`); that of clothes is from published results.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from core.runs.history import Curves
from core.settings.datasets import DATASETS
from core.settings.network import NetworkSpec
from core.settings.run import (
    EPOCHS,
    LEARNING_RATE,
    Optimizer,
    RunSettings,
)

GUESSING = 0.2
GAP = 0.03
RISEN = 1.1
EXPLODED = 1.5
FEW_IMAGES = 10_000
# The learning rate that usually works, and the one above which nothing is learned.
USUAL_RATE = {Optimizer.ADAM: 0.001, Optimizer.RMSPROP: 0.001, Optimizer.SGD: 0.1}
WILD_RATE = {Optimizer.ADAM: 0.01, Optimizer.RMSPROP: 0.01, Optimizer.SGD: 0.3}
# Multiplications for one image below which a network is too small; the article's
# network has 888 192.
SMALL_WORK = 20_000
SATURATING = ("sigmoid", "tanh")


class Finding(StrEnum):
    """A finding about a run."""

    DIVERGED = "diverged"
    NOT_LEARNING = "not_learning"
    SATURATED = "saturated"
    SLOW = "slow"
    TOO_SMALL = "too_small"
    TOO_FEW_IMAGES = "too_few_images"
    OVERFITTING = "overfitting"
    LEARNING_WELL = "learning_well"


@dataclass(frozen=True)
class Diagnosis:
    """A finding, and settings that would help.

    Attributes:
        finding: The finding.
        fix: Suggested settings for the next run; None if there is nothing to suggest.
        best_epoch: Epoch with the lowest validation loss, from 1; 0 unless the finding
            is overfitting.
    """

    finding: Finding
    fix: RunSettings | None = None
    best_epoch: int = 0


def diagnose(
    curves: Curves,
    settings: RunSettings,
    images_available: int,
    *,
    diverged: bool = False,
) -> Diagnosis | None:
    """Diagnose a run from its curves.

    Args:
        curves: The run's curves so far.
        settings: The run's settings.
        images_available: Number of training images in the data set.
        diverged: Whether the loss is NaN or infinite.

    Returns:
        The most urgent finding; None if there is none.
    """
    if diverged or _exploded(curves):
        return Diagnosis(Finding.DIVERGED, _calmer(settings))
    if not curves.epochs:
        return None
    last = curves.epochs[-1]
    if last.val_accuracy < GUESSING:
        return _not_learning(settings)
    images = min(settings.images, images_available)
    gap = last.accuracy - last.val_accuracy
    if gap > GAP and images < FEW_IMAGES:
        return Diagnosis(Finding.TOO_FEW_IMAGES, _more(settings, images_available))
    if (best := _overfitting(curves)) is not None:
        return Diagnosis(Finding.OVERFITTING, _harder(settings, best), best)
    spec = DATASETS[settings.dataset]
    if max(last.accuracy, last.val_accuracy) < spec.poor_accuracy:
        return _reads_poorly(settings)
    if last.val_accuracy >= spec.good_accuracy:
        return Diagnosis(Finding.LEARNING_WELL)
    return None


def _exploded(curves: Curves) -> bool:
    losses = curves.loss.values
    if len(losses) < 8:
        return False
    return bool(np.median(losses[-4:]) > EXPLODED * losses[0])


def _not_learning(settings: RunSettings) -> Diagnosis:
    optimizer = settings.optimizer
    if settings.learning_rate >= WILD_RATE[optimizer]:
        return Diagnosis(Finding.DIVERGED, _calmer(settings))
    if settings.network.activation in SATURATING:
        spec = replace(settings.network, activation="relu")
        return Diagnosis(Finding.SATURATED, replace(settings, network=spec))
    return Diagnosis(Finding.NOT_LEARNING, _bolder(settings))


def _reads_poorly(settings: RunSettings) -> Diagnosis:
    if settings.learning_rate < USUAL_RATE[settings.optimizer]:
        return Diagnosis(Finding.SLOW, _bolder(settings))
    if settings.network.plan().multiplications < SMALL_WORK:
        return Diagnosis(Finding.TOO_SMALL, replace(settings, network=NetworkSpec()))
    more = replace(settings, epochs=min(settings.epochs + 10, int(EPOCHS.values[-1])))
    return Diagnosis(Finding.SLOW, more if more != settings else None)


def _overfitting(curves: Curves) -> int | None:
    """Return the epoch after which only the training loss improved; None if none."""
    losses = [epoch.val_loss for epoch in curves.epochs]
    best = int(np.argmin(losses))
    if len(losses) - best < 3 or losses[-1] < RISEN * losses[best]:
        return None
    training = curves.epochs
    return best + 1 if training[-1].loss < training[best].loss else None


def _calmer(settings: RunSettings) -> RunSettings:
    """Return the settings with a learning rate that does not overshoot."""
    usual = USUAL_RATE[settings.optimizer]
    lower = usual if settings.learning_rate > usual else settings.learning_rate / 10
    return replace(settings, learning_rate=LEARNING_RATE.nearest(lower))


def _bolder(settings: RunSettings) -> RunSettings:
    """Return the settings with a learning rate that gets somewhere."""
    usual = USUAL_RATE[settings.optimizer]
    higher = max(usual, 10 * settings.learning_rate)
    return replace(settings, learning_rate=LEARNING_RATE.nearest(higher))


def _more(settings: RunSettings, images_available: int) -> RunSettings | None:
    """Return the settings with more images, else with augmentation."""
    if settings.images < images_available:
        return replace(settings, images=images_available)
    return None if settings.augments else _augmented(settings)


def _augmented(settings: RunSettings) -> RunSettings:
    return replace(settings, rotation=10, shift=2, zoom=10)


def _harder(settings: RunSettings, best_epoch: int) -> RunSettings:
    """Return the settings with digits that are harder to memorise."""
    if not settings.augments:
        return _augmented(settings)
    if not settings.network.dropout:
        return replace(settings, network=replace(settings.network, dropout=30))
    return replace(settings, epochs=best_epoch)
