"""The shipped network reads digits and rejects non-digits."""

import threading

import numpy as np
import pytest

from core import prediction
from core.errors import EmptyDrawing, NetworkGone
from core.no_digit import NoDigit
from scripts.handwriting import pen, synthetic_nondigits
from tests.support.letters import LETTERS


@pytest.mark.thorough
def test_the_shipped_network_reads_the_test_images(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    assert (answers == mnist.y_test).mean() >= 0.9955


def test_the_shipped_file_is_small():
    assert prediction.SHIPPED_PATH.stat().st_size <= 2**20


@pytest.mark.thorough
def test_digits_are_seldom_refused(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    others = prediction.shipped().no_digits(images).sum(axis=1)
    assert (others > prediction.REFUSED_ABOVE).mean() <= 0.01


def readings_of(letter):
    """Read a letter in thirty variations."""
    random = np.random.default_rng(ord(letter))
    strokes = [np.array(stroke, float) for stroke in LETTERS[letter]]
    return [
        prediction.shipped().read(
            pen.picture(
                pen.varied(strokes, random, pen.Variation()),
                random,
                brush=int(random.integers(8, 25)),
            )
        )
        for _ in range(30)
    ]


@pytest.mark.thorough
def test_letters_are_refused():
    refused = {
        letter: sum(reading.digit is None for reading in readings_of(letter)) / 30
        for letter in LETTERS
    }
    assert np.mean(list(refused.values())) >= 0.95, refused
    assert sum(share < 0.9 for share in refused.values()) <= 1, refused


@pytest.mark.parametrize("letter", "AEFHKMNPR")
def test_a_refused_letter_is_called_a_letter(letter):
    kinds = [r.no_digit for r in readings_of(letter) if r.no_digit is not None]
    assert kinds.count(NoDigit.LETTER) >= 0.8 * len(kinds)


def test_a_network_that_knows_digits_alone_never_refuses():
    network = prediction.article()
    assert not network.refuses
    blot = np.full((260, 260, 4), 255, np.uint8)
    blot[100:140, 90:170, :3] = 0
    reading = network.read(blot)
    assert reading.digit is not None
    assert reading.no_digit is None


def test_a_dot_is_too_little_for_a_digit():
    for brush in (4, 9, 20, 40):
        dot = pen.ink([np.array([[130.0, 130.0]])], brush)
        reading = prediction.shipped().read(dot)
        assert reading.digit is None
        assert reading.no_digit is NoDigit.FRAGMENT


def test_a_smiley_is_a_picture():
    random = np.random.default_rng(0)
    kinds: list[NoDigit | None] = []
    while len(kinds) < 10:
        lines = synthetic_nondigits.picture(random)
        if len(lines) == 4 and len(lines[0]) > 30:
            reading = prediction.shipped().read(pen.picture(lines, random, brush=10))
            assert reading.digit is None
            kinds.append(reading.no_digit)
    assert kinds.count(NoDigit.SCRIBBLE) >= 8


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


def test_both_outputs_come_from_one_call():
    network = prediction.shipped()
    images = np.random.default_rng(3).random((5, 28, 28), np.float32)
    digits, no_digits = network.answers(images)
    np.testing.assert_array_equal(digits, network.probabilities(images))
    np.testing.assert_array_equal(no_digits, network.no_digits(images))
    assert no_digits.max() > 0
