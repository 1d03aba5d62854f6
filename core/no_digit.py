"""The kinds of drawings that are not digits."""

from enum import StrEnum


class NoDigit(StrEnum):
    """A class of drawings that are not digits; the order is the network's."""

    LETTER = "letter"
    SCRIBBLE = "scribble"
    SEVERAL = "several"
    FRAGMENT = "fragment"
