"""A network as the bytes of a ``.keras`` file."""

import tempfile
from pathlib import Path

import keras

from core.training import full_disk, older_keras


def keras_file(model: keras.Model) -> bytes:
    """Return a model with its optimiser as the bytes of a ``.keras`` file."""
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return older_keras.without_new_arguments(path.read_bytes())


class ModelFile:
    """The ``.keras`` file of a model in training, written once for each batch.

    A run ends with the network of its last epoch, whose file is written already.

    Args:
        model: Its weights change only in steps of its optimiser.
    """

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._written = b""
        self._batches = 0

    def content(self) -> bytes:
        """Return `keras_file` of the model as it is now."""
        batches = int(self._model.optimizer.iterations)
        if not self._written or batches != self._batches:
            self._written, self._batches = keras_file(self._model), batches
        return self._written

    def checkpoint(self) -> bytes | None:
        """Return `content`, or None on a full disk: that must not end a training."""
        try:
            return self.content()
        except Exception as error:
            if not full_disk.is_full(error):
                raise
            return None
