"""Every figure that a lesson states is computed here, or allowed by the controls."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from core import prediction
from core.arrays.pixel_types import as_float32
from core.datasets import loader
from core.evaluation import ablation
from core.explain import activations
from core.i18n import LANGUAGES
from core.lessons.markdown import glossary, lesson_files
from core.preprocessing.mnist_format import DIGIT_SIDE
from core.settings.datasets import MNIST
from core.settings.layers import Kind
from core.settings.network import NetworkSpec
from core.settings.run import EPOCHS, IMAGES, LEARNING_RATE, RunSettings
from scripts.models import styles_by_digit
from tests.support.lesson_text import all_of, numbers_in, without_code
from tests.support.root import ROOT

ARTICLE = RunSettings()
# A smaller number is a digit, a step, or a count of what the sentence lists.
LARGEST_COUNT = 10
BY_EYE = json.loads((ROOT / "tests/data/styles_by_eye.json").read_text("utf-8"))
ACCURACIES = json.loads((prediction.ASSETS / "handwriting.json").read_text("utf-8"))
STYLES = json.loads(styles_by_digit.PATH.read_text("utf-8"))
WHITE = np.iinfo(np.uint8).max
# What a lesson proposes to set; each is checked against its control.
TRIAL = ((4000, 5), (1000, 20))
HALF_TURN = 180


def corrections(images, epochs):
    """Return the number of corrections of a run with the article's batch size."""
    return epochs * math.ceil(images / ARTICLE.batch_size)


def network():
    """Return the figures of the article's network, from its first side to the last."""
    plan = NetworkSpec().plan()
    (first_dense,) = (each for each in plan.layers if each.shape == (128,))
    sizes = {size for each in plan.layers for size in each.shape}
    return {*sizes, MNIST.side, plan.parameters, first_dense.parameters}


def evaluation():
    """Return accuracy in percent, mistakes and images of the article's exam."""
    accuracy = ACCURACIES["mnist"]["article"]
    mistakes = round((1 - accuracy) * MNIST.test_images)
    return {round(100 * accuracy, 2), mistakes, MNIST.test_images}


def reaching_the_dense_layer(*blocks):
    """Return the shape of the last maps behind such blocks, and how many numbers."""
    plan = NetworkSpec(blocks=blocks).plan()
    (flatten,) = (each for each in plan.layers if each.kind is Kind.FLATTEN)
    return {*flatten.given, *flatten.shape}


def trial_of_step_4():
    """Return what reaches the dense layer without pooling, and with another block."""
    (block,) = ARTICLE.network.blocks
    without_pooling = reaching_the_dense_layer(replace(block, pooling=None))
    return without_pooling | reaching_the_dense_layer(block, block)


def first_loss():
    """Return the cross-entropy of an answer that is the same for all classes."""
    return round(math.log(MNIST.classes), 1)


def styles():
    """Return how many percent of zeros, ones and sevens the article's network reads."""
    return {100 * STYLES["article"][digit] for digit in (0, 1, 7)}


PIXELS = {MNIST.side, MNIST.side**2, WHITE}


def of_lessons():
    """Return the figures of each lesson that has any."""
    images = {MNIST.training_images, MNIST.test_images}
    articles_corrections = corrections(MNIST.training_images, 1)
    trial = {value for pair in TRIAL for value in pair}
    return {
        2: {100},
        3: PIXELS | images | {BY_EYE["looked_at"], len(BY_EYE["barred_seven"])},
        4: network() | trial_of_step_4(),
        5: {ARTICLE.learning_rate, 0.1, first_loss()},
        6: {
            MNIST.training_images,
            ARTICLE.batch_size,
            articles_corrections,
            *trial,
            corrections(*TRIAL[0]),
        },
        7: evaluation(),
        8: {MNIST.side, DIGIT_SIDE, 99, 100},
        "bias": {*styles(), BY_EYE["looked_at"]},
        "break": {HALF_TURN},
        "slow": {first_loss()},
    }


