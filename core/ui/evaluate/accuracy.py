"""How well the chosen network reads: the parts of the Evaluate page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.errors import DataError, TrazoError
from core.evaluation.class_comparison import Network
from core.evaluation.metrics import Evaluation, evaluations
from core.settings.datasets import DatasetName
from core.ui.components import charts, plotly_chart
from core.ui.digit import class_network, model_picker
from core.ui.text.error_messages import sentence
from core.ui.text.subject import Subject
from core.ui.text.translate import number, percent, t

# Where the bars may begin, and the part of the room above that the lowest must fill.
FLOORS = (0.95, 0.9, 0.8, 0.5)
LEAST_FILLED = 0.2


@dataclass(frozen=True, eq=False)
class Judged:
    """The chosen network, judged by test images.

    Attributes:
        evaluation: What it answered.
        images: What it was shown, (n, 28, 28) uint8.
        subject: What it has learned to tell apart, and is tested on.
        source: Whose test images; None for the drawings of a class.
        learned_from: The data that it was trained on; None likewise.
        is_sealed: Whether there are drawings of the class that it was not shown, since
            nobody may see them yet.
    """

    evaluation: Evaluation
    images: NDArray[np.uint8]
    subject: Subject
    source: Source | None
    learned_from: Source | None
    is_sealed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the classes are called, in the visitor's language."""
        return self.subject.names()


def judge() -> Judged | None:
    """Test the chosen network on the test images that are available now.

    Returns:
        The result; None if the images of what it has learned cannot be read, which
        the page then says.
    """
    # First, for it may find that the run's network is gone.
    predictor = model_picker.predictor()
    subject = model_picker.subject()
    if subject.signs:
        return _by_class(subject)
    run = model_picker.run()
    path = model_picker.network_path()
    shipped = run is None or (run.fine_tuning is not None and run.continues is None)
    # Trazo's own network has seen full MNIST, taught somebody's handwriting or not.
    learned_from = Source.MNIST if run is None or shipped else run.source

    def by(source: Source) -> Judged:
        images, _ = loader.test_digits(source)
        found = evaluations().get(path, predictor, source)
        return Judged(found, images, subject, source, learned_from)

    available = loader.available_for(subject.dataset)
    with st.spinner(
        t("It is reading all the test digits; a large network needs a few seconds.")
    ):
        try:
            return by(learned_from if available is None else available)
        except DataError as error:
            if learned_from.dataset is DatasetName.MNIST:
                return by(Source.SAMPLE)
            st.warning(sentence(error))
            return None


def _by_class(subject: Subject) -> Judged | None:
    """Test the network of a class that draws signs, on its drawings for testing."""
    found = class_network.find()
    if found is None:
        return None
    try:
        tests = class_network.compare(found)
    except TrazoError as error:
        st.warning(sentence(error))
        return None
    result = tests.result(Network.CLASS)
    if result is None or not result.tests:
        st.info(t("The class has no drawings for testing: there is nothing to judge."))
        return None
    evaluation = Evaluation(
        np.concatenate([part.probabilities for part in result.tests.values()]),
        np.concatenate([part.labels for part in result.tests.values()]),
    )
    images = np.concatenate([tests.drawings[part].images for part in result.tests])
    is_sealed = found.room.pace.is_sealed
    return Judged(evaluation, images, subject, None, None, is_sealed)


def accuracy(judged: Judged) -> None:
    """Say how many test digits it reads right, and which digits those are."""
    found = judged.evaluation
    with st.container(key="evaluate_accuracy"):
        st.metric(
            t("Test accuracy"),
            percent(found.accuracy, 2),
            help=_what_it_is(judged.subject),
        )
        st.markdown(_right_in_words(judged))
    match judged.learned_from, judged.source:
        case Source.MNIST, Source.SAMPLE:
            st.info(
                t(
                    "This result is too good: the network learned from the full "
                    "MNIST, and these digits were part of it. It has seen the exam."
                )
            )
        case Source.SAMPLE, Source.MNIST:
            st.info(
                t(
                    "This network learned from the small sample. Now it is tested on "
                    "the full MNIST, whose test digits it has never seen."
                )
            )


def _what_it_is(subject: Subject) -> str:
    if subject.is_digits:
        return t("The share of digits it has never trained on that it reads correctly.")
    return t("The share of pictures it has never trained on that it gets right.")


def _right_in_words(judged: Judged) -> str:
    right, images = number(judged.evaluation.right), number(judged.evaluation.images)
    if judged.subject.is_digits:
        text = t(
            "It reads {right} of {images} test digits right.",
            right=right,
            images=images,
        )
    elif judged.subject.signs:
        text = t(
            "It gets {right} of {images} drawings right.", right=right, images=images
        )
    else:
        text = t(
            "It gets {right} of {images} test pictures right.",
            right=right,
            images=images,
        )
    match judged.source:
        case Source.MNIST:
            whose = t("These are the test digits of the full MNIST.")
        case Source.SAMPLE:
            whose = t(
                "These are the test digits of the small sample that comes with Trazo."
            )
        case Source.FASHION_MNIST:
            whose = t("These are the test pictures of Fashion-MNIST.")
        case None:
            whose = t(
                "These are the drawings of your class for testing: the network has "
                "never learned from these hands."
            )
            if judged.is_sealed:
                whose += " " + t("The sealed half is not among them.")
    return f"{text} {whose}"


def per_class(judged: Judged) -> None:
    """Draw the accuracy of each class."""
    shares, names = judged.evaluation.recall, judged.names
    most, least = float(np.nanmax(shares)), float(np.nanmin(shares))
    floor = bar_floor(least)
    intro = (
        t("How many of each digit it reads right:")
        if judged.subject.is_digits
        else t("How many of each class it gets right:")
    )
    listed = ", ".join(
        f"{name}: {percent(share)}"
        for name, share in zip(names, shares, strict=True)
        # A class may not have drawn a sign for testing.
        if not np.isnan(share)
    )
    plotly_chart.chart(
        charts.per_class(shares, floor, names),
        key="evaluate_per_digit",
        alt=f"{intro} {listed}",
    )
    words = t(
        "Easiest: {easiest} ({most}). Hardest: {hardest} ({least}).",
        easiest=_listed(shares == most, names),
        most=percent(most),
        hardest=_listed(shares == least, names),
        least=percent(least),
    )
    if floor:
        words += " " + t(
            "The bars begin at {floor}, not at 0, so that the differences show.",
            floor=percent(floor, 0),
        )
    st.markdown(words)


def _listed(chosen: NDArray[np.bool_], names: Sequence[str]) -> str:
    return ", ".join(names[int(label)] for label in np.flatnonzero(chosen))


def bar_floor(lowest: float) -> float:
    """Return where bars begin, so that the lowest can still be seen."""
    fitting = (f for f in FLOORS if lowest - f >= LEAST_FILLED * (1 - f))
    return next(fitting, 0.0)
