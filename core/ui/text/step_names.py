"""The names of the article's eight steps."""

from core.ui.text.translate import t


def step_names() -> dict[int, str]:
    """Return the eight steps of the article, in a few words each."""
    return {
        1: t("Install"),
        2: t("The road ahead"),
        3: t("Prepare the data"),
        4: t("Define the network"),
        5: t("Compile"),
        6: t("Train"),
        7: t("Evaluate"),
        8: t("Predict"),
    }
