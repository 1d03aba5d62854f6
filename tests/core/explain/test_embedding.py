"""Neighbours agree with a plain search, and an invalid map's file is refused."""

import math
import os
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.explain import activations, embedding
from core.explain.embedding import EmbeddingRequest, Method
from tests.support.embeddings import DIGITS, SHOWN, UNITS, random_map
from tests.support.small_disk import on_a_small_disk


@pytest.fixture
def digit_map():
    """A map of random numbers."""
    return random_map()


@pytest.fixture
def drawn():
    """The layer's activations for a drawing."""
    return np.random.default_rng(9).uniform(-8, 8, UNITS).astype(np.float32)


def plain_distances(features, hidden, scale):
    """Return the distances, by a plain loop."""
    return [
        math.sqrt(
            sum(
                (float(one) * scale - float(other)) ** 2
                for one, other in zip(row, hidden, strict=True)
            )
        )
        for row in features
    ]


@pytest.mark.parametrize("chunk", [7, 256])
def test_the_nearest_are_those_of_a_plain_search(digit_map, drawn, chunk, monkeypatch):
    monkeypatch.setattr(embedding, "CHUNK", chunk)
    distances = plain_distances(digit_map.features, drawn, digit_map.scale)
    expected = sorted(range(DIGITS), key=distances.__getitem__)[:12]
    assert digit_map.nearest(drawn, 12).tolist() == expected


def test_two_that_are_nearly_alike_are_told_apart(digit_map):
    features = np.full((3, UNITS), 0.5, np.float16)
    features[0, 0], features[1, 0] = 0.501, 0.5005
    hidden = np.full(UNITS, 4.0, np.float32)
    found = replace(digit_map, features=features).nearest(hidden, 3)
    assert found.tolist() == [2, 1, 0]


def test_a_test_digit_is_placed_on_itself(digit_map):
    for place in range(SHOWN):
        hidden = digit_map.test_features[place].astype(np.float32) * np.float32(8)
        for method in Method:
            np.testing.assert_allclose(
                digit_map.place(hidden, method),
                digit_map.positions(method)[place],
                atol=1e-4,
            )


def test_on_the_map_of_t_sne_a_drawing_is_amid_its_nearest(digit_map, drawn):
    distances = plain_distances(digit_map.test_features, drawn, 8.0)
    nearest = sorted(range(SHOWN), key=distances.__getitem__)[: embedding.AMONG]
    weights = [1 / distances[place] for place in nearest]
    expected = [
        sum(
            weight * float(digit_map.tsne[place, axis])
            for place, weight in zip(nearest, weights, strict=True)
        )
        / sum(weights)
        for axis in range(2)
    ]
    np.testing.assert_allclose(digit_map.place(drawn, Method.TSNE), expected, atol=1e-5)


def test_a_map_is_read_as_it_was_written(digit_map, tmp_path):
    path = tmp_path / "folder" / "alike.npz"
    digit_map.write(path)
    again = embedding.load_cached(path)
    assert again is not None
    for name, value in vars(digit_map).items():
        np.testing.assert_array_equal(getattr(again, name), value)
        assert np.asarray(getattr(again, name)).dtype == np.asarray(value).dtype
    assert [file.name for file in path.parent.iterdir()] == ["alike.npz"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_no_map(digit_map, tmp_path, share):
    path = tmp_path / "alike.npz"
    digit_map.write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert embedding.load_cached(path) is None


HOSTILE: dict[str, dict[str, Any]] = {
    "other shapes": {"tsne": np.zeros((SHOWN, 3), np.float32)},
    "fewer labels": {"labels": np.zeros(DIGITS - 1, np.uint8)},
    "no numbers": {"pca": np.full((SHOWN, 2), np.nan, np.float32)},
    "no digits": {"test_answers": np.full(SHOWN, 10, np.uint8)},
    "objects": {"test": np.array([{}] * SHOWN)},
    "another dtype": {"features": np.zeros((DIGITS, UNITS))},
    "a list for a number": {"scale": np.zeros(3)},
    "a number for a list": {"labels": np.uint8(3)},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_holds_something_else_is_no_map(digit_map, tmp_path, name):
    path = tmp_path / "alike.npz"
    np.savez(path, **{**vars(digit_map), **HOSTILE[name]})
    assert embedding.load_cached(path) is None


def test_a_file_with_something_missing_is_no_map(digit_map, tmp_path):
    path = tmp_path / "alike.npz"
    arrays = vars(digit_map).copy()
    del arrays["axes"]
    np.savez(path, **arrays)
    assert embedding.load_cached(path) is None
    path.write_text("not a map", encoding="utf-8")
    assert embedding.load_cached(path) is None
    assert embedding.load_cached(tmp_path / "nothing.npz") is None


def test_a_map_that_is_made_again_is_read_again(digit_map, tmp_path):
    path = tmp_path / "alike.npz"
    digit_map.write(path)
    assert embedding.load_cached(path) is embedding.load_cached(path)
    replace(digit_map, share=0.7).write(path)
    os.utime(path, ns=(1, 1))
    again = embedding.load_cached(path)
    assert again is not None
    assert again.share == 0.7


FULL = """
import sys
from pathlib import Path
import numpy as np
from core.explain.embedding import EmbeddingMap
from core.errors import DiskFull
small = np.zeros((200000, 2), np.float16)
digit_map = EmbeddingMap(1.0, small, *[np.zeros(3)] * 7, 0.5, *[np.zeros(3)] * 2)
path = Path(sys.argv[1]) / "alike.npz"
try:
    digit_map.write(path)
except DiskFull:
    sys.exit(7 if list(path.parent.iterdir()) == [] else 1)
"""


def test_a_full_disk_is_told_and_left_as_it_was(tmp_path):
    assert on_a_small_disk(tmp_path, ["-c", FULL, str(tmp_path)]) == 7


def test_the_layer_before_the_answer_is_the_one_that_is_compared():
    image = (loader.load(loader.Source.SAMPLE).x_test[7] / 255).astype(np.float32)
    for path, units in (
        (prediction.ARTICLE_PATH, 128),
        (prediction.SHIPPED_PATH, 512),
    ):
        layers = activations.load_cached(path).layers(image)
        given = embedding.penultimate_activations(layers)
        assert given.shape == (units,)
        last = layers[-2]
        assert last.weights is not None
        assert last.biases is not None
        np.testing.assert_allclose(
            last.weights @ given + last.biases, layers[-1].given, atol=1e-4
        )


def test_of_the_shipped_network_each_data_has_a_map_of_its_own(trazo_home):
    paths = {EmbeddingRequest.of_shipped(source).path for source in loader.Source}
    assert len(paths) == len(loader.Source)
    assert all(path.is_relative_to(trazo_home) for path in paths)
