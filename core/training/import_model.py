"""Opens networks that a visitor brings: built by us, filled with the file's numbers."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import h5py
import keras
import numpy as np

from core import paths, prediction
from core.archive import work_zip
from core.archive.manifest import manifest_of_network
from core.archive.run_entries import Entry
from core.archive.work_zip import ImportedRun, ImportedWork
from core.arrays.pixel_types import as_float32
from core.datasets.loader import Dataset
from core.errors import NetworkError, WorkUnreadable
from core.sandbox import files, weights
from core.sandbox.client import Sandbox
from core.sandbox.files import NetworkAlone, Weights
from core.settings.run import RunSettings
from core.training import fit, keras_model, model_file


def open_bundle(
    file: bytes | Path, dataset: Dataset, sandbox: Sandbox = files.shared
) -> ImportedWork:
    """Open an uploaded zip, or a ``.keras`` file alone.

    Args:
        file: Its bytes, or where it is. In that case the networks are written next to
            it, so that they need not travel in one message.
        dataset: Its test images say how well a ``.keras`` file reads.
        sandbox: Has it opened.

    Raises:
        UploadError: It is neither, is damaged, too big, or tries to do harm.
    """
    folder = file.parent if isinstance(file, Path) else None
    with files.opened_work(file, sandbox) as (opened, networks):
        if isinstance(opened, NetworkAlone):
            judged = _judged(opened.settings, _next(networks), dataset)
            return ImportedWork((_kept(*judged, folder),))
        runs: list[ImportedRun] = []
        for entry in opened.entries:
            if entry.keras is None:
                runs.append((entry, None, None))
                continue
            settings, taught = entry.run.settings, entry.run.is_fine_tuning
            model = _model(settings, _next(networks), taught=taught)
            runs.append(_kept(entry, model, folder))
        return ImportedWork(
            tuple(runs),
            opened.own_drawings,
            opened.settings,
            opened.strokes,
            opened.answers,
            opened.left,
        )


def _next(networks: Iterator[Weights]) -> bytes:
    """Return the next network's numbers as a ``.keras`` file with nothing else."""
    numbers = next(networks, None)
    if numbers is None:
        raise WorkUnreadable("a network less")
    try:
        content = weights.write(numbers.arrays, numbers.groups)
    except weights.Refused as refusal:
        raise WorkUnreadable(str(refusal)) from refusal
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(work_zip.WEIGHTS, content)
    return target.getvalue()


def _kept(entry: Entry, model: keras.Model, folder: Path | None) -> ImportedRun:
    """Return a run with its network's files, or where they are."""
    kept: list[bytes | Path] = []
    for content, ending in zip(fit.files(model), ("keras", "tflite"), strict=True):
        if folder is None:
            kept.append(content)
        else:
            path = folder / f"{entry.run.id}.{ending}"
            path.write_bytes(content)
            kept.append(path)
    return entry, kept[0], kept[1]


def _judged(
    settings: RunSettings | None, numbers: bytes, dataset: Dataset
) -> tuple[Entry, keras.Model]:
    """Test the network of a ``.keras`` file, which says nothing of its run."""
    taught = settings is None
    settings = settings or RunSettings()
    model = _model(settings, numbers, taught=taught)
    answers = keras.Model(model.inputs, model.outputs[0]).predict(
        as_float32(dataset.x_test[..., None]),
        batch_size=keras_model.ANSWERED_AT_ONCE,
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
    return entry, model


def _model(settings: RunSettings, clean: bytes, *, taught: bool) -> keras.Model:
    """Build the network of some settings, with the numbers of a file.

    Args:
        settings: Settings of the network.
        clean: The numbers, as `_next` returns them.
        taught: Whether it may be the network that comes with Trazo, fine-tuned.

    Raises:
        WorkUnreadable: They are not its numbers.
    """
    given = _shapes(clean)
    try:
        model = keras_model.build(settings, 1)
    except NetworkError as error:
        raise WorkUnreadable(str(error)) from error
    model.optimizer.build(model.trainable_variables)
    wanted = _shapes(model_file.keras_file(model))
    if given == wanted:
        fit.restore(model, clean)
        return model
    if given == _layers_alone(wanted):
        # After fine-tuning there is no optimiser to go on with.
        plain = keras_model.layers(settings.network)
        keras_model.fill(plain, clean)
        model.set_weights(plain.get_weights())
        return model
    # Fine-tuning may have started with the network that comes with Trazo.
    model = keras_model.load(paths.read_network(prediction.SHIPPED_KERAS_PATH))
    if not taught or given != _shapes(model_file.keras_file(model)):
        raise WorkUnreadable("the numbers of another network")
    keras_model.fill(model, clean)
    return model


def _shapes(keras_file: bytes) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the arrays in a ``.keras`` file that Trazo wrote.

    Where some are missing, Keras warns and goes on with a network that was filled in
    part.
    """
    found: dict[str, tuple[int, ...]] = {}

    def note(name: str, part: object) -> None:
        if isinstance(part, h5py.Dataset):
            found[name] = part.shape

    content = work_zip.keras_part(keras_file, work_zip.WEIGHTS, work_zip.NETWORK_BYTES)
    with h5py.File(io.BytesIO(content), "r") as file:
        file.visititems(note)
    return found


def _layers_alone(shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {
        name: shape
        for name, shape in shapes.items()
        if not name.startswith("optimizer/")
    }
