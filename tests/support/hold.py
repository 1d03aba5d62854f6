"""Hold a stub's run where a test wants to see it, and let it go on."""

import contextlib
from pathlib import Path

from core import paths


def release_all() -> None:
    """Let all runs go on to their end."""
    for file in _folder().glob("*"):
        file.unlink(missing_ok=True)


def _folder() -> Path:
    return paths.home_folder() / "holds"


class Hold:
    """Where the runs of one seed wait; told through a file, since workers come and go.

    Args:
        seed: Of the runs.
    """

    def __init__(self, seed: int) -> None:
        self._file = _folder() / str(seed)

    @property
    def batches(self) -> int | None:
        """How many batches a network may learn from; None for all."""
        with contextlib.suppress(FileNotFoundError):
            return int(self._file.read_text())
        return None

    def at(self, batches: int) -> None:
        """Let runs learn from so many batches, and then wait."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        whole = Path(f"{self._file}.part")
        whole.write_text(str(batches))
        # A worker must never read half a number.
        whole.replace(self._file)

    def release(self) -> None:
        """Let runs go on to their end."""
        self._file.unlink(missing_ok=True)

    def holds(self, batches: int) -> bool:
        """Say whether a network that has learned from so many batches must wait."""
        most = self.batches
        return most is not None and batches >= most
