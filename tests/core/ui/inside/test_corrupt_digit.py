"""What a network says of a corrupted digit."""

import numpy as np

from core import prediction
from core.ui.inside import corrupt_digit


def test_a_network_with_two_outputs_is_asked_once(canvas, monkeypatch):
    calls = []
    answers = prediction.Predictor.answers

    def count(network, images):
        calls.append(images)
        return answers(network, images)

    monkeypatch.setattr(prediction.Predictor, "answers", count)
    image = np.zeros((28, 28), np.float32)
    image[4:24, 13:16] = 1
    answer = corrupt_digit._answer(prediction.shipped(), image)  # noqa: SLF001  the page asks four times
    assert answer.said == "1"
    assert len(calls) == 1
