"""Made-up answers of networks."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def softmax(seed: int, images: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return made-up probabilities, (images, 10) float32, and labels."""
    random = np.random.default_rng(seed)
    powers = np.exp(3 * random.standard_normal((images, 10)))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return shares.astype(np.float32), random.integers(0, 10, images, np.uint8)


def one_hot(digits: ArrayLike) -> NDArray[np.float32]:
    """Return answers that are certain, (n, 10) float32."""
    certain: NDArray[np.float32] = np.eye(10, dtype=np.float32)[np.asarray(digits)]
    return certain
