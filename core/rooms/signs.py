"""The signs that a room may learn in place of digits: which there are, and their lines.

The lines are Trazo's own, so that every phone shows the same picture with any fonts.
They are what is asked for, not what is learned: a room learns from its drawings.
"""

import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.rooms import sign_lines
from core.rooms.sign_lines import Line

FEWEST, MOST = 2, 10
CATALOGUE = Path(__file__).with_name("signs.txt")
# Each sign fits a square of so many of the catalogue's units.
BOX = 100.0


class Kind(StrEnum):
    """A group of the catalogue."""

    LETTER = "letter"
    SYMBOL = "symbol"
    PICTURE = "picture"


@dataclass(frozen=True)
class Sign:
    """Something that a class can draw.

    Attributes:
        id: As the store has it.
        kind: Its group.
        lines: Points of each stroke, (x, y) from 0 to `BOX`, y down; a dot is a line
            of one point.
    """

    id: str
    kind: Kind
    lines: tuple[Line, ...]


@functools.cache
def catalogue() -> dict[str, Sign]:
    """Return every sign by its id, in the order in which they are offered."""
    found = {}
    kind = Kind.LETTER
    for row in filter(None, CATALOGUE.read_text(encoding="utf-8").splitlines()):
        if row.startswith("["):
            kind = Kind(row.strip("[]"))
            continue
        name, strokes = row.split(": ")
        found[name] = Sign(name, kind, sign_lines.parse(strokes))
    return found
