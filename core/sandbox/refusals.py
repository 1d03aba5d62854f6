"""Why a file is refused, as the process that opens it tells its parent."""

from typing import Any

from core import errors
from core.errors import UploadError
from core.sandbox.frames import Frame
from core.sandbox.limits import FileKind

# With numbers in them.
_COUNTED = {
    "UploadTooBig": ("size", "limit", "unit"),
    "TooManyDrawings": ("drawings", "limit"),
}
_NAMED = ("UploadUnreadable", "DrawingsUnreadable", "WorkUnreadable", "UploadTooHeavy")
_UNREADABLE: dict[FileKind, type[UploadError]] = {
    FileKind.PICTURE: errors.UploadUnreadable,
    FileKind.DRAWINGS: errors.DrawingsUnreadable,
    FileKind.WORK: errors.WorkUnreadable,
}
UNITS = ("bytes", "pixels", "batches")


def to_frame(error: UploadError) -> Frame:
    """Return a refusal as an answer."""
    name = type(error).__name__
    data = [getattr(error, key) for key in _COUNTED.get(name, ())] or [str(error)[:200]]
    return Frame({"error": name, "data": data})


def from_frame(data: dict[str, Any], kind: FileKind) -> UploadError:
    """Return the refusal that an answer tells of.

    Args:
        data: Of the answer, not trusted.
        kind: What the file is said to be.
    """
    match data:
        case {"error": "UploadTooBig", "data": [int(size), int(limit), str(unit)]} if (
            unit in UNITS
        ):
            return errors.UploadTooBig(size, limit, unit)
        case {"error": "TooManyDrawings", "data": [int(drawings), int(limit)]}:
            return errors.TooManyDrawings(drawings, limit)
        case {"error": str(name), "data": [str(reason)]} if name in _NAMED:
            found: UploadError = getattr(errors, name)(reason[:200])
            return found
    return unreadable(kind, "an answer of another form")


def unreadable(kind: FileKind, reason: str) -> UploadError:
    """Return the refusal of a file that cannot be read.

    Args:
        kind: What the file is said to be.
        reason: For a log.
    """
    return _UNREADABLE[kind](reason)
