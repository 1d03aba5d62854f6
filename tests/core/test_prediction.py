"""The shipped network answers, the same as Keras would."""

import threading

import numpy as np
import pytest

from core import prediction
from core.errors import EmptyDrawing, NetworkGone


def test_the_shipped_network_reads_the_test_images(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    assert (answers == mnist.y_test).mean() >= 0.98


def test_probabilities_agree_with_keras(mnist):
    keras = pytest.importorskip("keras")
    model = keras.saving.load_model(prediction.SHIPPED_PATH.with_suffix(".keras"))
    images = (mnist.x_test[:200] / 255).astype(np.float32)
    np.testing.assert_allclose(
        prediction.shipped().probabilities(images),
        model.predict(images[..., None], verbose=0),
        atol=2e-6,
    )


def test_a_reading_keeps_its_promises(seven):
    reading = prediction.shipped().read(seven)
    assert reading.digit == 7
    assert reading.probabilities.shape == (10,)
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert reading.seen.shape == (28, 28)


def test_an_empty_canvas_is_no_digit():
    with pytest.raises(EmptyDrawing):
        prediction.shipped().read(np.full((260, 260, 4), 255, np.uint8))


def test_no_image_gives_no_row():
    assert prediction.shipped().probabilities(
        np.empty((0, 28, 28), np.float32)
    ).shape == (
        0,
        10,
    )


def test_threads_that_ask_at_once_get_their_own_answers():
    network = prediction.shipped()
    images = np.random.default_rng(0).random((8, 28, 28), np.float32)
    expected = network.probabilities(images)
    wrong = []

    def ask(index):
        for _ in range(100):
            (answer,) = network.probabilities(images[index : index + 1])
            if not np.allclose(answer, expected[index], atol=1e-6):
                wrong.append(index)

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_network_whose_file_is_gone_is_named(tmp_path):
    with pytest.raises(NetworkGone):
        prediction.load(tmp_path / "network.tflite")
