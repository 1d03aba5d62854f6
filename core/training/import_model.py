"""Opens networks that a visitor brings: built by us, filled with the file's numbers."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np

from core import paths, prediction
from core.archive import keras_config, work_zip
from core.archive.manifest import Entry, manifest_of_network
from core.archive.work_zip import ImportedWork
from core.datasets.loader import Dataset
from core.errors import NetworkError, WorkUnreadable
from core.settings.run import RunSettings
from core.training import fit, keras_model
from core.training.weights_sandbox import MOST_BYTES

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = "model.weights.h5"
UNWRAP_SECONDS = 60
JUDGED_AT_ONCE = 500


def open_bundle(file: bytes, dataset: Dataset) -> ImportedWork:
    """Open what a visitor brings: a zip of ours, or a ``.keras`` file alone.

    Args:
        file: Anything.
        dataset: Its test images say how well a ``.keras`` file reads.

    Raises:
        UploadError: It is neither, is damaged, too big, or tries to do harm.
    """
    if work_zip.is_keras_file(file):
        return ImportedWork((_keras_file(file, dataset),))
    opened = work_zip.unpack(file)
    runs: list[tuple[Entry, bytes | None, bytes | None]] = []
    for entry, keras_file in zip(opened.entries, opened.keras_files, strict=True):
        if keras_file is None:
            runs.append((entry, None, None))
            continue
        model = _model(entry.run.settings, keras_file, taught=entry.run.lesson)
        runs.append((entry, *fit.files(model)))
    return ImportedWork(tuple(runs), opened.hand, opened.settings, opened.strokes)


def _keras_file(file: bytes, dataset: Dataset) -> tuple[Entry, bytes, bytes]:
    """Open a ``.keras`` file; it says nothing of the run that made it."""
    try:
        config = work_zip.keras_part(file, work_zip.KERAS_CONFIG, work_zip.CONFIG_BYTES)
        settings, taught = keras_config.settings_of(config), False
    except WorkUnreadable:
        # Perhaps ours, which no sliders make, after a lesson.
        settings, taught = RunSettings(), True
    model = _model(settings, file, taught=taught)
    answers = keras.Model(model.inputs, model.outputs[0]).predict(
        dataset.x_test[..., None] / np.float32(255),
        batch_size=JUDGED_AT_ONCE,
        verbose=0,
    )
    right = answers[np.arange(len(answers)), dataset.y_test]
    entry = manifest_of_network(
        settings,
        dataset.source,
        float((answers.argmax(axis=1) == dataset.y_test).mean()),
        float(-np.log(np.maximum(right, np.finfo(np.float32).tiny)).mean()),
        taught=taught,
    )
    return entry, *fit.files(model)


def _model(settings: RunSettings, keras_file: bytes, *, taught: bool) -> keras.Model:
    """Build the network of some settings, with the numbers of a file.

    Raises:
        WorkUnreadable: They are not its numbers.
    """
    clean = unwrapped(keras_file)
    given = _shapes(clean)
    try:
        model = keras_model.build(settings, 1)
    except NetworkError as error:
        raise WorkUnreadable(str(error)) from error
    model.optimizer.build(model.trainable_variables)
    wanted = _shapes(fit.keras_file(model))
    if given == wanted:
        fit.restore(model, clean)
        return model
    if given == _layers_alone(wanted):
        # After a lesson there is no optimiser to go on with.
        plain = keras_model.layers(settings.network)
        keras_model.fill(plain, clean)
        model.set_weights(plain.get_weights())
        return model
    # Fine-tuning may have started with the network that comes with Trazo.
    model = keras_model.load(paths.read_network(prediction.SHIPPED_KERAS_PATH))
    if not taught or given != _shapes(fit.keras_file(model)):
        raise WorkUnreadable("the numbers of another network")
    keras_model.fill(model, clean)
    return model


def _shapes(keras_file: bytes) -> dict[str, tuple[int, ...]]:
    """Return the arrays in a ``.keras`` file that was unwrapped, or that is ours.

    Where some are missing, Keras warns and goes on with a network that was filled in
    part.
    """
    found: dict[str, tuple[int, ...]] = {}

    def note(name: str, part: object) -> None:
        if isinstance(part, h5py.Dataset):
            found[name] = part.shape

    weights = work_zip.keras_part(keras_file, WEIGHTS, MOST_BYTES)
    with h5py.File(io.BytesIO(weights), "r") as file:
        file.visititems(note)
    return found


def _layers_alone(shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {
        name: shape
        for name, shape in shapes.items()
        if not name.startswith("optimizer/")
    }


def unwrapped(keras_file: bytes) -> bytes:
    """Return a ``.keras`` file with the plain weights of another, and nothing else.

    Raises:
        WorkUnreadable: They cannot be read, or not within the limits.
    """
    weights = work_zip.keras_part(keras_file, WEIGHTS, MOST_BYTES)
    try:
        looked = subprocess.run(
            [sys.executable, "-m", "core.training.weights_sandbox"],
            cwd=ROOT,
            input=weights,
            capture_output=True,
            check=False,
            timeout=UNWRAP_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkUnreadable("too slow") from error
    if looked.returncode:
        complaint = looked.stderr.decode(errors="replace").strip()[-200:]
        raise WorkUnreadable(f"exit status {looked.returncode}: {complaint}")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(WEIGHTS, looked.stdout)
    return target.getvalue()
