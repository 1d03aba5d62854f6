"""The paragraphs of the Evaluate page, for digits, for clothes and for signs."""

from dataclasses import dataclass

from core.ui.text.subject import Subject
from core.ui.text.translate import t


@dataclass(frozen=True)
class PageText:
    """What the Evaluate page says of a data set, in the visitor's language.

    Attributes:
        by_class: Heading of the accuracy of each class.
        by_class_intro: What its bars are.
        confusion: How to read the confusion matrix.
        matrix: What the confusion matrix is, for a screen reader.
        rows: What the rows of the matrix are.
        mistakes: What the pictures of mistakes are.
        class_heading: Heading of the column of classes.
        first: Heading of the table of probabilities.
        first_five: What that table is.
        first_table: The same, for a screen reader.
    """

    by_class: str
    by_class_intro: str
    confusion: str
    matrix: str
    rows: str
    mistakes: str
    class_heading: str
    first: str
    first_five: str
    first_table: str


def page_text(subject: Subject) -> PageText:
    """Return the paragraphs for what a network tells apart."""
    if subject.signs:
        return _signs()
    return _digits() if subject.is_digits else _clothes()


def _digits() -> PageText:
    return PageText(
        by_class=t("Digit by digit"),
        by_class_intro=t(
            "Some digits are easier than others. Each bar says how many of the images "
            "of that digit the network reads right, in percent."
        ),
        confusion=t(
            "Each row is a digit that was written, each column what the network "
            "answered. On the diagonal it is right; everywhere else it is wrong. That "
            "is called a _confusion matrix_. Press a cell and you see its images."
        ),
        matrix=t("Confusion matrix: rows are what was written, columns the answer."),
        rows=t("What was written"),
        mistakes=t(
            "It read each of these wrong, and doubted less than in its other mistakes. "
            "First comes what was written, then what it answered and how sure it was. "
            "Would you have read them right?"
        ),
        class_heading=t("Digit"),
        first=t("The first five"),
        first_table=t("Ten probabilities for each of five images"),
        first_five=t(
            "For each image the network gives ten probabilities, which add up to 100%. "
            "These are the first five test digits; its answer is the highest number of "
            "each column."
        ),
    )


def _clothes() -> PageText:
    return PageText(
        by_class=t("Class by class"),
        by_class_intro=t(
            "Some clothes are easier than others. Each bar says how many of the "
            "pictures of that class the network gets right, in percent."
        ),
        confusion=t(
            "Each row is what a picture shows, each column what the network answered. "
            "On the diagonal it is right; everywhere else it is wrong. That is called "
            "a _confusion matrix_. Press a cell and you see its pictures."
        ),
        matrix=t("Confusion matrix: rows are what it is, columns the answer."),
        rows=t("What it is"),
        mistakes=t(
            "It got each of these wrong, and doubted less than in its other mistakes. "
            "First comes what the picture shows, then what it answered and how sure it "
            "was. Would you have known?"
        ),
        class_heading=t("Class"),
        first=t("The first five"),
        first_table=t("Ten probabilities for each of five images"),
        first_five=t(
            "For each picture the network gives ten probabilities, which add up to "
            "100%. These are the first five test pictures; its answer is the highest "
            "number of each column."
        ),
    )


def _signs() -> PageText:
    return PageText(
        by_class=t("Sign by sign"),
        by_class_intro=t(
            "Some signs are easier than others. Each bar says how many of the drawings "
            "of that sign the network reads right, in percent. Few drawings are behind "
            "each bar: one more or less changes much."
        ),
        confusion=t(
            "Each row is a sign that was asked for, each column what the network "
            "answered. On the diagonal it is right; everywhere else it is wrong. That "
            "is called a _confusion matrix_. Press a cell and you see its drawings."
        ),
        matrix=t("Confusion matrix: rows are what was asked for, columns the answer."),
        rows=t("What was asked for"),
        mistakes=t(
            "It read each of these wrong, and doubted less than in its other mistakes. "
            "First comes what was asked for, then what it answered and how sure it "
            "was. Would you have known?"
        ),
        class_heading=t("Sign"),
        first=t("The first drawings"),
        first_five=t(
            "For each drawing the network gives a probability for each sign. These are "
            "the first drawings for testing; its answer is the highest number of each "
            "column."
        ),
        first_table=t("The probabilities of each sign for a few drawings"),
    )
