"""Exported code has the visitor's values and language, and passes ruff."""

from dataclasses import replace

import pytest

from core import i18n
from core.export import steps
from core.settings.network import Block, NetworkSpec
from tests.support.exported import ARTICLE, SETTINGS, WILD

IMPOSSIBLE = replace(ARTICLE, network=NetworkSpec((Block.parse("4x7p"),) * 4))

each_language = pytest.mark.parametrize("language", i18n.LANGUAGES)
each_settings = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
each_step = pytest.mark.parametrize("number", steps.PYTHON_STEPS)


def body(number, settings=ARTICLE, goal=None):
    """Return the English code of a step, without its imports."""
    return steps.step(number, settings, "en", goal).body


def test_the_article_is_exported_word_for_word():
    assert body(2).endswith("keras.utils.set_random_seed(1)")
    assert body(3).startswith("(x_train, y_train), (x_test, y_test) = mnist.load_data")
    assert "x_train = x_train.reshape((60000, 28, 28, 1))" in body(3)
    assert "x_train[:" not in body(3)
    assert body(4) == (
        "model = Sequential()\n"
        "model.add(Input((28, 28, 1)))\n"
        'model.add(Conv2D(32, (3, 3), activation="relu"))\n'
        "model.add(MaxPooling2D((2, 2)))\n"
        "model.add(Flatten())\n"
        'model.add(Dense(128, activation="relu"))\n'
        'model.add(Dense(10, activation="softmax"))'
    )
    assert body(5) == (
        "model.compile(\n"
        '    optimizer="adam",\n'
        '    loss="categorical_crossentropy",\n'
        '    metrics=["accuracy"],\n'
        ")"
    )
    assert (
        "# history = model.fit(\n"
        "#     x_train, y_train, batch_size=128, epochs=10,\n"
        "#     validation_data=(x_test, y_test),\n"
        "# )\n"
    ) in body(6)
    assert "model.evaluate(x_test, y_test)" in body(7)
    assert "model.predict(x_test[:5])" in body(8)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (2, "set_random_seed(9999)"),
        (3, "x_train, y_train = x_train[:59900], y_train[:59900]"),
        (3, "x_train.reshape((59900, 28, 28, 1))"),
        (4, "Conv2D(16, (5, 5))"),
        (4, 'Activation("sigmoid")'),
        (4, "Dropout(0.35)"),
        (5, "steps = 30 * 59\n"),
        (5, "    1e-05 * 0.1,\n"),
        (5, "    optimizer=keras.optimizers.RMSprop(learning_rate),\n"),
        (5, '    loss="mean_squared_error",\n'),
        (6, "tf.range(59900), [9999, epoch])"),
        (6, ".batch(1024)"),
        (6, "random, 45, 6, 30, 100)"),
        (6, "    epochs=30,\n    steps_per_epoch=59,\n"),
    ],
)
def test_the_visitors_values_stand_in_the_code(number, wanted):
    assert wanted in body(number, WILD)


def test_a_learning_rate_of_ones_own_is_written_out():
    code = body(5, SETTINGS["slow"])
    assert "optimizer=keras.optimizers.SGD(0.1)," in code


def test_without_augmentation_there_is_none_in_the_code():
    code = steps.step(6, ARTICLE, "en")
    assert "augment" not in code.body
    assert code.imports == ("import tensorflow as tf",)


def test_a_continued_run_trains_to_its_goal_with_the_schedule_of_its_plan():
    assert "    epochs=45,\n" in body(6, WILD, goal=45)
    assert "range(45)" in body(6, WILD, goal=45)
    assert "# 30 epochs and then 15 more, in one go." in body(6, WILD, goal=45)
    assert "steps = 30 * 59\n" in body(5, WILD, goal=45)


@each_step
@each_language
@each_settings
def test_every_step_can_stand_alone(settings, language, number):
    compile(steps.step(number, settings, language).write(), "step", "exec")


def test_step_1_is_no_python():
    with pytest.raises(ValueError, match="step 1"):
        steps.step(1, ARTICLE, "en")
