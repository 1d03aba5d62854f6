"""Five networks to start from, each with what it is trained with."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from core.settings.network import NetworkSpec, parse_blocks
from core.settings.run import RunSettings, Schedule


class Preset(StrEnum):
    """A network to start from."""

    ARTICLE = "article"
    DENSE = "dense"
    FAST = "fast"
    CLASS = "class"
    DEEP = "deep"


# Which preset is chosen depends on what the page of the network shows. Seed and
# augmentation are the visitor's, and so are the images, but of the recipe for a class.
_COMPILED = ("network", "optimizer", "learning_rate", "schedule", "loss")
_SET = (*_COMPILED, "batch_size", "epochs")
_PRESETS = {
    Preset.ARTICLE: RunSettings(),
    Preset.DENSE: RunSettings(network=NetworkSpec(blocks=(), dense=(128,))),
    # Found by `scripts.bench.preset_search`, like the one for a class.
    Preset.FAST: RunSettings(
        network=NetworkSpec(parse_blocks("8x5p-32x3p"), (64,)),
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        epochs=2,
    ),
    Preset.CLASS: RunSettings(
        network=NetworkSpec(parse_blocks("8x5p-16x3p"), (64,)),
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        batch_size=64,
        epochs=1,
        images=16_000,
    ),
    Preset.DEEP: RunSettings(
        network=NetworkSpec(
            parse_blocks("16x3-16x3p-32x3-32x3p"),
            (128,),
            batch_norm=True,
            dropout=30,
        ),
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        epochs=6,
    ),
}


def apply(preset: Preset, settings: RunSettings) -> RunSettings:
    """Return settings with a preset's network and what it is trained with.

    Args:
        preset: It sets the network, what it is compiled with, batch size and epochs;
            for a class, the number of images too.
        settings: They keep the seed and the augmentation, and the images, unless those
            are of the recipe for a class.
    """
    change: dict[str, Any] = {name: getattr(_PRESETS[preset], name) for name in _SET}
    recipe = _PRESETS[Preset.CLASS]
    was_class = preset_of(settings) is Preset.CLASS
    if preset is Preset.CLASS or (was_class and settings.images == recipe.images):
        change["images"] = _PRESETS[preset].images
    return replace(settings, **change)


def preset_of(settings: RunSettings) -> Preset | None:
    """Return the preset whose network is compiled in these settings; None if none.

    Batch size, epochs and images do not count: they are chosen on another page.
    """
    for preset, start in _PRESETS.items():
        same = replace(settings, **{name: getattr(start, name) for name in _COMPILED})
        if same == settings:
            return preset
    return None
