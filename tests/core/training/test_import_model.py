"""Uploaded networks are imported if Trazo could have made them, else refused."""

import io
import itertools
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core import prediction
from core.archive import keras_config, work_zip
from core.archive.work_zip import Work
from core.datasets.own_drawings import LabelledDrawings
from core.errors import UploadTooSlow, WorkUnreadable
from core.sandbox.client import Sandbox
from core.sandbox.limits import LIMITS, FileKind
from core.settings.layers import POOLINGS
from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, Optimizer, RunSettings
from core.training import fit, import_model, keras_model, model_file
from tests.support.bundles import done, with_entry
from tests.support.crafted import bomb, crafted
from tests.support.saved_runs import checkpoint

pytestmark = pytest.mark.tensorflow

SPECS = {
    "article": NetworkSpec(),
    "every kind of layer": NetworkSpec(
        (*(Block(8, 3, kind) for kind in POOLINGS.values()), Block(16, 3)),
        (32,),
        "elu",
        batch_norm=True,
        dropout=25,
    ),
    "dense alone": NetworkSpec((), (64, 16), "tanh"),
    "one layer": NetworkSpec((), ()),
}
SMALL = RunSettings(
    optimizer=Optimizer.SGD, learning_rate=0.1, network=NetworkSpec((), (16,))
)


@pytest.fixture(scope="module")
def small(few_digits):
    """A small trained network and its file."""
    model = keras_model.build(SMALL, 4)
    images = few_digits.x_train[:200, ..., None] / np.float32(255)
    model.fit(images, np.eye(10)[few_digits.y_train[:200]], epochs=3, verbose=0)
    return model, model_file.keras_file(model)


def only(brought):
    """Return the only imported run, with both of its files."""
    ((entry, keras_file, litert_file),) = brought.runs
    assert keras_file is not None
    assert litert_file is not None
    return entry, keras_file, litert_file


