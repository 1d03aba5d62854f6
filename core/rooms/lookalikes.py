"""Signs that 28×28 pixels cannot tell apart, by measurement: no room learns both.

A drawing loses its size and its place when it becomes a network's input, and thick ink
its small parts. `scripts.study_signs` says which signs are then taken for one another.
"""

from collections.abc import Collection, Iterator

# Any two of a group: more than 8 % of their drawings. The next pair, a smiling face and
# a sad one, is under 5 %.
GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"X", "cross", "times"}),
    frozenset({"at", "spiral"}),
)


def rivals(name: str) -> frozenset[str]:
    """Return the signs that no room learns together with one, by their ids."""
    found = frozenset[str]().union(*(group for group in GROUPS if name in group))
    return found - {name}


def clashes(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs among some signs that look alike."""
    ordered = sorted(names)
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if second in rivals(first):
                yield first, second


def apart(names: Collection[str]) -> bool:
    """Return whether a network can tell all of some signs from one another."""
    return next(clashes(names), None) is None
