"""Which signs a room is to learn, while its teacher chooses them."""

from collections.abc import Sequence

from core.rooms import lookalikes, signs
from core.rooms.errors import SignsAlike, SignsFull


def pressed(chosen: Sequence[str], sign: str) -> tuple[str, ...]:
    """Return the choice after a sign is pressed: it comes in, or goes out.

    Args:
        chosen: Ids, in the order of their labels.
        sign: Id of the sign.

    Raises:
        SignsFull: There are as many as a network has answers.
        SignsAlike: A network could not tell it from one that is chosen.
    """
    if sign in chosen:
        return tuple(other for other in chosen if other != sign)
    if len(chosen) >= signs.MOST:
        raise SignsFull(signs.MOST)
    for other in chosen:
        if other in lookalikes.rivals(sign):
            raise SignsAlike(sign, other)
    return (*chosen, sign)


def is_possible(chosen: Sequence[str]) -> bool:
    """Return whether a room can learn these signs."""
    return (
        signs.FEWEST <= len(chosen) <= signs.MOST
        and len(set(chosen)) == len(chosen)
        and set(chosen) <= signs.catalogue().keys()
        and lookalikes.apart(chosen)
    )
