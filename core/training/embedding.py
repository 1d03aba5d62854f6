"""What a network makes of MNIST in its last hidden layer, and two maps of it."""

import math

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from core.arrays.pixel_types import as_float32
from core.datasets.loader import Dataset
from core.explain.embedding import EmbeddingMap
from core.settings.network import CLASSES
from core.training import keras_model

BATCH = 500
# Of the training digits, and again of those on the map: all 60 000 where the layer has
# 128 units, as the article's; fewer where it is wider.
FEATURE_BYTES = 16 * 2**20
# For all digits together: twenty seconds of a core. The article's network and the
# shipped one go through all of MNIST with less; the largest looks at five thousand.
MOST_MULTIPLICATIONS = 5 * 10**11
# The first test digits are on the map, and of the others those that it reads wrong.
MAP_DIGITS = 2000
MOST_ON_MAP = 2500
# Of t-SNE: about how many neighbours of a digit it keeps together, and how long it
# arranges. Twice as long kept no more of them (trustworthiness 0.990 both).
PERPLEXITY = 30
ITERATIONS = 500
SEED = 1


def embedding_map(keras_file: bytes, dataset: Dataset) -> EmbeddingMap:
    """Ask a network about MNIST's digits.

    Args:
        keras_file: A run's network, or the shipped one: its first output is the
            softmax of the ten digits, which one dense layer makes.
        dataset: The digits.
    """
    model = keras_model.load(keras_file)
    last = next(
        layer
        for layer in reversed(model.layers)
        if isinstance(layer, keras.layers.Dense) and layer.units == CLASSES
    )
    affordable = MOST_MULTIPLICATIONS // multiplications(model)
    x_test = dataset.x_test[: affordable // 2]
    answers = _given(keras.Model(model.inputs, model.outputs[0]), x_test).argmax(axis=1)
    hidden = keras.Model(model.inputs, last.input)
    room = FEATURE_BYTES // (hidden.output_shape[-1] * np.dtype(np.float16).itemsize)
    test = map_images(answers != dataset.y_test[: len(x_test)], room)
    features = _given(hidden, dataset.x_train[: min(room, affordable - len(x_test))])
    test_features = _given(hidden, x_test[test])
    scale = float(max(np.abs(features).max(), np.abs(test_features).max())) or 1.0
    test_features /= scale
    # Two threads that wait for each other lose to one where pages take their cores:
    # 10 to 25 s in place of 5, and twice the work.
    with threadpool_limits(1):
        # Digits that are all the same have a variance of 0, and no share of it.
        with np.errstate(invalid="ignore"):
            pca = PCA(2, svd_solver="full").fit(test_features)
        share = float(np.nan_to_num(pca.explained_variance_ratio_).sum())
        tsne = t_sne(test_features)
    return EmbeddingMap(
        scale=scale,
        features=(features / scale).astype(np.float16),
        labels=dataset.y_train[: len(features)],
        test=test,
        test_features=test_features.astype(np.float16),
        test_labels=dataset.y_test[test],
        test_answers=answers[test].astype(np.uint8),
        centre=np.asarray(pca.mean_, np.float32),
        axes=np.asarray(pca.components_, np.float32),
        share=share,
        pca=np.asarray(pca.transform(test_features), np.float32),
        tsne=tsne,
    )


def multiplications(model: keras.Model) -> int:
    """Return how many multiplications take one image through a network."""
    total = 0
    for layer in model.layers:
        kernel = getattr(layer, "kernel", None)
        if kernel is not None:
            places = layer.output.shape[1:-1]
            total += math.prod(kernel.shape) * math.prod(places)
    return max(total, 1)


def map_images(wrong: NDArray[np.bool_], room: int) -> NDArray[np.int32]:
    """Return which test digits are on the map, ascending.

    Args:
        wrong: Which of all are read wrong, (n,).
        room: How many there is room for.
    """
    first = np.arange(min(MAP_DIGITS, room, len(wrong)))
    others = np.flatnonzero(wrong[len(first) :]) + len(first)
    others = others[: min(MOST_ON_MAP, room) - len(first)]
    return np.concatenate([first, others]).astype(np.int32)


def t_sne(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the places that t-SNE finds, (m, 2) float32.

    Args:
        features: (m, units).

    Source: van der Maaten and Hinton, "Visualizing Data using t-SNE" (2008); Kobak
    and Berens, "The art of using t-SNE for single-cell transcriptomics" (2019), for
    the start from PCA, which keeps what of the whole can be kept.
    """
    # A network whose neurons have all died gives every digit the same numbers, which
    # have no principal axes.
    varied = bool((features != features[0]).any())
    places: NDArray[np.float32] = TSNE(
        2,
        perplexity=min(PERPLEXITY, (len(features) - 1) / 3),
        init="pca" if varied else "random",
        max_iter=ITERATIONS,
        random_state=SEED,
    ).fit_transform(features)
    return places.astype(np.float32)


def _given(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what a model gives for each image, (n, units) float32.

    `predict` took half as long again, and a float32 copy of all images 188 MB.
    """
    parts = [
        model.predict_on_batch(as_float32(images[start : start + BATCH, ..., None]))
        for start in range(0, len(images), BATCH)
    ]
    return np.asarray(np.concatenate(parts), np.float32)
