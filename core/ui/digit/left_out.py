"""Says which marks of a drawing are no digits and were left out."""

import streamlit as st

from core.prediction import Number, Reading
from core.preprocessing.marks import Mark
from core.ui.text.translate import t

NOT_A_DIGIT = "?"


def sign(reading: Reading) -> str:
    """Return the digit, or the sign for none."""
    return NOT_A_DIGIT if reading.digit is None else str(reading.digit)


def runs(number: Number) -> list[str]:
    """Return the digits that stand together, from left to right."""
    signs = iter([sign(reading) for reading in number.digits])
    return ["".join(next(signs) for _ in range(run)) for run in number.runs]


def say(number: Number) -> None:
    """Write what was read and what was left out, if anything was."""
    if not number.marks:
        return
    read, *others = runs(number)
    for other in others:
        read = t("{numbers} and {number}", numbers=read, number=other)
    words = [t("It reads {numbers}.", numbers=read)]
    st.markdown(" ".join([*words, *map(_of_mark, number.marks)]))


def _of_mark(mark: Mark) -> str:
    match mark:
        case Mark.COMMA:
            return t("It does not know commas.")
        case Mark.POINT:
            return t("It does not know points.")
        case Mark.MINUS:
            return t("It does not know minus signs.")
        case Mark.EQUALS:
            return t("It does not know equals signs.")
        case Mark.DOT:
            return t("It leaves out a small dot.")
        case Mark.UNDERLINE:
            return t("It leaves out the line below.")
        case Mark.BOX:
            return t("It leaves out the box around.")
        case Mark.LINE:
            return t("It leaves out a line of the paper.")
        case Mark.FAINT:
            return t("It leaves out what is much fainter.")
        case Mark.OTHER:
            return t("Beside it is a sign that it does not know.")
