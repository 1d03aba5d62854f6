"""The file of a network in training is written once for each state of the network."""

import errno

import keras
import numpy as np
import pytest

from core.settings.network import NetworkSpec
from core.settings.run import RunSettings
from core.training import keras_model, model_file
from core.training.model_file import ModelFile

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def model():
    """A small network whose optimiser has numbers of its own."""
    built = keras_model.build(RunSettings(network=NetworkSpec((), ())), 1)
    built.optimizer.build(built.trainable_variables)
    return built


def step(model):
    """Train on one batch."""
    images = np.ones((2, 28, 28, 1), np.float32)
    model.train_on_batch(images, np.eye(10)[[1, 2]])


def weights(content, tmp_path):
    """Return the weights that a file holds."""
    path = tmp_path / "network.keras"
    path.write_bytes(content)
    return keras.saving.load_model(path).get_weights()


def test_it_is_written_again_after_a_batch_only(model, monkeypatch, tmp_path):
    written = []
    write = model_file.keras_file

    def counting(network):
        written.append(write(network))
        return written[-1]

    monkeypatch.setattr(model_file, "keras_file", counting)
    file = ModelFile(model)
    for batches in range(3):
        assert file.content() is file.checkpoint() is file.content()
        assert len(written) == batches + 1
        for found, expected in zip(
            weights(file.content(), tmp_path), model.get_weights(), strict=True
        ):
            np.testing.assert_array_equal(found, expected)
        step(model)


def test_a_full_disk_leaves_no_checkpoint_and_is_tried_again(model, monkeypatch):
    file = ModelFile(model)
    with monkeypatch.context() as full:

        def fail(*_):
            raise OSError(errno.ENOSPC, "no room")

        full.setattr(keras.Model, "save", fail)
        assert file.checkpoint() is None
        with pytest.raises(OSError, match="no room"):
            file.content()
    assert file.checkpoint()


def test_what_is_no_full_disk_is_not_hidden(model, monkeypatch):
    def fail(*_):
        raise ValueError("broken")

    monkeypatch.setattr(keras.Model, "save", fail)
    with pytest.raises(ValueError, match="broken"):
        ModelFile(model).checkpoint()
