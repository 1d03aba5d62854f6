"""Measures each network's accuracy on each collection of handwriting.

``python -m scripts.models.evaluate`` prints a table of collections, networks and ways
of preprocessing. The collections are those in ``shared/data`` next to the project,
MNIST and synthetic styles. A second table has the shipped network's answers by kind of
drawing: right, false alarms (a digit refused) and misreadings, with 95% intervals.

With ``--fonts FOLDER``, a third has the non-digits that it refuses, and a fourth the
false alarms at other thresholds. With ``--write``, the tables go into docs/accuracy.md
and its translation, the figures of the Draw page into core/assets/handwriting.json, and
two of them into the READMEs. ``--network FILE`` measures another network.
"""

import argparse
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.prediction import Predictor
from core.preprocessing import ink, mnist_format
from core.preprocessing.mnist_format import SIDE, Step
from scripts.handwriting import fonts, hard_cases, test_sets
from scripts.models import documents, scores
from scripts.models.scores import Answers

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
    """Measure all networks and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="update the documents")
    parser.add_argument("--fonts", type=Path, help="folder to keep the fonts in")
    parser.add_argument("--network", type=Path, help="a LiteRT file to measure instead")
    given = parser.parse_args()
    own = prediction.load(given.network) if given.network else prediction.shipped()
    figures, table = _collections({"article": prediction.article(), "shipped": own})
    tables = [table]
    digits = list(digit_answers(own))
    tables.append(scores.digit_rows(digits))
    if given.fonts:
        fonts.fetch(given.fonts)
        others = list(other_answers(own, given.fonts))
        tables += [scores.other_rows(others), scores.curve_rows(digits, others)]
    print(*("\n".join(table) for table in tables), sep="\n\n")
    if given.write:
        documents.write(figures, tables)


def digit_answers(network: Predictor) -> Iterator[Answers]:
    """Yield a network's answers to each test set of digits."""
    plain = ((name, collect()) for name, collect in test_sets.DIGITS.items())
    for name, (pictures, labels) in itertools.chain(plain, hard_cases.digits()):
        images = test_sets.prepared(name, pictures)
        yield scores.answers(name, network, images, labels)


def other_answers(network: Predictor, folder: Path) -> Iterator[Answers]:
    """Yield a network's answers to each test set of non-digits.

    Args:
        network: The network to ask.
        folder: Folder of the fonts.
    """
    for name, drawings in itertools.chain(
        test_sets.no_digits(folder), hard_cases.no_digits(folder)
    ):
        images = (drawings.images / 255).astype(np.float32)
        yield scores.answers(name, network, images, drawings.classes.astype(np.int64))


Figures = dict[str, dict[str, float]]


def _collections(networks: dict[str, Predictor]) -> tuple[Figures, list[str]]:
    """Return the shares read right, by collection and network, and the table."""
    table = [
        "| collection | digits | prepared by | article | shipped | refused |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    figures: Figures = {}
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
            table.append(
                f"| {name} | {len(labels)} | {way} | {shares['article']:.2%} "
                f"| {shares['shipped']:.2%} | {refused:.2%} |"
            )
        figures[name] = {key: round(share, 4) for key, share in shares.items()}
    return figures, table


if __name__ == "__main__":
    main()
