"""What the page for teachers says of the trainings of its plans, trained by Keras."""

import re

import keras
import numpy as np
import pytest

from core.lessons import teachers
from core.lessons.teachers import PartId
from scripts.handwriting import hard_cases, test_sets

pytestmark = pytest.mark.tensorflow

# Of five seeds, one was 0.6 points from their mean.
POINTS = 1.5
# Of the test images, to watch each epoch with: to look at all takes most of the time.
WATCHED = 2000
# Images and epochs of the links of both plans.
FIRST, SECOND = (5000, 3), (1000, 20)


@pytest.fixture(scope="module")
def train(mnist):
    """Train the article's network; return it, its curves and its test accuracy."""
    x_train, x_test = (
        (images / 255).astype(np.float32)[..., None]
        for images in (mnist.x_train, mnist.x_test)
    )

    def trained(images, epochs):
        keras.utils.set_random_seed(1)
        layers = keras.layers
        network = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(32, 3, activation="relu"),
                layers.MaxPooling2D(2),
                layers.Flatten(),
                layers.Dense(128, activation="relu"),
                layers.Dense(10, activation="softmax"),
            ]
        )
        network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        curves = network.fit(
            x_train[:images],
            mnist.y_train[:images],
            batch_size=128,
            epochs=epochs,
            validation_data=(x_test[:WATCHED], mnist.y_test[:WATCHED]),
            verbose=0,
        )
        _, accuracy = network.evaluate(x_test, mnist.y_test, 1000, verbose=0)
        return network, curves.history, accuracy

    return trained


def shares():
    """Return how many of a hundred digits the page says that each training reads."""
    text = teachers.guide("en").part(PartId.EXPECT).text
    found = re.search(
        r"(\d+) of a hundred new digits .+? it is (\d+) or", text, re.DOTALL
    )
    assert found is not None
    return [int(share) for share in found.groups()]


def test_the_first_training_reads_what_the_page_says_and_few_ones_with_an_upstroke(
    train,
):
    network, _, accuracy = train(*FIRST)
    assert abs(100 * accuracy - shares()[0]) < POINTS
    read = {}
    for name, drawn in hard_cases.styles():
        if name in ("1 plain", "1 with upstroke", "7 with bars"):
            images = test_sets.prepared(name, drawn.pictures)[..., None]
            answers = network.predict(images, verbose=0).argmax(axis=1)
            read[name] = (answers == np.array(drawn.labels)).mean()
    assert read["1 plain"] > 0.8
    assert read["7 with bars"] > 0.8
    assert read["1 with upstroke"] < 0.5


def test_the_second_training_memorises_and_reads_fewer(train):
    _, curves, accuracy = train(*SECOND)
    assert abs(100 * accuracy - shares()[1]) < POINTS
    assert curves["accuracy"][-1] == 1.0
    best = int(np.argmin(curves["val_loss"]))
    assert best < SECOND[1] - 1
    assert curves["loss"][-1] < curves["loss"][best]
