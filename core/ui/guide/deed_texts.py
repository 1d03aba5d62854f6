"""What the guided lesson says: what to do at a step, and that it is done."""

from core.ui.guide import deeds
from core.ui.state.guide_state import Deed
from core.ui.state.session import Session
from core.ui.text.translate import t


def to_do(visit: Session, *, has_canvas: bool) -> str:
    """Say the one thing to do at the step.

    Args:
        visit: The session.
        has_canvas: Whether the page has the canvas.
    """
    if not deeds.has_controls(visit):
        return t("Read the short text of this step.")
    match visit.guide.step:
        case Deed.READ:
            return t(
                "Read “Nothing to install” further down, or open “The Python of this "
                "step”."
            )
        case Deed.DRAW if has_canvas:
            return t("Draw a digit, or take a test digit, and read the answer.")
        case Deed.DRAW:
            return t("Press the box with the pencil, and draw a digit there.")
        case Deed.PRESS_IMAGE:
            return t("Press one of the images to see the numbers that it is made of.")
        case Deed.CHOOSE_NETWORK:
            return t("Choose the ready-made network “For a class”.")
        case Deed.CHOOSE_OPTIMIZER:
            return t("The optimiser is SGD at the moment. Choose Adam.")
        case Deed.TRAIN:
            return t("Press “Train” and watch the two curves.")
        case Deed.PRESS_CELL:
            return t("Press a cell of the confusion matrix to see what is in it.")
        case Deed.DRAW_AGAIN if deeds.own_run(visit) is None:
            return t("You have no network of your own yet: step 6 trains one.")
        case Deed.DRAW_AGAIN:
            return t("Your own network answers now. Draw a digit for it.")


def shown(deed: Deed) -> str:
    """Say what the one thing of a step has shown, once it is done."""
    match deed:
        case Deed.READ:
            return t("On your own computer, one command would be enough.")
        case Deed.DRAW:
            return t("Nobody wrote rules for that: it has learned from examples.")
        case Deed.PRESS_IMAGE:
            return t("784 numbers: the network gets nothing else.")
        case Deed.CHOOSE_NETWORK:
            return t("A small network, layer after layer, as the diagram shows.")
        case Deed.CHOOSE_OPTIMIZER:
            return t("Adam adjusts the size of each correction.")
        case Deed.TRAIN:
            return t("It looked, guessed and corrected itself, again and again.")
        case Deed.PRESS_CELL:
            return t("A percentage alone does not say what it mixes up.")
        case Deed.DRAW_AGAIN:
            return farewell()


def farewell() -> str:
    """Say at the end what the visitor has done, and what comes next."""
    return t(
        "You have prepared data, built a network, trained it, tested it and used it: "
        "that is deep learning. Now look inside it, or answer the questions of each "
        "step."
    )


def missing(names: list[str]) -> str:
    """Say which steps are left.

    Args:
        names: Their numbers and names.
    """
    return t("Still to do: {steps}.", steps=", ".join(names))
