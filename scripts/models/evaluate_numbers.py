"""Measures how numbers and marks are read, on writers who are not in training.

``python -m scripts.models.evaluate_numbers`` prints two tables: how each kind of
drawing is read, with a 95 % interval (Wilson, 1927), and two ways to divide a drawing.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import TypeVar

import cv2
from scipy.stats import binomtest

from core import prediction
from core.numbers import features, readings
from core.preprocessing.ink import extract_ink
from scripts.handwriting import drawn_numbers
from scripts.handwriting.drawn_numbers import Drawn

Found = TypeVar("Found")
SEED = 5150
EACH = 300
PROCESSES = 2
# The network alone: how sure it is of each part, and of what is no digit.
ALONE = features.evidence(
    log_digit=1,
    log_second=1,
    log_known=1,
    whole_log_refused=1,
    log_refused=1,
    overlap=-1,
)


class Outcome(StrEnum):
    """What comes of a drawing."""

    RIGHT = "right"
    REFUSED = "refused"
    DOUBTED = "wrong, in doubt"
    WRONG = "wrong without doubt"
    SILENT = "a mark without a word"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=EACH, help="drawings of a kind")
    drawn = list(drawings(parser.parse_args().each))
    kinds = list(dict.fromkeys(one.kind for one in drawn))
    found = measured(as_the_app_does, drawn)
    names = " | ".join(Outcome)
    print(f"| drawings | number | right, 95 % interval | {names} |")
    print("| --- | --- | --- |" + " --- |" * len(Outcome))
    for kind in kinds:
        own = [out for out, one in zip(found, drawn, strict=True) if one.kind == kind]
        print(f"| {kind} | {len(own)} | {_interval(own)} | {_shares(own)} |")
    print(f"\n| way | {names} |\n| --- |" + " --- |" * len(Outcome))
    print(f"| fitted | {_shares(found)} |")
    alone = measured(partial(by_weights, ALONE), drawn)
    print(f"| the network alone | {_shares(alone)} |")


def drawings(each: int) -> Iterator[Drawn]:
    """Yield the drawings to measure with: all kinds, and the plain 1s."""
    by = drawn_numbers.hand(SEED, unseen=True)
    return chain(drawn_numbers.plain_ones(by), drawn_numbers.drawings(each, by))


def measured(read: Callable[[Drawn], Outcome], drawn: Sequence[Drawn]) -> list[Outcome]:
    """Return what comes of each drawing."""
    return in_processes(read, drawn)


def in_processes(read: Callable[[Drawn], Found], drawn: Sequence[Drawn]) -> list[Found]:
    """Return what a function says of each drawing; processes share the work."""
    with ProcessPoolExecutor(PROCESSES, initializer=_one_thread) as processes:
        return list(processes.map(read, drawn, chunksize=50))


def as_the_app_does(drawn: Drawn) -> Outcome:
    """Read a drawing with the shipped network, as the Draw page does."""
    number = prediction.shipped().read_drawing(drawn.picture)
    digits = "".join(
        "" if reading.digit is None else str(reading.digit) for reading in number.digits
    )
    doubt = number.or_else is not None or any(
        reading.doubt or reading.digit is None for reading in number.digits
    )
    return _outcome(drawn, digits, doubt, said=bool(number.marks))


def by_weights(weights: features.Evidence, drawn: Drawn) -> Outcome:
    """Read a drawing with the shipped network and other weights."""
    network = prediction.shipped()
    ways = readings.ways(extract_ink(drawn.picture), network.answers, weights)
    way, _, or_else = readings.weigh(ways, prediction.SURE_FROM)
    return _outcome(drawn, way.digits, or_else is not None, said=way.left_out)


def _outcome(drawn: Drawn, digits: str, doubt: bool, *, said: bool) -> Outcome:
    """Judge a reading.

    Args:
        drawn: What was drawn.
        digits: What was read.
        doubt: Whether the page says that it may be something else.
        said: Whether the page says that it left a mark out.
    """
    if digits == drawn.digits:
        silent = bool(drawn.marks) and not said and digits
        return Outcome.SILENT if silent else Outcome.RIGHT
    if not digits:
        return Outcome.REFUSED
    return Outcome.DOUBTED if doubt or said else Outcome.WRONG


def _shares(found: Sequence[Outcome]) -> str:
    return " | ".join(f"{found.count(one) / len(found):.1%}" for one in Outcome)


def _interval(found: Sequence[Outcome]) -> str:
    test = binomtest(found.count(Outcome.RIGHT), len(found))
    low, high = test.proportion_ci(method="wilson")
    return f"{low:.1%} to {high:.1%}"


def _one_thread() -> None:
    cv2.setNumThreads(1)


if __name__ == "__main__":
    main()
