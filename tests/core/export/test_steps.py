"""Exported code has the visitor's values and language, and passes ruff."""

import ast
import json
import subprocess
import sys
from dataclasses import fields, replace

import nbformat
import pytest

from core import i18n
from core.errors import ImpossibleNetwork
from core.export import files, steps, texts
from core.settings.network import Block, NetworkSpec
from scripts import update_translations
from tests.support.exported import ARTICLE, SETTINGS, WILD

IMPOSSIBLE = replace(ARTICLE, network=NetworkSpec((Block.parse("4x7p"),) * 4))
TEXTS = {
    name: text for name, text in vars(texts).items() if isinstance(text, texts.Text)
} | {
    f"{field.name} of step {number}": getattr(step, field.name)
    for number, step in texts.STEPS.items()
    for field in fields(step)
}

each_language = pytest.mark.parametrize("language", i18n.LANGUAGES)
each_settings = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
each_step = pytest.mark.parametrize("number", steps.PYTHON_STEPS)


def body(number, settings=ARTICLE, goal=None):
    """Return the English code of a step, without its imports."""
    return steps.step(number, settings, "en", goal).body


def ruff(folder, *command):
    """Run ruff with its default configuration."""
    return subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--isolated", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A folder with a script for all settings, in each language."""
    folder = tmp_path_factory.mktemp("scripts")
    for name, settings in SETTINGS.items():
        for language in i18n.LANGUAGES:
            path = folder / f"{name.replace(' ', '_')}_{language}.py"
            source = files.script(settings, language, settings.epochs + 5)
            path.write_text(source, encoding="utf-8")
    return folder


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
    assert "# model.fit(x_train, y_train, batch_size=128, epochs=10)\n" in body(6)
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


class Unspoken(ast.NodeTransformer):
    """Leaves the sentences out that a script prints."""

    def visit_Call(self, node):
        """Empty a ``print`` of one sentence."""
        match node:
            case ast.Call(ast.Name("print"), [ast.Constant() | ast.JoinedStr()]):
                node.args = []
        return node


@each_step
@each_language
@each_settings
def test_every_step_can_stand_alone(settings, language, number):
    compile(steps.step(number, settings, language).write(), "step", "exec")


@each_settings
def test_the_language_changes_nothing_that_runs(settings):
    trees = [ast.parse(files.script(settings, language)) for language in i18n.LANGUAGES]
    first, *others = [
        # The docstring aside.
        [ast.dump(Unspoken().visit(node)) for node in tree.body[1:]]
        for tree in trees
    ]
    assert others
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    "command",
    [("check", "--select", "E,F,W,I"), ("format", "--check")],
    ids=["check", "format"],
)
def test_scripts_are_clean_code(scripts, command):
    done = ruff(scripts, *command)
    assert done.returncode == 0, done.stdout


@each_language
def test_the_script_says_what_it_needs_and_where_it_comes_from(language):
    head = ast.get_docstring(
        ast.parse(files.script(WILD, language, base="https://trazo.example.org"))
    )
    assert head is not None
    assert "Trazo" in head
    assert "pip install tensorflow\n" in head
    assert "keras 3." in head
    assert f"https://trazo.example.org/train?lang={language}&train_epochs=30" in head


@each_language
@each_settings
def test_the_notebook_is_a_valid_one_and_always_the_same(settings, language):
    text = files.notebook(settings, language)
    nbformat.validate(json.loads(text))
    assert files.notebook(settings, language) == text


@each_settings
def test_the_notebook_runs_what_the_script_runs(settings):
    book = nbformat.reads(files.notebook(settings, "en", 30), as_version=4)
    cells = [cell.source for cell in book.cells if cell.cell_type == "code"]
    script = ast.parse(files.script(settings, "en", 30))
    assert ast.dump(ast.Module(script.body[1:], [])) == ast.dump(
        ast.Module(ast.parse("\n".join(cells)).body, [])
    )


@pytest.mark.parametrize("write", [files.script, files.notebook])
def test_there_is_no_file_of_a_network_that_cannot_be_built(write):
    with pytest.raises(ImpossibleNetwork):
        write(IMPOSSIBLE, "en")


def test_step_1_is_no_python():
    with pytest.raises(ValueError, match="step 1"):
        steps.step(1, ARTICLE, "en")


@pytest.mark.parametrize("language", update_translations.TRANSLATED)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_is_translated(text, language):
    assert text.in_language(i18n.DEFAULT_LANGUAGE) == text.source
    assert text.in_language(language) != text.source


def test_clothes_are_exported_as_keras_loads_them():
    settings = SETTINGS["clothes"]
    script = files.script(settings, "es")
    assert "from keras.datasets import fashion_mnist\n" in script
    assert "(x_test, y_test) = fashion_mnist.load_data()" in script
    assert "x_train = x_train.reshape((30000, 28, 28, 1))" in script
    assert "x_test = x_test.reshape((10000, 28, 28, 1))" in script
    assert "Solo las primeras 30000 de las 60000" in script
    # It cannot be drawn.
    assert "digit.png" not in script
    assert "números de prueba" not in script
    assert "data_set=fashion_mnist" in files.script(settings, "en", base="/")


@each_language
def test_nothing_about_digits_is_said_of_clothes(language):
    script = files.script(SETTINGS["clothes"], language)
    told = script + files.notebook(SETTINGS["clothes"], language)
    for word in ("digit", "MNIST completo", "full MNIST", "escritos a mano"):
        assert word not in told
