"""Which seats draw what networks train on, and which draw what tests them.

The split is by writer: a network that has trained on some drawings of a hand knows that
hand, and its score on others of the same hand says little about hands that are new.
"""

from enum import StrEnum


class Part(StrEnum):
    """What a seat's drawings are for."""

    TRAINING = "training"
    OPEN_TEST = "open_test"
    SEALED_TEST = "sealed_test"


TESTS = frozenset({Part.OPEN_TEST, Part.SEALED_TEST})
# Of ten writers six train and four test: enough of both from the fifth seat on.
ORDER = (
    Part.TRAINING,
    Part.OPEN_TEST,
    Part.TRAINING,
    Part.SEALED_TEST,
    Part.TRAINING,
)


def part_of_seat(number: int) -> Part:
    """Return what the drawings of a seat are for.

    Args:
        number: Of the seat in the order of joining, from 0.
    """
    return ORDER[number % len(ORDER)]
