"""What data sets and their classes are called, in the visitor's language."""

from core.settings.datasets import DATASETS, DatasetName
from core.ui.text.translate import t


def dataset_names() -> dict[DatasetName, str]:
    """Return what each data set is called on a button."""
    return {
        DatasetName.MNIST: t("Digits"),
        DatasetName.FASHION_MNIST: t("Clothes"),
    }


def class_names(dataset: DatasetName) -> tuple[str, ...]:
    """Return what the classes of a data set are called, in the order of their labels.

    Args:
        dataset: The data set; a label of MNIST is its own name.
    """
    match dataset:
        case DatasetName.MNIST:
            return tuple(str(digit) for digit in range(DATASETS[dataset].classes))
        case DatasetName.FASHION_MNIST:
            return (
                t("T-shirt"),
                t("Trousers"),
                t("Jumper"),
                t("Dress"),
                t("Coat"),
                t("Sandal"),
                t("Shirt"),
                t("Trainer"),
                t("Bag"),
                t("Ankle boot"),
            )
