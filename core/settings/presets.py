"""Four networks to start from, each with what it is trained with."""

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
    DEEP = "deep"


# What a preset sets; images, seed and augmentation are the visitor's.
_SET = (
    "network",
    "optimizer",
    "learning_rate",
    "schedule",
    "loss",
    "batch_size",
    "epochs",
)
_PRESETS = {
    Preset.ARTICLE: RunSettings(),
    Preset.DENSE: RunSettings(network=NetworkSpec(blocks=(), dense=(128,))),
    Preset.FAST: RunSettings(
        network=NetworkSpec(parse_blocks("8x5p-32x5p"), (64,), batch_norm=True),
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        epochs=2,
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
        preset: It sets the network, what it is compiled with, batch size and epochs.
        settings: They keep the images, the seed and the augmentation.
    """
    change: dict[str, Any] = {name: getattr(_PRESETS[preset], name) for name in _SET}
    return replace(settings, **change)


def preset_of(settings: RunSettings) -> Preset | None:
    """Return the preset whose network is compiled in these settings; None if none.

    Batch size and epochs do not count: they are chosen on another page.
    """
    for preset in Preset:
        same = replace(
            apply(preset, settings),
            batch_size=settings.batch_size,
            epochs=settings.epochs,
        )
        if same == settings:
            return preset
    return None
