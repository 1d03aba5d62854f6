"""The worker's activations agree with the pages', and the maps keep neighbours."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from core import prediction
from core.datasets import loader
from core.explain import embedding
from core.explain.activations import ActivationReader
from core.prediction import Predictor
from core.settings.network import Block, NetworkSpec
from core.training import embedding as study
from core.training import fit
from core.training import keras_model as network

pytestmark = pytest.mark.tensorflow

SPECS = {
    "dense layers": NetworkSpec(
        blocks=(Block.parse("4x5p"),), dense=(32, 16), dropout=20
    ),
    "no dense layer": NetworkSpec(
        blocks=(Block.parse("4x5p"),), dense=(), batch_norm=True
    ),
}


@pytest.fixture(scope="module")
def digits():
    """A hundred training digits and three hundred test digits."""
    whole = loader.load(loader.Source.SAMPLE)
    return replace(
        whole,
        x_train=whole.x_train[:100],
        y_train=whole.y_train[:100],
        x_test=whole.x_test[:300],
        y_test=whole.y_test[:300],
    )


@pytest.fixture(scope="module")
def shipped(digits):
    """The map of the network that Trazo ships with."""
    return study.embedding_map(prediction.SHIPPED_KERAS_PATH.read_bytes(), digits)


def seen_by_pages(file, images):
    """Return the layer's activations as the web process reads them with LiteRT."""
    network = ActivationReader(file)
    return np.stack(
        [
            embedding.penultimate_activations(
                network.layers((image / 255).astype(np.float32))
            )
            for image in images
        ]
    )


def agrees(made, litert_file, digits):
    """Compare a map with the pages' activations."""
    for features, images in (
        (made.features, digits.x_train[:20]),
        (made.test_features, digits.x_test[made.test[:20]]),
    ):
        expected = seen_by_pages(litert_file, images)
        # Within the precision of float16.
        np.testing.assert_allclose(
            features[:20] * made.scale, expected, atol=1e-3 * made.scale
        )
    floats = (digits.x_test[made.test] / 255).astype(np.float32)
    answers = Predictor(litert_file).probabilities(floats).argmax(axis=1)
    np.testing.assert_array_equal(made.test_answers, answers)
    np.testing.assert_array_equal(made.test_labels, digits.y_test[made.test])


@pytest.mark.parametrize("name", SPECS)
def test_the_worker_finds_what_the_pages_see(name, digits):
    keras_file, litert_file = fit.files(network.layers(SPECS[name]))
    agrees(study.embedding_map(keras_file, digits), litert_file, digits)


def test_the_worker_finds_what_the_pages_see_in_the_shipped_network(shipped, digits):
    agrees(shipped, prediction.SHIPPED_PATH.read_bytes(), digits)


def test_a_training_digit_that_is_drawn_is_its_own_nearest(shipped, digits):
    (given,) = seen_by_pages(prediction.SHIPPED_PATH.read_bytes(), digits.x_train[5:6])
    assert shipped.nearest(given, 1).tolist() == [5]


def test_the_axes_are_those_of_another_pca(shipped):
    features = shipped.test_features.astype(np.float64)
    other = PCA(2, svd_solver="full").fit(features)
    signs = np.sign((shipped.axes * other.components_).sum(axis=1))
    np.testing.assert_allclose(
        shipped.axes, other.components_ * signs[:, None], atol=2e-3
    )
    assert shipped.share == pytest.approx(
        other.explained_variance_ratio_.sum(), abs=1e-3
    )
    np.testing.assert_allclose(
        shipped.pca, other.transform(features) * signs, atol=1e-3
    )


def test_t_sne_keeps_neighbours(shipped):
    features = shipped.test_features.astype(np.float32)
    mixed = np.random.default_rng(1).permutation(shipped.tsne)
    assert trustworthiness(features, mixed, n_neighbors=10) < 0.6
    assert trustworthiness(features, shipped.tsne, n_neighbors=10) > 0.9


def test_a_network_whose_neurons_have_all_died_has_a_map(digits, tmp_path):
    model = network.layers(SPECS["dense layers"])
    for weights in model.trainable_weights:
        weights.assign(np.zeros(weights.shape))
    model.save(tmp_path / "network.keras")
    made = study.embedding_map((tmp_path / "network.keras").read_bytes(), digits)
    assert made.share == 0
    assert not made.features.any()
    assert np.isfinite(made.tsne).all()


def test_mistakes_among_the_other_digits_are_on_the_map_too(monkeypatch):
    monkeypatch.setattr(study, "MAP_DIGITS", 4)
    monkeypatch.setattr(study, "MOST_ON_MAP", 6)
    wrong = np.zeros(12, np.bool_)
    wrong[[1, 5, 9, 11]] = True
    assert study.map_images(wrong, 100).tolist() == [0, 1, 2, 3, 5, 9]
    assert study.map_images(wrong, 5).tolist() == [0, 1, 2, 3, 5]
    assert study.map_images(wrong, 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("name", SPECS)
def test_multiplications_are_those_that_the_pages_count(name):
    spec = SPECS[name]
    assert study.multiplications(network.layers(spec)) == spec.plan().multiplications


def test_a_network_that_multiplies_much_looks_at_fewer_digits(digits, monkeypatch):
    spec = SPECS["dense layers"]
    each = spec.plan().multiplications
    monkeypatch.setattr(study, "MOST_MULTIPLICATIONS", 100 * each)
    keras_file, litert_file = fit.files(network.layers(spec))
    made = study.embedding_map(keras_file, digits)
    assert len(made.features) == len(made.test) == 50
    agrees(made, litert_file, digits)


def test_of_a_wide_layer_fewer_digits_are_kept(digits, monkeypatch):
    monkeypatch.setattr(study, "FEATURE_BYTES", 2 * 512 * 60)
    made = study.embedding_map(prediction.SHIPPED_KERAS_PATH.read_bytes(), digits)
    assert made.features.shape == (60, 512)
    assert made.test_features.shape == (60, 512)
