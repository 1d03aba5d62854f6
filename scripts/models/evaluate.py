"""Measures each network's accuracy on each collection of handwriting.

``python -m scripts.models.evaluate`` prints a table of collections, networks and ways
of preprocessing. The collections are those in ``shared/data`` next to the project,
MNIST and synthetic styles. With ``--write``, it writes the figures that the Draw page
shows into core/assets/handwriting.json.
"""

import argparse
import json
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.preprocessing import ink, mnist_format
from core.preprocessing.mnist_format import SIDE, Step
from scripts.handwriting import test_sets

Preparation = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def resized(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scale down the whole picture, as most apps do."""
    small = cv2.resize(
        ink.extract_ink(picture), (SIDE, SIDE), interpolation=cv2.INTER_AREA
    )
    image: NDArray[np.float32] = small.astype(np.float32) / max(int(small.max()), 1)
    return image


def boxed(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Crop the box and scale it to 20 px, but centre the box, not its mass."""
    return mnist_format.preprocess(
        ink.extract_ink(picture), frozenset({Step.BOX, Step.SHRINK})
    ).seen


OTHER_WAYS: dict[str, Preparation] = {"resized": resized, "box alone": boxed}


def main() -> None:
    """Measure all networks and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the page's figures")
    write = parser.parse_args().write
    networks = {"article": prediction.article(), "shipped": prediction.shipped()}
    print("| collection | digits | prepared by | article | shipped | refused |")
    print("| --- | --- | --- | --- | --- | --- |")
    figures: dict[str, dict[str, float]] = {}
    for name, collect in test_sets.DIGITS.items():
        pictures, labels = collect()
        ways = {} if name == "mnist" else OTHER_WAYS
        prepared = {
            way: np.stack([prepare(picture) for picture in pictures])
            for way, prepare in ways.items()
        }
        prepared["as the app does"] = test_sets.prepared(name, pictures)
        for way, images in prepared.items():
            given = {
                network: test_sets.answers(predictor, images)
                for network, predictor in networks.items()
            }
            shares = {
                network: float((answers == labels).mean())
                for network, answers in given.items()
            }
            refused = float((given["shipped"] == test_sets.REFUSED).mean())
            print(
                f"| {name} | {len(labels)} | {way} | {shares['article']:.2%} "
                f"| {shares['shipped']:.2%} | {refused:.2%} |",
                flush=True,
            )
        figures[name] = {key: round(share, 4) for key, share in shares.items()}
    if write:
        path = prediction.ASSETS / "handwriting.json"
        path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
