"""The guesses that the page itself settles: of steps 1, 3, 4, 7 and 8."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.datasets.class_overview import Overview
from core.errors import NetworkError
from core.export import files
from core.prediction import Reading
from core.settings.datasets import DatasetName
from core.settings.layers import Kind
from core.settings.network import NetworkSpec
from core.ui.evaluate.accuracy import Judged
from core.ui.questions.guess_panel import Guess, Result, ask
from core.ui.state.session import session
from core.ui.text.class_names import class_names
from core.ui.text.translate import number, percent, t

# Lines of a program from which a guess is the next one.
SHORT, LONG = 30, 300
# The largest class is so many times as large as the smallest.
EQUAL, SIMILAR = 1.02, 1.5
SURE = 0.9
SEVEN = 7
# Of the signs of a room: how many are compared.
FEWEST, MOST = 2, 4
# Of a data set: classes of which some are read well, and some less so.
COMPARED = {
    DatasetName.MNIST: (1, 4, 8, 9),
    DatasetName.FASHION_MNIST: (1, 5, 6, 8),
}


def length_of_program() -> None:
    """Ask how long the program is that does what Trazo does."""
    guess = Guess(
        1,
        t("How many lines of Python do the eight steps take?"),
        {
            "short": t("Fewer than 30"),
            "middle": t("30 to 300"),
            "long": t("More than 300"),
        },
        t("The result will be here once this network can be built."),
    )
    ask(guess, _program)


def _program() -> Result | None:
    try:
        lines = files.code_lines(session().work.settings)
    except NetworkError:
        return None
    size = "short" if lines < SHORT else "middle" if lines <= LONG else "long"
    because = t(
        "With your settings there are {lines}, without comments and empty lines. The "
        "libraries do the rest.",
        lines=number(lines),
    )
    return Result(size, because)


def equal_classes(images: Overview) -> None:
    """Ask whether there are as many images of each class.

    Args:
        images: The data set on the page.
    """
    guess = Guess(
        3,
        t("Are there as many training images of each class?"),
        {
            "equal": t("Exactly as many"),
            "similar": t("More or less"),
            "unequal": t("Of some, more than twice as many"),
        },
    )
    ask(guess, lambda: _sizes(images))


def _sizes(images: Overview) -> Result:
    names, counts = class_names(images.source.dataset), images.training_counts
    most, fewest = int(counts.argmax()), int(counts.argmin())
    ratio = float(counts[most] / counts[fewest])
    size = "equal" if ratio < EQUAL else "similar" if ratio <= SIMILAR else "unequal"
    because = t(
        "The most: {most}, {n}. The fewest: {fewest}, {m}.",
        most=names[most],
        n=number(int(counts[most])),
        fewest=names[fewest],
        m=number(int(counts[fewest])),
    )
    return Result(size, because)


def largest_layer(spec: NetworkSpec) -> None:
    """Ask where most of the parameters are.

    Args:
        spec: The network on the page.
    """
    guess = Guess(
        4,
        t("Where are most of the parameters?"),
        {
            "convolutions": t("In the convolutions"),
            "hidden": t("In the hidden dense layers"),
            "last": t("In the last layer"),
        },
        t("The result will be here once this network can be built."),
    )
    ask(guess, lambda: _parameters(spec))


def _parameters(spec: NetworkSpec) -> Result | None:
    plan = spec.plan()
    if plan.error is not None:
        return None
    dense = [layer for layer in plan.layers if layer.kind is Kind.DENSE]
    last = dense[-1].parameters
    hidden = sum(layer.parameters for layer in dense[:-1])
    places = {
        "convolutions": plan.parameters - hidden - last,
        "hidden": hidden,
        "last": last,
    }
    largest = max(places, key=lambda place: places[place])
    because = t(
        "There are {n} of the {total}. In a dense layer, each neuron has a weight for "
        "every number that reaches it; a filter has only those of its small window.",
        n=number(places[largest]),
        total=number(plan.parameters),
    )
    return Result(largest, because)


def hardest_class(judged: Judged) -> None:
    """Ask which of four classes the network misreads most.

    Args:
        judged: The network on the page, with what it answered.
    """
    labels = _compared(judged)
    if len(labels) < FEWEST:
        return
    guess = Guess(
        7,
        t("Which of these will the network misread most?"),
        {str(label): judged.names[label] for label in labels},
    )
    ask(guess, lambda: _hardest(judged, labels))


def _compared(judged: Judged) -> tuple[int, ...]:
    """Return the classes among which a visitor guesses, by their labels."""
    if not judged.subject.signs:
        return COMPARED[judged.subject.dataset]
    drawn = np.flatnonzero(judged.evaluation.confusion.sum(axis=1))
    return tuple(drawn[:MOST].tolist())


def _hardest(judged: Judged, labels: Sequence[int]) -> Result:
    names, found = judged.names, judged.evaluation
    worst = min(labels, key=lambda label: float(np.nan_to_num(found.recall[label])))
    because = t("It reads {share} of them right.", share=percent(found.recall[worst]))
    wrong = found.confusion[worst].copy()
    wrong[worst] = 0
    if wrong.any():
        because += " " + t(
            "When it is wrong, it most often answers {other}.",
            other=names[int(wrong.argmax())],
        )
    return Result(str(worst), because)


def own_seven(read: Reading | None) -> None:
    """Ask whether the network will read the visitor's 7.

    Args:
        read: What the network has read; None while there is nothing.
    """
    guess = Guess(
        8,
        t("Will it read your 7?"),
        {"sure": t("Yes, and surely"), "unsure": t("Yes, with doubts"), "no": t("No")},
        t("Now draw it."),
    )
    ask(
        guess,
        lambda: None if read is None else of_seven(read.digit, read.probabilities),
    )


def of_seven(digit: int | None, shares: NDArray[np.float32]) -> Result:
    """Return what became of the guess about the 7.

    Args:
        digit: What the network answers; None for no digit.
        shares: Softmax, (10,).
    """
    if digit is None:
        return Result("no", t("It answers “?”: to this network it is no digit."))
    share = float(shares[digit])
    because = t(
        "It answers {digit}, and is {share} sure.", digit=digit, share=percent(share)
    )
    if digit != SEVEN:
        return Result("no", because)
    return Result("sure" if share >= SURE else "unsure", because)