def of_definitions():
    """Return the figures of each definition that has any."""
    return {
        "accuracy": {98, 100},
        "batch": {ARTICLE.batch_size},
        "image-pixels": PIXELS,
        "mnist": {MNIST.training_images + MNIST.test_images},
        "normalise": {WHITE},
        "parameters": {NetworkSpec().plan().parameters},
        "probability": {0.5},
        "test-set": {MNIST.test_images},
        "training-set": {MNIST.training_images},
    }


def said(html, language):
    """Return the figures in a piece of HTML: no code, and no digit or small count."""
    numbers = {float(number) for number in numbers_in(without_code(html), language)}
    return {number for number in numbers if number > LARGEST_COUNT or number % 1 != 0}


def shown(figures):
    """Return computed figures as `said` finds them."""
    return {
        round(float(figure), 4)
        for figure in figures
        if figure > LARGEST_COUNT or figure % 1 != 0
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_the_computed_one(language):
    lessons = {key: all_of(key, language) for key in lesson_files(language)}
    definitions = {key: term.definition for key, term in glossary(language).items()}

    for texts, figures in ((lessons, of_lessons()), (definitions, of_definitions())):
        assert set(figures) <= set(texts)
        for key, html in texts.items():
            assert said(html, language) == shown(figures.get(key, ())), key


def test_what_a_lesson_proposes_can_be_set():
    for images, epochs in TRIAL:
        IMAGES.check(images)
        EPOCHS.check(epochs)
    for rate in (0.1, 1.0, 0.001):
        LEARNING_RATE.check(rate)


def test_the_two_trainings_of_step_6_make_as_many_corrections():
    assert corrections(*TRIAL[0]) == corrections(*TRIAL[1])


def test_another_exam_would_change_the_mark_by_one_or_two_tenths_of_a_point():
    accuracy = ACCURACIES["mnist"]["article"]
    deviation = 100 * math.sqrt(accuracy * (1 - accuracy) / MNIST.test_images)
    assert 0.1 <= deviation <= 0.2


def test_one_seven_in_nine_has_a_bar_and_few_ones_an_upstroke():
    labels = loader.read(loader.Source.SAMPLE).y_train
    for digit in (0, 1, 7):
        assert (labels == digit).sum() >= BY_EYE["looked_at"]
    assert round(BY_EYE["looked_at"] / len(BY_EYE["barred_seven"])) == 9
    assert len(BY_EYE["one_with_upstroke"]) == 7
    assert len(BY_EYE["slashed_zero"]) == 1


def test_the_bias_lesson_says_in_words_what_its_table_shows():
    article = {name: shares["article"] for name, shares in ACCURACIES.items()}
    # It does not fall with one hand, falls a little with six, and more with styles.
    assert article["drawn"] >= article["mnist"]
    assert 0.01 < article["mnist"] - article["writers"] < 0.05
    assert article["mnist"] - article["styles"] > 0.05
    assert ACCURACIES["styles"]["shipped"] > 0.99
    zeros, ones, sevens = (STYLES["article"][digit] for digit in (0, 1, 7))
    assert zeros < ones < sevens


@pytest.mark.thorough
def test_a_single_filter_that_spoils_an_answer_is_hard_to_find():
    images = as_float32(loader.read(loader.Source.SAMPLE).x_test[:100])
    path = prediction.ARTICLE_PATH
    layers = activations.load_cached(path).layers(images[0])
    before = prediction.load(path).probabilities(images).argmax(1)
    changed = []
    for place, layer in enumerate(layers):
        if layer.kind is Kind.CONVOLUTION:
            assert layer.weights is not None
            for channel in range(len(layer.weights)):
                off = frozenset({(place, channel)})
                without = ablation.predictor(path, off).probabilities(images)
                changed.append(without.argmax(1) != before)
    assert len(changed) == 32
    # For most digits, none of all filters does it.
    assert np.any(changed, axis=0).mean() < 0.25
    assert np.mean(changed) < 0.02


def test_one_in_four_ones_with_an_upstroke_is_misread():
    assert round(4 * (1 - STYLES["article"][1])) == 1
    assert STYLES["article"][7] > 0.98


@pytest.mark.thorough
def test_the_stored_shares_of_the_styles_are_the_measured_ones():
    assert styles_by_digit.measured() == STYLES
