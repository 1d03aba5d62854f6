"""How much each seat of a class may train, so that all are done in time."""

from collections.abc import Callable
from dataclasses import replace

from core.settings.presets import Preset, apply
from core.settings.run import RunSettings

# What a teacher can choose, in seconds.
CHOICES = (60.0, 120.0, 180.0, 300.0, 600.0)
# More images teach a network more than more passes over few do
# (`tests/core/training/test_lesson_trials.py` trains both).
IMAGES = (500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000)
MOST_EPOCHS = 10


def fitted(
    settings: RunSettings,
    budget: float,
    estimate: Callable[[RunSettings], float | None],
) -> RunSettings | None:
    """Return settings with as many images and epochs as a class has time for.

    Args:
        settings: Of a seat; its network can be built.
        budget: How long the training of all seats may take together, in seconds.
        estimate: Returns how long that takes with some settings, in seconds; None where
            this host has measured nothing like them.

    Returns:
        The settings with the most images, then the most epochs, that fit; with the
        fewest of both where nothing does; None where nobody can tell.
    """
    smallest = replace(settings, images=IMAGES[0], epochs=1)
    if estimate(smallest) is None:
        return None
    chosen = smallest
    for images in IMAGES:
        candidate = replace(settings, images=images, epochs=1)
        if not _fits(candidate, budget, estimate):
            return chosen
        chosen = candidate
    for epochs in range(2, MOST_EPOCHS + 1):
        candidate = replace(chosen, epochs=epochs)
        if not _fits(candidate, budget, estimate):
            return chosen
        chosen = candidate
    return chosen


def unmeasured(settings: RunSettings) -> RunSettings:
    """Return settings with the images and epochs of the recipe for a class."""
    recipe = apply(Preset.CLASS, settings)
    return replace(settings, images=recipe.images, epochs=recipe.epochs)


def _fits(
    settings: RunSettings,
    budget: float,
    estimate: Callable[[RunSettings], float | None],
) -> bool:
    seconds = estimate(settings)
    return seconds is not None and seconds <= budget
