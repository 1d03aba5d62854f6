"""A network as the bytes of a ``.keras`` file."""

import io
import tempfile
import zipfile
from pathlib import Path

import keras

from core.archive import work_zip
from core.training import full_disk, older_keras

MEMBERS = ("metadata.json", work_zip.KERAS_CONFIG, work_zip.WEIGHTS)


def keras_file(model: keras.Model) -> bytes:
    """Return a model with its optimiser as the bytes of a ``.keras`` file."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        # Keras would pack the parts itself, to be unpacked and packed again here.
        model.save(folder, zipped=False)
        with zipfile.ZipFile(packed, "w") as file:
            for name in MEMBERS:
                content = (Path(folder) / name).read_bytes()
                if name == work_zip.KERAS_CONFIG:
                    content = older_keras.without_new_arguments(content)
                file.writestr(name, content)
    return packed.getvalue()


class ModelFile:
    """The ``.keras`` file of a model in training, written once for each batch.

    A run ends with the network of its last epoch, whose file is written already.

    Args:
        model: It changes only in steps of its optimiser.
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
