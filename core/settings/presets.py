"""Four networks to start from, each with what it is trained with."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, Optimizer, RunSettings, Schedule


class Preset(StrEnum):
    """A network to start from."""

    ARTICLE = "article"
    DENSE = "dense"
    FAST = "fast"
    DEEP = "deep"


@dataclass(frozen=True)
class _Recipe:
    """A network and all that is chosen with it; what is left out is the article's."""

    network: NetworkSpec
    optimizer: str = Optimizer.ADAM
    learning_rate: float = 0.001
    schedule: str = Schedule.CONSTANT
    loss: str = Loss.CROSS_ENTROPY
    batch_size: int = 128
    epochs: int = 10


_RECIPES = {
    Preset.ARTICLE: _Recipe(NetworkSpec()),
    Preset.DENSE: _Recipe(NetworkSpec(blocks=(), dense=(128,))),
    Preset.FAST: _Recipe(
        NetworkSpec(
            blocks=(Block.parse("8x5p"), Block.parse("32x5p")),
            dense=(64,),
            batch_norm="yes",
        ),
        learning_rate=0.01,
        schedule=Schedule.ONE_CYCLE,
        epochs=2,
    ),
    Preset.DEEP: _Recipe(
        NetworkSpec(
            blocks=(
                Block(16, 3),
                Block.parse("16x3p"),
                Block(32, 3),
                Block.parse("32x3p"),
            ),
            dense=(128,),
            batch_norm="yes",
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
    recipe = _RECIPES[preset]
    return replace(
        settings,
        network=recipe.network,
        optimizer=recipe.optimizer,
        learning_rate=recipe.learning_rate,
        schedule=recipe.schedule,
        loss=recipe.loss,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
    )


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
