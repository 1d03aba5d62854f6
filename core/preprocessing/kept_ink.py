"""Remembers the ink of a picture as long as the picture itself is in memory."""

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]
Ink = NDArray[np.uint8]

_kept: dict[int, tuple["weakref.ref[Picture]", Ink]] = {}


def is_frozen(picture: Picture) -> bool:
    """Return whether nobody can change the pixels of a picture."""
    return picture.flags.owndata and not picture.flags.writeable


def frozen(picture: Picture) -> Picture:
    """Return a picture that cannot be changed: itself, if it is one."""
    if is_frozen(picture):
        return picture
    copy = np.array(picture, order="C")
    copy.flags.writeable = False
    return copy


def of(picture: Picture, extract: Callable[[Picture], Ink]) -> Ink:
    """Return the ink of a picture, extracted once if the picture is frozen.

    A page reads a photograph again on each run, which takes its time.

    Args:
        picture: What `extract` takes.
        extract: Returns its ink; what it raises is raised here.
    """
    if not isinstance(picture, np.ndarray) or not is_frozen(picture):
        return extract(picture)
    key = id(picture)
    known = _kept.get(key)
    # Another picture may have had this number before.
    if known is not None and known[0]() is picture:
        return known[1]
    ink = extract(picture)
    ink.flags.writeable = False
    _kept[key] = (weakref.ref(picture, lambda gone: _forget(key, gone)), ink)
    return ink


def _forget(key: int, gone: "weakref.ref[Picture]") -> None:
    known = _kept.get(key)
    if known is not None and known[0] is gone:
        _kept.pop(key, None)
