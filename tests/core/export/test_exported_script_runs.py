"""Exported code, run for real: the app's own training is the oracle."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.datasets import loader
from core.export import files
from core.runs.progress import Report, Resume
from core.runs.tasks import TrainTask
from core.settings.datasets import DatasetName
from core.settings.layers import POOLINGS
from core.settings.network import Block, NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings, Schedule
from core.training import fit
from core.training.lease import Lease
from tests.support.data_files import put_clothes
from tests.support.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.tensorflow

PLAIN = RunSettings(epochs=1, batch_size=128, images=2000, seed=5)
# All settings that affect randomness or the course of training, on a data set whose
# files are small here: after each epoch MNIST has 10,000 images to validate on.
WILD = replace(
    PLAIN,
    epochs=2,
    dataset=DatasetName.FASHION_MNIST,
    images=400,
    learning_rate=0.003,
    schedule=Schedule.ONE_CYCLE,
    rotation=10,
    shift=2,
    zoom=10,
    thickness=50,
    network=NetworkSpec(
        tuple(Block(8, 5, kind) for kind in POOLINGS.values()),
        (32,),
        batch_norm=True,
        dropout=30,
    ),
)
CONTINUED = replace(WILD, epochs=1)
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")
TELL = (
    "import json\n"
    "from pathlib import Path\n"
    "told = {**history.history, 'test': accuracy, 'own': int(probabilities.argmax())}\n"
    "Path('history.json').write_text(json.dumps(told))\n"
)
# An MNIST digit as somebody would draw it: ten times as large, dark on white.
ENLARGED = 10
# Only the order of additions may differ: a difference of 4e-7 was measured.
RELATIVE = 1e-5


# Runs several scripts in one process, since each would have to load TensorFlow.
TOGETHER = f"""
import os, runpy, sys
for folder in sys.argv[1:]:
    os.chdir(folder)
    runpy.run_path("{files.SCRIPT}", run_name="__main__")
"""


def execute(folder, *command, **environment):
    """Run a command in a folder, and check that it succeeds.

    Args:
        folder: The command's working folder.
        *command: Arguments of Python.
        **environment: Environment variables, in addition to ours.
    """
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def history_in(folder):
    """Return the history that a script wrote in a folder."""
    return json.loads((folder / "history.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def put_script(tmp_path_factory, mnist):
    """Put an exported script and a digit into a folder; return the folder."""

    def put(settings, goal=None):
        folder = tmp_path_factory.mktemp("script")
        source = files.script(settings, "en", goal) + TELL
        (folder / files.SCRIPT).write_text(source, encoding="utf-8")
        drawing = 255 - mnist.x_test[0].repeat(ENLARGED, 0).repeat(ENLARGED, 1)
        Image.fromarray(drawing).save(folder / "digit.png")
        return folder

    return put


@pytest.fixture(scope="module")
def plain(put_script):
    """The history of the script for ordinary settings, run as a visitor runs it."""
    folder = put_script(PLAIN)
    execute(folder, files.SCRIPT)
    return history_in(folder)


@pytest.fixture(scope="module")
def clothes(tmp_path_factory):
    """A Keras cache folder with a small Fashion-MNIST; and that data set."""
    home = str(tmp_path_factory.mktemp("keras"))
    # Its sizes are in the scripts; its folder is not where MNIST is.
    with pytest.MonkeyPatch.context() as sizes:
        with pytest.MonkeyPatch.context() as place:
            place.setenv("KERAS_HOME", home)
            put_clothes(sizes, training=600, test=200)
            loader.load.cache_clear()
            dataset = loader.load(loader.Source.FASHION_MNIST)
        loader.load.cache_clear()
        yield home, dataset


def of_preset(preset):
    """Return a preset's settings, on a data set whose files are small here."""
    start = replace(PLAIN, epochs=2, dataset=DatasetName.FASHION_MNIST)
    return replace(apply(preset, start), images=400)


@pytest.fixture(scope="module")
def histories(put_script, clothes, tmp_path_factory):
    """The histories of the scripts for each preset, for all settings, and continued."""
    wanted = [
        *((preset, of_preset(preset), None) for preset in Preset),
        ("wild", WILD, None),
        ("continued", CONTINUED, 2),
    ]
    folders = {name: put_script(settings, goal) for name, settings, goal in wanted}
    execute(
        tmp_path_factory.getbasetemp(),
        *("-c", TOGETHER, *map(str, folders.values())),
        KERAS_HOME=clothes[0],
    )
    return {name: history_in(folder) for name, folder in folders.items()}


def run_app(settings, dataset, resume=None):
    """Train as the app does; return the epochs and the result."""
    reports: list[Report] = []
    trained = fit.train(
        TrainTask(
            run_id="run", settings=settings, source=dataset.source, resume=resume
        ),
        dataset,
        lease=Lease(),
        send=reports.append,
    )
    return [epoch for report in reports for epoch in report.epochs], trained


def difference(history, epochs):
    """Return the largest relative difference of any number of any epoch."""
    ours = np.array([[getattr(epoch, name) for name in NAMES] for epoch in epochs])
    theirs = np.array([history[name] for name in NAMES]).T
    assert ours.shape == theirs.shape
    return (np.abs(theirs - ours) / ours).max()


def assert_same(history, settings, dataset):
    """Check that the app's training gives the numbers of a script."""
    epochs, trained = run_app(settings, dataset)
    assert difference(history, epochs) < RELATIVE
    assert history["test"] == pytest.approx(trained.accuracy, abs=1e-6)


def test_the_script_trains_as_the_app_did(plain, mnist):
    assert_same(plain, PLAIN, mnist)


def test_the_script_with_all_settings_trains_as_the_app_did(histories, clothes):
    assert_same(histories["wild"], WILD, clothes[1])


@pytest.mark.parametrize("preset", Preset)
def test_the_script_of_a_preset_trains_as_the_app_did(preset, histories, clothes):
    assert_same(histories[preset], of_preset(preset), clothes[1])


def test_the_script_reads_a_drawing_of_ones_own(plain, mnist):
    assert plain["own"] == mnist.y_test[0]


def test_the_script_of_a_continued_run_goes_all_the_way(histories, clothes):
    _, dataset = clothes
    first, trained = run_app(CONTINUED, dataset)
    resume = Resume(goal=2, epochs_done=1, keras_file=trained.keras_file)
    second, _ = run_app(CONTINUED, dataset, resume)
    assert difference(histories["continued"], first + second) < RELATIVE


def test_the_notebook_trains_as_the_script_does(histories, clothes, tmp_path):
    notebook = json.loads(files.notebook(WILD, "es"))
    notebook["cells"].append({**notebook["cells"][-1], "id": "tell", "source": TELL})
    path = tmp_path / files.NOTEBOOK
    path.write_text(json.dumps(notebook), encoding="utf-8")
    execute(
        tmp_path, *("-m", "jupyter", "execute", files.NOTEBOOK), KERAS_HOME=clothes[0]
    )
    history, script = history_in(tmp_path), histories["wild"]
    for name in NAMES:
        np.testing.assert_allclose(history[name], script[name], rtol=RELATIVE)
