"""Exported code, run for real: the app's own training is the oracle."""

import functools
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.export import files
from core.network import Block, NetworkSpec
from core.progress import Report, Resume
from core.settings import RunSettings, Schedule
from core.training import fit
from core.training.lease import Lease
from tests.support.patience import PATIENCE_SECONDS

PLAIN = RunSettings(epochs=2, batch_size=128, images=2000, seed=5)
# Everything whose chance or course could come out otherwise.
WILD = replace(
    PLAIN,
    images=1000,
    learning_rate=0.003,
    schedule=Schedule.ONE_CYCLE,
    rotation=10,
    shift=2,
    zoom=10,
    thickness=50,
    network=NetworkSpec(
        (Block(8, 5, pooling=True),), (32,), batch_norm="yes", dropout=30
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
# A digit of MNIST's as somebody would draw it: ten times as large, dark on white.
ENLARGED = 10
# Only the order of additions may differ: measured 4e-7.
RELATIVE = 1e-5


def execute(folder, *command):
    """Run a command where the exported file is; return the history that it told."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "history.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def run_script(tmp_path_factory, mnist):
    """Run the exported script; return its history."""

    @functools.cache
    def run(settings, goal=None):
        folder = tmp_path_factory.mktemp("script")
        source = files.script(settings, "en", goal) + TELL
        (folder / files.SCRIPT).write_text(source, encoding="utf-8")
        drawing = 255 - mnist.x_test[0].repeat(ENLARGED, 0).repeat(ENLARGED, 1)
        Image.fromarray(drawing).save(folder / "digit.png")
        return execute(folder, files.SCRIPT)

    return run


def run_app(settings, dataset, resume=None):
    """Train as the app does; return its epochs and what it left."""
    reports: list[Report] = []
    trained = fit.train(
        settings,
        dataset,
        run_id="run",
        lease=Lease(),
        send=reports.append,
        resume=resume,
    )
    return [epoch for report in reports for epoch in report.epochs], trained


def difference(history, epochs):
    """Return the largest relative difference of any number of any epoch."""
    ours = np.array([[getattr(epoch, name) for name in NAMES] for epoch in epochs])
    theirs = np.array([history[name] for name in NAMES]).T
    assert ours.shape == theirs.shape
    return (np.abs(theirs - ours) / ours).max()


@pytest.mark.parametrize("settings", [PLAIN, WILD], ids=["plain", "wild"])
def test_the_script_trains_as_the_app_did(run_script, mnist, settings):
    history = run_script(settings)
    epochs, trained = run_app(settings, mnist)
    assert difference(history, epochs) < RELATIVE
    assert history["test"] == pytest.approx(trained.accuracy, abs=1e-6)


def test_the_script_reads_a_drawing_of_ones_own(run_script, mnist):
    assert run_script(PLAIN)["own"] == mnist.y_test[0]


def test_the_script_of_a_continued_run_goes_all_the_way(run_script, mnist):
    first, trained = run_app(CONTINUED, mnist)
    resume = Resume(goal=2, epochs_done=1, keras_file=trained.keras_file)
    second, _ = run_app(CONTINUED, mnist, resume)
    assert difference(run_script(CONTINUED, goal=2), first + second) < RELATIVE


def test_the_notebook_trains_as_the_script_does(run_script, tmp_path):
    notebook = json.loads(files.notebook(WILD, "es"))
    notebook["cells"].append({**notebook["cells"][-1], "id": "tell", "source": TELL})
    path = tmp_path / files.NOTEBOOK
    path.write_text(json.dumps(notebook), encoding="utf-8")
    history = execute(tmp_path, "-m", "jupyter", "execute", files.NOTEBOOK)
    script = run_script(WILD)
    for name in NAMES:
        np.testing.assert_allclose(history[name], script[name], rtol=RELATIVE)
