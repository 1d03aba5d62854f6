"""The files of one run on this machine's disk."""

import contextlib
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

NAMES = {"keras": "network.keras", "litert": "network.tflite"}


class RunFiles:
    """A run's networks, removed with this object.

    Args:
        run_id: Names their folder.

    Attributes:
        folder: Where they are.
        fetch: Returns a file of a kind, ``keras`` or ``litert``, of a run that is kept;
            None where there is none.

    Where a file must be fetched, it raises `DiskFull` if there is no room for it, and
    `StoreUnavailable` if nobody can tell now whether there is one.
    """

    def __init__(self, run_id: str) -> None:
        self.folder = paths.runs_folder() / run_id
        self.fetch: Callable[[str], bytes | None] = lambda _: None
        # What a full disk had no room for.
        self._held: dict[str, bytes] = {}
        weakref.finalize(self, paths.remove, self.folder)

    @property
    def litert(self) -> Path:
        """The network for serving; there once there is a network."""
        return self._file("litert")

    @property
    def keras(self) -> Path:
        """The network with its optimiser; there once there is a network."""
        return self._file("keras")

    def write(self, trained: Trained) -> None:
        """Write what a run left; later if the disk is full, and it is wanted."""
        self._held = {"keras": trained.keras_file, "litert": trained.litert_file}
        for kind, content in tuple(self._held.items()):
            with contextlib.suppress(DiskFull):
                self._put(self.folder / NAMES[kind], content)
                del self._held[kind]

    def _file(self, kind: str) -> Path:
        """Return where a file is, fetched where it is not there yet."""
        path = self.folder / NAMES[kind]
        if path.exists():
            return path
        content = self._held.get(kind) or self.fetch(kind)
        if content is not None:
            self._put(path, content)
            self._held.pop(kind, None)
        return path

    def _put(self, path: Path, content: bytes) -> None:
        aside = path.with_suffix(f".{uuid.uuid4().hex}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
            aside.replace(path)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            with contextlib.suppress(OSError):
                aside.unlink()
            raise DiskFull(str(self.folder)) from None
