"""Which sign a seat is asked for next: all equally often, in an order of its own."""

import random
from collections.abc import Mapping, Sequence


def next_sign(signs: Sequence[int], drawn: Mapping[int, int], seat: str) -> int:
    """Return the sign to ask for.

    No sign is asked for twice before each was drawn once. Each seat has another order
    in each round, so that a class that stops half-way has drawn all signs about equally
    often, and nobody can copy from the next seat.

    Args:
        signs: The labels that the room collects; at least one.
        drawn: How many drawings of each sign the seat has made.
        seat: Id of the seat.
    """
    least = min(drawn.get(sign, 0) for sign in signs)
    order = list(signs)
    # No secret: it has to be the same after a reload.
    random.Random(f"{seat} {least}").shuffle(order)
    return next(sign for sign in order if drawn.get(sign, 0) == least)
