"""Chooses from which doubt on the app says that a number may be another.

``python -m scripts.models.doubt_curve`` draws numbers in the hands of three writers
that no network has seen and prints, for each pair of thresholds, how many numbers are
read wrong without doubt, and how many right ones are doubted for nothing. It chooses
the pair that keeps the wrong ones to at most 0.5 % in every kind and doubts the fewest
right ones. Then it prints the same curve for three other writers, and what comes of the
choice with them.
"""

import argparse
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest

from core import prediction
from core.numbers import readings
from core.preprocessing.ink import extract_ink
from scripts.handwriting import collected_digits, drawn_numbers
from scripts.handwriting.drawn_numbers import Drawn, Hand
from scripts.models import evaluate_numbers

EACH = 600
CHOSEN_SEED, SHOWN_SEED = 1998, 2004
CHOSEN_WRITERS = frozenset(sorted(collected_digits.UNSEEN_WRITERS)[::2])
SHOWN_WRITERS = collected_digits.UNSEEN_WRITERS - CHOSEN_WRITERS
KINDS = ("one digit", "loose strokes", "with a plain 1", "two digits", "three digits")
# At most so many numbers of a kind are read wrong without doubt.
MOST_WRONG = 0.005
DOUBTED_ABOVE = (0.05, 0.1, 0.3)
SURE_FROM = (0.9, 0.95, 0.98, 0.995)


class Pair(NamedTuple):
    """The two thresholds of a doubt.

    Attributes:
        above: Probability of being no digit from which a digit is in doubt.
        sure: Probability of a reading from which it is not in doubt.
    """

    above: float
    sure: float


NOW = Pair(prediction.DOUBTED_ABOVE, prediction.SURE_FROM)


class Judged(NamedTuple):
    """What the app makes of one drawing before any threshold.

    Attributes:
        kind: Name of the kind of drawing.
        right: Whether its digits are read.
        said: Whether the page says something under all thresholds: a mark that was
            left out, or a drawing that is no digit.
        no_digit: Probability that the least likely digit is none.
        share: Probability of the reading; 1 if there is no other.
    """

    kind: str
    right: bool
    said: bool
    no_digit: float
    share: float

    def doubted(self, pair: Pair) -> bool:
        """Return whether the page says that it may be something else."""
        return self.said or self.no_digit > pair.above or self.share < pair.sure


class Rates(NamedTuple):
    """Numbers of drawings of a kind."""

    drawings: int
    right: int
    doubted: int
    wrong: int


