"""Which drawings of a class a stub's attempts at a run were given."""

import hashlib

from core import paths
from core.datasets.own_drawings import LabelledDrawings
from core.runs.class_data import ClassData


def note(run_id: str, data: ClassData) -> None:
    """Record that an attempt begins with these drawings."""
    path = paths.home_folder() / "learned" / run_id
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{data.use} {digest(data.drawings)} {digest(data.test)}\n")


def attempts(run_id: str) -> list[str]:
    """Return what `note` was given for a run, attempt by attempt."""
    return (paths.home_folder() / "learned" / run_id).read_text().splitlines()


def digest(drawings: LabelledDrawings) -> str:
    """Return a digest of all images and labels."""
    content = drawings.images.tobytes() + drawings.labels.tobytes()
    return hashlib.sha256(content).hexdigest()
