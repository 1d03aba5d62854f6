"""What settings and their values are called, in the visitor's language."""

from core.settings.network import ACTIVATION, BATCH_NORM, DROPOUT
from core.settings.options import Choice
from core.settings.run import (
    DATASET,
    LOSS,
    OPTIMIZER,
    ROTATION,
    SCHEDULE,
    SHIFT,
    THICKNESS,
    ZOOM,
    Loss,
    Optimizer,
    Schedule,
)
from core.ui.text.class_names import dataset_names
from core.ui.text.translate import number, plain, t


def setting_name(name: str) -> str:
    """Return what a setting is called within a sentence."""
    return {
        "epochs": t("epochs"),
        "batch_size": t("batch size"),
        "images": t("training images"),
        "seed": t("seed"),
        "optimizer": t("optimiser"),
        "learning_rate": t("learning rate"),
        "schedule": t("how the learning rate changes"),
        "loss": t("loss function"),
        "rotation": t("rotation"),
        "shift": t("shift"),
        "zoom": t("zoom"),
        "thickness": t("thickness"),
        "dataset": t("data set"),
        "activation": t("activation"),
        "batch_norm": t("batch normalisation"),
        "dropout": t("dropout"),
        "blocks": t("convolution blocks"),
        "dense": t("dense layers"),
    }[name]


def word_names(choice: Choice) -> dict[str | bool, str]:
    """Return what each value of a setting that is no number is called."""
    if choice is OPTIMIZER:
        return {
            Optimizer.ADAM: "Adam",
            Optimizer.SGD: "SGD",
            Optimizer.RMSPROP: "RMSprop",
        }
    if choice is SCHEDULE:
        return {
            Schedule.CONSTANT: t("constant"),
            Schedule.ONE_CYCLE: t("one cycle"),
        }
    if choice is LOSS:
        return {
            Loss.CROSS_ENTROPY: t("cross-entropy"),
            Loss.SQUARED_ERROR: t("squared error"),
        }
    if choice is DATASET:
        return dict(dataset_names().items())
    if choice is BATCH_NORM:
        return {False: t("no"), True: t("yes")}
    if choice is ACTIVATION:
        return {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid", "elu": "ELU"}
    return {}


def setting_value(choice: Choice, value: object) -> str:
    """Write a setting's value as the visitor reads it."""
    if isinstance(value, str | bool):
        return word_names(choice)[value]
    if choice in (DROPOUT, ZOOM, THICKNESS):
        return f"{value} %"
    if choice is ROTATION:
        return f"{value}°"
    if choice is SHIFT:
        return f"{value} px"
    assert isinstance(value, int | float)
    return plain(value) if isinstance(value, float) else number(value)
