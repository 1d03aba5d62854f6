"""How well each network reads each collection: ``python -m scripts.evaluate_handwriting``.

Prints a table of collections by networks by preprocessing, on what lies in
``shared/data`` beside the project, MNIST and styles of our own. With ``--write`` the
figures that the Draw page shows go into core/assets/handwriting.json.
"""

import argparse
import json
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from core import digits, paper, prediction
from core.digits import SIDE, Step
from core.network import CLASSES
from core.prediction import Predictor
from scripts.handwriting import measured

Preparation = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def resized(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Make the whole picture small, as most apps do."""
    small = cv2.resize(
        paper.ink_of(picture), (SIDE, SIDE), interpolation=cv2.INTER_AREA
    )
    image: NDArray[np.float32] = small.astype(np.float32) / max(int(small.max()), 1)
    return image


def boxed(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Cut out the box and make it 20 px, but put it in the middle by its box."""
    return digits.path(paper.ink_of(picture), frozenset({Step.BOX, Step.SHRINK})).seen


def as_it_is(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Leave an image of MNIST alone: it has been prepared."""
    return picture.astype(np.float32) / 255


PREPARATIONS: dict[str, Preparation] = {
    "resize": resized,
    "box": boxed,
    "Trazo": digits.to_mnist,
}


def main() -> None:
    """Measure all, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the page's figures")
    write = parser.parse_args().write
    networks = {"article": prediction.article(), "shipped": prediction.shipped()}
    print("| collection | digits | prepared by | article | shipped | refused |")
    print("| --- | --- | --- | --- | --- | --- |")
    figures: dict[str, dict[str, float]] = {}
    for name, collect in measured.DIGITS.items():
        pictures, labels = collect()
        prepared_as = {"as it is": as_it_is} if name == "mnist" else PREPARATIONS
        for preparation, prepare in prepared_as.items():
            images = np.stack([prepare(picture) for picture in pictures])
            shares = {
                network: float((answers(predictor, images) == labels).mean())
                for network, predictor in networks.items()
            }
            others = prediction.shipped().no_digits(images).sum(axis=1)
            refused = float((others > prediction.REFUSED_ABOVE).mean())
            print(
                f"| {name} | {len(labels)} | {preparation} | {shares['article']:.2%} "
                f"| {shares['shipped']:.2%} | {refused:.2%} |",
                flush=True,
            )
            # The last one is how the app does it.
            figures[name] = {key: round(share, 4) for key, share in shares.items()}
    if write:
        path = prediction.ASSETS / "handwriting.json"
        path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def answers(network: Predictor, images: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the digit that is seen in each image, (n,); `CLASSES` where refused."""
    chosen: NDArray[np.intp] = network.probabilities(images).argmax(axis=1)
    refused = network.no_digits(images).sum(axis=1) > prediction.REFUSED_ABOVE
    chosen[refused] = CLASSES
    return chosen


if __name__ == "__main__":
    main()
