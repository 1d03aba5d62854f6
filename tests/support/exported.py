"""Settings of exported runs: ordinary and unusual ones."""

from dataclasses import replace

from core.settings.datasets import DatasetName
from core.settings.layers import POOLINGS
from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, Optimizer, RunSettings, Schedule

ARTICLE = RunSettings()
WILD = RunSettings(
    epochs=30,
    batch_size=1024,
    images=59_900,
    seed=9_999,
    optimizer=Optimizer.RMSPROP,
    learning_rate=0.00001,
    schedule=Schedule.ONE_CYCLE,
    loss=Loss.SQUARED_ERROR,
    rotation=45,
    shift=6,
    zoom=30,
    thickness=100,
    network=NetworkSpec(
        (Block(64, 3), Block.parse("16x5p")),
        (512, 64),
        activation="sigmoid",
        batch_norm=True,
        dropout=35,
    ),
)
SETTINGS = {
    "article": ARTICLE,
    "wild": WILD,
    "least": RunSettings(
        epochs=1, batch_size=1024, images=100, network=NetworkSpec((), ())
    ),
    "slow": replace(ARTICLE, optimizer=Optimizer.SGD, learning_rate=0.1),
    "clothes": replace(ARTICLE, images=30_000, dataset=DatasetName.FASHION_MNIST),
    "poolings": replace(
        ARTICLE,
        network=NetworkSpec(tuple(Block(8, 3, kind) for kind in POOLINGS.values())),
    ),
    "thick": replace(ARTICLE, thickness=10, network=NetworkSpec(dropout=5)),
    "short cycle": replace(
        ARTICLE, epochs=1, images=100, batch_size=128, schedule=Schedule.ONE_CYCLE
    ),
}
