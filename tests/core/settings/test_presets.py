"""A preset replaces the network's settings and nothing else."""

from dataclasses import replace

import pytest

from core.settings.presets import Preset, apply, preset_of
from core.settings.run import Loss, Optimizer, RunSettings, Schedule

OWN = RunSettings(
    epochs=3,
    batch_size=16,
    images=500,
    seed=7,
    optimizer=Optimizer.SGD,
    learning_rate=0.3,
    loss=Loss.SQUARED_ERROR,
    rotation=10,
)


def test_the_preset_of_the_article_is_what_a_visitor_begins_with():
    assert apply(Preset.ARTICLE, RunSettings()) == RunSettings()
    assert preset_of(RunSettings()) is Preset.ARTICLE


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_that_was_applied_is_recognised(preset):
    assert preset_of(apply(preset, OWN)) is preset


@pytest.mark.parametrize("preset", Preset)
def test_the_network_of_a_preset_can_be_built(preset):
    assert apply(preset, OWN).network.plan().error is None


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_keeps_images_seed_and_augmentation(preset):
    chosen = apply(preset, OWN)
    assert (chosen.images, chosen.seed, chosen.rotation) == (500, 7, 10)


@pytest.mark.parametrize("preset", Preset)
def test_applying_a_preset_forgets_the_one_before(preset):
    assert apply(preset, apply(Preset.DEEP, OWN)) == apply(preset, OWN)


def test_epochs_and_batch_size_may_be_changed_afterwards():
    chosen = replace(apply(Preset.FAST, OWN), epochs=9, batch_size=32)
    assert preset_of(chosen) is Preset.FAST


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": Optimizer.RMSPROP},
        {"learning_rate": 0.1},
        {"schedule": Schedule.ONE_CYCLE},
        {"loss": Loss.SQUARED_ERROR},
    ],
)
def test_another_compilation_is_no_preset(change):
    assert preset_of(RunSettings(**change)) is None
