"""The texts of exported code: the English source, translated by the catalogues."""

from dataclasses import dataclass

from core import i18n
from core.settings.datasets import DatasetName


@dataclass(frozen=True)
class Text:
    """A text that `scripts/update_translations.py` finds and the catalogues translate.

    Attributes:
        source: English text.
    """

    source: str

    def in_language(self, language: str, /, **values: object) -> str:
        """Return the text in a language, with its placeholders filled in."""
        text = i18n.translations(language).gettext(self.source)
        return text.format(**values) if values else text


@dataclass(frozen=True)
class StepText:
    """Introduction to a step.

    Attributes:
        title: Name of the step.
        opening: One or two sentences for the notebook.
    """

    title: Text
    opening: Text


TITLE = Text("A network that reads handwritten digits, made with Trazo.")
RUN = Text("To run it:")
MNIST = Text(
    "Keras fetches the full MNIST (11 MB) the first time. On the same kind of "
    "machine and with the same versions ({versions}), it gives the same results as "
    "Trazo with the same data, up to rounding."
)
LINK = Text("These settings, in Trazo:")
FREE = Text("This code is yours: use it, change it and share it as you like.")

SEED = Text(
    "The same seed gives the same random numbers: weights, order of the images, "
    "dropout."
)
IMAGES = Text("Only the first {images} of the {total} images.")
PIXELS = Text("One channel, grey, and values from 0 to 1 instead of 0 to 255.")
ONE_HOT = Text("A 3 becomes 0 0 0 1 0 0 0 0 0 0: one place for each digit.")
ONE_CYCLE = Text(
    "The learning rate rises at first and then falls to next to nothing: one "
    "cycle. Counted in batches: epochs times batches of an epoch."
)
ORDER = Text(
    "The order of the images depends on seed and epoch alone: that repeats the "
    "training in Trazo."
)
ANY_ORDER = Text("If any order would do, one line would be enough:")
AUGMENT = Text("The function with which Trazo changes the images at random.")
AMOUNTS = Text(
    "At most: {rotation} degrees, {shift} pixels, {zoom} % of size, "
    "{thickness} % of thickness."
)
CONTINUED = Text("{epochs} epochs and then {more} more, in one go.")
ACCURACY = Text("It reads {100 * accuracy:.2f} % of the test digits right.")
SOFTMAX = Text(
    "Of each image, ten probabilities that add up to 1; the largest is the answer."
)
OWN = Text(
    "Your own digit: put a drawing, a scan or a photo of it beside this file, as "
    "digit.png or digit.jpg. Plain paper and even light, please."
)
DAMAGED = Text("Open a slightly damaged file too, as browsers do.")
UPRIGHT = Text("A phone turns its photos by a note in the file.")
TRANSPARENT = Text("What is transparent is paper: white, or black under light ink.")
INK = Text(
    "In MNIST the ink is bright and the paper dark, so ink is what differs from the "
    "colour along the edge."
)
BOX = Text("As in MNIST: the digit alone, 20 pixels high or wide.")
THIN = Text("A thin line would fade when it is made small, so it gets thicker first.")
MIDDLE = Text("As in MNIST: the centre of its mass in the middle of the picture.")
NO_INK = Text("is all one colour: there is no digit in it.")

STEPS = {
    1: StepText(
        Text("Install"),
        Text(
            "All it takes is TensorFlow, which brings Keras along, and Pillow, which "
            "opens pictures. In a terminal:"
        ),
    ),
    2: StepText(
        Text("The road ahead"),
        Text(
            "Prepare the data, define the network, compile it, train it, evaluate it "
            "and predict. First the tools, and the seed of the random numbers."
        ),
    ),
    3: StepText(
        Text("Prepare the data"),
        Text(
            "MNIST is 70,000 handwritten digits: 60,000 to learn from and 10,000 to "
            "check. The network wants numbers from 0 to 1."
        ),
    ),
    4: StepText(
        Text("Define the network"),
        Text(
            "Layer upon layer, from the pixels to ten probabilities. Change a line "
            "and see what happens."
        ),
    ),
    5: StepText(
        Text("Compile"),
        Text(
            "How it corrects itself, which error it makes small, and what is "
            "measured on the way."
        ),
    ),
    6: StepText(
        Text("Train"),
        Text(
            "The network looks at the images batch by batch and corrects itself a "
            "little after each. At the end of each epoch it is checked on the test "
            "images."
        ),
    ),
    7: StepText(
        Text("Evaluate"),
        Text("How many does it get right of those that it did not train on?"),
    ),
    8: StepText(
        Text("Predict"),
        Text("The first five test digits and, if you like, one of your own."),
    ),
}


@dataclass(frozen=True)
class DatasetText:
    """The texts that depend on the data set.

    Attributes:
        title: What the network does.
        about: Where the data come from.
        opening: Introduction to step 3, which prepares them.
        one_hot: What a label becomes.
        accuracy: What step 7 prints.
        predict: Introduction to step 8.
    """

    title: Text
    about: Text
    opening: Text
    one_hot: Text
    accuracy: Text
    predict: Text


CLOTHES_TITLE = Text("A network that recognises clothes, made with Trazo.")
FASHION_MNIST = Text(
    "Keras fetches Fashion-MNIST (31 MB) the first time. On the same kind of "
    "machine and with the same versions ({versions}), it gives the same results as "
    "Trazo with the same data, up to rounding."
)
CLOTHES_OPENING = Text(
    "Fashion-MNIST is 70,000 photos of clothes of 10 classes: 60,000 to learn from "
    "and 10,000 to check. The network wants numbers from 0 to 1."
)
CLOTHES_ONE_HOT = Text(
    "A dress, class 3, becomes 0 0 0 1 0 0 0 0 0 0: one place for each class."
)
CLOTHES_ACCURACY = Text("It gets {100 * accuracy:.2f} % of the test clothes right.")
CLOTHES_PREDICT = Text("The first five test images of clothes.")
DATASETS = {
    DatasetName.MNIST: DatasetText(
        TITLE, MNIST, STEPS[3].opening, ONE_HOT, ACCURACY, STEPS[8].opening
    ),
    DatasetName.FASHION_MNIST: DatasetText(
        CLOTHES_TITLE,
        FASHION_MNIST,
        CLOTHES_OPENING,
        CLOTHES_ONE_HOT,
        CLOTHES_ACCURACY,
        CLOTHES_PREDICT,
    ),
}