def main() -> None:
    """Print the curve, the choice, and what comes of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=EACH, help="drawings of a kind")
    each = parser.parse_args().each
    found = judged(drawings(each, CHOSEN_WRITERS, CHOSEN_SEED))
    pairs = [Pair(*pair) for pair in product(DOUBTED_ABOVE, SURE_FROM)]
    chosen = choose(found, pairs)
    shown = judged(drawings(each, SHOWN_WRITERS, SHOWN_SEED))
    print("| doubted above | sure from | wrong, first three | most in a kind", end="")
    print(" | right ones doubted | wrong, other three | most in a kind", end="")
    print(" | right ones doubted |")
    print("|" + " --- |" * 8)
    for pair in pairs:
        print(
            f"| {pair.above} | {pair.sure} {_cells(found, pair)}{_cells(shown, pair)}|"
        )
    print(f"\nchosen: {chosen}\n")
    print("| drawings | number | right | wrong without doubt, before | and now", end="")
    print(" | right ones doubted, before | and now |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind in dict.fromkeys(one.kind for one in shown):
        before, now = (rates(shown, kind, pair) for pair in (NOW, chosen or NOW))
        print(
            f"| {kind} | {now.drawings} | {now.right / now.drawings:.1%} "
            f"| {_of(before.wrong, before.drawings)} | {_of(now.wrong, now.drawings)} "
            f"| {before.doubted / before.right:.1%} | {now.doubted / now.right:.1%} |"
        )


def drawings(each: int, writers: frozenset[int], seed: int) -> list[Drawn]:
    """Return drawings of numbers in the hands of some of the unseen writers.

    Args:
        each: Drawings of a kind.
        writers: Numbers of the writers.
        seed: Of chance.
    """
    all_of_them = drawn_numbers.hand(seed, unseen=True)
    own = {writer: all_of_them.written[writer] for writer in sorted(writers)}
    by = Hand(own, all_of_them.chance)
    made = [*drawn_numbers.plain_ones(by)]
    made += drawn_numbers.drawings(each, by, KINDS)
    return made


def judged(drawn: Sequence[Drawn]) -> list[Judged]:
    """Return what the shipped network makes of drawings."""
    return evaluate_numbers.in_processes(judge, drawn)


def judge(drawn: Drawn) -> Judged:
    """Read a drawing as the Draw page does, and note what its doubt depends on."""
    network = prediction.shipped()
    number = network.read_drawing(drawn.picture)
    digits = "".join(str(one.digit) for one in number.digits if one.digit is not None)
    doubts = network.no_digits(np.stack([one.seen for one in number.digits])).sum(1)
    # A doubt that the network does not have comes from the shapes of the parts.
    by_parts = any(
        one.doubt is not None and doubt <= prediction.DOUBTED_ABOVE
        for one, doubt in zip(number.digits, doubts, strict=True)
    )
    refused = any(one.digit is None for one in number.digits)
    ways = readings.ways(extract_ink(drawn.picture), network.answers)
    # No reading is so sure: this names the other one, if there is any.
    verdict = readings.weigh(ways, np.inf) if ways else None
    other = verdict is not None and verdict.or_else is not None
    return Judged(
        drawn.kind,
        digits == drawn.digits,
        bool(number.marks) or by_parts or refused,
        float(doubts.max()),
        verdict.share if verdict is not None and other else 1.0,
    )


def rates(found: Iterable[Judged], kind: str, pair: Pair) -> Rates:
    """Return how the drawings of a kind are read under a pair of thresholds."""
    own = [one for one in found if one.kind == kind]
    return Rates(
        len(own),
        sum(one.right for one in own),
        sum(one.right and one.doubted(pair) for one in own),
        sum(not one.right and not one.doubted(pair) for one in own),
    )


def choose(found: Sequence[Judged], pairs: Iterable[Pair]) -> Pair | None:
    """Return the pair that doubts the fewest right numbers; None if none will do.

    Args:
        found: What was made of the drawings.
        pairs: To choose from; those that let more than `MOST_WRONG` of a kind be read
            wrong without doubt are out.
    """
    kinds = {one.kind for one in found}
    good = [pair for pair in pairs if _most_wrong(found, kinds, pair) <= MOST_WRONG]
    return min(good, key=lambda pair: _doubted(found, pair), default=None)


def _most_wrong(found: Sequence[Judged], kinds: Iterable[str], pair: Pair) -> float:
    of_kinds = (rates(found, kind, pair) for kind in kinds)
    return max(each.wrong / each.drawings for each in of_kinds)


def _doubted(found: Sequence[Judged], pair: Pair) -> float:
    right = [one for one in found if one.right]
    return sum(one.doubted(pair) for one in right) / len(right)


def _cells(found: Sequence[Judged], pair: Pair) -> str:
    wrong = sum(not one.right and not one.doubted(pair) for one in found)
    most = _most_wrong(found, {one.kind for one in found}, pair)
    doubted = _doubted(found, pair)
    return f"| {wrong / len(found):.2%} | {most:.2%} | {doubted:.2%} "


def _of(count: int, total: int) -> str:
    """Return a share with its 95 % interval (Wilson, 1927)."""
    low, high = binomtest(count, total).proportion_ci(method="wilson")
    return f"{count / total:.1%} ({low:.1%} to {high:.1%})"


if __name__ == "__main__":
    main()
