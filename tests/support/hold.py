"""Pauses and releases the runs of a stub."""

import contextlib
from pathlib import Path

from core import paths


def release_all() -> None:
    """Let all runs continue to their end."""
    for file in _folder().glob("*"):
        file.unlink(missing_ok=True)


def _folder() -> Path:
    return paths.home_folder() / "holds"


class Hold:
    """The point at which runs with one seed pause; a file passes it to the workers.

    Args:
        seed: Seed of the runs.
    """

    def __init__(self, seed: int) -> None:
        self._file = _folder() / str(seed)

    @property
    def batches(self) -> int | None:
        """Return the number of batches after which runs pause; None for no limit."""
        with contextlib.suppress(FileNotFoundError):
            return int(self._file.read_text())
        return None

    def at(self, batches: int) -> None:
        """Let runs train on a number of batches and then pause."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        whole = Path(f"{self._file}.part")
        whole.write_text(str(batches))
        # Atomic: a worker must never read a partial number.
        whole.replace(self._file)

    def release(self) -> None:
        """Let the seed's runs continue to their end."""
        self._file.unlink(missing_ok=True)

    def holds(self, batches: int) -> bool:
        """Return whether a run must pause after a number of batches."""
        most = self.batches
        return most is not None and batches >= most
