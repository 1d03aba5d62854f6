"""The files of one run on this machine's disk."""

import errno
import uuid
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from core import paths
from core.errors import DiskFull
from core.runs.progress import Trained

if TYPE_CHECKING:
    from collections.abc import Callable


class RunFiles:
    """A run's networks, removed with this object.

    Args:
        run_id: Names their folder.

    Attributes:
        folder: Where they are.
        fetch: Returns a file of a kind, ``keras`` or ``litert``, of a run that is kept;
            None where there is none.
    """

    def __init__(self, run_id: str) -> None:
        self.folder = paths.runs_folder() / run_id
        self.fetch: Callable[[str], bytes | None] = lambda _: None
        weakref.finalize(self, paths.remove, self.folder)

    @property
    def litert(self) -> Path:
        """The network for serving; there once there is a network."""
        return self._file("network.tflite", "litert")

    @property
    def keras(self) -> Path:
        """The network with its optimiser; there once there is a network."""
        return self._file("network.keras", "keras")

    def write(self, trained: Trained) -> None:
        """Write what a run left.

        Raises:
            DiskFull: There is no room; nothing is left behind.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.keras.write_bytes(trained.keras_file)
            self.litert.write_bytes(trained.litert_file)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            paths.remove(self.folder)
            raise DiskFull(str(self.folder)) from None

    def _file(self, name: str, kind: str) -> Path:
        """Return where a file is, fetched where it is not there yet."""
        path = self.folder / name
        if not path.exists() and (content := self.fetch(kind)) is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(f".{uuid.uuid4().hex}")
            aside.write_bytes(content)
            aside.replace(path)
        return path
