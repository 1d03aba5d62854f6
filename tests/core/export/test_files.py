"""Scripts and notebooks are clean, run the same, and say what they need."""

import ast
import json
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest

from core import i18n
from core.errors import ImpossibleNetwork
from core.export import files
from core.settings.network import Block, NetworkSpec
from tests.support.exported import ARTICLE, SETTINGS, WILD

IMPOSSIBLE = replace(ARTICLE, network=NetworkSpec((Block.parse("4x7p"),) * 4))

each_language = pytest.mark.parametrize("language", i18n.LANGUAGES)

each_settings = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)


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


class Unspoken(ast.NodeTransformer):
    """Leaves the sentences out that a script prints."""

    def visit_Call(self, node):
        """Empty a ``print`` of one sentence."""
        match node:
            case ast.Call(ast.Name("print"), [ast.Constant() | ast.JoinedStr()]):
                node.args = []
        return node


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
    assert "pip install tensorflow pillow\n" in head
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
    assert "cifras de prueba" not in script
    assert "data_set=fashion_mnist" in files.script(settings, "en", base="/")


@each_language
def test_nothing_about_digits_is_said_of_clothes(language):
    script = files.script(SETTINGS["clothes"], language)
    told = script + files.notebook(SETTINGS["clothes"], language)
    for word in ("digit", "MNIST completo", "full MNIST", "escritas a mano"):
        assert word not in told
