"""What is watched is what Keras says, at the moments that it is said for."""

import tempfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core import data, watching
from core.network import Block, NetworkSpec
from core.progress import Report, Resume
from core.settings import RunSettings
from core.training import fit, network
from core.training.lease import Lease
from core.watching import Pin

SETTINGS = RunSettings(epochs=2, batch_size=32, images=600, seed=3)
BATCHES = 19


@pytest.fixture(scope="module")
def sample():
    """A sample whose test takes no time."""
    whole = data.load(data.Source.SAMPLE)
    return replace(whole, x_test=whole.x_test[:100], y_test=whole.y_test[:100])


@pytest.fixture(scope="module", autouse=True)
def keras_file_only():
    """Leave out the file for serving, which takes longer than these runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "files", keras_only)
        yield


def keras_only(model):
    """Return Keras's file alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return path.read_bytes(), b""


def run(dataset, settings=SETTINGS, pins=(), resume=None, send=None):
    """Train; return what was watched, and the result."""
    moments: list[watching.Moment] = []

    def keep(report):
        moments.extend(Report.from_message(report.to_message()).moments)
        if send is not None:
            send(report)

    trained = fit.train(
        settings,
        dataset,
        run_id="run",
        lease=Lease(),
        send=keep,
        resume=resume,
        pins=pins,
    )
    return moments, trained


def keras_model(trained, tmp_path):
    """Return the model that a run left."""
    path = tmp_path / "network.keras"
    path.write_bytes(trained.keras_file)
    return keras.saving.load_model(path)


def pins_of(dataset, count):
    """Pin the first test digits."""
    return tuple(
        Pin(image, int(label))
        for image, label in zip(
            dataset.x_test[:count], dataset.y_test[:count], strict=True
        )
    )


def test_pins_and_filters_are_those_of_keras(sample, tmp_path):
    pins = pins_of(sample, 3)
    moments, trained = run(sample, pins=pins)
    keras.utils.set_random_seed(SETTINGS.seed)
    before = network.build(SETTINGS, BATCHES)
    images = np.stack([pin.image for pin in pins])[..., None] / np.float32(255)
    for moment, model in (
        (moments[0], before),
        (moments[-1], keras_model(trained, tmp_path)),
    ):
        np.testing.assert_allclose(moment.probabilities, model(images), atol=1e-5)
        kernel = model.layers[0].kernel.numpy()
        assert moment.filters.shape == (32, 3, 3)
        np.testing.assert_allclose(moment.filters[5], kernel[:, :, 0, 5], atol=1e-6)
    assert [moments[0].batch, moments[-1].batch] == [0, 2 * BATCHES]


def test_the_first_epoch_has_ten_moments_and_each_later_one_a_few(sample):
    moments, _ = run(sample)
    places = [moment.batch for moment in moments]
    assert places == sorted(set(places))
    assert len([place for place in places if place <= BATCHES]) >= 10
    assert len([place for place in places if place > BATCHES]) == watching.LATER_MOMENTS


@pytest.mark.parametrize("batches", [10, 32, 118, 469, 3750])
def test_an_epoch_of_any_length_has_its_moments(batches):
    due = [batch for batch in range(3 * batches + 1) if watching.is_due(batch, batches)]
    first = [batch for batch in due if batch <= batches]
    assert len(first) >= 10
    assert first[:3] == [0, 1, 2]
    assert first[-1] == batches
    later = [batch for batch in due if batch > batches]
    assert len(later) == 2 * watching.LATER_MOMENTS
    assert later[-1] == 3 * batches


def test_to_be_watched_changes_nothing(sample):
    _, watched = run(sample, pins=pins_of(sample, 4))
    _, plain = run(sample)
    assert watched.loss == pytest.approx(plain.loss, rel=1e-5)


def test_a_continued_run_is_watched_on(sample):
    pins = pins_of(sample, 1)
    _, trained = run(sample, pins=pins)
    stand = Resume(3, 2, (), (), trained.keras_file)
    moments, _ = run(sample, pins=pins, resume=stand)
    assert moments[0].batch > 2 * BATCHES
    assert moments[-1].batch == 3 * BATCHES


def test_without_a_convolution_the_first_neurons_are_the_pictures(sample):
    spec = NetworkSpec(blocks=(), dense=(32,))
    settings = RunSettings(epochs=1, batch_size=128, images=300, network=spec)
    moments, _ = run(sample, settings)
    assert moments[-1].filters.shape == (16, 28, 28)
    model = network.layers(NetworkSpec(blocks=(Block(4, 5, pooling=True),)))
    kernel = network.first_kernel(model).numpy()
    assert network.as_pictures(kernel).shape == (4, 5, 5)
