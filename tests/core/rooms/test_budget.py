"""A class trains as much as it has time for, and never more."""

import random
from dataclasses import replace
from itertools import product

import pytest

from core.rooms import budget
from core.settings.run import RunSettings


def exact(for_image, overhead):
    """Return an estimate for a host that is known exactly."""
    return lambda settings: overhead + settings.images * settings.epochs * for_image


@pytest.mark.parametrize("seed", range(20))
def test_the_largest_that_fits_is_found(seed):
    generator = random.Random(seed)
    estimate = exact(10 ** generator.uniform(-5, -1), generator.uniform(0, 60))
    seconds = generator.choice(budget.CHOICES)
    found = budget.fitted(RunSettings(), seconds, estimate)
    every = [
        replace(RunSettings(), images=images, epochs=epochs)
        for images, epochs in product(budget.IMAGES, range(1, budget.MOST_EPOCHS + 1))
        # More epochs only once all images are used.
        if epochs == 1 or images == budget.IMAGES[-1]
    ]
    fitting = [each for each in every if estimate(each) <= seconds]
    best = max(fitting, key=lambda each: (each.images, each.epochs), default=every[0])
    assert found == best


def test_where_nothing_was_measured_nobody_can_tell():
    assert budget.fitted(RunSettings(), 180.0, lambda settings: None) is None


def test_the_rest_of_the_settings_stays():
    mine = replace(RunSettings(), seed=7, batch_size=64)
    found = budget.fitted(mine, 180.0, exact(1e-4, 1.0))
    assert found is not None
    assert found == replace(mine, images=found.images, epochs=found.epochs)
