"""Maps of a network's digits."""

import numpy as np

from core.explain.embedding import EmbeddingMap

UNITS, DIGITS, SHOWN = 6, 50, 30


def random_map() -> EmbeddingMap:
    """Return a map of random numbers, except for the PCA positions."""
    random = np.random.default_rng(5)
    test_features = random.uniform(-1, 1, (SHOWN, UNITS)).astype(np.float16)
    centre = test_features.mean(axis=0, dtype=np.float32)
    axes = np.linalg.qr(random.normal(size=(UNITS, 2)))[0].T.astype(np.float32)
    return EmbeddingMap(
        scale=8.0,
        features=random.uniform(-1, 1, (DIGITS, UNITS)).astype(np.float16),
        labels=random.integers(0, 10, DIGITS).astype(np.uint8),
        test=np.arange(0, 2 * SHOWN, 2, dtype=np.int32),
        test_features=test_features,
        test_labels=random.integers(0, 10, SHOWN).astype(np.uint8),
        test_answers=random.integers(0, 10, SHOWN).astype(np.uint8),
        centre=centre,
        axes=axes,
        share=0.4,
        pca=((test_features - centre) @ axes.T).astype(np.float32),
        tsne=random.normal(size=(SHOWN, 2)).astype(np.float32),
    )
