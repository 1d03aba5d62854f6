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
def test_a_preset_keeps_seed_and_augmentation_and_most_keep_the_images(preset):
    chosen = apply(preset, OWN)
    assert (chosen.seed, chosen.rotation) == (7, 10)
    assert chosen.images == (16_000 if preset is Preset.CLASS else 500)


@pytest.mark.parametrize("preset", [each for each in Preset if each != Preset.CLASS])
def test_the_images_of_the_class_recipe_go_with_it(preset):
    recipe = apply(Preset.CLASS, OWN)
    assert apply(preset, recipe) == replace(apply(preset, OWN), images=60_000)
    # Who has chosen another number keeps it.
    assert apply(preset, replace(recipe, images=700)).images == 700


@pytest.mark.parametrize("preset", Preset)
def test_applying_a_preset_forgets_the_one_before(preset):
    assert apply(preset, apply(Preset.DEEP, OWN)) == apply(preset, OWN)


def test_epochs_batch_size_and_images_may_be_changed_afterwards():
    chosen = replace(apply(Preset.FAST, OWN), epochs=9, batch_size=32)
    assert preset_of(chosen) is Preset.FAST
    chosen = replace(apply(Preset.CLASS, OWN), images=100)
    assert preset_of(chosen) is Preset.CLASS


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
