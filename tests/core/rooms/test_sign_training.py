"""The recipe for signs makes an epoch of a few drawings, each sign as often."""

import numpy as np

from core.rooms.sign_training import EPOCH_IMAGES, RECIPE, practised
from core.settings.run import RunSettings

CHANCE = np.random.default_rng(1)
LABELS = np.array([0] * 50 + [1] * 3 + [4] * 20, np.uint8)
IMAGES = CHANCE.integers(0, 255, (len(LABELS), 28, 28)).astype(np.uint8)


def test_each_sign_is_practised_equally_often_however_often_it_was_drawn():
    _, labels = practised(IMAGES, LABELS)
    signs, counts = np.unique(labels, return_counts=True)
    assert signs.tolist() == [0, 1, 4]
    assert set(counts) == {EPOCH_IMAGES // 3}


def test_each_drawing_of_a_sign_is_practised_and_keeps_its_label():
    images, labels = practised(IMAGES, LABELS)
    of = {image.tobytes(): label for image, label in zip(IMAGES, LABELS, strict=True)}
    times = dict.fromkeys(of, 0)
    for image, label in zip(images, labels, strict=True):
        assert of[image.tobytes()] == label
        times[image.tobytes()] += 1
    for sign in (0, 1, 4):
        own = [count for drawing, count in times.items() if of[drawing] == sign]
        assert max(own) - min(own) <= 1
        assert min(own) > 0


def test_one_drawing_is_enough_to_go_on():
    images, labels = practised(IMAGES[:1], LABELS[:1])
    assert len(images) == len(labels) == EPOCH_IMAGES


def test_a_run_takes_all_of_an_epoch_and_varies_it():
    assert isinstance(RECIPE, RunSettings)
    assert RECIPE.images == EPOCH_IMAGES
    assert RECIPE.augments
    RECIPE.network.layers()
