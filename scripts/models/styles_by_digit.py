"""Measures which digits in European styles each network reads, digit by digit.

``python -m scripts.models.styles_by_digit`` prints a line for each network. With
``--write``, it writes the shares into core/assets/styles.json, where the test of the
lessons' figures finds them. The digits are those of the collection `styles` of
`scripts.models.evaluate`: zeros, most of them slashed; ones, most with an upstroke;
sevens, most with a bar; and the seven other digits.
"""

import argparse
import json

import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.prediction import Predictor
from core.settings.network import CLASSES
from scripts.handwriting import test_sets

PATH = prediction.ASSETS / "styles.json"


def shares(
    network: Predictor, images: NDArray[np.float32], labels: NDArray[np.int64]
) -> list[float]:
    """Return the share of each digit that a network reads right, from 0 to 9.

    Args:
        network: The network.
        images: (n, 28, 28) float32 in [0, 1].
        labels: (n,), each 0 to 9.
    """
    right = test_sets.answers(network, images) == labels
    return [round(float(right[labels == digit].mean()), 4) for digit in range(CLASSES)]


def measured() -> dict[str, list[float]]:
    """Return the shares of both networks."""
    pictures, labels = test_sets.styles()
    images = test_sets.prepared("styles", pictures)
    networks = {"article": prediction.article(), "shipped": prediction.shipped()}
    return {name: shares(network, images, labels) for name, network in networks.items()}


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the figures")
    write = parser.parse_args().write
    found = measured()
    for name, by_digit in found.items():
        print(f"{name:<8}" + "".join(f"{share:>8.1%}" for share in by_digit))
    if write:
        lines = [f'  "{name}": {json.dumps(found[name])}' for name in found]
        PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
