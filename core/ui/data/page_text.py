"""The paragraphs of the Data page, for digits and for clothes."""

from dataclasses import dataclass

from core.settings.datasets import DatasetName
from core.ui.text.translate import t


@dataclass(frozen=True)
class PageText:
    """What the Data page says of a data set, in the visitor's language.

    Attributes:
        examples: Heading of the examples.
        examples_intro: What there is to do with them.
        averages: Heading of the averages.
        averages_intro: What an average is.
        counts: What the numbers under the averages are.
        one_hot: How a label becomes ten numbers.
        kept_aside: What the test images are for.
    """

    examples: str
    examples_intro: str
    averages: str
    averages_intro: str
    counts: str
    one_hot: str
    kept_aside: str


def page_text(dataset: DatasetName) -> PageText:
    """Return the paragraphs for a data set."""
    return _digits() if dataset is DatasetName.MNIST else _clothes()


def _digits() -> PageText:
    return PageText(
        examples=t("Real digits"),
        examples_intro=t(
            "All of these were written by hand, by hundreds of people. Choose a digit "
            "and see how differently they write it; press one to look at its numbers."
        ),
        averages=t("The average of each digit"),
        averages_intro=t(
            "All digits of one kind on top of each other: bright where nearly "
            "everybody wrote, blurred where people wrote differently."
        ),
        counts=t(
            "Under each one you see how many there are to learn from: about as many of "
            "each, so that the network practises them all."
        ),
        one_hot=t(
            "Each digit comes with its label: what its writer meant. The network "
            "answers with ten probabilities, so the label is written as ten numbers "
            "too, to be compared with them: 1 in its own place, 0 in all others. That "
            "is called _one-hot_."
        ),
        kept_aside=t(
            "Some digits are kept aside, and the network never learns from them. They "
            "show how well it reads handwriting that it has not seen, as an exam asks "
            "what was not in the exercises."
        ),
    )


def _clothes() -> PageText:
    return PageText(
        examples=t("Real clothes"),
        examples_intro=t(
            "These are photos from the catalogue of a shop, made as small and grey as "
            "the digits: [Fashion-MNIST]({source}), by Zalando. Choose a class and see "
            "how different its pictures are; press one to look at its numbers.",
            source="https://github.com/zalandoresearch/fashion-mnist",
        ),
        averages=t("The average of each class"),
        averages_intro=t(
            "All clothes of one class on top of each other: sharp where they are all "
            "alike, blurred where they differ. A shirt, a coat and a jumper are hard "
            "to tell apart."
        ),
        counts=t(
            "Under each one you see how many there are to learn from: as many of each, "
            "so that the network practises them all."
        ),
        one_hot=t(
            "Each picture comes with its label, a number for its class. The network "
            "answers with ten probabilities, so the label is written as ten numbers "
            "too, to be compared with them: 1 in its own place, 0 in all others. That "
            "is called _one-hot_."
        ),
        kept_aside=t(
            "Some pictures are kept aside, and the network never learns from them. "
            "They show how well it recognises clothes that it has not seen, as an exam "
            "asks what was not in the exercises."
        ),
    )
