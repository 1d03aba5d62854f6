"""Snapshots agree with Keras at their moments."""

import keras
import numpy as np
import pytest

from core.runs import snapshots
from core.runs.progress import Resume
from core.runs.snapshots import TrackedDigit
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.training import fit
from core.training import keras_model as network
from core.training.lease import Lease
from tests.support.sent import sent

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("keras_file_alone")]

SETTINGS = RunSettings(epochs=2, batch_size=32, images=600, seed=3)
BATCHES = 19


def run(dataset, settings=SETTINGS, pins=(), resume=None, send=None):
    """Train; return the snapshots and the result."""
    moments: list[snapshots.Snapshot] = []

    def keep(report):
        moments.extend(sent(report).moments)
        if send is not None:
            send(report)

    trained = fit.train(
        TrainTask(
            run_id="run",
            settings=settings,
            source=dataset.source,
            resume=resume,
            pins=tuple(pins),
        ),
        dataset,
        lease=Lease(),
        send=keep,
    )
    return moments, trained


def keras_model(trained, tmp_path):
    """Return the Keras model of a run."""
    path = tmp_path / "network.keras"
    path.write_bytes(trained.keras_file)
    return keras.saving.load_model(path)


def pins_of(dataset, count):
    """Return the first test digits as tracked digits."""
    return tuple(
        TrackedDigit(image, int(label))
        for image, label in zip(
            dataset.x_test[:count], dataset.y_test[:count], strict=True
        )
    )


@pytest.fixture(scope="module")
def watched(few_digits, keras_file_alone):
    """The snapshots and the result of a run that is watched."""
    return run(few_digits, pins=pins_of(few_digits, 3))


def test_pins_and_filters_are_those_of_keras(few_digits, watched, tmp_path):
    pins = pins_of(few_digits, 3)
    moments, trained = watched
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


def test_the_first_epoch_has_ten_moments_and_each_later_one_a_few(watched):
    moments, _ = watched
    places = [moment.batch for moment in moments]
    assert places == sorted(set(places))
    assert len([place for place in places if place <= BATCHES]) >= 10
    assert (
        len([place for place in places if place > BATCHES]) == snapshots.LATER_MOMENTS
    )


def test_to_be_watched_changes_nothing(few_digits, watched):
    _, trained = watched
    _, plain = run(few_digits)
    assert trained.loss == pytest.approx(plain.loss, rel=1e-5)


def test_a_continued_run_is_watched_on(few_digits, watched):
    pins = pins_of(few_digits, 1)
    _, trained = watched
    stand = Resume(3, epochs_done=2, keras_file=trained.keras_file)
    moments, _ = run(few_digits, pins=pins, resume=stand)
    assert moments[0].batch > 2 * BATCHES
    assert moments[-1].batch == 3 * BATCHES


def test_without_a_convolution_the_first_neurons_are_the_pictures(few_digits):
    spec = NetworkSpec(blocks=(), dense=(32,))
    settings = RunSettings(epochs=1, batch_size=128, images=300, network=spec)
    moments, _ = run(few_digits, settings)
    assert moments[-1].filters.shape == (16, 28, 28)
    model = network.layers(NetworkSpec(blocks=(Block.parse("4x5p"),)))
    kernel = network.first_kernel(model).numpy()
    assert network.as_pictures(kernel).shape == (4, 5, 5)