def weights(file):
    """Return the HDF5 file in a ``.keras`` file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(work_zip.WEIGHTS)


def config(file):
    """Return the JSON of a ``.keras`` file."""
    return json.loads(work_zip.keras_part(file, work_zip.KERAS_CONFIG, 2**20))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@pytest.mark.parametrize("optimizer", [Optimizer.ADAM, Optimizer.RMSPROP])
def test_settings_are_read_from_the_file(spec, optimizer):
    settings = RunSettings(
        optimizer=optimizer,
        learning_rate=0.0003,
        loss=Loss.SQUARED_ERROR,
        network=spec,
    )
    file = model_file.keras_file(keras_model.build(settings, 10))
    text = work_zip.keras_part(file, work_zip.KERAS_CONFIG, work_zip.CONFIG_BYTES)
    assert keras_config.settings_of(text) == settings


def test_a_keras_file_alone_is_judged_and_answers_as_before(small, few_digits):
    model, file = small
    brought = import_model.open_bundle(file, few_digits)
    entry, keras_file, litert_file = only(brought)
    images = few_digits.x_test / np.float32(255)
    given = model.predict(images[..., None], verbose=0)
    assert entry.run.settings == SMALL
    assert entry.run.accuracy == np.mean(given.argmax(1) == few_digits.y_test)
    assert entry.run.loss == pytest.approx(
        keras.losses.sparse_categorical_crossentropy(few_digits.y_test, given)
        .numpy()
        .mean(),
        rel=1e-4,
    )
    again = keras_model.build(SMALL, 4)
    fit.restore(again, keras_file)
    for before, after in zip(model.variables, again.variables, strict=True):
        np.testing.assert_array_equal(before, after)
    assert int(again.optimizer.iterations) == int(model.optimizer.iterations)
    answers = prediction.Predictor(litert_file).probabilities(images)
    np.testing.assert_allclose(answers, given, atol=1e-5)


def test_a_zip_comes_back_with_its_networks_made_anew(small, few_digits):
    _, file = small
    run = done(settings=SMALL, accuracy=0.5)
    work = Work(((run, checkpoint(2)),), LabelledDrawings(), SMALL)
    # The uploaded LiteRT file is not trusted, and not even read.
    packed = work_zip.pack(work, lambda _, kind: file if kind == "keras" else b"evil")
    entry, keras_file, litert_file = only(import_model.open_bundle(packed, few_digits))
    assert entry.run.accuracy == 0.5
    assert len(keras_file) > 1000
    assert prediction.Predictor(litert_file).probabilities(
        np.zeros((1, 28, 28), np.float32)
    ).shape == (1, 10)


def test_a_network_that_was_taught_comes_back(few_digits):
    file = prediction.SHIPPED_KERAS_PATH.read_bytes()
    entry, _, litert_file = only(import_model.open_bundle(file, few_digits))
    assert entry.run.is_fine_tuning
    assert entry.run.accuracy is not None
    assert entry.run.accuracy > 0.97
    images = few_digits.x_test.astype(np.float32) / 255
    np.testing.assert_allclose(
        prediction.Predictor(litert_file).probabilities(images),
        prediction.shipped().probabilities(images),
        atol=1e-4,
    )


def test_a_network_of_sliders_that_was_taught_comes_back(small, few_digits):
    model, _ = small
    plain = keras_model.layers(SMALL.network)
    plain.set_weights(model.get_weights())
    run = done(settings=SMALL, is_fine_tuning=True, accuracy=0.5)
    file = model_file.keras_file(plain)
    packed = work_zip.pack(
        Work(((run, None),), LabelledDrawings(), SMALL), lambda *_: file
    )
    _, keras_file, _ = only(import_model.open_bundle(packed, few_digits))
    again = keras_model.load(keras_file)
    for before, after in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def foreign_layer(layers):
    layers[1]["class_name"] = "Lambda"


def foreign_code(layers):
    layers[1]["module"] = "os"
    layers[1]["class_name"] = "system"
    layers[1]["config"] = {"command": "touch /tmp/owned"}


def strides(layers):
    layers[-1]["config"]["use_bias"] = False


def huge(layers):
    layers[-2]["config"]["units"] = 10**9


def no_layer(layers):
    layers.clear()


@pytest.mark.parametrize(
    "change", [foreign_layer, foreign_code, strides, huge, no_layer]
)
def test_a_network_that_no_sliders_make_is_refused(small, few_digits, change):
    _, file = small
    found = config(file)
    change(found["config"]["layers"])
    text = json.dumps(found)
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(text.encode())
    with pytest.raises(WorkUnreadable):
        import_model.open_bundle(
            with_entry(file, work_zip.KERAS_CONFIG, text), few_digits
        )


def test_crafted_weights_are_refused_in_a_process_of_their_own(small, few_digits):
    _, file = small
    for content in (crafted(bomb), b"", b"\x89HDF\r\n\x1a\n" + bytes(500)):
        with pytest.raises(WorkUnreadable):
            import_model.open_bundle(
                with_entry(file, work_zip.WEIGHTS, content), few_digits
            )


def test_weights_of_another_network_are_refused(small, few_digits):
    _, file = small
    other = model_file.keras_file(
        keras_model.build(RunSettings(network=NetworkSpec((), ())), 1)
    )
    with pytest.raises(WorkUnreadable):
        import_model.open_bundle(
            with_entry(file, work_zip.WEIGHTS, weights(other)), few_digits
        )


def test_a_network_less_than_the_zip_says_is_refused(small, few_digits):
    class Forgetful(Sandbox):
        """A process that was taken over, and leaves a network out."""

        def answers(self, kind, file):
            """Return only the first answer."""
            yield from itertools.islice(super().answers(kind, file), 1)

    _, file = small
    with pytest.raises(WorkUnreadable, match="a network less"):
        import_model.open_bundle(file, few_digits, Forgetful())


def test_a_file_that_takes_too_long_is_refused(small, few_digits, monkeypatch):
    _, file = small
    monkeypatch.setitem(
        LIMITS, FileKind.WORK, replace(LIMITS[FileKind.WORK], wall_seconds=0.1)
    )
    for_ever = Sandbox([sys.executable, "-c", "import time; time.sleep(10**6)"])
    with pytest.raises(UploadTooSlow):
        import_model.open_bundle(file, few_digits, for_ever)


def test_a_file_on_the_disk_has_its_networks_next_to_it(small, few_digits, tmp_path):
    model, file = small
    path = tmp_path / "upload"
    path.write_bytes(file)
    ((entry, keras_file, litert_file),) = import_model.open_bundle(
        path, few_digits
    ).runs
    assert isinstance(keras_file, Path)
    assert isinstance(litert_file, Path)
    assert (keras_file.parent, litert_file.parent) == (tmp_path, tmp_path)
    again = keras_model.build(entry.run.settings, 4)
    fit.restore(again, keras_file.read_bytes())
    for before, after in zip(model.variables, again.variables, strict=True):
        np.testing.assert_array_equal(before, after)
